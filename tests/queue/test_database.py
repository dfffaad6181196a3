"""Opening the queue's database, and bringing its tables up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from casework import an_item
from sqlalchemy import inspect, text

import darnel.queue
from darnel.errors import InputError
from darnel.queue import open_store
from darnel.queue.database import Database, url_of
from darnel.queue.tables import METADATA


def _tables(database: Database) -> set[str]:
    with database.read() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_migrations_make_the_tables_that_the_code_knows(store) -> None:
    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_down_to_nothing_and_up_again(store) -> None:
    database = store.database
    store.ingest(an_item())
    assert _tables(database) == set(METADATA.tables)
    assert database.revision() is not None
    database.migrate_to("base")
    assert (_tables(database), database.revision()) == (set(), None)
    database.migrate_to("head")
    assert _tables(database) == set(METADATA.tables)
    assert store.ingest(an_item()).outcome == "created"


def test_cases_outlive_the_process(url) -> None:
    first = open_store(url)
    case_id = first.ingest(an_item()).case_id
    first.close()
    second = open_store(url, migrate=False)
    assert second.get(case_id).case.id == case_id
    second.close()


def test_tables_of_another_version_are_refused_with_what_to_do(url) -> None:
    with pytest.raises(InputError, match="migrate=True"):
        open_store(url, migrate=False)
    store = open_store(url)
    with store.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(InputError, match="upgrade darnel"):
        open_store(url)


def test_a_path_is_a_sqlite_file_with_readers_beside_its_writer(tmp_path: Path) -> None:
    store = open_store(tmp_path / "50% done.db")
    with store.database.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        with store.database.write() as writer:
            writer.execute(text("DELETE FROM drafts"))
    store.close()
    assert (tmp_path / "50% done.db").exists()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("queue.db", "sqlite"),
        ("sqlite:///queue.db", "sqlite"),
        ("postgres://host/name", "postgresql+psycopg"),
        ("postgresql://host/name", "postgresql+psycopg"),
    ],
)
def test_a_database_is_named_by_url_or_path(said: str, name: str) -> None:
    assert url_of(said).drivername == name


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("mysql://host/name", "SQLite or PostgreSQL, not mysql"),
        ("sqlite:////no/such/folder/queue.db", "can't be opened"),
        ("http:", "is no database URL"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(said: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        open_store(said)


def test_a_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        open_store("postgresql://ann:secret@127.0.0.1:1/none?connect_timeout=1")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("where", "missing", "line"),
    [
        ("queue.db", "sqlalchemy", "darnel[serve]"),
        ("postgresql://host/name", "psycopg", "darnel[postgres]"),
    ],
)
def test_a_missing_extra_is_named_with_the_line_that_installs_it(
    monkeypatch, where, missing, line
) -> None:
    monkeypatch.setattr(darnel.queue, "find_spec", lambda name: None if name == missing else name)
    with pytest.raises(InputError, match=missing) as refused:
        open_store(where)
    assert f"pip install '{line}'" in str(refused.value)
