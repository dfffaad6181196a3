"""One transaction on the queue: a transition, its audit entry and its event, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from darnel.queue import audit, outbox
from darnel.queue.actions import Action
from darnel.queue.case import Case, changes
from darnel.queue.clock import Names
from darnel.queue.refusals import StaleVersion
from darnel.queue.rows import bar, case_of, load, row_of
from darnel.queue.settings import Settings
from darnel.queue.states import Step, step
from darnel.queue.tables import CASES

Row = Mapping[str, Any]

TOLD_OF_CASE = ("tenant", "queue", "source", "state", "version", "round", "verdict")
TOLD_OF_ROW = (
    "external_id", "url", "quality", "band", "model", "assessment_id", "content_sha256",
)  # fmt: skip
"""What others are told of a case beside its id, its due time and who acted."""

_MAKE = insert(CASES)
_MOVE = update(CASES).where(
    CASES.c.id == bindparam("of_case"), CASES.c.version == bindparam("of_version")
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold one transaction, the time that all of it happens at, and the settings.

    `opened` are the cases that it leaves open.
    """

    connection: Connection
    settings: Settings
    names: Names
    now: datetime
    opened: set[str] = field(default_factory=set)

    def load(self, case_id: str, version: int | None = None) -> Row:
        """Read and lock the row of a case; raise StaleVersion if it is not at `version`."""
        row = load(self.connection, case_id)
        if version is not None and row["version"] != version:
            raise StaleVersion(
                f"the case is at version {row['version']}, not {version}: it changed; read it again"
            )
        return row

    def plan(self, row: Row, action: Action) -> Step:
        """Work out a transition, or raise what refuses it; nothing is written."""
        return step(case_of(row), action, self.now)

    def advance(
        self, row: Row, action: Action, said: Row | None = None, columns: Row | None = None
    ) -> Case:
        """Do an action to a case; see `commit`."""
        return self.commit(row, self.plan(row, action), action.who, said, columns)

    def commit(
        self, row: Row, planned: Step, who: str, said: Row | None = None,
        columns: Row | None = None,
    ) -> Case:  # fmt: skip
        """Write a transition, its one audit entry, and the event that others are told, if any.

        `said` goes into the entry, `columns` are further columns of the case that change.
        """
        before, after, columns = case_of(row), planned.case, columns or {}
        then = row_of(before)
        moved = {name: value for name, value in row_of(after).items() if value != then[name]}
        given = {"of_case": before.id, "of_version": before.version, **moved, **columns}
        done = self.connection.execute(_MOVE, given)
        if done.rowcount != 1:
            raise StaleVersion("the case changed while this was done; read it again")
        bar(self.connection, before, after)
        self._tell(before, planned, who, said or {}, {**row, **columns})
        return after

    def create(self, case: Case, who: str, said: Row, columns: Row) -> Case:
        """Write a new case, its audit entry and its event."""
        self.connection.execute(_MAKE, {**row_of(case), **columns})
        self._tell(None, Step(case, "case.opened"), who, said, columns)
        return case

    def _tell(self, before: Case | None, done: Step, who: str, said: Row, row: Row) -> None:
        case, event = done.case, done.event
        if case.state == "open":
            self.opened.add(case.id)
        if event in outbox.PUBLISHED:
            due_at = case.undo.until if case.undo is not None else self.now
            payload = _payload(case, row, who, said)
            name = self.names.new("evt")
            outbox.put(self.connection, name, event, payload, self.now, due_at)
        details = {**said, "changes": changes(before, case)}
        audit.append(self.connection, case.id, event, who, self.now, case.version, details)


def _payload(case: Case, row: Row, who: str, said: Row) -> dict[str, Any]:
    """Give what others are told: no text, no secret. `version` orders the events of a case."""
    return {
        "case_id": case.id,
        "due_at": case.due_at.isoformat(),
        "who": who,
        "automation": "none" if case.state == "decided" else "partial",
        **{name: getattr(case, name) for name in TOLD_OF_CASE},
        **{name: row[name] for name in TOLD_OF_ROW},
        **{name: said[name] for name in ("reason", "policy_ids") if name in said},
    }
