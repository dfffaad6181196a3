"""How well pages are judged, weighed by how many articles each stands for, with intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.feedback.fits import loss_of
from training.feedback.table import Bools, Floats, Names, expit

DRAWS = 400
"""Resamplings of sources that bound a figure."""

TAILS = (0.05, 0.95)
ECE_BINS = 10

TOLERATED = 0.001
"""A change of this size is no regression: pages are judged by a fit for each fold of sources, and folds
that differ a little in their calibration cost a little in order."""


@dataclass(frozen=True)
class Said:
    """Hold what a model says of pages: log-odds of a farm page, and which edges they are over."""

    z: Floats
    not_clear: Bools
    block: Bools


@dataclass(frozen=True)
class Bounded:
    """Hold a figure and its 90 % interval over resampled sources."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared:
    """Hold a figure before and after, and what it changed by."""

    before: Bounded
    after: Bounded
    change: Bounded


Measure = Callable[[Said, Bools, Floats], float]


def _mean(values: Floats, weight: Floats) -> float:
    total = weight.sum()
    return float((values * weight).sum() / total) if total > 0 else float("nan")


def log_loss(said: Said, farm: Bools, weight: Floats) -> float:
    """Give the mean log loss, in nats."""
    return _mean(loss_of(said.z, farm), weight)


def brier(said: Said, farm: Bools, weight: Floats) -> float:
    """Give the mean squared error of P(farm)."""
    return _mean((expit(said.z) - farm) ** 2, weight)


def ece(said: Said, farm: Bools, weight: Floats) -> float:
    """Give the expected calibration error over bins of equal weight."""
    order = np.argsort(said.z)
    w, p, y = weight[order], expit(said.z[order]), farm[order]
    total = w.sum()
    if total <= 0:
        return float("nan")
    bins = np.minimum((np.cumsum(w) / total * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = np.bincount(bins, w * (p - y), ECE_BINS)
    return float(np.abs(gaps).sum() / total)


def auroc(said: Said, farm: Bools, weight: Floats) -> float:
    """Give the chance that a farm page lies over an honest one, ties at half; weighted pairs."""
    values, place = np.unique(said.z, return_inverse=True)
    positive = np.bincount(place, weight * farm, len(values))
    negative = np.bincount(place, weight * ~farm, len(values))
    pairs = positive.sum() * negative.sum()
    below = np.cumsum(negative) - negative
    return float((positive * (below + negative / 2)).sum() / pairs) if pairs else float("nan")


MEASURES: dict[str, Measure] = {
    "log_loss": log_loss,
    "brier": brier,
    "ece": ece,
    "auroc": auroc,
    "farm_not_clear": lambda s, farm, w: _mean(s.not_clear.astype(float), w * farm),
    "farm_block": lambda s, farm, w: _mean(s.block.astype(float), w * farm),
    "honest_not_clear": lambda s, farm, w: _mean(s.not_clear.astype(float), w * ~farm),
    "honest_block": lambda s, farm, w: _mean(s.block.astype(float), w * ~farm),
    "said_prevalence": lambda s, _, w: _mean(expit(s.z), w),
}
"""`farm_…` is recall at that edge; `said_prevalence` is the mean P(farm), to be set against the
share of farm pages itself."""

SMALLER_IS_BETTER = frozenset({"log_loss", "brier", "honest_not_clear", "honest_block"})
LARGER_IS_BETTER = frozenset({"auroc", "farm_not_clear", "farm_block"})


def resamplings(source: Names, draws: int = DRAWS, seed: int = 0) -> NDArray[np.int16]:
    """Draw sources with replacement: how often each page counts, shape (draws, pages)."""
    names, place = np.unique(source, return_inverse=True)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(names), np.full(len(names), 1 / max(1, len(names))), draws)
    picked: NDArray[np.int16] = counts.astype(np.int16)[:, place]
    return picked


def compare(
    before: Said, after: Said, farm: Bools, weight: Floats, drawn: NDArray[np.int16],
    names: frozenset[str] | None = None,
) -> dict[str, Compared]:  # fmt: skip
    """Measure two models on the same pages; the same resamplings bound both and the change."""
    found = {}
    for name, measure in MEASURES.items():
        if names is not None and name not in names:
            continue
        one = np.array([measure(before, farm, weight * counts) for counts in drawn])
        other = np.array([measure(after, farm, weight * counts) for counts in drawn])
        values = measure(before, farm, weight), measure(after, farm, weight)
        found[name] = Compared(
            _bounded(values[0], one),
            _bounded(values[1], other),
            _bounded(values[1] - values[0], other - one),
        )
    return found


def _bounded(value: float, drawn: Floats) -> Bounded:
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return Bounded(value, float("nan"), float("nan"))
    low, high = np.quantile(known, TAILS)
    return Bounded(value, float(low), float(high))


def worse(name: str, found: Compared) -> bool:
    """Tell whether a figure is worse beyond chance: its whole interval of change is on that side."""
    if name in SMALLER_IS_BETTER:
        return found.change.low > TOLERATED
    return name in LARGER_IS_BETTER and found.change.high < -TOLERATED
