from __future__ import annotations

import numpy as np
import pytest

from darnel.text import parse
from training.corpora import Clean
from training.residue import COARSE, Page, coarse, kind_of, parsed, teaser, thinned
from training.templates import HONEST, WRITTEN
from training.walls import WALLS

STORY = Clean(
    "1",
    "Ferry late",
    ("The harbour board met on Tuesday to hear why the ferry is late.",),
    "a.org",
    "",
    "",
)


def test_test_has_enough_families_that_fit_never_sees() -> None:
    assert len(WRITTEN["policy"]["test"]) >= 8
    assert len(WRITTEN["machine"]["test"]) >= 5
    lines = {
        p: {x for f in WRITTEN["policy"][p].values() for x in f} for p in ("fit", "tune", "test")
    }
    assert not lines["fit"] & lines["test"]
    assert not lines["fit"] & lines["tune"]


def test_walls_and_stories_of_the_splits_are_not_the_same() -> None:
    assert sum(map(len, WALLS.values())) >= 25
    assert not set(WALLS["fit"]) & set(WALLS["test"])
    assert not set(HONEST["fit"]) & set(HONEST["test"])


@pytest.mark.parametrize("line", ["… Source link", "The post {title} appeared first on {site}."])
def test_a_teaser_is_a_cut_opening_with_its_tail_filled_in(line: str) -> None:
    made = " ".join(teaser((line,), STORY, np.random.default_rng(1)))
    assert made.startswith(("The harbour board", "Ferry late"))
    assert "{" not in made


def test_a_weak_pattern_names_a_kind_and_a_known_kind_stays() -> None:
    assert kind_of("This site uses cookies.", "residue") == "legal"
    assert kind_of("Menu", "residue") == "chrome"
    assert kind_of("This site uses cookies.", "policy") == "policy"


def test_kinds_of_residue_add_up_in_the_coarse_classes() -> None:
    P = coarse(np.array([[0.1, 0.2, 0.3, 0.2, 0.1, 0.1]]))
    assert P.tolist() == [pytest.approx([0.1, 0.6, 0.3])]
    assert COARSE == ("article", "residue", "comment")


def test_a_thinned_page_keeps_the_article() -> None:
    page = Page(
        "",
        ("Menu", "One.", "Two.", "Foot"),
        ("residue", "article", "article", "residue"),
        (True,) * 4,
        "a",
    )
    kept = thinned(page, np.random.default_rng(0))
    assert [b for b, v in zip(kept.blocks, kept.labels, strict=True) if v == "article"] == [
        "One.",
        "Two.",
    ]


def test_every_block_of_a_page_is_one_block_when_parsed() -> None:
    page = Page("", ("One.", "Two."), ("article", "article"), (True, True), "a")
    [(batch, some)] = list(parsed([page]))
    assert len(batch.body.blocks) == len(some[0].blocks)
    assert len(parse([])) == 0
