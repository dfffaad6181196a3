"""One database behind the queue: connecting, transactions, and bringing its tables up to date."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from darnel.errors import InputError

BUSY_SECONDS = 30
"""How long a writer waits for another one in SQLite, which has one at a time."""

PAUSE = 0.05
"""Seconds between two tries where SQLite itself does not wait."""

IDLE_SECONDS = 5.0
"""After so long without use a connection to PostgreSQL is asked whether it still is one."""

MIGRATION_LOCK = 0x6461726E656C
"""The PostgreSQL advisory lock under which one process migrates and the others wait."""

MIGRATIONS = Path(__file__).parent / "migrations"


SECRET_OPTIONS = ("password", "sslpassword", "passfile")
"""Options of a URL that are not shown."""

DISK_FULL = "53100"
"""PostgreSQL's code for it."""

LONGEST_CAUSE = 300
"""Characters of what a driver says that are logged."""

_LIKE_URL = re.compile(r"[\w+]+:|postgres|[^/]*//[^/]*@")
"""What is meant as a URL, if only with a slip: taken for a path, it would be shown with its password."""


class DatabaseGoneError(SQLAlchemyError):
    """The file of an SQLite database was removed or replaced: what is written would be lost with it."""


class Database:
    """Hold the connections to one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        self._file: Path | None = None
        self._known: tuple[int, int] | None = None
        options = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        self._snapshots = engine.execution_options(**options)
        self._statements = engine if self.sqlite else _statements_of(engine)

    @classmethod
    def open(cls, where: str | Path) -> Database:
        """Connect to a database by its URL, or to the SQLite file of a path; nothing is made yet."""
        url = url_of(where)
        if url.get_backend_name() == "postgresql":
            return cls(_watched(_engine(url)))
        memory = url.database in (None, "", ":memory:")
        # A database in memory lives as long as its one connection: threads take turns with it.
        one: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        more = one if memory else {}
        waits = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        engine = _engine(url, connect_args=waits, **more)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        made = cls(engine)
        if url.database and not memory and not url.database.startswith("file:"):
            made._file = Path(url.database).absolute()
        return made

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one transaction that writes: on SQLite it holds the file's one write lock from the start."""
        self._check_file()
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run one transaction that only reads, and sees all of it as it is at one moment."""
        self._check_file()
        with self._snapshots.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def statement(self) -> Iterator[Any]:
        """Lend a connection of PostgreSQL's driver, each statement on which is a transaction.

        SQLAlchemy would take longer over a statement than the server does.
        """
        with self._wrapped():
            lent = self._statements.raw_connection()
        try:
            with self._wrapped():
                yield lent.driver_connection
        except Exception:
            lent.invalidate()
            raise
        finally:
            lent.close()

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        """Raise what the driver raises as SQLAlchemy does everywhere else."""
        try:
            yield
        except Exception as error:
            driver = self.engine.dialect.dbapi.Error if self.engine.dialect.dbapi else ()
            if isinstance(error, driver):
                raise OperationalError("a statement of the driver's own", None, error) from error
            raise

    def prepare(self, *, migrate: bool) -> None:
        """Create or migrate the tables; without `migrate`, refuse those of another version.

        Of several processes that start at once, one migrates and the others wait for it.
        """
        try:
            with self.write() as connection:
                if not self.sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                self._bring_up(connection, migrate=migrate)
        except DBAPIError as error:
            raise InputError(
                f"the queue's database {shown(self.engine.url)} can't be opened: "
                f"{_without_secrets(str(error.orig), self.engine.url)}"
            ) from None  # the chain would show the URL
        if self._file is not None:
            self._known = _identity(self._file)

    def migrate_to(self, revision: str) -> None:
        """Bring the tables to a revision, up or down: "head", "base" or its name."""
        with self.write() as connection:
            _migrate(connection, revision, down=revision != "head")

    def revision(self) -> str | None:
        """Give the revision of the tables, None in an empty database."""
        with self.read() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def _check_file(self) -> None:
        """Raise DatabaseGoneError where connections would write into a file that nobody finds again."""
        if self._file is None or self._known is None:
            return
        if _identity(self._file) != self._known:
            raise DatabaseGoneError(
                f"{self._file} was removed or replaced while it was in use; put it back, or restart"
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._statements.dispose()

    def _bring_up(self, connection: Connection, *, migrate: bool) -> None:
        now = MigrationContext.configure(connection).get_current_revision()
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        if now == head:
            return
        if not migrate:
            raise InputError(
                f"the queue's tables are of revision {now}, this version of darnel needs {head};"
                " open the queue once with migrate=True"
            )
        try:
            _migrate(connection, "head", down=False)
        except CommandError as error:
            raise InputError(
                f"the queue's tables are of revision {now}, which this version of darnel does not"
                " know; upgrade darnel"
            ) from error


def url_of(where: str | Path) -> URL:
    """Read a database URL or a path; raise InputError for a database that the queue can't use."""
    said = str(where)
    if isinstance(where, Path) or not _LIKE_URL.match(said):
        return URL.create("sqlite", database=said)
    try:
        url = make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", said))
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):  # neither they nor we repeat it: it may hold a password
        raise InputError(
            f"what begins with {said[:8]!r} is no database URL; write sqlite:///queue.db or "
            "postgresql://user@host:5432/name"
        ) from None
    if "@" in (url.host or ""):
        raise InputError("the database URL has a second @: write that of a password as %40")
    if backend not in ("sqlite", "postgresql"):
        raise InputError(f"the queue keeps to SQLite or PostgreSQL, not {backend}")
    return url


def shown(url: URL) -> str:
    """Give a URL without its passwords."""
    hidden = {name: "***" for name in url.query if name in SECRET_OPTIONS}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def is_unreachable(error: SQLAlchemyError) -> bool:
    """Tell whether it is the database that is busy, full, damaged or gone, and not what was asked of it."""
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeoutError, DatabaseGoneError)):
        return True
    return type(error) is DatabaseError or getattr(error, "connection_invalidated", False)


def is_full(error: SQLAlchemyError) -> bool:
    """Tell whether a database has no more room on its disk."""
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlstate", "") == DISK_FULL or "disk is full" in str(cause)


def cause_of(error: SQLAlchemyError) -> str:
    """Say in one line what the driver said, without the statement and its values."""
    cause = getattr(error, "orig", None)
    return " ".join(str(error if cause is None else cause).split())[:LONGEST_CAUSE]


def _engine(url: URL, **options: Any) -> Engine:  # noqa: ANN401 (SQLAlchemy's own)
    try:
        return create_engine(url, **options)
    except ArgumentError:
        raise InputError(
            f"{shown(url)} is no URL of a database that can be used; write sqlite:///queue.db or "
            "postgresql://user@host:5432/name"
        ) from None


def _without_secrets(said: str, url: URL) -> str:
    """Leave out what a driver repeats of a URL; in one line."""
    secrets = [url.password, *(url.query[name] for name in SECRET_OPTIONS if name in url.query)]
    for secret in secrets:
        if isinstance(secret, str) and secret:
            said = said.replace(secret, "***")
    return " ".join(said.split())


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _watched(engine: Engine) -> Engine:
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _check_idle)
    return engine


def _statements_of(engine: Engine) -> Engine:
    """Make the pool of connections that are handed out as they are, without a transaction."""
    own = create_engine(engine.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
    event.listen(own, "connect", _plan_once)
    return _watched(own)


def _plan_once(connection: Any, _record: object) -> None:  # noqa: ANN401 (a driver's own)
    """Have a statement planned once for all its values: planning would take longer than the claim."""
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.commit()


def _note_use(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info["used_at"] = time.monotonic()


def _check_idle(connection: Any, entry: ConnectionPoolEntry, _lent: object) -> None:  # noqa: ANN401
    """Have the pool connect anew where the server went away meanwhile."""
    if time.monotonic() - entry.info.get("used_at", time.monotonic()) < IDLE_SECONDS:
        return
    try:
        connection.execute("")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 (a driver's own)
    """Have each commit wait for the disk, as PostgreSQL does.

    A killed process loses nothing either way, but with synchronous=NORMAL a power cut would take the last
    transactions back, decisions that were answered for among them. FULL costs a sync a transaction.
    """
    connection.isolation_level = None  # or the driver begins transactions as it likes
    _turn_to_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _turn_to_wal(connection: Any) -> None:  # noqa: ANN401 (a driver's own)
    """Let readers go on beside the writer; the file remembers it.

    Where several turn a new file at once, SQLite refuses all but one without waiting: wait here.
    """
    for _ in range(int(BUSY_SECONDS / PAUSE)):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(PAUSE)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _migrate(connection: Connection, revision: str, *, down: bool) -> None:
    go = command.downgrade if down else command.upgrade
    go(_config(connection), revision)
