"""Passages of a page measured against the rest of it: what a splice detector looks at.

A passage is one or more whole blocks in a row, long enough to have a subject. Three sizes are taken
at every block, so that a block of one sentence and a run of three paragraphs are both seen whole.
What a passage is compared with leaves it and its neighbours out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel import vectors
from darnel.likeness import likenesses
from darnel.text import Bools, Ints, Pages

Floats = NDArray[np.float64]

SIZES = (22, 60, 140)
"""Least words of a passage, small to large: below about 20 words no subject can be told, and what is
spliced in is seldom longer than the largest."""

LONGEST_HEADLINE = 18
"""More words than this are a sentence, not a headline."""

SHORTEST_HEADLINE = 4
"""Fewer words are a label or a section name."""

COLUMNS = (
    "rest", "before", "after", "bridge", "nearest", "near3", "far_share", "title", "title_of_rest",
    "rank", "deficit", "spread", "page_median", "second_lowest", "words_elsewhere",
    "words_in_title", "words_deficit", "rare_elsewhere", "rarest_elsewhere", "rare_deficit", "names",
    "bare_names_elsewhere", "bare_names_nowhere", "full_names_nowhere", "introduces",
    "days_elsewhere", "numbers_elsewhere", "headline_likeness", "headline_own", "headline_rare", "names_elsewhere", "names_in_title",
    "words", "blocks_in_passage", "page_words", "page_blocks", "position", "blocks_left",
    "headline_first", "headline_before", "headline_rest", "headlines", "short_blocks", "digits",
    "quotes", "stopped", "mean_block_words",
)  # fmt: skip
"""The columns of `Passages.features`."""

RISING = frozenset({"headline_first", "headline_before", "bare_names_nowhere"})
FALLING = frozenset(
    {"rest", "before", "after", "nearest", "near3", "title", "words_elsewhere", "words_in_title",
     "rare_elsewhere", "rarest_elsewhere", "bare_names_elsewhere", "introduces",
     "days_elsewhere", "numbers_elsewhere", "headline_likeness", "headline_rare", "names_elsewhere", "names_in_title"}
)  # fmt: skip
"""Columns of which more can only make a passage likelier (or less likely) foreign."""


def monotone() -> list[int]:
    """Give the monotone constraint of each column for scikit-learn: 1, -1 or 0."""
    return [1 if c in RISING else -1 if c in FALLING else 0 for c in COLUMNS]


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a batch: block ranges [first, last) and features, shape (passages, columns).

    NaN: nothing to compare with (no title, no other block, no names).
    """

    page: Ints
    first: Ints
    last: Ints
    features: Floats


def headline_like(pages: Pages) -> Bools:
    """Say of every block whether it reads as a headline: a short line without a stop over a longer."""
    blocks, tokens = pages.body.blocks, pages.body
    words = blocks.words
    if not len(blocks):
        return np.zeros(0, np.bool_)
    closing = pages.gaps.flags(_closes_sentence)[tokens.after[blocks.last - 1]]
    opening = pages.vocabulary.capitalised | pages.vocabulary.numeric
    starts = opening[tokens.word[blocks.first]]
    next_longer = np.append((words[1:] > words[:-1]) & (blocks.page[1:] == blocks.page[:-1]), False)
    fits = (words >= SHORTEST_HEADLINE) & (words <= LONGEST_HEADLINE)
    result: Bools = fits & ~closing & starts & next_longer
    return result


def _closes_sentence(gap: str) -> bool:
    """Tell a sentence's end; a closing quote alone is none."""
    line = gap.lstrip().split("\n", 1)[0]
    return any(mark in line for mark in ".;,:") or line[:1] == "…"


def passages_of(pages: Pages) -> Passages:
    """Cut every body of the batch into passages and measure them."""
    return pages.once("passages", lambda: _measure(pages))


def _measure(pages: Pages) -> Passages:
    page, first, last = _cut(pages)
    if not len(page):
        return Passages(page, first, last, np.zeros((0, len(COLUMNS))))
    of_block, of_title = vectors.of_blocks(pages), vectors.of_titles(pages)
    table = likenesses(pages, page, first, last, headline_like(pages), of_block, of_title)
    _compare_words(pages, page, first, last, table)
    _describe(pages, page, first, last, table)
    return Passages(page, first, last, np.column_stack([table[name] for name in COLUMNS]))


def _cut(pages: Pages) -> tuple[Ints, Ints, Ints]:
    """Take, at each block and for each size, the shortest run of blocks that is long enough."""
    blocks = pages.body.blocks
    number = np.arange(len(blocks), dtype=np.int32)
    page_end = pages.body.page_blocks[blocks.page + 1] if len(blocks) else number
    runs = []
    for size in SIZES:
        last = np.searchsorted(blocks.last, blocks.first + size).astype(np.int32) + 1
        last = np.minimum(last, page_end)
        enough = blocks.last[last - 1] - blocks.first >= SIZES[0] if len(blocks) else number > 0
        runs.append(np.column_stack([blocks.page, number, last])[enough])
    joined = np.unique(np.concatenate(runs), axis=0) if runs else np.zeros((0, 3))
    page, first, last = joined.astype(np.int32).T
    return page, first, last


def _compare_words(
    pages: Pages, page: Ints, first: Ints, last: Ints, table: dict[str, Floats]
) -> None:
    """Weigh the content words and names of a passage that stand elsewhere on the page too."""
    tokens, vocabulary = pages.body, pages.vocabulary
    lower = vocabulary.lower[tokens.word]
    content = np.flatnonzero(vocabulary.content[tokens.word])
    size = np.int64(max(len(vocabulary.lowers), 1))
    key = tokens.block[content].astype(np.int64) * size + lower[content]
    key, where, inverse = np.unique(key, return_index=True, return_inverse=True)
    block, word = (key // size).astype(np.int32), (key % size).astype(np.int32)
    at = content[where]
    inner = np.append(False, tokens.sentence[1:] == tokens.sentence[:-1])[at]
    name = vocabulary.capitalised[tokens.word[at]] & inner
    alone, full = (np.bincount(inverse, flag[content], len(key)) > 0 for flag in _name_forms(pages))
    weight = np.linalg.norm(vectors.of_vocabulary(pages), axis=1)[word]

    on_page = tokens.blocks.page[block].astype(np.int64) * size + word
    order = np.lexsort((block, on_page))
    heads = np.flatnonzero(np.append(True, np.diff(on_page[order]) != 0)) if len(order) else order
    group = np.cumsum(np.append(True, np.diff(on_page[order]) != 0)) - 1 if len(order) else order
    earliest, latest = np.empty_like(block), np.empty_like(block)
    introduced = np.zeros(
        len(block), np.bool_
    )  # bare somewhere on the page, full in one block only
    if len(order):
        ends = np.append(heads[1:], len(order)) - 1
        earliest[order], latest[order] = block[order][heads][group], block[order][ends][group]
        fulls = np.add.reduceat(full[order].astype(np.int64), heads)[group]
        bares = np.add.reduceat(alone[order].astype(np.int64), heads)[group]
        introduced[order] = full[order] & (fulls == 1) & (bares - alone[order] > 0)

    titled = np.unique(
        pages.title.page.astype(np.int64) * size + vocabulary.lower[pages.title.word]
    )
    in_title = _among(on_page, titled)

    bounds = np.searchsorted(block, np.arange(len(tokens.blocks) + 1))
    low, high = bounds[first], bounds[last]
    passage = np.repeat(np.arange(len(page)), high - low)
    item = np.arange(len(passage)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    item += low[passage]
    elsewhere = (earliest[item] < first[passage] - 1) | (latest[item] > last[passage])

    def share(part: Bools | Floats, of: Bools | Floats) -> Floats:
        top = np.bincount(passage, part, len(page))
        whole = np.bincount(passage, of, len(page))
        return np.where(whole > 0, top / np.maximum(whole, 1e-9), np.nan)

    heavy, named = weight[item], name[item]
    table["words_elsewhere"] = share(heavy * elsewhere, heavy)
    table["words_in_title"] = share(heavy * in_title[item], heavy)
    rarity = vectors.rarity(pages)[word][item]
    table["rare_elsewhere"] = share(rarity * elsewhere, rarity)
    table["rarest_elsewhere"] = np.zeros(len(page))
    np.maximum.at(table["rarest_elsewhere"], passage, rarity * elsewhere)

    def total(of: Floats) -> Floats:
        return np.bincount(passage, of, len(page)).astype(np.float64)

    bare, whole = alone[item], full[item]
    table["bare_names_elsewhere"] = total(rarity * (bare & elsewhere))
    table["bare_names_nowhere"] = total(rarity * (bare & ~whole & ~elsewhere))
    table["full_names_nowhere"] = total(rarity * (whole & ~elsewhere))
    table["introduces"] = total(rarity * (introduced[item] & elsewhere))
    day, number = (
        flag[tokens.word[at]][item]
        for flag in (vocabulary.among(WEEKDAYS), vocabulary.numeric & (vocabulary.length > 1))
    )
    table["days_elsewhere"] = share(day & elsewhere, day)
    table["numbers_elsewhere"] = share(number & elsewhere, number)
    led = (block[item] == first[passage]) & headline_like(pages)[block[item]]
    table["headline_rare"] = share(rarity * (led & elsewhere), rarity * led)
    table["names"] = np.bincount(passage, named, len(page)).astype(np.float64)
    table["names_elsewhere"] = share(named & elsewhere, named)
    table["names_in_title"] = share(named & in_title[item], named)
    for name in ("words", "rare"):
        summed = np.bincount(page, np.nan_to_num(table[f"{name}_elsewhere"]), len(pages))
        mean = summed / np.maximum(np.bincount(page, minlength=len(pages)), 1)
        table[f"{name}_deficit"] = mean[page] - table[f"{name}_elsewhere"]


WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
"""Two stories of one topic seldom happened on the same day."""


def _name_forms(pages: Pages) -> tuple[Bools, Bools]:
    """Say of every word whether it is a name by itself ("Dunford"), or ends one of several words.

    An article gives a person in full and then bare; a passage from elsewhere has bare names that
    nothing introduced.
    """
    tokens, vocabulary = pages.body, pages.vocabulary
    if not len(tokens):
        return np.zeros(0, np.bool_), np.zeros(0, np.bool_)
    same = np.append(tokens.sentence[1:] == tokens.sentence[:-1], False)
    plain = pages.gaps.flags(lambda gap: gap == " ")
    capital = (vocabulary.capitalised & vocabulary.alphabetic)[tokens.word]
    joined = same & plain[tokens.after]  # to the next word
    capital_next = np.append(capital[1:], False) & joined
    before = np.append(False, joined[:-1])
    capital_before = np.append(False, capital[:-1]) & before
    inner = np.append(False, same[:-1])
    alone: Bools = capital & inner & ~capital_next & ~capital_before
    full: Bools = capital & capital_before & ~capital_next
    return alone, full


def _among(keys: NDArray[np.int64], group: NDArray[np.int64]) -> Bools:
    if not len(group):
        return np.zeros(len(keys), np.bool_)
    found: Bools = group[np.minimum(np.searchsorted(group, keys), len(group) - 1)] == keys
    return found


def _describe(pages: Pages, page: Ints, first: Ints, last: Ints, table: dict[str, Floats]) -> None:
    """Say how long the passage and its page are, where it stands and what lines are about it."""
    blocks, tokens = pages.body.blocks, pages.body
    low, high = tokens.page_blocks[page], tokens.page_blocks[page + 1]
    headline = headline_like(pages)
    words = blocks.words.astype(np.float64)
    before = (first > low) & headline[np.maximum(first - 1, 0)]
    long = last - first > 1
    table["words"] = (blocks.last[last - 1] - blocks.first[first]).astype(np.float64)
    table["blocks_in_passage"] = (last - first).astype(np.float64)
    table["page_words"] = np.diff(tokens.page_words)[page].astype(np.float64)
    table["page_blocks"] = (high - low).astype(np.float64)
    table["position"] = (first - low) / np.maximum(high - low - 1, 1)
    table["blocks_left"] = (high - last).astype(np.float64)
    table["headline_first"] = (headline[first] & long & (first > low)).astype(np.float64)
    table["headline_before"] = before.astype(np.float64)
    count = np.concatenate([[0], np.cumsum(headline)])
    table["headlines"] = (count[high] - count[low]).astype(np.float64)
    own = (count[last] - count[first] + before).astype(np.float64)
    table["headline_rest"] = table["headlines"] - own
    short = np.concatenate([[0], np.cumsum(words < SHORTEST_HEADLINE)])
    table["short_blocks"] = (short[high] - short[low]) / np.maximum(high - low, 1)
    digit = np.concatenate([[0], np.cumsum(pages.vocabulary.numeric[tokens.word])])
    table["digits"] = (digit[blocks.last[last - 1]] - digit[blocks.first[first]]) / table["words"]
    quote = pages.gaps.flags(lambda gap: any(mark in gap for mark in '"“”«»'))
    quoted = np.concatenate([[0], np.cumsum(quote[tokens.before])])
    table["quotes"] = (quoted[blocks.last[last - 1]] - quoted[blocks.first[first]]) / table["words"]
    closing = pages.gaps.flags(_closes_sentence)
    table["stopped"] = closing[tokens.after[blocks.last[last - 1] - 1]].astype(np.float64)
    table["mean_block_words"] = table["page_words"] / np.maximum(high - low, 1)
