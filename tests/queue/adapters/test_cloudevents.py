from __future__ import annotations

import pytest

from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.adapters import cloudevents

EVENT = {
    "id": "evt_1",
    "type": "case.decided",
    "timestamp": "2026-01-31T10:00:00Z",
    "payload": {"case_id": "case_1", "verdict": "content_farm"},
}


def test_an_event_is_as_the_contract_has_it_and_comes_back(hand_written) -> None:
    made = cloudevents.to_cloudevent(EVENT, "/darnel/acme", "article:a-1")
    assert made == hand_written("cloudevent")
    assert cloudevents.from_cloudevent(made) == EVENT


def test_an_assessment_goes_whole(judged, abstained, failed) -> None:
    for assessment in (judged, abstained, failed):
        made = cloudevents.scored(assessment, "/darnel/acme", "evt_2", "2026-01-31T10:00:00Z")
        assert made["type"] == "dev.darnel.article.scored.v1"
        assert made["subject"] == "article:a-1"
        back = cloudevents.from_cloudevent(made)["payload"]
        assert Assessment.from_dict(back).to_dict() == assessment.to_dict()


def test_types_of_others_are_kept() -> None:
    other = {"specversion": "1.0", "id": "1", "source": "/x", "type": "org.other.thing"}
    assert cloudevents.from_cloudevent(other)["type"] == "org.other.thing"


@pytest.mark.parametrize("body", [
    None, {}, {"specversion": "0.3", "id": "1", "source": "/x", "type": "t"},
    {"specversion": "1.0", "id": "1", "source": "/x", "type": "t", "data_base64": "AA=="},
])  # fmt: skip
def test_what_is_no_cloudevent_is_refused(body) -> None:
    with pytest.raises(InputError):
        cloudevents.from_cloudevent(body)


def test_a_source_is_needed() -> None:
    with pytest.raises(InputError, match="source"):
        cloudevents.to_cloudevent(EVENT, "")
