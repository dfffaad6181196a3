"""What the queue's routes share: the store, and the work that goes on without a request."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from darnel.doors import Assessor
from darnel.doors.service.problems import Problem, busy
from darnel.doors.service.settings import Settings
from darnel.model import Model
from darnel.queue import open_store
from darnel.queue.addresses import Rules
from darnel.queue.database import cause_of, is_full, is_unreachable
from darnel.queue.decisions import Decision
from darnel.queue.outgoing import Deliverer
from darnel.queue.sending import Sender
from darnel.queue.settings import Settings as DeskSettings
from darnel.queue.store import Store
from darnel.queue.work import LONGEST_NAME

LOG = logging.getLogger("darnel.service")

SWEEP_SECONDS = 1.0
"""Between two looks for leases, holds and due times that are over, and two rounds of sealing."""

IDLE_SECONDS = 0.5
"""Between two looks for webhooks that are due."""

AFTER_FAULT = 5.0
"""Seconds before work that failed is tried again."""

GRACE = 25.0
"""Seconds that a delivery under way has at the end."""

NOBODY = "local"
"""Who acts where a service has no keys, and the request names nobody."""

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Desk:
    """Hold the store of a service's queue; `start` opens it and begins sweeping and delivering."""

    settings: Settings
    _store: Store | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """Give the store; raise Problem while there is none."""
        if self._store is None:
            raise Problem("not-ready", "the queue is being opened; come again")
        return self._store

    @property
    def rules(self) -> Rules:
        """Say where webhooks may go."""
        return self.settings.webhooks

    def start(self, scorer: Assessor) -> None:
        """Open the store, which makes or migrates its tables, and begin what runs beside requests.

        What is near an edge of the bands is told by the bands of the model in use.
        """
        if self.settings.queue is None or self._store is not None:
            return
        settings = _edged(self.settings.desk, scorer)
        self._store = store = open_store(self.settings.queue, settings)
        self._stopped.clear()
        clock = settings.clock
        sender = Sender(clock, self.rules)
        deliverer = Deliverer(store.deliveries, sender, clock, sleep=time.sleep)
        self._beside("sweeper", SWEEP_SECONDS, store.sweep)
        self._beside("webhooks", IDLE_SECONDS, deliverer.deliver_due)

    def stop(self) -> None:
        """End what runs beside requests, and close the store."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(GRACE)
        self._threads.clear()
        if self._store is not None:
            self._store.close()
            self._store = None

    async def check(self) -> None:
        """Raise Problem if there is to be a queue, and its database does not answer."""
        if self.settings.queue is None:
            return
        try:
            await self.ask(self.store.ping)
        except Problem as problem:
            raise Problem("not-ready", "the queue's database does not answer") from problem

    def take_feedback(self, decision: Decision) -> object:
        """Keep a decision of another tool; waits for the database, raises Problem as `ask` does."""
        with reachable():
            return self.store.take_feedback(decision)

    async def ask(
        self, method: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
    ) -> Answer:
        """Call a method of the store in a thread, for it waits for the database.

        Raises Problem where the database is busy, full or gone.
        """
        with reachable():
            return await anyio.to_thread.run_sync(lambda: method(*given, **named))

    def _beside(self, name: str, pause: float, work: Callable[[], object]) -> None:
        thread = threading.Thread(
            target=self._again_and_again,
            args=(name, pause, work),
            name=f"darnel-{name}",
            daemon=True,
        )
        self._threads.append(thread)
        thread.start()

    def _again_and_again(self, name: str, pause: float, work: Callable[[], object]) -> None:
        """Work until stopped: at once again while there was something to do."""
        while not self._stopped.is_set():
            try:
                wait = 0.0 if work() else pause
            except Exception as error:  # a database that is gone comes back, or does not
                LOG.error("the queue's %s failed: %s", name, type(error).__name__)
                wait = AFTER_FAULT
            self._stopped.wait(wait)


@contextmanager
def reachable() -> Iterator[None]:
    """Raise Problem where the queue's database is busy, full or gone; the log says what the driver said.

    Of a statement that failed for what it asked nothing is told here: its message can hold article text.
    """
    try:
        yield
    except SQLAlchemyError as error:
        if not is_unreachable(error):
            raise
        LOG.error("the queue's database can't be used: %s", cause_of(error))
        if is_full(error):
            told = "the queue's disk is full, nothing was kept; come again when there is room"
            raise Problem("no-room", told, headers={"Retry-After": "60"}) from error
        raise busy("the queue's database is busy or gone; come again", 5) from error


def _edged(settings: DeskSettings, scorer: Assessor) -> DeskSettings:
    model = getattr(scorer, "model", None)
    if not isinstance(model, Model):
        return settings
    review, block = model.edges()
    return replace(settings, sampler=replace(settings.sampler, review=review, block=block))


def desk_of(request: Request) -> Desk:
    """Give what the requests of this queue share."""
    found: Desk = request.app.state.desk
    return found


def reviewer_of(request: Request) -> str:
    """Name who acts: the key's name, and whom it acts for, if the request says so in Darnel-Reviewer.

    Such a name stands behind the key's own, so that no key can act for another's people.
    """
    key = request.state.key
    said = request.headers.get("darnel-reviewer", "").strip()
    if len(said) > LONGEST_NAME // 2 or not said.isprintable():
        raise Problem("refused", f"Darnel-Reviewer has at most {LONGEST_NAME // 2} characters")
    return ":".join(part for part in (key, said) if part) or NOBODY
