"""Boosted trees as plain arrays, and a compiled way of asking all of them at once.

scikit-learn fits them. What it keeps is walked one tree and one row at a time; here nothing is walked.
Every node of an ensemble is asked in the order of its column and threshold, for many rows side by side,
and strikes the leaves that a row which goes right can no longer reach; the first that is left is the
row's leaf (QuickScorer: Lucchese et al. 2015, SIGIR). Where no row goes right any more, the rest of a
column is passed over. Values are replaced by their ranks among the thresholds of their column: a step of
equal width says between which few thresholds to look.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

MOST_LEAVES = 32
"""Leaves of a tree are bits of an integer."""

AT_ONCE = 256
"""Rows that are asked side by side: enough to hide what a node costs besides them."""

STEPS = 256
"""Steps of equal width from the least to the greatest threshold of a column."""

_PACES = (1e-300, 1e300)
"""So that no product of a pace is NaN, however far thresholds lie apart."""

_ABSENT = np.int32(1 << 30)
"""The rank of NaN where a node sends it right; where left, it is -1."""


class Trees:
    """An ensemble: `probabilities` gives the share of each class.

    Nodes of all trees stand in one row of arrays. An inner node asks whether `feature` is at most
    `threshold` and goes `left`, otherwise to the node behind that; NaN goes left where `missing_left`
    says so. A leaf has feature -1 and a `value`. `roots` has one entry a tree, the classes in turn,
    and one more for the end; `baseline` one a class, or one alone where there are two classes.
    """

    def __init__(self, stored: Mapping[str, Any], columns: int) -> None:
        """Take the arrays by their names; raise ValueError if they are no trees over so many columns."""
        self._feature = np.ascontiguousarray(stored["feature"], np.int32)
        self._threshold = np.ascontiguousarray(stored["threshold"], np.float64)
        self._left = np.ascontiguousarray(stored["left"], np.int32)
        self._missing_left = np.ascontiguousarray(stored["missing_left"], np.bool_)
        self._value = np.ascontiguousarray(stored["value"], np.float64)
        self._roots = np.ascontiguousarray(stored["roots"], np.int32)
        self._baseline = np.ascontiguousarray(stored["baseline"], np.float64)
        self._check(columns)
        first, leaves = _numbered(self._feature, self._left)
        if leaves.max() > MOST_LEAVES:
            raise ValueError(f"these trees are too large: over {MOST_LEAVES} leaves")
        tree = (np.searchsorted(self._roots, np.arange(len(first)), side="right") - 1).astype(
            np.int32
        )
        leaf = np.flatnonzero(self._feature < 0)
        self._values = np.zeros((len(self._roots) - 1, MOST_LEAVES))
        self._values[tree[leaf], first[leaf]] = self._value[leaf]
        inner = np.flatnonzero(self._feature >= 0)
        asked = inner[np.lexsort((tree[inner], self._threshold[inner], self._feature[inner]))]
        self._bounds = np.searchsorted(self._feature[asked], np.arange(columns + 1)).astype(
            np.int32
        )
        edges = [
            np.unique(self._threshold[asked[low:high]]) for low, high in pairwise(self._bounds)
        ]
        self._edges = np.concatenate([np.zeros(0), *edges])
        self._starts = np.cumsum([0, *map(len, edges)]).astype(np.int32)
        self._steps = _steps(self._edges, self._starts)
        ranks = [
            np.searchsorted(own, self._threshold[asked[low:high]])
            for own, (low, high) in zip(edges, pairwise(self._bounds), strict=True)
        ]
        self._rank = np.concatenate([np.zeros(0), *ranks]).astype(np.int32)
        self._tree = tree[asked]
        self._lefts = self._missing_left[asked].astype(np.int32)
        struck = leaves[self._left[asked]].astype(np.uint64)
        ones = (np.uint64(1) << struck) - np.uint64(1)
        self._kept = (~(ones << first[asked].astype(np.uint64))).astype(np.uint32).view(np.int32)

    def _check(self, columns: int) -> None:
        """See that no walk leaves the arrays or fails to end."""
        nodes = np.arange(len(self._feature))
        inner = self._feature >= 0
        arrays = (self._threshold, self._left, self._missing_left, self._value)
        trees = np.searchsorted(self._roots, nodes, side="right")
        sound = (
            all(len(a) == len(nodes) for a in arrays)
            and len(self._baseline) > 0
            and len(self._roots) > 1
            and (len(self._roots) - 1) % len(self._baseline) == 0
            and self._roots[0] == 0
            and self._roots[-1] == len(nodes)
            and bool((np.diff(self._roots) > 0).all())
            and bool((self._feature < columns).all())
            and bool((self._left[inner] > nodes[inner]).all())  # so every walk ends
            and bool((self._left[inner] + 1 < self._roots[trees[inner]]).all())
        )
        if not sound:
            raise ValueError("these arrays are no trees")

    @property
    def classes(self) -> int:
        """The number of classes."""
        return max(2, len(self._baseline))

    def probabilities(self, X: Floats) -> Floats:
        """Give the probability of each class, shape (rows, classes), for rows of columns."""
        if X.ndim != 2 or X.shape[1] != len(self._bounds) - 1:  # noqa: PLR2004 (compiled code would not look)
            raise ValueError(f"rows of shape {X.shape} for {len(self._bounds) - 1} columns")
        raw = np.tile(self._baseline, (len(X), 1))
        ranks = _ranked(
            np.ascontiguousarray(X.T, np.float64), self._edges, self._starts, *self._steps
        )
        nodes = (self._bounds, self._rank, self._tree, self._lefts, self._kept)
        _ask(ranks, *nodes, self._values, raw)
        if len(self._baseline) == 1:
            positive = 1 / (1 + np.exp(-raw[:, 0]))
            return np.column_stack([1 - positive, positive])
        odds = np.exp(raw - raw.max(axis=1, keepdims=True))
        shares: Floats = odds / odds.sum(axis=1, keepdims=True)
        return shares


@compiled
def _numbered(feature: Ints, left: Ints) -> tuple[Ints, Ints]:
    """Give the leaf that each node has first, counted from the left of its tree, and how many it has.

    More than MOST_LEAVES are counted as one more than that.
    """
    leaves = np.ones(len(feature), np.int32)
    for node in range(len(feature) - 1, -1, -1):
        if feature[node] >= 0:
            both = leaves[left[node]] + leaves[left[node] + 1]
            leaves[node] = min(both, MOST_LEAVES + 1)
    first = np.zeros(len(feature), np.int32)
    for node in range(len(feature)):
        if feature[node] >= 0:
            first[left[node]] = first[node]
            first[left[node] + 1] = first[node] + leaves[left[node]]
    return first, leaves


def _steps(edges: Floats, starts: Ints) -> tuple[Floats, Floats, Ints]:
    """Give each column's least threshold, its steps a unit, and how many thresholds lie before each step."""
    columns = len(starts) - 1
    least, pace = np.zeros(columns), np.ones(columns)
    before = np.zeros((columns, STEPS + 1), np.int32)
    for column, (start, stop) in enumerate(pairwise(starts)):
        own = edges[start:stop]
        finite = own[np.isfinite(own)]
        if len(finite):
            least[column] = finite[0]
            with np.errstate(over="ignore", divide="ignore"):  # what overflows is clipped
                pace[column] = np.clip((STEPS - 1) / (finite[-1] - finite[0]), *_PACES)
        steps = [_step(edge, least[column], pace[column]) for edge in own.tolist()]
        before[column] = np.searchsorted(steps, np.arange(STEPS + 1))
    return least, pace, before


@compiled
def _step(x: float, least: float, pace: float) -> int:
    """Give the step that a number lies on: never a lower one for a greater number."""
    return int(min(max((x - least) * pace, 0.0), STEPS - 1.0))


@compiled
def _ranked(
    values: Floats, edges: Floats, starts: Ints, least: Floats, pace: Floats, before: Ints
) -> NDArray[np.int32]:
    """Replace each value by how many thresholds of its column are less, shape (2, columns, rows).

    `values` has a row a column.

    NaN is above all others in the first copy and below all in the second.
    """
    columns, rows = values.shape
    ranks = np.empty((2, columns, rows), np.int32)
    for column in range(columns):
        own = edges[starts[column] : starts[column + 1]]
        for row in range(rows):
            x = values[column, row]
            if np.isnan(x):
                ranks[0, column, row], ranks[1, column, row] = _ABSENT, -1
                continue
            step = _step(x, least[column], pace[column])
            low, left = before[column, step], before[column, step + 1] - before[column, step]
            while left > 0:
                half = left >> 1
                if own[low + half] < x:
                    low += half + 1
                    left -= half + 1
                else:
                    left = half
            ranks[0, column, row] = ranks[1, column, row] = low
    return ranks


@compiled
def _ask(
    ranks: NDArray[np.int32], bounds: Ints, rank: Ints, tree: Ints, lefts: Ints, kept: Ints,
    values: Floats, raw: Floats,
) -> None:  # fmt: skip
    """Add to each row and class of `raw` the values of the leaves that the row comes to.

    The nodes of column c are [bounds[c], bounds[c + 1]), by rising `rank`; `kept` are the leaves of
    `tree` that a row keeps which goes right.
    """
    rows, classes = raw.shape
    width = min(AT_ONCE, rows)
    bits = np.empty((len(values), width), np.int32)
    place = np.empty(MOST_LEAVES, np.int64)
    for leaf in range(MOST_LEAVES):
        place[_hashed(np.int32(1 << leaf))] = leaf
    for low in range(0, rows, AT_ONCE):
        high = min(low + width, rows)
        bits[:] = -1
        for column in range(len(bounds) - 1):
            if bounds[column] == bounds[column + 1]:
                continue
            most = ranks[0, column, low:high].max()
            for node in range(bounds[column], bounds[column + 1]):
                bar, keep = rank[node], kept[node]
                if most <= bar:
                    break
                mine, left = ranks[lefts[node], column, low:high], bits[tree[node]]
                for row in range(len(mine)):  # of unknown length, or it is unrolled, not widened
                    left[row] &= keep | -np.int32(mine[row] <= bar)
        for number in range(len(values)):
            klass = number % classes
            for row in range(high - low):
                own = bits[number, row]
                raw[low + row, klass] += values[number, place[_hashed(own & -own)]]


@compiled
def _hashed(bit: np.int32) -> np.uint32:
    """Give a place under 32 of its own to each power of two (a de Bruijn sequence)."""
    return np.uint32(np.uint32(bit) * np.uint32(0x077CB531)) >> np.uint32(27)
