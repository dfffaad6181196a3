from __future__ import annotations

import copy
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import label_studio
from darnel.queue.decisions import SpanVerdict


@pytest.fixture
def webhook(hand_written):
    return hand_written("label_studio_webhook")


def test_a_task_is_as_the_contract_has_it(article, judged, hand_written) -> None:
    assert label_studio.to_task(article, judged) == hand_written("label_studio_task")


def test_every_span_cuts_our_quote_out_of_the_task(article, judged) -> None:
    task = label_studio.to_task(article, judged)
    for region in task["predictions"][0]["result"]:
        if region["type"] == "labels":
            value, text = region["value"], task["data"][region["to_name"]]
            assert text[value["start"] : value["end"]] == value["text"]


def test_every_name_of_a_prediction_stands_in_the_configuration(article, judged) -> None:
    tree = ElementTree.fromstring(label_studio.config())
    names = {tag.get("name"): tag.get("toName") for tag in tree.iter() if tag.get("toName")}
    labels = {tag.get("value") for tag in tree.iter("Label")}
    for region in label_studio.to_prediction(judged)["result"]:
        assert names[region["from_name"]] == region["to_name"]
        assert set(region["value"].get("labels", ())) <= labels


def test_a_configuration_is_told_what_it_lacks() -> None:
    assert label_studio.missing_tags(label_studio.config()) == ()
    assert "Number quality" in label_studio.missing_tags('<View><Text name="text"/></View>')


@pytest.mark.parametrize("schema", ["<View>", '<!DOCTYPE a [<!ENTITY b "c">]><View>&b;</View>'])
def test_a_configuration_that_is_none_is_refused(schema) -> None:
    with pytest.raises(InputError, match="configuration"):
        label_studio.missing_tags(schema)


def test_an_article_that_was_not_judged_has_a_reason_and_no_verdict(abstained, failed) -> None:
    for assessment in (abstained, failed):
        prediction = label_studio.to_prediction(assessment)
        assert prediction["score"] == 0
        assert [region["from_name"] for region in prediction["result"]] == ["why"]


def test_the_least_sure_is_served_first(judged) -> None:
    def score(quality):
        return label_studio.to_prediction(replace(judged, quality=quality))["score"]

    assert score(0.5) < score(0.4) < score(0.9) < score(0.01)


def test_an_annotation_says_what_became_of_each_finding(webhook) -> None:
    decision = label_studio.from_annotation(webhook["annotation"], webhook["task"])
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
    decision = label_studio.from_annotation(annotation, webhook["task"])
    assert decision.spans[0].word == "adjusted"
    assert decision.spans[0].finding == "f_1"
    assert decision.spans[0].end == 47


def test_a_region_under_another_id_at_the_same_place_is_confirmed(webhook) -> None:
    webhook["annotation"]["result"][0]["id"] = "new#7"
    decision = label_studio.from_annotation(webhook["annotation"], webhook["task"])
    assert [span.word for span in decision.spans] == ["confirm", "reject", "added"]


def test_accepting_the_prediction_as_it_is_confirms_all(article, judged) -> None:
    task = label_studio.to_task(article, judged)
    shown = task["predictions"][0]
    annotation = {"id": 1, "result": copy.deepcopy(shown["result"]), "prediction": shown}
    (decision,) = label_studio.from_export([{**task, "annotations": [annotation]}])
    assert [span.word for span in decision.spans] == ["confirm", "confirm"]
    for span, finding in zip(decision.spans, judged.findings, strict=True):
        assert article.field(span.field)[span.start : span.end] == finding.quote


def test_a_span_that_cannot_be_placed_does_not_cost_the_verdict(webhook) -> None:
    webhook["annotation"]["result"][1]["value"].update(start=900, end=950, text="nowhere")
    webhook["annotation"]["result"][0]["value"] = {"labels": "broken"}
    decision = label_studio.from_annotation(webhook["annotation"], webhook["task"])
    assert decision.verdict == "content_farm"
    assert decision.lost == 2
    assert [span.word for span in decision.spans] == ["reject"]


def test_a_skipped_annotation_is_no_decision(webhook) -> None:
    webhook["annotation"]["was_cancelled"] = True
    assert label_studio.from_annotation(webhook["annotation"], webhook["task"]) is None
    assert label_studio.from_export([{**webhook["task"], "annotations": None}]) == []


def test_an_annotation_without_a_choice_has_no_verdict(webhook) -> None:
    del webhook["annotation"]["result"][2]
    assert label_studio.from_annotation(webhook["annotation"], webhook["task"]).verdict is None


def test_a_choice_of_another_configuration_needs_a_meaning(webhook) -> None:
    webhook["annotation"]["result"][2]["value"]["choices"] = ["spam"]
    with pytest.raises(InputError, match="'spam' has no verdict"):
        label_studio.from_annotation(webhook["annotation"], webhook["task"])


@pytest.mark.parametrize("export", [{}, [3], [{"annotations": {"a": 1}}], "x", None])
def test_what_is_no_export_is_refused(export) -> None:
    with pytest.raises(InputError):
        label_studio.from_export(export)
