from __future__ import annotations

import copy

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import label_studio
from darnel.queue.adapters import label_studio_annotations as annotations
from darnel.queue.decisions import SpanVerdict


@pytest.fixture
def webhook(hand_written):
    return hand_written("label_studio_webhook")


def test_an_annotation_says_what_became_of_each_finding(webhook) -> None:
    decision = annotations.from_annotation(webhook["annotation"], webhook["task"])
    assert decision.spans == (
        SpanVerdict("confirm", "f_1", "spliced_content", "text", 37, 52, "Albion won 2-0."),
        SpanVerdict("reject", "f_2", "duplicated_headline", "title", 8, 12, "late"),
        SpanVerdict("added", "", "template_boilerplate", "text", 59, 66, "The end"),
    )  # fmt: skip
    assert decision.lost == 0
    assert (decision.source, decision.id, decision.item) == ("label_studio", "7", "a-1")
    assert (decision.verdict, decision.reviewer, decision.seconds) == ("content_farm", "3", 12.3)
    assert decision.reason == "Sports in a ferry story."
    assert decision.quality == 0.13


def test_a_moved_span_is_adjusted(webhook) -> None:
    annotation = webhook["annotation"]
    annotation["result"][0]["value"].update(start=37, end=47, text="Albion won")
    decision = annotations.from_annotation(annotation, webhook["task"])
    assert decision.spans[0].word == "adjusted"
    assert decision.spans[0].finding == "f_1"
    assert decision.spans[0].end == 47


def test_a_region_under_another_id_at_the_same_place_is_confirmed(webhook) -> None:
    webhook["annotation"]["result"][0]["id"] = "new#7"
    decision = annotations.from_annotation(webhook["annotation"], webhook["task"])
    assert [span.word for span in decision.spans] == ["confirm", "reject", "added"]


def test_accepting_the_prediction_as_it_is_confirms_all(article, judged) -> None:
    task = label_studio.to_task(article, judged)
    shown = task["predictions"][0]
    annotation = {"id": 1, "result": copy.deepcopy(shown["result"]), "prediction": shown}
    (decision,) = annotations.from_export([{**task, "annotations": [annotation]}])
    assert [span.word for span in decision.spans] == ["confirm", "confirm"]
    for span, finding in zip(decision.spans, judged.findings, strict=True):
        assert article.field(span.field)[span.start : span.end] == finding.quote


def test_a_span_that_cannot_be_placed_does_not_cost_the_verdict(webhook) -> None:
    webhook["annotation"]["result"][1]["value"].update(start=900, end=950, text="nowhere")
    webhook["annotation"]["result"][0]["value"] = {"labels": "broken"}
    decision = annotations.from_annotation(webhook["annotation"], webhook["task"])
    assert decision.verdict == "content_farm"
    assert decision.lost == 2
    assert [span.word for span in decision.spans] == ["reject"]


def test_a_skipped_annotation_is_no_decision(webhook) -> None:
    webhook["annotation"]["was_cancelled"] = True
    assert annotations.from_annotation(webhook["annotation"], webhook["task"]) is None
    assert annotations.from_export([{**webhook["task"], "annotations": None}]) == []


def test_an_annotation_without_a_choice_has_no_verdict(webhook) -> None:
    del webhook["annotation"]["result"][2]
    assert annotations.from_annotation(webhook["annotation"], webhook["task"]).verdict is None


def test_a_choice_of_another_configuration_needs_a_meaning(webhook) -> None:
    webhook["annotation"]["result"][2]["value"]["choices"] = ["spam"]
    with pytest.raises(InputError, match="'spam' has no verdict"):
        annotations.from_annotation(webhook["annotation"], webhook["task"])


@pytest.mark.parametrize("export", [{}, [3], [{"annotations": {"a": 1}}], "x", None])
def test_what_is_no_export_is_refused(export) -> None:
    with pytest.raises(InputError):
        annotations.from_export(export)


def test_a_reason_that_was_ours_is_not_the_reviewers(webhook) -> None:
    ours = {"from_name": "why", "to_name": "text", "type": "textarea", "value": {"text": ["Ours."]}}
    webhook["annotation"]["prediction"]["result"].append(ours)
    webhook["annotation"]["result"].append(ours)
    decision = annotations.from_annotation(webhook["annotation"], webhook["task"])
    assert decision.reason == "Sports in a ferry story."


def made_of(webhook, **more):
    """An annotation that was made of a prediction by the command for many."""
    return webhook["annotation"] | {
        "parent_prediction": 3, "prediction": {}, "lead_time": None, "updated_by": None, **more
    }  # fmt: skip


def test_an_annotation_that_nobody_looked_at_is_no_persons(webhook) -> None:
    decision = annotations.from_annotation(made_of(webhook), webhook["task"])
    assert (decision.automated, decision.spans, decision.lost) == (True, (), 0)
    assert (decision.reason, decision.quality) == ("", None)


def test_who_began_with_an_empty_form_rejects_nothing(webhook) -> None:
    webhook["annotation"]["parent_prediction"] = None
    decision = annotations.from_annotation(webhook["annotation"], webhook["task"])
    assert [span.word for span in decision.spans] == ["confirm", "added"]
    assert decision.quality is None


def test_a_prediction_that_the_reviewer_did_not_begin_with_says_nothing(webhook) -> None:
    webhook["annotation"]["parent_prediction"] = 2
    assert annotations.origin_of(webhook["annotation"]) == "unknown"


def test_one_that_a_person_corrected_since_has_spans_once_its_prediction_is_known(webhook) -> None:
    shown = webhook["annotation"]["prediction"]
    made = made_of(webhook, updated_by=1, parent_prediction=shown["id"])
    assert annotations.origin_of(made) == "unknown"
    decision = annotations.from_annotation(made, webhook["task"])
    assert (decision.automated, decision.spans) == (False, ())
    known = annotations.from_annotation(made | {"prediction": shown}, webhook["task"])
    assert [span.word for span in known.spans] == ["confirm", "reject", "added"]


@pytest.mark.parametrize("odd", ["x", "nan", 10**400, [], {}, True])
def test_numbers_that_are_none_are_left_out(webhook, odd) -> None:
    webhook["annotation"]["lead_time"] = odd
    for region in webhook["annotation"]["prediction"]["result"]:
        if region["type"] == "number":
            region["value"]["number"] = odd
    decision = annotations.from_annotation(webhook["annotation"], webhook["task"])
    assert decision.quality is None
    assert decision.seconds in (None, 1.0)
