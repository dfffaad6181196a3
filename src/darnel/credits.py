"""Lines of their own that name the source of the paragraph beside them, as automatic aggregators print them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.lexicon import head_of
from darnel.text import Bools, Pages
from darnel.titles import FURNITURE, line_end

Floats = NDArray[np.float64]

LABEL = 5
"""Words of such a line, at most."""

PROSE = 10
"""Words of a paragraph, at least."""

LEAST_LABELLED, LEAST_SOURCES, LEAST_SHARE = 3, 2, 0.6
"""Paragraphs, different sources and share of all paragraphs from which a page is a string of others' paragraphs:
a paper that gives room to other papers' leaders prints several paragraphs of each."""

AGENCIES = frozenset(
    "reuters ap afp upi bloomberg xinhua tass anadolu aap pti ians ani dpa ansa efe kyodo yonhap".split()
)
"""News agencies: they are named as sources without an introduction, and under honest briefs."""

WIRES = AGENCIES | frozenset(
    {"agence", "associated", "france", "international", "press", "presse", "united"}
)

OUTLETS = frozenset(
    "abc bbc blog business cbs chronicle cnn courier daily dispatch examiner express fox gazette globe guardian"
    " herald independent insider journal magazine mail mirror monitor nbc network news newspaper npr observer online"
    " post press radio record register report reporter review standard star sun telegraph times today tribune tv week"
    " weekly wire".split()
)
"""Words of outlets' names: without one, two names behind a dash are a person who signs."""

FIRST = frozenset("from source via".split())
LAST = frozenset("reports says writes".split())
"""Words with which a label begins, or ends before a colon."""


def labelled(pages: Pages) -> tuple[Floats, NDArray[np.int64]]:
    """Count the paragraphs of every page that have a label with a source's name right above or below; list the labels.

    0 and none with few of them, or where all name one source: of news agencies, which are credited under honest
    briefs, none counts as a source.
    """
    blocks, ends = pages.body.blocks, pages.body.page_blocks
    result, shown = np.zeros(len(pages)), np.zeros(len(blocks), np.bool_)
    if not len(blocks):
        return result, np.flatnonzero(shown)
    label, wired = _labels(pages)
    ended = pages.gaps.flags(lambda gap: not _ENDS.isdisjoint(line_end(gap)))
    prose = (blocks.words >= PROSE) & ended[pages.body.after[blocks.last - 1]]
    same = np.append(blocks.page[1:] == blocks.page[:-1], False)
    under = prose & same & np.append(label[1:], False)
    over = prose & np.append(False, same[:-1]) & np.append(False, label[:-1])
    sums = [np.append(0, np.cumsum(held)) for held in (under, over, prose)]
    above, below, every = (s[ends[1:]] - s[ends[:-1]] for s in sums)
    found = np.maximum(above, below)
    for page in np.flatnonzero((found >= LEAST_LABELLED) & (found >= LEAST_SHARE * every)).tolist():
        named = {
            tuple(pages.vocabulary.lower[pages.body.word[blocks.first[b] : blocks.last[b]]].tolist())
            for b in range(ends[page], ends[page + 1]) if label[b] and not wired[b]
        }  # fmt: skip
        if len(named) >= LEAST_SOURCES:
            result[page] = found[page]
            shown[ends[page] : ends[page + 1]] = label[ends[page] : ends[page + 1]]
    return result, np.flatnonzero(shown)


def _labels(pages: Pages) -> tuple[Bools, Bools]:
    """Tell the short lines that name a source and nothing else, and those among them that name an agency."""
    body, blocks, vocabulary = pages.body, pages.body.blocks, pages.vocabulary
    first, last = blocks.first, blocks.last - 1
    marked = pages.gaps.flags(lambda gap: head_of(gap).strip()[-1:] in _MARKS)[body.before[first]]
    colon = pages.gaps.flags(lambda gap: line_end(gap).strip()[:1] == ":")[body.after[last]]
    inner = np.ones(len(body), np.bool_)
    inner[last] = False
    parted = pages.gaps.flags(lambda gap: not _PARTING.isdisjoint(gap))[body.after] & inner
    joined = pages.gaps.flags(lambda gap: gap == ".")[body.after] | ~inner
    several = blocks.words > 1

    def all_of(words: Bools) -> Bools:
        held: Bools = np.logical_and.reduceat(words[body.word], first)
        return held

    def any_of(words: Bools) -> Bools:
        held: Bools = np.logical_or.reduceat(words[body.word], first)
        return held

    names = vocabulary.capitalised | vocabulary.stop | vocabulary.among(FIRST | LAST)
    marked &= ~several | any_of(vocabulary.among(OUTLETS))
    led = vocabulary.among(FIRST)[body.word[first]] & several
    told = vocabulary.among(LAST)[body.word[last]] & colon & several
    named = (marked | led | told) & all_of(names & ~vocabulary.numeric)
    lettered = (vocabulary.alphabetic & (vocabulary.length > 1))[body.word[last]]
    site = np.logical_and.reduceat(joined, first) & several & lettered
    site &= ~vocabulary.numeric[body.word[first]]
    wired = all_of(vocabulary.among(WIRES | FIRST | LAST) | vocabulary.stop)
    furniture = any_of(vocabulary.among(FURNITURE - FIRST)) | (all_of(vocabulary.shouted) & several)
    label: Bools = (
        (named | site) & ~furniture & ~np.logical_or.reduceat(parted, first)
        & (blocks.words <= LABEL)
    )  # fmt: skip
    return label, label & wired


_ENDS = frozenset(".!?…")
_MARKS = frozenset("-–—([")
_PARTING = frozenset(",;/")
