"""Cases as rows of the database and back."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, insert, select

from darnel.queue.case import Case, Lease, Undo
from darnel.queue.refusals import NoSuchCase
from darnel.queue.tables import BARS, CASES

_ALIKE = (
    "id", "tenant", "queue", "source", "opened_at", "due_at", "state", "version", "round",
    "reopened", "required", "verdict", "hold_until", "overdue",
)  # fmt: skip
"""What a case and its row name and hold alike."""

_VALUES = attrgetter(*_ALIKE)

_ONE = select(CASES).where(CASES.c.id == bindparam("case_id")).with_for_update()


def row_of(case: Case) -> dict[str, Any]:
    """Give a case as the columns that hold it."""
    lease, undo = case.lease, case.undo
    return dict(zip(_ALIKE, _VALUES(case), strict=True)) | {
        "verdicts": [list(each) for each in case.verdicts],
        "reviewed": sorted(case.reviewed),
        "skipped": sorted(case.skipped),
        "lease_owner": lease and lease.owner,
        "lease_token": lease and lease.token,
        "lease_until": lease and lease.until,
        "undo_by": undo and undo.by,
        "undo_until": undo and undo.until,
        "undo_required": undo and undo.required,
    }


def case_of(row: Mapping[str, Any]) -> Case:
    """Read a case from its row."""
    lease = undo = None
    if row["lease_owner"] is not None:
        lease = Lease(row["lease_owner"], row["lease_token"], row["lease_until"])
    if row["undo_by"] is not None:
        undo = Undo(row["undo_by"], row["undo_until"], row["undo_required"])
    return Case(
        **{name: row[name] for name in _ALIKE},
        verdicts=tuple((who, verdict) for who, verdict in row["verdicts"]),
        reviewed=frozenset(row["reviewed"]),
        skipped=frozenset(row["skipped"]),
        lease=lease,
        undo=undo,
    )


def fetched(
    connection: Connection, query: Executable, given: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Run a query and give its rows by the names of their columns."""
    result = connection.execute(query, given)
    names = list(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result]


def load(connection: Connection, case_id: str) -> Mapping[str, Any]:
    """Read the row of a case and lock it until the transaction ends; raise NoSuchCase without one."""
    rows = fetched(connection, _ONE, {"case_id": case_id})
    if not rows:
        raise NoSuchCase(f"there is no case {case_id!r}")
    return rows[0]


def bar(connection: Connection, before: Case | None, after: Case) -> None:
    """Have `bars` follow who is not to be offered the case any more."""
    then = frozenset() if before is None else before.reviewed | before.skipped
    now = after.reviewed | after.skipped
    for who in sorted(then - now):
        connection.execute(delete(BARS).where(BARS.c.case_id == after.id, BARS.c.who == who))
    for who in sorted(now - then):
        connection.execute(insert(BARS).values(case_id=after.id, who=who))
