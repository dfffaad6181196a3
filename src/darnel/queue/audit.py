"""The audit trail: every transition, one entry each, written with it and sealed soon after.

An entry is named by its case and the case's version, so that no transition has two and none is missing
unseen. `darnel.queue.sealing` then chains the entries: each is sealed by a hash of itself and of the seal
before. Until it is sealed an entry can only be missed, not proven; whoever writes waits for no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select

from darnel.queue.case import replay
from darnel.queue.clock import micros
from darnel.queue.content import canonical
from darnel.queue.tables import AUDIT, CASES, CHAIN

START = "0" * 64
"""What stands for the hash before the first entry."""

_WRITE = insert(AUDIT)


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one transition of a case.

    `version` is the case's after it; `details` holds the plain fields that it changed ("changes",
    see `darnel.queue.case.plain`) and what was said. `seq`, from 1, and the hashes are None until the
    entry is sealed.
    """

    case_id: str
    version: int
    event: str
    who: str
    at: datetime
    details: Mapping[str, Any]
    seq: int | None = None
    prev_sha256: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """Say whether the trail is whole.

    `entries` are sealed and fit; `broken` is the number of the first that does not, None if all do.
    `unsealed` counts those that wait for their seal. `astray` names a case that has not exactly one
    entry for each of its versions, None if all have. `head` is the last hash: kept outside the
    database, it also shows a chain that was worked out anew or cut short.
    """

    entries: int
    head: str
    broken: int | None
    unsealed: int = 0
    astray: str | None = None

    def __bool__(self) -> bool:
        return self.broken is None and self.astray is None


def seal_of(
    seq: int, case_id: str, event: str, who: str, at: int, version: int, details: str, before: str
) -> str:
    """Work out the hash of an entry; `at` in microseconds since 1970, `details` as the text stored.

    sha256 = SHA-256(canonical([seq, case_id, event, who, at, version, details, prev_sha256]))
    """
    said = canonical([seq, case_id, event, who, at, version])[:-1]
    return sha256(f'{said}, {details}, "{before}"]'.encode()).hexdigest()


def append(
    connection: Connection, case_id: str, event: str, who: str, at: datetime, version: int,
    details: Mapping[str, Any],
) -> None:  # fmt: skip
    """Add an entry; it is not sealed yet."""
    values = {
        "case_id": case_id, "version": version, "event": event, "who": who, "at": at,
        "details": details,
    }  # fmt: skip
    connection.execute(_WRITE, values)


def entries(connection: Connection, case_id: str | None = None) -> Iterator[Entry]:
    """Give the entries of one case by version, or all that are sealed in the order of the chain."""
    query = select(AUDIT)
    if case_id is None:
        query = query.where(AUDIT.c.seq.is_not(None)).order_by(AUDIT.c.seq)
    else:
        query = query.where(AUDIT.c.case_id == case_id).order_by(AUDIT.c.version)
    for row in connection.execute(query.execution_options(yield_per=1_000)).mappings():
        yield Entry(**row)


def verify(connection: Connection, head: str | None = None) -> Verified:
    """Check every seal against the one before, and that each version of each case has its entry.

    With `head`, also that the chain holds that hash, which it once had. Let all of it be read at one
    moment.
    """
    seq, before, met = 0, START, head in (None, START)
    waiting = select(func.count()).select_from(AUDIT).where(AUDIT.c.seq.is_(None))
    unsealed = connection.execute(waiting).scalar_one()
    astray = _astray(connection)
    for entry in entries(connection):
        if (entry.seq, entry.prev_sha256) != (seq + 1, before) or _seal(entry) != entry.sha256:
            return Verified(seq, before, entry.seq, unsealed, astray)
        seq, before = seq + 1, str(entry.sha256)
        met = met or before == head
    last = connection.execute(select(CHAIN).where(CHAIN.c.id == 1)).one()
    whole = met and (last.seq, last.sha256) == (seq, before)
    return Verified(seq, before, None if whole else seq + 1, unsealed, astray)


def rebuilt(connection: Connection, case_id: str) -> dict[str, Any]:
    """Build a plain case from its entries alone."""
    case: dict[str, Any] = {}
    for entry in entries(connection, case_id):
        case = replay(entry.details["changes"], case)
    return case


def _seal(entry: Entry) -> str:
    return seal_of(
        entry.seq or 0, entry.case_id, entry.event, entry.who, micros(entry.at), entry.version,
        canonical(entry.details), str(entry.prev_sha256),
    )  # fmt: skip


def _astray(connection: Connection) -> str | None:
    """Name a case whose entries are not numbered from 1 to its version, each once."""
    count, last = func.count().label("count"), func.max(AUDIT.c.version).label("last")
    trail = select(AUDIT.c.case_id, count, last).group_by(AUDIT.c.case_id).subquery()
    beside = trail.outerjoin(CASES, CASES.c.id == trail.c.case_id)
    wrong = or_(
        CASES.c.id.is_(None), trail.c.count != CASES.c.version, trail.c.last != CASES.c.version
    )
    some = select(trail.c.case_id).select_from(beside).where(wrong).limit(1)
    bare = select(CASES.c.id).where(~select(AUDIT).where(AUDIT.c.case_id == CASES.c.id).exists())
    for query in (some, bare.limit(1)):
        found = connection.execute(query).scalar()
        if found is not None:
            return str(found)
    return None
