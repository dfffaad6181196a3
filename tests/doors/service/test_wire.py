"""The service on the wire, against clients that drip, stall, lie about lengths, and name other hosts."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "httpx"):
    pytest.skip(SERVE, allow_module_level=True)

import httpx
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, StreamingResponse
from serving import serving, until
from uvicorn.config import Config
from uvicorn.server import ServerState

from darnel.doors.service import Settings, create_app, wire
from darnel.doors.service.keys import write_keys

HOST = b"Host: localhost\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
POST = b"POST /v1/score HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
MODEL = SimpleNamespace(name="stand-in", version="1", bands=SimpleNamespace(name="b"), columns=())
SCORER = SimpleNamespace(model=MODEL, feature_names=())
MB = 2**20


@pytest.fixture(scope="module")
def ended():
    return threading.Event()


@pytest.fixture(scope="module")
def app(tmp_path_factory, ended):
    """A service with a queue, and two routes whose answers are long."""
    more = APIRouter()

    @more.get("/long")
    async def _long() -> PlainTextResponse:
        return PlainTextResponse(b"x" * 32 * MB)

    @more.get("/stream")
    async def _stream() -> StreamingResponse:
        async def parts():
            try:
                for _ in range(512):
                    yield b"x" * 65_536
            finally:
                ended.set()

        return StreamingResponse(parts())

    where = f"sqlite:///{tmp_path_factory.mktemp('wire') / 'queue.db'}"
    return create_app(Settings(queue=where), scorer=SCORER, routers=[more])


@pytest.fixture(scope="module")
def port(app):
    with serving(app) as url:
        yield int(url.rpartition(":")[2])


@pytest.fixture
def hurried(monkeypatch):
    for name in ("HEAD_SECONDS", "LINGER_SECONDS", "TAKE_SECONDS"):
        monkeypatch.setattr(wire, name, 0.2)


@contextmanager
def talking(port: int, *, small: bool = False):
    with socket.socket() as connection:
        if small:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", port))
        yield connection


def rest_of(connection: socket.socket) -> bytes:
    """Read until the other side ends it."""
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def asked(port: int, said: bytes) -> bytes:
    """Send all of it at once, and give the answers."""
    with talking(port) as connection:
        with suppress(ConnectionError):
            connection.sendall(said)
        return rest_of(connection)


def status(said: bytes) -> int:
    return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/1.1 ") else 0


def still_serves(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200


# --- slow ones --------------------------------------------------------------------------------


def drip(connection: socket.socket, said: bytes) -> bytes:
    """Send a little again and again until the other side ends it."""
    connection.settimeout(0.05)
    got = b""
    for _ in range(400):
        try:
            connection.sendall(said)
            part = connection.recv(65_536)
        except TimeoutError:
            continue
        except ConnectionError:
            return got
        if not part:
            return got
        got += part
    raise AssertionError("it waits for ever")


@pytest.mark.parametrize("said", [b"", b"G", GET + b"X-A: "])
def test_a_connection_that_says_nothing_whole_is_ended(port, hurried, said) -> None:
    assert status(asked(port, said)) == 0


def test_a_head_that_drips_is_ended(port, hurried) -> None:
    with talking(port) as connection:
        connection.sendall(GET)
        assert drip(connection, b"X-A: b\r\n") == b""


def test_a_head_that_drips_on_a_kept_connection_is_ended(port, hurried) -> None:
    with talking(port) as connection:
        connection.sendall(GET + b"\r\n")
        assert status(connection.recv(65_536)) == 200
        connection.sendall(GET)
        assert b"HTTP/1.1" not in drip(connection, b"X-A: b\r\n")


def test_a_connection_is_kept_for_the_next_request(port) -> None:
    with talking(port) as connection:
        answers = b""
        for wanted, at_once in ((1, 1), (2, 1), (22, 20)):
            connection.sendall((GET + b"\r\n") * at_once)
            while answers.count(b'{"status":"ok"}') < wanted:
                answers += connection.recv(65_536)
        assert answers.count(b"HTTP/1.1 200") == 22


def test_a_body_that_goes_on_after_it_was_refused_is_ended(tmp_path, hurried) -> None:
    write_keys(tmp_path / "keys.json", [])
    app = create_app(Settings(keys=tmp_path / "keys.json"), scorer=SCORER)
    with serving(app) as url, talking(int(url.rpartition(":")[2])) as connection:
        connection.sendall(POST + b"Content-Length: 9000000\r\n\r\n")
        assert status(drip(connection, b" ")) == 401


@pytest.mark.parametrize("more", [b"", b"Connection: close\r\n"])
def test_an_answer_that_nobody_takes_is_ended(app, port, hurried, more) -> None:
    held = app.state.server.server_state.connections
    until(lambda: not held)
    with talking(port, small=True) as connection:
        connection.sendall(b"GET /long HTTP/1.1\r\n" + HOST + more + b"\r\n")
        until(lambda: held)
        until(lambda: not held)
        assert len(rest_of(connection)) < 32 * MB
    assert still_serves(port)


def test_a_stream_that_nobody_takes_is_ended(port, hurried, ended) -> None:
    ended.clear()
    with talking(port, small=True) as connection:
        connection.sendall(b"GET /stream HTTP/1.1\r\n" + HOST + b"\r\n")
        assert ended.wait(20)
    assert still_serves(port)


@pytest.mark.parametrize("path", ["long", "stream"])
def test_who_takes_a_long_answer_gets_all_of_it(port, path) -> None:
    assert len(httpx.get(f"http://127.0.0.1:{port}/{path}", timeout=60).content) == 32 * MB


def test_who_takes_it_slowly_is_waited_for_and_who_stops_is_not(monkeypatch) -> None:
    left = [300_000, 200_000, 100_000, 99_000]
    ends: list[str] = []
    watched = wire.Watched(
        Config(lambda: None), ServerState(), {},
        SimpleNamespace(call_later=lambda *_: SimpleNamespace(cancel=lambda: None)),
    )  # fmt: skip
    watched.transport = SimpleNamespace(
        get_write_buffer_size=lambda: left.pop(0), abort=lambda: ends.append("abort"),
        close=lambda: ends.append("close"),
    )  # fmt: skip
    for _ in range(3):
        watched._late()
    assert ends == []
    watched._late()
    assert ends == ["abort"]


# --- lengths, hosts and paths -----------------------------------------------------------------


@pytest.mark.parametrize("said", [
    pytest.param(POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET + b"\r\n",
                 id="two ways to say the length"),
    pytest.param(POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}   ", id="two lengths"),
    pytest.param(POST + b"Content-Length: -4\r\n\r\n{}", id="a length below nothing"),
    pytest.param(POST + b"Content-Length: +2\r\n\r\n{}", id="a length with a sign"),
    pytest.param(POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", id="packed on the way"),
    pytest.param(POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", id="a space before the colon"),
    pytest.param(CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n", id="a chunk's size in another way"),
    pytest.param(CHUNKED + b"f" * 40 + b"\r\n{}", id="a chunk of any size"),
    pytest.param(CHUNKED + b"0\r\n" + b"a: b\r\n" * 50_000 + b"\r\n", id="trailers for ever"),
    pytest.param(GET + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n", id="a header of 200 kB"),
    pytest.param(b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", id="an address of 200 kB"),
    pytest.param(GET + b"X-A: a\0b\r\n\r\n", id="a NUL"),
    pytest.param(GET + b"Host: evil.example\r\n\r\n", id="two hosts"),
    pytest.param(b"GET /healthz HTTP/1.1\r\n\r\n", id="no host"),
    pytest.param(b"GET /healthz\r\n\r\n", id="no version"),
    pytest.param(b"\x16\x03\x01\x02\x00\x01" + b"a" * 100 + b"\r\n\r\n", id="TLS"),
])  # fmt: skip
def test_what_is_no_request_has_one_answer_and_the_connection_ends(port, said) -> None:
    answers = asked(port, said)
    assert answers.count(b"HTTP/1.1 ") <= 1  # a reset may come before it
    assert status(answers) in (0, 400)
    assert still_serves(port)


def test_an_upgrade_is_not_done(port) -> None:
    said = GET + (
        b"Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert status(asked(port, said)) in (200, 400)


@pytest.mark.parametrize("host", [
    "evil.example", "localhost.evil.example", "localhost@evil.example", "evil.example:8000", "",
    "127.0.0.1:1:2", "0.0.0.0", "2130706433", "127.1", "localhost,evil.example", "[::1", "ⓛocalhost",
])  # fmt: skip
def test_without_keys_no_other_name_is_served(port, host) -> None:
    said = b"GET /healthz HTTP/1.1\r\nConnection: close\r\nHost: " + host.encode() + b"\r\n\r\n"
    assert status(asked(port, said)) in (400, 403)


@pytest.mark.parametrize("path", [
    "/healthz/", "//healthz", "//evil.example/healthz/", "/x/../healthz", "/x/%2e%2e/healthz",
    "/review/static/%2e%2e/%2e%2e/etc/passwd", "/review/static/..%2f..%2f/etc/passwd",
    "/review/static/%c0%ae%c0%ae/x", "/review/static/x/%00", "http://evil.example/healthz", "*", "/%ff", "/%zz",
    "/v1/score%00", "/v1//score", "/v1/score;x=1", "/V1/score", "/\\evil.example",
])  # fmt: skip
def test_a_path_is_one_of_ours_or_nothing(port, path) -> None:
    said = f"GET {path} HTTP/1.1\r\nConnection: close\r\n".encode() + HOST + b"\r\n"
    answer = asked(port, said)
    assert status(answer) in (400, 404, 405), answer[:200]
    assert b"\r\nlocation:" not in answer.lower()


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PUT", "DELETE", "BREW"])
def test_other_methods_are_refused(port, method) -> None:
    said = f"{method} /healthz HTTP/1.1\r\nConnection: close\r\n".encode() + HOST + b"\r\n"
    assert status(asked(port, said)) == 405
