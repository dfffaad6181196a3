from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import shutil
import ssl
import subprocess
import time
from datetime import UTC, datetime
from importlib.util import find_spec

import pytest

from darnel.queue.addresses import Rules

if not os.environ.get("CI") and not (find_spec("httpx") and find_spec("standardwebhooks")):
    pytest.skip("needs pip install 'darnel[serve]'", allow_module_level=True)

from receiver import raw_receiver, receiver
from standardwebhooks.webhooks import Webhook

from darnel.queue.sending import Endpoint, Sender, wait_of
from darnel.queue.webhooks import new_secret

EVENT = {
    "id": "evt_1",
    "type": "case.decided",
    "timestamp": "2026-01-31T10:00:00Z",
    "payload": {"case_id": "case_1"},
}
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
SECRET = new_secret()


def clock() -> datetime:
    return datetime.now(UTC)


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def sent(
    port: int,
    *,
    scheme="http",
    resolve=here,
    timeout=5.0,
    trust=None,
    secrets=(SECRET,),
    event=EVENT,
):
    rules = Rules(http=True, ports=frozenset({port}), networks=(LOOPBACK,))
    sender = Sender(clock, rules, resolve=resolve, timeout=timeout, trust=trust)
    endpoint = Endpoint("ep_1", f"{scheme}://hooks.example:{port}/in?k=1", secrets)
    return asyncio.run(sender.send(endpoint, event))


def answering(status: int, headers: dict[str, str] | None = None, body: bytes = b""):
    return receiver(lambda request: (status, headers or {}, body))


def test_an_event_arrives_signed_under_the_hosts_name() -> None:
    with answering(204) as server:
        port = server.server_port
        outcome = sent(port, secrets=(SECRET, new_secret()))
    assert (outcome.result, outcome.status, outcome.error) == ("delivered", 204, "")
    ((headers, body, path),) = server.seen
    lowered = {name.lower(): value for name, value in headers.items()}
    assert lowered["host"] == f"hooks.example:{port}"
    assert lowered["content-type"] == "application/json"
    assert path == "/in?k=1"
    assert Webhook(SECRET).verify(body, headers) == json.loads(body)


@pytest.mark.parametrize("status", [400, 404, 429, 500, 502, 503])
def test_what_is_no_success_has_failed_and_may_pass(status) -> None:
    with answering(status, body=b"inside secrets") as server:
        outcome = sent(server.server_port)
    assert (outcome.result, outcome.status) == ("failed", status)
    assert "inside" not in outcome.error


def test_410_says_that_nothing_more_is_wanted() -> None:
    with answering(410) as server:
        assert sent(server.server_port).result == "gone"


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_heard(status) -> None:
    with answering(status, {"retry-after": "120"}) as server:
        assert sent(server.server_port).wait == 120


def test_redirects_are_not_followed() -> None:
    with answering(200) as other:
        there = f"http://127.0.0.1:{other.server_port}/"
        with answering(307, {"location": there}) as server:
            outcome = sent(server.server_port)
    assert outcome.result == "failed"
    assert "redirects" in outcome.error
    assert other.seen == []


def test_an_endless_answer_is_not_read() -> None:
    def endless(connection, over):
        connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        while not over.is_set():
            connection.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")

    with raw_receiver(endless) as port:
        began = time.monotonic()
        assert sent(port).result == "delivered"
        assert time.monotonic() - began < 3


def test_headers_that_drip_are_cut_off_in_time() -> None:
    def drip(connection, over):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not over.wait(0.05):
            connection.sendall(b"x-a: b\r\n")

    with raw_receiver(drip) as port:
        began = time.monotonic()
        outcome = sent(port, timeout=0.5)
        assert outcome.result == "failed"
        assert time.monotonic() - began < 3


def test_a_silent_receiver_is_given_up_in_time() -> None:
    with raw_receiver(lambda connection, over: over.wait(5)) as port:
        outcome = sent(port, timeout=0.3)
    assert outcome.result == "failed"
    assert outcome.seconds < 3


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 999999 x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 40_000,
    ],
)
def test_an_answer_that_is_none_has_failed(answer) -> None:
    with raw_receiver(lambda connection, over: connection.sendall(answer)) as port:
        assert sent(port).result == "failed"


def test_nobody_there_has_failed() -> None:
    with raw_receiver(lambda connection, over: None) as port:
        pass
    assert sent(port).result == "failed"


def test_a_name_that_cannot_be_resolved_has_failed() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    assert sent(443, resolve=nowhere).result == "failed"


def test_a_dead_address_is_passed_over_for_the_next() -> None:
    with answering(200) as server:
        outcome = sent(server.server_port, resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"])
    assert outcome.result == "delivered"


def test_an_address_inside_is_refused_before_anything_is_sent() -> None:
    with answering(200) as server:
        port = server.server_port
        sender = Sender(clock, Rules(http=True, ports=frozenset({port})), resolve=here)
        endpoint = Endpoint("ep_1", f"http://hooks.example:{port}/", (SECRET,))
        outcome = asyncio.run(sender.send(endpoint, EVENT))
    assert outcome.result == "refused"
    assert server.seen == []


def test_a_name_that_answers_differently_a_moment_later_changes_nothing() -> None:
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with answering(200) as server:
        assert sent(server.server_port, resolve=rebinding).result == "delivered"
    assert asked == ["hooks.example"]  # once: the connection goes to the address that was checked


def test_proxies_of_the_environment_are_not_used(monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with answering(200) as server:
        assert sent(server.server_port).result == "delivered"


def test_a_broken_secret_is_refused_and_never_shown() -> None:
    with answering(200) as server:
        outcome = sent(server.server_port, secrets=("whsec_c2VjcmV0",))
    assert outcome.result == "refused"
    assert "c2VjcmV0" not in outcome.error
    assert SECRET not in repr(Endpoint("1", "https://a.example", (SECRET,)))


@pytest.fixture
def certified(tmp_path):
    """A certificate for hooks.example alone, and who trusts it."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl: apt-get install openssl")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split()
    )
    named = ["-subj", "/CN=hooks.example", "-addext", "subjectAltName=DNS:hooks.example"]
    subprocess.run([*made, "-keyout", key, "-out", cert, *named], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    names = []
    server.sni_callback = lambda connection, name, context: names.append(name)
    return server, ssl.create_default_context(cafile=str(cert)), names


def test_over_tls_the_name_is_kept_and_the_certificate_checked(certified) -> None:
    server_side, trust, names = certified
    with receiver(lambda request: (200, {}, b""), server_side) as server:
        assert sent(server.server_port, scheme="https", trust=trust).result == "delivered"
        assert names == ["hooks.example"]
        stranger = sent(server.server_port, scheme="https", trust=ssl.create_default_context())
        assert stranger.result == "failed"
        other = Endpoint("ep_1", f"https://other.example:{server.server_port}/", (SECRET,))
        rules = Rules(ports=frozenset({server.server_port}), networks=(LOOPBACK,))
        sender = Sender(clock, rules, resolve=here, trust=trust)
        assert asyncio.run(sender.send(other, EVENT)).result == "failed"
    assert len(server.seen) == 1


@pytest.mark.parametrize(("after", "seconds"), [
    ("120", 120), (" 5 ", 5), ("0", 0), ("99999999999999999999", 86_400), ("-1", None), ("soon", None),
    ("", None), ("1.5", None), ("Sat, 31 Jan 2026 10:01:00 GMT", 60), ("Sat, 31 Jan 2026 09:00:00 GMT", 0),
    ("Sat, 31 Jan 2099 09:00:00 GMT", 86_400), ("Sat, 31 Jan 2026 10:01:00 -0000", 60),
    ("Sat, 99 Foo 2026 10:01:00 GMT", None), ("²", None),
])  # fmt: skip
def test_retry_after_is_read_as_seconds_or_a_date(after, seconds) -> None:
    now = datetime(2026, 1, 31, 10, 0, 0, tzinfo=UTC)
    assert wait_of(after, now) == seconds
