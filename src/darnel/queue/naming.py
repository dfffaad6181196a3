"""What other tools call the article of a case, and the case that a name means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import insert, select

from darnel.queue.rows import fetched
from darnel.queue.tables import CASES, NAMES
from darnel.queue.unit import Row, Unit

KINDS = ("external_id", "url", "content_sha256")
"""Columns of a case that name its article, in the order in which a name is understood."""

CONTENT = "sha256:"
"""What stands before the hash where content is a name; see `darnel.queue.decisions.item_name`."""


def know(unit: Unit, case_id: str, tenant: str, columns: Mapping[str, Any]) -> None:
    """Keep the names of a case's article, beside those that it had before."""
    known = select(NAMES.c.kind, NAMES.c.name).where(NAMES.c.case_id == case_id)
    before = {(row.kind, row.name) for row in unit.connection.execute(known)}
    for kind, column in enumerate(KINDS):
        name = columns[column]
        if name and (kind, name) not in before:
            unit.connection.execute(
                insert(NAMES).values(tenant=tenant, name=name, kind=kind, case_id=case_id)
            )


def named_case(unit: Unit, name: str, tenant: str) -> Row | None:
    """Give and lock the case that a name means: one that waits before others, the newest first."""
    own = select(CASES).where(CASES.c.tenant == tenant, CASES.c.id == name)
    waiting_first = either((CASES.c.state == "open", 0), else_=1)
    called = (
        select(CASES)
        .join(NAMES, NAMES.c.case_id == CASES.c.id)
        .where(NAMES.c.tenant == tenant, NAMES.c.name == name.removeprefix(CONTENT))
        .order_by(NAMES.c.kind, waiting_first, CASES.c.id.desc())
        .limit(1)
    )
    for query in (own, called):
        rows = fetched(unit.connection, query.with_for_update(of=CASES))
        if rows:
            return rows[0]
    return None
