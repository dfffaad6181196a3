"""The worker from start to stop: queues found, messages answered, what is in hand finished."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from time import monotonic

from faststream import FastStream
from rich.console import Console

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import Assessor, Loading
from darnel.doors.line import Line
from darnel.doors.progress import shown_progress
from darnel.doors.tables import Progress
from darnel.doors.worker.addresses import Address
from darnel.doors.worker.aside import Aside
from darnel.doors.worker.brokers import Bounds, Carrier, carrier_of
from darnel.doors.worker.desk import Desk, Keep
from darnel.doors.worker.settings import Settings
from darnel.doors.worker.tally import Tally
from darnel.errors import InputError

LOG = logging.getLogger("darnel.worker")

LOGGED = 60
"""Seconds between two lines of the log that say how far it is."""

SHOWN = 0.2
"""Seconds between two looks at the progress on a terminal."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Hold the carriers of a worker; addresses at the same broker share one."""

    articles: Carrier
    answers: Carrier
    dead: Carrier

    @property
    def all(self) -> list[Carrier]:
        """Give each carrier once."""
        return list(dict.fromkeys((self.articles, self.answers, self.dead)))


def ways_of(settings: Settings) -> Ways:
    """Make the carriers; raise InputError if an extra is missing."""
    made: dict[tuple[str, ...], Carrier] = {}

    def carrier(address: Address) -> Carrier:
        if address.broker not in made:
            made[address.broker] = carrier_of(address, settings.grace)
        return made[address.broker]

    return Ways(carrier(settings.articles), carrier(settings.answers), carrier(settings.dead))


async def prepare(ways: Ways, settings: Settings) -> None:
    """Find or make the queues; raise InputError."""
    bounds = Bounds(settings.in_hand, settings.takeover)
    await ways.articles.prepare_in(settings.articles, bounds)
    await ways.answers.prepare_out(settings.answers.name)
    await ways.dead.prepare_out(settings.dead.name)


def desk_of(ways: Ways, settings: Settings, scorer: Assessor, keep: Keep | None) -> Desk:
    """Put a desk between the carriers."""
    desk = Desk(
        settings,
        Line(scorer, 2 * settings.in_hand),
        Aside(settings.loading),
        lambda letter: ways.answers.send(settings.answers.name, letter),
        lambda letter: ways.dead.send(settings.dead.name, letter),
        keep,
    )
    bounds = Bounds(settings.in_hand, settings.takeover)
    ways.articles.subscribe(settings.articles, bounds, desk.handle)
    return desk


def work(settings: Settings, say: Callable[[str], None], *, quiet: bool = False) -> None:
    """Work until a signal comes; raise InputError if it can't begin, or a queue is taken away."""
    _check(settings)
    asyncio.run(_work(settings, say, quiet=quiet))


def _check(settings: Settings) -> None:
    places = [str(one) for one in (settings.articles, settings.answers, settings.dead)]
    if len(set(places)) < len(places):
        raise InputError("articles, answers and dead letters need a queue each")


async def _work(settings: Settings, say: Callable[[str], None], *, quiet: bool) -> None:
    ways = ways_of(settings)
    await prepare(ways, settings)
    with _kept(settings.queue) as keep:
        scorer = await asyncio.to_thread(loaded, settings.loading)
        desk = desk_of(ways, settings, scorer, keep)
        began = monotonic()
        async with _told(desk.tally, quiet=quiet):
            told_to_stop = await _run(
                ways, desk, lambda: say(f"working: {settings.articles} to {settings.answers}")
            )
        desk.line.close()
        desk.aside.close()
    if not quiet:
        say(desk.tally.line())
        say(desk.tally.time_line(monotonic() - began))
    if not told_to_stop:
        raise InputError(f"{settings.articles} or its group was taken away; start the worker again")


async def _run(ways: Ways, desk: Desk, ready: Callable[[], None]) -> bool:
    """Take messages until a signal comes, and finish what is in hand; tell whether one came."""

    def stop() -> None:
        desk.stopping.set()
        app.exit()

    async def listen() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop)

    for carrier in ways.all:
        await carrier.broker.connect()
    brokers = [carrier.broker for carrier in ways.all]
    app = FastStream(*brokers, logger=None, on_startup=[listen], after_startup=[ready])
    await app.run()
    return desk.stopping.is_set()


def loaded(load: Loading) -> Assessor:
    """Load the scorer and let it score once, so that no message waits for that."""
    scorer = load()
    scorer.assess([Article(text="The ferry is late, the board said on Tuesday. " * 20)])
    return scorer


@contextmanager
def _kept(database: str | None) -> Iterator[Keep | None]:
    """Open the review queue, if one was asked for."""
    if database is None:
        yield None
        return
    from darnel.queue import open_store
    from darnel.queue.intake import Item

    store = open_store(database)

    def keep(article: Article, assessment: Assessment) -> None:
        store.ingest(Item(article, assessment))

    try:
        yield keep
    finally:
        store.close()


@asynccontextmanager
async def _told(tally: Tally, *, quiet: bool) -> AsyncIterator[None]:
    """Log how far the worker is, or show it on a terminal."""
    with shown_progress(Console(stderr=True), None, "working", quiet=quiet) as show:
        telling = [asyncio.create_task(_logged(tally)), asyncio.create_task(_shown(tally, show))]
        try:
            yield
        finally:
            for task in telling:
                task.cancel()


async def _logged(tally: Tally) -> None:
    said = 0
    while True:
        await asyncio.sleep(LOGGED)
        if tally.messages != said:
            said = tally.messages
            LOG.info("%s, %d in hand", tally.line(), tally.in_hand)


async def _shown(tally: Tally, show: Callable[[Progress], None]) -> None:
    while True:
        show(Progress(tally.messages, tally.bytes))
        await asyncio.sleep(SHOWN)
