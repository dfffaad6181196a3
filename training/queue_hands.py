"""The hands of `training.queue_scale`: processes, and threads in them, that claim as fast as they can."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier, Event
from typing import Literal, get_args
from uuid import uuid4

from sqlalchemy import text

from darnel.queue import open_store
from darnel.queue.store import Store
from darnel.queue.work import Decision

Way = Literal["one row", "take", "claim", "claim, read", "claim, decide", "claim 20"]
"""`one row` writes one small row a transaction: what this machine allows at this hour to so many hands.
`take` claims a case; `claim` has its article and assessment sent along; then they are read from their
JSON as well, or a verdict follows, or 20 cases come at once."""

WAYS: tuple[Way, ...] = get_args(Way)

AT_ONCE = 20
WARM = 12
"""Claims before the clock runs, for connections to be made and statements to be prepared."""

ROW = "INSERT INTO answers (caller, key, request_sha256, body, at) VALUES "


@dataclass(slots=True)
class Hand:
    """Hold what one claimer did."""

    cases: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    ended: float = 0.0


@dataclass(slots=True)
class Crew:
    """Hold what the claimers of one process did; `busy` is the processor time of it."""

    hands: list[Hand]
    began: float
    busy: float


def work(url: str, people: Sequence[str], way: Way, wait: float, ready: Barrier) -> Crew:
    """Have each of some people claim for so many seconds, in a thread of their own on one store."""
    store = open_store(url)
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda who: [turn(store, who, way) for _ in range(WARM)], people))
        ready.wait()
        began, busy = time.monotonic(), time.process_time()
        hands = list(pool.map(lambda who: worked(store, who, way, began + wait), people))
        busy = time.process_time() - busy
    store.close()
    return Crew(hands, began, busy)


def worked(store: Store, who: str, way: Way, until: float) -> Hand:
    """Claim until a time, or until nothing is left."""
    hand = Hand()
    while (now := time.monotonic()) < until:
        got = turn(store, who, way)
        hand.seconds.append(time.monotonic() - now)
        hand.cases += got
        if not got:
            break
    hand.ended = time.monotonic()
    return hand


def turn(store: Store, who: str, way: Way) -> list[str]:
    """Do once what is measured; give the cases that were claimed."""
    if way == "one row":
        return [one_row(store, who)]
    if way == "take":
        case = store.take(who)
        return [] if case is None else [case.id]
    if way == "claim 20":
        return [work.case.id for work in store.claim_many(who, AT_ONCE)]
    work = store.claim(who)
    if work is None:
        return []
    if way == "claim, read":
        assert work.article.text
        assert work.assessment.signals
    if way == "claim, decide":
        assert work.case.lease is not None
        store.decide(
            work.case.id, who, work.case.lease.token, work.case.version, Decision("credible")
        )
    return [work.case.id]


def one_row(store: Store, who: str) -> str:
    """Write an answer that was asked for by nobody; give its key."""
    key = uuid4().hex
    values = {"caller": who, "key": key, "request_sha256": "", "body": "", "at": 0}
    if not store.database.sqlite:
        with store.database.statement() as driver:
            driver.execute(
                ROW + "(%(caller)s, %(key)s, %(request_sha256)s, %(body)s, %(at)s)", values
            )
        return key
    with store.database.write() as connection:
        connection.execute(text(ROW + "(:caller, :key, :request_sha256, :body, :at)"), values)
    return key


def seal(url: str, over: Event) -> float:
    """Sweep once a second until all is over; give the processor time of it."""
    store = open_store(url)
    busy = time.process_time()
    while not over.wait(1.0):
        store.sweep()
    busy = time.process_time() - busy
    store.close()
    return busy
