"""Two fits on top of the base model: another calibration, and another weight for each signal.

Both keep the house's rule: additive, monotone, contributions that sum exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from training.feedback.table import Evidence, Floats, Table

MOST_WEIGHT = 100.0
"""A page counts for at most so many in a fit: twice the audit's 1 / 0.02. Estimates do not clip."""

SLOPE_SD, OFFSET_SD = 0.5, 3.0
"""How far, as standard deviations, calibration may move before any label is seen: a share of farm
pages of 0.5 % instead of 10 % moves the offset by 3."""

GAIN_SDS = (0.03, 0.1, 0.3)
"""Standard deviations of a signal's gain around 1 that are tried; the best for unseen sources wins."""

LEAST_SLOPE = 0.05
"""A calibration that turned the order round would be another model."""


@dataclass(frozen=True)
class Fit:
    """Hold a fit: log-odds' = slope * (constant + sum_signals gain * part) + offset + added.

    `review` and `block` are the edges of the bands on that scale.
    """

    slope: float
    offset: float
    gains: Floats
    review: float
    block: float

    def log_odds(self, evidence: Evidence) -> Floats:
        """Give the log-odds of a farm page, calibrated by this fit."""
        page: Floats = evidence.constant + evidence.parts @ self.gains
        return self.slope * page + self.offset + evidence.added


def unchanged(signals: int, edges: tuple[float, float]) -> Fit:
    """Give the base model as a fit."""
    return Fit(1.0, 0.0, np.ones(signals), *edges)


def fit_weights(weight: Floats) -> Floats:
    """Clip weights, and scale them so that they sum to the effective number of rows (Kish 1965).

    The prior then counts for as much as it should beside rows that are worth less than their number.
    """
    clipped = np.minimum(weight, MOST_WEIGHT)
    scaled: Floats = clipped * clipped.sum() / (clipped**2).sum()
    return scaled


def recalibrated(table: Table, edges: tuple[float, float], weight: Floats | None = None) -> Fit:
    """Fit slope and offset by weighted likelihood (Platt 1999) around those of the base model.

    The edges of the bands move along, so that a page keeps its band: what quality says changes, not
    who is looked at. (Only where the corpus adds, and the slope is not 1, can a page cross an edge.)
    """
    page = table.evidence.page
    slope, offset = map_logistic(
        np.column_stack([page, np.ones(len(page))]), table.evidence.added, table.farm,
        fit_weights(table.weight) if weight is None else weight,
        mean=(1.0, 0.0), sd=(SLOPE_SD, OFFSET_SD), least=(LEAST_SLOPE, None),
    )  # fmt: skip
    moved = (float(slope * edge + offset) for edge in edges)
    return Fit(float(slope), float(offset), np.ones(len(table.evidence.signals)), *moved)


def retrained(table: Table, first: Fit, base: Fit, gain_sd: float) -> Fit:
    """Fit a gain of each signal, never below 0, around 1 on top of a recalibration.

    The edges are set so that as large a share of traffic lies under each as with the base model.
    """
    seen = table.evidence
    ones = np.ones((len(table), 1))
    count = len(seen.signals)
    found = map_logistic(
        np.column_stack([first.slope * seen.parts, ones]),
        first.slope * seen.constant + first.offset + seen.added,
        table.farm, fit_weights(table.weight),
        mean=(1.0,) * count + (0.0,), sd=(gain_sd,) * count + (OFFSET_SD,),
        least=(0.0,) * count + (None,),
    )  # fmt: skip
    corrected = replace(first, gains=found[:-1], offset=first.offset + float(found[-1]))
    before, after = base.log_odds(seen), corrected.log_odds(seen)
    review, block = (
        same_share(before, after, table.weight, edge) for edge in (base.review, base.block)
    )
    return replace(corrected, review=min(review, block), block=block)


def same_share(before: Floats, after: Floats, weight: Floats, edge: float) -> float:
    """Give the edge above which as large a share lies after as lay above `edge` before."""
    order = np.argsort(-after)
    reached = np.cumsum(weight[order])
    wanted = weight[before > edge].sum()
    place = int(np.searchsorted(reached, wanted * (1 - 1e-12)))
    below = after[order[min(place + 1, len(order) - 1)]]
    return float((after[order[min(place, len(order) - 1)]] + below) / 2)


def best_gain_sd(table: Table, base: Fit) -> float:
    """Choose how far gains may move: the least log loss on folds of unseen sources."""
    edges = (base.review, base.block)
    losses = dict.fromkeys(GAIN_SDS, 0.0)
    for fold in range(int(table.fold.max()) + 1):
        inside, outside = table[table.fold != fold], table[table.fold == fold]
        if not len(outside) or inside.farm.all() or not inside.farm.any():
            continue
        first = recalibrated(inside, edges)
        for sd in GAIN_SDS:
            z = retrained(inside, first, base, sd).log_odds(outside.evidence)
            losses[sd] += float((outside.weight * loss_of(z, outside.farm)).sum())
    return min(losses, key=lambda sd: losses[sd])


def loss_of(z: Floats, farm: NDArray[np.bool_]) -> Floats:
    """Give the log loss of each page."""
    losses: Floats = np.logaddexp(0, z) - farm * z
    return losses


def map_logistic(
    Z: Floats, offset: Floats, farm: NDArray[np.bool_], weight: Floats, *, mean: Sequence[float],
    sd: Sequence[float], least: Sequence[float | None],
) -> NDArray[Any]:  # fmt: skip
    """Fit a logistic regression with a normal prior on each coefficient, bounded from below."""
    centre, scale = np.array(mean), np.array(sd)

    def loss(theta: Floats) -> tuple[float, Floats]:
        z = offset + Z @ theta
        away = (theta - centre) / scale
        total = float((weight * loss_of(z, farm)).sum() + (away**2).sum() / 2)
        slope = 1 / (1 + np.exp(-np.clip(z, -700, 700))) - farm
        return total, Z.T @ (weight * slope) + away / scale

    bounds = [(low, None) for low in least]
    found: NDArray[Any] = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found
