"""The planted headline is what its guise says, and the figures are those of what was scored."""

from __future__ import annotations

import numpy as np
import pytest

from training import headlines
from training.corpora import Clean
from training.headlines import HONEST, PLACES, VARIANTS, f1, figures, planted

ARTICLE = Clean(
    id="1",
    title="Harbour Board Delays New Ferry After Second Gearbox Test",
    blocks=(
        "By Maren Oss",
        "The harbour board met on Tuesday to hear why the island's new ferry is so late.",
        "Passengers have used a hired boat since the old ferry was sold, and it carries no cars.",
        "The board now hopes for October, when the sea is rougher and the hotels are all empty.",
        "The yard did not answer a letter from the board about the fine in its contract, Valdo said.",
    ),
    publisher="gazette.example",
    topic="transport",
    date="2018-05-04",
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("place", PLACES)
def test_the_planted_line_stands_where_it_is_said_to_and_is_no_plain_copy(
    variant: str, place: str, rng
) -> None:
    page = planted(ARTICLE, variant, place, rng)
    line = page.article.text[page.start : page.end]
    assert line != ARTICLE.title
    assert line
    before = [b for b in page.article.text[: page.start].split("\n\n") if b]
    assert len(before) == {"after_lead": 2, "middle": 2, "end": 5}[place]
    rest = page.article.text[: page.start] + page.article.text[page.end :].removeprefix("\n\n")
    assert rest.strip() == "\n\n".join(ARTICLE.blocks)


@pytest.mark.parametrize("kind", [k for k in HONEST if k not in {"lyrics", "live_blog"}])
def test_an_honest_page_keeps_its_paragraphs(kind: str, rng) -> None:
    assert set(ARTICLE.blocks) <= set(HONEST[kind](ARTICLE, rng))


def test_a_caption_is_no_copy_of_the_title(rng) -> None:
    with_title = Clean(
        "2", ARTICLE.title, (ARTICLE.title, *ARTICLE.blocks), "gazette.example", "", ""
    )
    assert HONEST["captions"](with_title, rng).count(ARTICLE.title) == 1


def test_the_signal_finds_every_guise_of_the_planted_headline(rng) -> None:
    for variant in VARIANTS:
        pages = [planted(ARTICLE, variant, place, rng) for place in PLACES]
        alike, findings = headlines.read(pages)
        assert (alike >= headlines.SAID).all(), variant
        for page, found in zip(pages, findings, strict=True):
            assert [(f.start, f.end) for f in found] == [(page.start, page.end)]


def test_no_honest_page_is_said(rng) -> None:
    pages = [headlines.plain(ARTICLE, make(ARTICLE, rng)) for make in HONEST.values()]
    assert (headlines.read(pages)[0] < headlines.SAID).all()


def test_f1_is_that_of_balanced_pages() -> None:
    assert f1(1.0, 0.0) == 1
    assert f1(0.5, 0.0) == pytest.approx(2 / 3)
    assert f1(1.0, 1.0) == pytest.approx(2 / 3)


def test_figures_tell_guises_places_and_false_alarms_apart() -> None:
    scored = [("clean", np.array([0.0, 0.0, 0.9]), 0.0)]
    scored += [(name, np.array([0.9, 0.9, 0.0]), 0.5) for name in VARIANTS]
    scored += [(f"honest.{name}", np.zeros(3), 0.0) for name in HONEST]
    found = figures(scored, 0.65)
    assert found["false_alarms.untouched"] == pytest.approx(1 / 3)
    assert found["f1.after_lead"] == pytest.approx(f1(1, 1 / 3))
    assert found["f1.end"] == 0
    assert found["f1.slug"] == pytest.approx(f1(2 / 3, 1 / 3))
    assert found["pointed.all"] == 0.5
    assert found["false_alarms.honest"] == 0
