"""How a queue fares: what waits and for how long, what is done a day, how long a verdict takes.

Counted by the database, in one pass over a table each; quantiles are of counts in even steps, so that
nothing needs all rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, func, literal, select, type_coerce

from darnel.queue.case import Verdict
from darnel.queue.clock import EPOCH, micros
from darnel.queue.listing import QueueStats, stats
from darnel.queue.rows import fetched
from darnel.queue.tables import CASES, REVIEWS
from darnel.queue.unit import Unit

WAITING = ("open", "claimed", "held")

DAYS = 14
"""Days that the figures by day look back, today included."""

STEPS = 1_000
"""Steps between nothing and the oldest: quantiles are exact to this part of it."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

EDGES = (HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
"""Where the classes of the distribution of ages meet."""

_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Ages:
    """Say how long the cases of a queue have waited: half of them less than `p50`, and the oldest.

    `classes` counts them between EDGES, the youngest first.
    """

    queue: str
    waiting: int
    p50: timedelta
    p90: timedelta
    oldest: timedelta
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """Count the cases that were opened on a day (UTC), and the verdicts that were given."""

    day: date
    opened: int
    verdicts: int


@dataclass(frozen=True, slots=True)
class Handling:
    """Say how long verdicts took, from claim to decision, in seconds; NaN without a verdict that says it."""

    verdicts: int
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Hold the figures of all queues of a tenant; by day and of handling for the last DAYS days."""

    queues: tuple[QueueStats, ...]
    ages: tuple[Ages, ...]
    days: tuple[Day, ...]
    handling: Handling
    said: Mapping[Verdict, int]


def queue_figures(unit: Unit, tenant: str) -> QueueFigures:
    """Count all of it."""
    counted = tuple(stats(unit, tenant))
    since = datetime.combine((unit.now - (DAYS - 1) * DAY).date(), datetime.min.time(), UTC)
    given = _given(tenant, since)
    by_verdict = select(REVIEWS.c.verdict, func.count()).join(CASES).where(given)
    return QueueFigures(
        counted,
        tuple(_ages(unit, tenant, one) for one in counted if one.oldest is not None),
        _days(unit, tenant, since),
        _handling(unit, given),
        {row[0]: row[1] for row in unit.connection.execute(by_verdict.group_by(REVIEWS.c.verdict))},
    )


def quantile(counts: Sequence[tuple[float, int]], share: float) -> float:
    """Give the value under which a share of what is counted lies, of (value, count); NaN without any."""
    whole = sum(count for _, count in counts)
    wanted, so_far = math.ceil(share * whole), 0
    for value, count in sorted(counts):
        so_far += count
        if so_far >= wanted and so_far:
            return value
    return math.nan


def _ages(unit: Unit, tenant: str, queue: QueueStats) -> Ages:
    assert queue.oldest is not None
    oldest = max(unit.now - queue.oldest, timedelta())
    step = max(oldest // _MICRO // STEPS, 1)
    steps = _since(CASES.c.opened_at, unit.now, step)
    query = (
        select(steps, func.count())
        .where(CASES.c.tenant == tenant, CASES.c.queue == queue.queue)
        .where(CASES.c.state.in_(WAITING))
        .group_by(steps)
    )
    counts = [(float(at * step), int(count)) for at, count in unit.connection.execute(query)]
    classes = [0] * (len(EDGES) + 1)
    for age, count in counts:
        classes[sum(age >= edge / _MICRO for edge in EDGES)] += count
    p50, p90 = (quantile(counts, share) * _MICRO for share in (0.5, 0.9))
    return Ages(queue.queue, sum(classes), p50, p90, oldest, tuple(classes))


def _days(unit: Unit, tenant: str, since: datetime) -> tuple[Day, ...]:
    first = (since - EPOCH) // DAY
    opened, given = _day(CASES.c.opened_at), _day(REVIEWS.c.created_at)
    came = select(opened, func.count()).where(CASES.c.tenant == tenant, CASES.c.opened_at >= since)
    said = select(given, func.count()).join(CASES).where(_given(tenant, since))
    arrived = {row[0]: row[1] for row in unit.connection.execute(came.group_by(opened))}
    decided = {row[0]: row[1] for row in unit.connection.execute(said.group_by(given))}
    return tuple(
        Day((EPOCH + number * DAY).date(), arrived.get(number, 0), decided.get(number, 0))
        for number in range(first, first + DAYS)
    )


def _handling(unit: Unit, given: ColumnElement[bool]) -> Handling:
    seconds = REVIEWS.c.lead_time_ms // 1000
    query = select(seconds.label("seconds"), func.count().label("count")).join(CASES)
    rows = fetched(
        unit.connection,
        query.where(given, REVIEWS.c.lead_time_ms.is_not(None)).group_by(seconds),
    )
    counts = [(float(row["seconds"]), int(row["count"])) for row in rows]
    return Handling(sum(count for _, count in counts), quantile(counts, 0.5), quantile(counts, 0.9))


def _given(tenant: str, since: datetime) -> ColumnElement[bool]:
    """Choose the verdicts that stand, one by one and not in bulk."""
    return (
        (CASES.c.tenant == tenant) & (REVIEWS.c.created_at >= since)
        & REVIEWS.c.withdrawn_at.is_(None) & ~REVIEWS.c.bulk
    )  # fmt: skip


def _since(column: ColumnElement[datetime], now: datetime, step: int) -> ColumnElement[int]:
    """Count whole steps of microseconds from a moment to now."""
    passed = literal(micros(now), BigInteger) - type_coerce(column, BigInteger)
    return passed // literal(step, BigInteger)


def _day(column: ColumnElement[datetime]) -> ColumnElement[int]:
    """Count whole days from 1970 to a moment."""
    return type_coerce(column, BigInteger) // literal(DAY // _MICRO, BigInteger)
