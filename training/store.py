"""Writing trained estimators so that loading can check them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.ensemble import HistGradientBoostingClassifier

from darnel.detectors import Detector
from darnel.stored import save_stored

Floats = NDArray[np.float64]


class Classifier(Protocol):
    """What gives each class its probability."""

    def predict_proba(self, X: Floats) -> Floats:
        """Give the probability of each class, shape (rows, classes)."""
        ...


@dataclass(frozen=True, slots=True)
class Shipped:
    """The classifier that comes with the package, as scikit-learn would have it."""

    detector: Detector

    def predict_proba(self, X: Floats) -> Floats:
        """Give the probability of each class, shape (rows, classes)."""
        return self.detector.probabilities(X)


@dataclass(frozen=True, slots=True)
class Bag:
    """Boosted classifiers of the same three or more classes, whose log-odds are averaged."""

    models: tuple[HistGradientBoostingClassifier, ...]

    def predict_proba(self, X: Floats) -> Floats:
        """Give the probability of each class, shape (rows, classes)."""
        raw = np.mean([model.decision_function(X) for model in self.models], axis=0)
        result: Floats = softmax(raw, axis=1)
        return result


def save_detector(
    path: Path,
    model: HistGradientBoostingClassifier | Bag,
    columns: Sequence[str],
    reference: Floats,
) -> None:
    """Write a classifier as plain arrays, with its column names and reference rows.

    The probabilities beside the reference rows are scikit-learn's own.
    """
    stored = {
        "columns": list(columns),
        "reference": np.asarray(reference, np.float64),
        "expected": model.predict_proba(reference),
    }
    trees = joined(model) if isinstance(model, Bag) else flattened(model)
    save_stored(path, stored | trees)


def joined(bag: Bag) -> dict[str, NDArray[Any]]:
    """Give the trees of a bag as one ensemble: its leaves and baselines divided by the models."""
    parts = [flattened(model) for model in bag.models]
    starts = np.cumsum([0, *(len(part["feature"]) for part in parts)])
    inner = [part["feature"] >= 0 for part in parts]
    return {
        **{
            name: np.concatenate([part[name] for part in parts])
            for name in ("feature", "threshold", "missing_left")
        },
        "left": np.concatenate(
            [
                np.where(i, part["left"] + start, 0)
                for i, part, start in zip(inner, parts, starts, strict=False)
            ]
        ).astype(np.int32),
        "value": np.concatenate([part["value"] for part in parts]) / len(parts),
        "roots": np.concatenate(
            [
                *(part["roots"][:-1] + start for part, start in zip(parts, starts, strict=False)),
                starts[-1:],
            ]
        ).astype(np.int32),
        "baseline": np.mean([part["baseline"] for part in parts], axis=0),
    }


def flattened(model: HistGradientBoostingClassifier) -> dict[str, NDArray[Any]]:
    """Give the trees of a fitted model as the arrays of `darnel.trees.Trees`.

    The nodes of a tree stand in breadth-first order, so that both children of a node are neighbours.
    """
    rows: list[tuple[int, float, int, bool, float]] = []
    roots = []
    for trees in model._predictors:  # noqa: SLF001 (scikit-learn has no public way to read them)
        for tree in trees:
            roots.append(len(rows))
            rows += _breadth_first(tree.nodes, len(rows))
    feature, threshold, left, missing_left, value = zip(*rows, strict=True)
    return {
        "feature": np.array(feature, np.int32),
        "threshold": np.array(threshold, np.float64),
        "left": np.array(left, np.int32),
        "missing_left": np.array(missing_left, np.bool_),
        "value": np.array(value, np.float64),
        "roots": np.array([*roots, len(rows)], np.int32),
        "baseline": np.asarray(model._baseline_prediction, np.float64).ravel(),  # noqa: SLF001
    }


def _breadth_first(nodes: NDArray[Any], start: int) -> list[tuple[int, float, int, bool, float]]:
    """Give the rows of one tree, the first of which is to stand at `start`."""
    if nodes["is_categorical"].any():
        raise ValueError("trees that split by category can't be written")
    rows, queue = [], [0]
    for number in queue:  # grows as it is read
        node = nodes[number]
        if node["is_leaf"]:
            rows.append((-1, 0.0, 0, False, float(node["value"])))
            continue
        rows.append(
            (
                int(node["feature_idx"]), float(node["num_threshold"]), start + len(queue),
                bool(node["missing_go_to_left"]), 0.0,
            )
        )  # fmt: skip
        queue += [int(node["left"]), int(node["right"])]
    return rows
