"""Shares of all articles from a sample that is anything but even."""

from __future__ import annotations

import math

import numpy as np
import pytest
from casework import an_item
from labelling import a_row

from darnel.queue.estimates import answered_of, interval, prevalence, share_of
from darnel.queue.exported import row_of
from darnel.queue.listing import Wanted
from darnel.queue.sampling import Choice


def test_rare_choices_count_for_those_that_were_not_looked_at() -> None:
    rows = [a_row(n, "content_farm", probability=1.0) for n in range(30)]
    rows += [a_row(n, probability=0.1, why="audit") for n in range(30, 60)]
    found = prevalence([*map(row_of, rows)])
    assert found.share.value == pytest.approx(30 / 330)
    assert found.share.low < found.share.value < found.share.high


def test_what_somebody_reported_does_not_move_the_share() -> None:
    rows = [a_row(n, "content_farm" if n < 10 else "credible") for n in range(40)]
    reported = [a_row(n, "content_farm", why="report") for n in range(40, 60)]
    before, after = (prevalence([*map(row_of, some)]) for some in (rows, rows + reported))
    assert after.share == before.share
    assert (before.reported, after.reported) == (0, 20)


def test_unsure_rows_bound_the_share_on_both_sides() -> None:
    rows = [a_row(n, "content_farm") for n in range(10)] + [a_row(n) for n in range(10, 40)]
    rows += [a_row(n, "unsure") for n in range(40, 50)]
    found = prevalence([*map(row_of, rows)])
    assert (found.least, found.share.value, found.most) == pytest.approx((0.2, 0.25, 0.4))
    assert found.unsure == 10


def test_what_still_waits_is_stood_for_by_what_is_decided_of_its_kind(store, clock) -> None:
    """Half of the audits wait, as they do where urgent cases come first."""
    for n in range(60):
        farm = n < 20
        choice = Choice("threshold", 1.0) if farm else Choice("audit", 0.1)
        store.ingest(an_item(n, band="review" if farm else "clear", choice=choice))
    for case in store.cases(Wanted(limit=60)).cases:
        number = int(case.title.split()[1])
        if number < 40:
            verdict = "content_farm" if number < 20 else "credible"
            store.decide_many([case.case.id], "ann", verdict, "read")
    clock.turn(minutes=1)
    rows = [row_of(each) for each in store.export()]
    counted = store.coverage()
    assert [(c.why, c.band, c.chosen, c.decided) for c in counted] == [
        ("audit", "clear", 40, 20), ("threshold", "review", 20, 20),
    ]  # fmt: skip
    assert prevalence(rows).share.value == pytest.approx(20 / 220)
    assert prevalence(rows, answered_of(counted)).share.value == pytest.approx(20 / 420)


def test_without_rows_nothing_is_known() -> None:
    found = prevalence([])
    assert math.isnan(found.share.value)
    assert (found.share.low, found.share.high, found.share.rows) == (0, 1, 0)
    assert math.isnan(found.least)


def test_the_interval_is_the_one_of_jeffreys() -> None:
    from scipy.stats import beta

    low, high = interval(0.3, 20)
    assert beta.cdf(low, 6.5, 14.5) == pytest.approx(0.05)
    assert beta.cdf(high, 6.5, 14.5) == pytest.approx(0.95)
    assert interval(0.0, 10)[0] == 0.0
    assert interval(1.0, 10)[1] == 1.0


def test_rows_that_are_alike_are_worth_less_than_others() -> None:
    hits, weights = np.repeat([1.0, 0.0], 20), np.ones(40)
    many = share_of(hits, weights, range(40))
    few = share_of(hits, weights, [n // 10 for n in range(40)])
    one = share_of(hits, weights, ["one"] * 40)
    assert many.value == few.value == one.value == 0.5
    assert many.effective > few.effective > one.effective == 1
    assert many.high - many.low < few.high - few.low < one.high - one.low


def test_the_interval_holds_the_truth_about_nine_times_in_ten() -> None:
    rng, held, tries = np.random.default_rng(0), 0, 300
    for _ in range(tries):
        risky = rng.random(4000) < 0.2
        farm = rng.random(4000) < np.where(risky, 0.4, 0.03)
        rate = np.where(risky, 0.5, 0.05)
        mine = rng.random(4000) < rate
        found = share_of(farm[mine].astype(float), 1 / rate[mine], np.flatnonzero(mine).tolist())
        held += found.low <= farm.mean() <= found.high
    assert 0.86 <= held / tries <= 0.96
