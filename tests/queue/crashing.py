"""Hands that are killed at work, and what must be there after: for a store, a server, or a database.

`acks` are what was answered before the end, each `{"case", "version", "event"}` or `{"delivery"}`: whoever
gets answers by another way, such as over HTTP, can hold a queue against them with `assert_nothing_lost`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from casework import an_item
from invariants import assert_whole
from sqlalchemy import select

from darnel.queue import open_store
from darnel.queue.case import VERDICTS, Case
from darnel.queue.refusals import Refused
from darnel.queue.store import Store
from darnel.queue.tables import AUDIT, DELIVERIES
from darnel.queue.work import Decision

Ack = dict[str, Any]


def killed_at_work(url: str, hands: int, seed: int, enough: int) -> list[Ack]:
    """Have hands work at one queue and kill them all after so many answers; give what those were."""
    workers, reader = _at_work(url, hands, seed)
    heard = _hear(reader, enough)
    time.sleep(Random(seed).uniform(0, 0.02))
    for worker in workers:
        os.kill(worker.pid or 0, signal.SIGKILL)
    for worker in workers:
        worker.join()
    return _read(reader, heard)


def heard_until_it_ends(
    url: str, hands: int, seed: int, enough: int, end: Callable[[], None]
) -> list[Ack]:
    """Have hands work until `end` takes away what they work at, after so many answers; give them."""
    workers, reader = _at_work(url, hands, seed)
    heard = _hear(reader, enough)
    end()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode is not None, "a hand hangs although its database is gone"
    return _read(reader, heard)


def _at_work(url: str, hands: int, seed: int) -> tuple[list[BaseProcess], int]:
    forked = multiprocessing.get_context("fork")
    reader, writer = os.pipe()
    workers = [
        forked.Process(target=_work, args=(url, seed * 100 + hand, writer), daemon=True)
        for hand in range(hands)
    ]
    for worker in workers:
        worker.start()
    os.close(writer)
    return list(workers), reader


def _hear(reader: int, enough: int) -> bytes:
    heard = b""
    while heard.count(b"\n") < enough:
        more = os.read(reader, 1 << 16)
        assert more, "the hands ended by themselves"
        heard += more
    return heard


def assert_nothing_lost(store: Store, acks: list[Ack]) -> None:
    """Hold a queue against what was answered: it is all there, and nothing is half done."""
    with store.database.read() as connection:
        rows = connection.execute(select(AUDIT.c["case_id", "version", "event"]))
        there = {(row.case_id, row.version): row.event for row in rows}
        made = connection.execute(select(DELIVERIES.c.id).where(DELIVERIES.c.state == "done"))
        delivered = set(made.scalars())
    for ack in acks:
        if "delivery" in ack:
            assert ack["delivery"] in delivered, ack
        else:
            assert there.get((ack["case"], ack["version"])) == ack["event"], ack
    assert_whole(store)
    assert store.verify().unsealed == 0


def _read(reader: int, heard: bytes) -> list[Ack]:
    with os.fdopen(reader, "rb") as pipe:
        *whole, _cut = (heard + pipe.read()).split(b"\n")
    return [json.loads(line) for line in whole]


def _work(url: str, seed: int, writer: int) -> None:
    """Work and tell of each answer as it comes; ends with the database."""
    random = Random(seed)
    with suppress(Exception):
        store = open_store(url, migrate=False)
        while True:
            for ack in turn(store, random, f"hand {seed}"):
                os.write(writer, json.dumps(ack).encode() + b"\n")
    os._exit(0)


def turn(store: Store, random: Random, who: str) -> Iterator[Ack]:
    """Do one thing, or a few that belong together; give each answer."""
    chance = random.random()
    if chance < 0.4:
        got = store.ingest(an_item(random.randrange(10**6)))
        if got.outcome == "created":
            yield {"case": got.case_id, "version": 1, "event": "case.opened"}
    elif chance < 0.45:
        store.sweep()
    elif chance < 0.55:
        for due in store.deliveries.take_due(5):
            store.deliveries.done(due.id)
            yield {"delivery": due.id}
    else:
        with suppress(Refused):
            yield from _reviewed(store, random, who)


def _reviewed(store: Store, random: Random, who: str) -> Iterator[Ack]:
    work = store.claim(who, ("default", "escalated"))
    if work is None:
        return
    yield _ack(work.case, "case.claimed")
    id_, token, version = work.case.id, work.case.lease.token, work.case.version
    act = random.choice(["decide", "undo", "release", "skip", "hold", "escalate", "keep"])
    if act in ("decide", "undo"):
        decision = Decision(random.choice(VERDICTS), "one template", findings={0: "confirm"})
        case = store.decide(id_, who, token, version, decision)
        yield _ack(case, "case.decided")
        if act == "undo":
            yield _ack(store.undo(id_, who, case.version), "case.undone")
    elif act == "hold":
        later = datetime.now(UTC) + timedelta(hours=1)
        yield _ack(store.hold(id_, who, token, version, later), "case.held")
    elif act != "keep":
        done = {"release": "case.released", "skip": "case.skipped", "escalate": "case.escalated"}
        yield _ack(getattr(store, act)(id_, who, token, version), done[act])


def _ack(case: Case, event: str) -> Ack:
    return {"case": case.id, "version": case.version, "event": event}


def kill_tree(pid: int) -> None:
    """Kill a process that a test started and its children, all at once and without warning."""
    children = [
        int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]
    for each in (pid, *children):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
