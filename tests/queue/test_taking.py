"""Claims in one statement: the same as the rules say, told and written down the same."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from casework import START, an_item
from invariants import assert_whole
from sqlalchemy import select, update

from darnel.errors import InputError
from darnel.queue import open_store, taking
from darnel.queue.actions import Claim
from darnel.queue.case import changes
from darnel.queue.reached import STALE, Reached
from darnel.queue.rows import case_of
from darnel.queue.states import step
from darnel.queue.store import MOST_IN_HAND
from darnel.queue.tables import CASES, OUTBOX
from darnel.queue.unit import _payload
from darnel.queue.work import Decision


def _claimed(store, who="ann"):
    """Have somebody claim; give the case before and after, its row, entry and event."""
    with store.database.read() as connection:
        rows = {row["id"]: row for row in connection.execute(select(CASES)).mappings()}
    before = {id_: store.get(id_).case for id_ in rows}
    after = store.claim(who).case
    entry = store.history(after.id)[-1]
    with store.database.read() as connection:
        told = connection.execute(
            select(OUTBOX).where(OUTBOX.c.case_id == after.id, OUTBOX.c.version == after.version)
        ).one()
    return before[after.id], after, rows[after.id], entry, told


@pytest.mark.parametrize(
    "due", [START, START + timedelta(microseconds=7), START.replace(year=1969)]
)
@pytest.mark.parametrize("address", ["https://a.example/ä?q=“x”\\n", ""])
def test_a_claim_is_what_the_rules_make_of_the_case(store, clock, due, address) -> None:
    store.ingest(an_item())
    with store.database.write() as connection:
        connection.execute(update(CASES).values(due_at=due, url=address, quality=0.1 + 0.2))
    before, after, row, entry, told = _claimed(store)
    expected = step(before, Claim("ann", after.lease.token, after.lease.until), clock.now)
    assert after == expected.case == store.get(after.id).case
    assert after.lease.until == clock.now + timedelta(minutes=10)
    assert (entry.event, entry.who, entry.at) == (expected.event, "ann", clock.now)
    assert entry.details == {"changes": changes(before, after)}
    assert (told.type, told.state, told.due_at, told.attempts) == (
        "case.claimed", "waiting", clock.now, 0,
    )  # fmt: skip
    assert told.payload == _payload(after, row, "ann", {})


def test_a_claim_ends_the_undo_of_a_first_verdict(two_reviews, clock) -> None:
    store = two_reviews
    store.ingest(an_item())
    work = store.claim("ann")
    token, version = work.case.lease.token, work.case.version
    assert store.decide(work.case.id, "ann", token, version, Decision("credible")).undo is not None
    before, after, _, entry, _ = _claimed(store, "bob")
    assert after == replace(
        step(before, Claim("bob", "x", START), clock.now).case, lease=after.lease
    )
    assert entry.details["changes"]["undo"] is None


def test_several_are_claimed_at_once_in_order_each_with_a_token_of_its_own(store) -> None:
    for n in range(6):
        store.ingest(an_item(n, quality=n / 10, queue="other" if n % 2 else "default"))
    order = [listed.case.id for listed in store.cases().cases]
    works = store.claim_many("ann", 3, ("default", "other"))
    assert [work.case.id for work in works] == order[:3]
    assert {work.case.queue for work in works} == {"default", "other"}
    assert len({work.case.lease.token for work in works}) == 3
    rest = store.claim_many("bob", 50, ("default", "other", "none"))
    assert [work.case.id for work in rest] == order[3:]
    assert store.claim_many("cat", 1) == []
    assert store.verify().entries == 12
    for count in (0, MOST_IN_HAND + 1):
        with pytest.raises(InputError, match="1 to 50"):
            store.claim_many("ann", count)


def test_a_better_case_of_this_process_is_claimed_next_and_one_of_another_a_second_later(
    url, store, clock, settings
) -> None:
    ids = [store.ingest(an_item(n, quality=0.5 + n / 10)).case_id for n in range(4)]
    assert store.claim("ann").case.id == ids[0]
    better = store.ingest(an_item(7, quality=0.1)).case_id
    assert store.claim("ann").case.id == better
    other = open_store(url, replace(settings, names=lambda clock: store._transactions.names))
    theirs = other.ingest(an_item(8, quality=0.05)).case_id
    clock.turn(seconds=1)
    assert store.claim("ann").case.id == theirs
    other.close()


def _shared(store, people, queues=("default",), number=1):
    """Have people claim with one statement; give the cases of each."""
    if store.database.sqlite:
        pytest.skip("one statement claims for several on PostgreSQL only")
    sought = taking.Sought("default", queues, whole=False)
    wishes = [taking.Wish(who, number) for who in people]
    with store._transactions.statement() as unit:
        dealt = taking.take(unit, store._transactions.reached, sought, wishes)
    return [[case_of(row) for row in rows] for rows in dealt]


def test_people_who_share_a_statement_get_cases_in_order_each_by_the_rules(store, clock) -> None:
    for n in range(5):
        store.ingest(an_item(n, quality=n / 10, queue="other" if n % 2 else "default"))
    order = [listed.case for listed in store.cases().cases]
    with store.database.read() as connection:
        rows = {row["id"]: row for row in connection.execute(select(CASES)).mappings()}
    dealt = _shared(store, ["ann", "Zoë, \\n 'x' {1,2}", "ann"], ("default", "other"))
    assert [case.id for cases in dealt for case in cases] == [case.id for case in order[:3]]
    tokens = set()
    for before, [after] in zip(order, dealt, strict=False):
        who, token = after.lease.owner, after.lease.token
        expected = step(before, Claim(who, token, after.lease.until), clock.now).case
        assert after == expected == store.get(after.id).case
        assert store.history(after.id)[-1].details == {"changes": changes(before, after)}
        with store.database.read() as connection:
            told = connection.execute(select(OUTBOX).where(OUTBOX.c.case_id == after.id)).all()
        assert told[-1].payload == _payload(after, rows[after.id], who, {})
        tokens.add(token)
    assert len(tokens) == 3
    assert [case.lease.owner for [case] in dealt] == ["ann", "Zoë, \\n 'x' {1,2}", "ann"]
    assert_whole(store)


def test_a_case_falls_to_nobody_who_may_not_review_it_and_is_there_for_others(store) -> None:
    ids = [store.ingest(an_item(n, quality=0.1 + n / 10)).case_id for n in range(4)]
    for who, case_id in (("ann", ids[0]), ("ann", ids[1]), ("bob", ids[0])):
        case = store.claim_case(case_id, who, store.get(case_id).case.version).case
        store.skip(case_id, who, case.lease.token, case.version)
    dealt = _shared(store, ["ann", "bob"])
    assert [[case.id for case in cases] for cases in dealt] == [[], [ids[2]]]
    assert store.get(ids[1]).case.state == "open"
    assert [[case.id for case in cases] for cases in _shared(store, ["bob", "ann"])] == [
        [ids[1]], [ids[3]],
    ]  # fmt: skip
    assert _shared(store, ["bob", "ann"]) == [[], []]
    assert [case.id for [case] in _shared(store, ["cat"])] == [ids[0]]
    assert_whole(store)


def test_whoever_goes_out_of_a_shared_statement_empty_claims_alone(store, monkeypatch) -> None:
    if store.database.sqlite:
        pytest.skip("one statement claims for several on PostgreSQL only")
    first, second = (store.ingest(an_item(n, quality=0.1 + n / 10)).case_id for n in range(2))
    case = store.claim_case(first, "ann", 1).case
    store.skip(first, "ann", case.lease.token, case.version)
    real, crowds = store._claims._deal, []

    def with_company(sought, wishes):
        crowds.append([wish.who for wish in wishes])
        company = [] if crowds[1:] else [taking.Wish("bob", 1)]
        return real(sought, [*wishes, *company])[: len(wishes)]

    monkeypatch.setattr(store._claims._shared, "_serve", with_company)
    assert store.take("ann") is None  # bob has the other one
    assert store.get(second).case.lease.owner == "bob"
    assert store.take("cat").id == first


def test_a_case_is_taken_without_what_it_is_about(store, clock) -> None:
    first, second = (store.ingest(an_item(n, quality=0.1 + n / 10)).case_id for n in range(2))
    taken = store.take("ann")
    assert (taken.id, taken.lease.owner) == (first, "ann")
    assert taken == store.get(first).case
    assert store.claim("bob").case.id == second
    assert store.take("cat") is None
    with pytest.raises(InputError, match="name of a reviewer"):
        store.take("\n")
    assert_whole(store)


def test_an_assessment_that_came_in_while_a_case_was_claimed_is_read_after(
    store, monkeypatch
) -> None:
    item = an_item()
    store.ingest(item)
    unseen = taking._WHOLE.replace("claimed.assessment_id", "'not seen yet'")
    assert unseen != taking._WHOLE
    monkeypatch.setattr(taking, "_WHOLE", unseen)
    taking._statement.cache_clear()
    work = store.claim("ann")
    taking._statement.cache_clear()
    assert (work.article, work.choice) == (item.article, item.choice)


def test_where_claims_begin_is_forgotten_after_a_second_and_never_shared() -> None:
    reached = Reached()
    reached.note("ann", "default", "q", 5.0, START)
    reached.note("ann", "default", "q", 4.0, START + STALE / 2)
    assert reached.of("ann", "default", "q", START + STALE / 2) == 4.0
    assert reached.of("ann", "default", "q", START + STALE) == math.inf
    assert reached.of("bob", "default", "q", START) == math.inf
    reached.forget()
    assert reached.of("ann", "default", "q", START) == math.inf


def test_a_database_that_went_away_is_said_so_and_met_again(store) -> None:
    store.ingest(an_item())
    if store.database.sqlite:
        return
    store.claim("ann")
    with pytest.raises(Exception, match="driver's own") as said, store.database.statement() as lent:
        lent.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert type(said.value).__module__ == "sqlalchemy.exc"
    store.ingest(an_item(1))
    assert store.claim("ann") is not None
