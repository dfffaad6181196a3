"""The moderation queue: which articles people look at, what they say of them, and who is told.

`darnel.queue.states` says what may happen to a case and knows no database; `darnel.queue.store`
keeps cases, decisions, the audit trail and what is to be sent, in SQLite or PostgreSQL.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.queue.settings import Settings
    from darnel.queue.store import Store

__all__ = ["open_store"]


def open_store(
    where: str | Path, settings: Settings | None = None, *, migrate: bool = True
) -> Store:
    """Open the queue at a database URL or SQLite file, and create or migrate its tables.

    `where` is `sqlite:///queue.db`, `postgresql://user@host/name` or the path of a file. With
    `migrate` false, tables of another version are refused. Raises InputError if an extra is
    missing, the database can't be reached, or its tables are not of this version.
    """
    _check_installed(str(where))
    from darnel.queue.database import Database
    from darnel.queue.settings import Settings
    from darnel.queue.store import Store

    database = Database.open(where)
    database.prepare(migrate=migrate)
    return Store(database, settings or Settings())


def _check_installed(where: str) -> None:
    missing = [name for name in ("sqlalchemy", "alembic") if find_spec(name) is None]
    if missing:
        raise InputError(
            f"the queue needs {' and '.join(missing)}; install with: pip install 'darnel[serve]'"
        )
    if where.startswith("postgres") and find_spec("psycopg") is None:
        raise InputError("PostgreSQL needs psycopg; install with: pip install 'darnel[postgres]'")
