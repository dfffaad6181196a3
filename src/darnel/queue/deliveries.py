"""Deliveries: one for each event and endpoint, leased to whoever sends them, with a log to look at.

An event is spread over the endpoints that want it once its time has come, in the transaction that takes
it from the outbox; from then on each delivery fails or succeeds by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from darnel.queue import endpoints, outbox
from darnel.queue.outgoing import Due
from darnel.queue.refusals import NoSuchDelivery
from darnel.queue.rows import fetched
from darnel.queue.tables import DELIVERIES, ENDPOINTS, OUTBOX
from darnel.queue.transactions import Transactions
from darnel.queue.unit import Unit

LEASE = timedelta(minutes=2)
"""How long a delivery may take before another worker takes it up."""

SPREAD = 100
"""Events that are spread at once."""

LONGEST_LOG = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hold how the delivery of one event to one endpoint stands: waiting, done or given_up."""

    id: str
    event_id: str
    type: str
    endpoint_id: str
    state: str
    attempts: int
    due_at: datetime
    last_at: datetime | None
    last_error: str


class Deliveries:
    """Give deliveries to those who make them; an `Outbox` of `darnel.queue.outgoing`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def take_due(self, limit: int) -> list[Due]:
        """Spread what is due over its endpoints, and lease up to so many deliveries."""
        with self._transactions.read() as unit:  # an idle sender takes no write lock
            idle = not (
                outbox.any_due(unit.connection, unit.now) or fetched(unit.connection, _due(unit, 1))
            )
        if idle:
            return []
        with self._transactions.write() as unit:
            _spread(unit)
            rows = fetched(
                unit.connection,
                _due(unit, limit).with_for_update(skip_locked=True, of=DELIVERIES),
            )
            ids = [row["id"] for row in rows]
            later = {"due_at": unit.now + LEASE, "attempts": DELIVERIES.c.attempts + 1}
            unit.connection.execute(
                update(DELIVERIES).where(DELIVERIES.c.id.in_(ids)).values(**later)
            )
            return [_taken(row, unit.now) for row in rows]

    def done(self, id: str) -> None:
        """Take down that a delivery was made."""
        self._set(id, {"state": "done", "last_error": ""})

    def failed(self, id: str, error: str, next_try: datetime | None) -> None:
        """Take down a failed attempt and when to try again; None: never."""
        again = {"state": "given_up"} if next_try is None else {"due_at": next_try}
        self._set(id, {"last_error": error[: outbox.KEPT_ERROR], **again})

    def disable(self, endpoint: str, reason: str) -> None:
        """Send nothing more to an endpoint until somebody enables it."""
        with self._transactions.write() as unit:
            unit.connection.execute(
                update(ENDPOINTS)
                .where(ENDPOINTS.c.id == endpoint)
                .values(disabled_at=unit.now, disabled_why=reason[: outbox.KEPT_ERROR])
            )

    def log(self, endpoint_id: str, limit: int = 100, before: str = "") -> list[Delivery]:
        """Give the deliveries to an endpoint, the newest first; `before` is the id of the last seen."""
        query = (
            select(DELIVERIES, OUTBOX.c.type)
            .join(OUTBOX, OUTBOX.c.id == DELIVERIES.c.event_id)
            .where(DELIVERIES.c.endpoint_id == endpoint_id)
            .order_by(DELIVERIES.c.id.desc())
            .limit(max(1, min(limit, LONGEST_LOG)))
        )
        if before:
            query = query.where(DELIVERIES.c.id < before)
        with self._transactions.read() as unit:
            return [Delivery(**row) for row in fetched(unit.connection, query)]

    def counts(self) -> dict[str, int]:
        """Count the deliveries by state: waiting, done, given_up."""
        query = select(DELIVERIES.c.state, func.count()).group_by(DELIVERIES.c.state)
        with self._transactions.read() as unit:
            return {state: count for state, count in unit.connection.execute(query)}

    def replay(self, id: str, tenant: str = "default") -> None:
        """Have a delivery made again from now on, whatever became of it, under the event's old id."""
        with self._transactions.write() as unit:
            mine = select(ENDPOINTS.c.id).where(ENDPOINTS.c.tenant == tenant)
            again = unit.connection.execute(
                update(DELIVERIES)
                .where(DELIVERIES.c.id == id, DELIVERIES.c.endpoint_id.in_(mine))
                .values(state="waiting", due_at=unit.now, attempts=0)
            )
            if not again.rowcount:
                raise NoSuchDelivery(f"there is no delivery {id[:60]!r}")

    def _set(self, id: str, values: Mapping[str, Any]) -> None:
        with self._transactions.write() as unit:
            unit.connection.execute(
                update(DELIVERIES)
                .where(DELIVERIES.c.id == id, DELIVERIES.c.state == "waiting")
                .values(**values, last_at=unit.now)
            )


def _spread(unit: Unit) -> None:
    token = unit.names.token()
    for event in outbox.take(unit.connection, SPREAD, unit.now, unit.now + LEASE, token):
        for endpoint_id in endpoints.told(unit, event["payload"]["tenant"], event["type"]):
            unit.connection.execute(
                insert(DELIVERIES).values(
                    id=unit.names.new("dlv"), event_id=event["id"], endpoint_id=endpoint_id,
                    state="waiting", due_at=unit.now, attempts=0, last_error="", last_at=None,
                )
            )  # fmt: skip
        outbox.settle(unit.connection, event, {"state": "done"})


def _due(unit: Unit, limit: int) -> Select[Any]:
    return (
        select(
            DELIVERIES, OUTBOX.c.type, OUTBOX.c.payload, OUTBOX.c.created_at.label("happened_at"),
            *ENDPOINTS.c["url", "secret", "old_secret", "old_until"],
        )
        .join(OUTBOX, OUTBOX.c.id == DELIVERIES.c.event_id)
        .join(ENDPOINTS, ENDPOINTS.c.id == DELIVERIES.c.endpoint_id)
        .where(DELIVERIES.c.state == "waiting", DELIVERIES.c.due_at <= unit.now)
        .where(ENDPOINTS.c.disabled_at.is_(None))
        .order_by(DELIVERIES.c.due_at, DELIVERIES.c.id)
        .limit(limit)
    )  # fmt: skip


def _taken(row: Mapping[str, Any], now: datetime) -> Due:
    event = {
        "id": row["event_id"],
        "type": row["type"],
        "timestamp": row["happened_at"].isoformat(),
        "payload": row["payload"],
    }
    endpoint = endpoints.endpoint_of({**row, "id": row["endpoint_id"]}, now)
    return Due(row["id"], event, endpoint, row["attempts"])
