"""Every action on every kind of case, as a table to be read: `python tests/queue/transitions.py` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from darnel.queue import actions as do
from darnel.queue.case import Case, Lease, Undo, changes
from darnel.queue.refusals import Refused
from darnel.queue.states import step

GOLDEN = Path(__file__).parent / "golden" / "transitions.txt"

NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
AT = {"8:00": NINE - timedelta(hours=1), "just before 9:00": NINE - TICK, "9:00": NINE}
DUE, UNTIL = NINE + timedelta(days=1), NINE + timedelta(minutes=10)

NEW = Case("c-1", "t", "default", "a.example", NINE - timedelta(days=2), DUE)
WORN = replace(
    NEW, queue="sport", version=7, round=3, reopened=2, skipped=frozenset({"cat"}), due_at=NINE
)
"""A case that has been through much; all that runs out does so at nine."""

BOBS = {"verdicts": (("bob", "credible"),), "reviewed": frozenset({"bob"})}
CASES = {
    "open": WORN,
    "open, new": NEW,
    "open, overdue": replace(WORN, overdue=True),
    "open, two are to agree, bob said credible": replace(WORN, required=2, **BOBS),
    "open, bob and cat disagree": replace(
        WORN, required=3, verdicts=(("bob", "credible"), ("cat", "content_farm")),
        reviewed=frozenset({"bob", "cat"}),
    ),
    "open, seen by ann": replace(WORN, reviewed=frozenset({"ann"})),
    "open, bob may undo": replace(WORN, required=2, undo=Undo("bob", NINE, 1), **BOBS),
    "claimed by ann": replace(WORN, state="claimed", lease=Lease("ann", "key", NINE)),
    "claimed by ann, bob said credible": replace(
        WORN, state="claimed", lease=Lease("ann", "key", NINE), required=2, **BOBS
    ),
    "claimed by ann, who has reviewed": replace(
        WORN, state="claimed", lease=Lease("ann", "key", NINE), reviewed=frozenset({"ann"})
    ),
    "claimed by bob": replace(WORN, state="claimed", lease=Lease("bob", "other", NINE)),
    "claimed by ann with another key": replace(
        WORN, state="claimed", lease=Lease("ann", "other", NINE)
    ),
    "held": replace(WORN, state="held", hold_until=NINE, overdue=True),
    "held, not overdue": replace(WORN, state="held", hold_until=NINE),
    "decided by ann": replace(
        WORN, state="decided", verdicts=(("ann", "credible"),), verdict="credible",
        reviewed=frozenset({"ann"}), undo=Undo("ann", NINE, 1), overdue=True,
    ),
    "decided by bob and ann, two were to agree": replace(
        WORN, state="decided", required=2, verdicts=(("bob", "unsure"), ("ann", "unsure")),
        verdict="unsure", reviewed=frozenset({"ann", "bob"}), undo=Undo("ann", NINE, 2),
    ),
    "decided long ago": replace(
        WORN, state="decided", verdicts=(("bob", "unsure"),), verdict="unsure",
        reviewed=frozenset({"bob"}),
    ),
    "closed": replace(WORN, state="closed"),
}  # fmt: skip

ACTIONS = {
    "claim by ann": do.Claim("ann", "new", UNTIL),
    "release": do.Release("ann", "key"),
    "skip": do.Skip("ann", "key"),
    "hold until 9:10": do.Hold("ann", "key", UNTIL),
    "hold until 9:00": do.Hold("ann", "key", NINE),
    "hold until just before 9:00": do.Hold("ann", "key", NINE - TICK),
    "escalate": do.Escalate("ann", "key", "escalated"),
    "ask for a second": do.AskSecond("ann"),
    "decide: credible": do.Decide("ann", "key", "credible", UNTIL),
    "decide: content_farm": do.Decide("ann", "key", "content_farm", UNTIL),
    "decide in bulk": do.Decide("ann", None, "content_farm", UNTIL),
    "undo": do.Undo("ann", "new", UNTIL),
    "appeal by bob": do.Appeal("bob", UNTIL),
    "reopen, two are to agree": do.Reopen(do.SYSTEM, UNTIL, 2),
    "refresh": do.Refresh(do.SYSTEM),
    "close": do.Close("ann"),
    "expire": do.Expire(),
    "resume": do.Resume(),
    "overdue": do.Overdue(),
}


def outcome(case: Case, action: do.Action, now: datetime) -> str:
    try:
        done = step(case, action, now)
    except Refused as refused:
        return f"{type(refused).__name__}: {refused}"
    told = changes(case, done.case)
    lease = done.case.lease
    if lease is not None and lease != case.lease:
        told["lease"] = [lease.owner, lease.token, lease.until.isoformat()]
    return f"{done.event} {json.dumps(told, sort_keys=True)}"


def lines() -> Iterator[str]:
    """One line an outcome, with the actions that have it, and when they have another at other times."""
    for name, case in CASES.items():
        yield f"# {name}"
        by_outcome: dict[str, list[str]] = {}
        for what, action in ACTIONS.items():
            said: dict[str, list[str]] = {}
            for when, now in AT.items():
                said.setdefault(outcome(case, action, now), []).append(when)
            for result, times in said.items():
                when = "" if len(said) == 1 else f" at {', '.join(times)}"
                by_outcome.setdefault(result, []).append(what + when)
        for result, actions in by_outcome.items():
            yield f"{'; '.join(actions)} -> {result}"
        yield ""


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(lines()), encoding="utf-8")
