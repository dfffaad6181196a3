"""CloudEvents 1.0: an event of ours in the envelope that brokers and their tools know, and back.

`source` and `id` together tell whether an event came before. Webhooks keep to Standard Webhooks; the same
event gives both.

Source: cloudevents/spec c2845a4, cloudevents/spec.md and cloudevents/formats/json-format.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import mapping, words
from darnel.queue.plain import plain

SPEC = "1.0"
TYPE_PREFIX = "dev.darnel."
SCORED = "article.scored"
SCHEMA = "https://darnel.dev/schemas/assessment-1.json"
"""Names the schema of `data`; a name, not a place to fetch."""


def to_cloudevent(event: Mapping[str, Any], source: str, subject: str = "") -> dict[str, Any]:
    """Give an event `{id, type, timestamp, payload}` of the outbox as a CloudEvent.

    `source` names the installation, a path such as `/darnel/acme`; `subject` what the event is about.
    `timestamp` may be left out. `case.decided` becomes `dev.darnel.case.decided.v1`.
    """
    if not source:
        raise InputError("a CloudEvent needs a source, such as /darnel/acme")
    made = {
        "specversion": SPEC,
        "id": event["id"],
        "source": quote(source, safe="/:@-._~"),
        "type": f"{TYPE_PREFIX}{event['type']}.v1",
        "time": event.get("timestamp"),
        "datacontenttype": "application/json",
        "subject": subject,
        "data": event["payload"],
    }
    left_out = [name for name in ("time", "subject") if not made[name]]
    said: dict[str, Any] = plain({k: value for k, value in made.items() if k not in left_out})
    return said


def scored(assessment: Assessment, source: str, id: str, time: str = "") -> dict[str, Any]:
    """Give an assessment as a CloudEvent; `time` in ISO 8601 with its zone, or left out."""
    event = {"id": id, "type": SCORED, "timestamp": time, "payload": assessment.to_dict()}
    subject = f"article:{assessment.id}" if assessment.id else ""
    return {**to_cloudevent(event, source, subject), "dataschema": SCHEMA}


def from_cloudevent(body: object) -> dict[str, Any]:
    """Read the event `{id, type, timestamp, payload}` off a CloudEvent.

    A type that is not ours is kept as it is. Raises InputError if it is no CloudEvent 1.0, or its data
    are not JSON.
    """
    said = mapping(body, "a CloudEvent")
    lacking = [name for name in ("id", "source", "type") if not words(said.get(name))]
    if lacking or said.get("specversion") != SPEC:
        wrong = " and ".join(lacking) or "specversion 1.0"
        raise InputError(f"the CloudEvent lacks {wrong}")
    if "data_base64" in said:
        raise InputError("the CloudEvent holds bytes; send its data as JSON")
    kind = words(said["type"])
    if kind.startswith(TYPE_PREFIX):
        kind = kind.removeprefix(TYPE_PREFIX).removesuffix(".v1")
    return {
        "id": words(said["id"]),
        "type": kind,
        "timestamp": words(said.get("time")),
        "payload": said.get("data"),
    }
