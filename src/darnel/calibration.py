"""How far the page model that came with the package can be trusted: figures written by training."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from darnel.artifacts import FOLDER
from darnel.assessment import ModelName

SCHEMA = "darnel.calibration/1"


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold test pages of like quality: the mean that was said, and the share that was honest.

    `low` to `high` is the 90 % interval of that share over resampled publishers; `share` is the bin's
    share of all pages at the assumed prevalence, `pages` counts them.
    """

    start: float
    end: float
    quality: float
    honest: float
    low: float
    high: float
    share: float
    pages: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hold what was measured on publishers that nothing was fitted on, at `prevalence`.

    `ece` is the expected calibration error; `covered` is how often a bin's interval held. `auroc` and
    `recall` (at 1 % false positives) are against untouched news; `unseen_…` of farm recipes left out of
    the fit, None if not measured. `review` and `block` are the thresholds of the bands; the rest are
    shares of clean news and of simulated farm pages that fall under them.
    """

    name: str
    version: str
    bands: str
    review: float
    block: float
    prevalence: float
    pages: int
    farm_pages: int
    ece: float
    covered: float
    auroc: float
    recall: float
    unseen_auroc: float | None
    unseen_recall: float | None
    clean_not_clear: float
    clean_block: float
    farm_not_clear: float
    farm_block: float
    bins: tuple[Bin, ...]

    def of(self, model: ModelName) -> bool:
        """Tell whether these are the figures of a model."""
        return (model.name, model.version, model.bands) == (self.name, self.version, self.bands)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calibration:
        """Read what training wrote; raise ValueError for another schema."""
        if data.get("schema") != SCHEMA:
            raise ValueError(f"schema is {data.get('schema')!r}; this version reads {SCHEMA!r}")
        names = [field.name for field in fields(cls) if field.name != "bins"]
        return cls(
            **{name: data[name] for name in names}, bins=tuple(Bin(**b) for b in data["bins"])
        )


@cache
def shipped() -> Calibration | None:
    """Load the figures of the model that came with the package; None if there are none."""
    path = FOLDER / "calibration.json"
    return Calibration.from_dict(json.loads(path.read_text("utf-8"))) if path.exists() else None
