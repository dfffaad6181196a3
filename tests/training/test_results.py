"""Figures of several draws are averaged, and pages counted."""

from __future__ import annotations

import pytest

from training.results import mean_of


def test_figures_of_draws_are_averaged_and_their_pages_added() -> None:
    draws = [
        {"R.auroc": 0.5, "R.pages": 30.0, "clean_pages": 2.0},
        {"R.auroc": 0.6, "R.pages": 20.0, "clean_pages": 3.0, "R.words.0-30": 0.25},
    ]
    assert mean_of(draws) == {
        "R.auroc": pytest.approx(0.55), "R.pages": 50, "clean_pages": 5, "R.words.0-30": 0.25,
    }  # fmt: skip
