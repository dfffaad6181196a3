"""Ask a corpus: where an article's passages, paragraphs and headline also stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from darnel.article import Article
from darnel.assessment import CopyKind, Elsewhere, Other, Shared
from darnel.corpus.clusters import contained
from darnel.corpus.documents import Document, document_of
from darnel.corpus.fingerprints import SHINGLE, WORD, Prints, prints_of
from darnel.corpus.index import NAMED, Corpus, postings
from darnel.corpus.origin import Common, standing
from darnel.corpus.templates import Template, Templates
from darnel.shadow import shadow_of

Array = NDArray[Any]
Bools = NDArray[np.bool_]

LARGEST_GAP = 24
"""Words between two shared fingerprints of one passage: exact copies have eight at most, and an
edited word takes five shingles out."""

LEAST_MATCHES, LEAST_WORDS = 3, 18
"""A passage has at least so many shared fingerprints and words: fewer is a stock phrase."""

QUOTED_SHARE, QUOTED_WORDS = 0.75, 60
"""A shorter passage of which this share is a quotation is one: many report what somebody said."""

_QUOTATION = re.compile(r'“[^”\n]*+”?|"[^"\n]*+"?')


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text that other pages have: half-open offsets, and what it means."""

    start: int
    end: int
    words: int
    copy: CopyKind
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the corpus knows of one article.

    `credited`, `uncredited` and `undetermined` count its words that stand in pages of other sources
    that had them first; `origins` counts those pages without their near-duplicates where the
    copy is not credited. `headline` are pages of other sources under the same headline, and
    `headline_apart` those among them that tell another story. Shares are of the words.
    """

    words: int
    elsewhere: Elsewhere
    passages: tuple[Passage, ...]
    credited: int
    uncredited: int
    undetermined: int
    origins: int
    headline: tuple[Other, ...]
    headline_apart: int
    templates: tuple[Template, ...]
    network_share: float
    own_share: float


@dataclass(slots=True)
class _Run:
    """A passage shared with one document: words [first, last)."""

    document: int
    first: int
    last: int


def evidence_of(corpus: Corpus, articles: Sequence[Article]) -> list[Evidence]:
    """Ask the corpus about a batch; an article that is in it does not count as its own copy."""
    prints = prints_of(articles)
    documents = [document_of(article) for article in articles]
    own = [corpus.find(document) for document in documents]
    matches = _Matches(corpus, prints, own)
    return [
        _Asked(corpus, article, document, me, prints, matches, number).evidence()
        for number, (article, document, me) in enumerate(zip(articles, documents, own, strict=True))
    ]


class _Matches:
    """The fingerprints that a batch shares with documents of the corpus, and the runs they make."""

    def __init__(self, corpus: Corpus, prints: Prints, own: Sequence[int | None]) -> None:
        which, place, _ = postings(corpus.arrays["print.hash"], prints.hash)
        other = corpus.holders("print", place).astype(np.int64)
        article, position = prints.document[which], prints.position[which]
        mine = np.array([-1 if number is None else number for number in own], np.int64)
        kept = other != mine[article]
        article, other, position = article[kept], other[kept], position[kept]
        order = np.lexsort((position, other, article))
        self._article, self._other = article[order], other[order]
        self._position = position[order]
        self._article, self._other, self._position = self._often()

    def _often(self) -> tuple[Array, Array, Array]:
        """Leave out documents that share too few fingerprints to share a passage."""
        fresh = self._breaks()
        pair = np.cumsum(fresh) - 1
        enough = np.bincount(pair)[pair] >= LEAST_MATCHES if len(pair) else fresh
        return self._article[enough], self._other[enough], self._position[enough]

    def _breaks(self) -> Bools:
        fresh = np.ones(len(self._article), np.bool_)
        fresh[1:] = np.diff(self._article).astype(np.bool_) | np.diff(self._other).astype(np.bool_)
        return fresh

    @cached_property
    def _runs(self) -> tuple[Array, Array, Array, Array]:
        fresh = self._breaks()
        fresh[1:] |= np.diff(self._position) > LARGEST_GAP
        start = np.flatnonzero(fresh)
        stop = np.append(start[1:], len(fresh))[: len(start)]
        first, last = self._position[start], self._position[stop - 1] + SHINGLE
        kept = (stop - start >= LEAST_MATCHES) & (last - first >= LEAST_WORDS)
        start = start[kept]
        return self._article[start], self._other[start], first[kept], last[kept]

    def runs(self, number: int) -> list[_Run]:
        """Give the passages of an article, by document and place."""
        article, other, first, last = self._runs
        low, high = np.searchsorted(article, [number, number + 1])
        columns = (other[low:high].tolist(), first[low:high].tolist(), last[low:high].tolist())
        return [_Run(*run) for run in zip(*columns, strict=True)]

    def shared(self, number: int) -> tuple[Array, Array]:
        """Give the documents that share fingerprints with an article, and how many."""
        low, high = np.searchsorted(self._article, [number, number + 1])
        found, counts = np.unique(self._other[low:high], return_counts=True)
        return found, counts


class _Asked:
    """One article beside the corpus."""

    def __init__(
        self, corpus: Corpus, article: Article, document: Document, own: int | None,
        prints: Prints, matches: _Matches, number: int,
    ) -> None:  # fmt: skip
        self._corpus, self._article, self._document, self._own = corpus, article, document, own
        self._prints, self._number = prints, number
        self._matches = matches
        self._words = int(prints.words[number])
        self._fingerprints = int(np.count_nonzero(prints.document == number)) if own is None else 0

    @cached_property
    def _offsets(self) -> tuple[Array, Array]:
        """Where each word starts and ends in the text as received."""
        shadow = shadow_of(self._article.text)
        bounds = [match.span() for match in WORD.finditer(shadow.text)]
        start, end = np.array(bounds, np.int32).reshape(-1, 2).T
        return shadow.original_starts(start), shadow.original_ends(end)

    def _span(self, first: int, last: int) -> tuple[int, int]:
        start, end = self._offsets
        return int(start[first]), int(end[last - 1])

    def evidence(self) -> Evidence:
        """Gather all that the corpus knows."""
        pages = self._corpus.pages_of(self._document.source)
        templates = Templates.of(
            self._corpus, self._article.text, self._prints, self._number, pages, self._span
        )
        runs = self._runs(templates.network)
        by_copy, first, sides = self._sides(runs)
        passages = tuple(self._passages(by_copy, runs, sides))
        counts = {copy: int(np.count_nonzero(mask)) for copy, mask in by_copy.items()}
        cluster, size, label = self._cluster()
        headline, apart = self._headline(label)
        words = max(self._words, 1)
        origins = {
            int(self._corpus.arrays["document.cluster"][d])
            for d, side in sides.items()
            if side == "uncredited"
        }
        elsewhere = Elsewhere(
            cluster=cluster,
            cluster_size=size,
            copy=_chief(counts),
            copied_share=sum(counts.values()) / words,
            copied_from=self._named(first, sides, ("credited", "uncredited")),
            copied_by=self._named(first, sides, ("first",)),
            template=templates.key,
        )
        return Evidence(
            self._words, elsewhere, passages, counts["credited"], counts["uncredited"],
            counts["undetermined"], len(origins), headline, apart, templates.found,
            float(np.count_nonzero(templates.network)) / words,
            float(np.count_nonzero(templates.own)) / words,
        )  # fmt: skip

    # --- passages

    def _runs(self, template: Bools) -> list[_Run]:
        """Give the passages shared with other sources, those that a template makes left out."""
        source = self._corpus.pages_of(self._document.source)
        found = []
        for run in self._matches.runs(self._number):
            part = template[run.first : run.last]
            if run.document in source or 2 * np.count_nonzero(part) >= len(part):
                continue
            if not self._is_quotation(run):
                found.append(run)
        return found

    def _is_quotation(self, run: _Run) -> bool:
        words = run.last - run.first
        if words >= QUOTED_WORDS:
            return False
        return int(np.count_nonzero(self._quoted[run.first : run.last])) >= QUOTED_SHARE * words

    @cached_property
    def _quoted(self) -> Bools:
        """Which words stand in quotation marks; a mark left open holds to the end of its line."""
        start, _ = self._offsets
        opened, closed = np.zeros(0, np.int64), np.zeros(0, np.int64)
        spans = [match.span() for match in _QUOTATION.finditer(self._article.text)]
        if spans:
            opened, closed = np.array(spans).T
        at = np.searchsorted(opened, start, side="right") - 1
        return (at >= 0) & (start < closed[np.maximum(at, 0)]) if spans else start < 0

    def _sides(
        self, runs: Sequence[_Run]
    ) -> tuple[dict[CopyKind, Bools], dict[int, int], dict[int, str]]:
        """Say what every word is, how many each document shares, and how the article stands to it."""
        covered: dict[int, Bools] = {}
        for run in runs:
            mask = covered.setdefault(run.document, np.zeros(self._words, np.bool_))
            mask[run.first : run.last] = True
        shared = {d: int(np.count_nonzero(mask)) for d, mask in covered.items()}
        most = max(shared.values(), default=0)
        partners, mine = self._corpus.arrays["document.partners"], self._partners(shared)
        sides: dict[int, str] = {}
        for d, words in shared.items():
            share = words / max(self._words, 1)
            common = Common(share, 2 * words >= most, mine, int(partners[d]))
            sides[d] = standing(self._document, self._corpus.document(d), common)
        by_copy: dict[CopyKind, Bools] = {}
        taken = np.zeros(self._words, np.bool_)
        for copy in _KINDS:
            mask = np.zeros(self._words, np.bool_)
            for d, side in sides.items():
                if side == copy:
                    mask |= covered[d]
            by_copy[copy] = mask & ~taken
            taken |= mask
        return by_copy, shared, sides

    def _partners(self, shared: dict[int, int]) -> int:
        """Count the pages that share passages with this one, near-duplicates once."""
        if self._own is not None:
            return int(self._corpus.arrays["document.partners"][self._own])
        return len({int(self._corpus.arrays["document.cluster"][d]) for d in shared})

    def _passages(
        self, by_copy: dict[CopyKind, Bools], runs: Sequence[_Run], sides: dict[int, str]
    ) -> Iterator[Passage]:
        for copy, mask in by_copy.items():
            for first, last in _stretches(mask):
                if last - first < LEAST_WORDS:
                    continue
                common: dict[int, int] = {}
                for run in runs:
                    both = min(last, run.last) - max(first, run.first)
                    if both > 0 and sides[run.document] == copy:
                        common[run.document] = common.get(run.document, 0) + both
                best = sorted(common, key=lambda d: (-common[d], d))[:NAMED]
                start, end = self._span(first, last)
                others = tuple(self._corpus.other(d) for d in best)
                yield Passage(start, end, last - first, copy, others)

    def _named(
        self, shared: dict[int, int], sides: dict[int, str], wanted: Sequence[str]
    ) -> tuple[Shared, ...]:
        chosen = sorted(
            (d for d, side in sides.items() if side in wanted), key=lambda d: (-shared[d], d)
        )
        return tuple(
            Shared(self._corpus.id(d), self._corpus.source(d), shared[d]) for d in chosen[:NAMED]
        )

    # --- near-duplicates and headlines

    def _cluster(self) -> tuple[str | None, int, int]:
        """Name the article's cluster of near-duplicates, its size, and the number of its first."""
        corpus = self._corpus
        label = corpus.arrays["document.cluster"]
        if self._own is not None:
            first = int(label[self._own])
            size = int(corpus.cluster_sizes[first])
        else:
            found, shared = self._matches.shared(self._number)
            prints = corpus.arrays["document.prints"][found]
            near = found[contained(shared, np.full(len(found), self._fingerprints), prints)]
            joined = np.unique(label[near])
            first = int(joined[0]) if len(joined) else -1
            size = 1 + int(corpus.cluster_sizes[joined].sum())
        if size < 2:  # noqa: PLR2004 (one is no cluster)
            return None, 1, first
        other = corpus.other(first)
        return f"{other.source}/{other.id}", size, first

    def _headline(self, label: int) -> tuple[tuple[Other, ...], int]:
        """Give pages of other sources under the same headline, and how many tell another story."""
        hash = self._prints.title[self._number]
        if not hash:
            return (), 0
        _, place, _ = postings(self._corpus.arrays["title.hash"], np.array([hash]))
        own = self._corpus.pages_of(self._document.source)
        found = [
            d for d in self._corpus.holders("title", place).tolist()
            if d not in own and d != self._own
        ]  # fmt: skip
        apart = sum(int(self._corpus.arrays["document.cluster"][d]) != label for d in found)
        return tuple(self._corpus.other(d) for d in found[:NAMED]), apart


_KINDS: tuple[Literal["credited", "uncredited", "undetermined"], ...] = (
    "credited", "uncredited", "undetermined",
)  # fmt: skip


def _chief(counts: dict[CopyKind, int]) -> CopyKind | None:
    """Name what most of the shared words are; uncredited before undetermined where equal."""
    if not any(counts.values()):
        return None
    return max(_KINDS, key=lambda kind: (counts[kind], kind == "uncredited"))


def _stretches(mask: Bools) -> list[tuple[int, int]]:
    """Give the half-open ranges in which a mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
