from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import ozone

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
