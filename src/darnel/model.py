"""The page model: an additive, monotone score of the evidence, calibrated, with bands.

The model is a bag of gradient-boosted trees of one feature each (a generalised additive model), one
member for each resampling of the publishers. Training reads every feature's shape off the trees as a
table (`training/shapes.py`), so that a contribution is a look-up and contributions add up exactly.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import FOLDER
from darnel.assessment import Band
from darnel.compiled import compiled
from darnel.detectors import TOLERANCE
from darnel.errors import InputError
from darnel.models import PAGE, model_file
from darnel.stored import ArtifactError, load_stored

Floats = NDArray[np.float64]

INTERVAL = (0.05, 0.95)
"""The quantiles over the bag that bound the 90 % interval."""

PREVALENCE = 0.1
"""The share of farm pages that models stored without one were calibrated for."""


class ModelError(RuntimeError):
    """A page model is missing, foreign, or does not reproduce its reference scores."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Name the thresholds on quality: under `block` is block, else under `review` is review.

    They hold for quality at the prevalence that is stored with the model.
    """

    name: str
    review: float
    block: float

    def of(self, quality: float) -> Band:
        """Name the band of a quality."""
        if quality < self.block:
            return "block"
        return "review" if quality < self.review else "clear"


@dataclass(frozen=True, slots=True)
class Shape:
    """What one feature adds to the log-odds: `values[i]` for edges[i - 1] < x <= edges[i].

    `values` has shape (edges + 1, members of the bag); an absent feature (NaN) adds 0, as an
    ordinary page's does.
    """

    edges: Floats
    values: Floats

    def fits(self, members: int) -> bool:
        """Tell whether there is a value for every place between rising edges, of every member."""
        rising = self.edges.ndim == 1 and bool((np.diff(self.edges) > 0).all())
        return rising and self.values.shape == (len(self.edges) + 1, members)

    def at(self, x: Floats) -> Floats:
        """Look values up, shape (len(x), members)."""
        found = self.values[np.searchsorted(self.edges, x, side="left")]
        return np.where(np.isnan(x)[:, None], 0.0, found)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of a batch: arrays with one entry a page.

    `quality`, `low` and `high` are at the model's prevalence; `bands` do not depend on it, for they
    are set by the rates of honest pages. `contributions` maps each signal to its log-odds, relative to an ordinary honest page; with
    `bias` they sum to the log-odds of a farm page before calibration.
    """

    quality: Floats
    low: Floats
    high: Floats
    bands: tuple[Band, ...]
    contributions: Mapping[str, Floats]
    bias: float


class Model:
    """A page model that has reproduced its reference scores.

    `prevalence` is the share of farm pages that quality assumes.
    """

    def __init__(self, stored: Mapping[str, Any], card: str) -> None:
        self.name: str = stored["name"]
        self.version: str = stored["version"]
        self.columns: tuple[str, ...] = tuple(stored["columns"])
        self.bands = Bands(**stored["bands"])
        self.card = card
        self._calibrated = checked_prevalence(stored.get("prevalence", PREVALENCE))
        self.prevalence = self._calibrated
        self._slope: Floats = np.asarray(stored["slope"])
        self._offset: Floats = np.asarray(stored["offset"])
        self._spread = float(stored.get("spread", 1.0))
        self._bias: Floats = np.asarray(stored["bias"])
        pairs = zip(stored["edges"], stored["values"], strict=True)
        self.shapes = [Shape(np.asarray(edges), np.asarray(values)) for edges, values in pairs]
        ordinary = np.asarray(stored["ordinary"])[None, :]
        self._check(ordinary)
        edges = [shape.edges for shape in self.shapes]
        self._edges = np.concatenate([np.zeros(0), *edges]).astype(np.float64)
        self._starts = np.cumsum([0, *map(len, edges)]).astype(np.int64)
        values = [np.zeros((0, len(self._bias))), *(shape.values for shape in self.shapes)]
        self._values: Floats = np.ascontiguousarray(np.concatenate(values), np.float64)
        _, means = self._looked_up(ordinary)
        self._ordinary: Floats = means[0]

    @classmethod
    def load(cls, path: Path | None = None, *, prevalence: float | None = None) -> Model:
        """Load a model and check it; raise ModelError if it is missing, foreign or altered.

        `path` is a file, the folder of a model, or a folder of models, of which the one in use is
        taken (`darnel.models`); without it, the model that came with the package.
        `prevalence` is the share of farm pages to assume instead of the stored one; `at` says more.
        """
        if prevalence is not None:
            checked_prevalence(prevalence)
        try:
            path = FOLDER / PAGE if path is None else model_file(path)
            stored = load_stored(path)
            card_file = path.with_name("card.md")
            card = card_file.read_text("utf-8") if card_file.exists() else "This model has no card."
            model = cls(stored, card)
            said = model.judge(np.asarray(stored["reference"])).quality
            same = len(said) > 0 and np.allclose(said, stored["expected"], atol=TOLERANCE)
        except ArtifactError as error:
            raise ModelError(str(error)) from error
        except Exception as error:  # the file is anybody's, and may hold anything
            raise ModelError(f"{path} is no page model of darnel ({error!r})") from error
        if not same:
            raise ModelError(f"{path} does not reproduce its reference scores; do not use it")
        return model if prevalence is None else model.at(prevalence)

    def _check(self, ordinary: Floats) -> None:
        """Raise ValueError for parts that do not fit each other; reference scores show only some."""
        columns, members = len(self.columns), len(self._bias)
        parts = (self._bias, self._slope, self._offset, *(s.values for s in self.shapes))
        sound = (
            all(isinstance(column, str) for column in self.columns)
            and columns == len(set(self.columns)) == len(self.shapes) == ordinary.shape[1]
            and self._bias.shape == (members,)
            and self._slope.shape == self._offset.shape == (members + 1,)
            and 0 <= self._spread < math.inf
            and 0 <= self.bands.block <= self.bands.review <= 1
            and all(shape.fits(members) for shape in self.shapes)
        )
        if not sound:
            raise ValueError("its parts do not fit each other")
        if not all(np.isfinite(part).all() for part in parts) or not self._slope[0]:
            raise ValueError("a number of it is none")

    def at(self, prevalence: float) -> Model:
        """Give this model for another share of farm pages; raise InputError if it is none.

        The log-odds of a farm page move by the difference of the log-odds of both shares, as Bayes'
        rule has it; bands and contributions stay.
        """
        moved = copy.copy(self)
        moved.prevalence = checked_prevalence(prevalence)
        return moved

    def edges(self) -> tuple[float, float]:
        """Give review and block as quality at this model's prevalence, where bands stay put.

        Whoever compares the quality of an assessment with an edge needs these.
        """
        shift = _logit(self.prevalence) - _logit(self._calibrated)
        review, block = (
            float(_expit(np.array(_logit(edge) - shift)))
            for edge in (self.bands.review, self.bands.block)
        )
        return review, block

    def steps(self, column: str) -> tuple[Floats, Floats]:
        """Give the edges of a feature's steps, and what each step adds beside an ordinary page.

        These are the log-odds that `contributions` sum up, as the mean over the bag.
        """
        at = self.columns.index(column)
        shape = self.shapes[at]
        return shape.edges, shape.values.mean(axis=1) - self._ordinary[at]

    def matrix(self, features: Mapping[str, Floats]) -> Floats:
        """Put named features in the model's order; raise ModelError for one that is missing."""
        missing = [column for column in self.columns if column not in features]
        if missing:
            raise ModelError(f"the model weighs {missing[0]!r}, which no signal measures")
        return np.array([features[column] for column in self.columns], np.float64).T

    def _looked_up(self, X: Floats) -> tuple[Floats, Floats]:
        if X.ndim != 2 or X.shape[1] != len(self.columns):  # noqa: PLR2004 (compiled code would not look)
            raise ValueError(f"evidence of shape {X.shape} for {len(self.columns)} columns")
        return _looked_up(
            np.ascontiguousarray(X, np.float64), self._edges, self._starts, self._values
        )

    def judge(self, X: Floats, added: Mapping[str, Floats] | None = None) -> Judgement:
        """Judge pages by their evidence, shape (pages, columns).

        `added` is what signals outside of the model add to the calibrated log-odds of a farm page;
        as a contribution it is in the model's own unit, log-odds before calibration.
        """
        beside = {signal: values / self._slope[0] for signal, values in (added or {}).items()}
        summed, parts = self._looked_up(X)
        raw = self._bias + summed
        for values in beside.values():
            raw = raw + values[:, None]
        centre = raw.mean(axis=1) * self._slope[0] + self._offset[0]
        members = raw * self._slope[1:] + self._offset[1:]
        members = centre[:, None] + self._spread * (members - centre[:, None])
        shift = _logit(self.prevalence) - _logit(self._calibrated)
        quality = _expit(-centre - shift)
        low, high = _expit(_quantiles(-members) - shift)
        bands = tuple(self.bands.of(q) for q in _expit(-centre).tolist())
        by_signal: dict[str, Floats] = {}
        for j, column in enumerate(self.columns):
            signal = column.partition(".")[0]
            part = parts[:, j] - self._ordinary[j]
            by_signal[signal] = by_signal[signal] + part if signal in by_signal else part
        for signal, values in beside.items():
            by_signal[signal] = by_signal.get(signal, 0.0) + values
        bias = float(self._bias.mean() + self._ordinary.sum())
        return Judgement(
            quality, np.minimum(low, quality), np.maximum(high, quality), bands, by_signal, bias
        )


def _quantiles(values: Floats) -> Floats:
    """Give the quantiles INTERVAL of each row, as `numpy.quantile` does but sooner; shape (2, rows)."""
    ranked = np.sort(values, axis=1)
    last = ranked.shape[1] - 1
    found = []
    for share in INTERVAL:
        below = int(share * last)
        above, part = min(below + 1, last), share * last - below
        found.append(ranked[:, below] + (ranked[:, above] - ranked[:, below]) * part)
    return np.array(found)


def checked_prevalence(prevalence: float) -> float:
    """Give a share of farm pages back; raise InputError if it is none."""
    if not 0 < prevalence < 1:
        raise InputError(
            f"the prevalence is the share of farm pages, above 0 and under 1 (0.02 is 2 %), "
            f"not {prevalence:g}"
        )
    return float(prevalence)


def _logit(share: float) -> float:
    return math.log(share) - math.log1p(-share)


def _expit(x: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(x, -700, 700)))
    return result


@compiled
def _looked_up(
    X: Floats, edges: Floats, starts: NDArray[np.int64], values: Floats
) -> tuple[Floats, Floats]:
    """Look up what every feature adds: the sum of all for each member, and each one's mean over members.

    Shapes (pages, members) and (pages, columns). Column j has the edges from starts[j] up to
    starts[j + 1], and one step more than edges; NaN adds nothing.
    """
    pages, columns = X.shape
    members = values.shape[1]
    summed, means = np.zeros((pages, members)), np.zeros((pages, columns))
    for page in range(pages):
        for column in range(columns):
            x = X[page, column]
            if np.isnan(x):
                continue
            low, high = starts[column], starts[column + 1]
            while low < high:
                middle = (low + high) // 2
                if edges[middle] < x:
                    low = middle + 1
                else:
                    high = middle
            total = 0.0
            for member in range(members):
                added = values[low + column, member]
                summed[page, member] += added
                total += added
            means[page, column] = total / members
    return summed, means
