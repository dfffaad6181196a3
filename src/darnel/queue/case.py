"""A case: one article that people look at, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal, get_args

State = Literal["open", "claimed", "held", "decided", "closed"]
"""Waiting for anybody; in somebody's hands; put off until a time; judged by people; ended without a
judgement, by rule."""

Verdict = Literal["credible", "content_farm", "unsure"]
FindingVerdict = Literal["confirm", "reject"]

STATES: tuple[State, ...] = get_args(State)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FINDING_VERDICTS: tuple[FindingVerdict, ...] = get_args(FindingVerdict)


@dataclass(frozen=True, slots=True)
class Lease:
    """Say who holds a case, the secret that proves it, and until when, that moment excluded."""

    owner: str
    token: str
    until: datetime

    def live(self, now: datetime) -> bool:
        """Tell whether it still holds."""
        return now < self.until


@dataclass(frozen=True, slots=True)
class Undo:
    """Say who may take back the last verdict, until when (excluded), and what it had changed."""

    by: str
    until: datetime
    required: int


@dataclass(frozen=True, slots=True)
class Case:
    """Hold where a case stands.

    `version` rises by one at each transition. A `round` begins when the case is opened again;
    `verdicts` are those of this round, in order. `reviewed` may give no further verdict, `skipped`
    are not offered it. `overdue` is true once that was noted.
    """

    id: str
    tenant: str
    queue: str
    source: str
    opened_at: datetime
    due_at: datetime
    state: State = "open"
    version: int = 1
    round: int = 1
    reopened: int = 0
    required: int = 1
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    verdict: Verdict | None = None
    reviewed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    lease: Lease | None = None
    hold_until: datetime | None = None
    undo: Undo | None = None
    overdue: bool = False


def plain(case: Case) -> dict[str, Any]:
    """Give a case as plain JSON values, without the secret and the end of its lease.

    Heartbeats move the end of a lease and are no transitions: they leave no trace.
    """
    return {name: _plain(value) for name, value in zip(_FIELDS, _VALUES(case), strict=True)}


def changes(before: Case | None, after: Case) -> dict[str, Any]:
    """Give the plain fields that a transition changed; all of them for a new case."""
    if before is None:
        return plain(after)
    moved = [
        (name, _plain(then), _plain(now))
        for name, then, now in zip(_FIELDS, _VALUES(before), _VALUES(after), strict=True)
        if then is not now and then != now
    ]
    return {name: now for name, then, now in moved if then != now}


def replay(changed: Mapping[str, Any], onto: Mapping[str, Any]) -> dict[str, Any]:
    """Put the changes of one transition onto the plain case before it."""
    return {**onto, **changed}


_FIELDS = tuple(field.name for field in fields(Case))
_VALUES = attrgetter(*_FIELDS)


def _plain(value: Any) -> Any:  # noqa: ANN401 (a field's value, and JSON)
    match value:
        case datetime():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple():
            return [list(each) for each in value]
        case Lease():
            return value.owner
        case Undo():
            return [value.by, value.until.isoformat(), value.required]
    return value
