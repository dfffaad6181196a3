"""Claims on PostgreSQL: chosen, written, in the audit trail and in the outbox by one statement each.

Claims are what hands compete for, and a statement that is its own transaction holds its locks for the
shortest time. What a claim changes is not said here: `darnel.queue.states` is asked, for a case that
stands for every open one. Only what differs from case to case is left to the database: the version, and
whether there was an undo that passes.

People who ask at one moment share a statement (`darnel.queue.sharing`): it locks as many cases as they
want together, first by rank, and deals them out in the order in which they asked. A case that nobody of
them may review is passed over; one that falls to somebody who may not is left where it is, and that
person's claim is made again alone. So is that of whoever went out empty.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from darnel.queue import actions as do
from darnel.queue.case import Case, Undo, changes
from darnel.queue.clock import EPOCH, micros, moment_of
from darnel.queue.content import canonical
from darnel.queue.reached import Reached
from darnel.queue.rows import row_of
from darnel.queue.states import step
from darnel.queue.tables import CASES, Document, Moment
from darnel.queue.unit import TOLD_OF_CASE, TOLD_OF_ROW, Unit

_LATER = EPOCH + timedelta(days=1)
_BARE = Case("case", "tenant", "queue", "source", EPOCH, _LATER)
_UNDOABLE = Case(
    "case", "tenant", "queue", "source", EPOCH, _LATER, undo=Undo("somebody", _LATER, 2)
)
"""They stand for the open cases without and with an undo that a claim ends."""


class Sought(NamedTuple):
    """Say where cases are sought, and whether they are given with all that a reviewer needs to see."""

    tenant: str
    queues: tuple[str, ...]
    whole: bool


class Wish(NamedTuple):
    """Say who wants how many cases."""

    who: str
    number: int


class _Claim(NamedTuple):
    """Hold what a claim by one person changes, and what is said of it, up to the version."""

    event: str
    changed: Mapping[str, Any]
    said: str
    said_undone: str


@lru_cache(maxsize=1_000)
def _claim_by(who: str) -> _Claim:
    done = step(_UNDOABLE, do.Claim(who, "token", _LATER), EPOCH)
    then, now = row_of(_UNDOABLE), row_of(done.case)
    changed = {name: now[name] for name in now if now[name] != then[name] and name != "version"}
    return _Claim(done.event, changed, _said(_BARE, done.case), _said(_UNDOABLE, done.case))


def _said(before: Case, after: Case) -> str:
    """Give what the audit trail says of the claim, up to the version, which stands last."""
    said = canonical({"changes": changes(before, after)})
    return said[: said.rindex(str(after.version))]


_OF_ONE = {"lease_owner": "chosen.who", "lease_token": "chosen.token"}
_CHANGED = tuple(_claim_by("who").changed)
_SET = ", ".join(f"{name} = {_OF_ONE.get(name, f'%({name})s')}" for name in _CHANGED)
_ISO = 'YYYY-MM-DD"T"HH24:MI:SS'
_DUE = (
    "(SELECT to_char(at, CASE WHEN claimed.due_at %% 1000000 = 0 THEN '" + _ISO + "' ELSE '" + _ISO
    + ".US' END) || '+00:00' FROM (SELECT timestamp 'epoch' + claimed.due_at / 1000000 * interval "
    "'1 second' + claimed.due_at %% 1000000 * interval '1 microsecond' AS at) AS moment)"
)  # fmt: skip
_TOLD = ", ".join(f"'{name}', {name}" for name in sorted(TOLD_OF_CASE + TOLD_OF_ROW))

_COLUMNS = (*row_of(_BARE), "order_reason", "rank", "assessment_id")
_CONTENT = ("article", "assessment", "why", "probability", "draft")
_ARTICLE = len(_COLUMNS)
_ASSESSMENT = "SELECT article, assessment, why, probability FROM assessments WHERE id = %(id)s"
_NAMES = (*_COLUMNS, *_CONTENT)


def _document(said: str) -> Any:  # noqa: ANN401 (whatever the text says)
    return [] if said == "[]" else json.loads(said)


def _reader(name: str) -> Callable[[Any], Any] | None:
    kind = CASES.c[name].type if name in CASES.c else None
    if name == "draft" or isinstance(kind, Document):
        return _document
    return moment_of if isinstance(kind, Moment) else None


_READERS = [(at, read) for at, name in enumerate(_NAMES) if (read := _reader(name)) is not None]

_ALONE = "NOT EXISTS (SELECT FROM bars WHERE case_id = cases.id AND who = %(people)s)"
_AMONG = (
    "(SELECT count(*) FROM bars WHERE case_id = cases.id AND who = ANY ((SELECT people FROM crowd)"
    "::text[])) < %(heads)s"
)
_UNBARRED = (
    "WHERE (SELECT count(*) FROM bars WHERE bars.case_id = dealt.id AND bars.who = asked.who) = 0"
)
_WHOLE = (
    "LEFT JOIN assessments ON assessments.id = claimed.assessment_id "
    "LEFT JOIN drafts ON drafts.case_id = claimed.id AND drafts.reviewer = claimed.owner"
)

_LISTS = ("who", "token", "name", "said", "undone")
_LIST = ", ".join(f"string_to_array(%({name})s, E'\\n')" for name in _LISTS)
"""Lists go as lines: the driver would take longer to write arrays. No value holds a line's end."""

_STATEMENT = f"""
WITH asked AS MATERIALIZED (
  SELECT {", ".join(_LISTS)}, place FROM unnest({_LIST})
    WITH ORDINALITY AS asked ({", ".join(_LISTS)}, place)
), crowd AS MATERIALIZED (
  SELECT string_to_array(%(people)s, E'\\n') AS people
), firsts AS MATERIALIZED (
  SELECT found.* FROM (VALUES {{sought}}) AS sought (queue, reached) CROSS JOIN LATERAL (
    SELECT id, rank, undo_by IS NOT NULL AS undoable FROM cases
    WHERE tenant = %(tenant)s AND queue = sought.queue AND state = 'open' AND rank <= sought.reached
      AND {{barred}}
    ORDER BY rank DESC, id LIMIT {{limit}} FOR UPDATE OF cases SKIP LOCKED
  ) AS found
), chosen AS MATERIALIZED (
  SELECT id, undoable, asked.*
  FROM (SELECT id, undoable, {{place}} AS place FROM firsts ORDER BY rank DESC, id LIMIT {{limit}})
    AS dealt JOIN asked USING (place) {{unbarred}}
), claimed AS (
  UPDATE cases SET version = version + 1, {_SET} FROM chosen WHERE cases.id = chosen.id
  RETURNING cases.*, place, undoable, who AS owner, name, said, undone
), entry AS (
  INSERT INTO audit (case_id, version, event, who, at, details)
  SELECT id, version, %(event)s, owner, %(now)s,
    CASE WHEN undoable THEN undone ELSE said END || version || '}}}}'
  FROM claimed
), told AS (
  INSERT INTO outbox
    (id, case_id, version, type, payload, created_at, state, due_at, attempts, last_error)
  SELECT name, id, version, %(event)s, json_build_object(
    'automation', 'partial', 'case_id', id, 'due_at', {_DUE}, 'who', owner, {_TOLD}
  )::text, %(now)s, 'waiting', %(now)s, 0, '' FROM claimed
)
SELECT place, {", ".join(f"claimed.{name}" for name in _COLUMNS)}{{content}}
FROM claimed {{joined}} ORDER BY place
"""


def take(
    unit: Unit, reached: Reached, sought: Sought, wishes: Sequence[Wish]
) -> list[list[Mapping[str, Any]]]:
    """Claim for each wish up to so many cases, first by rank, that the person may review.

    `unit.connection` is the driver's own (`Database.statement`). Gives a list of rows for each wish, for
    `darnel.queue.rows.case_of` and, if sought whole, `darnel.queue.claiming.work_of`; of several wishes
    some may go out with fewer than there are.
    """
    begin = [
        max(reached.of(wish.who, sought.tenant, queue, unit.now) for wish in wishes)
        for queue in sought.queues
    ]
    given = _take(unit, sought, wishes, begin)
    alone = wishes[0] if len(wishes) == 1 else None
    if alone and len(given[0]) < alone.number and any(rank < math.inf for rank in begin):
        rest = Wish(alone.who, alone.number - len(given[0]))
        given[0] += _take(unit, sought, [rest], [math.inf] * len(begin))[0]
    if alone or all(len(rows) == wish.number for wish, rows in zip(wishes, given, strict=True)):
        for wish, rows in zip(wishes, given, strict=True):
            for row in rows:
                reached.note(wish.who, sought.tenant, row["queue"], row["rank"], unit.now)
    return given


def _take(
    unit: Unit, sought: Sought, wishes: Sequence[Wish], begin: Sequence[float]
) -> list[list[Mapping[str, Any]]]:
    people = [wish.who for wish in wishes for _ in range(wish.number)]
    claims = [_claim_by(who) for who in people]
    heads = list(dict.fromkeys(people))
    lists = {
        "who": people,
        "token": unit.names.tokens(len(people)),
        "name": unit.names.several("evt", len(people)),
        "said": [claim.said for claim in claims],
        "undone": [claim.said_undone for claim in claims],
    }
    given = {
        **{name: claims[0].changed[name] for name in _CHANGED if name not in _OF_ONE},
        **{name: "\n".join(values) for name, values in lists.items()},
        **{f"queue{place}": queue for place, queue in enumerate(sought.queues)},
        **{f"reached{place}": rank for place, rank in enumerate(begin)},
        "lease_until": micros(unit.now + unit.settings.lease), "now": micros(unit.now),
        "tenant": sought.tenant, "event": claims[0].event,
        "people": "\n".join(heads), "heads": len(heads),
    }  # fmt: skip
    driver: Any = unit.connection
    statement = _statement(len(sought.queues), len(people), len(heads) > 1, sought.whole)
    dealt: list[list[Mapping[str, Any]]] = [[] for _ in wishes]
    whose = [at for at, wish in enumerate(wishes) for _ in range(wish.number)]
    for place, *row in driver.execute(statement, given, prepare=True).fetchall():
        unseen = sought.whole and row[_ARTICLE] is None
        dealt[whose[place - 1]].append(_read(_anew(driver, row) if unseen else row))
    return dealt


def _anew(driver: Any, row: Sequence[Any]) -> list[Any]:  # noqa: ANN401 (a driver's own)
    """Read an assessment that came in between the moment a claim sees and its lock on the case."""
    given = {"id": row[_COLUMNS.index("assessment_id")]}
    return [*row[:_ARTICLE], *driver.execute(_ASSESSMENT, given).fetchone(), row[-1]]


@cache
def _statement(queues: int, count: int, several: bool, whole: bool) -> str:  # noqa: FBT001 (a cache's key)
    content = "article, assessment, why, probability, drafts.body"
    parts = {
        "{sought}": ", ".join(f"(%(queue{n})s::text, %(reached{n})s::float8)" for n in range(queues)),
        "{limit}": str(count),
        "{place}": "1" if count == 1 else "row_number() OVER (ORDER BY rank DESC, id)",
        "{barred}": _AMONG if several else _ALONE,
        "{unbarred}": _UNBARRED if several else "",
        "{content}": f", {content}" if whole else "",
        "{joined}": _WHOLE if whole else "",
    }  # fmt: skip
    statement = " ".join(_STATEMENT.split())
    for part, text in parts.items():
        statement = statement.replace(part, text)
    return statement


def _read(row: Sequence[Any]) -> Mapping[str, Any]:
    """Read a row, with content or without."""
    values = list(row)
    for at, read in _READERS:
        if at < len(values) and values[at] is not None:
            values[at] = read(values[at])
    return dict(zip(_NAMES, values, strict=False))
