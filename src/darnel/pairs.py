"""Pairs of words that a passage shares with the rest of its page.

Who goes on writing of one thing names it in the same turns: "the inquiry", "of the inquiry", "harbour board". A
passage of another story shares its words by chance, seldom two in a row (word n-grams between passages after Lyon,
Malcolm and Dickerson 2001, Detecting short passages of similar text in large document collections).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.compiled import compiled
from darnel.text import Ints, Pages

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


def shared_pairs(pages: Pages, first: Ints, last: Ints) -> Floats:
    """Give how many pairs each passage shares with the rest of its page, for each of its words.

    The passages are the blocks from `first` up to `last`. A pair is two neighbouring words of a block, one of them a
    content word or a number; each counts once in a passage. 0: it shares none.
    """
    body, vocabulary = pages.body, pages.vocabulary
    if not len(first):
        return np.zeros(0)
    told = (vocabulary.content | vocabulary.numeric)[body.word]
    within = np.append(body.block[1:] == body.block[:-1], False)
    at = np.flatnonzero(within & (told | np.append(told[1:], False)))
    lower = vocabulary.lower[body.word].astype(np.uint64)
    key = (lower[at] * _MIXER) ^ (lower[at + 1] * _STEP) ^ (body.page[at].astype(np.uint64) * _PAGE)
    start, end = body.blocks.first[first], body.blocks.last[last - 1]
    count = np.zeros(len(first))
    _count(start, end, *_occurrences(key, at, len(body)), count)
    return np.asarray(count / np.maximum(end - start, 1), np.float64)


_MIXER, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1342543DE82EF95)
_PAGE = np.uint64(0xC2B2AE3D27D4EB4F)


def _occurrences(key: NDArray[np.uint64], at: Places, words: int) -> tuple[Places, Places, Places]:
    """Give for each word that begins a pair where the pair stands first, last and right before: -1 for others."""
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    heads = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])) if len(key) else order
    sizes = np.diff(np.append(heads, len(key)))
    place = at[order]
    first, last, before = (np.full(words, -1, np.int64) for _ in range(3))
    first[place] = np.repeat(place[heads], sizes)
    last[place] = np.repeat(place[heads + sizes - 1], sizes)
    previous = np.append(-1, place[:-1])
    previous[heads] = -1
    before[place] = previous
    return first, last, before


@compiled
def _count(
    start: Ints, end: Ints, first: Places, last: Places, before: Places, count: Floats
) -> None:
    """Count the pairs of each passage, the words from `start` up to `end`, that stand outside of it, too."""
    for passage in range(len(start)):
        low, high = start[passage], end[passage]
        for word in range(low, high):
            if (
                first[word] >= 0
                and before[word] < low
                and (first[word] < low or last[word] >= high)
            ):
                count[passage] += 1
