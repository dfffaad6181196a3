"""A scored batch counted row by row: what the report shows, in memory that does not grow with rows.

Distributions are counts, the worst pages a heap of bounded size; pages are gathered by source as
`darnel sources` does. Rows come from assessments (JSONL, all evidence) or from a table.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from darnel.article import Article
from darnel.assessment import SCHEMA, Assessment, ModelName
from darnel.doors.columns import plain, seen
from darnel.doors.sources import STRONG, WEIGHTY, PageReader, RowError, read_number, read_quality
from darnel.errors import InputError
from darnel.sources import SourcePage, Sources

BANDS = ("clear", "review", "block")

FINE, REACH = 20, 10
"""Bins a unit of log-odds, and the log-odds at which the distribution ends on both sides."""

LEVELS = {True: (WEIGHTY, 2 * WEIGHTY, 4 * WEIGHTY), False: (STRONG, 0.7, 0.9)}
"""How strongly a signal weighs, in three steps: by log-odds (they double, quadruple and raise
sixteenfold the odds of a farm page) with contributions, else by the score."""

EXAMPLES, KINDS = 8, 30
"""How many rows are named as examples of a reason, and how many reasons, models or signals are told
apart: a hostile file could hold a new one in each row."""

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Scored:
    """Hold one scored row: its article as far as the row has it, and what was said of it."""

    article: Article
    quality: float | None
    band: str
    reason: str
    abstained: bool
    error: bool
    weights: Mapping[str, float]
    model: ModelName | None
    assessment: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Worst:
    """Hold one of the worst pages, with its assessment where the row was one.

    `again` says that the assessment was made anew and is not what the row says.
    """

    article: Article
    quality: float
    band: str
    reason: str
    assessment: Assessment | None
    again: bool = False


class ScoredReader:
    """Read scored rows; raise InputError if the columns are not what `darnel score` writes.

    `sources` is None where no column holds the source: `unsourced` then says why.
    """

    def __init__(
        self, header: Sequence[str], said: Mapping[str, str], name: str, prevalence: float
    ) -> None:
        ours = {key: f"darnel_{key}" for key in ("quality", "band", "reason")}
        self._names = {key: new if new in header else key for key, new in ours.items()}
        for key in ("quality", "band"):
            if self._names[key] not in header:
                raise InputError(
                    f"{name}: there is no column {key!r}; score it first: "
                    f"darnel score {name} -o scored.csv. {seen(header)}"
                )
        self._scores = [label for label in header if label.endswith(".score")]
        self.sources: PageReader | None = None
        self.unsourced = ""
        try:
            self.sources = PageReader(header, said, name, prevalence)
        except InputError as error:
            if said.keys() & {"source", "url"}:
                raise
            self.unsourced = str(error)

    def row(self, values: Mapping[str, Any], article: Article) -> Scored:
        """Read one row; raise RowError if it is none that `darnel score` wrote."""
        quality = read_quality(values.get(self._names["quality"]))
        band = plain(values.get(self._names["band"]))
        if quality is not None and band not in BANDS:
            raise RowError(f"band is {band[:40]!r}; darnel score writes clear, review or block")
        reason = plain(values.get(self._names["reason"]))
        if values.get("schema") != SCHEMA:
            scores = {label.removesuffix(".score"): label for label in self._scores}
            weights = {name: read_number(values.get(label)) for name, label in scores.items()}
            abstained = quality is None and reason.startswith("Not judged")
            failed = quality is None and not abstained
            return Scored(article, quality, band, reason, abstained, failed, weights, None, None)
        try:
            said = values["model"]
            model = ModelName(said["name"], said["version"], said["bands"], said.get("prevalence"))
            weights = {c["signal"]: float(c["log_odds"]) for c in values["contributions"]}
            hash((model, *weights))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RowError(f"this is not a whole assessment ({error!r})"[:200]) from error
        abstained = values.get("abstained") is not None
        failed = quality is None and not abstained
        return Scored(article, quality, band, reason, abstained, failed, weights, model, values)


@dataclass(slots=True)
class Reason:
    """Count the rows that were not judged for one reason, and name the first."""

    rows: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, id: str, said: str) -> None:
        """Count a row."""
        self.rows += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((id, said))


@dataclass(slots=True)
class SignalTally:
    """Count the pages on which a signal weighs, by how strongly."""

    levels: list[int] = field(default_factory=lambda: [0, 0, 0])
    bad: int = 0


@dataclass(slots=True)
class Tally:
    """Count scored rows."""

    keep: int
    rows: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    fine: Counter[tuple[int, str]] = field(default_factory=Counter)
    signals: dict[str, SignalTally] = field(default_factory=dict)
    assessments: int = 0
    unread: Reason = field(default_factory=Reason)
    failed: Reason = field(default_factory=Reason)
    abstained: dict[str, Reason] = field(default_factory=dict)
    models: Counter[ModelName] = field(default_factory=Counter)
    sources: Sources = field(default_factory=Sources)
    sourceless: Reason = field(default_factory=Reason)
    _worst: list[tuple[float, int, Scored]] = field(default_factory=list)

    @property
    def judged(self) -> int:
        """Count the judged rows."""
        return self.bands.total()

    def unreadable(self, place: str, error: str) -> None:
        """Count a row that could not be read."""
        self.rows += 1
        self.unread.add(place, error)

    def add(self, scored: Scored) -> None:
        """Count a row."""
        self.rows += 1
        if scored.model is not None:
            self.assessments += 1
            if scored.model in self.models or len(self.models) < KINDS:
                self.models[scored.model] += 1
        if scored.error:
            self.failed.add(scored.article.id, scored.reason)
        elif scored.quality is None:
            kind = scored.reason if scored.reason in self.abstained else scored.reason[:200]
            if kind not in self.abstained and len(self.abstained) >= KINDS:
                kind = OTHER
            self.abstained.setdefault(kind, Reason()).add(scored.article.id, scored.article.source)
        else:
            self._judged(scored, scored.quality)

    def _judged(self, scored: Scored, quality: float) -> None:
        self.bands[scored.band] += 1
        self.fine[fine_bin(quality), scored.band] += 1
        levels = LEVELS[scored.model is not None]
        for name, weight in scored.weights.items():
            if not weight >= levels[0]:
                continue
            if name not in self.signals and len(self.signals) >= KINDS:
                name = OTHER
            tally = self.signals.setdefault(name, SignalTally())
            tally.levels[sum(weight >= level for level in levels) - 1] += 1
            tally.bad += scored.band != "clear"
        entry = (-quality, -self.rows, scored)
        if len(self._worst) < self.keep:
            heapq.heappush(self._worst, entry)
        elif self._worst and entry[:2] > self._worst[0][:2]:
            heapq.heapreplace(self._worst, entry)

    def source(self, page: SourcePage) -> None:
        """Take in what a row says of its source."""
        self.sources.add(page)

    def worst(self) -> list[Worst]:
        """Give the worst pages, the lowest quality first."""
        found = []
        for low, _, scored in sorted(self._worst, key=lambda entry: entry[:2], reverse=True):
            assessment = None
            if scored.assessment is not None:
                try:
                    assessment = Assessment.from_dict(scored.assessment)
                except (KeyError, TypeError, ValueError, AttributeError, IndexError):
                    assessment = None  # its evidence can't be shown; its quality and reason can
            found.append(Worst(scored.article, -low, scored.band, scored.reason, assessment))
        return found


def fine_bin(quality: float) -> int:
    """Give the number of the fine bin of log-odds that a quality falls into, 0 the worst."""
    inner = min(max(quality, 1e-12), 1 - 1e-12)
    odds = math.log(inner / (1 - inner))
    return int((min(max(odds, -REACH), REACH - 1 / FINE / 2) + REACH) * FINE)
