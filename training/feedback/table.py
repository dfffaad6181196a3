"""Exported rows as the arrays that fits and measures work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from darnel.assessment import Assessment
from darnel.model import Model, Shape
from darnel.queue.estimates import Answered, weights_of
from darnel.queue.exported import Labelled
from darnel.scorer import Scorer
from darnel.stored import load_stored
from darnel.weights import CorpusWeights

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Names = NDArray[np.str_]

FOLDS = 5
"""Folds of sources: no page is judged by a fit that saw a page of its source."""


@dataclass(frozen=True)
class Evidence:
    """Hold what the base model sees, in calibrated log-odds of a farm page.

    A page's log-odds are `constant` + the sum of its `parts` (pages, signals) + `added`, which is
    what the corpus adds and no fit here moves.
    """

    signals: tuple[str, ...]
    constant: float
    parts: Floats
    added: Floats

    def __getitem__(self, rows: NDArray[Any]) -> Self:
        """Take some of the pages."""
        return type(self)(self.signals, self.constant, self.parts[rows], self.added[rows])

    @property
    def page(self) -> Floats:
        """Give the log-odds that the page itself earns."""
        total: Floats = self.constant + self.parts.sum(axis=1)
        return total


@dataclass(frozen=True)
class Table:
    """Hold labelled pages; `weight` is 1 / the probability that a page was chosen with.

    `decided` is in seconds since 1970, `reviewers` are those whose verdicts made the label.
    """

    evidence: Evidence
    farm: Bools
    weight: Floats
    source: Names
    language: Names
    decided: Floats
    reviewers: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        """Count the pages."""
        return len(self.farm)

    def __getitem__(self, rows: NDArray[Any]) -> Table:
        """Take some of the pages."""
        picked = np.arange(len(self))[rows]
        return Table(
            self.evidence[rows], self.farm[rows], self.weight[rows], self.source[rows],
            self.language[rows], self.decided[rows], tuple(self.reviewers[i] for i in picked),
        )  # fmt: skip

    @property
    def fold(self) -> NDArray[np.int64]:
        """Give each page the fold of its source."""
        return np.array([crc32(source.encode()) % FOLDS for source in self.source.tolist()])

    def without(self, reviewer: str) -> Table:
        """Leave out the pages that a reviewer had a say in."""
        return self[np.array([reviewer not in those for those in self.reviewers], bool)]


@dataclass(frozen=True)
class Base:
    """Hold the model that labels are to correct, as it is stored and as it judges."""

    file: Path
    stored: dict[str, Any]
    model: Model

    @classmethod
    def load(cls, file: Path) -> Base:
        """Load a model; raise ModelError if it can't be used."""
        model = Model.load(file)
        return cls(file, load_stored(file), model)

    @property
    def slope(self) -> float:
        """Give the slope from log-odds before calibration to after."""
        return float(self.stored["slope"][0])

    @property
    def edges(self) -> tuple[float, float]:
        """Give review and block as log-odds of a farm page."""
        bands = self.model.bands
        return log_odds(1 - bands.review), log_odds(1 - bands.block)

    @property
    def ordinary(self) -> Floats:
        """Give what an ordinary page earns from each column, by member of the bag."""
        stored = self.stored
        shapes = (Shape(e, v) for e, v in zip(stored["edges"], stored["values"], strict=True))
        return np.array([s.at(x[None])[0] for s, x in zip(shapes, stored["ordinary"], strict=True)])


def evidence_of(
    base: Base, assessments: Sequence[Assessment], corpus: Sequence[Assessment]
) -> Evidence:
    """Read the evidence off fresh assessments; what the corpus adds, off those of the rows.

    The corpus of the day is gone: what it showed then stands in the features of the row.
    """
    names = list(assessments[0].signals) if assessments else []
    features = {name: np.array([a.signals[name] for a in assessments]) for name in names}
    judged = base.model.judge(base.model.matrix(features))
    weights = CorpusWeights.load()
    seen = {
        name: np.array([a.signals.get(name, np.nan) for a in corpus]) for name in weights.columns
    }
    added = sum(weights.added(seen).values(), np.zeros(len(corpus)))
    offset = float(base.stored["offset"][0])
    return Evidence(
        tuple(judged.contributions),
        base.slope * judged.bias + offset,
        base.slope * np.column_stack(list(judged.contributions.values())),
        added,
    )


def table_of(base: Base, rows: Sequence[Labelled], answered: Answered | None = None) -> Table:
    """Measure the labelled rows of the sample anew; those not judged today are left out.

    `answered` is the decided share by reason and band, None where all is decided.
    """
    kept = [row for row in rows if row.sampled and row.label is not None]
    fresh = Scorer(base.model).assess([row.article for row in kept])
    pairs = [(r, a) for r, a in zip(kept, fresh, strict=True) if a.quality is not None]
    kept, fresh = [row for row, _ in pairs], [a for _, a in pairs]
    if not kept:
        empty = Evidence((), 0.0, np.zeros((0, 0)), np.zeros(0))
        none = np.zeros(0, np.str_)
        return Table(empty, np.zeros(0, bool), np.zeros(0), none, none, np.zeros(0), ())
    return Table(
        evidence_of(base, fresh, [row.assessment for row in kept]),
        np.array([row.label == 1 for row in kept]),
        weights_of(kept, answered),
        np.array([row.source or row.case_id for row in kept]),
        np.array([a.language or "" for a in fresh]),
        np.array([row.decided_at.timestamp() for row in kept]),
        tuple(frozenset(review.reviewer for review in row.reviews) for row in kept),
    )


def split(table: Table, share: float) -> tuple[Table, Table]:
    """Split by time: the latest share of the pages is held out."""
    cut = np.quantile(table.decided, 1 - share) if len(table) else 0.0
    return table[table.decided <= cut], table[table.decided > cut]


def log_odds(share: float) -> float:
    """Give the log-odds of a share in (0, 1)."""
    return float(np.log(share) - np.log1p(-share))


def expit(x: Floats) -> Floats:
    """Give the share of log-odds."""
    shares: Floats = 1 / (1 + np.exp(-np.clip(x, -700, 700)))
    return shares
