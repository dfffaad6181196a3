"""What the sections of a report show, from a counted batch: figures, rows and charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from darnel.article import Article
from darnel.assessment import ModelName
from darnel.calibration import Calibration, shipped
from darnel.doors import charts
from darnel.doors.charts import Chart
from darnel.doors.marked import Marked, marked
from darnel.doors.rendering import line
from darnel.doors.sources import verdicts
from darnel.doors.tally import BANDS, FINE, REACH, Reason, Tally, Worst
from darnel.sources import SourceVerdict

Z = 1.6449
"""Standard deviations on each side of a 90 % interval."""

BIN = 0.5
"""Log-odds of a bar of the distribution, about."""

STEPS = {
    True: ("odds × 2 to × 4", "odds × 4 to × 16", "odds × 16 and more"),
    False: ("score 0.5 to 0.7", "score 0.7 to 0.9", "score 0.9 and more"),
}

QUALITY_BINS = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)

MOVED = 0.02
"""How far an assessment made anew may lie from the stored quality without a word."""


@dataclass(frozen=True, slots=True)
class Named:
    """Hold what stands at the head of a report, and what of it is not in the counts."""

    inputs: tuple[str, ...]
    date: str
    unsourced: str
    prevalence: float
    sources: int


@dataclass(frozen=True, slots=True)
class Share:
    """Hold a part of all rows: what it is called, its rows, its share, and where its bar begins."""

    name: str
    rows: int
    share: float
    start: float


@dataclass(frozen=True, slots=True)
class SignalRow:
    """Hold on how many judged pages a signal weighs, by step, and how many of them are not clear."""

    name: str
    pages: int
    share: float
    levels: tuple[int, ...]
    bad: int


@dataclass(frozen=True, slots=True)
class PageCard:
    """Hold one of the worst pages; `now` is what the model in use gives, where it differs."""

    number: int
    page: Worst
    marked: Marked | None
    bars: tuple[tuple[str, float, float], ...]
    interval: tuple[float, float] | None
    now: float | None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """Hold the worst sources, how many there are, and rows that name none."""

    rows: tuple[SourceVerdict, ...]
    whole: int
    counts: tuple[tuple[str, int], ...]
    sourceless: Reason
    unsourced: str


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a whole report."""

    named: Named
    tally: Tally
    shares: tuple[Share, ...]
    models: tuple[tuple[ModelName, int], ...]
    prevalences: tuple[float, ...]
    calibration: Calibration | None
    calibrated: str
    distribution: Chart | None
    histogram: tuple[tuple[float, float, int], ...]
    sources: SourceTable
    signals: tuple[SignalRow, ...]
    signal_chart: Chart | None
    steps: tuple[str, str, str]
    cards: tuple[PageCard, ...]
    calibration_chart: Chart | None


def page_of(tally: Tally, worst: Sequence[Worst], named: Named) -> Page:
    """Set a counted batch out."""
    known = shipped()
    models = tuple(tally.models.most_common())
    prevalences = tuple(dict.fromkeys(m.prevalence or named.prevalence for m, _ in models))
    foreign = [m for m, _ in models if known is not None and not known.of(m)]
    calibration = None if foreign else known
    rows = _signal_rows(tally)
    steps = STEPS[tally.assessments > 0]
    charted = [
        {"signal": line(row.name, 40), "step": step, "pages": pages}
        for row in rows for step, pages in enumerate(row.levels)
    ]  # fmt: skip
    bins = () if calibration is None else calibration.bins
    return Page(
        named=named, tally=tally, shares=_shares(tally), models=models,
        prevalences=prevalences or (named.prevalence,), calibration=calibration,
        calibrated=_calibrated(tally, foreign, known),
        distribution=_distribution(tally, calibration, prevalences or (named.prevalence,)),
        histogram=_histogram(tally), sources=_sources(tally, named), signals=rows,
        signal_chart=charts.signals(charted, steps) if rows else None, steps=steps,
        cards=tuple(_card(number, page) for number, page in enumerate(worst, start=1)),
        calibration_chart=charts.calibration([_charted(b) for b in bins]) if bins else None,
    )  # fmt: skip


def _charted(b: object) -> dict[str, float]:
    return {name: getattr(b, name) for name in ("quality", "honest", "low", "high")}


def _shares(tally: Tally) -> tuple[Share, ...]:
    abstained = sum(reason.rows for reason in tally.abstained.values())
    parts = [(band, tally.bands[band]) for band in reversed(BANDS)]
    parts += [("not judged", abstained), ("errors", tally.failed.rows + tally.unread.rows)]
    found, start = [], 0.0
    for name, rows in parts:
        share = rows / tally.rows if tally.rows else 0.0
        found.append(Share(name, rows, share, start))
        start += share
    return tuple(found)


def _calibrated(tally: Tally, foreign: Sequence[ModelName], known: Calibration | None) -> str:
    """Say whose figures are shown, or why there are none."""
    if known is None:
        return "No figures came with the model of this installation."
    if foreign:
        names = ", ".join(line(f"{m.name} {m.version} ({m.bands})", 60) for m in foreign[:3])
        return (
            f"The batch was scored by {names}; the figures of this installation are of {known.name} "
            f"{known.version} ({known.bands}) and say nothing of it."
        )
    if not tally.models:
        return (
            f"A table does not say which model scored it; these are the figures of {known.name} "
            f"{known.version} of this installation."
        )
    return ""


# --- the distribution ------------------------------------------------------------------------


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _distribution(
    tally: Tally, calibration: Calibration | None, prevalences: Sequence[float]
) -> Chart | None:
    """Gather the fine bins into bars that end at the thresholds, band by band."""
    if not tally.judged:
        return None
    edges = _thresholds(calibration, prevalences)
    low = min(math.floor(min(tally.fine)[0] / FINE - REACH), -2)
    high = max(math.ceil((max(tally.fine)[0] + 1) / FINE - REACH), 2)
    if edges is None:
        bounds = {band: (float(low), float(high)) for band in BANDS}
        thresholds = []
    else:
        block, review = edges
        bounds = {"block": (low, block), "review": (block, review), "clear": (review, high)}
        thresholds = [{"at": block, "name": "block"}, {"at": review, "name": "review"}]
    bars: dict[tuple[str, int], int] = {}
    steps = {band: max(1, round((end - start) / BIN)) for band, (start, end) in bounds.items()}
    for (fine, band), pages in tally.fine.items():
        start, end = bounds[band]
        at = (fine + 0.5) / FINE - REACH
        number = min(max(int((at - start) / (end - start) * steps[band]), 0), steps[band] - 1)
        bars[band, number] = bars.get((band, number), 0) + pages
    rows = []
    for (band, number), pages in sorted(bars.items()):
        start, end = bounds[band]
        width = (end - start) / steps[band]
        rows.append(
            {"from": start + number * width, "to": start + (number + 1) * width, "pages": pages,
             "band": band}
        )  # fmt: skip
    return charts.distribution(rows, thresholds, low, high)


def _thresholds(
    calibration: Calibration | None, prevalences: Sequence[float]
) -> tuple[float, float] | None:
    """Give the thresholds in log-odds at the batch's prevalence, if there is one and they are known."""
    if calibration is None or len(prevalences) != 1:
        return None
    shift = _logit(prevalences[0]) - _logit(calibration.prevalence)
    return _logit(calibration.block) - shift, _logit(calibration.review) - shift


def _histogram(tally: Tally) -> tuple[tuple[float, float, int], ...]:
    """Count pages by quality for the table, to the nearest fine bin."""
    counts = [0] * (len(QUALITY_BINS) - 1)
    for (fine, _), pages in tally.fine.items():
        at = 1 / (1 + math.exp(-((fine + 0.5) / FINE - REACH)))
        counts[sum(at >= edge for edge in QUALITY_BINS[1:-1])] += pages
    return tuple(zip(QUALITY_BINS, QUALITY_BINS[1:], counts, strict=False))


# --- sources, signals, pages -----------------------------------------------------------------


def _sources(tally: Tally, named: Named) -> SourceTable:
    judged = verdicts(tally.sources) if len(tally.sources) else []
    counts = [(band, sum(v.verdict == band for v in judged)) for band in reversed(BANDS)]
    counts.append(("no verdict", sum(v.verdict is None for v in judged)))
    shown = tuple(judged[: named.sources])
    return SourceTable(shown, len(judged), tuple(counts), tally.sourceless, named.unsourced)


def _signal_rows(tally: Tally) -> tuple[SignalRow, ...]:
    found = [
        SignalRow(name, sum(t.levels), sum(t.levels) / tally.judged, tuple(t.levels), t.bad)
        for name, t in tally.signals.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (-row.pages, row.name)))


def bars_of(contributions: Sequence[tuple[str, float]]) -> tuple[tuple[str, float, float], ...]:
    """Give what weighs, the most first: signal, log-odds, and its share of the longest bar."""
    shown = sorted((c for c in contributions if abs(c[1]) >= 0.005), key=lambda c: -abs(c[1]))  # noqa: PLR2004 (prints as 0.00)
    longest = max((abs(value) for _, value in shown), default=1.0)
    return tuple((line(name, 60), value, abs(value) / longest) for name, value in shown)


def _card(number: int, page: Worst) -> PageCard:
    assessment = page.assessment
    article: Article | None = page.article if page.article.text or page.article.title else None
    if assessment is None:
        return PageCard(number, page, None, (), None, None)
    bars = bars_of([(c.signal, c.log_odds) for c in assessment.contributions])
    moved = assessment.quality is None or abs(assessment.quality - page.quality) > MOVED
    return PageCard(
        number, page, marked(article, assessment, excerpt=True), bars[:6],
        None if page.again else assessment.interval,
        assessment.quality if page.again and moved else None,
    )  # fmt: skip
