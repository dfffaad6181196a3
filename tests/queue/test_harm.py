from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darnel.errors import InputError
from darnel.queue.harm import confidence, harm, harm_interval, percent

QUALITY = st.floats(0, 1)


def test_quality_counts_up_to_good_and_harm_down() -> None:
    assert (harm(0.13), harm(0.0), harm(1.0)) == (0.87, 1.0, 0.0)
    assert (percent(0.13), percent(0.005), percent(1.0)) == (87, 100, 0)
    assert harm_interval((0.08, 0.21)) == (0.79, 0.92)


@pytest.mark.parametrize("nothing", [None, math.nan])
def test_what_was_not_judged_has_no_harm(nothing) -> None:
    assert harm(nothing) is None
    assert percent(nothing) is None
    assert confidence(nothing) == 0
    assert harm_interval(None) is None
    assert harm_interval((math.nan, 1.0)) is None


@pytest.mark.parametrize("odd", [-0.01, 1.01, math.inf])
def test_what_is_no_quality_is_refused(odd) -> None:
    with pytest.raises(InputError, match="outside of 0 to 1"):
        harm(odd)


@given(QUALITY, QUALITY)
def test_order_turns_around(low, high) -> None:
    low, high = sorted((low, high))
    assert 0 <= harm(high) <= harm(low) <= 1
    assert harm(high) == pytest.approx(1 - high, abs=1e-6)
    assert 0 <= confidence(low) <= 1
    assert confidence(low) == pytest.approx(confidence(1 - low), abs=2e-6)
