"""Ten rounds of biased review, small: weighed feedback knows what naive feedback does not."""

from __future__ import annotations

import pytest

from training import feedback_rounds
from training.feedback.world import Setting


@pytest.fixture(scope="module")
def rounds():
    return feedback_rounds.run(Setting(articles=6_000), 1)


def test_weighed_feedback_is_near_and_naive_feedback_off_by_half(rounds) -> None:
    last = rounds[-1]
    assert last.off(last.weighted.value) <= feedback_rounds.WITHIN
    assert last.off(last.recalibrated) <= feedback_rounds.WITHIN
    assert last.off(last.naive_rows) >= feedback_rounds.OFF
    assert last.off(last.naive_model) >= feedback_rounds.OFF


def test_the_interval_holds_the_truth_and_narrows(rounds) -> None:
    held = [r.weighted.low <= r.true <= r.weighted.high for r in rounds]
    assert sum(held) >= 8
    first, last = rounds[0].weighted, rounds[-1].weighted
    assert last.high - last.low < (first.high - first.low) / 2


def test_the_same_seed_is_the_same_world() -> None:
    one, again = (feedback_rounds.run(Setting(articles=1_000, rounds=2), 1) for _ in range(2))
    assert again == one


def test_rounds_are_written_as_lines(rounds) -> None:
    assert len({len(feedback_rounds.line(each)) for each in rounds}) == 1
    said = feedback_rounds.summary([rounds])
    assert said[0] == "Over 1 seeds, after the last round:"
    assert "weighted within 10% in 100%" in said[1]


@pytest.mark.slow
def test_it_holds_for_every_seed_of_five() -> None:
    """Full size: 300,000 articles a seed."""
    for seed in range(5):
        last = feedback_rounds.run(Setting(), seed)[-1]
        assert last.off(last.weighted.value) <= feedback_rounds.WITHIN
        assert last.off(last.naive_rows) >= feedback_rounds.OFF
        assert last.off(last.naive_model) >= feedback_rounds.OFF
