"""What another model says of articles that were assessed: no text is read, nothing measured anew.

An assessment holds every feature, so that a model in the shadow of the one in use, an old version or
a candidate, costs a few look-ups an article.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from darnel.assessment import Assessment, Band
from darnel.model import Model
from darnel.weights import CorpusWeights


@dataclass(frozen=True, slots=True)
class Opinion:
    """Hold a model's quality, 90 % interval and band of one article, at the model's prevalence."""

    quality: float
    interval: tuple[float, float]
    band: Band


@dataclass(frozen=True, slots=True)
class Comparison:
    """Set the bands of two models side by side over the articles that both judged.

    `bands` counts (band of the one, band of the other); `shift` is the mean of the other's quality
    less that of the one, in [-1, 1], NaN without articles.
    """

    bands: Mapping[tuple[Band, Band], int] = field(default_factory=dict)
    shift: float = math.nan

    @property
    def articles(self) -> int:
        """Count the articles."""
        return sum(self.bands.values())

    @property
    def moved(self) -> int:
        """Count the articles whose band is another."""
        return sum(count for (one, other), count in self.bands.items() if one != other)


@dataclass(frozen=True, slots=True)
class Difference:
    """Name an article whose band another model puts elsewhere; no word of it is kept."""

    id: str
    source: str
    band: Band
    quality: float
    other_band: Band
    other_quality: float


def opinions(model: Model, assessments: Sequence[Assessment]) -> list[Opinion | None]:
    """Judge assessed articles with another model; None where the article was not judged.

    What stands elsewhere is weighed as in the assessment. Raises ModelError if the model weighs a
    feature that the assessments do not hold.
    """
    judged = [a for a in assessments if a.quality is not None]
    if not judged:
        return [None] * len(assessments)
    names = set.intersection(*(set(a.signals) for a in judged))
    features = {name: np.array([a.signals[name] for a in judged]) for name in names}
    added = _corpus_weights().added(features) if names.issuperset(_corpus_weights().columns) else {}
    said = model.judge(model.matrix(features), added)
    bounds = zip(said.low.tolist(), said.high.tolist(), strict=True)
    found = iter(map(Opinion, said.quality.tolist(), bounds, said.bands))
    return [None if a.quality is None else next(found) for a in assessments]


def compared(assessments: Sequence[Assessment], others: Sequence[Opinion | None]) -> Comparison:
    """Compare assessments with another model's opinions of the same articles."""
    bands: Counter[tuple[Band, Band]] = Counter()
    shifts = []
    for one, other in zip(assessments, others, strict=True):
        if one.quality is not None and one.band is not None and other is not None:
            bands[one.band, other.band] += 1
            shifts.append(other.quality - one.quality)
    return Comparison(dict(bands), float(np.mean(shifts)) if shifts else math.nan)


def differences(
    assessments: Sequence[Assessment], others: Sequence[Opinion | None]
) -> list[Difference]:
    """List the articles whose band is another, in order; to be kept while a model is in the shadow."""
    return [
        Difference(a.id, a.source, a.band, a.quality, other.band, other.quality)
        for a, other in zip(assessments, others, strict=True)
        if a.quality is not None and a.band is not None and other is not None
        if a.band != other.band
    ]


@cache
def _corpus_weights() -> CorpusWeights:
    return CorpusWeights.load()
