"""Events out: takes what is due from an outbox, delivers it, and says when to try again.

The outbox holds what is to be sent and commits it together with what happened, so that no event is lost
or invented. Each delivery is sent at least once: a receiver tells a second one by its `webhook-id`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random
from typing import Any, Protocol

from darnel.queue.sending import Endpoint, Outcome, Sender
from darnel.queue.webhooks import Clock

SCHEDULE: tuple[float, ...] = (
    0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
)  # fmt: skip
"""Seconds before the first attempt, the second and so on; after the last one it is given up."""

JITTER = 0.2
"""Up to this share of a wait is added, so that what failed together does not come back together."""

AT_ONCE = 16
"""Deliveries under way at a time: a slow endpoint holds up no others."""


@dataclass(frozen=True, slots=True)
class Due:
    """Hold one delivery that is due: an event `{id, type, timestamp, payload}` for one endpoint.

    `attempts` counts those that were made before.
    """

    id: str
    event: Mapping[str, Any]
    endpoint: Endpoint
    attempts: int = 0


class Outbox(Protocol):
    """Hold deliveries until they are made.

    `take_due` leases what it gives, for longer than an attempt takes: two that ask at once never get the
    same, and what a killed process had taken is due again later. It leaves out disabled endpoints.
    """

    def take_due(self, limit: int) -> Sequence[Due]:
        """Give up to so many deliveries whose time has come, the oldest first."""

    def done(self, id: str) -> None:
        """Take down that a delivery was made."""

    def failed(self, id: str, error: str, next_try: datetime | None) -> None:
        """Take down a failed attempt and when to try again; None: never."""

    def disable(self, endpoint: str, reason: str) -> None:
        """Send nothing more to an endpoint until somebody enables it."""


class Deliverer:
    """Deliver what is due; to be called from a thread that runs no event loop.

    `sleep` waits so many seconds, `chance` gives a number in [0, 1); both are handed in for tests.
    """

    def __init__(
        self, outbox: Outbox, sender: Sender, clock: Clock, *,
        sleep: Callable[[float], None], chance: Callable[[], float] = random,
        schedule: Sequence[float] = SCHEDULE,
    ) -> None:  # fmt: skip
        self._outbox, self._sender, self._clock = outbox, sender, clock
        self._sleep, self._chance, self._schedule = sleep, chance, tuple(schedule)

    def deliver_due(self, limit: int = AT_ONCE) -> int:
        """Take up to `limit` due deliveries, try each once, and give their number.

        What an endpoint or the network does is taken down, never raised; what the outbox raises is.
        """
        taken = self._outbox.take_due(limit)
        if taken:
            asyncio.run(self._all(taken))
        return len(taken)

    def run(self, stopped: Callable[[], bool], idle: float = 1.0) -> None:
        """Deliver until `stopped` says so; sleep `idle` seconds whenever nothing is due."""
        while not stopped():
            if not self.deliver_due():
                self._sleep(idle)

    def replay(self, due: Due) -> Outcome:
        """Send a past event again, now, whatever became of it: the same id, a new time and signature.

        The outbox is told only of success and 410; a failed replay is not tried again.
        """
        outcome = asyncio.run(self._sender.send(due.endpoint, due.event))
        if outcome.result == "delivered":
            self._outbox.done(due.id)
        elif outcome.result == "gone":
            self._outbox.disable(due.endpoint.id, outcome.error)
        return outcome

    async def _all(self, taken: Sequence[Due]) -> None:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(due: Due) -> None:
            async with room:
                outcome = await self._sender.send(due.endpoint, due.event)
            self._told(due, outcome)

        told = await asyncio.gather(*(one(due) for due in taken), return_exceptions=True)
        for error in told:  # every delivery is taken down before the first fault is raised
            if error is not None:
                raise error

    def _told(self, due: Due, outcome: Outcome) -> None:
        if outcome.result == "delivered":
            self._outbox.done(due.id)
            return
        final = outcome.result in ("gone", "refused")
        again = None if final else self.next_try(due.attempts + 1, outcome.wait)
        self._outbox.failed(due.id, outcome.error, again)
        if outcome.result == "gone":
            self._outbox.disable(due.endpoint.id, outcome.error)

    def next_try(self, attempts: int, wait: float | None = None) -> datetime | None:
        """Say when to try again after so many attempts; None if that was the last.

        Never before the receiver's Retry-After, `wait` in seconds.
        """
        if attempts >= len(self._schedule):
            return None
        pause = self._schedule[attempts] * (1 + JITTER * self._chance())
        return self._clock() + timedelta(seconds=max(pause, wait or 0.0))
