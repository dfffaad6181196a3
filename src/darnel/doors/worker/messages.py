"""Messages in and out: an article, bare or in a CloudEvent; its answer, or a dead letter.

All of it is pure. The id of an answer is made of what names the input and the model, so `source` and
`id` tell whether an answer came before, whichever worker gave it and however often. What they carry is
the same too, but for the last digit of a number, which the articles scored beside it may shift.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Literal

from darnel.assessment import Assessment, ModelName
from darnel.doors.articles import NotAnArticleError, NotJsonError, item_of, json_of
from darnel.doors.line import Item
from darnel.errors import InputError
from darnel.queue.adapters.cloudevents import from_cloudevent, scored, to_cloudevent
from darnel.queue.plain import encoded

Reason = Literal["not-json", "not-valid", "too-large", "failed", "poison"]
"""Why a message became a dead letter: it is no JSON; no article, or no page that can be read; too
large to take or to answer; darnel failed on it; it came again and again and was never answered."""

SUSPECT = 3
"""From this delivery on a message is suspect: twice before it was in hand and was not answered."""

REFUSED = "article.refused"
REFUSAL_SCHEMA = "darnel.refusal/1"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Hold a message as a broker gave it: `deliveries` counts this time too, 1 if it can't tell.

    `place` is where it stands there, such as a stream's entry id.
    """

    body: bytes
    deliveries: int = 1
    place: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Hold what a message asks for; `identity` names the message itself, `cause` is its event's id."""

    item: Item
    identity: tuple[str, ...]
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold a message to send; `id` is the key that tells a copy."""

    id: str
    body: bytes
    type: str


class RefusedError(InputError):
    """Say why a message gets no answer."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def taken(body: bytes, size: int, characters: int) -> Taken:
    """Read a message of at most `size` bytes; raise RefusedError."""
    if len(body) > size:
        raise RefusedError(
            "too-large", f"the message has {len(body):,} bytes; at most {size:,} are taken"
        )
    try:
        said = json_of(body)
        if isinstance(said, dict) and "specversion" in said:
            event = from_cloudevent(said)
            identity = ("event", str(said["source"]), event["id"])
            return Taken(item_of(event["payload"], "#/data", characters), identity, event["id"])
        return Taken(item_of(said, "#", characters), ("message", sha256(body).hexdigest()))
    except NotJsonError as error:
        raise RefusedError("not-json", f"the message {error}") from error
    except NotAnArticleError as error:
        raise RefusedError("not-valid", str(error)) from error
    except InputError as error:
        raise RefusedError("not-valid", str(error)) from error


def answer(taken: Taken, assessment: Assessment, source: str) -> Letter:
    """Give the answer to a message as the event `dev.darnel.article.scored.v1`.

    `causationid` names the event that asked. There is no `time`: a second answer would have another.
    """
    id = _digest([*taken.identity, *_model(assessment.model)])
    event = scored(assessment, source, id)
    if taken.cause:
        event["causationid"] = taken.cause
    return Letter(id, encoded(event), event["type"])


def dead_letter(parcel: Parcel, why: RefusedError, source: str, *, whole: bool = True) -> Letter:
    """Give a message that gets no answer, and why, as `dev.darnel.article.refused.v1`.

    `original` has its text, or `original_base64` its bytes if they are not UTF-8; without `whole`
    only length and hash remain.
    """
    digest = sha256(parcel.body).hexdigest()
    data: dict[str, Any] = {
        "schema": REFUSAL_SCHEMA, "reason": why.reason, "detail": why.detail, "place": parcel.place,
        "bytes": len(parcel.body), "sha256": digest,
    }  # fmt: skip
    id = _digest(["refused", digest, why.reason, parcel.place])
    event = {"id": id, "type": REFUSED, "payload": data | (_original(parcel.body) if whole else {})}
    said = to_cloudevent(event, source)
    return Letter(id, encoded(said), said["type"])


def _original(body: bytes) -> dict[str, str]:
    try:
        return {"original": body.decode()}
    except UnicodeDecodeError:
        return {"original_base64": b64encode(body).decode()}


def _model(model: ModelName) -> list[str]:
    return [str(value) for value in asdict(model).values()]


def _digest(parts: list[str]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:32]
