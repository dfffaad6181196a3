"""The part of a corpus that some of its articles ask for, where the whole is on no one machine.

Documents are numbered as in the whole, only closer; of each hash those entries are there that
`postings` would choose of the whole, and what would be counted over the whole comes counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from darnel.corpus.index import Corpus
from darnel.corpus.store import packed

Array = NDArray[Any]


class Kept(NamedTuple):
    """Documents, one entry each, in the order of their numbers in the whole.

    `first` is the number of the first document of the source, `cluster` that of the cluster; `pages`
    and `size` count those of the source and of the cluster. `credits` are 8 bytes a name, big-endian.
    """

    number: Array
    first: Array
    pages: Array
    source: Sequence[bytes]
    id: Sequence[bytes]
    digest: Array
    published: Array
    precision: Array
    agencies: Array
    prints: Array
    credits: Sequence[bytes]
    cluster: Array
    partners: Array
    size: Array


class Posted(NamedTuple):
    """Entries: a hash, and the number of a document that has it."""

    hash: Array
    number: Array


class Network(NamedTuple):
    """Paragraphs that recur across sources: `sources` have them, `recurrent` of these repeatedly."""

    hash: Array
    sources: Array
    recurrent: Array


class Own(NamedTuple):
    """Paragraphs that recur within a source, known by its first document: on so many pages."""

    hash: Array
    first: Array
    hits: Array


class Excerpt(Corpus):
    """A corpus to ask for the articles it was made for; of others it does not know all.

    Every document of `posted`, and the first of each cluster of those who ask, is in `kept`.
    """

    def __init__(
        self, kept: Kept, posted: Mapping[str, Posted], network: Network, own: Own
    ) -> None:
        arrays = _documents(kept)
        for name in ("print", "block", "title"):
            hash, number = posted[name]
            order = np.lexsort((number, hash))
            arrays[f"{name}.hash"] = hash[order]
            arrays[f"{name}.document"] = np.searchsorted(kept.number, number[order])
        order = np.argsort(network.hash)
        for name, values in network._asdict().items():
            arrays[f"repeated.{name}"] = values[order]
        super().__init__(arrays)
        self._firsts, self._pages, self._sizes = kept.first, kept.pages, kept.size
        keys = zip(own.hash.tolist(), own.first.tolist(), strict=True)
        self._own = dict(zip(keys, own.hits.tolist(), strict=True))

    @cached_property
    def cluster_sizes(self) -> Array:
        """The number of documents in each cluster of the whole, by the number of its first."""
        return self._sizes

    def page_count(self, pages: range) -> int:
        """Count the pages of a source in the whole."""
        return int(self._pages[pages.start]) if pages else 0

    def own_hits(self, hash: Any, pages: range) -> int:  # noqa: ANN401 (a NumPy scalar)
        """Count the pages of a source in the whole that have a paragraph."""
        return self._own.get((int(hash), int(self._firsts[pages.start])), 0) if pages else 0


def _documents(kept: Kept) -> dict[str, Array]:
    """Lay documents out as a corpus has them."""
    names = [np.frombuffer(said, ">u8") for said in kept.credits]
    _, at, source = np.unique(kept.first, return_index=True, return_inverse=True)
    clusters, label = np.unique(kept.cluster, return_inverse=True)
    place = np.searchsorted(kept.number, clusters)
    known = np.append(kept.number, -1)[place] == clusters
    # a cluster whose first document is not here needs a number that is nobody's
    place = np.where(known, place, len(kept.number) + np.arange(len(clusters)))
    found = {
        f"document.{name}": getattr(kept, name)
        for name in ("digest", "published", "precision", "agencies", "prints", "partners")
    }
    found |= {
        "document.source": source,
        "document.cluster": place[label],
        "credit.document": np.repeat(np.arange(len(names)), [len(of) for of in names]),
        "credit.name": np.concatenate([np.zeros(0, np.uint64), *names]).astype(np.uint64),
    }
    found["id.bytes"], found["id.ends"] = packed(list(kept.id))
    found["source.bytes"], found["source.ends"] = packed([kept.source[n] for n in at.tolist()])
    return found
