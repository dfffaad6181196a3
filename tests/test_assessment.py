from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError, replace

import pytest

from darnel.assessment import (
    SCHEMA,
    Assessment,
    Contribution,
    Elsewhere,
    Finding,
    ModelName,
    Other,
    Shared,
)

MODEL = ModelName("darnel", "0.1.0", "default-1")
WHOLE = Assessment(
    id="a-1", quality=0.08, interval=(0.03, 0.15), band="block", abstained=None, language="en",
    reason="A football report stands inside: “Rovers 3-1”",
    signals={"spliced_content.score": 0.97, "clickbait.score": math.nan},
    contributions=(Contribution("spliced_content", 2.1),), bias=-3.0,
    findings=(Finding("spliced_content", "text", 3, 9, "Rovers", 0.97, "Foreign passage."),), model=MODEL,
)  # fmt: skip


NONE = Assessment("b", None, None, None, "too_short", None, "Not judged.", {}, (), 0.0, (), MODEL)


def test_json_has_the_keys_of_the_schema() -> None:
    data = json.loads(WHOLE.to_json())
    assert set(data) == {
        "schema", "id", "quality", "interval", "band", "abstained", "error", "language", "reason",
        "signals", "bias", "contributions", "findings", "model", "offset_unit",
        "source", "elsewhere",
    }  # fmt: skip
    assert set(data["model"]) == {"name", "version", "bands", "prevalence"}
    assert set(data["contributions"][0]) == {"signal", "log_odds"}
    assert data["interval"] == [0.03, 0.15]
    assert data["schema"] == SCHEMA == "darnel.assessment/1"
    assert data["offset_unit"] == "codepoint"
    assert data["signals"]["clickbait.score"] is None
    assert set(data["findings"][0]) == {
        "signal", "field", "start", "end", "quote", "score", "message",
    }  # fmt: skip


def test_what_was_written_is_read_back() -> None:
    again = Assessment.from_dict(json.loads(WHOLE.to_json()))
    assert math.isnan(again.signals["clickbait.score"])
    assert again.to_dict() == WHOLE.to_dict()
    assert again.findings == WHOLE.findings


def test_an_abstention_is_read_back() -> None:
    none = Assessment(
        "b", None, None, None, "too_short", None, "Not judged.", {}, (), 0.0, (), MODEL
    )
    assert Assessment.from_dict(none.to_dict()) == none


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match=r"darnel\.assessment/1"):
        Assessment.from_dict({**WHOLE.to_dict(), "schema": "darnel.assessment/9"})


def test_a_lone_surrogate_survives_as_an_escape() -> None:
    odd = Assessment("\ud800", None, None, None, "too_short", None, "x", {}, (), 0.0, (), MODEL)
    line = odd.to_json()
    line.encode()
    assert json.loads(line)["id"] == "\ud800"


@pytest.mark.parametrize("assessment", [WHOLE, NONE], ids=["judged", "abstained"])
def test_json_is_one_line_and_comes_back_the_same(assessment: Assessment) -> None:
    line = assessment.to_json()
    assert "\n" not in line
    assert Assessment.from_dict(json.loads(line)).to_json() == line


def test_json_holds_the_text_of_any_script_as_it_is() -> None:
    assert "“Rovers 3-1”" in WHOLE.to_json()


def test_newlines_of_a_quote_do_not_break_the_line() -> None:
    finding = Finding("repetition", "text", 0, 5, "a\r\n\u2028b", 0.5, "Twice.")
    line = replace(WHOLE, findings=(finding,)).to_json()
    assert len(line.split("\n")) == 1
    assert Assessment.from_dict(json.loads(line)).findings == (finding,)


def test_surrogates_in_quotes_survive_and_the_rest_with_them() -> None:
    finding = Finding("disguise", "title", 0, 3, "é\udc00😀", 0.5, "Odd.")
    line = replace(WHOLE, findings=(finding,)).to_json()
    line.encode()
    assert Assessment.from_dict(json.loads(line)).findings == (finding,)


def test_infinity_is_refused_rather_than_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        replace(WHOLE, signals={"repetition.score": math.inf}).to_json()


def test_an_error_is_read_back_and_an_older_answer_without_one_is_read() -> None:
    failed = replace(NONE, abstained=None, error="row 14 has no 'text'")
    assert Assessment.from_dict(failed.to_dict()) == failed
    older = NONE.to_dict()
    del older["error"]
    assert Assessment.from_dict(older) == NONE


def test_the_assumed_prevalence_is_read_back_and_may_be_absent() -> None:
    said = replace(WHOLE, model=replace(MODEL, prevalence=0.02))
    assert said.to_dict()["model"]["prevalence"] == 0.02
    assert Assessment.from_dict(said.to_dict()).model == said.model
    older = WHOLE.to_dict()
    del older["model"]["prevalence"]
    assert Assessment.from_dict(older).model == MODEL


def test_an_answer_cannot_be_altered() -> None:
    with pytest.raises(FrozenInstanceError):
        WHOLE.quality = 1.0  # type: ignore[misc]


def test_an_answer_of_an_older_version_can_be_read() -> None:
    data = json.loads(WHOLE.to_json())
    del data["source"], data["elsewhere"]
    read = Assessment.from_dict(data)
    assert (read.source, read.elsewhere) == ("", None)


def test_what_stands_elsewhere_survives_json() -> None:
    shared = (Shared("a", "island.example", 80),)
    known = Elsewhere("island.example/a", 2, "uncredited", 0.4, shared, (), "0f")
    found = replace(WHOLE.findings[0], elsewhere=(Other("a", "island.example"),))
    whole = replace(WHOLE, source="farm.example", elsewhere=known, findings=(found,))
    read = Assessment.from_dict(json.loads(whole.to_json()))
    assert (read.source, read.elsewhere, read.findings) == ("farm.example", known, (found,))
