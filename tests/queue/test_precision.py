"""What people confirm, signal by signal and band by band."""

from __future__ import annotations

import math

import pytest
from labelling import a_row

from darnel.queue.exported import row_of
from darnel.queue.precision import band_agreement, models_of, signal_precision


def test_precision_counts_a_finding_by_what_its_row_stands_for() -> None:
    rows = [a_row(n, judged=[("spliced_content", {"ann": "confirm"})]) for n in range(10)]
    rows += [
        a_row(n, judged=[("spliced_content", {"ann": "reject"})], why="audit", probability=0.1)
        for n in range(10, 12)
    ]
    (found,) = signal_precision([*map(row_of, rows)])
    assert (found.signal, found.confirmed, found.rejected) == ("spliced_content", 10, 2)
    assert found.precision.value == pytest.approx(10 / 30)
    assert found.precision.low < 10 / 30 < found.precision.high


def test_the_majority_of_reviewers_counts_and_a_tie_for_neither() -> None:
    judged = [
        ("clickbait", {"ann": "confirm", "ben": "reject"}),
        ("clickbait", {"ann": "confirm", "ben": "reject", "cem": "reject"}),
        ("repetition", {"ann": "confirm", "ben": "confirm"}),
    ]
    clickbait, repetition = signal_precision([row_of(a_row(judged=judged))])
    assert (clickbait.confirmed, clickbait.rejected, clickbait.disputed) == (0, 1, 1)
    assert (repetition.confirmed, repetition.disputed) == (1, 0)


def test_findings_of_reported_rows_are_counted_apart() -> None:
    row = a_row(why="report", judged=[("clickbait", {"ann": "confirm"})])
    (found,) = signal_precision([row_of(row)])
    assert (found.reported, found.confirmed) == (1, 0)
    assert math.isnan(found.precision.value)


def test_a_finding_that_nobody_judged_is_in_no_signal() -> None:
    assert signal_precision([row_of(a_row())]) == []


def test_each_band_is_set_against_what_people_said() -> None:
    rows = [a_row(n, "content_farm", band="block") for n in range(3)]
    rows += [a_row(3, band="block"), a_row(4, "unsure", band="block")]
    rows += [a_row(n, band="clear", why="audit", probability=0.02) for n in range(5, 14)]
    rows += [a_row(14, "content_farm", band="clear", why="near_threshold", probability=0.5)]
    block, review, clear = band_agreement([*map(row_of, rows)])
    assert block.said == {"content_farm": 3, "credible": 1, "unsure": 1}
    assert (block.farm.value, block.overridden.value) == (0.75, 0.25)
    assert (review.farm.rows, review.overridden) == (0, None)
    assert clear.overridden.value == pytest.approx(2 / 452)
    assert clear.blind == 10


def test_rows_are_grouped_by_the_model_that_judged_them() -> None:
    other = a_row(1)
    other["assessment"]["model"]["version"] = "2"
    found = models_of([row_of(a_row()), row_of(other)])
    assert [(name[1], len(rows)) for name, rows in found.items()] == [("1", 1), ("2", 1)]
