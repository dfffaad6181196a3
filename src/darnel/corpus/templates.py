"""Paragraphs that recur: within a source, which is its template, and across unrelated ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.assessment import Other
from darnel.corpus.fingerprints import Prints
from darnel.corpus.index import NAMED, Corpus, postings

Bools = NDArray[np.bool_]

NETWORK_SOURCES, NETWORK_RECURRENT = 3, 2
"""A network's template stands at so many sources, and at so many of them on several pages: a
story that many papers carry stands on one page of each."""

OWN_PAGES, OWN_SHARE, OWN_LEAST = 5, 0.2, 3
"""A source's template stands on this share of its pages and on three; under five nobody can tell."""

PRIOR_PAGES, PRIOR_HITS = 4.0, 0.2
"""What the share of a source's pages is shrunk with: four pages more, and 0.2 of them with it."""

INNOCENT = re.compile(
    r"cookie|consent|privacy|all rights reserved|©|copyright|disqus|javascript|adblock|ad blocker"
    r"|newsletter|sign up|subscri|terms of (?:use|service)|may not be (?:published|reproduced)"
    r"|forward-looking|^about [A-Z]|^[“\"‘']|contributed to this (?:report|story)"
    r"|not immediately (?:respond|return)|did not respond|follow us on|associated press|reuters",
    re.IGNORECASE | re.MULTILINE,
)
"""Strings of consent banners, comment systems, agencies and press releases: many sites that have
nothing to do with each other print them; and quotations, which many report."""


@dataclass(frozen=True, slots=True)
class Template:
    """A paragraph that recurs: half-open offsets, at how many sources, and on which other pages."""

    start: int
    end: int
    words: int
    sources: int
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """The template text of one article.

    `network` and `own` say of every word whether it stands in a paragraph of a network's template,
    or of the source's own; `key` is the hash of the most common of the network's paragraphs.
    """

    network: Bools
    own: Bools
    found: tuple[Template, ...]
    key: str | None

    @classmethod
    def of(
        cls, corpus: Corpus, text: str, prints: Prints, number: int, pages: range,
        span: Callable[[int, int], tuple[int, int]],
    ) -> Templates:  # fmt: skip
        """Look the paragraphs of an article up; `pages` are those of its source in the corpus.

        `span` gives the offsets of a range of words in the text.
        """
        words = int(prints.words[number])
        network, own = np.zeros(words, np.bool_), np.zeros(words, np.bool_)
        found: list[Template] = []
        keys: list[tuple[int, int]] = []
        low, high = np.searchsorted(prints.block_document, [number, number + 1])
        for at in range(int(low), int(high)):
            hash = prints.block_hash[at]
            first, last = int(prints.block_first[at]), int(prints.block_last[at])
            own[first:last] |= _is_own(corpus, hash, pages)
            sources = _network_sources(corpus, hash)
            if not sources:
                continue
            start, end = span(first, last)
            if INNOCENT.search(text[max(0, start - 1) : end + 1].strip()):
                continue
            network[first:last] = True
            keys.append((-sources, int(hash)))
            others = _holders(corpus, hash, pages)
            found.append(Template(start, end, last - first, sources, others))
        return cls(network, own, tuple(found), f"{min(keys)[1]:016x}" if keys else None)


def _network_sources(corpus: Corpus, hash: Any) -> int:  # noqa: ANN401 (a NumPy scalar)
    """Count the sources that have a paragraph, if it is a network's template; else give 0."""
    repeated = corpus.arrays["repeated.hash"]
    place = int(np.searchsorted(repeated, hash))
    if place == len(repeated) or repeated[place] != hash:
        return 0
    sources = int(corpus.arrays["repeated.sources"][place])
    recurrent = int(corpus.arrays["repeated.recurrent"][place])
    return sources if sources >= NETWORK_SOURCES and recurrent >= NETWORK_RECURRENT else 0


def _is_own(corpus: Corpus, hash: Any, pages: range) -> bool:  # noqa: ANN401 (a NumPy scalar)
    count = corpus.page_count(pages)
    if count < OWN_PAGES:
        return False
    hits = corpus.own_hits(hash, pages)
    share = (hits + PRIOR_HITS) / (count + PRIOR_PAGES)
    return hits >= OWN_LEAST and share >= OWN_SHARE


def _holders(corpus: Corpus, hash: Any, pages: range) -> tuple[Other, ...]:  # noqa: ANN401
    """Name one page of each other source that has a paragraph."""
    _, place, _ = postings(corpus.arrays["block.hash"], np.array([hash]))
    chosen: dict[str, Other] = {}
    for d in corpus.holders("block", place).tolist():
        if d not in pages:
            chosen.setdefault(corpus.source(d), corpus.other(d))
    return tuple(chosen.values())[:NAMED]
