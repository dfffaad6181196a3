"""Ozone, Bluesky's moderation service, and labelers of AT Protocol: events with our answer out, labels in.

Ozone refuses the same event type, `externalId` and subject twice: that is its idempotency key.

Source: bluesky-social/ozone 99dce84 and the lexicons tools.ozone.moderation.emitEvent,
tools.ozone.moderation.defs and com.atproto.label.defs as of atproto 0.0.73.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import Decision, Verdict, mapping, verdict_of, words
from darnel.queue.harm import percent
from darnel.queue.plain import plain

SOURCE = "ozone"
DEFS = "tools.ozone.moderation.defs"
NOT_JUDGED = "darnel-not-judged"
"""The tag of a subject whose article was not judged: a priority of 0 would say that it is honest."""

MAX_LABEL = 128
"""Bytes of a label's value."""


def account(did: str) -> dict[str, str]:
    """Give an account as the subject of an event."""
    return {"$type": "com.atproto.admin.defs#repoRef", "did": did}


def record(uri: str, cid: str) -> dict[str, str]:
    """Give a record (a post) as the subject of an event."""
    return {"$type": "com.atproto.repo.strongRef", "uri": uri, "cid": cid}


def to_event(
    assessment: Assessment, subject: Mapping[str, str], created_by: str, external_id: str
) -> dict[str, Any]:
    """Give the body of emitEvent: a priority of 0 to 100 counting up to harm, or a tag if not judged.

    `created_by` is the labeler's did; `external_id` is what this assessment is known by.
    """
    score = percent(assessment.quality)
    comment = assessment.error or assessment.reason
    event: dict[str, Any]
    if score is None:
        event = {"$type": f"{DEFS}#modEventTag", "add": [NOT_JUDGED], "remove": []}
    else:
        event = {"$type": f"{DEFS}#modEventPriorityScore", "score": score}
    return _emitted({**event, "comment": comment}, subject, created_by, external_id, assessment)


def to_labels(
    add: list[str], remove: list[str], subject: Mapping[str, str], created_by: str, assessment: Assessment,
    external_id: str,
) -> dict[str, Any]:  # fmt: skip
    """Give the body of emitEvent that labels a subject: only for a person who decided so."""
    long = [name for name in (*add, *remove) if not 0 < len(name.encode()) <= MAX_LABEL]
    if long:
        raise InputError(f"a label has 1 to {MAX_LABEL} bytes; {long[0][:20]!r} has not")
    event = {"$type": f"{DEFS}#modEventLabel", "createLabelVals": add, "negateLabelVals": remove}
    return _emitted(event, subject, created_by, external_id, assessment)


def _emitted(
    event: dict[str, Any], subject: Mapping[str, str], by: str, external_id: str, assessment: Assessment
) -> dict[str, Any]:  # fmt: skip
    model = assessment.model
    meta = {
        "assessment": assessment.id,
        "band": assessment.band,
        "probability": percent(assessment.quality),  # the protocol's data hold no fractions
        "bands": model.bands,
    }
    tool = {"name": f"{model.name}/{model.version}", "meta": meta}
    made = {"event": event, "subject": dict(subject), "createdBy": by}
    said: dict[str, Any] = plain({**made, "externalId": external_id, "modTool": tool})
    return said


def from_label(label: object, verdicts: Mapping[str, Verdict]) -> Decision:
    """Read a label as a decision; a negated one takes it back.

    `verdicts` says what each value means. Raises InputError for one that it does not know.
    """
    said = mapping(label, "a label")
    uri, value, by = (words(said.get(name)) for name in ("uri", "val", "src"))
    if not uri or not value:
        raise InputError("a label needs a uri and a val")
    return Decision(
        source=SOURCE,
        id=f"{by} {uri} {words(said.get('cid'))} {value}",
        item=uri,
        verdict=verdict_of(value, verdicts, "the label"),
        reviewer=by,
        at=words(said.get("cts")),
        retracts=said.get("neg") is True,
    )
