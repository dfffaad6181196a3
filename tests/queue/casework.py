"""What tests of the queue share: a clock to turn, names to foresee, articles, and busy hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import text

from darnel.article import Article
from darnel.assessment import Assessment, Band, Finding, ModelName
from darnel.queue import open_store
from darnel.queue.audit import START as BEGIN
from darnel.queue.clock import Names
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice
from darnel.queue.store import Store
from darnel.queue.tables import METADATA
from darnel.queue.work import Decision

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LOOKED_AT = Choice("threshold", 1.0)


EMPTIED = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
DROP SCHEMA public CASCADE; CREATE SCHEMA public;
"""
"""Empties a database of PostgreSQL, and ends what a failed test left connected."""


@dataclass
class Hands:
    """A clock that goes when it is told to."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def names_of(clock: Callable[[], datetime]) -> Names:
    numbers = count(1)

    def drawn(size: int) -> bytes:
        one = 16  # of several that are drawn at once, no two are alike
        if size <= one:
            return next(numbers).to_bytes(size)
        return b"".join(next(numbers).to_bytes(2) for _ in range(size // 2))

    return Names(clock, drawn)


def an_assessment(band: Band = "review", quality: float = 0.3, findings: int = 2) -> Assessment:
    found = tuple(
        Finding("gears", "text", 4 * n, 4 * n + 3, "The", 0.9, "A gear stands here.")
        for n in range(findings)
    )
    return Assessment(
        "a", quality, None, band, None, "en", "A gear stands here.", {"gears.score": float("nan")},
        (), 0.0, found, ModelName("stand-in", "1", "bands-1"),
    )  # fmt: skip


def an_item(
    n: int = 0, text: str = "", band: Band = "review", quality: float = 0.3, **more: Any
) -> Item:
    article = Article(
        text=text or f"The gearbox of ferry {n} failed.",
        title=f"Ferry {n}",
        url=f"https://site{n % 3}.example/{n}",
    )
    return Item(article, an_assessment(band, quality), **{"choice": LOOKED_AT, **more})


def drain(url: str, who: str) -> list[str]:
    """Claim and decide until nothing is left; the system's clock and random names this time."""
    store, mine = open_store(url), []
    while (work := store.claim(who)) is not None:
        mine.append(work.case.id)
        lease = work.case.lease
        store.decide(work.case.id, who, lease.token, work.case.version, Decision("credible"))
    store.close()
    return mine


def emptied(store: Store) -> None:
    """Take everything out of a queue; in SQLite a new one in memory is empty already."""
    if store.database.sqlite:
        return
    tables = ", ".join(name for name in METADATA.tables if name != "chain")
    with store.database.write() as connection:
        for statement in (
            "ALTER TABLE audit DISABLE TRIGGER USER",
            f"TRUNCATE {tables}",
            "ALTER TABLE audit ENABLE TRIGGER USER",
            f"UPDATE chain SET seq = 0, sha256 = '{BEGIN}'",
        ):
            connection.execute(text(statement))
