from __future__ import annotations

import numpy as np
import pytest

from darnel.artifacts import arrays
from darnel.text import parse
from training.corpora import Clean
from training.residue import (
    COARSE,
    LIKENESS,
    Page,
    coarse,
    kind_of,
    likeness_by,
    parsed,
    table,
    teaser,
    thinned,
    with_whole,
)
from training.templates import HONEST, WRITTEN
from training.vectors import half
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


def test_a_whole_policy_stands_in_the_page_last_or_between_its_paragraphs() -> None:
    story = Clean("1", "Ferry late", tuple(f"Paragraph {i}." for i in range(9)), "a.org", "", "")
    family = ("Be kind.", "We delete insults.")
    pages = with_whole(family, [story])
    assert {len(p.blocks) for p in pages} == {10, 11}
    spots = set()
    for page in pages:
        added = [b for b, v in zip(page.blocks, page.labels, strict=True) if v == "residue"]
        assert " ".join(added) == "Be kind. We delete insults."
        assert tuple(
            b for b, v in zip(page.blocks, page.labels, strict=True) if v == "article"
        ) == (story.blocks)
        spots.add(page.labels.index("residue"))
    assert 9 in spots
    assert 0 not in spots
    assert len(spots) > 3


def test_likeness_is_by_the_vectors_that_did_not_see_the_publisher() -> None:
    sites = {half(name): name for name in (f"site{i}.org" for i in range(20))}
    blocks = ("A ferry sank in the harbour.", "The senator voted on the bill.", "Rain fell.")
    pages = [Page("", blocks, ("article",) * 3, (True,) * 3, sites[h]) for h in (0, 1)]
    dice = np.random.default_rng(0)
    halves = [dice.normal(size=arrays("vectors")["table"].shape).astype(np.float32) for _ in "01"]
    X, _, _ = table(pages, arrays("block_kinds"), halves)
    plain, _, _ = table(pages, arrays("block_kinds"))
    for number in (0, 1):
        rows = slice(3 * number, 3 * number + 3)
        np.testing.assert_allclose(
            X[rows, LIKENESS[0]], likeness_by(halves[1 - number], pages)[rows, 0]
        )
        assert not np.allclose(X[rows][:, LIKENESS], likeness_by(halves[number], pages)[rows])
    others = [c for c in range(X.shape[1]) if c not in LIKENESS]
    np.testing.assert_array_equal(X[:, others], plain[:, others])
