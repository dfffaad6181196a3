"""Claims on PostgreSQL: chosen, written, in the audit trail and in the outbox by one statement each.

Claims are what hands compete for, and a statement that is its own transaction holds its locks for the
shortest time. What a claim changes is not said here: `darnel.queue.states` is asked once a claim, for a
case that stands for every open one. Only what differs from case to case is left to the database: the
version, and whether there was an undo that passes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from darnel.queue import actions as do
from darnel.queue.case import Case, Undo, changes
from darnel.queue.claiming import work_of
from darnel.queue.clock import EPOCH, micros, moment_of
from darnel.queue.content import canonical
from darnel.queue.rows import row_of
from darnel.queue.states import step
from darnel.queue.tables import CASES, Document, Moment
from darnel.queue.unit import TOLD_OF_CASE, TOLD_OF_ROW, Unit
from darnel.queue.work import Work

STALE = timedelta(seconds=1)
"""How old an order of cases may be."""


MOST_KEPT = 10_000


class Reached:
    """Remember for a second down to which rank a person claimed of a queue.

    What was claimed before stays in the index until PostgreSQL tidies up, and each claim would walk past
    all of it. So a claim begins where the same person's last one ended; what other processes put in
    above that waits a second at most. This process's own are seen at once, for they have it forget.
    """

    def __init__(self) -> None:
        self._reached: dict[tuple[str, str, str], tuple[float, datetime]] = {}

    def of(self, who: str, tenant: str, queue: str, now: datetime) -> float:
        """Give the rank to begin at, infinity for the first."""
        rank, since = self._reached.get((who, tenant, queue), (math.inf, now))
        return rank if timedelta() <= now - since < STALE else math.inf

    def note(self, who: str, tenant: str, queue: str, rank: float, now: datetime) -> None:
        """Take down that a person claimed a case of this rank as the first."""
        begun = self.of(who, tenant, queue, now) < math.inf
        since = self._reached[who, tenant, queue][1] if begun else now
        if len(self._reached) >= MOST_KEPT:
            self.forget()
        self._reached[who, tenant, queue] = rank, since

    def forget(self) -> None:
        """Begin at the first again."""
        self._reached.clear()


_LATER = EPOCH + timedelta(days=1)
_BARE = Case("case", "tenant", "queue", "source", EPOCH, _LATER)
_UNDOABLE = Case(
    "case", "tenant", "queue", "source", EPOCH, _LATER, undo=Undo("somebody", _LATER, 2)
)
"""They stand for the open cases without and with an undo that a claim ends."""


def _columns() -> tuple[str, ...]:
    after = step(_UNDOABLE, do.Claim("who", "token", _LATER), EPOCH).case
    then, now = row_of(_UNDOABLE), row_of(after)
    return tuple(name for name in now if now[name] != then[name] and name != "version")


_CHANGED = _columns()
_SET = ", ".join(
    f"{name} = {{token}}" if name == "lease_token" else f"{name} = %({name})s" for name in _CHANGED
)
_ISO = 'YYYY-MM-DD"T"HH24:MI:SS'
_DUE = (
    "(SELECT to_char(at, CASE WHEN claimed.due_at %% 1000000 = 0 THEN '" + _ISO + "' ELSE '" + _ISO
    + ".US' END) || '+00:00' FROM (SELECT timestamp 'epoch' + claimed.due_at / 1000000 * interval "
    "'1 second' + claimed.due_at %% 1000000 * interval '1 microsecond' AS at) AS moment)"
)  # fmt: skip
_TOLD = ", ".join(f"'{name}', {name}" for name in sorted(TOLD_OF_CASE + TOLD_OF_ROW))
_ROW = (*CASES.c.keys(), "article", "assessment", "why", "probability", "draft")
_ARTICLE = _ROW.index("article")
_ASSESSMENT = "SELECT article, assessment, why, probability FROM assessments WHERE id = %(id)s"
_READ: dict[str, Callable[[Any], Any]] = {
    **{column.name: moment_of for column in CASES.c if isinstance(column.type, Moment)},
    **{column.name: json.loads for column in CASES.c if isinstance(column.type, Document)},
    **dict.fromkeys(("article", "assessment", "draft"), json.loads),
}

_STATEMENT = f"""
WITH firsts AS MATERIALIZED (
  SELECT found.* FROM (VALUES {{asked}}) AS asked (queue, reached) CROSS JOIN LATERAL (
    SELECT id, rank, undo_by IS NOT NULL AS undoable FROM cases
    WHERE tenant = %(tenant)s AND queue = asked.queue AND state = 'open' AND rank <= asked.reached
      AND NOT EXISTS (SELECT FROM bars WHERE case_id = cases.id AND who = %(who)s)
    ORDER BY rank DESC, id LIMIT {{limit}} FOR UPDATE OF cases SKIP LOCKED
  ) AS found
), chosen AS MATERIALIZED (
  SELECT id, undoable, {{place}} AS place FROM firsts ORDER BY rank DESC, id LIMIT {{limit}}
), claimed AS (
  UPDATE cases SET version = version + 1, {_SET} FROM chosen WHERE cases.id = chosen.id
  RETURNING cases.*, chosen.place, chosen.undoable
), entry AS (
  INSERT INTO audit (case_id, version, event, who, at, details)
  SELECT id, version, %(event)s, %(who)s, %(now)s,
    CASE WHEN undoable THEN %(said_undone)s ELSE %(said)s END || version || '}}}}'
  FROM claimed
), told AS (
  INSERT INTO outbox
    (id, case_id, version, type, payload, created_at, state, due_at, attempts, last_error)
  SELECT {{name}}, id, version, %(event)s, json_build_object(
    'automation', 'partial', 'case_id', id, 'due_at', {_DUE}, 'who', %(who)s::text, {_TOLD}
  )::text, %(now)s, 'waiting', %(now)s, 0, '' FROM claimed
)
SELECT {", ".join(f"claimed.{name}" for name in _ROW[:-5])},
  article, assessment, why, probability, drafts.body
FROM claimed LEFT JOIN assessments ON assessments.id = claimed.assessment_id
LEFT JOIN drafts ON drafts.case_id = claimed.id AND drafts.reviewer = %(who)s
ORDER BY place
"""


def take(
    unit: Unit, reached: Reached, who: str, queues: Sequence[str], tenant: str, count: int
) -> list[Work]:  # fmt: skip
    """Claim up to so many cases, first by rank, that this person may review.

    `unit.connection` is the driver's own (`Database.statement`).
    """
    asked = [(queue, reached.of(who, tenant, queue, unit.now)) for queue in dict.fromkeys(queues)]
    works = _take(unit, who, asked, tenant, count)
    if len(works) < count and any(rank < math.inf for _, rank in asked):
        asked = [(queue, math.inf) for queue, _ in asked]
        works += _take(unit, who, asked, tenant, count - len(works))
    for work, rank in works:
        reached.note(who, tenant, work.case.queue, rank, unit.now)
    return [work for work, _ in works]


def _take(
    unit: Unit, who: str, asked: Sequence[tuple[str, float]], tenant: str, count: int
) -> list[tuple[Work, float]]:
    until = unit.now + unit.settings.lease
    tokens = [unit.names.token() for _ in range(count)]
    done = step(_UNDOABLE, do.Claim(who, tokens[0], until), unit.now)
    now, after = micros(unit.now), row_of(done.case) | {"lease_until": micros(until)}
    given = {
        **{name: after[name] for name in _CHANGED if name != "lease_token"},
        **{f"queue{place}": queue for place, (queue, _) in enumerate(asked)},
        **{f"reached{place}": rank for place, (_, rank) in enumerate(asked)},
        **{f"token{place}": token for place, token in enumerate(tokens)},
        **{f"name{place}": unit.names.new("evt") for place in range(count)},
        "tenant": tenant, "who": who, "now": now, "event": done.event,
        "said": _said(_BARE, done.case), "said_undone": _said(_UNDOABLE, done.case),
    }  # fmt: skip
    driver: Any = unit.connection
    rows = driver.execute(_statement(len(asked), count), given, prepare=True).fetchall()
    read = [_read(row if row[_ARTICLE] is not None else _anew(driver, row)) for row in rows]
    return [(work_of(row), row["rank"]) for row in read]


def _anew(driver: Any, row: Sequence[Any]) -> Sequence[Any]:  # noqa: ANN401 (a driver's own)
    """Read an assessment that came in between the moment a claim sees and its lock on the case."""
    found = driver.execute(_ASSESSMENT, {"id": row[_ROW.index("assessment_id")]}).fetchone()
    return [*row[:_ARTICLE], *found, row[-1]]


@cache
def _statement(queues: int, count: int) -> str:
    asked = ", ".join(f"(%(queue{n})s::text, %(reached{n})s::float8)" for n in range(queues))
    place = "1" if count == 1 else "row_number() OVER (ORDER BY rank DESC, id)::int"
    parts = {
        "{asked}": asked, "{limit}": str(count), "{place}": place,
        "{token}": _one_of("token", count), "{name}": _one_of("name", count),
    }  # fmt: skip
    statement = " ".join(_STATEMENT.split())
    for part, text in parts.items():
        statement = statement.replace(part, text)
    return statement


def _one_of(name: str, count: int) -> str:
    if count == 1:
        return f"%({name}0)s"
    return f"(ARRAY[{', '.join(f'%({name}{n})s' for n in range(count))}]::text[])[place]"


def _said(before: Case, after: Case) -> str:
    """Give what the audit trail says of the claim, up to the version, which stands last."""
    said = canonical({"changes": changes(before, after)})
    return said[: said.rindex(str(after.version))]


def _read(row: Sequence[Any]) -> Mapping[str, Any]:
    return {
        name: value if value is None or name not in _READ else _READ[name](value)
        for name, value in zip(_ROW, row, strict=True)
    }
