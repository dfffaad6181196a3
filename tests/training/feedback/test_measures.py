"""Figures of a judgement, weighed, against those of scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from training.feedback import measures
from training.feedback.measures import MEASURES, Said, compare, resamplings, worse
from training.feedback.table import expit

RNG = np.random.default_rng(0)
Z = np.round(RNG.normal(-1, 2, 500), 1)
FARM = RNG.random(500) < expit(Z)
WEIGHT = RNG.choice([1.0, 2.0, 50.0], 500)
SOURCE = np.array([f"site{n % 40}" for n in range(500)])
SAID = Said(Z, Z > 0, Z > 2)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("log_loss", lambda p: log_loss(FARM, p, sample_weight=WEIGHT)),
        ("brier", lambda p: brier_score_loss(FARM, p, sample_weight=WEIGHT)),
        ("auroc", lambda p: roc_auc_score(FARM, p, sample_weight=WEIGHT)),
        ("said_prevalence", lambda p: np.average(p, weights=WEIGHT)),
        ("farm_block", lambda _: np.average(Z[FARM] > 2, weights=WEIGHT[FARM])),
        ("honest_not_clear", lambda _: np.average(Z[~FARM] > 0, weights=WEIGHT[~FARM])),
    ],
)
def test_a_figure_is_what_others_say_it_is(name, theirs) -> None:
    assert MEASURES[name](SAID, FARM, WEIGHT) == pytest.approx(theirs(expit(Z)))


def test_the_calibration_error_is_small_for_the_law_and_large_beside_it() -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(-1, 2, 20_000)
    farm = rng.random(20_000) < expit(z)
    even = np.ones(20_000)
    said, beside = Said(z, z > 0, z > 2), Said(z + 1.5, z > 0, z > 2)
    assert measures.ece(said, farm, even) < 0.015
    assert measures.ece(beside, farm, even) > 0.1


def test_intervals_hold_their_figure_and_the_same_model_changes_nothing() -> None:
    found = compare(SAID, SAID, FARM, WEIGHT, resamplings(SOURCE, 50))
    for name, figure in found.items():
        assert figure.before.low <= figure.before.high, name
        assert figure.change.value == figure.change.low == figure.change.high == 0
        assert not worse(name, figure)


def test_worse_is_what_is_worse_in_the_whole_interval() -> None:
    bad = Said(Z + 3, Z > 9, Z > 9)
    found = compare(SAID, bad, FARM, WEIGHT, resamplings(SOURCE, 50))
    said = {name for name, figure in found.items() if worse(name, figure)}
    assert {"log_loss", "brier", "farm_not_clear"} <= said
    assert not said & {"auroc", "ece", "honest_not_clear"}


def test_a_class_that_is_not_there_has_no_figure() -> None:
    nobody = np.zeros(500, bool)
    assert np.isnan(MEASURES["auroc"](SAID, nobody, WEIGHT))
    found = compare(SAID, SAID, nobody, WEIGHT, resamplings(SOURCE, 5))
    assert np.isnan(found["farm_block"].change.low)
    assert not worse("farm_block", found["farm_block"])


def test_resampling_keeps_the_pages_of_a_source_together() -> None:
    drawn = resamplings(SOURCE, 20)
    assert drawn.shape == (20, 500)
    for name in ("site0", "site7"):
        assert (drawn[:, name == SOURCE].std(axis=1) == 0).all()
