"""A calibration and gains are found again where labels follow them, and stay put where they do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.feedback import fits
from training.feedback.fits import best_gain_sd, fit_weights, recalibrated, retrained, same_share


def test_a_calibration_that_labels_follow_is_found(before, pages) -> None:
    truth = replace(before, slope=0.7, offset=-1.2)
    fit = recalibrated(pages(truth, 20_000), (before.review, before.block))
    assert (fit.slope, fit.offset) == pytest.approx((0.7, -1.2), abs=0.1)


def test_labels_that_agree_with_the_model_change_little(before, pages) -> None:
    several = [recalibrated(pages(before, seed=n), (before.review, before.block)) for n in range(8)]
    mean = np.mean([(fit.slope, fit.offset) for fit in several], axis=0)
    assert tuple(mean) == pytest.approx((1, 0), abs=0.1)  # one fit's offset has a deviation of .09


def test_without_labels_the_calibration_stays(before, pages) -> None:
    nothing = pages(before)[np.zeros(3000, bool)]
    fit = recalibrated(nothing, (before.review, before.block), np.zeros(0))
    assert (fit.slope, fit.offset) == (1, 0)


def test_edges_move_along_so_that_every_page_keeps_its_band(before, pages) -> None:
    table = pages(replace(before, slope=0.6, offset=-2.0))
    fit = recalibrated(table, (before.review, before.block))
    for edge in ("review", "block"):
        over = before.log_odds(table.evidence) > getattr(before, edge)
        assert (over == (fit.log_odds(table.evidence) > getattr(fit, edge))).all()


def test_labels_that_turn_the_order_round_do_not_turn_the_model_round(before, pages) -> None:
    table = pages(replace(before, slope=-1.0))
    assert recalibrated(table, (before.review, before.block)).slope == fits.LEAST_SLOPE


def test_weights_undo_what_the_choice_did(before, pages) -> None:
    """Farm pages are chosen ten times as often: unweighed, the offset rises by log 10."""
    table = pages(before, 40_000)
    rng = np.random.default_rng(1)
    rate = np.where(table.farm, 0.5, 0.05)
    chosen = rng.random(len(table)) < rate
    weighed = replace(table, weight=1 / rate)[chosen]
    even = replace(table, weight=np.ones(len(table)))[chosen]
    edges = (before.review, before.block)
    assert recalibrated(weighed, edges).offset == pytest.approx(0, abs=0.15)
    assert recalibrated(even, edges).offset == pytest.approx(np.log(10), abs=0.3)


def test_weights_are_clipped_and_sum_to_what_the_rows_are_worth() -> None:
    assert fit_weights(np.ones(50)).sum() == pytest.approx(50)
    uneven = fit_weights(np.array([1.0] * 50 + [1e6]))
    assert uneven.sum() == pytest.approx(150**2 / (50 + 100**2))
    assert uneven.max() / uneven.min() == pytest.approx(fits.MOST_WEIGHT)


def test_a_signal_that_people_do_not_confirm_loses_weight(before, reference, pages) -> None:
    strong = int(np.argmax(reference.parts.std(axis=0)))
    truth = replace(before, gains=np.where(np.arange(len(before.gains)) == strong, 0.3, 1.0))
    table = pages(truth, 20_000)
    first = recalibrated(table, (before.review, before.block))
    fit = retrained(table, first, before, 0.3)
    relative = fit.gains / np.median(fit.gains)
    assert relative[strong] < 0.6
    assert (fit.gains >= 0).all()


def test_gains_stay_at_one_under_a_strong_prior(before, pages) -> None:
    table = pages(before)
    first = recalibrated(table, (before.review, before.block))
    assert retrained(table, first, before, 1e-3).gains == pytest.approx(1, abs=0.02)


def test_how_far_gains_may_move_is_chosen_by_unseen_sources(before, reference, pages) -> None:
    strong = int(np.argmax(reference.parts.std(axis=0)))
    truth = replace(before, gains=np.where(np.arange(len(before.gains)) == strong, 0.2, 1.0))
    assert best_gain_sd(pages(truth, 4_000), before) == max(fits.GAIN_SDS)
    assert best_gain_sd(pages(before, 400), before) in fits.GAIN_SDS


def test_after_a_retrain_as_much_traffic_lies_under_each_edge(before, pages) -> None:
    rng = np.random.default_rng(0)
    one, weight = rng.normal(size=4000), rng.choice([1.0, 50.0], 4000)
    other = one + rng.normal(size=4000) / 2
    for edge in (-0.5, 0.0, 1.5):
        moved = same_share(one, other, weight, edge)
        assert weight[other > moved].sum() == pytest.approx(weight[one > edge].sum(), abs=50)
