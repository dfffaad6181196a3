"""A reviewer's day at the queue: claims, leases, verdicts, second thoughts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from casework import an_item

from darnel.errors import InputError
from darnel.queue import refusals
from darnel.queue.listing import Wanted
from darnel.queue.work import Decision

FARM = Decision("content_farm", "one template on every page", findings={0: "confirm", 1: "reject"})


def _claimed(store, who="ann"):
    """Have somebody claim; give the id, the token and the version to act with."""
    work = store.claim(who)
    return work.case.id, work.case.lease.token, work.case.version


def test_a_claim_gives_all_that_a_reviewer_needs(store) -> None:
    item = an_item(1)
    store.ingest(item)
    work = store.claim("ann")
    assert (work.article, work.choice) == (item.article, item.choice)
    assert work.assessment.findings == item.assessment.findings
    assert "urgency 0.70" in work.order_reason
    assert store.claim("bob") is None


def test_a_decision_ends_the_case_and_keeps_what_was_said(store) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    case = store.decide(case_id, "ann", token, version, FARM)
    assert (case.state, case.verdict, case.lease) == ("decided", "content_farm", None)
    (review,) = store.reviews(case_id)
    assert review["findings"] == {0: "confirm", 1: "reject"}
    assert review["reason"] == FARM.reason


def test_a_lease_ends_and_the_next_one_may_claim(store, clock) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    clock.turn(minutes=9)
    store.renew(case_id, "ann", token)
    clock.turn(minutes=9)
    assert store.claim("bob") is None
    clock.turn(minutes=1)
    assert _claimed(store, "bob")[0] == case_id
    assert [e.event for e in store.history(case_id)][2:] == ["case.lease_expired", "case.claimed"]
    with pytest.raises(refusals.StaleVersion):
        store.release(case_id, "ann", token, version)
    with pytest.raises(refusals.LeaseLost):
        store.renew(case_id, "ann", token)


def test_a_decision_that_comes_too_late_is_kept_as_a_draft(store, clock) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    clock.turn(minutes=10)
    with pytest.raises(refusals.LeaseLost) as refused:
        store.decide(case_id, "ann", token, version, FARM)
    assert refused.value.draft_kept
    assert store.claim("ann").draft == FARM.to_dict()
    assert store.get(case_id, "bob").draft is None


def test_a_decision_on_an_article_that_changed_meanwhile_is_refused(store) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    assert store.ingest(an_item(text="The ferry sails again.")).outcome == "refreshed"
    with pytest.raises(refusals.StaleVersion) as refused:
        store.decide(case_id, "ann", token, version, FARM)
    assert refused.value.draft_kept
    assert store.decide(case_id, "ann", token, version + 1, FARM).state == "decided"


def test_a_skipped_case_is_offered_to_others_only_but_may_be_asked_for(store) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    store.skip(case_id, "ann", token, version)
    assert store.claim("ann") is None
    case_id, token, version = _claimed(store, "bob")
    version = store.release(case_id, "bob", token, version).version
    assert store.claim_case(case_id, "ann", version).case.lease.owner == "ann"


def test_a_held_case_comes_back_when_its_time_has_come(store, clock) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    store.hold(case_id, "ann", token, version, clock.now + timedelta(hours=1))
    clock.turn(minutes=59)
    assert store.claim("ann") is None
    clock.turn(minutes=1)
    assert store.claim("ann").case.id == case_id


def test_an_escalated_case_waits_in_the_other_queue(store) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    store.escalate(case_id, "ann", token, version, reason="a lawyer should see it")
    assert store.claim("bob") is None
    assert store.claim("bob", ("default", "escalated")).case.id == case_id
    assert store.history(case_id)[2].details["reason"] == "a lawyer should see it"


def test_two_reviews_are_by_two_people_and_a_third_settles(two_reviews) -> None:
    store = two_reviews
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    assert store.decide(case_id, "ann", token, version, Decision("credible")).state == "open"
    assert store.claim("ann") is None
    case_id, token, version = _claimed(store, "bob")
    assert store.decide(case_id, "bob", token, version, Decision("content_farm")).state == "open"
    case_id, token, version = _claimed(store, "cat")
    case = store.decide(case_id, "cat", token, version, Decision("credible"))
    assert (case.state, case.verdict, len(store.reviews(case_id))) == ("decided", "credible", 3)


def test_a_second_review_can_be_asked_for(store) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    version = store.ask_second(case_id, "ann", version).version
    assert store.decide(case_id, "ann", token, version, FARM).state == "open"
    assert store.claim("ann") is None
    assert store.claim("bob").case.id == case_id


def test_an_appeal_is_judged_by_somebody_else_and_first(store, clock) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    version = store.decide(case_id, "ann", token, version, FARM).version
    with pytest.raises(refusals.SameReviewer):
        store.appeal(case_id, "ann", version, "I changed my mind")
    store.ingest(an_item(1))
    store.appeal(case_id, "publisher", version, "We wrote this ourselves.")
    assert store.claim("ann").case.id != case_id
    work = store.claim("bob")
    assert (work.case.id, work.case.round) == (case_id, 2)
    token, version = work.case.lease.token, work.case.version
    assert store.decide(case_id, "bob", token, version, Decision("credible")).verdict == "credible"
    assert [review["round"] for review in store.reviews(case_id)] == [1, 2]


def test_an_undone_decision_is_a_draft_again_and_nobody_hears_of_it(store, clock) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    version = store.decide(case_id, "ann", token, version, FARM).version
    clock.turn(seconds=29)
    case = store.undo(case_id, "ann", version)
    assert (case.state, store.get(case_id, "ann").draft) == ("claimed", FARM.to_dict())
    store.decide(case_id, "ann", case.lease.token, case.version, Decision("credible"))
    clock.turn(minutes=5)
    told = [event for event in store.outbox.take_due() if event["type"] == "case.decided"]
    assert [event["payload"]["verdict"] for event in told] == ["credible"]
    assert [review["verdict"] for review in store.reviews(case_id)] == ["credible"]


def test_undo_takes_back_the_last_decision_only(store, clock) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    version = store.decide(case_id, "ann", token, version, FARM).version
    store.appeal(case_id, "publisher", version, "We wrote this ourselves.")
    case_id, token, version = _claimed(store, "bob")
    version = store.decide(case_id, "bob", token, version, Decision("credible")).version
    store.undo(case_id, "bob", version)
    clock.turn(minutes=5)
    told = [event for event in store.outbox.take_due() if event["type"] == "case.decided"]
    assert [event["payload"]["verdict"] for event in told] == ["content_farm"]


def test_a_decision_is_not_undone_after_its_time(store, clock) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    version = store.decide(case_id, "ann", token, version, FARM).version
    clock.turn(seconds=30)
    with pytest.raises(refusals.UndoOver):
        store.undo(case_id, "ann", version)


def test_a_bulk_decision_is_one_transition_each_and_says_what_it_could_not_do(store) -> None:
    ids = [store.ingest(an_item(n)).case_id for n in range(3)]
    held = _claimed(store, "bob")[0]
    asked = [*ids, "case_none"]
    expected = {id_: "wrong_state" if id_ == held else None for id_ in ids}
    expected["case_none"] = "no_such_case"
    dry = store.decide_many(asked, "ann", "content_farm", "one network", dry_run=True)
    assert {answer.case_id: answer.refused for answer in dry} == expected
    assert not any(store.reviews(id_) for id_ in ids)
    done = store.decide_many(asked, "ann", "content_farm", "one network")
    assert {answer.case_id: answer.refused for answer in done} == expected
    assert len(store.cases(Wanted(state="decided")).cases) == 2
    with pytest.raises(InputError, match="needs a reason"):
        store.decide_many(ids, "ann", "credible", " ")
    with pytest.raises(InputError, match="at most 1000"):
        store.decide_many(["x"] * 1001, "ann", "credible", "all")


def test_what_waits_too_long_is_noted_once(store, clock) -> None:
    case_id = store.ingest(an_item()).case_id
    clock.turn(days=3)
    assert store.sweep() == 1
    assert store.sweep() == 0
    assert store.get(case_id).case.overdue
    assert [listed.case.id for listed in store.cases(Wanted(overdue=True)).cases] == [case_id]
    assert not store.cases(Wanted(overdue=False)).cases
    (stats,) = store.stats()
    assert (stats.open, stats.overdue, stats.oldest) == (1, 1, clock.now - timedelta(days=3))


def test_pages_of_cases_follow_one_another_without_gap_or_repeat(store) -> None:
    ids = {store.ingest(an_item(n, quality=n % 3 / 4)).case_id for n in range(7)}
    seen, cursor = [], ""
    while True:
        page = store.cases(Wanted(cursor=cursor, limit=2))
        seen += [listed.case.id for listed in page.cases]
        cursor = page.next
        if not cursor:
            break
    assert (set(seen), len(seen)) == (ids, 7)
    with pytest.raises(InputError, match="no cursor"):
        store.cases(Wanted(cursor="?"))


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision("spam"), "verdict is 'spam'"),
        (Decision("credible", findings={2: "confirm"}), "there is no finding 2"),
        (Decision("credible", findings={0: "maybe"}), "say confirm or reject"),
        (Decision("credible", confidence=1.5), "confidence"),
        (Decision("credible", "x" * 10_001), "at most 10000"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(store, decision, message) -> None:
    store.ingest(an_item())
    case_id, token, version = _claimed(store)
    with pytest.raises(InputError, match=message):
        store.decide(case_id, "ann", token, version, decision)
    assert store.get(case_id).case.state == "claimed"


@pytest.mark.parametrize("who", ["", " ", "darnel", "a\nb", "x" * 201])
def test_a_reviewer_has_a_name(store, who: str) -> None:
    with pytest.raises(InputError, match="can't be the name"):
        store.claim(who)


def test_there_is_no_case_that_there_is_not(store) -> None:
    for asked in (lambda: store.get("case_none"), lambda: store.save_draft("case_none", "ann", {})):
        with pytest.raises(refusals.NoSuchCase):
            asked()
