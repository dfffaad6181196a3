"""Pages of cases, and what waits in each queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from darnel.assessment import Band
from darnel.errors import InputError
from darnel.queue.case import STATES, Case, State
from darnel.queue.rows import case_of, fetched
from darnel.queue.tables import CASES
from darnel.queue.unit import Unit

LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say which cases a page is to hold; None means any. `cursor` is the page before's `next`."""

    tenant: str = "default"
    queue: str | None = None
    state: State | None = None
    band: Band | None = None
    overdue: bool | None = None
    cursor: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold a case as a list shows it."""

    case: Case
    title: str
    url: str
    quality: float | None
    band: Band | None
    order_reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Hold cases in their order, and the cursor of the page after; "" on the last one."""

    cases: tuple[Listed, ...]
    next: str


@dataclass(frozen=True, slots=True)
class QueueStats:
    """Count the cases of a queue; `oldest` is the opening time of the one that waits longest."""

    queue: str
    open: int
    claimed: int
    held: int
    decided: int
    closed: int
    overdue: int
    oldest: datetime | None


def page(unit: Unit, wanted: Wanted) -> Page:
    """Give a page of cases in their order.

    Each state is asked for by itself, as the index has them, and no more of it than the page holds.
    """
    limit = max(1, min(wanted.limit, LONGEST_PAGE))
    states = STATES if wanted.state is None else (wanted.state,)
    rows = [row for state in states for row in _first(unit, wanted, state, limit)]
    rows.sort(key=lambda row: (-row["rank"], row["id"]))
    del rows[limit:]
    after = f"{rows[-1]['rank']!r}:{rows[-1]['id']}" if len(rows) == limit else ""
    return Page(tuple(_listed(row) for row in rows), after)


def stats(unit: Unit, tenant: str) -> list[QueueStats]:
    """Count the cases of each queue by state, by name of the queue."""
    waits = CASES.c.state.in_(("open", "claimed", "held"))
    states = ("open", "claimed", "held", "decided", "closed")
    query = (
        select(
            CASES.c.queue,
            *(_count(CASES.c.state == state).label(state) for state in states),
            _count(waits & (CASES.c.due_at <= unit.now)).label("overdue"),
            func.min(case((waits, CASES.c.opened_at))).label("oldest"),
        )
        .where(CASES.c.tenant == tenant)
        .group_by(CASES.c.queue)
        .order_by(CASES.c.queue)
    )
    return [QueueStats(**row) for row in fetched(unit.connection, query)]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _first(unit: Unit, wanted: Wanted, state: State, limit: int) -> list[dict[str, Any]]:
    query = _chosen(wanted, unit.now).where(CASES.c.state == state)
    return fetched(unit.connection, query.order_by(-CASES.c.rank, CASES.c.id).limit(limit))


def _chosen(wanted: Wanted, now: datetime) -> Select[Any]:
    query = select(CASES).where(CASES.c.tenant == wanted.tenant)
    for name in ("queue", "band"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(CASES.c[name] == value)
    if wanted.overdue is not None:
        late = and_(CASES.c.state.in_(("open", "claimed", "held")), CASES.c.due_at <= now)
        query = query.where(late if wanted.overdue else ~late)
    if wanted.cursor:
        rank, case_id = _after(wanted.cursor)
        query = query.where(
            -CASES.c.rank >= -rank,  # for the index, which can't use the rest
            or_(CASES.c.rank < rank, and_(CASES.c.rank == rank, CASES.c.id > case_id)),
        )
    return query


def _after(cursor: str) -> tuple[float, str]:
    rank, _, case_id = cursor.partition(":")
    try:
        return float(rank), case_id
    except ValueError as error:
        raise InputError(f"{cursor!r} is no cursor; give `next` of the page before") from error


def _listed(row: Mapping[str, Any]) -> Listed:
    named = ("title", "url", "quality", "band", "order_reason")
    return Listed(case_of(row), **{name: row[name] for name in named})
