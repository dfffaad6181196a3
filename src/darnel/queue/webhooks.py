"""Standard Webhooks 1.0.0: events as bodies, signed so that a receiver can tell who sent them, and when.

Source: standard-webhooks/standard-webhooks b2fa7b8, spec/standard-webhooks.md; the signatures are made by
its reference library, `standardwebhooks`.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets as random_bytes
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import Any

from darnel.errors import InputError
from darnel.queue.plain import encoded, plain

Clock = Callable[[], datetime]
"""Gives the time now, with its zone."""

INSTALL = "pip install 'darnel[serve]'"
PREFIX = "whsec_"
SECRET_BYTES = (24, 64)
"""How many bytes a secret may have."""

TOLERANCE = timedelta(minutes=5)
"""How far a receiver's clock may be from the sender's; older messages may be replayed ones."""

MAX_BODY = 20_000
"""Bytes of a body: receivers keep to 20 kB. A longer one is thinned."""

_SHORT = 500
"""Characters of a text that a thinned body keeps."""


def check_installed() -> None:
    """Raise InputError with the line that installs what webhooks need, if it is missing."""
    missing = [name for name in ("httpx", "standardwebhooks") if find_spec(name) is None]
    if missing:
        raise InputError(f"webhooks need {' and '.join(missing)}; install with: {INSTALL}")


def new_secret() -> str:
    """Make a secret for an endpoint: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(random_bytes.token_bytes(32)).decode()


def checked_secret(secret: str) -> str:
    """Give a secret back; raise InputError, which never repeats it, if it is not of the standard's form."""
    try:
        size = len(base64.b64decode(secret.removeprefix(PREFIX), validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if not secret.startswith(PREFIX) or not SECRET_BYTES[0] <= size <= SECRET_BYTES[1]:
        raise InputError("a webhook secret is whsec_ and 24 to 64 bytes in base64")
    return secret


def body_of(event: Mapping[str, Any]) -> bytes:
    """Give an event `{id, type, timestamp, payload}` as the body that is signed and sent.

    A payload that makes it longer than MAX_BODY keeps its numbers, flags and short texts only, and says
    so by `"thinned": true`: a receiver asks for the rest.
    """
    head = {"type": event["type"], "timestamp": event["timestamp"]}
    body = encoded({**head, "data": event["payload"]})
    if len(body) <= MAX_BODY:
        return body
    kept = {
        key: value
        for key, value in plain(event["payload"]).items()
        if value is None or isinstance(value, bool | int | float) or _is_short(value)
    }
    body = encoded({**head, "data": {**kept, "thinned": True}})
    if len(body) <= MAX_BODY:
        return body
    ids = {key: value for key, value in kept.items() if key == "id" or key.endswith("_id")}
    return encoded({**head, "data": {**dict(list(ids.items())[:20]), "thinned": True}})


def sign(secrets: Sequence[str], id: str, at: datetime, body: bytes) -> str:
    """Give the value of `webhook-signature`: one signature for each secret, with a space between.

    While a secret is replaced, the new and the old one both sign, so that no receiver misses a message.
    """
    check_installed()
    from standardwebhooks.webhooks import Webhook

    if not secrets:
        raise InputError("a webhook endpoint needs a secret")
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    moment = at.astimezone(UTC)  # the library takes any zone for UTC
    text = body.decode()
    return " ".join(Webhook(checked_secret(one)).sign(id, moment, text) for one in secrets)


def headers(secrets: Sequence[str], id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Give the three headers of a message; `at` is the time of this attempt, `id` that of the event."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": sign(secrets, id, at, body),
    }


def is_genuine(
    secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime
) -> bool:
    """Tell whether a message that came in was signed with one of our secrets, and lately.

    False for anything amiss: a header that is missing or broken, a body that is not UTF-8, a clock more
    than TOLERANCE away. `headers` in any case; `body` as received, never written anew.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not id or not stamp.isdecimal() or not stamp.isascii() or len(stamp) > len("9999999999"):
        return False
    at = datetime.fromtimestamp(int(stamp), UTC)
    if abs(now - at) > TOLERANCE:
        return False
    try:
        ours = sign(secrets, id, at, body).split()
        signed = [one.encode("ascii") for one in given.get("webhook-signature", "").split()]
    except UnicodeError:
        return False
    # every pair is compared, so that the time taken says nothing
    return any([hmac.compare_digest(our.encode(), one) for our in ours for one in signed])


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _SHORT
