"""How likely each passage of a page is of another story, judged in two stages.

The first stage sees a passage by itself against the rest (`darnel.passages`). The second sees what the
first said of the whole page: of the passages that overlap this one, that touch it and that stand apart
from it. A passage that is odd on a page of odd passages is a round-up's; one that is odd alone is foreign.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.detectors import detector
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
    return passages, detector("splice_context", COLUMNS).probabilities(X)[:, 1]


def features(pages: Pages) -> tuple[Passages, Floats]:
    """Give the passages of a batch and what the second stage sees of each, in COLUMNS."""

    def make() -> tuple[Passages, Floats]:
        passages = passages_of(pages)
        if not len(passages.page):
            return passages, np.zeros((0, len(COLUMNS)))
        alone = detector("splice", ALONE).probabilities(passages.features)[:, 1]
        context = in_context(passages, pages.body.page_blocks, log_odds(alone))
        return passages, np.column_stack([passages.features, context])

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
    low, high = page_blocks[page], page_blocks[page + 1]
    table: dict[str, Floats] = {"odds": odds}
    table["odds_over"], table["odds_within"] = _overlapping(page, first, last, odds)
    table["odds_beside"] = _beside(first, last, low, high, odds)
    _apart(page, first, last, odds, table)
    order = np.lexsort((odds, page))
    start = np.searchsorted(page, page)
    count = np.searchsorted(page, page, side="right") - start
    for name, share in (("page_half", 0.5), ("page_quarter", 0.75), ("page_tenth", 0.9)):
        table[name] = odds[order][start + ((count - 1) * share).astype(np.int64)]
    table["odds_ahead"] = odds - table["mean_apart"]
    return np.column_stack([table[name] for name in CONTEXT])


def _overlapping(page: Ints, first: Ints, last: Ints, odds: Floats) -> tuple[Floats, Floats]:
    """Give the most of the passages that overlap each, and the least of those inside it."""
    over, within = np.full(len(page), -np.inf), np.full(len(page), np.inf)
    for step in range(1, min(REACH, len(page) - 1) + 1):
        one, other = slice(None, -step), slice(step, None)
        meets = (page[one] == page[other]) & (first[other] < last[one])
        over[one] = np.where(meets, np.maximum(over[one], odds[other]), over[one])
        over[other] = np.where(meets, np.maximum(over[other], odds[one]), over[other])
        inside = meets & (last[other] <= last[one])
        within[one] = np.where(inside, np.minimum(within[one], odds[other]), within[one])
        around = meets & (first[one] == first[other]) & (last[one] < last[other])
        within[other] = np.where(around, np.minimum(within[other], odds[one]), within[other])
    return _known(over), _known(within)


def _known(value: Floats) -> Floats:
    return np.where(np.isfinite(value), value, np.nan)


def _beside(first: Ints, last: Ints, low: Ints, high: Ints, odds: Floats) -> Floats:
    """Give the most of the passages that end where each begins or begin where it ends."""
    begins, ends = (np.full(int(last.max()) + 1, -np.inf) for _ in range(2))
    np.maximum.at(begins, first, odds)
    np.maximum.at(ends, last, odds)
    before = np.where(first > low, ends[first], -np.inf)
    after = np.where(last < high, begins[last], -np.inf)
    return _known(np.maximum(before, after))


def _apart(page: Ints, first: Ints, last: Ints, odds: Floats, table: dict[str, Floats]) -> None:
    """Sum up the passages of the page that share no block with each."""
    start, end = np.searchsorted(page, page), np.searchsorted(page, page, side="right")
    behind = np.searchsorted(first, last)  # passages are sorted by their first block
    by_last = np.lexsort((last, page))
    ahead = np.searchsorted(last[by_last], first, side="right")
    # Each page lies 100 below the one before (above, for what ends ahead): maxima stay on their page.
    drop = 100.0 * page
    most_behind = np.append(np.maximum.accumulate((odds - drop)[::-1])[::-1], -np.inf)
    most_ahead = np.append(-np.inf, np.maximum.accumulate(odds[by_last] + drop[by_last]))
    most = np.maximum(
        np.where(behind < end, most_behind[np.minimum(behind, len(page))] + drop, -np.inf),
        np.where(ahead > start, most_ahead[ahead] - drop, -np.inf),
    )
    count = (end - np.minimum(behind, end)) + np.maximum(ahead - start, 0)
    sums = []
    for value in (odds, odds**2):
        forth = np.append(0.0, np.cumsum(value))
        back = np.append(0.0, np.cumsum(value[by_last]))
        sums.append(
            forth[end]
            - forth[np.minimum(behind, end)]
            + back[np.maximum(ahead, start)]
            - back[start]
        )
    some = np.where(count > 0, count, np.nan)
    table["odds_apart"], table["passages_apart"] = _known(most), count.astype(np.float64)
    table["mean_apart"] = sums[0] / some
    table["spread_apart"] = np.sqrt(np.maximum(sums[1] / some - table["mean_apart"] ** 2, 0))
