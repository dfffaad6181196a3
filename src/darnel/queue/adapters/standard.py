"""Any tool that sends Standard Webhooks: its decisions in, and those of another darnel.

    {"type": "decision.made", "timestamp": "…", "data": {"item": "a-1", "verdict": "content_farm"}}

`item` is our name of the article; beside it may stand `id`, `reviewer`, `reason`, `policies`, `seconds`,
`quality`, `automated`, and `spans` of `{word, signal, field, start, end, quote, finding}` in code points.
`decision.retracted` with the `id` takes one back. `case.decided` is what darnel itself sends.

Source: standard-webhooks/standard-webhooks b2fa7b8, spec/standard-webhooks.md: the envelope. What stands in
`data` is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from darnel.article import Field
from darnel.errors import InputError
from darnel.queue.decisions import Decision, SpanVerdict, SpanWord, Verdict, listing, mapping, words

MADE, RETRACTED, DECIDED = "decision.made", "decision.retracted", "case.decided"

TYPES = (MADE, RETRACTED, DECIDED)
"""What is read; anything else that a tool sends is none of ours."""

MAX_SPANS = 1000
"""More places than any person judges in one article."""

LONGEST = 1e7
"""Seconds, four months: whoever says that a decision took longer has counted something else."""

_VERDICTS = get_args(Verdict)


def from_event(body: object, source: str, id: str) -> Decision | None:
    """Read a webhook's body as a decision; None if its type is not one of TYPES.

    `source` names the sender, `id` is the webhook's own, which stays the same when it is sent again.
    Raises InputError that says which field is wrong.
    """
    said = mapping(body, "a webhook")
    kind = words(said.get("type"))
    if kind not in TYPES:
        return None
    data = mapping(said.get("data"), "the webhook's data")
    at = words(said.get("timestamp"))
    if kind == DECIDED:
        return from_case(data, source, id, at)
    if kind == RETRACTED and not words(data.get("id")):
        raise InputError("decision.retracted needs data.id, that of the decision")
    return from_data(data, source, id, at, retracts=kind == RETRACTED)


def from_data(
    data: Mapping[str, Any], source: str, id: str, at: str = "", *, retracts: bool = False
) -> Decision:
    """Read a decision in our own words; `id` is its id if the data have none."""
    spans = listing(data.get("spans") or [], "spans")
    if len(spans) > MAX_SPANS:
        raise InputError(f"a decision has at most {MAX_SPANS:,} spans")
    policies = listing(data.get("policies") or [], "policies")
    return Decision(
        source=source,
        id=words(data.get("id")) or id,
        item=_item(data, "item"),
        verdict=None if (retracts or spans) and "verdict" not in data else _verdict(data),
        spans=tuple(_span(span, f"spans[{at}]") for at, span in enumerate(spans)),
        reviewer=words(data.get("reviewer")),
        reason=words(data.get("reason")),
        policies=tuple(filter(None, map(words, policies))),
        seconds=_number(data, "seconds", LONGEST),
        at=words(data.get("at")) or at,
        quality=_number(data, "quality", 1.0),
        automated=data.get("automated") is True,
        retracts=retracts,
    )


def from_case(data: Mapping[str, Any], source: str, id: str, at: str) -> Decision:
    """Read what darnel sends when a case is decided; a later decision of it has another id."""
    return Decision(
        source=source,
        id=id,
        item=_item(data, "external_id", "url", "case_id"),
        verdict=_verdict(data),
        reviewer=words(data.get("who")),
        reason=words(data.get("reason")),
        policies=tuple(map(words, listing(data.get("policy_ids") or [], "policy_ids"))),
        at=at,
        quality=_number(data, "quality", 1.0),
        automated=data.get("automation") != "none",
    )


def _item(data: Mapping[str, Any], *names: str) -> str:
    for name in names:
        if words(data.get(name)):
            return words(data[name])
    raise InputError(f"a decision needs data.{names[0]}, the article's name as it was sent")


def _verdict(data: Mapping[str, Any]) -> Verdict:
    for verdict in _VERDICTS:
        if data.get("verdict") == verdict:
            known: Verdict = verdict
            return known
    raise InputError(f"data.verdict must be one of {', '.join(_VERDICTS)}")


def _number(data: Mapping[str, Any], name: str, most: float) -> float | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise InputError(f"data.{name} must be a number from 0 to {most:,g}")
    return float(value)


def _span(said: object, where: str) -> SpanVerdict:
    span = mapping(said, where)
    word, field = words(span.get("word")), words(span.get("field")) or "text"
    start, end = span.get("start"), span.get("end")
    if word not in get_args(SpanWord) or field not in get_args(Field):
        raise InputError(f"{where} needs a word ({', '.join(get_args(SpanWord))}) and a field")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise InputError(f"{where} needs start and end, in code points, the end behind the start")
    finding, signal, quote = (words(span.get(name)) for name in ("finding", "signal", "quote"))
    return SpanVerdict(word, finding, signal, field, start, end, quote)  # type: ignore[arg-type]
