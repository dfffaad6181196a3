from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import ozone

LACKING = not os.environ.get("CI") and not find_spec("atproto_client")

POST = ozone.record("at://did:plc:abc/app.bsky.feed.post/3k", "bafyrei")


def test_an_event_is_as_the_contract_has_it(judged, hand_written) -> None:
    event = ozone.to_event(judged, POST, "did:plc:labeler", "as_1")
    assert event == hand_written("ozone_event")


def test_an_article_that_was_not_judged_is_tagged_and_never_given_a_priority(
    abstained, failed
) -> None:
    for assessment in (abstained, failed):
        event = ozone.to_event(assessment, ozone.account("did:plc:abc"), "did:plc:l", "as_1")[
            "event"
        ]
        assert event["$type"].endswith("#modEventTag")
        assert event["add"] == ["darnel-not-judged"]
        assert "score" not in event


def test_labels_are_for_a_person_who_decided(judged) -> None:
    body = ozone.to_labels(["content-farm"], [], POST, "did:plc:l", judged, "d-1")
    assert body["event"]["createLabelVals"] == ["content-farm"]
    with pytest.raises(InputError, match="128 bytes"):
        ozone.to_labels(["é" * 65], [], POST, "did:plc:l", judged, "d-1")


def test_a_label_is_a_decision_and_its_negation_takes_it_back() -> None:
    label = {
        "src": "did:plc:l",
        "uri": POST["uri"],
        "cid": "bafyrei",
        "val": "content-farm",
        "cts": "2026-01-31T10:00:00Z",
    }
    verdicts = {"content-farm": "content_farm"}
    made = ozone.from_label(label, verdicts)
    gone = ozone.from_label({**label, "neg": True}, verdicts)
    assert (made.item, made.verdict, made.retracts) == (POST["uri"], "content_farm", False)
    assert gone.retracts
    assert gone.id == made.id


@pytest.mark.parametrize("label", [None, {}, {"uri": "at://x", "val": "porn"}])
def test_what_is_no_label_of_ours_is_refused(label) -> None:
    with pytest.raises(InputError):
        ozone.from_label(label, {"content-farm": "content_farm"})


@pytest.mark.atproto
@pytest.mark.skipif(LACKING, reason="needs pip install 'atproto>=0.0.73'")
def test_the_real_models_of_the_protocol_take_our_events(judged, abstained) -> None:
    from atproto_client import models
    from atproto_client.exceptions import ModelError
    from atproto_client.models.utils import get_model_as_dict, get_or_create

    asked = models.ToolsOzoneModerationEmitEvent.Data
    label = ozone.to_labels(["content-farm"], ["honest"], POST, "did:plc:l", judged, "d-1")
    for event, kind in (
        (ozone.to_event(judged, POST, "did:plc:l", "as_1"), "ModEventPriorityScore"),
        (ozone.to_event(abstained, ozone.account("did:plc:abc"), "did:plc:l", "as_2"), "ModEventTag"),
        (label, "ModEventLabel"),
    ):  # fmt: skip
        made = get_or_create(event, asked, strict=True)
        assert type(made.event).__name__ == kind
        back = get_model_as_dict(made)
        back["modTool"].pop("$type")  # a model adds it, and the protocol lets it be left out
        assert back == event
    far = ozone.to_event(judged, POST, "did:plc:l", "as_1")
    far["event"]["score"] = 101
    with pytest.raises(ModelError):
        get_or_create(far, asked, strict=True)


@pytest.mark.atproto
@pytest.mark.skipif(LACKING, reason="needs pip install 'atproto>=0.0.73'")
def test_a_label_of_the_real_models_is_read() -> None:
    from atproto_client import models
    from atproto_client.models.utils import get_model_as_dict

    made = models.ComAtprotoLabelDefs.Label(
        src="did:plc:l", uri=POST["uri"], cid="bafyrei", val="content-farm",
        cts="2026-01-31T10:00:00Z", neg=True,
    )  # fmt: skip
    decision = ozone.from_label(get_model_as_dict(made), {"content-farm": "content_farm"})
    assert (decision.item, decision.retracts, decision.at) == (POST["uri"], True, made.cts)
