"""The page model: an additive, monotone score of the evidence, calibrated, with bands.

The model is a bag of gradient-boosted trees of one feature each (a generalised additive model), one
member for each resampling of the publishers. Training reads every feature's shape off the trees as a
table (`training/shapes.py`), so that a contribution is a look-up and contributions add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import FOLDER
from darnel.assessment import Band
from darnel.detectors import TOLERANCE, DetectorError, load_skops

Floats = NDArray[np.float64]

INTERVAL = (0.05, 0.95)
"""The quantiles over the bag that bound the 90 % interval."""


class ModelError(RuntimeError):
    """A page model is missing, foreign, or does not reproduce its reference scores."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Name the thresholds on quality: under `block` is block, else under `review` is review."""

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

    `values` has shape (edges + 1, members of the bag); an absent feature (NaN) adds 0.
    """

    edges: Floats
    values: Floats

    def at(self, x: Floats) -> Floats:
        """Look values up, shape (len(x), members)."""
        found = self.values[np.searchsorted(self.edges, x, side="left")]
        return np.where(np.isnan(x)[:, None], 0.0, found)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of a batch: arrays with one entry a page.

    `contributions` maps each signal to its log-odds, relative to an ordinary honest page; with
    `bias` they sum to the log-odds of a farm page before calibration.
    """

    quality: Floats
    low: Floats
    high: Floats
    contributions: Mapping[str, Floats]
    bias: float


class Model:
    """A page model that has reproduced its reference scores."""

    def __init__(self, stored: Mapping[str, Any], card: str) -> None:
        self.name: str = stored["name"]
        self.version: str = stored["version"]
        self.columns: tuple[str, ...] = tuple(stored["columns"])
        self.bands = Bands(**stored["bands"])
        self.card = card
        self._slope: Floats = np.asarray(stored["slope"])
        self._offset: Floats = np.asarray(stored["offset"])
        self._spread = float(stored.get("spread", 1.0))
        self._bias: Floats = np.asarray(stored["bias"])
        pairs = zip(stored["edges"], stored["values"], strict=True)
        self.shapes = [Shape(np.asarray(edges), np.asarray(values)) for edges, values in pairs]
        ordinary = np.asarray(stored["ordinary"])[None, :]
        self._ordinary = np.array([s.at(ordinary[:, j]).mean() for j, s in enumerate(self.shapes)])

    @classmethod
    def load(cls, path: Path | None = None) -> Model:
        """Load a model and check it; raise ModelError if it is missing, foreign or altered."""
        path = FOLDER / "page.skops" if path is None else path
        try:
            stored = load_skops(path)
            card_file = path.with_name("card.md")
            card = card_file.read_text("utf-8") if card_file.exists() else "This model has no card."
            model = cls(stored, card)
            said = model.judge(np.asarray(stored["reference"])).quality
        except DetectorError as error:
            raise ModelError(str(error)) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ModelError(f"{path} is no page model of darnel ({error!r})") from error
        if not np.allclose(said, stored["expected"], atol=TOLERANCE):
            raise ModelError(f"{path} does not reproduce its reference scores; do not use it")
        return model

    def matrix(self, features: Mapping[str, Floats]) -> Floats:
        """Put named features in the model's order; raise ModelError for one that is missing."""
        missing = [column for column in self.columns if column not in features]
        if missing:
            raise ModelError(f"the model weighs {missing[0]!r}, which no signal measures")
        return np.column_stack([features[column] for column in self.columns])

    def judge(self, X: Floats) -> Judgement:
        """Judge pages by their evidence, shape (pages, columns)."""
        parts = [shape.at(X[:, j]) for j, shape in enumerate(self.shapes)]
        raw = self._bias + np.sum(parts, axis=0) if parts else np.tile(self._bias, (len(X), 1))
        centre = raw.mean(axis=1) * self._slope[0] + self._offset[0]
        members = raw * self._slope[1:] + self._offset[1:]
        members = centre[:, None] + self._spread * (members - centre[:, None])
        quality = _expit(-centre)
        low, high = np.quantile(_expit(-members), INTERVAL, axis=1)
        by_signal: dict[str, Floats] = {}
        for j, column in enumerate(self.columns):
            signal = column.partition(".")[0]
            added = parts[j].mean(axis=1) - self._ordinary[j]
            by_signal[signal] = by_signal[signal] + added if signal in by_signal else added
        bias = float(self._bias.mean() + self._ordinary.sum())
        return Judgement(
            quality, np.minimum(low, quality), np.maximum(high, quality), by_signal, bias
        )


def _expit(x: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(x, -700, 700)))
    return result
