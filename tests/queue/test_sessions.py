"""Sessions: a secret in a browser, its hash here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from darnel.errors import InputError
from darnel.queue.tables import SESSIONS


def test_a_secret_proves_a_session_until_it_is_over(store, clock) -> None:
    secret = store.sessions.begin("ann", ["review"], "key:1")
    found = store.sessions.find(secret)
    assert (found.name, found.scopes, found.via) == ("ann", ("review",), "key:1")
    assert store.sessions.find(secret[:-1]) is None
    assert store.sessions.find("") is None
    clock.turn(hours=12)
    assert store.sessions.find(secret) is None


def test_ending_a_session_ends_it(store) -> None:
    secret = store.sessions.begin("ann", ["review"], "local", timedelta(hours=1))
    other = store.sessions.begin("ann", ["review"], "local")
    store.sessions.end(secret)
    assert store.sessions.find(secret) is None
    assert store.sessions.find(other) is not None


def test_sessions_that_are_over_are_forgotten_at_the_next_login(store, clock) -> None:
    store.sessions.begin("ann", [], "local", timedelta(hours=1))
    clock.turn(hours=2)
    store.sessions.begin("bob", [], "local")
    with store.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(SESSIONS)).scalar() == 1


def test_nobody_is_called_like_the_queue_itself(store) -> None:
    with pytest.raises(InputError, match="name of a reviewer"):
        store.sessions.begin("darnel", [], "local")
