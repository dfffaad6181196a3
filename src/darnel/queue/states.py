"""What may happen to a case: a state machine without database, clock or chance.

    new ────► open ◄──── release, skip, expire, escalate, a first verdict of two ────┐
              │  ▲                                                                   │
              │  └── hold is over ── held ◄── hold ──┐                               │
              │                                      │                               │
              └── claim ────────────────────────► claimed ───────────────────────────┘
                                                     │ undo ▲
              open ◄── appeal, reopen ── decided ◄───┴──────┘
              open, claimed, held ── close ──► closed ── reopen ──► open

Every action gives a new case of the next version and the name of what happened, or is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from darnel.queue import actions as do
from darnel.queue.case import Case, Lease, Undo, Verdict
from darnel.queue.refusals import LeaseLost, SameReviewer, UndoOver, WrongState

ESCALATED = "escalated"
"""The queue that escalated cases go to."""

A_THIRD = 3
"""Verdicts that a round needs once two disagree: the third settles it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a case after a transition, and what happened, such as `case.decided`."""

    case: Case
    event: str


def step(case: Case, action: do.Action, now: datetime) -> Step:
    """Do an action to a case, or raise what refuses it (`darnel.queue.refusals`).

    The version rises by one and the chance to undo the step before passes.
    """
    after, event = _RULES[type(action)](case, action, now)
    undo = after.undo if isinstance(action, do.Decide) else None
    return Step(replace(after, version=case.version + 1, undo=undo), event)


def renew(case: Case, action: do.Renew, now: datetime) -> Case:
    """Put off the end of a lease; no transition, the version stays."""
    _held(case, action.who, action.token, now)
    return replace(case, lease=Lease(action.who, action.token, action.until))


def settled(verdicts: tuple[tuple[str, Verdict], ...], required: int) -> Verdict | None:
    """Give the verdict that a round comes to, None while it is open.

    Two must agree; where they do not, that of the third holds.
    """
    if len(verdicts) < required:
        return None
    said = [verdict for _, verdict in verdicts]
    return said[-1] if required >= A_THIRD or len(set(said)) == 1 else None


def may_review(case: Case, who: str) -> bool:
    """Tell whether a person may still give a verdict: nobody judges a case twice."""
    return who not in case.reviewed


def _claim(case: Case, action: do.Claim, now: datetime) -> tuple[Case, str]:
    _in(case, "open")
    if not may_review(case, action.who):
        raise SameReviewer("you have given a verdict on this case; somebody else has to review it")
    lease = Lease(action.who, action.token, action.until)
    return replace(case, state="claimed", lease=lease), "case.claimed"


def _release(case: Case, action: do.Release, now: datetime) -> tuple[Case, str]:
    _held(case, action.who, action.token, now)
    return _free(case), "case.released"


def _skip(case: Case, action: do.Skip, now: datetime) -> tuple[Case, str]:
    _held(case, action.who, action.token, now)
    return replace(_free(case), skipped=case.skipped | {action.who}), "case.skipped"


def _hold(case: Case, action: do.Hold, now: datetime) -> tuple[Case, str]:
    _held(case, action.who, action.token, now)
    if action.until <= now:
        raise WrongState("a case can be held until a later time only")
    return replace(_free(case), state="held", hold_until=action.until), "case.held"


def _escalate(case: Case, action: do.Escalate, now: datetime) -> tuple[Case, str]:
    _held(case, action.who, action.token, now)
    return replace(_free(case), queue=action.queue), "case.escalated"


def _ask_second(case: Case, action: do.AskSecond, now: datetime) -> tuple[Case, str]:
    _in(case, "open", "claimed")
    if case.required > 1:
        raise WrongState("a second review is asked for already")
    return replace(case, required=2), "case.second_asked"


def _decide(case: Case, action: do.Decide, now: datetime) -> tuple[Case, str]:
    if action.token is None:
        _in(case, "open")
    else:
        _held(case, action.who, action.token, now)
    if not may_review(case, action.who):
        raise SameReviewer("you have given a verdict on this case; somebody else has to review it")
    verdicts = (*case.verdicts, (action.who, action.verdict))
    verdict = settled(verdicts, case.required)
    disputed = verdict is None and len(verdicts) >= case.required
    after = replace(
        _free(case), verdicts=verdicts, verdict=verdict, reviewed=case.reviewed | {action.who},
        undo=Undo(action.who, action.undo_until, case.required),
    )  # fmt: skip
    if verdict is not None:
        return replace(after, state="decided"), "case.decided"
    if disputed:
        return replace(after, required=A_THIRD), "case.disputed"
    return after, "case.reviewed"


def _undo(case: Case, action: do.Undo, now: datetime) -> tuple[Case, str]:
    last = case.undo
    if last is None or now >= last.until:
        raise UndoOver("the time to undo is over; appeal, or ask for the case to be opened again")
    if last.by != action.who:
        raise UndoOver("only who decided can undo it")
    lease = Lease(action.who, action.token, action.until)
    after = replace(
        case, state="claimed", lease=lease, verdicts=case.verdicts[:-1], verdict=None,
        reviewed=case.reviewed - {action.who}, required=last.required,
    )  # fmt: skip
    return after, "case.undone"


def _appeal(case: Case, action: do.Appeal, now: datetime) -> tuple[Case, str]:
    _in(case, "decided")
    if action.who in case.reviewed:
        raise SameReviewer("who decided can't appeal; undo, or ask somebody else")
    after = replace(_again(case, action.due_at, now), required=1)
    return replace(after, skipped=frozenset()), "case.appealed"


def _reopen(case: Case, action: do.Reopen, now: datetime) -> tuple[Case, str]:
    _in(case, "decided", "closed")
    after = _again(case, action.due_at, now)
    fresh = replace(after, required=action.required, reviewed=frozenset(), skipped=frozenset())
    return replace(fresh, reopened=case.reopened + 1), "case.reopened"


def _refresh(case: Case, action: do.Refresh, now: datetime) -> tuple[Case, str]:
    _in(case, "open", "claimed", "held")
    return case, "case.refreshed"


def _close(case: Case, action: do.Close, now: datetime) -> tuple[Case, str]:
    _in(case, "open", "claimed", "held")
    return replace(_free(case), state="closed"), "case.closed"


def _expire(case: Case, action: do.Expire, now: datetime) -> tuple[Case, str]:
    if case.lease is None or case.lease.live(now):
        raise WrongState("no lease has run out")
    return _free(case), "case.lease_expired"


def _resume(case: Case, action: do.Resume, now: datetime) -> tuple[Case, str]:
    if case.hold_until is None or now < case.hold_until:
        raise WrongState("no hold is over")
    return _free(case), "case.resumed"


def _overdue(case: Case, action: do.Overdue, now: datetime) -> tuple[Case, str]:
    _in(case, "open", "claimed", "held")
    if case.overdue or now < case.due_at:
        raise WrongState("the case is not newly overdue")
    return replace(case, overdue=True), "case.overdue"


def _free(case: Case) -> Case:
    return replace(case, state="open", lease=None, hold_until=None)


def _again(case: Case, due_at: datetime, now: datetime) -> Case:
    return replace(
        _free(case), round=case.round + 1, verdicts=(), verdict=None, opened_at=now, due_at=due_at,
        overdue=False,
    )  # fmt: skip


def _in(case: Case, *states: str) -> None:
    if case.state not in states:
        raise WrongState(f"the case is {case.state}; this needs it {' or '.join(states)}")


def _held(case: Case, who: str, token: str, now: datetime) -> None:
    lease = case.lease
    if lease is None or not lease.live(now) or (lease.owner, lease.token) != (who, token):
        raise LeaseLost("you do not hold this case, or no longer; claim it again")


Rule = Callable[[Case, Any, datetime], tuple[Case, str]]

_RULES: dict[type, Rule] = {
    do.Claim: _claim, do.Release: _release, do.Skip: _skip, do.Hold: _hold,
    do.Escalate: _escalate, do.AskSecond: _ask_second, do.Decide: _decide, do.Undo: _undo,
    do.Appeal: _appeal, do.Reopen: _reopen, do.Refresh: _refresh, do.Close: _close,
    do.Expire: _expire, do.Resume: _resume, do.Overdue: _overdue,
}  # fmt: skip
