"""The outbox as a worker sees it: take what is due, deliver it, say how it went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from darnel.queue import outbox
from darnel.queue.transactions import Transactions

LEASE = timedelta(minutes=2)
"""How long a worker may take over a delivery before another one takes it up."""


class Outbox:
    """Give events to workers: at least once each, the same id each time.

    Events of one case may come out of order, for a decision waits for its undo: the `version` in
    the payload orders them.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def take_due(self, limit: int = 50, lease: timedelta = LEASE) -> list[dict[str, Any]]:
        """Lease up to so many events that are due, oldest first; see `darnel.queue.outbox.take`."""
        with self._transactions.write() as unit:
            token = unit.names.token()
            return outbox.take(unit.connection, limit, unit.now, unit.now + lease, token)

    def done(self, event: Mapping[str, Any]) -> bool:
        """Note that an event was delivered; false if its lease ran out and others have it."""
        return self._settle(event, {"state": "done"})

    def failed(self, event: Mapping[str, Any], error: str, next_try: datetime | None) -> bool:
        """Note a failed delivery, to be tried again from `next_try` on; None gives it up."""
        values: dict[str, Any] = {"last_error": error[: outbox.KEPT_ERROR]}
        again = {"state": "given_up"} if next_try is None else {"due_at": next_try}
        return self._settle(event, values | again)

    def replay(self, event_id: str) -> bool:
        """Have an event that was delivered or given up go out again, under its old id."""
        with self._transactions.write() as unit:
            return outbox.again(unit.connection, event_id, unit.now)

    def counts(self) -> dict[str, int]:
        """Count the events by state: waiting, done, withdrawn, given_up."""
        with self._transactions.read() as unit:
            return outbox.counts(unit.connection)

    def _settle(self, event: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        with self._transactions.write() as unit:
            return outbox.settle(unit.connection, event, values)
