"""What people said, and what a candidate changes: as JSON for programs, as Markdown for people."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from darnel.models import digest
from darnel.promotion import REPORT_SCHEMA
from darnel.queue.agreement import Agreement, agreement
from darnel.queue.estimates import Answered, Prevalence, Share, prevalence
from darnel.queue.exported import Labelled, verdict_triples
from darnel.queue.plain import encoded
from darnel.queue.precision import (
    BandAgreement,
    SignalPrecision,
    band_agreement,
    models_of,
    signal_precision,
)
from training.feedback.judging import Slice
from training.feedback.measures import Compared


@dataclass(frozen=True)
class People:
    """Hold what people said: figures that need no fit. `bands` are by version of the model."""

    rows: int
    agreement: Agreement
    prevalence: Prevalence
    signals: Sequence[SignalPrecision]
    bands: Mapping[str, Sequence[BandAgreement]]
    bulk: float


@dataclass(frozen=True)
class Outcome:
    """Hold what became of one candidate."""

    kind: str
    version: str
    file: Path
    figures: Mapping[str, Compared]
    slices: Sequence[Slice]
    worse: Sequence[str]
    calibration: Mapping[str, float]
    gains: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """Hold what all candidates of a run share."""

    base: Path
    base_version: str
    cut: str
    fit_rows: int
    held_rows: int
    fit_prevalence: Share
    held_prevalence: Share
    moves: Mapping[str, float]
    warnings: Sequence[str]


def people(rows: Sequence[Labelled], answered: Answered | None = None) -> People:
    """Measure agreement, prevalence, precision by signal, and bands by model version."""
    by_model = {
        f"{name} {version}, bands {bands}": band_agreement(mine)
        for (name, version, bands), mine in models_of(rows).items()
    }
    in_bulk = sum(any(review.bulk for review in row.reviews) for row in rows)
    return People(
        len(rows), agreement(verdict_triples(rows)), prevalence(rows, answered), signal_precision(rows),
        by_model, in_bulk / max(1, len(rows)),
    )  # fmt: skip


def as_json(said: People, run: Run | None = None, outcome: Outcome | None = None) -> bytes:
    """Write a report for programs; `darnel model promote` reads `candidate`, `base` and `worse`."""
    found: dict[str, Any] = {"schema": REPORT_SCHEMA, "people": asdict(said)}
    if run is not None:
        base = {"file": run.base.name, "version": run.base_version, "sha256": digest(run.base)}
        found["run"] = asdict(run) | {"base": run.base.name}
        found["base"] = base
    if outcome is not None:
        found["candidate"] = {
            "kind": outcome.kind, "version": outcome.version, "sha256": digest(outcome.file),
            "calibration": dict(outcome.calibration), "gains": dict(outcome.gains),
        }  # fmt: skip
        found["worse"] = list(outcome.worse)
        found["figures"] = {name: asdict(each) for name, each in outcome.figures.items()}
        found["slices"] = [asdict(each) for each in outcome.slices]
    return encoded(found) + b"\n"


def people_text(said: People) -> list[str]:
    """Write what people said."""
    agreed, share = said.agreement, said.prevalence
    lines = [
        "## What people said",
        "",
        f"{said.rows:,} decided rows; {share.reported:,} of them reported by somebody and left out "
        f"of every share; {said.bulk:.0%} decided in bulk.",
        "",
        f"Reviewers: Krippendorff's alpha {_number(agreed.alpha)} "
        f"({_number(agreed.low)} to {_number(agreed.high)}), raw agreement {_number(agreed.raw)}, "
        f"on {agreed.units:,} rows with two independent reviews.",
        "",
        f"Farm pages among all articles: {_share(share.share)}; "
        f"{_number(share.least)} to {_number(share.most)} for what the {share.unsure:,} unsure rows "
        "may be.",
        "",
        *_table(
            ("signal", "findings judged", "confirmed", "precision (90 %)", "disputed"),
            [
                (s.signal, s.confirmed + s.rejected, s.confirmed, _share(s.precision), s.disputed)
                for s in said.signals
            ],
        ),
    ]
    for model, bands in said.bands.items():
        lines += ["", f"By band, as judged by {model}:", ""]
        lines += _table(
            ("band", "farm", "honest", "unsure", "share of farm pages", "overridden", "blind"),
            [
                (
                    b.band, b.said["content_farm"], b.said["credible"], b.said["unsure"],
                    _share(b.farm), "" if b.overridden is None else _share(b.overridden), b.blind,
                )
                for b in bands
            ],
        )  # fmt: skip
    return lines


def candidate_text(run: Run, outcome: Outcome) -> list[str]:
    """Write what a candidate changes."""
    verdict = (
        "**Worse beyond chance:** " + "; ".join(outcome.worse)
        if outcome.worse
        else "Nothing is worse beyond chance."
    )
    lines = [
        f"## {outcome.version}: {outcome.kind} from {run.base_version}",
        "",
        verdict,
        "",
        f"Fitted on {run.fit_rows:,} rows decided until {run.cut}, measured on the {run.held_rows:,} "
        "after it; no page is judged by a fit that saw a page of its source. Farm pages before the "
        f"cut {_share(run.fit_prevalence)}, after it {_share(run.held_prevalence)}.",
        "",
        *(f"- Mind: {each}" for each in run.warnings),
        "",
        *_table(
            ("figure", "before", "after", "change (90 %)"),
            [
                (
                    name, _bounded(c.before.value, c.before.low, c.before.high),
                    _bounded(c.after.value, c.after.low, c.after.high),
                    f"{c.change.value:+.4f} ({c.change.low:+.4f} to {c.change.high:+.4f})",
                )
                for name, c in outcome.figures.items()
            ],
        ),
        "",
        "Calibration: " + ", ".join(f"{k} {v:.4g}" for k, v in outcome.calibration.items()) + ".",
    ]  # fmt: skip
    if outcome.gains:
        lines += ["", "What each signal adds is multiplied by: "]
        lines += [", ".join(f"{name} {gain:.2f}" for name, gain in outcome.gains.items()) + "."]
    if outcome.slices:
        lines += ["", *_table(
            ("slice", "rows", "log loss before", "after", "change (90 %)", ""),
            [
                (
                    f"{s.kind} {s.name}", s.pages, f"{s.before:.4f}", f"{s.after:.4f}",
                    f"{s.change.low:+.4f} to {s.change.high:+.4f}", "worse" if s.worse else "",
                )
                for s in outcome.slices
            ],
        )]  # fmt: skip
    lines += ["", "By how many log-odds an edge of the bands moves without a reviewer's rows: "]
    lines += [", ".join(f"{_cell(name)} {by:.2f}" for name, by in run.moves.items()) + "."]
    return lines


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "| " + " | ".join("---" for _ in head) + " |",
        *("| " + " | ".join(map(_cell, row)) + " |" for row in rows),
    ]


def _cell(value: object) -> str:
    """Write a cell; names of sources come from outside and may hold anything."""
    return " ".join(str(value).split()).replace("|", "\\|")


def _share(share: Share) -> str:
    return _bounded(share.value, share.low, share.high)


def _bounded(value: float, low: float, high: float) -> str:
    return f"{_number(value)} ({_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4f}"
