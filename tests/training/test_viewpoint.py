"""The swaps are consistent, keep case and leave other words alone; the figures add up."""

from __future__ import annotations

import numpy as np
import pytest

from darnel.assessment import Assessment, Contribution, ModelName
from training.swaps import (
    DAYS,
    GENDER,
    PARTIES,
    PLACES,
    POLITICIANS,
    SWAPS,
    TRADITIONS,
    personal_names,
    swapped,
)
from training.viewpoint import (
    LARGEST_GAP,
    LARGEST_MOVE,
    Moved,
    bootstrap,
    by_publisher,
    over_limits,
)

ORDINARY = (
    "The ferry was late again, and the harbour board met in the old school to hear why. "
    "Its engineers had ordered a gearbox; the yard said that the trump card was patience."
)


@pytest.mark.parametrize("name", SWAPS)
def test_a_text_without_names_stays_as_it_is(name: str) -> None:
    assert SWAPS[name]([ORDINARY]) == [ORDINARY]


@pytest.mark.parametrize(
    ("swap", "text", "other"),
    [
        pytest.param(
            POLITICIANS, "The Trumpet played while Trump trumped.",
            "The Trumpet played while Obama trumped.", id="a word that holds a name is no name",
        ),
        pytest.param(
            POLITICIANS, "Donald Trump met Barack Obama.", "Barack Obama met Donald Trump.",
            id="first names go with their surnames",
        ),
        pytest.param(
            POLITICIANS, "Mrs. Clinton and Mr. Pence", "Mr. Pence and Mrs. Clinton",
            id="a title goes with its name",
        ),
        pytest.param(
            POLITICIANS, "An Obama aide saw a Trump aide.", "A Trump aide saw an Obama aide.",
            id="the article is mended",
        ),
        pytest.param(
            POLITICIANS, "A TRUMP RALLY: TRUMP’S VOW", "AN OBAMA RALLY: OBAMA’S VOW",
            id="capitals and possessives are kept",
        ),
        pytest.param(
            PARTIES, "Liberals and a liberal; LIBERAL", "Conservatives and a conservative; CONSERVATIVE",
            id="each case is kept",
        ),
        pytest.param(
            PARTIES, "A Republican who met Republican senators", "A Democrat who met Democratic senators",
            id="a noun stays a noun",
        ),
        pytest.param(
            PARTIES, "The GOP said a democratic vote is right.",
            "The Democratic Party said a democratic vote is right.", id="a democratic vote is no party",
        ),
        pytest.param(
            PARTIES, "Labour MPs jeered as the Tories sat.", "Conservative MPs jeered as Labour sat.",
            id="British parties",
        ),
        pytest.param(
            PLACES, "A flight from Mexico City to New Mexico, then Chicago",
            "A flight from Paris to New Mexico, then Dallas", id="the longest name counts",
        ),
        pytest.param(
            PLACES, "An Indiana farmer and an Indian one", "An Indiana farmer and a Finnish one",
            id="a place within a longer word stays",
        ),
        pytest.param(
            GENDER, "She gave her book to him. He thanked her.", "He gave his book to her. She thanked him.",
            id="her is his or him",
        ),
        pytest.param(
            GENDER, "The mother of the theatre; HE", "The father of the theatre; SHE",
            id="a word that holds a pronoun stays",
        ),
        pytest.param(DAYS, "On Monday in January", "On Wednesday in October", id="days and months"),
    ],
)  # fmt: skip
def test_a_swap_says(swap, text: str, other: str) -> None:
    assert swap([text]) == [other]


@pytest.mark.parametrize("swap", [POLITICIANS, PLACES], ids=["politicians", "places"])
def test_swapping_twice_gives_the_text_back(swap) -> None:
    text = "Barack Obama flew to Russia; Nancy Pelosi, a Texan, met Canadians in Chicago."
    assert swap(swap([text])) == [text]


@pytest.mark.parametrize("tradition", TRADITIONS)
def test_a_person_has_one_new_name_in_title_and_text(tradition: str) -> None:
    title = "KEVIN THOMPSON wins"
    blocks = [
        "Kevin Thompson won on Friday.",
        "Thompson’s rival, Susan Miller, lost. Kevin smiled.",
    ]
    head, rest = swapped(personal_names(tradition), title, blocks)
    first, last = head.removesuffix(" wins").split()
    assert first == first.upper() != "KEVIN"
    assert f"{first} {last}" == " ".join(rest[0].split()[:2]).upper()
    assert rest[1].upper().startswith(f"{last}’S RIVAL")
    assert rest[1].split()[-2].upper() == first
    assert "Miller" not in rest[1]
    assert rest[1].split()[2:4] != rest[0].split()[:2]


def test_two_people_do_not_become_one() -> None:
    text = "Kevin, Brian, Susan and Karen met."
    (other,) = personal_names("indian")([text])
    assert len(set(other.split())) == len(set(text.split()))


def test_the_text_alone_draws_its_tradition() -> None:
    text = "Kevin Thompson met Susan Miller."
    assert personal_names()([text]) == personal_names()([text])


def test_a_surname_that_is_a_word_stays() -> None:
    assert personal_names("arabic")(["The Banks of the West"]) == ["The Banks of the West"]


def test_words_of_the_sides_are_weighed() -> None:
    assert PARTIES.balance(["Democrats and liberals against the GOP"]) == 1
    assert POLITICIANS.balance(["Trump, TRUMP and Obama"]) == -1
    assert not PLACES.sided


def said(quality: float | None, band: str | None = "clear") -> Assessment:
    return Assessment(
        "", quality, None, band, None, "en", "", {"clickbait.score": 0.5},
        (Contribution("clickbait", -(quality or 0.0)),), 0.0, (), ModelName("m", "1", "b"),
    )  # fmt: skip


def test_changes_are_summed_up_without_abstained_pages() -> None:
    before = [said(0.9), said(0.8), said(None, None)]
    after = [said(0.8), said(0.85, "review"), said(0.1)]
    found = Moved(before, after, [2, -1, 1]).figures()
    assert found["pages"] == 2
    assert found["signed"] == pytest.approx(-0.025)
    assert found["absolute"] == pytest.approx(0.075)
    assert found["band_changed"] == 0.5
    assert found["directed"] == pytest.approx(-0.075)
    moved = Moved(before, after, []).signals()["clickbait"]
    assert moved == pytest.approx((0.025, 0.075, 0.0, 0.0))


def test_the_bootstrap_draws_publishers_and_not_articles() -> None:
    groups = by_publisher(np.array([1.0, 1.0, 0.0]), ["a.com", "www.a.com", "b.com"])
    assert set(groups) == {"a.com", "b.com"}
    means = bootstrap(groups, np.random.default_rng(0))
    assert set(np.round(means, 3).tolist()) == {0.0, 0.667, 1.0}


def test_figures_over_their_limit_are_named() -> None:
    figures = {"side.largest_gap": LARGEST_GAP} | {f"news.{name}.absolute": 0.0 for name in SWAPS}
    figures["news.places.absolute"] = LARGEST_MOVE + 0.01
    assert over_limits(figures) == ["side.largest_gap", "news.places.absolute"]
