"""Cases go into hands and come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from darnel.assessment import Assessment
from darnel.queue import actions as do
from darnel.queue.case import Case
from darnel.queue.refusals import NoSuchCase
from darnel.queue.rows import case_of, fetched
from darnel.queue.sampling import Choice
from darnel.queue.states import renew as renewed
from darnel.queue.tables import ASSESSMENTS, BARS, CASES, DRAFTS
from darnel.queue.unit import Row, Unit
from darnel.queue.work import Work, article_of

WAITING = ("open", "claimed", "held")

Kind = Literal["lease", "hold", "due"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def claim_next(unit: Unit, who: str, queues: Sequence[str], tenant: str) -> Case | None:
    """Claim the first case by rank that this person may review; None if there is none."""
    barred = exists().where(BARS.c.case_id == CASES.c.id, BARS.c.who == who)
    query = (
        select(CASES)
        .where(
            CASES.c.tenant == tenant, CASES.c.queue.in_(queues), CASES.c.state == "open", ~barred
        )
        .order_by(CASES.c.rank.desc(), CASES.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=CASES)
    )
    rows = fetched(unit.connection, query)
    return claim(unit, rows[0], who) if rows else None


def claim(unit: Unit, row: Row, who: str) -> Case:
    """Claim this case."""
    until = unit.now + unit.settings.lease
    return unit.advance(row, do.Claim(who, unit.names.token(), until))


def renew(unit: Unit, row: Row, who: str, token: str) -> Case:
    """Put off the end of a lease to a full lease from now."""
    after = renewed(case_of(row), do.Renew(who, token, unit.now + unit.settings.lease), unit.now)
    assert after.lease is not None
    unit.connection.execute(
        update(CASES).where(CASES.c.id == after.id).values(lease_until=after.lease.until)
    )
    return after


def sweep(unit: Unit, kind: Kind, limit: int) -> int:
    """End leases that ran out ("lease"), holds that are over ("hold"), or note what is overdue ("due").

    Gives how many cases there were. One kind a transaction: it locks all its rows before the first
    audit entry locks the chain.
    """
    due, action = _due(kind, unit)
    query = select(CASES).where(due).order_by(CASES.c.id).limit(limit)
    rows = fetched(unit.connection, query.with_for_update(skip_locked=True))
    for row in rows:
        unit.advance(row, action)
    return len(rows)


def any_due(unit: Unit, kind: Kind) -> bool:
    """Tell whether a sweep of this kind would find a case."""
    due, _ = _due(kind, unit)
    return bool(unit.connection.execute(select(exists().where(due))).scalar())


def _due(kind: Kind, unit: Unit) -> tuple[ColumnElement[bool], do.Action]:
    if kind == "lease":
        return CASES.c.lease_until <= unit.now, do.Expire()
    if kind == "hold":
        return CASES.c.hold_until <= unit.now, do.Resume()
    late = CASES.c.state.in_(WAITING) & (CASES.c.due_at <= unit.now) & ~CASES.c.overdue
    return late, do.Overdue()


def save_draft(unit: Unit, case_id: str, who: str, body: Mapping[str, Any]) -> None:
    """Keep what a reviewer has so far, in place of what was kept before."""
    drop_draft(unit.connection, case_id, who)
    unit.connection.execute(
        insert(DRAFTS).values(case_id=case_id, reviewer=who, body=body, saved_at=unit.now)
    )


def drop_draft(connection: Connection, case_id: str, who: str) -> None:
    """Forget a reviewer's draft."""
    connection.execute(delete(DRAFTS).where(DRAFTS.c.case_id == case_id, DRAFTS.c.reviewer == who))


def work(connection: Connection, case_id: str, who: str | None = None) -> Work:
    """Give a case and all that a reviewer needs to see; with the draft of `who`."""
    query = (
        select(CASES, *ASSESSMENTS.c["article", "assessment", "why", "probability"])
        .join(ASSESSMENTS, ASSESSMENTS.c.id == CASES.c.assessment_id)
        .where(CASES.c.id == case_id)
    )
    rows = fetched(connection, query)
    if not rows:
        raise NoSuchCase(f"there is no case {case_id!r}")
    row = rows[0]
    draft = connection.execute(
        select(DRAFTS.c.body).where(DRAFTS.c.case_id == case_id, DRAFTS.c.reviewer == (who or ""))
    ).scalar_one_or_none()
    return Work(
        case_of(row),
        article_of(row["article"]),
        Assessment.from_dict(row["assessment"]),
        Choice(row["why"], row["probability"]),
        row["order_reason"],
        draft,
    )
