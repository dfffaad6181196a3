"""Two populations of sources, honest and farm, and what the pages of a source say of which it is of.

A source has a share θ of farm pages. Among honest sources θ is Beta-distributed with a low mean, among
farms with a higher one; both are over-dispersed. A page whose evidence is L times likelier on a farm
page than on an honest one has the likelihood 1 - θ + θL; for flags that are never wrong (L is 0 or
without bound) that is the beta-binomial. The source is a farm with probability

    p(θ) = π f(θ) / (π f(θ) + (1 - π) h(θ))

if θ were known (π: the share of farms among sources, f and h: the densities of θ). Quality is
1 - E[p(θ) | pages], which is 1 - P(farm | pages), and its interval holds 1 - p(θ) with 90 %: what the
verdict could still become if all pages of the source were read.
"""

from __future__ import annotations

import json
import math
from dataclasses import astuple, dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import FOLDER

Floats = NDArray[np.float64]

INTERVAL = (0.05, 0.95)
"""The quantiles that bound the 90 % interval."""

CELLS = 256
LEAST_SHARE = 1e-5
"""Cells that θ is cut into, evenly in its log-odds; the lowest holds everything under LEAST_SHARE."""

EVIDENCE = 6.0
"""Log-likelihood ratios are held within ±EVIDENCE: calibration says nothing of more than 1 in 400."""

STEP = 0.05
"""Log-likelihood ratios are rounded to this: the table of likelihoods is then small."""

LEAST_SOURCES = 20
MOST_SOURCES = 4_000
"""Sources that the populations are learned from: with fewer the defaults stand, more add nothing."""

DRIFT = (1.0, 0.7, 0.7, 0.5, 1.0)
"""Standard deviations, in log-odds and logs, by which a file's populations differ from the defaults."""

HONEST_MEANS, FARM_MEANS, SIZES, FARMS = (1e-4, 0.1), (0.15, 0.9), (2.0, 200.0), (1e-3, 0.9)
"""What may be learned: which share of farm pages makes a farm is not for the file to say."""


@dataclass(frozen=True, slots=True)
class Populations:
    """Describe the shares of farm pages, θ ~ Beta(mean · size, (1 - mean) · size), of two populations.

    `farms` is the share of farms among sources.
    """

    honest_mean: float
    honest_size: float
    farm_mean: float
    farm_size: float
    farms: float

    def honest(self) -> Floats:
        """Give the honest population's mass in each cell, shape (CELLS,)."""
        return _masses(self.honest_mean, self.honest_size)

    def farm(self) -> Floats:
        """Give the farm population's mass in each cell, shape (CELLS,)."""
        return _masses(self.farm_mean, self.farm_size)

    def to_vector(self) -> Floats:
        """Give the parameters on the scales that they are learned on: log-odds and logs."""
        honest_mean, honest_size, farm_mean, farm_size, farms = astuple(self)
        return np.array(
            [_logit(honest_mean), np.log(honest_size), _logit(farm_mean), np.log(farm_size),
             _logit(farms)]
        )  # fmt: skip

    @classmethod
    def of_vector(cls, vector: Floats) -> Self:
        """Read what `to_vector` wrote."""
        means, sizes = _expit(vector[[0, 2, 4]]), np.exp(vector[[1, 3]])
        return cls(*map(float, (means[0], sizes[0], means[1], sizes[1], means[2])))

    @classmethod
    def shipped(cls) -> Self:
        """Load the populations that came with the package: the start for every file."""
        return cls(**json.loads((FOLDER / "populations.json").read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Posterior:
    """Say what is known of sources after their pages: arrays with one entry a source.

    `quality` is 1 - P(farm) and `share` the expected share of farm pages, each with the bounds of its
    90 % interval.
    """

    quality: Floats
    low: Floats
    high: Floats
    share: Floats
    share_low: Floats
    share_high: Floats


def log_ratio(quality: float, prevalence: float) -> float:
    """Undo the prior of a page's quality: log P(evidence | farm page) / P(evidence | honest page)."""
    farm = min(max(1 - quality, 1e-9), 1 - 1e-9)
    ratio = math.log(farm / (1 - farm)) - math.log(prevalence / (1 - prevalence))
    return min(max(ratio, -EVIDENCE), EVIDENCE)


class Evidence:
    """Hold what all pages say of the θ of their sources.

    `source`, `ratio` (log-likelihood ratios) and `weight` have one entry a page; `count` is the
    number of sources.
    """

    def __init__(
        self, source: NDArray[np.int64], ratio: Floats, weight: Floats, count: int
    ) -> None:
        from scipy.sparse import csr_array  # a second, and only who judges sources pays it

        steps = np.rint(np.clip(ratio, -EVIDENCE, EVIDENCE) / STEP).astype(np.int64)
        reach = round(EVIDENCE / STEP)
        likelihood = np.exp(np.arange(-reach, reach + 1) * STEP)
        self.count = count
        self._table = np.log1p(np.outer(likelihood - 1, _middles()))
        self._weights = csr_array(
            (weight, (source, steps + reach)), shape=(count, len(likelihood))
        )  # fmt: skip
        self.pages: Floats = np.bincount(source, weights=weight, minlength=count).astype(np.float64)

    def likelihood(self, rows: slice | NDArray[np.int64]) -> Floats:
        """Give the likelihood of θ in each cell, its maximum 1, shape (rows, CELLS)."""
        logs = np.asarray(self._weights[rows] @ self._table)
        result: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
        return result


def learned(evidence: Evidence, start: Populations) -> Populations:
    """Learn the populations from sources with pages: penalised maximum marginal likelihood.

    The marginal likelihood of a source is (1 - π) Σ h L + π Σ f L over the cells of θ; a Gaussian
    penalty with the deviations DRIFT holds the parameters to `start`, which is given back where there
    are under LEAST_SOURCES sources with a page.
    """
    rows = np.flatnonzero(evidence.pages > 0)
    if len(rows) < LEAST_SOURCES:
        return start
    from scipy.optimize import minimize

    rows = rows[:: -(-len(rows) // MOST_SOURCES)]
    likelihood, centre = evidence.likelihood(rows), start.to_vector()

    def loss(vector: Floats) -> float:
        at = Populations.of_vector(vector)
        mixed = (1 - at.farms) * at.honest() + at.farms * at.farm()
        penalty = 0.5 * np.sum(((vector - centre) / DRIFT) ** 2)
        return float(penalty - np.log(np.maximum(likelihood @ mixed, 1e-300)).sum())

    means = [tuple(map(_logit, pair)) for pair in (HONEST_MEANS, FARM_MEANS, FARMS)]
    sizes = (float(np.log(SIZES[0])), float(np.log(SIZES[1])))
    bounds = [means[0], sizes, means[1], sizes, means[2]]
    found = minimize(loss, centre, method="L-BFGS-B", bounds=bounds)
    return Populations.of_vector(found.x)


def posterior(likelihood: Floats, at: Populations, farms: Floats) -> Posterior:
    """Judge sources by the likelihoods of θ, shape (sources, CELLS).

    `farms` is the prior probability of a farm of each source. p(θ) is taken as the highest up to θ, so
    that a higher share of farm pages never speaks for a source.
    """
    prior = (1 - farms)[:, None] * at.honest() + farms[:, None] * at.farm()
    with np.errstate(divide="ignore", invalid="ignore"):
        known = farms[:, None] * at.farm() / prior
    known = np.maximum.accumulate(np.nan_to_num(known), axis=1)
    mass = likelihood * prior
    mass /= mass.sum(axis=1, keepdims=True)
    quality = 1 - np.sum(mass * known, axis=1)
    share = np.asarray(mass @ _middles())
    bottom, top = (_quantile(mass, q) for q in INTERVAL)
    edges, places = _edges(), np.arange(len(mass))
    cell = [
        np.clip(np.searchsorted(edges, x, side="right") - 1, 0, CELLS - 1) for x in (bottom, top)
    ]
    low, high = 1 - known[places, cell[1]], 1 - known[places, cell[0]]
    return Posterior(
        quality, np.minimum(low, quality), np.maximum(high, quality),
        share, np.minimum(bottom, share), np.maximum(top, share),
    )  # fmt: skip


def _quantile(mass: Floats, q: float) -> Floats:
    """Find quantiles of θ, shape (rows,): straight lines between the edges of cells."""
    below = np.cumsum(mass, axis=1)
    cell = np.minimum((below < q).sum(axis=1), CELLS - 1)
    rows, edges = np.arange(len(mass)), _edges()
    inside = mass[rows, cell]
    part = np.clip((q - (below[rows, cell] - inside)) / np.maximum(inside, 1e-300), 0.0, 1.0)
    result: Floats = edges[cell] + part * (edges[cell + 1] - edges[cell])
    return result


@cache
def _edges() -> Floats:
    inner = _expit(np.linspace(_logit(LEAST_SHARE), _logit(1 - 1e-4), CELLS - 1))
    return np.concatenate([[0.0], inner, [1.0]])


@cache
def _middles() -> Floats:
    edges = _edges()
    result: Floats = (edges[:-1] + edges[1:]) / 2
    return result


def _masses(mean: float, size: float) -> Floats:
    from scipy.special import betainc

    return np.diff(np.asarray(betainc(mean * size, (1 - mean) * size, _edges()), dtype=np.float64))


def _logit(share: float) -> float:
    return float(np.log(share) - np.log1p(-share))


def _expit(x: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-x))
    return result
