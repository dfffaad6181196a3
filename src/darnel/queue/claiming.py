"""Cases go into hands and come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    type_coerce,
    update,
)

from darnel.queue import actions as do
from darnel.queue.case import Case
from darnel.queue.refusals import NoSuchCase
from darnel.queue.rows import case_of, fetched
from darnel.queue.sampling import Choice
from darnel.queue.states import renew as renewed
from darnel.queue.tables import ASSESSMENTS, BARS, CASES, DRAFTS
from darnel.queue.unit import Row, Unit
from darnel.queue.work import Work

WAITING = ("open", "claimed", "held")

Kind = Literal["lease", "hold", "due"]
KINDS: tuple[Kind, ...] = get_args(Kind)


_FIRST = (
    select(CASES)
    .where(CASES.c.tenant == bindparam("tenant"), CASES.c.queue == bindparam("queue"))
    .where(CASES.c.state == literal_column("'open'"))  # as the index says it
    .where(~exists().where(BARS.c.case_id == CASES.c.id, BARS.c.who == bindparam("who")))
    .order_by(CASES.c.rank.desc(), CASES.c.id)
    .limit(bindparam("count"))
)


def claim_next(
    unit: Unit, who: str, queues: Sequence[str], tenant: str, count: int
) -> list[Case]:  # fmt: skip
    """Claim up to so many cases, first by rank, that this person may review.

    For SQLite, whose one writer nobody disturbs; on PostgreSQL `darnel.queue.taking` does the same.
    """
    found = [row for queue in queues for row in _first(unit, who, queue, tenant, count)]
    found.sort(key=lambda row: (-row["rank"], row["id"]))
    return [claim(unit, row, who) for row in found[:count]]


def _first(unit: Unit, who: str, queue: str, tenant: str, count: int) -> list[dict[str, Any]]:
    given = {"who": who, "queue": queue, "tenant": tenant, "count": count}
    return fetched(unit.connection, _FIRST, given)


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

    Gives how many cases there were.
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


_WORK = (
    select(
        CASES, *(type_coerce(ASSESSMENTS.c[name], Text).label(name) for name in ("article", "assessment")),
        *ASSESSMENTS.c["why", "probability"], DRAFTS.c.body.label("draft"),
    )
    .join(ASSESSMENTS, ASSESSMENTS.c.id == CASES.c.assessment_id)
    .outerjoin(
        DRAFTS, (DRAFTS.c.case_id == CASES.c.id) & (DRAFTS.c.reviewer == bindparam("who"))
    )
    .where(CASES.c.id == bindparam("case_id"))
)  # fmt: skip


def work(connection: Connection, case_id: str, who: str | None = None) -> Work:
    """Give a case and all that a reviewer needs to see; with the draft of `who`."""
    rows = fetched(connection, _WORK, {"case_id": case_id, "who": who or ""})
    if not rows:
        raise NoSuchCase(f"there is no case {case_id!r}")
    return work_of(rows[0])


def work_of(row: Row) -> Work:
    """Read a case, its assessment and a draft from one row; article and assessment as text."""
    return Work(
        case_of(row),
        row["article"],
        row["assessment"],
        Choice(row["why"], row["probability"]),
        row["order_reason"],
        row["draft"],
    )
