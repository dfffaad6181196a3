"""How far reviewers agree, against published figures."""

from __future__ import annotations

import math
import random
from itertools import permutations

import pytest

from darnel.queue.agreement import agreement

BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
WIKIPEDIA = ("*****34121133*3", "1*213343*******", "**21344*21133*4")


def triples(reviewers: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """One string a reviewer, one letter a unit; a dot or star is no verdict."""
    return [
        (unit, reviewer, verdict)
        for reviewer, said in enumerate(reviewers)
        for unit, verdict in enumerate(said)
        if verdict not in ".*"
    ]


@pytest.mark.parametrize(
    ("reviewers", "alpha"),
    [
        pytest.param(BINARY, 0.095, id="Krippendorff 2011, A: two reviewers, two verdicts"),
        pytest.param(NOMINAL, 0.692, id="Krippendorff 2011, B: two reviewers, five verdicts"),
        pytest.param(MISSING, 0.743, id="Krippendorff 2011, C: four reviewers, some did not judge"),
        pytest.param(WIKIPEDIA, 0.691, id="the example of Wikipedia: three reviewers"),
    ],
)
def test_alpha_is_the_published_one(reviewers, alpha) -> None:
    found = agreement(triples(reviewers))
    assert round(found.alpha, 3) == alpha
    assert found.low <= found.alpha <= found.high


def test_units_reviewers_and_verdicts_are_those_with_two_verdicts() -> None:
    found = agreement(triples(MISSING))
    assert (found.units, found.reviewers, found.verdicts) == (11, 4, 40)


def test_raw_agreement_is_the_share_of_pairs_that_say_the_same() -> None:
    assert agreement(triples(BINARY)).raw == pytest.approx(0.6)
    assert agreement(triples(("aab", "aab", "aba"))).raw == pytest.approx(5 / 9)


def test_full_agreement_is_one_and_the_contrary_below_nothing() -> None:
    assert agreement(triples(("abab", "abab"))).alpha == 1
    assert agreement(triples(("abab", "baba"))).alpha < 0


@pytest.mark.parametrize(
    "reviewers",
    [
        pytest.param(("",), id="no verdicts at all"),
        pytest.param(("ab..", "..ab"), id="no unit with two"),
        pytest.param(("aaaa", "aaaa"), id="all the same, so that chance agrees as well"),
    ],
)
def test_alpha_is_nan_where_it_is_not_defined(reviewers) -> None:
    found = agreement(triples(reviewers))
    assert math.isnan(found.alpha)
    assert math.isnan(found.low)
    assert not found.policy_unclear


def test_the_last_word_of_a_reviewer_counts() -> None:
    said = [(1, "ann", "a"), (1, "ben", "b"), (1, "ann", "b"), (2, "ann", "a"), (2, "ben", "a")]
    assert agreement(said).alpha == 1


def test_low_agreement_is_a_matter_of_the_policy() -> None:
    assert agreement(triples(BINARY)).policy_unclear
    assert not agreement(triples(MISSING)).policy_unclear


def test_the_interval_is_the_same_each_time_and_narrows_with_more_units() -> None:
    few, many = triples(MISSING), triples(tuple(said * 20 for said in MISSING))
    assert agreement(few) == agreement(few)
    narrow, wide = agreement(many), agreement(few)
    assert narrow.high - narrow.low < (wide.high - wide.low) / 2


def test_alpha_is_that_of_its_definition_by_pairs() -> None:
    rng = random.Random(0)
    for _ in range(30):
        said = tuple("".join(rng.choices("abc.", k=12)) for _ in range(rng.randint(2, 6)))
        units = [[c for c in unit if c != "."] for unit in zip(*said, strict=True)]
        units = [unit for unit in units if len(unit) > 1]
        every = [c for unit in units for c in unit]
        observed = sum(_differing(unit) / (len(unit) - 1) for unit in units) / len(every)
        expected = _differing(every) / (len(every) * (len(every) - 1))
        assert agreement(triples(said)).alpha == pytest.approx(1 - observed / expected)


def _differing(verdicts: list[str]) -> int:
    return sum(one != other for one, other in permutations(verdicts, 2))
