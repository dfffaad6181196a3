"""Every attack stays within its budget, changes something, and gives the same answer twice."""

from __future__ import annotations

from difflib import SequenceMatcher

import numpy as np
import pytest
from farmed import farmed, honest, prose

from training.attacks import ATTACKS, TRICKS, Attack
from training.attacks.base import MOST_ADDED, MOST_CHANGED
from training.attacks.markup import Trick, plain
from training.attacks.report import loss, over, seeded, table
from training.simulate import Page

WORDED = frozenset({"padding", "splices", "headlines"})
"""Attacks that add or move whole words: their budget counts these, not characters."""

each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
each_trick = pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.name)


def made(attack: Attack, page: Page) -> Page:
    return attack.change(page, seeded(attack.name, 0), prose)


def written(page: Page) -> str:
    return f"{page.title}\n\n{page.text}"


def changed(before: str, after: str) -> int:
    """Characters replaced, put in or taken out, by an alignment that can only count too many."""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in steps if kind != "equal")


@each_attack
def test_it_changes_the_page_and_the_same_way_each_time(attack: Attack) -> None:
    page = farmed()
    once, again = made(attack, page), made(attack, page)
    assert once != page
    assert once == again
    assert len(once.labels) == len(once.blocks)


@each_attack
def test_it_stays_within_its_budget(attack: Attack) -> None:
    page = farmed()
    before, after = written(page), written(made(attack, page))
    if attack.group in WORDED or "scattered" in attack.name:
        assert len(after.split()) - len(before.split()) <= MOST_ADDED
    else:
        assert changed(before, after) <= MOST_CHANGED * len(before) + 1


@pytest.mark.parametrize(
    "attack", [a for a in ATTACKS if a.twin is not None], ids=lambda attack: attack.name
)
def test_its_honest_twin_changes_an_honest_page(attack: Attack) -> None:
    page = honest()
    assert attack.twin is not None
    once = attack.twin(page, np.random.default_rng(0), prose)
    assert once != page
    assert attack.twin(page, np.random.default_rng(0), prose) == once


@each_trick
def test_a_trick_on_the_markup_changes_it_and_no_word_that_is_shown(trick: Trick) -> None:
    page, rng = farmed(), np.random.default_rng(0)
    html = trick.markup(page, rng, prose)
    assert html != plain(page, rng, prose)
    assert html == trick.markup(page, np.random.default_rng(0), prose)
    assert len(html.split()) - len(plain(page, rng, prose).split()) < MOST_ADDED + 200


def test_the_loss_is_of_the_same_pages_before_and_after() -> None:
    from training.attacks.report import Judged

    pages = [farmed()] * 4
    before = Judged(np.array([0.1, 0.1, 0.1, 0.9]), np.array([True, True, False, False]))
    after = Judged(np.array([0.1, 0.9, 0.1, 0.9]), np.array([True, False, False, False]))
    found = loss(before, after, pages, 0.5)
    assert (found["recall_before"], found["recall_after"]) == (0.75, 0.5)
    assert found["lost"] == found["lost_low"] == found["lost_high"] == 25  # one publisher
    assert (found["block_before"], found["block_after"]) == (0.5, 0.25)


def test_what_costs_more_than_its_target_is_named() -> None:
    each = {
        "pages": 4, "recall_before": 0.7, "recall_after": 0.6, "lost": 10.0, "lost_low": 5.0,
        "lost_high": 15.0, "block_before": 0.2, "block_after": 0.1,
    }  # fmt: skip
    found = {"attacks": {"held": each | {"target": 12}, "broken": each | {"target": 3}}}
    assert over(found) == ["broken"]
    assert "| broken | 4 | 0.700 | 0.600 | 10.0 (5.0 to 15.0) | 3 |" in table(found)
