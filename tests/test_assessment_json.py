"""Any assessment comes back from its JSON; what is none is refused by a sentence that names what is wrong."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.assessment import (
    Assessment,
    Contribution,
    Elsewhere,
    Finding,
    ModelName,
    Other,
    Shared,
)

LINE = Assessment(
    "a", None, None, None, "wall", None, "", {}, (), 0.0, (), ModelName("", "", "")
).to_json()  # fmt: skip

NAMES = st.text(max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SHARES = st.floats(0, 1)
OTHERS = st.lists(st.builds(Other, NAMES, NAMES), max_size=2).map(tuple)
SHARED = st.lists(st.builds(Shared, NAMES, NAMES, st.integers(0, 10**6)), max_size=2).map(tuple)
KINDS = st.sampled_from([None, "credited", "uncredited", "undetermined"])
ANY = st.builds(
    Assessment, NAMES, st.none() | SHARES, st.none() | st.tuples(SHARES, SHARES),
    st.sampled_from([None, "clear", "review", "block"]), st.sampled_from([None, "wall", "too_short"]),
    st.none() | NAMES, NAMES, st.dictionaries(NAMES, NUMBERS, max_size=3),
    st.lists(st.builds(Contribution, NAMES, NUMBERS), max_size=2).map(tuple), NUMBERS,
    st.lists(
        st.builds(Finding, NAMES, st.sampled_from(["text", "title"]), st.integers(0, 9), st.integers(0, 9),
                  NAMES, SHARES, NAMES, OTHERS),
        max_size=2,
    ).map(tuple),
    st.builds(ModelName, NAMES, NAMES, NAMES, st.none() | SHARES), st.none() | NAMES, NAMES,
    st.none() | st.builds(Elsewhere, st.none() | NAMES, st.integers(0, 9), KINDS, SHARES, SHARED, SHARED,
                          st.none() | NAMES),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_any_assessment_comes_back_from_its_json(whole: Assessment) -> None:
    assert Assessment.from_dict(json.loads(whole.to_json())) == whole


@settings(max_examples=60, deadline=None)
@given(ANY, st.data())
def test_an_assessment_with_a_value_of_another_kind_is_refused_by_name(whole, data) -> None:
    said = json.loads(whole.to_json())
    name = data.draw(
        st.sampled_from(
            sorted(set(said) - {"offset_unit", "schema", "source", "elsewhere", "error"})
        )
    )
    said[name] = data.draw(st.sampled_from([True, {"a": {}}, [[]], -5, math.inf, "\x00"]))
    try:
        read = Assessment.from_dict(said)
    except ValueError as error:
        assert str(error)  # noqa: PT017 (either answer is right)
    else:
        json.loads(read.to_json())


@pytest.mark.parametrize("wrong", [None, [], "x", 1, {}, {"schema": 7}])
def test_what_is_no_assessment_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"an assessment must be an object|schema is"):
        Assessment.from_dict(wrong)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("quality", 1.5, "quality must be a number from 0 to 1, not 1.5", id="quality over 1"),
        pytest.param("quality", math.nan, "quality must be a number", id="no number"),
        pytest.param("band", "farm", "band must be one of clear, review, block", id="a band nobody has"),
        pytest.param("findings", [{}], "'signal' is missing", id="an empty finding"),
        pytest.param("interval", [0.5], "interval must be a list of two numbers", id="an interval of one end"),
        pytest.param("signals", {"a.b": "x" * 99}, "a.b must be a number, not 'xxx.*…", id="a word for a number"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name, value, said) -> None:
    whole = json.loads(LINE) | {name: value}
    with pytest.raises(ValueError, match=said):
        Assessment.from_dict(whole)
