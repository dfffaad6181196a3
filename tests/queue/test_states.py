"""The state machine, walked through: every action on every state is done, or refused by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from darnel.queue import actions as do
from darnel.queue import refusals
from darnel.queue.case import STATES, VERDICTS, Case, Lease, Undo, changes, plain, replay
from darnel.queue.states import A_THIRD, renew, settled, step

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(minutes=10), NOW - timedelta(minutes=10)
OPEN = Case("c", "t", "default", "a.example", NOW, LATER)
MINE = Lease("ann", "key", LATER)
CASES = {
    "open": OPEN,
    "claimed": replace(OPEN, state="claimed", lease=MINE),
    "held": replace(OPEN, state="held", hold_until=LATER),
    "decided": replace(
        OPEN, state="decided", verdicts=(("ann", "credible"),), verdict="credible",
        reviewed=frozenset({"ann"}), undo=Undo("ann", LATER, 1),
    ),
    "closed": replace(OPEN, state="closed"),
}  # fmt: skip
ACTIONS = {
    do.Claim("ann", "new", LATER): {"open": "claimed"},
    do.Release("ann", "key"): {"claimed": "open"},
    do.Skip("ann", "key"): {"claimed": "open"},
    do.Hold("ann", "key", LATER): {"claimed": "held"},
    do.Escalate("ann", "key", "escalated"): {"claimed": "open"},
    do.AskSecond("ann"): {"open": "open", "claimed": "claimed"},
    do.Decide("ann", "key", "unsure", LATER): {"claimed": "decided"},
    do.Decide("ann", None, "unsure", LATER): {"open": "decided"},
    do.Undo("ann", "new", LATER): {"decided": "claimed"},
    do.Appeal("bob", LATER): {"decided": "open"},
    do.Reopen(do.SYSTEM, LATER, 1): {"decided": "open", "closed": "open"},
    do.Refresh(do.SYSTEM): {"open": "open", "claimed": "claimed", "held": "held"},
    do.Close("ann"): dict.fromkeys(("open", "claimed", "held"), "closed"),
    do.Expire(): {},
    do.Resume(): {},
    do.Overdue(): {},
}
"""Where each action leads from each state, at a time when nothing has run out."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_an_action_leads_where_the_table_says_or_is_refused(action, state) -> None:
    case, leads = CASES[state], ACTIONS[action].get(state)
    if leads is None:
        with pytest.raises(refusals.Refused):
            step(case, action, NOW)
        return
    after = step(case, action, NOW).case
    assert after.state == leads
    assert after.version == case.version + 1
    assert (after.lease is not None) == (after.state == "claimed")
    assert (after.hold_until is not None) == (after.state == "held")
    assert (after.verdict is not None) == (after.state == "decided")


def test_what_time_does_is_done_from_the_moment_on_that_it_is_due() -> None:
    for state, action, leads in (
        ("claimed", do.Expire(), "open"),
        ("held", do.Resume(), "open"),
        ("open", do.Overdue(), "open"),
    ):
        assert step(CASES[state], action, LATER).case.state == leads
        with pytest.raises(refusals.WrongState):
            step(CASES[state], action, LATER - timedelta(microseconds=1))


@pytest.mark.parametrize(("who", "token"), [("bob", "key"), ("ann", "old")])
def test_a_case_is_nobodys_but_the_holders(who: str, token: str) -> None:
    for action in (do.Release(who, token), do.Decide(who, token, "credible", LATER)):
        with pytest.raises(refusals.LeaseLost):
            step(CASES["claimed"], action, NOW)
    with pytest.raises(refusals.LeaseLost):
        renew(CASES["claimed"], do.Renew(who, token, LATER), NOW)


def test_a_lease_that_ran_out_decides_nothing_and_is_not_renewed() -> None:
    with pytest.raises(refusals.LeaseLost):
        step(CASES["claimed"], do.Decide("ann", "key", "credible", LATER), LATER)
    with pytest.raises(refusals.LeaseLost):
        renew(CASES["claimed"], do.Renew("ann", "key", LATER), LATER)


def test_nobody_judges_a_case_twice() -> None:
    again = replace(OPEN, reviewed=frozenset({"ann"}))
    for action in (do.Claim("ann", "k", LATER), do.Decide("ann", None, "credible", LATER)):
        with pytest.raises(refusals.SameReviewer):
            step(again, action, NOW)
    with pytest.raises(refusals.SameReviewer):
        step(CASES["decided"], do.Appeal("ann", LATER), NOW)


def test_after_an_appeal_somebody_else_has_to_judge_and_after_a_change_anybody_may() -> None:
    appealed = step(CASES["decided"], do.Appeal("owner", LATER), NOW).case
    assert (appealed.round, appealed.reviewed) == (2, {"ann"})
    reopened = step(CASES["decided"], do.Reopen(do.SYSTEM, LATER, 1), NOW).case
    assert (reopened.round, reopened.reviewed, reopened.reopened) == (2, frozenset(), 1)


@pytest.mark.parametrize(("first", "second"), list(product(VERDICTS, repeat=2)))
def test_two_that_agree_decide_and_of_two_that_do_not_a_third_does(first, second) -> None:
    case = replace(OPEN, required=2)
    one = step(case, do.Decide("ann", None, first, LATER), NOW)
    assert (one.case.state, one.event) == ("open", "case.reviewed")
    two = step(one.case, do.Decide("bob", None, second, LATER), NOW)
    if first == second:
        assert (two.case.verdict, two.event) == (first, "case.decided")
        return
    assert (two.case.state, two.case.required, two.event) == ("open", A_THIRD, "case.disputed")
    back = step(two.case, do.Undo("bob", "k", LATER), NOW).case
    assert (back.required, back.verdicts) == (2, (("ann", first),))
    for verdict in VERDICTS:
        three = step(two.case, do.Decide("cat", None, verdict, LATER), NOW).case
        assert (three.state, three.verdict) == ("decided", verdict)


def test_a_round_is_open_until_it_has_its_verdicts() -> None:
    assert settled((), 1) is None
    assert settled((("ann", "credible"),), 2) is None
    assert settled((("ann", "credible"),), 1) == "credible"


def test_a_verdict_can_be_taken_back_by_its_giver_in_time_and_before_anything_else() -> None:
    decided = CASES["decided"]
    back = step(decided, do.Undo("ann", "new", LATER), NOW).case
    assert (back.state, back.verdicts, back.reviewed) == ("claimed", (), frozenset())
    for who, now in (("bob", NOW), ("ann", LATER)):
        with pytest.raises(refusals.UndoOver):
            step(decided, do.Undo(who, "new", LATER), now)
    appealed = step(decided, do.Appeal("owner", LATER), NOW).case
    with pytest.raises(refusals.UndoOver):
        step(appealed, do.Undo("ann", "new", LATER), NOW)


def test_a_case_is_not_held_until_a_time_that_has_passed() -> None:
    with pytest.raises(refusals.WrongState):
        step(CASES["claimed"], do.Hold("ann", "key", BEFORE), NOW)


def test_changes_put_one_after_the_other_give_the_case_and_hold_no_secret() -> None:
    built, before = {}, None
    for case in CASES.values():
        built, before = replay(changes(before, case), built), case
        assert built == plain(case)
        assert "key" not in str(plain(case))
