from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters.label_studio import to_prediction
from darnel.queue.adapters.label_studio_config import (
    LONGEST,
    config,
    fitted,
    layout_of,
    missing_tags,
)

OURS = config()


def test_a_configuration_is_told_what_it_lacks() -> None:
    assert missing_tags(OURS) == ()
    lacking = missing_tags('<View><Text name="text" value="$text"/></View>')
    assert "Number quality" in lacking
    assert "Text title" in lacking
    assert "Text text" not in lacking


def test_a_tag_of_another_kind_or_for_another_text_is_lacking() -> None:
    other = OURS.replace('<Number name="quality"', '<Rating name="quality"')
    assert missing_tags(other) == ("Number quality",)
    elsewhere = OURS.replace('name="verdict" toName="text"', 'name="verdict" toName="title"')
    assert missing_tags(elsewhere) == ("Choices verdict",)


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param("<View>", id="broken"),
        pytest.param("", id="empty"),
        pytest.param("\x00", id="no XML"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]><View>&b;</View>', id="an entity"),
        pytest.param('<!DOCTYPE a SYSTEM "file:///etc/passwd"><View/>', id="a document type"),
        pytest.param("<View>&b;</View>", id="an entity that nobody declared"),
        pytest.param(f"<View>{' ' * LONGEST}</View>", id="huge"),
    ],
)
def test_a_configuration_that_is_none_is_refused(schema) -> None:
    with pytest.raises(InputError, match="configuration"):
        layout_of(schema)


def test_comments_are_no_document_type() -> None:
    assert missing_tags(f"<!-- ours -->{OURS}") == ()


def test_our_own_configuration_takes_all_of_a_prediction(judged) -> None:
    prediction = to_prediction(judged)
    assert fitted(prediction, layout_of(OURS)) == prediction


@pytest.mark.parametrize(
    ("was", "now", "left"),
    [
        pytest.param("<Number", "<Rating", ["evidence", "title_evidence", "verdict", "why"], id="tag"),
        pytest.param(
            '<Label value="spliced_content"/>', "", ["verdict", "quality", "why"], id="label"
        ),
        pytest.param(
            'value="$title"', 'value="$title" valueType="url"',
            ["evidence", "verdict", "quality", "why"], id="a text that stands elsewhere",
        ),
        pytest.param(
            'value="unsure"', 'value="spam"', ["evidence", "title_evidence", "quality", "why"],
            id="choice",
        ),
    ],
)  # fmt: skip
def test_what_a_project_has_no_tag_for_is_left_out(judged, was, now, left) -> None:
    schema = OURS.replace(was, now).replace('<Label value="duplicated_headline"/>', "" if left[0] == "verdict" else '<Label value="duplicated_headline"/>')  # fmt: skip
    names = [one["from_name"] for one in fitted(to_prediction(judged), layout_of(schema))["result"]]
    assert names == left


def test_labels_of_the_tasks_own_data_are_not_known_here(judged) -> None:
    dynamic = OURS.replace('<Labels name="evidence"', '<Labels name="evidence" value="$labels"')
    dynamic = dynamic.replace('<Label value="spliced_content"/>', "")
    assert len(fitted(to_prediction(judged), layout_of(dynamic))["result"]) == 5


def test_a_text_under_another_key_is_found_there() -> None:
    assert layout_of(OURS.replace("$text", "$body")).keys == {"text": "body", "title": "title"}
