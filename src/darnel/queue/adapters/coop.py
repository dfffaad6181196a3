"""ROOST Coop: items with our answer in their fields out, action callbacks and appeals in.

Coop's reviewers see an item's fields and not what a signal says beside its score: the evidence goes into
the item. A rule "Enqueue Item to Manual Review" on `darnel_probability` does the rest. Coop sends nothing
when a reviewer ignores an item, so honest pages come back only by its export of decisions. The folder
`coop_signal` is the plugin that asks our service while Coop's own rules run; its first lines say how to
install it.

Source: roostorg/coop 1c1f54d (docs/api/items.md, docs/api/actions.md, docs/api/appeal.md,
types/integration.ts) and roostorg/coop-integration-example 2826d68.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import (
    Decision,
    Verdict,
    chief,
    item_name,
    listing,
    mapping,
    verdict_of,
    words,
)
from darnel.queue.harm import harm
from darnel.queue.plain import plain

SOURCE = "coop"
SIGNAL = "DARNEL_CONTENT_FARM"

APPEALS: Mapping[str, bool] = {"ACCEPT": True, "REJECT": False}
"""What an appeal's end says: the decision was wrong, or it stands."""

APPEALED: Verdict = "content_farm"
"""What a decision said that its author appeals against: nobody does against being found honest."""

_OPPOSITE: Mapping[Verdict, Verdict] = {
    "content_farm": "credible",
    "credible": "content_farm",
    "unsure": "unsure",
}


def to_item(
    article: Article, assessment: Assessment, type_id: str, evidence_url: str = ""
) -> dict[str, Any]:
    """Give an article as an item of a type, with our answer in its fields.

    Fields of an article that was not judged are left out, except the reason. `evidence_url` is where a
    reviewer sees the findings marked.
    """
    fields = {
        "title": article.title,
        "text": article.text,
        "url": article.url or None,
        "darnel_quality": assessment.quality,
        "darnel_probability": harm(assessment.quality),
        "darnel_band": assessment.band,
        "darnel_reason": assessment.error or assessment.reason,
        "darnel_model": f"{assessment.model.name}-{assessment.model.version}",
        "evidence_url": evidence_url or None,
    }
    data = {name: value for name, value in plain(fields).items() if value is not None}
    return {"id": item_name(article), "typeId": type_id, "data": data}


def to_body(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Give items as the body of POST /api/v1/items/async/."""
    return {"items": list(items)}


def to_signal(assessment: Assessment) -> dict[str, Any] | None:
    """Give what the plugin's `run` answers: P(farm) in [0, 1] and the strongest quote.

    None if the article was not judged: the plugin has to say so in its own way.
    """
    score = harm(assessment.quality)
    if score is None:
        return None
    answer: dict[str, Any] = {"outputType": {"scalarType": "NUMBER"}, "score": score}
    strongest = chief(assessment.findings)
    return answer if strongest is None else {**answer, "matchedValue": strongest.quote}


def from_message(body: object, verdicts: Mapping[str, Verdict]) -> Decision:
    """Read whatever Coop sends, an action's callback or the end of an appeal."""
    said = mapping(body, "a Coop callback")
    if "appealDecision" in said:
        return from_appeal(said, APPEALED)
    return from_callback(said, verdicts)


def from_callback(body: object, verdicts: Mapping[str, Verdict]) -> Decision:
    """Read an action's callback.

    `verdicts` says what each action's id means; one that it leaves out may say so itself, by a field
    `verdict` of its body in Coop, which arrives in `custom`. A callback has no id: the hash of what it says
    takes its place, so that one sent twice counts once. `automated` is true where no reviewer acted: a
    rule, or an author's strikes. Raises InputError for an action whose verdict nobody says.
    """
    said = mapping(body, "a Coop callback")
    action = words(mapping(said.get("action"), "the callback's action").get("id"))
    actor = words(said.get("actorEmail"))
    policies = listing(said.get("policies") or [], "the callback's policies")
    return Decision(
        source=SOURCE,
        id=_hash(said),
        item=_item(said),
        verdict=verdict_of(action, {**_custom(said, action), **verdicts}, "the Coop action"),
        reviewer=actor,
        reason=words(said.get("decisionReason")) or words(said.get("actorNote")),
        policies=tuple(words(mapping(one, "a policy").get("id")) for one in policies),
        automated=not actor,
    )


def from_appeal(body: object, verdict: Verdict) -> Decision:
    """Read the end of an appeal against a decision that said `verdict`: accepted, it was wrong."""
    said = mapping(body, "a Coop appeal")
    id, end = words(said.get("appealId")), words(said.get("appealDecision"))
    if not id or end not in APPEALS:
        raise InputError("a Coop appeal needs an appealId and an appealDecision, ACCEPT or REJECT")
    settled = _OPPOSITE[verdict] if APPEALS[end] else verdict
    return Decision(SOURCE, f"appeal:{id}", _item(said), settled, reason=f"Appeal: {end.lower()}.")


def _custom(said: Mapping[str, Any], action: str) -> dict[str, Any]:
    custom = said.get("custom")
    verdict = words(custom.get("verdict")) if isinstance(custom, Mapping) else ""
    return {action: verdict} if action and verdict else {}


def _item(said: Mapping[str, Any]) -> str:
    id = words(mapping(said.get("item"), "the callback's item").get("id"))
    if not id:
        raise InputError("the callback's item has no id")
    return id


def _hash(said: Mapping[str, Any]) -> str:
    text = json.dumps(said, sort_keys=True, default=str)
    return f"sha256:{sha256(text.encode()).hexdigest()}"
