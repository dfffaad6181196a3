"""Ten rounds of biased review: weighed feedback knows what naive feedback does not."""

from __future__ import annotations

import numpy as np
import pytest

from training import feedback_rounds
from training.feedback.world import Setting

SEEDS = 6
"""Worlds of full size, 300,000 articles each: in small ones the error is chance by a good half."""


@pytest.fixture(scope="module")
def worlds():
    return [feedback_rounds.run(Setting(), seed) for seed in range(SEEDS)]


def test_weighed_feedback_is_near_and_naive_feedback_far_off(worlds) -> None:
    last = [rounds[-1] for rounds in worlds]
    assert max(each.off(each.weighted.value) for each in last) <= feedback_rounds.WITHIN
    assert max(each.off(each.recalibrated) for each in last) <= feedback_rounds.WITHIN
    assert min(each.off(each.naive_rows) for each in last) >= feedback_rounds.OFF
    # The better the page model tells farms, the less of it a recalibration on naive rows can spoil.
    naive, weighed = (
        [each.off(getattr(each, which)) for each in last]
        for which in ("naive_model", "recalibrated")
    )
    assert np.mean(naive) >= 5 * np.mean(weighed)


def test_the_interval_holds_the_truth_and_narrows(worlds) -> None:
    held = [r.weighted.low <= r.true <= r.weighted.high for rounds in worlds for r in rounds]
    assert np.mean(held) >= 0.85
    ends = [(rounds[0].weighted, rounds[-1].weighted) for rounds in worlds]
    narrowed = [(last.high - last.low) / (first.high - first.low) for first, last in ends]
    assert np.mean(narrowed) < 0.5


def test_the_same_seed_is_the_same_world() -> None:
    one, again = (feedback_rounds.run(Setting(articles=1_000, rounds=2), 1) for _ in range(2))
    assert again == one


def test_rounds_are_written_as_lines(worlds) -> None:
    assert len({len(feedback_rounds.line(each)) for each in worlds[0]}) == 1
    said = feedback_rounds.summary(worlds)
    assert said[0] == f"Over {SEEDS} seeds, after the last round:"
    near = [each[-1].off(each[-1].weighted.value) <= feedback_rounds.WITHIN for each in worlds]
    assert f"weighted within 10% in {np.mean(near):.0%}" in said[1]
