"""The desk: messages are read, judged together and answered; what gets no answer gets a dead letter."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors.line import Answer, Item, Line, Page, read_page
from darnel.doors.worker.aside import Aside, EndedError
from darnel.doors.worker.brokers import TooLargeError
from darnel.doors.worker.messages import (
    SUSPECT,
    Letter,
    Parcel,
    RefusedError,
    Taken,
    answer,
    dead_letter,
    taken,
)
from darnel.doors.worker.settings import Settings
from darnel.doors.worker.tally import Tally
from darnel.errors import InputError

LOG = logging.getLogger("darnel.worker")

PAUSE, LONGEST_PAUSE = 0.2, 30.0
"""Seconds between two tries to send."""

FAILED_PAUSE = 5.0
"""Seconds before messages go back that could not be judged, for no fault of theirs."""

Send = Callable[[Letter], Awaitable[None]]
Keep = Callable[[Article, Assessment], None]
"""Puts an article into a review queue; may be slow, and is called in a thread."""


class StoppingError(RuntimeError):
    """Say that an answer could not be sent before the worker stopped; its message will come again."""


@dataclass(slots=True)
class Desk:
    """Answer messages: `send_answer` and `send_dead` return when a broker has what they were given."""

    settings: Settings
    line: Line
    aside: Aside
    send_answer: Send
    send_dead: Send
    keep: Keep | None = None
    tally: Tally = field(default_factory=Tally)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, parcels: Sequence[Parcel]) -> None:
        """Give each message its answer or a dead letter; when it returns they may be forgotten."""
        self.tally.begin(parcels)
        done = False
        try:
            read = [await self._opened(self._taken(parcel)) for parcel in parcels]
            judged = await self._judged(parcels, read)
            await asyncio.gather(*map(self._settled, parcels, read, judged))
            done = True
        except StoppingError:
            raise
        except Exception as error:
            LOG.warning("%d messages will come again (%s)", len(parcels), type(error).__name__)
            await self._paused(FAILED_PAUSE)  # or they would be back at once, again and again
            raise
        finally:
            self.tally.end(parcels, done=done)

    def _taken(self, parcel: Parcel) -> Taken | RefusedError:
        most = self.settings.deliveries
        if parcel.deliveries > most:
            return RefusedError(
                "poison", f"the message came more than {most} times and was never answered"
            )
        try:
            return taken(parcel.body, self.settings.size, self.settings.characters)
        except RefusedError as refused:
            return refused

    async def _opened(self, one: Taken | RefusedError) -> Taken | RefusedError:
        """Read a page here if the article itself is needed later."""
        if self.keep is None or isinstance(one, RefusedError) or not isinstance(one.item, Page):
            return one
        article = await asyncio.to_thread(read_page, one.item)
        if isinstance(article, InputError):
            return RefusedError("not-valid", str(article))
        return replace(one, item=article)

    async def _judged(
        self, parcels: Sequence[Parcel], read: Sequence[Taken | RefusedError]
    ) -> list[Answer]:
        """Score what is fresh together, what is suspect aside."""
        calm = [parcel.deliveries < SUSPECT for parcel in parcels]
        together = [
            one.item
            for one, fresh in zip(read, calm, strict=True)
            if fresh and isinstance(one, Taken)
        ]
        scored = await asyncio.wrap_future(self.line.put(together))
        answers = iter(scored)
        judged: list[Answer] = []
        for one, fresh in zip(read, calm, strict=True):
            if isinstance(one, RefusedError):
                judged.append(one)
            else:
                judged.append(next(answers) if fresh else await self._aside(one.item))
        return judged

    async def _aside(self, item: Item) -> Answer:
        try:
            return await asyncio.to_thread(self.aside.answer, item)
        except EndedError as error:
            return RefusedError("poison", f"the article {error}")

    async def _settled(self, parcel: Parcel, read: Taken | RefusedError, judged: Answer) -> None:
        """Send the answer, or the dead letter in its stead."""
        try:
            if isinstance(read, RefusedError):
                raise read
            if isinstance(judged, InputError):
                raise _refused(judged)
            if judged.error is not None:
                raise RefusedError("failed", judged.error)
            await self._answered(read, judged)
        except RefusedError as why:
            await self._buried(parcel, why)

    async def _answered(self, read: Taken, assessment: Assessment) -> None:
        keep, article = self.keep, read.item
        if keep is not None and isinstance(article, Article):
            await self._insisted(lambda: asyncio.to_thread(keep, article, assessment))
        letter = answer(read, assessment, self.settings.source)
        try:
            await self._insisted(lambda: self.send_answer(letter))
        except TooLargeError:
            raise RefusedError(
                "too-large", f"the answer has {len(letter.body):,} bytes; the broker takes fewer"
            ) from None
        self.tally.answered(assessment)

    async def _buried(self, parcel: Parcel, why: RefusedError) -> None:
        LOG.warning("message %s is dead (%s): %s", parcel.place, why.reason, why.detail)
        letter = dead_letter(parcel, why, self.settings.source)
        try:
            await self._insisted(lambda: self.send_dead(letter))
        except TooLargeError:
            bare = dead_letter(parcel, why, self.settings.source, whole=False)
            await self._insisted(lambda: self.send_dead(bare))
        self.tally.dead[why.reason] += 1

    async def _insisted(self, sending: Callable[[], Awaitable[None]]) -> None:
        """Send until it goes: what can't be sent holds up what comes in, and is not lost."""
        pause = PAUSE
        while True:
            try:
                return await sending()
            except TooLargeError:
                raise
            except (
                Exception
            ) as error:  # whatever a client raises: none of it is the message's fault
                kind = type(error).__name__
                if self.stopping.is_set():
                    raise StoppingError(kind) from None
                LOG.warning("can't send (%s); trying again in %g seconds", kind, pause)
            await self._paused(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _paused(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)


def _refused(error: InputError) -> RefusedError:
    return error if isinstance(error, RefusedError) else RefusedError("not-valid", str(error))
