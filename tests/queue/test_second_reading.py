"""Webhooks as they arrive, verified by others: the reference library, Node's, and one written from the words
of the standard. Each message goes over HTTP; each verifier gets the bytes that came.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from darnel.queue import webhooks
from darnel.queue.addresses import Rules

if not os.environ.get("CI") and not (find_spec("httpx") and find_spec("standardwebhooks")):
    pytest.skip("needs pip install 'darnel[serve]'", allow_module_level=True)

from node import node
from receiver import receiver
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from darnel.queue.sending import Endpoint, Sender

SCRIPT = Path(__file__).with_name("webhooks.mjs")
OLD, NEW, OTHER = (webhooks.new_secret() for _ in range(3))
NPM = "needs npm install -g standardwebhooks@1.1.1 and NODE_PATH=$(npm root -g)"
EVENT = {
    "id": "evt_1", "type": "case.decided", "timestamp": "2026-01-31T10:00:00Z",
    "payload": {"case_id": "case_1", "verdict": "content_farm", "reason": "Zwei Geschichten. 🚒 “é” \u2028"},
}  # fmt: skip
ODD = [{"note": "\ud800"}, {}, {"a": float("nan")}, {"text": "x" * 30_000, "case_id": "case_1"}]


@dataclass(frozen=True)
class Came:
    """A message as it arrived, and the secret that its receiver has."""

    headers: dict[str, str]
    body: bytes
    secret: str = OLD

    def asked(self, do: str) -> dict[str, object]:
        body = base64.b64encode(self.body).decode()
        now = datetime.now(UTC).timestamp()
        return {"do": do, "secret": self.secret, "headers": self.headers, "body": body, "now": now}

    def but(self, **headers: str) -> Came:
        named = {f"webhook-{name}": value for name, value in headers.items()}
        return replace(self, headers=self.headers | named)


def delivered(*secrets: str, late=timedelta(0), payload=EVENT["payload"]) -> Came:
    """Send an event as the service does, to a receiver on this machine whose clock is ahead."""
    with receiver(lambda request: (204, {}, b"")) as server:
        port = server.server_port
        loopback = (ipaddress.ip_network("127.0.0.0/8"),)
        rules = Rules(http=True, ports=frozenset({port}), networks=loopback)
        sender = Sender(lambda: datetime.now(UTC) - late, rules)
        endpoint = Endpoint("ep_1", f"http://127.0.0.1:{port}/", secrets)
        outcome = asyncio.run(sender.send(endpoint, {**EVENT, "payload": payload}))
        assert outcome.result == "delivered"
        ((headers, body, _),) = server.seen
    return Came({name.lower(): value for name, value in headers.items()}, body)


def by_reference(came: Iterable[Came]) -> list[bool]:
    return [_by_reference(one) for one in came]


def _by_reference(came: Came) -> bool:
    try:
        assert Webhook(came.secret).verify(came.body, came.headers) == json.loads(came.body)
    except WebhookVerificationError:
        return False
    return True


def by_darnel(came: Iterable[Came]) -> list[bool]:
    now = datetime.now(UTC)
    return [webhooks.is_genuine([one.secret], one.headers, one.body, now) for one in came]


def by_words(came: Iterable[Came]) -> list[bool]:
    return _by_node("verify", came)


def by_npm(came: Iterable[Came]) -> list[bool]:
    return _by_node("npm", came)


def _by_node(do: str, came: Iterable[Came]) -> list[bool]:
    done = node(SCRIPT, given=json.dumps([one.asked(do) for one in came]).encode())
    if b"Cannot find module 'standardwebhooks'" in done.stderr and not os.environ.get("CI"):
        pytest.skip(NPM)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


VERIFIERS = pytest.mark.parametrize("verified", [
    pytest.param(by_reference, id="the reference library"),
    pytest.param(by_words, id="the words of the standard"),
    pytest.param(by_npm, id="the reference library of Node", marks=pytest.mark.npm),
    pytest.param(by_darnel, id="darnel"),
])  # fmt: skip


@VERIFIERS
def test_what_is_delivered_is_verified(verified) -> None:
    came = [delivered(OLD, payload=payload) for payload in (EVENT["payload"], *ODD)]
    assert verified(came) == [True] * len(came)


@VERIFIERS
def test_while_a_secret_is_replaced_receivers_with_either_verify(verified) -> None:
    came = delivered(NEW, OLD)
    secrets = (OLD, NEW, OTHER)
    assert verified(replace(came, secret=one) for one in secrets) == [True, True, False]
    assert verified([delivered(NEW)]) == [False]


@VERIFIERS
def test_what_was_tampered_with_is_refused(verified) -> None:
    came = delivered(NEW, OLD)
    later = str(int(came.headers["webhook-timestamp"]) + 1)
    new, old = came.headers["webhook-signature"].split(" ")
    tampered = [
        replace(came, body=came.body.replace(b"case_1", b"case_2")), replace(came, body=came.body + b"\n"),
        replace(came, body=json.dumps(json.loads(came.body), indent=1).encode()),
        came.but(id="evt_2"), came.but(timestamp=later), came.but(signature=new),
        came.but(signature=old.replace("v1,", "v2,")), came.but(signature="v1," + old[3:].swapcase()), came.but(signature="v1,"),
    ]  # fmt: skip
    assert verified([came, came.but(signature=f"v1a,AAAA {old}"), *tampered]) == [
        True, True, *[False] * len(tampered),
    ]  # fmt: skip


@VERIFIERS
def test_clocks_may_differ_by_minutes_and_no_more(verified) -> None:
    minutes = (-4, 4, -6, 6, 24 * 60)
    came = [delivered(OLD, late=timedelta(minutes=one)) for one in minutes]
    assert verified(came) == [True, True, False, False, False]


@VERIFIERS
def test_a_delivery_that_is_tried_again_keeps_its_id_and_is_signed_anew(verified) -> None:
    first, again = delivered(OLD, late=timedelta(minutes=20)), delivered(OLD)
    assert first.headers["webhook-id"] == again.headers["webhook-id"] == "evt_1"
    assert first.headers["webhook-signature"] != again.headers["webhook-signature"]
    assert verified([first, again]) == [False, True]


def test_what_another_implementation_signs_is_believed() -> None:
    stamp = str(int(datetime.now(UTC).timestamp()))
    unsigned = [
        Came({"webhook-id": f"msg_{at}", "webhook-timestamp": stamp}, webhooks.body_of(EVENT | {"payload": payload}))
        for at, payload in enumerate((EVENT["payload"], *ODD))
    ]  # fmt: skip
    signed = [
        one.but(signature=signature)
        for one, signature in zip(unsigned, _by_node("sign", unsigned), strict=True)
    ]
    assert by_darnel(signed) == by_reference(signed) == [True] * len(signed)
    assert by_darnel(one.but(id="msg_9") for one in signed) == [False] * len(signed)
