"""What all requests of a service share."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio.to_thread
from starlette.requests import Request

from darnel.assessment import Assessment, ModelName
from darnel.doors import Assessor, name_of
from darnel.doors.line import Answer, ClosedError, FullError, Item, Line
from darnel.doors.service.bodies import Held
from darnel.doors.service.keys import KeyRing
from darnel.doors.service.metrics import Metrics
from darnel.doors.service.problems import Problem, busy
from darnel.doors.service.settings import Settings
from darnel.model import Model, ModelError
from darnel.opinions import opinions

LOG = logging.getLogger("darnel.service")

_IDEMPOTENCY_KEY = re.compile(r"[\x20-\x7e]{1,255}")

ARTICLES_A_SECOND = 200
"""What one thread surely scores: tells clients when to come again."""


@dataclass(slots=True)
class Service:
    """Hold the scorer, the line before it, and what is counted; `start` and `stop` it."""

    settings: Settings
    metrics: Metrics
    keys: KeyRing | None
    held: Held
    scorer: Assessor | None = None
    line: Line | None = field(default=None)
    shadow: Model | None = None

    def start(self, scorer: Assessor, shadow: Model | None = None) -> None:
        """Begin to take articles; a model in the shadow judges them too, and is counted."""
        self.scorer, self.shadow = scorer, shadow
        self.line = Line(scorer, self.settings.waiting, self.metrics.scored)
        self.metrics.watch(lambda: self.line.waiting if self.line else 0, name_of(scorer))

    def stop(self) -> None:
        """Finish what waits and take nothing more."""
        if self.line is not None:
            self.line.close()

    @property
    def model(self) -> ModelName:
        """Name the model in use; raise Problem while there is none."""
        return name_of(self.assessor)

    @property
    def assessor(self) -> Assessor:
        """Give the scorer; raise Problem while there is none."""
        if self.scorer is None:
            raise not_ready()
        return self.scorer

    async def score(self, items: Sequence[Item]) -> list[Answer]:
        """Score articles in their turn; raise Problem if too many wait, or it takes too long."""
        if self.line is None:
            raise not_ready()
        self.metrics.asked.observe(len(items))
        try:
            future = self.line.put(items)
        except FullError as error:
            wait = self.line.waiting // ARTICLES_A_SECOND
            raise busy(
                f"{self.line.waiting:,} articles wait to be scored; come again", wait
            ) from error
        except ClosedError as error:
            raise not_ready() from error
        try:
            async with asyncio.timeout(self.settings.seconds):
                answers = await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise busy(
                f"there was no answer within {self.settings.seconds:g} seconds", 10
            ) from error
        self.metrics.answered(answers)
        if self.shadow is not None:
            await anyio.to_thread.run_sync(self._in_shadow, self.shadow, answers)
        return answers

    def _in_shadow(self, shadow: Model, answers: Sequence[Answer]) -> None:
        judged = [answer for answer in answers if isinstance(answer, Assessment)]
        try:
            said = opinions(shadow, judged)
        except ModelError as error:  # it weighs what the model in use does not measure
            LOG.error("the model in the shadow can't judge: %s", error)
            self.shadow = None
            return
        self.metrics.in_shadow(judged, said)


def not_ready() -> Problem:
    """Refuse while the service starts or stops."""
    return Problem(
        "not-ready", "the service starts or stops; come again", headers={"Retry-After": "2"}
    )


def state_of(request: Request) -> Service:
    """Give what the requests of this service share."""
    found: Service = request.app.state.service
    return found


def check_idempotency_key(request: Request) -> None:
    """Raise Problem for an Idempotency-Key that is none.

    Scoring keeps nothing and the same body has the same answer, so there is nothing to remember.
    """
    said = request.headers.get("idempotency-key")
    if said is not None and not _IDEMPOTENCY_KEY.fullmatch(said):
        raise Problem("refused", "Idempotency-Key must have 1 to 255 printable ASCII characters")
