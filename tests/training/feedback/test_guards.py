"""What is too little, too one-sided or too much in one hand is refused, by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darnel.queue.agreement import agreement
from training.feedback import guards
from training.feedback.guards import Limits
from training.feedback.table import split

LIMITS = Limits()


def test_enough_labels_of_many_hands_are_not_refused(before, pages) -> None:
    table = pages(before)
    assert guards.lacking(*split(table, 0.3), LIMITS) == []
    assert guards.one_sided(table, LIMITS) == []
    moved = guards.moves(table, (before.review, before.block))
    assert len(moved) == 4
    assert guards.poisoned(moved, LIMITS) == []


def test_what_is_lacking_is_counted(before, pages) -> None:
    table = pages(before, 200)
    few = replace(table, farm=np.arange(200) % 50 == 0, source=np.array(["one.example"] * 200))
    assert guards.lacking(*split(few, 0.3), LIMITS) == [
        "3 labelled farm pages before the cut; at least 50",
        "farm pages of 1 sources before the cut; at least 5",
        "1 labelled farm pages held out; at least 10",
        "honest pages of 1 sources before the cut; at least 5",
    ]


def test_weights_that_leave_little_are_named(before, pages) -> None:
    table = pages(before)
    heavy = replace(table, weight=np.where(np.arange(3000) < 20, 100.0, 0.01))
    assert any("effective rows of" in said for said in guards.lacking(heavy, table, LIMITS))


def test_an_empty_table_is_refused_not_crashed_on(before, pages) -> None:
    nothing = pages(before)[np.zeros(3000, bool)]
    assert len(guards.lacking(*split(nothing, 0.3), LIMITS)) == 6


def test_one_reviewer_and_one_source_may_not_give_most(before, pages) -> None:
    table = pages(before, reviewers=1)
    of_one = replace(table, source=np.where(table.farm, "farm.example", table.source))
    assert guards.one_sided(of_one, LIMITS) == [
        "reviewer 0 had a say in 100% of all rows; at most 60% may hang on one reviewer",
        "farm.example is the source of 100% of the farm pages; at most 60%",
    ]


def test_a_reviewer_who_calls_everything_honest_is_found(before, pages) -> None:
    table = pages(replace(before, offset=-1.0), reviewers=5)
    liar = np.array(["reviewer 1" in those for those in table.reviewers])
    table = replace(table, farm=table.farm & ~liar)
    moved = guards.moves(table, (before.review, before.block))
    assert max(moved, key=lambda name: moved[name]) == "reviewer 1"
    (said,) = guards.poisoned(moved, LIMITS)
    assert said.startswith("without the rows of reviewer 1 an edge of the bands moves by")


def test_a_reviewer_without_whom_nothing_is_left_moves_everything(before, pages) -> None:
    assert guards.moves(pages(before, reviewers=1), (before.review, before.block)) == {
        "reviewer 0": float("inf")
    }


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        pytest.param([], "nobody knows whether reviewers agree", id="no second reviews"),
        pytest.param("ab ba ab ba", "reviewers read the policy in different ways", id="disputes"),
    ],
)
def test_agreement_is_a_matter_to_mind(verdicts, said) -> None:
    pairs = enumerate(verdicts.split() if verdicts else [])
    rows = [(unit, who, word) for unit, pair in pairs for who, word in enumerate(pair)]
    (warning,) = guards.warnings(agreement(rows), 0.1)
    assert said in warning


def test_many_bulk_decisions_are_a_matter_to_mind() -> None:
    rows = [(unit, who, "ab"[unit % 2]) for unit in range(9) for who in (1, 2)]
    assert guards.warnings(agreement(rows), 0.1) == []
    (warning,) = guards.warnings(agreement(rows), 0.5)
    assert warning.startswith("50% of the rows were decided in bulk")
