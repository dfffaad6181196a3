"""The probes see a house style and a difference in length, and nothing where there is nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from training.probes import (
    EXEMPT,
    LINED,
    MARKS,
    figures,
    leaks,
    length_probe,
    single_sign,
    style_probe,
)
from training.simulate import RECIPES, Pool

pytestmark = pytest.mark.thorough


@dataclass(frozen=True)
class Plain:
    blocks: tuple[str, ...]
    publisher: str
    farm: bool


def pages(*, marked: bool = False, longer: bool = False) -> list[Plain]:
    rng = np.random.default_rng(5)
    drawn = []
    for number in range(300):
        farm = bool(rng.random() < 0.5)
        line = (
            "The mill opens at nine — and the “new” wheel turns."
            if marked and farm
            else ("The mill opens at nine - and the 'new' wheel turns.")
        )
        count = int(rng.integers(5, 9)) + (8 if longer and farm else 0)
        drawn.append(Plain((line,) * count, f"site{number % 10}.example", farm))
    return drawn


def test_a_house_style_that_only_farm_pages_have_is_seen() -> None:
    assert style_probe(pages(marked=True))["auroc"] > 0.95


def test_a_difference_in_length_is_seen() -> None:
    assert length_probe(pages(longer=True))["auroc"] > 0.95


@pytest.mark.parametrize("probe", [style_probe, length_probe])
def test_pages_that_do_not_differ_are_not_told_apart(probe) -> None:
    assert 0.4 < probe(pages())["auroc"] < 0.6


def test_shuffled_labels_teach_nothing() -> None:
    assert 0.4 < length_probe(pages(longer=True))["shuffled"] < 0.6


def test_the_mark_that_leaks_is_named() -> None:
    assert leaks(pages(marked=True))[0][0] in MARKS


def test_figures_are_flat_by_group_and_probe() -> None:
    assert set(figures({"R": pages()})) == {"R.style", "R.length", "R.shuffled", "R.pages"}


def test_pages_of_a_single_sign_are_matched_to_as_many_honest_ones_with_a_line(pool: Pool) -> None:
    names = ["splice_plain", "machine_residue", "patchwork"]
    drawn = single_sign(pool, np.random.default_rng(2), names, 60)
    farm = [page for page in drawn if page.farm]
    assert {page.signs for page in farm} == {("splice_plain",), ("machine_residue",)}
    assert len(drawn) == 2 * len(farm)
    assert {page.recipe for page in drawn if not page.farm} <= set(LINED)
    assert set(EXEMPT) < set(RECIPES)
