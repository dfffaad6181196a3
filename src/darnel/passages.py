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
from darnel.akin import COLUMNS as AKIN
from darnel.akin import kinship
from darnel.habits import COLUMNS as HABITS
from darnel.habits import habits
from darnel.likeness import likenesses
from darnel.mentions import mentions
from darnel.quotations import attribution_lines
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
    "quotes", "stopped", "mean_block_words", "lead_own", "lead_rest", "trail_rest", "above_own",
    "above_rest", "lead_words", "above_words", "next_words", "lead_capitals", "above_capitals",
    "lead_closed", "above_closed", *AKIN, *HABITS,
)  # fmt: skip
"""The columns of `Passages.features`."""

RISING = frozenset({"headline_first", "headline_before", "bare_names_nowhere"})
FALLING = frozenset(
    {"rest", "before", "after", "nearest", "near3", "title", "words_elsewhere", "words_in_title",
     "rare_elsewhere", "rarest_elsewhere", "bare_names_elsewhere", "introduces",
     "days_elsewhere", "numbers_elsewhere", "headline_likeness", "headline_rare", "names_elsewhere", "names_in_title",
     "akin_elsewhere", "akin_rare", "akin_least", "akin_title", "akin_headline"}
)  # fmt: skip
"""Columns of which more can only make a passage likelier (or less likely) foreign."""


def monotone() -> list[int]:
    """Give the monotone constraint of each column for scikit-learn: 1, -1 or 0."""
    return [1 if c in RISING else -1 if c in FALLING else 0 for c in COLUMNS]


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a batch: block ranges [first, last) and features, shape (passages, columns).

    NaN: nothing to compare with (no title, no other block, no names, no block above or below).
    """

    page: Ints
    first: Ints
    last: Ints
    features: Floats


def headline_like(pages: Pages) -> Bools:
    """Say of every block whether it reads as a headline: a short line without a stop over a longer.

    A credit, a time of day before an entry and the length of a recording at the end make no headline.
    """
    return pages.once("passages.headline_like", lambda: _headline_like(pages))


def _headline_like(pages: Pages) -> Bools:
    blocks, tokens = pages.body.blocks, pages.body
    words = blocks.words
    if not len(blocks):
        return np.zeros(0, np.bool_)
    closing = pages.gaps.flags(_closes_sentence)[tokens.after[blocks.last - 1]]
    opening = pages.vocabulary.capitalised | pages.vocabulary.numeric
    starts = opening[tokens.word[blocks.first]]
    next_longer = np.append((words[1:] > words[:-1]) & (blocks.page[1:] == blocks.page[:-1]), False)
    fits = (words >= SHORTEST_HEADLINE) & (words <= LONGEST_HEADLINE)
    label = (
        attribution_lines(pages)
        | timed(pages)
        | pages.vocabulary.among(_LABELLING)[tokens.word[blocks.first]]
    )
    result: Bools = fits & ~closing & starts & next_longer & ~label
    return result


_LABELLING = frozenset("image photo update updated".split())


def timed(pages: Pages) -> Bools:
    """Say of every block whether it begins with a time or ends in one."""
    blocks, tokens = pages.body.blocks, pages.body
    colon = pages.gaps.flags(lambda gap: gap == ":")
    number = pages.vocabulary.numeric[tokens.word]
    begins = number[blocks.first] & colon[tokens.after[blocks.first]]
    result: Bools = begins | (number[blocks.last - 1] & colon[tokens.before[blocks.last - 1]])
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
    headline = headline_like(pages)
    table = likenesses(pages, page, first, last, headline, of_block, of_title)
    table |= mentions(pages, page, first, last, headline)
    table |= kinship(pages, page, first, last, headline)
    table |= habits(pages, page, first, last)
    _describe(pages, page, first, last, table)
    return Passages(page, first, last, np.array([table[name] for name in COLUMNS]).T)


def _cut(pages: Pages) -> tuple[Ints, Ints, Ints]:
    """Take, at each block and for each size, the shortest run of blocks that is long enough."""
    blocks = pages.body.blocks
    number = np.arange(len(blocks), dtype=np.int32)
    page_end = pages.body.page_blocks[blocks.page + 1] if len(blocks) else number
    ends = [np.searchsorted(blocks.last, blocks.first + size) + 1 for size in SIZES]
    last = np.minimum(np.column_stack(ends).astype(np.int32), page_end[:, None])
    enough = blocks.last[last - 1] - blocks.first[:, None] >= SIZES[0] if len(last) else last > 0
    enough[:, 1:] &= last[:, 1:] != last[:, :-1]  # two sizes may need the same blocks
    at, size = np.nonzero(enough)
    page, first, last = blocks.page[at], number[at], last[at, size]
    return page, first, last


def _describe(pages: Pages, page: Ints, first: Ints, last: Ints, table: dict[str, Floats]) -> None:
    """Say how long the passage and its page are, where it stands and what lines are about it."""
    blocks, tokens = pages.body.blocks, pages.body
    low, high = tokens.page_blocks[page], tokens.page_blocks[page + 1]
    headline, closing = headline_like(pages), pages.gaps.flags(_closes_sentence)
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
    closed = closing[tokens.after[blocks.last - 1]].astype(np.float64)
    table["stopped"] = closed[last - 1]
    table["mean_block_words"] = table["page_words"] / np.maximum(high - low, 1)
    opening = pages.vocabulary.capitalised | pages.vocabulary.numeric
    capitals = np.add.reduceat(opening[tokens.word], blocks.first, dtype=np.float64) / words
    above, below = np.maximum(first - 1, 0), np.minimum(last, len(blocks) - 1)
    for name, of_block in (("words", words), ("capitals", capitals), ("closed", closed)):
        table[f"lead_{name}"] = of_block[first]
        table[f"above_{name}"] = np.where(first > low, of_block[above], np.nan)
    table["next_words"] = np.where(last < high, words[below], np.nan)
