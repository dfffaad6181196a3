from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.errors import InputError
from darnel.queue.adapters import standard
from darnel.queue.decisions import Decision, SpanVerdict

SPAN = {
    "word": "reject",
    "finding": "f_1",
    "signal": "repetition",
    "start": 3,
    "end": 9,
    "quote": "a b",
}


def event(kind: str = "decision.made", /, **data: object) -> dict:
    return {"type": kind, "timestamp": "2026-01-31T10:00:00Z", "data": {"item": "a-1", **data}}


def read(body: object) -> Decision | None:
    return standard.from_event(body, "standard:desk", "msg_1")


def test_a_decision_in_our_own_words_is_read(hand_written) -> None:
    assert read(hand_written("standard_decision")) == Decision(
        source="standard:desk", id="d-7", item="a-1", verdict="content_farm",
        spans=(SpanVerdict("confirm", "f_1", "spliced_content", "text", 37, 52, "Albion won 2-0."),),
        reviewer="ines@team.example", reason="Assembled from two stories.", policies=("p-farm",),
        seconds=12.5, at="2026-01-31T10:00:00Z", quality=0.13,
    )  # fmt: skip


def test_without_an_id_it_is_known_by_the_webhooks_own() -> None:
    assert read(event(verdict="credible")).id == "msg_1"


def test_a_decision_is_taken_back_by_its_id() -> None:
    decision = read(event("decision.retracted", id="d-7"))
    assert (decision.id, decision.retracts, decision.verdict) == ("d-7", True, None)
    with pytest.raises(InputError, match=r"needs data\.id"):
        read(event("decision.retracted"))


def test_spans_may_come_without_a_verdict() -> None:
    decision = read(event(spans=[SPAN]))
    assert decision.verdict is None
    assert decision.spans[0] == SpanVerdict("reject", "f_1", "repetition", "text", 3, 9, "a b")


def test_what_another_darnel_decided_is_read() -> None:
    told = {"external_id": "a-1", "case_id": "case_1", "verdict": "unsure", "who": "ines", "quality": 0.4,
            "reason": "Two stories.", "policy_ids": ["p"], "automation": "none"}  # fmt: skip
    decision = read({"type": "case.decided", "timestamp": "t", "data": told})
    assert (decision.item, decision.verdict, decision.reviewer) == ("a-1", "unsure", "ines")
    assert (decision.id, decision.policies, decision.automated) == ("msg_1", ("p",), False)
    assert read({"type": "case.decided", "data": told | {"automation": "full"}}).automated
    assert read({"type": "case.decided", "data": told | {"external_id": ""}}).item == "case_1"


@pytest.mark.parametrize("kind", ["case.opened", "", None, 7, ["decision.made"]])
def test_other_events_are_passed_over(kind) -> None:
    assert read({"type": kind, "data": 3}) is None


@pytest.mark.parametrize(("body", "says"), [
    (None, "a webhook must be a JSON object"),
    ({"type": "decision.made"}, "the webhook's data must be"),
    (event(item=""), "needs data.item"),
    (event(), "data.verdict must be one of"),
    (event(verdict="farm"), "data.verdict must be one of"),
    (event(verdict=["credible"]), "data.verdict must be one of"),
    (event(verdict="credible", seconds=-1), "data.seconds must be a number from 0"),
    (event(verdict="credible", seconds=10**400), "data.seconds must be a number from 0"),
    (event(verdict="credible", quality=1.1), "data.quality must be a number from 0 to 1"),
    (event(verdict="credible", quality=True), "data.quality must be"),
    (event(verdict="credible", policies="p"), "policies must be a JSON array"),
    (event(spans=[{**SPAN, "word": "maybe"}]), r"spans\[0\] needs a word"),
    (event(spans=[SPAN, {**SPAN, "field": "author"}]), r"spans\[1\] needs a word"),
    (event(spans=[{**SPAN, "end": 3}]), r"spans\[0\] needs start and end"),
    (event(spans=[{**SPAN, "start": 1.0}]), r"spans\[0\] needs start and end"),
    (event(spans=[SPAN] * 1001), "at most 1,000 spans"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(body, says) -> None:
    with pytest.raises(InputError, match=says):
        read(body)


FIELDS = (
    "item",
    "id",
    "verdict",
    "spans",
    "policies",
    "seconds",
    "quality",
    "word",
    "start",
    "end",
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
    | st.sampled_from(("credible", "confirm", "a-1")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from(standard.TYPES), VALUES)
@settings(deadline=None)
def test_whatever_comes_is_a_decision_or_refused(kind, data) -> None:
    try:
        decision = read({"type": kind, "data": data})
    except InputError:
        return
    assert decision.item
