from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from datetime import UTC, datetime, timedelta, timezone
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darnel.errors import InputError
from darnel.queue import webhooks

if not os.environ.get("CI") and not find_spec("standardwebhooks"):
    pytest.skip("needs pip install 'darnel[serve]'", allow_module_level=True)

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 1, 31, 10, 0, 0, tzinfo=UTC)
EVENT = {
    "id": "evt_1",
    "type": "case.decided",
    "timestamp": "2026-01-31T10:00:00Z",
    "payload": {"case_id": "case_1", "verdict": "content_farm"},
}


def verified_by_hand(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """The standard's own words, without any library: HMAC-SHA256 over `id.timestamp.body`."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    expected = b"v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest())
    return expected in headers["webhook-signature"].encode().split(b" ")


def test_the_example_of_the_standard_comes_out() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = webhooks.sign([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_body_is_the_event_without_its_id() -> None:
    assert json.loads(webhooks.body_of(EVENT)) == {
        "type": "case.decided",
        "timestamp": "2026-01-31T10:00:00Z",
        "data": {"case_id": "case_1", "verdict": "content_farm"},
    }


@pytest.mark.parametrize(
    "payload", [{"note": "🚒 “é” \u2028"}, {"note": "\ud800"}, {}, {"a": float("nan")}]
)
def test_the_reference_library_and_a_second_reading_verify_it(payload) -> None:
    body = webhooks.body_of({**EVENT, "payload": payload})
    headers = webhooks.headers([SECRET], "evt_1", datetime.now(UTC), body)
    assert Webhook(SECRET).verify(body, headers) == json.loads(body)
    assert verified_by_hand(SECRET, headers, body)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(webhooks.new_secret()).verify(body, headers)


def test_while_a_secret_is_replaced_both_receivers_verify() -> None:
    old, new = webhooks.new_secret(), webhooks.new_secret()
    body = webhooks.body_of(EVENT)
    headers = webhooks.headers([new, old], "evt_1", datetime.now(UTC), body)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Webhook(secret).verify(body, headers)
        assert verified_by_hand(secret, headers, body)
        assert webhooks.is_genuine([secret], headers, body, datetime.now(UTC))


def test_any_zone_gives_the_same_signature() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    body = webhooks.body_of(EVENT)
    assert webhooks.headers([SECRET], "e", east, body) == webhooks.headers([SECRET], "e", NOW, body)
    with pytest.raises(ValueError, match="time zone"):
        webhooks.sign([SECRET], "e", NOW.replace(tzinfo=None), body)


def test_what_comes_in_is_believed_only_if_signed_and_lately() -> None:
    body = webhooks.body_of(EVENT)
    good = webhooks.headers([SECRET], "evt_1", NOW, body)
    shouted = {name.title(): value for name, value in good.items()}
    late, early = NOW + timedelta(minutes=6), NOW - timedelta(minutes=6)
    assert webhooks.is_genuine([SECRET], shouted, body, NOW)
    assert webhooks.is_genuine([webhooks.new_secret(), SECRET], good, body, NOW)
    assert not webhooks.is_genuine([SECRET], good, body, late)
    assert not webhooks.is_genuine([SECRET], good, body, early)
    assert not webhooks.is_genuine([SECRET], good, body + b"\n", NOW)
    assert not webhooks.is_genuine([SECRET], {**good, "webhook-id": "evt_2"}, body, NOW)
    assert not webhooks.is_genuine([webhooks.new_secret()], good, body, NOW)


@given(
    st.fixed_dictionaries({}, optional={
        "webhook-id": st.text(max_size=5),
        "webhook-timestamp": st.one_of(st.text(max_size=5), st.just("9" * 40), st.just("1769853600")),
        "webhook-signature": st.one_of(st.text(max_size=9), st.just("v1"), st.just("v1,é"), st.just("v1a,x v1,")),
    }),
    st.binary(max_size=9),
)  # fmt: skip
def test_a_forged_message_is_refused_and_breaks_nothing(headers, body) -> None:
    assert not webhooks.is_genuine([SECRET], headers, body, NOW)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_AAAA",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_!",
        "whsec_" + "A" * 100,
    ],
)
def test_a_secret_of_another_form_is_refused_and_not_repeated(secret) -> None:
    with pytest.raises(InputError, match="24 to 64 bytes") as raised:
        webhooks.sign([secret], "e", NOW, b"{}")
    assert not secret or secret not in str(raised.value).replace("whsec_ and", "")
    with pytest.raises(InputError, match="needs a secret"):
        webhooks.sign([], "e", NOW, b"{}")


def test_secrets_are_made_anew() -> None:
    assert webhooks.new_secret() != webhooks.new_secret()
    assert webhooks.checked_secret(webhooks.new_secret())


def test_a_long_payload_is_thinned() -> None:
    payload = {"case_id": "case_1", "score": 0.87, "text": "x" * 30_000, "findings": [1] * 9_000}
    said = json.loads(webhooks.body_of({**EVENT, "payload": payload}))
    assert said["data"] == {"case_id": "case_1", "score": 0.87, "thinned": True}
    many = {f"k{number}": "y" * 400 for number in range(100)} | {"case_id": "case_1"}
    body = webhooks.body_of({**EVENT, "payload": many})
    assert len(body) <= webhooks.MAX_BODY
    assert json.loads(body)["data"] == {"case_id": "case_1", "thinned": True}


def test_without_the_extra_the_door_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(webhooks, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'darnel\[serve\]'"):
        webhooks.sign([SECRET], "e", NOW, b"{}")
