"""A corpus to be asked: sorted arrays, mapped from its file."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.assessment import Other
from darnel.corpus.documents import UNKNOWN, Document
from darnel.corpus.store import Arrays, damaged, read

Array = NDArray[Any]

NAMED = 10
"""Other pages that evidence names at most."""

CAP = 64
"""Documents looked at of those that hold a shingle: of more, evenly chosen ones, so that the work
an article makes is bounded."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Say what a corpus holds."""

    articles: int
    sources: int
    words: int
    fingerprints: int
    clusters: int
    clustered: int
    dated: int
    bytes: int


class Corpus:
    """What other articles said, by fingerprint, paragraph and headline."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays

    @classmethod
    def load(cls, path: Path) -> Corpus:
        """Map a corpus file; raise InputError if it is none, or damaged."""
        return cls(read(Path(path)))

    def in_memory(self) -> Corpus:
        """Give a copy that needs no file."""
        return Corpus({name: np.array(values) for name, values in self.arrays.items()})

    def __len__(self) -> int:
        return len(self.arrays["document.digest"])

    @cached_property
    def sources(self) -> list[str]:
        """All sources, in order."""
        return [self._text("source", n) for n in range(len(self.arrays["source.ends"]))]

    @cached_property
    def cluster_sizes(self) -> Array:
        """The number of documents in each cluster, by the number of its first."""
        return np.bincount(self.arrays["document.cluster"], minlength=len(self))

    def source(self, document: int) -> str:
        """Name the source of a document."""
        return self.sources[int(self.arrays["document.source"][document])]

    def id(self, document: int) -> str:
        """Give the id of a document."""
        return self._text("id", document)

    def other(self, document: int) -> Other:
        """Name a document."""
        return Other(self.id(document), self.source(document))

    def document(self, number: int) -> Document:
        """Give what is kept of a document."""
        a = self.arrays
        low, high = np.searchsorted(a["credit.document"], [number, number + 1])
        return Document(
            self.source(number), self.id(number), int(a["document.digest"][number]),
            int(a["document.published"][number]), int(a["document.precision"][number]),
            int(a["document.agencies"][number]), tuple(a["credit.name"][low:high].tolist()),
        )  # fmt: skip

    def pages_of(self, source: str) -> range:
        """Give the numbers of a source's documents."""
        at = bisect_left(self.sources, source)
        if at == len(self.sources) or self.sources[at] != source:
            return range(0)
        low, high = np.searchsorted(self.arrays["document.source"], [at, at + 1])
        return range(int(low), int(high))

    def holders(self, kind: str, place: Array) -> Array:
        """Give the documents at places of `print`, `block` or `title`; raise InputError if there are none."""
        found = self.arrays[f"{kind}.document"][place]
        if len(found) and int(found.max()) >= len(self):
            raise damaged(f"{kind}.document points outside")
        return found

    def page_count(self, pages: range) -> int:
        """Count the pages of a source, given as `pages_of` gives them."""
        return len(pages)

    def own_hits(self, hash: Any, pages: range) -> int:  # noqa: ANN401 (a NumPy scalar)
        """Count the pages of a source that have a paragraph."""
        hashes, documents = self.arrays["block.hash"], self.arrays["block.document"]
        low, high = np.searchsorted(hashes, hash, "left"), np.searchsorted(hashes, hash, "right")
        first, last = np.searchsorted(documents[low:high], [pages.start, pages.stop])
        return int(last - first)

    def find(self, document: Document) -> int | None:
        """Give the number of an article that is in the corpus itself, if it is.

        An article that came without an id is the first of its source with the same words.
        """
        pages, digests = self.pages_of(document.source), self.arrays["document.digest"]
        if not document.id:
            same = np.flatnonzero(digests[pages.start : pages.stop] == np.uint64(document.digest))
            return pages[int(same[0])] if len(same) else None
        key = (document.id, document.digest)
        at = bisect_left(pages, key, key=lambda n: (self.id(n), int(digests[n])))
        if at == len(pages) or (self.id(pages[at]), int(digests[pages[at]])) != key:
            return None
        return pages[at]

    def summary(self) -> Summary:
        """Count what the corpus holds."""
        a = self.arrays
        several = self.cluster_sizes[self.cluster_sizes > 1]
        return Summary(
            len(self), len(a["source.ends"]), int(a["document.words"].sum(dtype=np.int64)),
            len(a["print.hash"]), len(several), int(several.sum()),
            int((a["document.published"] != UNKNOWN).sum()),
            sum(values.nbytes for values in a.values()),
        )  # fmt: skip

    def _text(self, name: str, number: int) -> str:
        ends = self.arrays[f"{name}.ends"]
        low = int(ends[number - 1]) if number else 0
        data = self.arrays[f"{name}.bytes"][low : int(ends[number])].tobytes()
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise damaged(f"{name} {number} is no text") from error


def postings(sorted_hashes: Array, asked: Array) -> tuple[Array, Array, Array]:
    """Look hashes up: which of those asked, and which place, for every entry found (see CAP).

    The third array says in how many entries each hash asked for stands.
    """
    order = np.argsort(asked, kind="stable")
    low, high = np.zeros(len(asked), np.int64), np.zeros(len(asked), np.int64)
    low[order] = np.searchsorted(sorted_hashes, asked[order], side="left")
    high[order] = np.searchsorted(sorted_hashes, asked[order], side="right")
    total = np.maximum(high - low, 0)  # a damaged file is not in order
    taken = np.minimum(total, CAP)
    which = np.repeat(np.arange(len(asked)), taken)
    step = np.arange(len(which)) - np.repeat(np.cumsum(taken) - taken, taken)
    place = low[which] + step * total[which] // np.maximum(taken[which], 1)
    return which, place, total
