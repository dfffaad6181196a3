"""The reliability diagram: what was said against what was true."""

from __future__ import annotations

import json

import numpy as np
import pytest

from darnel.calibration import Calibration
from training.reliability import EDGES, reliability, written
from training.results import figure


def drawn(shift: float = 0.0):
    rng = np.random.default_rng(3)
    quality = rng.beta(0.6, 0.4, 20_000)
    farm = rng.random(20_000) > np.clip(quality + shift, 0, 1)
    publisher = rng.integers(0, 60, 20_000).astype(str)
    return reliability(quality, farm, np.ones(20_000), publisher)


def test_a_calibrated_model_lies_on_the_diagonal() -> None:
    bins = drawn()
    assert [b["start"] for b in bins] == list(EDGES[:-1])
    assert all(abs(b["quality"] - b["honest"]) < 0.03 for b in bins)
    assert sum(b["low"] <= b["quality"] <= b["high"] for b in bins) >= len(bins) - 3
    assert sum(b["share"] for b in bins) == pytest.approx(1)
    assert sum(b["pages"] for b in bins) == 20_000


def test_a_model_that_promises_too_much_lies_under_it() -> None:
    middle = [b for b in drawn(-0.2) if 0.3 < b["quality"] < 0.9]
    assert all(b["high"] < b["quality"] for b in middle)


def test_bins_without_pages_are_left_out() -> None:
    bins = reliability(
        np.array([0.5, 0.99]), np.array([True, False]), np.ones(2), np.array(["a", "b"])
    )
    assert [b["honest"] for b in bins] == [0.0, 1.0]


def test_what_is_written_is_what_is_shipped() -> None:
    from training.fit import ARTIFACTS, recorded

    results = recorded()
    said = written(results)
    assert said == (ARTIFACTS / "calibration.json").read_text("utf-8")
    found = Calibration.from_dict(json.loads(said))
    assert found.ece == figure(results, "pages.ece")
    assert found.unseen_recall == figure(results, "pages.unseen.all.recall_at_1_fpr")
