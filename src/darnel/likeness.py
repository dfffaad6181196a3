"""How like each passage of a page is to the rest of it, by vectors.

Every likeness is a cosine of sums of neighbouring blocks' vectors. So one table a page holds the dot
products of its blocks, summed from its corner, and the dot product of any two runs is four cells of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.compiled import compiled
from darnel.text import Bools, Ints, Pages

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Numbers = NDArray[np.integer[Any]]
Runs = tuple[Ints, Ints]
"""Blocks from the first up to the second, of one page: shape (runs, passages)."""

SHORTEST = 4
"""Blocks of fewer words are labels, with which nothing is compared singly."""

MOST_BLOCKS = 256
"""Blocks of one page to which each passage is compared singly; of longer pages, evenly spread."""

TABLE_BLOCKS = 600
"""Longer pages get no table, which grows with the square: their vectors are multiplied, chunk by chunk."""

CHUNK = 4096
"""Passages of such pages that are multiplied at once: 8 MB a run."""

EQUAL_DIGITS = 12
"""Likenesses that agree in so many digits after the point are the same."""

COLUMNS = (
    "rest", "before", "after", "bridge", "nearest", "near3", "far_share", "title", "title_of_rest",
    "rank", "deficit", "spread", "page_median", "second_lowest", "headline_likeness", "headline_own",
    "lead_own", "lead_rest", "trail_rest", "above_own", "above_rest",
)  # fmt: skip
"""What `likenesses` gives: cosines of a passage with the rest of its page, what stands before and
after it, its nearest blocks and the title, its place among the other passages, and cosines of its
first block (the lead), of what follows that in it (the trail) and of the block above it."""


Dots = Callable[[Runs, Runs], Floats]
"""Give the dot products of pairs of runs of each passage; with a run of nothing but zeros, exactly zero."""


@dataclass(frozen=True, slots=True)
class _Passages:
    """Passages by the numbers of their blocks on their page, which has `blocks` of them.

    `headed` says whether the first block is a headline-like line and others follow it.
    """

    first: Ints
    last: Ints
    blocks: Ints
    headed: Bools

    def some(self, chosen: slice | Numbers) -> _Passages:
        return _Passages(
            self.first[chosen], self.last[chosen], self.blocks[chosen], self.headed[chosen]
        )


def likenesses(
    pages: Pages, page: Ints, first: Ints, last: Ints, headline: Bools,
    of_block: Vectors, of_title: Vectors,
) -> dict[str, Floats]:  # fmt: skip
    """Give the columns COLUMNS of each passage, from any vectors of blocks and of titles.

    `headline` says of every block whether it reads as one. A block's vector counts by its length: a
    run's is the sum of its blocks'. NaN: there is nothing to compare with.
    """
    start = pages.body.page_blocks[:-1]
    blocks = np.diff(pages.body.page_blocks)
    headed = headline[first] & (last - first > 1)
    passages = _Passages(first - start[page], last - start[page], blocks[page], headed)
    table = {name: np.full(len(page), np.nan) for name in COLUMNS}
    bounds = np.searchsorted(page, np.arange(len(pages) + 1))
    long_enough = pages.body.blocks.words >= SHORTEST
    tables, sizes = [np.zeros(0)], np.zeros(len(pages), np.int64)
    for number in np.flatnonzero(np.diff(bounds)).tolist():
        its, low = slice(*bounds[number : number + 2]), start[number]
        ours = slice(low, low + blocks[number])
        vectors = np.vstack([of_block[ours], of_title[number]]).astype(np.float64)
        others = np.flatnonzero(long_enough[ours])
        if len(others) > MOST_BLOCKS:
            others = others[np.linspace(0, len(others) - 1, MOST_BLOCKS).astype(np.int64)]
        if len(vectors) > TABLE_BLOCKS:
            columns = _of_long_page(vectors, passages.some(its), others)
        else:
            cells, columns = _of_page(vectors, passages.some(its), others)
            tables.append(cells.ravel())
            sizes[number] = len(cells)
        for name, values in columns.items():
            table[name][its] = values
    chosen = np.flatnonzero(sizes[page])
    base = (np.cumsum(sizes**2) - sizes**2)[page[chosen]]
    dots = _from_tables(np.concatenate(tables), base, sizes[page[chosen]])
    for name, values in _compared(passages.some(chosen), dots).items():
        table[name][chosen] = values
    _rank(page, table["rest"], table)
    return table


def _of_page(
    vectors: Floats, passages: _Passages, others: Numbers
) -> tuple[Floats, dict[str, Floats]]:
    """Multiply the vectors of one page, the title's last; give the summed table and what is nearest."""
    products = vectors @ vectors.T
    rows, cells = _running(products)
    first, last = passages.first, passages.last
    own = cells[last, last] - cells[first, last] - cells[last, first] + cells[first, first]
    singly = (rows[last] - rows[first])[:, others]
    return cells, _nearest(singly, own, np.sqrt(products.diagonal()[others]), passages, others)


@compiled
def _running(products: Floats) -> tuple[Floats, Floats]:
    """Sum a square table down its columns, and then along its rows too, each from a row or column of zeros."""
    size = len(products)
    rows, cells = np.zeros((size + 1, size)), np.zeros((size + 1, size + 1))
    for row in range(size):
        for column in range(size):
            rows[row + 1, column] = rows[row, column] + products[row, column]
            cells[row + 1, column + 1] = cells[row + 1, column] + rows[row + 1, column]
    return rows, cells


def _of_long_page(vectors: Floats, passages: _Passages, others: Numbers) -> dict[str, Floats]:
    """Compare the passages of a page that is too long for a table of its blocks."""
    running = np.zeros((len(vectors) + 1, vectors.shape[1]))
    np.cumsum(vectors, axis=0, out=running[1:])
    lengths = np.linalg.norm(vectors[others], axis=1)
    parts = []
    for low in range(0, len(passages.first), CHUNK):
        some = passages.some(slice(low, low + CHUNK))
        sums = running[some.last] - running[some.first]
        own, singly = np.einsum("ij,ij->i", sums, sums), sums @ vectors[others].T
        near = _nearest(singly, own, lengths, some, others)
        parts.append(near | _compared(some, _from_sums(running)))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _from_tables(cells: Floats, base: Numbers, size: Numbers) -> Dots:
    """Look dot products up in the tables of all pages, that of a passage's page at `base`."""

    def dots(one: Runs, other: Runs) -> Floats:
        return _looked_up(cells, base, size, *one, *other)

    return dots


@compiled
def _looked_up(
    cells: Floats, base: Numbers, size: Numbers, low: Ints, high: Ints, start: Ints, stop: Ints
) -> Floats:
    """Give the dot product of each run from `low` up to `high` with that from `start` up to `stop`."""
    found = np.empty(low.shape)
    for pair in range(low.shape[0]):
        for at in range(low.shape[1]):
            upper = base[at] + size[at] * low[pair, at]
            lower = base[at] + size[at] * high[pair, at]
            left, right = start[pair, at], stop[pair, at]
            found[pair, at] = (cells[lower + right] - cells[upper + right]) - (
                cells[lower + left] - cells[upper + left]
            )
    return found


def _from_sums(running: Floats) -> Dots:
    def dots(one: Runs, other: Runs) -> Floats:
        found = np.empty(one[0].shape)
        for pair, (low, high, start, stop) in enumerate(zip(*one, *other, strict=True)):
            left, right = running[high] - running[low], running[stop] - running[start]
            found[pair] = np.einsum("ij,ij->i", left, right)
        return found

    return dots


_RUNS = (
    "own", "whole", "around", "title", "before", "after", "line", "tail", "lead", "trail", "above",
)  # fmt: skip
_SQUARES = tuple((name, name) for name in _RUNS)
_PAIRS = (
    *_SQUARES, ("whole", "around"), ("own", "whole"), ("own", "around"), ("own", "before"),
    ("own", "after"), ("before", "after"), ("own", "title"), ("title", "whole"),
    ("title", "around"), ("line", "whole"), ("line", "around"), ("line", "tail"), ("lead", "whole"),
    ("lead", "around"), ("lead", "trail"), ("trail", "whole"), ("trail", "around"),
    ("above", "whole"), ("above", "around"), ("above", "own"),
)  # fmt: skip
_ONE, _OTHER = ([_RUNS.index(pair[side]) for pair in _PAIRS] for side in (0, 1))
_COSINES = {
    "rest": ("own", "rest"), "before": ("own", "before"), "after": ("own", "after"),
    "bridge": ("before", "after"), "title": ("own", "title"), "title_of_rest": ("title", "rest"),
    "headline_likeness": ("line", "rest"), "headline_own": ("line", "tail"),
    "lead_own": ("lead", "trail"), "lead_rest": ("lead", "rest"), "trail_rest": ("trail", "rest"),
    "above_own": ("above", "own"), "above_rest": ("above", "rest"),
}  # fmt: skip
"""The rest is the whole page without what is around the passage."""


def _compared(passages: _Passages, dots: Dots) -> dict[str, Floats]:
    """Give the cosines of passages with the runs of blocks around them, and with the title."""
    first, last, blocks = passages.first, passages.last, passages.blocks
    body = first + passages.headed
    runs = {
        "own": (first, last), "whole": (np.zeros_like(first), blocks),
        "around": (np.maximum(first - 1, 0), np.minimum(last + 1, blocks)),
        "title": (blocks, blocks + 1), "before": (np.maximum(first - 2, 0), first),
        "after": (last, np.minimum(last + 2, blocks)), "line": (first, body), "tail": (body, last),
        "lead": (first, first + 1), "trail": (first + 1, last),
        "above": (np.maximum(first - 1, 0), first),
    }  # fmt: skip
    low, high = (np.array([runs[name][end] for name in _RUNS]) for end in (0, 1))
    found = dots((low[_ONE], high[_ONE]), (low[_OTHER], high[_OTHER]))
    of = dict(zip(_PAIRS, found, strict=True))
    of["rest", "rest"] = (of["whole", "whole"] - of["whole", "around"]) - (
        of["whole", "around"] - of["around", "around"]
    )
    for run in ("own", "title", "line", "lead", "trail", "above"):
        of[run, "rest"] = of[run, "whole"] - of[run, "around"]
    pairs = _COSINES.values()
    cosines = _cosine(
        np.array([of[pair] for pair in pairs]),
        np.array([of[one, one] for one, _ in pairs]),
        np.array([of[other, other] for _, other in pairs]),
    )
    return dict(zip(_COSINES, cosines, strict=True))


def _cosine(dot: Floats, square: Floats, other: Floats) -> Floats:
    """Give the cosine of each pair; NaN where one of them is (nearly) zero."""
    norm = np.sqrt(np.maximum(square, 0) * np.maximum(other, 0))
    return np.where(norm > 1e-6, dot / np.maximum(norm, 1e-6), np.nan)  # noqa: PLR2004


def _nearest(
    singly: Floats, own: Floats, lengths: Floats, passages: _Passages, others: Numbers
) -> dict[str, Floats]:
    """Compare each passage with every single block of its page that is not beside it.

    `singly` are its dot products with the blocks `others`, which have these `lengths`; `own` is its
    squared length.
    """
    if len(others) < 2:  # noqa: PLR2004 (a page of one block has no other)
        nothing = np.full(len(own), np.nan)
        return {"nearest": nothing, "near3": nothing, "far_share": nothing}
    nearest, near3, far = _three_nearest(
        singly, np.maximum(np.sqrt(np.maximum(own, 0)), 1e-9), np.maximum(lengths, 1e-9),
        passages.first, passages.last, others,
    )  # fmt: skip
    return {"nearest": nearest, "near3": near3, "far_share": far}


@compiled
def _three_nearest(
    singly: Floats, own: Floats, lengths: Floats, first: Ints, last: Ints, others: Numbers
) -> tuple[Floats, Floats, Floats]:
    """Give the nearest block, the mean of the three nearest, and the share of those turned away."""
    rows, size = singly.shape
    nearest, near3, far = np.full(rows, np.nan), np.full(rows, np.nan), np.zeros(rows)
    for row in range(rows):
        one = two = three = -1.0
        apart = away = 0
        for at in range(size):
            if first[row] - 1 <= others[at] <= last[row]:
                continue
            likeness = singly[row, at] / own[row] / lengths[at]
            apart += 1
            away += likeness < 0
            if likeness > one:
                one, two, three = likeness, one, two
            elif likeness > two:
                two, three = likeness, two
            elif likeness > three:
                three = likeness
        kept = min(3, size)
        if one > -1:
            nearest[row] = one
        if (three if kept == 3 else two) > -1:  # noqa: PLR2004
            near3[row] = (one + two + three) / 3 if kept == 3 else (one + two) / 2  # noqa: PLR2004
        far[row] = away / max(apart, 1)
    return nearest, near3, far


def _rank(page: Ints, rest: Floats, table: dict[str, Floats]) -> None:
    """Place each passage's likeness to the rest among those of its page."""
    # What is equal but for rounding, which processors do differently, keeps its order on the page.
    order = np.lexsort((np.round(rest, EQUAL_DIGITS), page))
    bounds = np.searchsorted(page, np.arange(page.max() + 2))
    count = np.diff(bounds)[page]
    position = np.empty(len(page))
    position[order] = np.arange(len(page)) - bounds[page[order]]
    table["rank"] = position / np.maximum(count - 1, 1)
    ranked = rest[order]
    start = bounds[page]

    def quantile(share: float) -> Floats:
        return ranked[start + ((count - 1) * share).astype(np.int64)]

    table["page_median"] = quantile(0.5)
    table["spread"] = quantile(0.75) - quantile(0.25)
    table["deficit"] = table["page_median"] - rest
    table["second_lowest"] = ranked[np.minimum(start + 2, start + count - 1)]
