from __future__ import annotations

import pytest

from darnel.article import Article
from darnel.language import abstentions, languages
from darnel.text import parse
from training.templates import HONEST
from training.walls import WALLS

BRIEF = (
    "The island's ferry will stay in harbour for a third day, the board said on Tuesday. Its engineers "
    "have found metal in the oil of the new gearbox. Passengers are taken across in a hired boat that "
    "holds forty people and no cars. The next test is planned for September, when the yard sends a second "
    "gearbox, and islanders have been invited to watch from the quay."
)


def reasons(*texts: str) -> list[str | None]:
    pages = parse([Article(text=text) for text in texts])
    return list(abstentions(pages, languages(pages)))


@pytest.mark.parametrize("part", ["fit", "tune"])
def test_walls_in_known_wordings_are_abstained_from(part: str) -> None:
    assert reasons(*WALLS[part]) == ["wall"] * len(WALLS[part])


def test_walls_in_wordings_never_trained_on_are_abstained_from() -> None:
    found = reasons(*WALLS["test"])
    assert sum(reason is not None for reason in found) >= 0.9 * len(found)  # short ones: too_short
    assert found.count("wall") >= 0.5 * len(found)


def test_a_brief_is_no_wall() -> None:
    assert reasons(BRIEF) == [None]


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param("Ferry Still Stuck In Harbour After Third Gearbox Test Fails, Board Says\n\n"
                     "Updated at 3:20 p.m.", id="headline and time"),
        pytest.param("By Ines Valdo and Maren Oss\n\nRoll Call Vote, Vote Summary", id="bylines"),
    ],
)  # fmt: skip
def test_the_first_lines_of_an_article_are_too_short_and_no_wall(opening: str) -> None:
    assert reasons(opening) == ["too_short"]


@pytest.mark.parametrize("part", ["fit", "tune", "test"])
def test_news_about_walls_and_their_words_is_judged(part: str) -> None:
    stories = ["\n\n".join(story) for story in HONEST[part].values()]
    assert "wall" not in reasons(*stories)


def test_a_page_that_is_nothing_but_boilerplate_is_a_wall() -> None:
    furniture = (
        "Share this article", "Related stories", "Sign up for our newsletter and get the day's stories in "
        "your inbox.", "All rights reserved. This material may not be published or redistributed.",
        "Terms of use", "Privacy policy", "Follow us on social media for the latest updates.",
        "Your email address will not be published. Required fields are marked.", "Contact", "About us",
    )  # fmt: skip
    assert reasons("\n\n".join(furniture)) == ["wall"]
