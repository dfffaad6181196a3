"""Events reach every endpoint that wants them, each on its own, and what is known of it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from casework import an_item

from darnel.errors import InputError
from darnel.queue.deliveries import LEASE
from darnel.queue.endpoints import OVERLAP
from darnel.queue.refusals import NoSuchDelivery, NoSuchEndpoint

THERE = "https://hooks.example/darnel"


def _due(store) -> list[tuple[str, str]]:
    return [(due.endpoint.id, due.event["type"]) for due in store.deliveries.take_due(50)]


def test_each_endpoint_is_told_what_it_asked_for_and_no_more(store) -> None:
    every, _ = store.endpoints.add(THERE)
    some, _ = store.endpoints.add(THERE, ["case.claimed"])
    store.endpoints.add(THERE, tenant="others")
    store.ingest(an_item())
    store.claim("ann")
    wanted = {(every.id, "case.opened"), (every.id, "case.claimed"), (some.id, "case.claimed")}
    assert set(_due(store)) == wanted
    assert _due(store) == []


def test_nobody_is_told_without_an_endpoint_and_later_ones_hear_of_later_events(store) -> None:
    store.ingest(an_item(1))
    assert _due(store) == []
    made, _ = store.endpoints.add(THERE)
    store.ingest(an_item(2))
    assert _due(store) == [(made.id, "case.opened")]


def test_one_endpoint_that_fails_holds_up_no_other(store, clock) -> None:
    for _ in range(2):
        store.endpoints.add(THERE)
    store.ingest(an_item())
    first, second = store.deliveries.take_due(50)
    store.deliveries.done(first.id)
    store.deliveries.failed(second.id, "503", clock.now + timedelta(minutes=5))
    clock.turn(minutes=5)
    (again,) = store.deliveries.take_due(50)
    assert (again.id, again.attempts, again.event["id"]) == (second.id, 1, first.event["id"])
    store.deliveries.failed(again.id, "503", None)
    clock.turn(days=3)
    assert store.deliveries.take_due(50) == []
    (logged,) = store.deliveries.log(second.endpoint.id)
    assert (logged.state, logged.attempts, logged.last_error) == ("given_up", 2, "503")


def test_a_sender_that_dies_leaves_its_deliveries_due_again(store, clock) -> None:
    store.endpoints.add(THERE)
    store.ingest(an_item())
    (first,) = store.deliveries.take_due(50)
    clock.turn(seconds=LEASE.total_seconds())
    (second,) = store.deliveries.take_due(50)
    assert (second.id, second.attempts) == (first.id, 1)


def test_a_replaced_secret_signs_beside_the_new_one_for_a_day(store, clock) -> None:
    made, old = store.endpoints.add(THERE)
    new = store.endpoints.rotate(made.id)
    store.ingest(an_item(1))
    (due,) = store.deliveries.take_due(50)
    assert due.endpoint.secrets == (new, old)
    clock.turn(seconds=OVERLAP.total_seconds())
    store.ingest(an_item(2))
    assert {due.endpoint.secrets for due in store.deliveries.take_due(50)} == {(new,)}


def test_a_disabled_endpoint_hears_what_waited_once_it_is_enabled(store) -> None:
    made, _ = store.endpoints.add(THERE)
    store.ingest(an_item(1))
    assert len(store.deliveries.take_due(50)) == 1
    store.deliveries.failed(
        store.deliveries.log(made.id)[0].id, "410", store.deliveries.log(made.id)[0].due_at
    )
    store.deliveries.disable(made.id, "the endpoint answered 410")
    assert store.endpoints.get(made.id).disabled_why == "the endpoint answered 410"
    store.ingest(an_item(2))
    assert _due(store) == []
    store.endpoints.enable(made.id)
    store.ingest(an_item(3))
    assert _due(store) == [(made.id, "case.opened")]


def test_a_delivery_can_be_made_again_under_the_same_event(store) -> None:
    store.endpoints.add(THERE)
    store.ingest(an_item())
    (due,) = store.deliveries.take_due(50)
    store.deliveries.done(due.id)
    store.deliveries.replay(due.id)
    (again,) = store.deliveries.take_due(50)
    assert (again.id, again.event["id"], again.attempts) == (due.id, due.event["id"], 0)
    with pytest.raises(NoSuchDelivery):
        store.deliveries.replay(due.id, tenant="others")


def test_endpoints_that_are_not_there_and_events_that_are_none_are_refused(store) -> None:
    with pytest.raises(InputError, match=r"case\.decided"):
        store.endpoints.add(THERE, ["case.exploded"])
    with pytest.raises(NoSuchEndpoint):
        store.endpoints.rotate("ep_none")
