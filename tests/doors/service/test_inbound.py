"""Other tools' decisions over HTTP: signed ones once each, all else refused before it is read."""

from __future__ import annotations

import base64
import json
import logging
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "httpx", "cryptography", "standardwebhooks"):
    pytest.skip(SERVE, allow_module_level=True)

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from fastapi.testclient import TestClient
from standardwebhooks.webhooks import Webhook

from darnel.doors.service import Settings, create_app
from darnel.doors.service.inbound import MAX_BODY, Inbound, inbound_router
from darnel.errors import InputError
from darnel.queue import webhooks

NOW = datetime(2026, 1, 31, 10, 0, 0, tzinfo=UTC)
SECRET = webhooks.new_secret()
ACTION = {
    "item": {"id": "a-1", "typeId": "article"}, "action": {"id": "demote"}, "policies": [],
    "rules": [], "actorEmail": "ines@team.example", "actorNote": "Unmistakable 🚒 words.",
}  # fmt: skip
DECISION = {
    "type": "decision.made", "timestamp": "2026-01-31T10:00:00Z",
    "data": {"item": "a-1", "verdict": "credible", "reason": "Unmistakable words."},
}  # fmt: skip


class Store:
    """Take decisions as the queue does: one with a source and id that came before counts once."""

    def __init__(self) -> None:
        self.taken: dict[tuple[str, str], object] = {}
        self.calls = 0

    def __call__(self, decision) -> None:
        self.calls += 1
        if decision.item == "unknown":
            raise InputError("no article here is called so")
        self.taken.setdefault((decision.source, decision.id), decision)


@cache
def private(number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def files(tmp_path):
    pem = private().public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    (tmp_path / "coop.pem").write_bytes(pem)
    (tmp_path / "senders").write_text(f"desk {SECRET}\n", "utf-8")
    return Inbound(tmp_path / "coop.pem", tmp_path / "senders", {"demote": "content_farm"})


@pytest.fixture
def store() -> Store:
    return Store()


def service(stand_in, inbound: Inbound, store: Store, told: Settings | None = None) -> TestClient:
    router = inbound_router(inbound, store, lambda: NOW)
    return TestClient(
        create_app(told, scorer=stand_in, routers=[router]), base_url="http://127.0.0.1"
    )


@pytest.fixture
def client(stand_in, files, store):
    with service(stand_in, files, store) as made:
        yield made


def body_of(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def coop(client, body: bytes, key: rsa.RSAPrivateKey | None = None, **headers: str):
    made = (key or private()).sign(body, padding.PKCS1v15(), hashes.SHA256())
    signed = {"Coop-Signature": base64.b64encode(made).decode(), "Content-Type": "application/json"}
    return client.post("/v1/inbound/coop", content=body, headers=signed | headers)


def standard(client, body: bytes, id: str = "msg_1", secret: str = SECRET, at=NOW, **headers: str):
    signed = webhooks.headers([secret], id, at, body)
    return client.post("/v1/inbound/standard", content=body, headers=signed | headers)


SENDERS = pytest.mark.parametrize(
    ("send", "said"),
    [pytest.param(coop, ACTION, id="Coop"), pytest.param(standard, DECISION, id="standard")],
)


def refused(answer, status: int, kind: str, store: Store) -> str:
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:darnel:problem:{kind}")
    assert store.taken == {}
    return answer.json()["detail"]


def test_an_action_of_coop_is_a_decision(client, store) -> None:
    answer = coop(client, body_of(ACTION))
    assert answer.status_code == 200
    ((key, decision),) = store.taken.items()
    assert answer.json() == {"taken": True, "source": key[0], "id": key[1]}
    assert (decision.item, decision.verdict, decision.reviewer) == (
        "a-1", "content_farm", "ines@team.example",
    )  # fmt: skip


def test_the_end_of_an_appeal_is_a_decision(client, store) -> None:
    appeal = {"appealId": "ap-1", "item": {"id": "a-1"}, "appealDecision": "ACCEPT"}
    assert coop(client, body_of(appeal)).json()["id"] == "appeal:ap-1"
    assert store.taken["coop", "appeal:ap-1"].verdict == "credible"


def test_a_webhook_of_any_tool_is_a_decision(client, store) -> None:
    body = body_of(DECISION)
    made = Webhook(SECRET).sign("msg_9", NOW, body.decode())
    headers = {
        "webhook-id": "msg_9",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": f"v1a,AAAA v1,AAAA {made}",
    }
    answer = client.post("/v1/inbound/standard", content=body, headers=headers)
    assert answer.json() == {"taken": True, "source": "standard:desk", "id": "msg_9"}
    assert store.taken["standard:desk", "msg_9"].verdict == "credible"


def test_other_events_are_answered_and_passed_over(client, store) -> None:
    answer = standard(client, body_of({**DECISION, "type": "case.opened"}))
    assert (answer.status_code, answer.json()) == (200, {"taken": False})
    assert store.calls == 0


@SENDERS
def test_a_message_that_comes_again_counts_once(client, store, send, said) -> None:
    first, again = send(client, body_of(said)), send(client, body_of(said))
    assert first.json() == again.json()
    assert (store.calls, len(store.taken)) == (2, 1)
    changed = {"actorNote": "Other."} if send is coop else {}
    send(client, body_of(said | changed), **({} if send is coop else {"id": "msg_2"}))
    assert len(store.taken) == 2


def test_an_old_webhook_that_somebody_kept_is_refused(client, store) -> None:
    for late in (timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=400)):
        answer = standard(client, body_of(DECISION), at=NOW - late)
        assert "too long ago" in refused(answer, 401, "not-genuine", store)


@SENDERS
def test_a_body_that_was_tampered_with_is_refused(client, store, send, said) -> None:
    body = body_of(said)
    answer = send(client, body)
    headers = dict(answer.request.headers) | {"content-length": str(len(body))}
    store.taken.clear()
    for other in (body.replace(b"a-1", b"a-2"), body[:-1] + b" ", body.swapcase()):
        sent = client.post(answer.request.url, content=other, headers=headers)
        refused(sent, 401, "not-genuine", store)
    sent = client.post(answer.request.url, content=body + b" ")
    refused(sent, 401, "not-genuine", store)


def test_another_key_or_secret_is_refused(client, store) -> None:
    refused(coop(client, body_of(ACTION), private(1)), 401, "not-genuine", store)
    stranger = webhooks.new_secret()
    refused(
        standard(client, body_of(DECISION), secret=stranger), 401, "not-genuine", store
    )  # fmt: skip
    one = standard(client, body_of(DECISION), **{"webhook-id": "msg_2"})
    refused(one, 401, "not-genuine", store)


@pytest.mark.parametrize("path", ["coop", "standard"])
@pytest.mark.parametrize("body", [b"", b"{", b"[" * 50_000, b"\xff\xfe", b"{}"])
def test_nothing_is_read_of_what_nobody_known_signed(client, store, path, body) -> None:
    headers = {
        "Coop-Signature": "é".encode(),
        "webhook-signature": b"v1,\xff",
        "webhook-id": b"\xff",
    }
    for sent in (headers, {}):
        answer = client.post(f"/v1/inbound/{path}", content=body, headers=sent)
        refused(answer, 401, "not-genuine", store)


@SENDERS
def test_a_huge_body_is_not_taken_in(client, store, send, said) -> None:
    huge = body_of({**said, "padding": "x" * MAX_BODY})
    refused(send(client, huge), 413, "too-large", store)
    parts = iter([b"x" * 60_000] * 100)
    sent = client.post(f"/v1/inbound/{send.__name__}", content=parts)
    refused(sent, 413, "too-large", store)
    answer = send(client, body_of(said), **{"content-encoding": "gzip"})
    assert "as it was signed" in refused(answer, 415, "wrong-type", store)


@SENDERS
def test_a_signed_message_that_says_no_decision_is_refused_with_the_place(
    client, store, send, said
) -> None:
    refused(send(client, b"{"), 400, "not-json", store)
    refused(send(client, b"[]"), 422, "not-valid", store)
    wrong = {"action": {"id": "\ud800 other"}} if send is coop else {"data": {"item": "a-1"}}
    assert "verdict" in refused(
        send(client, json.dumps(said | wrong).encode()), 422, "not-valid", store
    )


@SENDERS
def test_lone_surrogates_come_through(client, store, send, said) -> None:
    odd = (
        {"item": {"id": "\ud800"}}
        if send is coop
        else {"data": {**DECISION["data"], "id": "\ud800"}}
    )
    assert send(client, json.dumps(said | odd).encode()).status_code == 200
    assert len(store.taken) == 1


def test_what_the_queue_refuses_is_said(client, store) -> None:
    unknown = body_of({**ACTION, "item": {"id": "unknown"}})
    assert refused(coop(client, unknown), 422, "not-valid", store) == "no article here is called so"


def test_a_route_without_its_key_is_not_there(stand_in, store, files) -> None:
    with service(stand_in, Inbound(), store) as nothing:
        assert coop(nothing, b"{}").status_code == standard(nothing, b"{}").status_code == 404
        assert not any("inbound" in path for path in nothing.get("/openapi.json").json()["paths"])
    with service(stand_in, Inbound(senders=files.senders), store) as one:
        assert coop(one, body_of(ACTION)).status_code == 404
        assert standard(one, body_of(DECISION)).status_code == 200
    with pytest.raises(InputError, match="No such file"):
        inbound_router(Inbound(coop_keys=files.senders.with_name("none")), store)


def test_a_key_of_the_service_opens_nothing_here_and_none_is_needed(
    stand_in, files, store, tmp_path
) -> None:
    from darnel.doors.service.keys import made, write_keys

    secret, key = made("all", ["admin"])
    write_keys(tmp_path / "keys.json", [key])
    with service(stand_in, files, store, Settings(keys=tmp_path / "keys.json")) as client:
        headers = {"Authorization": f"Bearer {secret}"}
        sent = client.post("/v1/inbound/coop", content=body_of(ACTION), headers=headers)
        refused(sent, 401, "not-genuine", store)
        assert coop(client, body_of(ACTION)).status_code == 200


def test_the_log_names_the_sender_and_nothing_that_was_said(client, caplog) -> None:
    with caplog.at_level(logging.DEBUG, "darnel"):
        coop(client, body_of(ACTION))
        standard(client, body_of(DECISION))
        standard(client, body_of({**DECISION, "data": {"item": "Unmistakable"}}))
        client.post("/v1/inbound/coop", content=b"Unmistakable")
    assert "POST /v1/inbound/coop 200" in caplog.text
    assert "key=coop" in caplog.text
    assert "key=desk" in caplog.text
    assert "nmistakable" not in caplog.text


def test_the_routes_are_described_as_openapi_has_it(client) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    said = client.get("/openapi.json").json()
    validator.validate(said)
    for path in ("/v1/inbound/coop", "/v1/inbound/standard"):
        assert set(said["paths"][path]["post"]["responses"]) >= {"200", "401", "413", "422"}
