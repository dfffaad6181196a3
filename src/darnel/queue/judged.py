"""How far people and darnel agree, and people among themselves: measured on the latest verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from darnel.assessment import Band
from darnel.queue import coverage, estimates
from darnel.queue.agreement import Agreement, agreement
from darnel.queue.estimates import Prevalence, Share, cases_of, prevalence, share_of, weights_of
from darnel.queue.exported import Labelled, row_of, verdict_triples
from darnel.queue.labelled import rows_after
from darnel.queue.precision import (
    MEANT,
    BandAgreement,
    SignalPrecision,
    band_agreement,
    signal_precision,
)
from darnel.queue.tables import CASES
from darnel.queue.unit import Unit

LATEST = 1_000
"""Decided cases that are looked at: enough for intervals of a few per cent, and read in two seconds."""


@dataclass(frozen=True, slots=True)
class AuditError:
    """Say how often people contradict a band on pages that were drawn as a sample of it.

    `share` is of those that people could judge.
    """

    band: Band
    share: Share


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold what the latest `cases` with a verdict say; `models` names those that judged them."""

    cases: int
    models: tuple[str, ...]
    bands: tuple[BandAgreement, ...]
    signals: tuple[SignalPrecision, ...]
    agreement: Agreement
    audit: tuple[AuditError, ...]
    prevalence: Prevalence


def judged(unit: Unit, tenant: str, count: int = LATEST) -> Judged:
    """Measure the latest decided cases; a verdict that can still be taken back does not count."""
    rows = latest(unit, tenant, count)
    answered = estimates.answered_of(coverage.coverage(unit, tenant))
    models = {f"{row.assessment.model.name} {row.assessment.model.version}" for row in rows}
    return Judged(
        len(rows), tuple(sorted(models)), tuple(band_agreement(rows)),
        tuple(signal_precision(rows)), agreement(verdict_triples(rows)),
        tuple(_audit(band, rows) for band in MEANT), prevalence(rows, answered),
    )  # fmt: skip


def latest(unit: Unit, tenant: str, count: int = LATEST) -> list[Labelled]:
    """Give the latest so many cases whose verdict can't be taken back."""
    decided = (CASES.c.tenant == tenant) & (CASES.c.state == "decided")
    before = select(CASES.c.id).where(decided).order_by(CASES.c.id.desc()).offset(count).limit(1)
    after = unit.connection.execute(before).scalar_one_or_none() or ""
    rows, _ = rows_after(unit, after, count, tenant)
    return [row_of(row) for row in rows]


def _audit(band: Band, rows: list[Labelled]) -> AuditError:
    drawn = [
        row
        for row in rows
        if row.why == "audit" and row.assessment.band == band and row.label is not None
    ]
    wrong = [float(row.verdict != MEANT[band]) for row in drawn]
    return AuditError(band, share_of(wrong, weights_of(drawn), cases_of(drawn)))
