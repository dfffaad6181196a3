"""What is known of a source: its other cases here, and what people said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from darnel.assessment import Assessment, Band
from darnel.queue.case import Case, State, Verdict
from darnel.queue.rows import fetched
from darnel.queue.sampling import Why
from darnel.queue.tables import ASSESSMENTS, CASES
from darnel.queue.unit import Unit

RECENT = 5
"""Cases of a source that are named."""

JUDGED = 30
"""Pages of a source that are judged together: the latest tell enough, and nobody waits for more."""


@dataclass(frozen=True, slots=True)
class Past:
    """Hold another case of the same source."""

    case_id: str
    title: str
    opened_at: datetime
    state: State
    band: Band | None
    quality: float | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Record:
    """Hold what is known of a source besides one case.

    `cases` counts the others, `waiting` those without a verdict yet, `verdicts` what people said;
    `recent` are the latest. `assessments` are those of the latest pages, that of the case included.
    """

    source: str
    cases: int
    waiting: int
    verdicts: Mapping[Verdict, int]
    recent: tuple[Past, ...]
    assessments: tuple[Assessment, ...]


def record(unit: Unit, case: Case) -> Record:
    """Give the record of a case's source; nothing is known of a source without a name."""
    if not case.source:
        return Record("", 0, 0, {}, (), ())
    mine = (CASES.c.tenant == case.tenant) & (CASES.c.source == case.source)
    others = mine & (CASES.c.id != case.id)
    counted = fetched(
        unit.connection,
        select(CASES.c.state, CASES.c.verdict, func.count().label("count"))
        .where(others)
        .group_by(CASES.c.state, CASES.c.verdict),
    )
    named = CASES.c["id", "title", "opened_at", "state", "band", "quality", "verdict"]
    latest = select(*named).where(others).order_by(CASES.c.opened_at.desc(), CASES.c.id)
    pages = (
        select(ASSESSMENTS.c.assessment)
        .join(CASES, CASES.c.assessment_id == ASSESSMENTS.c.id)
        .where(mine)
        .order_by(CASES.c.opened_at.desc(), CASES.c.id)
        .limit(JUDGED)
    )
    verdicts: dict[Verdict, int] = {}
    for row in counted:
        if row["state"] == "decided":
            verdicts[row["verdict"]] = verdicts.get(row["verdict"], 0) + row["count"]
    return Record(
        case.source,
        sum(row["count"] for row in counted),
        sum(row["count"] for row in counted if row["state"] in ("open", "claimed", "held")),
        verdicts,
        tuple(
            Past(**{("case_id" if name == "id" else name): row[name] for name in row})
            for row in fetched(unit.connection, latest.limit(RECENT))
        ),
        tuple(map(Assessment.from_dict, unit.connection.execute(pages).scalars())),
    )


def whys(unit: Unit, case_ids: Sequence[str]) -> dict[str, Why]:
    """Give why each of some cases was chosen."""
    query = (
        select(CASES.c.id, ASSESSMENTS.c.why)
        .join(ASSESSMENTS, ASSESSMENTS.c.id == CASES.c.assessment_id)
        .where(CASES.c.id.in_(case_ids))
    )
    return {row.id: row.why for row in unit.connection.execute(query)}


@dataclass(frozen=True, slots=True)
class InHands:
    """Name a case that somebody holds, until when."""

    case_id: str
    title: str
    until: datetime


def in_hands(unit: Unit, who: str, tenant: str) -> list[InHands]:
    """Give the cases that a person holds, that which comes back first in front."""
    query = (
        select(CASES.c.id, CASES.c.title, CASES.c.lease_until)
        .where(CASES.c.lease_until > unit.now, CASES.c.lease_owner == who)
        .where(CASES.c.tenant == tenant)
        .order_by(CASES.c.lease_until, CASES.c.id)
    )
    return [InHands(*row) for row in unit.connection.execute(query)]
