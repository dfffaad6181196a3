"""A clock that jumps: nothing is lost, nobody is locked out for ever, and the trail can be verified."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from casework import START, Hands, an_item, names_of
from invariants import assert_whole
from libraries import SERVE, lacking

if lacking("sqlalchemy", "alembic", "standardwebhooks"):
    pytest.skip(SERVE, allow_module_level=True)

from darnel.queue import open_store, refusals
from darnel.queue.clock import Names, system_clock
from darnel.queue.decisions import Decision as Foreign
from darnel.queue.settings import Settings
from darnel.queue.webhooks import headers, is_genuine, new_secret
from darnel.queue.work import Decision

FARM = Decision("content_farm", "one template")


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path, clock, migrated):
    shutil.copy(migrated, tmp_path / "queue.db")
    made = open_store(tmp_path / "queue.db", Settings(clock=clock, names=names_of))
    yield made
    made.close()


def test_a_jump_forward_ends_a_lease_and_keeps_the_decision_as_a_draft(store, clock) -> None:
    store.ingest(an_item())
    work = store.claim("ann")
    clock.turn(days=365)
    store.sweep()
    with pytest.raises(refusals.Refused):
        store.decide(work.case.id, "ann", work.case.lease.token, work.case.version, FARM)
    again = store.claim("bob")
    assert again.case.id == work.case.id
    assert_whole(store)


def test_a_jump_back_leaves_a_lease_to_its_owner_who_goes_on(store, clock) -> None:
    store.ingest(an_item())
    work = store.claim("ann")
    clock.turn(days=-1)
    store.sweep()
    assert store.claim("bob") is None
    store.renew(work.case.id, "ann", work.case.lease.token)
    clock.turn(minutes=9)
    case = store.decide(work.case.id, "ann", work.case.lease.token, work.case.version, FARM)
    assert case.verdict == "content_farm"
    assert_whole(store)


def test_after_a_jump_back_a_lease_that_is_renewed_ends_by_the_new_time(store, clock) -> None:
    store.ingest(an_item())
    work = store.claim("ann")
    clock.turn(days=-1)
    store.renew(work.case.id, "ann", work.case.lease.token)
    clock.turn(minutes=11)
    store.sweep()
    assert store.claim("bob").case.id == work.case.id


def test_new_cases_are_offered_and_keep_their_order_of_names_after_a_jump_back(
    store, clock
) -> None:
    first = store.ingest(an_item(1)).case_id
    clock.turn(days=-30)
    second = store.ingest(an_item(2)).case_id
    assert {store.claim("ann").case.id, store.claim("ann").case.id} == {first, second}
    assert store.claim("ann") is None


def test_names_made_by_one_process_rise_whatever_the_clock_does() -> None:
    clock = Hands()
    names, made = Names(clock), []
    for by in (0, -400, 1, 0, 10_000, -10_000):
        clock.turn(days=by)
        made += [names.new("case") for _ in range(3)]
    assert made == sorted(set(made))


def test_the_trail_is_sealed_and_verified_across_jumps(store, clock) -> None:
    for by in (1, -400, 800, -5, 0):
        clock.turn(days=by)
        store.ingest(an_item(by))
        work = store.claim("ann")
        store.decide(work.case.id, "ann", work.case.lease.token, work.case.version, FARM)
        store.sweep()
    while store.sweep():
        pass
    assert store.verify().unsealed == 0
    assert_whole(store)


def test_a_session_ends_by_the_clock_and_never_outlives_its_life_twice(store, clock) -> None:
    secret = store.sessions.begin("ann", ["review"], "key:1", timedelta(hours=12))
    clock.turn(days=-1)
    assert store.sessions.find(secret) is not None
    clock.turn(days=1, hours=12)
    assert store.sessions.find(secret) is None
    clock.turn(days=-3)
    other = store.sessions.begin("ann", ["review"], "key:1", timedelta(hours=12))
    assert store.sessions.find(other) is not None


def test_a_webhook_is_genuine_only_near_its_time_on_either_side() -> None:
    secret, body = new_secret(), b'{"type": "case.decided"}'
    said = headers((secret,), "evt_1", START, body)
    for minutes, genuine in ((0, True), (4, True), (-4, True), (6, False), (-6, False)):
        at = START + timedelta(minutes=minutes)
        assert is_genuine((secret,), said, body, at) is genuine


def test_a_decision_of_another_tool_counts_once_whenever_it_says_it_was_made(store, clock) -> None:
    case_id = store.ingest(an_item()).case_id
    said = Foreign(
        source="coop", id="d1", item=case_id, verdict="content_farm",
        reviewer="coop:ann", at=(START + timedelta(days=400)).isoformat(),
    )  # fmt: skip
    first = store.take_feedback(said)
    clock.turn(days=-400)
    again = store.take_feedback(said)
    assert (first.case_id, again.case_id) == (case_id, case_id)
    assert again.outcome != first.outcome
    assert_whole(store)


def test_events_wait_for_a_clock_that_was_ahead_and_none_is_lost(store, clock) -> None:
    clock.turn(days=2)
    store.ingest(an_item())
    clock.turn(days=-2)
    counts = store.outbox.counts()
    assert sum(counts.values()) >= 1
    clock.turn(days=2, seconds=1)
    assert sum(store.outbox.counts().values()) >= sum(counts.values())


def test_several_names_rise_and_several_secrets_differ() -> None:
    names = Names(system_clock)
    made = [*names.several("evt", 50), names.new("evt"), *names.several("evt", 3)]
    assert made == sorted(set(made))
    assert len(set(names.tokens(20))) == 20
    assert {len(token) for token in names.tokens(2)} == {32}
    assert names.several("evt", 0) == names.tokens(0) == []
