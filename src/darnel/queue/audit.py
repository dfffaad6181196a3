"""The audit trail: every transition, in order, each entry sealed by the hash of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, update

from darnel.queue.case import replay
from darnel.queue.clock import micros
from darnel.queue.content import canonical
from darnel.queue.tables import AUDIT, CHAIN

START = "0" * 64
"""What stands for the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one transition of a case.

    `version` is the case's after it; `details` holds the plain fields that it changed ("changes",
    see `darnel.queue.case.plain`) and what was said.
    """

    seq: int
    case_id: str
    event: str
    who: str
    at: datetime
    version: int
    details: Mapping[str, Any]
    prev_sha256: str
    sha256: str

    def sealed(self) -> str:
        """Work out the hash that the entry must have."""
        said = [
            self.seq, self.case_id, self.event, self.who, micros(self.at), self.version,
            self.details, self.prev_sha256,
        ]  # fmt: skip
        return sha256(canonical(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verified:
    """Say whether the chain holds: `broken` is the first entry that does not fit, None if all do.

    `head` is the hash of the last entry. Kept outside the database, it also shows a chain that was
    worked out anew or cut short.
    """

    entries: int
    head: str
    broken: int | None

    def __bool__(self) -> bool:
        return self.broken is None


def append(
    connection: Connection, case_id: str, event: str, who: str, at: datetime, version: int,
    details: Mapping[str, Any],
) -> Entry:  # fmt: skip
    """Add an entry. Locks the chain, so let it be the last lock that a transaction takes."""
    last = connection.execute(select(CHAIN).where(CHAIN.c.id == 1).with_for_update()).one()
    unsealed = Entry(last.seq + 1, case_id, event, who, at, version, details, last.sha256, "")
    sealed = unsealed.sealed()
    connection.execute(
        insert(AUDIT).values(
            seq=unsealed.seq, case_id=case_id, event=event, who=who, at=at, version=version,
            details=details, prev_sha256=last.sha256, sha256=sealed,
        )
    )  # fmt: skip
    connection.execute(update(CHAIN).where(CHAIN.c.id == 1).values(seq=unsealed.seq, sha256=sealed))
    return Entry(
        unsealed.seq, case_id, event, who, at, version, details, last.sha256, sealed
    )  # fmt: skip


def entries(connection: Connection, case_id: str | None = None) -> Iterator[Entry]:
    """Give the entries of one case, or all, in order."""
    query = select(AUDIT).order_by(AUDIT.c.seq)
    if case_id is not None:
        query = query.where(AUDIT.c.case_id == case_id)
    for row in connection.execute(query.execution_options(yield_per=1_000)).mappings():
        yield Entry(**row)


def verify(connection: Connection, head: str | None = None) -> Verified:
    """Check every entry against the one before; and that the chain holds `head`, a hash it had."""
    seq, before, met = 0, START, head in (None, START)
    for entry in entries(connection):
        if (entry.seq, entry.prev_sha256) != (seq + 1, before) or entry.sealed() != entry.sha256:
            return Verified(seq, before, entry.seq)
        seq, before = entry.seq, entry.sha256
        met = met or before == head
    last = connection.execute(select(CHAIN).where(CHAIN.c.id == 1)).one()
    whole = met and (last.seq, last.sha256) == (seq, before)
    return Verified(seq, before, None if whole else seq + 1)


def rebuilt(connection: Connection, case_id: str) -> dict[str, Any]:
    """Build a plain case from its entries alone."""
    case: dict[str, Any] = {}
    for entry in entries(connection, case_id):
        case = replay(entry.details["changes"], case)
    return case
