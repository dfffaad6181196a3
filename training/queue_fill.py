"""A queue with any number of open cases, for `training.queue_scale`.

Some articles of `tests/data` are scored and come in as any article does; every other case is a copy of one
of theirs, made inside the database: its row, its assessment, its entry in the audit trail and its event,
which went out. Sources are 50,000, and ranks those of cases that came in over two days.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

import darnel
from darnel.article import Article
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice
from darnel.queue.store import Store
from darnel.queue.tables import ASSESSMENTS, AUDIT, CASES, OUTBOX
from training.service_speed import articles

SEEDS = 50
PARTS = 3
"""Articles of the data that make one of about 600 words."""

DAYS = 2.0
SOURCES = 50_000

_NUMBERS = (
    "WITH RECURSIVE numbers (n) AS"
    " (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < :copies)"
)
_TAIL = "substr(CAST(10000000 + n AS TEXT), 2)"
_KEY = "substr(CAST(1000000000 + n * 2654435761 % 1000000000 AS TEXT), 2)"
_SOURCE = f"'site' || (n * 7919 % {SOURCES}) || '.example'"  # of SQLite's signs || binds closest


def fill(store: Store, count: int) -> None:
    """Put about so many open cases into an empty queue, and seal its audit trail."""
    for item in _items():
        store.ingest(item)
    copies = count // SEEDS - 1
    with store.database.write() as connection:
        for statement in (_cases(copies), _assessments(), _audit(), _outbox()):
            connection.execute(text(statement), {"copies": copies} if copies else {})
    store.seal()
    tidy(store)


def tidy(store: Store) -> None:
    """Have the database count its rows, as it does by itself after a while."""
    with store.database.engine.connect() as connection:
        if store.database.sqlite:
            connection.execute(text("ANALYZE"))
            return
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("CHECKPOINT"))


def _items() -> list[Item]:
    rows = articles(SEEDS * PARTS)
    found = []
    for at in range(SEEDS):
        parts = rows[at * PARTS : (at + 1) * PARTS]
        page = Article(
            text="\n\n".join(part["text"] for part in parts),
            title=parts[0]["title"],
            url=f"https://seed{at}.example/{at}",
        )
        found.append(page)
    said = darnel.Scorer.load().assess(found)
    return [
        Item(page, assessment, Choice("threshold", 1.0))
        for page, assessment in zip(found, said, strict=True)
    ]


def _copied(table: str, names: list[str], made: dict[str, str], more: str = "") -> str:
    values = ", ".join(made.get(name, f"t.{name}") for name in names)
    return f"{_NUMBERS} INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} t CROSS JOIN numbers {more}"


def _named(column: str) -> str:
    return f"substr({column}, 1, length({column}) - 7) || {_TAIL}"


def _cases(copies: int) -> str:
    step = DAYS / max(1, copies)
    made = {
        "id": _named("t.id"),
        "assessment_id": _named("t.assessment_id"),
        "source": _SOURCE,
        "dedupe_key": f"{_KEY} || substr(t.dedupe_key, 10)",
        "content_sha256": f"{_KEY} || substr(t.content_sha256, 10)",
        "url": "t.url || '/' || n",
        "rank": f"t.rank + n * {step!r}",
    }
    return _copied("cases", CASES.c.keys(), made)


def _assessments() -> str:
    made = {"id": _named("t.id"), "case_id": _named("t.case_id")}
    return _copied("assessments", ASSESSMENTS.c.keys(), made)


def _audit() -> str:
    details = f"replace(t.details, t.case_id, {_named('t.case_id')})"
    details = f"replace({details}, c.assessment_id, {_named('c.assessment_id')})"
    details = f'replace({details}, \'"source": "\' || c.source, \'"source": "\' || {_SOURCE})'
    made = {"case_id": _named("t.case_id"), "at": "t.at + n", "details": details}
    made |= dict.fromkeys(("seq", "prev_sha256", "sha256"), "NULL")
    return _copied("audit", AUDIT.c.keys(), made, "JOIN cases c ON c.id = t.case_id")


def _outbox() -> str:
    made = {
        "id": _named("t.id"),
        "case_id": _named("t.case_id"),
        "payload": f"replace(t.payload, t.case_id, {_named('t.case_id')})",
        "state": "'done'",
    }
    return _copied("outbox", OUTBOX.c.keys(), made)


def size(connection: Connection) -> int:
    """Give how many bytes the database holds."""
    if connection.dialect.name == "sqlite":
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        query = "SELECT pg_database_size(current_database())"
    return int(connection.execute(text(query)).scalar_one())
