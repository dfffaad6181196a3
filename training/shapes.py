"""The shape of each feature of an additive boosted model, read off its trees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

Floats = NDArray[np.float64]


def tabled(members: Sequence[HistGradientBoostingClassifier], absent: Floats) -> dict[str, Any]:
    """Give bias, edges and values of every column: each member at each step with all else absent.

    `absent` is the row of what stands for features that were not measured: bias is its log-odds, and
    such features add nothing.
    """
    columns = len(absent)
    bias = np.array([float(m.decision_function(absent[None])[0]) for m in members])
    edges = [
        np.unique(np.concatenate([thresholds(member, column) for member in members]))
        for column in range(columns)
    ]
    steps = [np.append(own, np.inf) for own in edges]
    bounds = np.cumsum([0, *map(len, steps)])
    probe = np.tile(absent, (bounds[-1], 1))
    for column, own in enumerate(steps):
        probe[bounds[column] : bounds[column + 1], column] = own
    values = np.column_stack([m.decision_function(probe) for m in members]) - bias
    return {
        "bias": bias,
        "edges": edges,
        "values": [values[bounds[c] : bounds[c + 1]] for c in range(columns)],
    }


def thresholds(member: HistGradientBoostingClassifier, column: int) -> Floats:
    """List the thresholds at which a boosted model splits on a column."""
    found = []
    for stage in member._predictors:  # noqa: SLF001 (scikit-learn has no public access to the trees)
        for tree in stage:
            nodes = tree.nodes
            inner = (nodes["is_leaf"] == 0) & (nodes["feature_idx"] == column)
            found.append(nodes["num_threshold"][inner].astype(np.float64))
    return np.concatenate(found) if found else np.zeros(0)
