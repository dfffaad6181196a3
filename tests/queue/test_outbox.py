"""What others are told: once into the table, out at least once, never before its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from casework import an_item
from sqlalchemy import func, select

from darnel.queue import audit
from darnel.queue.tables import ASSESSMENTS, CASES, OUTBOX
from darnel.queue.work import Decision


def _decided(store):
    store.ingest(an_item())
    work = store.claim("ann")
    lease = work.case.lease
    return store.decide(work.case.id, "ann", lease.token, work.case.version, Decision("credible"))


def _types(events) -> list[str]:
    return [event["type"] for event in events]


def test_a_decision_goes_out_once_its_undo_is_over(store, clock) -> None:
    case = _decided(store)
    assert _types(store.outbox.take_due()) == ["case.opened", "case.claimed"]
    clock.turn(seconds=29)
    assert store.outbox.take_due() == []
    clock.turn(seconds=1)
    (event,) = store.outbox.take_due()
    assert event["id"].startswith("evt_")
    assert event["timestamp"] == "2026-03-01T09:00:00+00:00"
    said = event["payload"]
    assert (said["case_id"], said["version"], said["verdict"]) == (case.id, 3, "credible")
    assert (said["automation"], said["quality"], said["band"]) == ("none", 0.3, "review")


def test_a_worker_that_dies_loses_nothing_and_the_id_stays(store, clock) -> None:
    store.ingest(an_item())
    (first,) = store.outbox.take_due(lease=timedelta(minutes=1))
    assert store.outbox.take_due() == []
    clock.turn(minutes=1)
    (second,) = store.outbox.take_due()
    assert (second["id"], second["attempt"]) == (first["id"], 2)
    assert not store.outbox.done(first)
    assert store.outbox.done(second)
    clock.turn(days=1)
    assert store.outbox.take_due() == []


def test_a_failed_delivery_is_tried_again_when_asked_and_given_up_when_not(store, clock) -> None:
    store.ingest(an_item())
    (event,) = store.outbox.take_due()
    assert store.outbox.failed(event, "503", clock.now + timedelta(minutes=5))
    clock.turn(minutes=4)
    assert store.outbox.take_due() == []
    clock.turn(minutes=1)
    (event,) = store.outbox.take_due()
    assert store.outbox.failed(event, "410 " + "x" * 1000, None)
    assert store.outbox.counts() == {"given_up": 1}
    assert store.outbox.replay(event["id"])
    assert store.outbox.take_due()[0]["id"] == event["id"]
    assert not store.outbox.replay("evt_none")


def test_two_workers_never_hold_one_event(store) -> None:
    for n in range(10):
        store.ingest(an_item(n))
    taken = [event["id"] for _ in range(3) for event in store.outbox.take_due(limit=4)]
    assert len(taken) == len(set(taken)) == 10


@pytest.mark.parametrize("where", ["put", "append"])
def test_if_any_part_of_a_transition_fails_none_is_written(store, monkeypatch, where) -> None:
    def fail(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(f"darnel.queue.{'outbox' if where == 'put' else 'audit'}.{where}", fail)
    with pytest.raises(RuntimeError):
        store.ingest(an_item())
    with store.database.read() as connection:
        for table in (CASES, ASSESSMENTS, OUTBOX, audit.AUDIT):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0
