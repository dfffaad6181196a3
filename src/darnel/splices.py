"""How likely each passage of a page is of another story, judged in two stages and a correction.

The first stage sees a passage by itself against the rest (`darnel.passages`). The second sees what the
first said of the whole page: of the passages that overlap this one, that touch it and that stand apart
from it. A passage that is odd on a page of odd passages is a round-up's; one that is odd alone is foreign.
At last what the passage shares with its page in pairs of words is taken off, in a straight line: trees cut it in steps
and lose it where it counts, among the strangest passages of honest pages.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.compiled import compiled
from darnel.detectors import detector
from darnel.pairs import shared_pairs
from darnel.passages import COLUMNS as ALONE
from darnel.passages import Passages, passages_of
from darnel.text import Ints, Pages

Floats = NDArray[np.float64]

CONTEXT = (
    "odds", "odds_over", "odds_within", "odds_beside", "odds_apart", "mean_apart", "spread_apart",
    "page_half", "page_quarter", "page_tenth", "passages_apart", "odds_ahead",
)  # fmt: skip
"""What the second stage sees besides the first's columns, all in log-odds of the first stage: the
passage's own, the most of those that overlap it, the least of those inside it, the most of those that
touch it, the most, mean and standard deviation of those apart from it, and quantiles of the page."""

COLUMNS = (*ALONE, *CONTEXT)

REACH = 20
"""Neighbours in reading order that a passage may overlap: three sizes a block, blocks of 20 words."""

SURE = 12.0
"""Log-odds are cut at this: more is rounding."""


def foreign(pages: Pages) -> tuple[Passages, Floats]:
    """Give the passages of a batch and the probability that each is of another story."""
    return pages.once("splices.foreign", lambda: _foreign(pages))


def _foreign(pages: Pages) -> tuple[Passages, Floats]:
    passages, X = features(pages)
    likely = detector("splice_context", COLUMNS).probabilities(X)[:, 1]
    return passages, corrected(likely, shared_pairs(pages, passages.first, passages.last))


SHARED_WEIGHT, ORDINARY = 2.0, 0.12
"""Log-odds by which the root of the pairs shared for each word counts against a passage's being foreign, and the root
of what a foreign passage shares in the median (an article's own ones share .26). Of 1 to 5, 2 has the best recall at
1 % false alarms on publishers of the tune split."""


def corrected(likely: Floats, shared: Floats) -> Floats:
    """Correct the probabilities of the second stage by the pairs shared for each word."""
    odds = log_odds(likely) - SHARED_WEIGHT * (np.sqrt(shared) - ORDINARY)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float64)


def features(pages: Pages) -> tuple[Passages, Floats]:
    """Give the passages of a batch and what the second stage sees of each, in COLUMNS."""

    def make() -> tuple[Passages, Floats]:
        passages = passages_of(pages)
        if not len(passages.page):
            return passages, np.zeros((0, len(COLUMNS)))
        alone = detector("splice", ALONE).probabilities(passages.features)[:, 1]
        context = in_context(passages, pages.body.page_blocks, log_odds(alone))
        return passages, np.vstack([passages.features.T, context.T]).T

    return pages.once("splices.features", make)


def log_odds(probability: Floats) -> Floats:
    """Give ln(p / (1 - p)), cut at SURE on either side."""
    floor = 1 / (1 + np.exp(SURE))
    p = np.clip(probability, floor, 1 - floor)
    odds: Floats = np.log(p) - np.log1p(-p)
    return odds


def in_context(passages: Passages, page_blocks: Ints, odds: Floats) -> Floats:
    """Set each passage beside the others of its page, shape (passages, len(CONTEXT)).

    `page_blocks[p]` is the number of the first block of page p; `odds` are the first stage's log-odds.
    NaN: no passage overlaps, touches or stands apart.
    """
    page, first, last = passages.page, passages.first, passages.last
    bounds = np.searchsorted(page, np.arange(len(page_blocks))).astype(np.int32)
    return _in_context(bounds, first, last, page_blocks, odds)


@compiled
def _in_context(bounds: Ints, first: Ints, last: Ints, page_blocks: Ints, odds: Floats) -> Floats:
    """Do as `in_context` says; page p has the passages from bounds[p] up to bounds[p + 1]."""
    table = np.full((len(odds), len(CONTEXT)), np.nan)
    for page in range(len(bounds) - 1):
        its = slice(bounds[page], bounds[page + 1])
        if its.start < its.stop:
            low, high = page_blocks[page], page_blocks[page + 1]
            _of_page(first[its], last[its], low, high, odds[its], table[its])
    return table


@compiled
def _of_page(first: Ints, last: Ints, low: int, high: int, odds: Floats, table: Floats) -> None:
    """Fill the rows of the passages of one page, whose blocks are from `low` up to `high`."""
    count = len(odds)
    ranked, by_last = np.sort(odds), np.argsort(last, kind="mergesort")
    ended = last[by_last]
    # What stands behind passage i, and what ends first: the most, the sum and that of squares.
    behind, ahead = np.zeros((count + 1, 3)), np.zeros((count + 1, 3))
    behind[count, 0] = ahead[0, 0] = -np.inf
    begins, ends = np.full(high - low + 1, -np.inf), np.full(high - low + 1, -np.inf)
    for i in range(count):
        back, own = count - 1 - i, odds[by_last[i]]
        _add(behind[back], behind[back + 1], odds[back])
        _add(ahead[i + 1], ahead[i], own)
        begins[first[i] - low] = max(begins[first[i] - low], odds[i])
        ends[last[i] - low] = max(ends[last[i] - low], odds[i])
    for i in range(count):
        beside = ends[first[i] - low] if first[i] > low else -np.inf
        if last[i] < high:
            beside = max(beside, begins[last[i] - low])
        after = np.searchsorted(first, last[i])
        before = np.searchsorted(ended, first[i], side="right")
        others = count - after + before
        row = table[i]
        row[0] = odds[i]
        row[1], row[2] = _overlapping(i, first, last, odds)
        row[3] = beside if beside > -np.inf else np.nan
        if others > 0:
            mean = (behind[after, 1] + ahead[before, 1]) / others
            square = (behind[after, 2] + ahead[before, 2]) / others
            row[4], row[5] = max(behind[after, 0], ahead[before, 0]), mean
            row[6] = np.sqrt(max(square - mean**2, 0.0))
        row[7] = ranked[int((count - 1) * 0.5)]
        row[8] = ranked[int((count - 1) * 0.75)]
        row[9] = ranked[int((count - 1) * 0.9)]
        row[10] = others
        row[11] = odds[i] - row[5]


@compiled
def _overlapping(one: int, first: Ints, last: Ints, odds: Floats) -> tuple[float, float]:
    """Give the most of the passages that overlap one, and the least of those inside it."""
    over, within = np.nan, np.nan
    for other in range(max(one - REACH, 0), min(one + REACH + 1, len(odds))):
        if one == other or first[max(one, other)] >= last[min(one, other)]:
            continue
        if not over >= odds[other]:
            over = odds[other]
        inside = first[other] >= first[one] and last[other] <= last[one]
        if inside and (other > one or last[other] < last[one]) and not within <= odds[other]:
            within = odds[other]
    return over, within


@compiled
def _add(to: Floats, before: Floats, odds: float) -> None:
    to[0], to[1], to[2] = max(before[0], odds), before[1] + odds, before[2] + odds**2
