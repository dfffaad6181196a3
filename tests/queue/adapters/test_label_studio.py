from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from darnel.queue.adapters import label_studio
from darnel.queue.adapters.label_studio_config import config


def test_a_task_is_as_the_contract_has_it(article, judged, hand_written) -> None:
    assert label_studio.to_task(article, judged) == hand_written("label_studio_task")


def test_every_span_cuts_our_quote_out_of_the_task(article, judged) -> None:
    task = label_studio.to_task(article, judged)
    for region in task["predictions"][0]["result"]:
        if region["type"] == "labels":
            value, text = region["value"], task["data"][region["to_name"]]
            assert text[value["start"] : value["end"]] == value["text"]


def test_every_name_of_a_prediction_stands_in_the_configuration(article, judged) -> None:
    tree = ElementTree.fromstring(config())
    names = {tag.get("name"): tag.get("toName") for tag in tree.iter() if tag.get("toName")}
    labels = {tag.get("value") for tag in tree.iter("Label")}
    for region in label_studio.to_prediction(judged)["result"]:
        assert names[region["from_name"]] == region["to_name"]
        assert set(region["value"].get("labels", ())) <= labels


def test_an_article_that_was_not_judged_has_a_reason_and_no_verdict(abstained, failed) -> None:
    for assessment in (abstained, failed):
        prediction = label_studio.to_prediction(assessment)
        assert prediction["score"] == 0
        assert [region["from_name"] for region in prediction["result"]] == ["why"]


def test_the_least_sure_is_served_first(judged) -> None:
    def score(quality):
        return label_studio.to_prediction(replace(judged, quality=quality))["score"]

    assert score(0.5) < score(0.4) < score(0.9) < score(0.01)
