"""What is to be told to others: written with the decision, delivered after, at least once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, insert, select, update

from darnel.queue.tables import OUTBOX

PUBLISHED = frozenset(
    {"case.opened", "case.claimed", "case.lease_expired", "case.escalated", "case.decided",
     "case.appealed", "case.reopened", "case.overdue", "case.closed"}
)  # fmt: skip
"""The transitions that others are told of; the rest is in the audit trail only."""

KEPT_ERROR = 500
"""Characters of a delivery's error that are kept."""


_WRITE = insert(OUTBOX)


def put(
    connection: Connection, event_id: str, event: str, payload: Mapping[str, Any], now: datetime,
    due_at: datetime,
) -> None:  # fmt: skip
    """Write an event that is to go out from `due_at` on."""
    values = {
        "id": event_id, "case_id": payload["case_id"], "version": payload["version"],
        "type": event, "payload": payload, "created_at": now, "state": "waiting", "due_at": due_at,
        "attempts": 0, "last_error": "",
    }  # fmt: skip
    connection.execute(_WRITE, values)


def withdraw(connection: Connection, case_id: str, version: int, now: datetime) -> bool:
    """Take back the decision of this version; false if others may have been told of it."""
    done = connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.case_id == case_id, OUTBOX.c.version == version)
        .where(OUTBOX.c.state == "waiting", OUTBOX.c.attempts == 0, OUTBOX.c.due_at > now)
        .values(state="withdrawn")
    )
    return done.rowcount > 0


def take(
    connection: Connection, limit: int, now: datetime, until: datetime, token: str
) -> list[dict[str, Any]]:
    """Lease events that are due, oldest first; unless they are done by `until` they are due again.

    Gives `{"id", "type", "timestamp", "payload", "attempt", "token"}`; the timestamp is that of the
    event, ISO 8601, and the attempt counts from 1.
    """
    due = (
        select(OUTBOX)
        .where(OUTBOX.c.state == "waiting", OUTBOX.c.due_at <= now)
        .order_by(OUTBOX.c.due_at, OUTBOX.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(due).all()
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id.in_([row.id for row in rows]))
        .values(due_at=until, attempts=OUTBOX.c.attempts + 1, lease_token=token)
    )
    return [
        {
            "id": row.id,
            "type": row.type,
            "timestamp": row.created_at.isoformat(),
            "payload": row.payload,
            "attempt": row.attempts + 1,
            "token": token,
        }
        for row in rows
    ]


def any_due(connection: Connection, now: datetime) -> bool:
    """Tell whether `take` would find an event."""
    due = (OUTBOX.c.state == "waiting") & (OUTBOX.c.due_at <= now)
    return bool(connection.execute(select(exists().where(due))).scalar())


def settle(connection: Connection, event: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Note how a delivery went; false if its lease ran out and another worker has the event."""
    done = connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == event["id"], OUTBOX.c.lease_token == event["token"])
        .where(OUTBOX.c.state == "waiting")
        .values(**values, lease_token=None)
    )
    return done.rowcount > 0


def again(connection: Connection, event_id: str, now: datetime) -> bool:
    """Have an event that is done or given up go out again; false if there is none such."""
    done = connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == event_id, OUTBOX.c.state.in_(("done", "given_up")))
        .values(state="waiting", due_at=now)
    )
    return done.rowcount > 0


def counts(connection: Connection) -> dict[str, int]:
    """Count the events by state: waiting, done, withdrawn, given_up."""
    found = connection.execute(select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state))
    return {state: count for state, count in found}
