"""What a page is worth does not change when its letters are swapped or unseen ones are put in.

Pages are written for the tests. The suite of attacks on real pages is `training.attacks`.
"""

from __future__ import annotations

import math

import pytest
from farmed import farmed, prose

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.scorer import Scorer
from training.attacks import ATTACKS, Attack
from training.attacks.report import article, seeded
from training.simulate import Page

AS_BEFORE = 1e-6
"""By so much may a feature differ; an attack on letters or unseen characters reaches no signal."""

OF_CHARACTERS = frozenset({"repetition.duplicate_block_characters"})
"""Features that count the characters as received, unseen ones too; the model does not weigh them."""

NOT_READ = frozenset({"look-alikes in ASCII (I for l, 0 for o)"})
"""Attacks that are undone in part: "A11" may be anything."""

UNDONE = [a for a in ATTACKS if a.group in {"letters", "invisible"} and a.name not in NOT_READ]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load()


@pytest.fixture(scope="module")
def untouched(scorer: Scorer) -> Assessment:
    return scorer.assess([article(farmed())])[0]


def judged(scorer: Scorer, attack: Attack, page: Page) -> Assessment:
    given = article(attack.change(page, seeded(attack.name, 0), prose))
    said = scorer.assess([given])[0]
    for finding in said.findings:
        assert given.field(finding.field)[finding.start : finding.end] == finding.quote
    return said


def moved(one: Assessment, other: Assessment) -> dict[str, tuple[float, float]]:
    """Features that differ, those apart that say that a page is disguised."""
    return {
        name: (value, other.signals[name])
        for name, value in one.signals.items()
        if not name.startswith("disguise.")
        and name not in OF_CHARACTERS
        and not (math.isnan(value) and math.isnan(other.signals[name]))
        and not abs(value - other.signals[name]) <= AS_BEFORE
    }


@pytest.mark.parametrize("attack", UNDONE, ids=lambda attack: attack.name)
def test_swapped_and_unseen_characters_hide_nothing(
    attack: Attack, scorer: Scorer, untouched: Assessment
) -> None:
    said = judged(scorer, attack, farmed())
    assert moved(untouched, said) == {}
    assert said.quality is not None
    assert untouched.quality is not None
    assert said.quality <= untouched.quality + AS_BEFORE
    assert said.language == "en"
    assert len(said.findings) >= len(untouched.findings)


def test_a_finding_quotes_the_page_as_it_came_disguise_and_all(scorer: Scorer) -> None:
    page = farmed()
    line = page.blocks[2].replace("ferry", "fer\u200brу")
    blocks = (*page.blocks[:2], line, *page.blocks[3:])
    said = scorer.assess([Article(text="\n\n".join(blocks), title=page.title)])[0]
    quotes = {f.quote for f in said.findings if f.signal == "duplicated_headline"}
    assert line in quotes
