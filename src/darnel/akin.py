"""How akin the words of a passage are to those of the rest of its page, word by word.

A sum of vectors says what a passage is about on the whole; here each content word looks for the word
nearest to it elsewhere on the page (as ColBERT's late interaction, Khattab and Zaharia 2020, and
BERTScore, Zhang et al. 2020, do with words in context). "Ballot" finds "vote" there; of a foreign
passage many words find nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel import vectors
from darnel.compiled import compiled
from darnel.lexicon import in_order_of_use
from darnel.mentions import items_of, share
from darnel.text import Bools, Ints, Pages

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

COLUMNS = (
    "akin_elsewhere", "akin_rare", "akin_least", "akin_title", "akin_headline", "akin_before",
    "akin_after", "akin_deficit",
)  # fmt: skip
"""What `kinship` gives of each passage, from 0 (nothing is near) to 1 (all its words stand there): the mean
nearness of its words to the rest of the page, weighed by what each says and by its rarity; to the title; of
its headline's words to the rest; to the block before and after; and how far it is under the page's mean. The
least is that of one word, its distance times its rarity in nats, negative."""

MOST_WORDS = 1_000
"""Distinct words of a page that are compared with each other: of longer ones, so many that come first.
Their table grows with the square."""

_ELSEWHERE, _RARE, _TITLE, _HEADLINE, _BEFORE, _AFTER, _LEAST = range(7)
_SUMMED = ("elsewhere", "rare", "title", "headline", "before", "after")
_SAID, _RARITY, _LINE = range(7, 10)
_WEIGHT = (_SAID, _RARITY, _SAID, _LINE, _SAID, _SAID)


def kinship(
    pages: Pages, page: Ints, first: Ints, last: Ints, headline: Bools
) -> dict[str, Floats]:
    """Give the columns COLUMNS of each passage, the blocks from `first` up to `last`.

    `headline` says of every block whether it reads as one. NaN: there is nothing to compare with.
    """
    items = items_of(pages)
    told = vectors.directions(pages)
    says = vectors.lengths(pages).astype(np.float64)
    rarity = vectors.rarity(pages).astype(np.float64)
    blocks = pages.body.page_blocks
    of_block = np.searchsorted(items.block, np.arange(len(pages.body.blocks) + 1)).astype(np.int32)
    of_page = np.searchsorted(page, np.arange(len(pages) + 1))
    title = np.where(
        pages.vocabulary.content[pages.title.word], pages.vocabulary.lower[pages.title.word], -1
    )
    summed = np.zeros((len(page), _LINE + 1))
    for number in np.flatnonzero(np.diff(of_page)).tolist():
        low, high = blocks[number : number + 2]
        start, stop = of_block[low], of_block[high]
        its = slice(*of_page[number : number + 2])
        words, place = in_order_of_use(items.word[start:stop], len(told))
        words, which = words[:MOST_WORDS], place[items.word[start:stop]]
        ours = told[words]
        titled = title[slice(*pages.title.page_words[number : number + 2])]
        to_title = _nearest(ours, told[titled[titled >= 0]])
        bounds = of_block[low : high + 1] - start
        of_blocks, elsewhere = _nearest_by_block(ours @ ours.T, which, bounds)
        _sum(
            of_blocks, elsewhere, to_title, says[words], rarity[words], which, bounds,
            first[its] - low, last[its] - low, headline[low:high], summed[its],
        )  # fmt: skip
    table = {
        f"akin_{name}": share(summed[:, at], summed[:, _WEIGHT[at]])
        for at, name in enumerate(_SUMMED)
    }
    table["akin_least"] = np.where(summed[:, _SAID] > 0, summed[:, _LEAST], np.nan)
    total = np.bincount(page, np.nan_to_num(table["akin_elsewhere"]), len(pages))
    mean = total / np.maximum(np.bincount(page, minlength=len(pages)), 1)
    table["akin_deficit"] = mean[page] - table["akin_elsewhere"]
    return table


def _nearest(words: Vectors, others: Vectors) -> Vectors:
    """Give how near the nearest of others is to each word; NaN if there are none."""
    if not len(others):
        return np.full(len(words), np.nan, np.float32)
    return _greatest(words @ others.T)


@compiled
def _greatest(near: Vectors) -> Vectors:
    """Give the greatest of each row, at least 0."""
    greatest = np.zeros(len(near), np.float32)
    for row in range(len(near)):
        for column in range(near.shape[1]):
            greatest[row] = max(greatest[row], near[row, column])
    return greatest


@compiled
def _nearest_by_block(near: Vectors, word: Ints, bounds: Ints) -> tuple[Vectors, Vectors]:
    """Give how near the nearest word of each block is to each word of the page.

    `near` has the nearness of each two words; `word` from bounds[b] on are those of block b, without
    those past the end of `near`. The first table has block b in row b + 1, between rows of NaN. The
    second has what is nearest in all blocks before b in row b, and from b on in row b of its second half.
    """
    blocks, words = len(bounds) - 1, len(near)
    single = np.zeros((blocks + 2, words), np.float32)
    single[0], single[-1] = np.nan, np.nan
    running = np.zeros((2 * (blocks + 1), words), np.float32)
    ahead, behind = running[: blocks + 1], running[blocks + 1 :]
    for block in range(blocks):
        own = single[block + 1]
        for at in range(bounds[block], bounds[block + 1]):
            if word[at] < words:
                np.maximum(own, near[word[at]], own)
        np.maximum(ahead[block], own, ahead[block + 1])
    for block in range(blocks - 1, -1, -1):
        np.maximum(behind[block + 1], single[block + 1], behind[block])
    return single, running


@compiled
def _sum(
    single: Vectors, running: Vectors, to_title: Vectors, says: Floats, rarity: Floats, word: Ints,
    bounds: Ints, first: Ints, last: Ints, headline: Bools, summed: Floats,
) -> None:  # fmt: skip
    """Add up the nearness of the words of each passage of one page, and what each weighs."""
    blocks = len(bounds) - 1
    ahead, behind = running[: blocks + 1], running[blocks + 1 :]
    for row in range(len(first)):
        start, stop = first[row], last[row]
        left, right = max(start - 1, 0), min(stop + 1, blocks)
        if left == 0 and right == blocks:
            continue
        total = summed[row]
        for at in range(bounds[start], bounds[stop]):
            k = word[at]
            if k >= len(says):
                continue
            nearest = max(ahead[left, k], behind[right, k])
            led = says[k] if headline[start] and at < bounds[start + 1] else 0.0
            total[_SAID] += says[k]
            total[_RARITY] += rarity[k]
            total[_LINE] += led
            total[_ELSEWHERE] += says[k] * nearest
            total[_RARE] += rarity[k] * nearest
            total[_TITLE] += says[k] * to_title[k]
            total[_HEADLINE] += led * nearest
            total[_BEFORE] += says[k] * single[start, k]
            total[_AFTER] += says[k] * single[stop + 1, k]
            total[_LEAST] = min(total[_LEAST], -rarity[k] * (1 - nearest))
