"""Boosted trees as plain arrays, and a compiled walk down them.

scikit-learn fits them. What it keeps is read one tree at a time, for every row of a batch; here the walk
is compiled (Numba) and sees one row beside all trees. A row's values are first replaced by their ranks
among the thresholds of their column, which takes a search a value, so that a node fits into eight bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

LEAF, ABSENT = np.uint64(0xFFFF), np.uint16(0xFFFF)
"""The column that a leaf asks for, and the rank of NaN."""

_ONE, _SIXTEEN_BITS, _LEFT = np.uint64(1), np.uint64(0xFFFF), np.uint64(0x7FFFFFFF)
_COLUMN, _RANK = np.uint64(48), np.uint64(32)


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
        inner = self._feature >= 0
        asked, bound = self._feature[inner], self._threshold[inner]
        edges = [np.unique(bound[asked == column]) for column in range(columns)]
        self._edges = np.concatenate([np.zeros(0), *edges])
        self._starts = np.cumsum([0, *map(len, edges)]).astype(np.int32)
        if len(self._feature) >= 1 << 31 or columns >= LEAF or max(map(len, edges)) >= ABSENT:
            raise ValueError("these trees are too large")
        rank = np.zeros(len(inner), np.uint64)
        for column, own in enumerate(edges):
            here = self._feature == column
            rank[here] = np.searchsorted(own, self._threshold[here])
        feature = np.where(inner, self._feature, LEAF).astype(np.uint64)
        left = np.where(inner, self._left, 0).astype(np.uint64)
        self._nodes = feature << _COLUMN | rank << _RANK | left << _ONE
        self._nodes |= self._missing_left.astype(np.uint64)

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
        raw = np.tile(self._baseline, (len(X), 1))
        ranks = _ranked(np.ascontiguousarray(X, np.float64), self._edges, self._starts)
        _walk(ranks, self._nodes, self._value, self._roots, raw)
        if len(self._baseline) == 1:
            positive = 1 / (1 + np.exp(-raw[:, 0]))
            return np.column_stack([1 - positive, positive])
        odds = np.exp(raw - raw.max(axis=1, keepdims=True))
        shares: Floats = odds / odds.sum(axis=1, keepdims=True)
        return shares


@compiled
def _ranked(X: Floats, edges: Floats, starts: Ints) -> NDArray[np.uint16]:
    """Replace each value by how many thresholds of its column are less; NaN by ABSENT."""
    rows, columns = X.shape
    ranks = np.empty((rows, columns), np.uint16)
    for column in range(columns):
        start, count = starts[column], starts[column + 1] - starts[column]
        for row in range(rows):
            x = X[row, column]
            if np.isnan(x):
                ranks[row, column] = ABSENT
                continue
            low, left = start, count
            while left > 0:
                half = left >> 1
                if edges[low + half] < x:
                    low += half + 1
                    left -= half + 1
                else:
                    left = half
            ranks[row, column] = low - start
    return ranks


@compiled
def _walk(
    ranks: NDArray[np.uint16], nodes: NDArray[np.uint64], value: Floats, roots: Ints, raw: Floats
) -> None:
    """Add to each row and class of `raw` the values of the leaves that the row comes to."""
    classes = raw.shape[1]
    for row in range(len(ranks)):
        for tree in range(len(roots) - 1):
            at = np.uint64(roots[tree])
            node = nodes[at]
            asked = node >> _COLUMN
            while asked != LEAF:
                rank = ranks[row, asked]
                at = (node >> _ONE) & _LEFT
                if rank > ((node >> _RANK) & _SIXTEEN_BITS) and (
                    rank != ABSENT or node & _ONE == 0
                ):
                    at += _ONE
                node = nodes[at]
                asked = node >> _COLUMN
            raw[row, tree % classes] += value[at]
