"""A passage is described by what it is, and by the blocks at its edges."""

from __future__ import annotations

import numpy as np
import pytest

from darnel.article import Article
from darnel.passages import COLUMNS, headline_like, passages_of
from darnel.text import parse

TEXT = """The harbour board met on Tuesday to hear why the new ferry is late again, and its engineer \
said that the gearbox had failed two more tests.

Albion Win The 2026 Cup

Striker Ben Cole scored twice before half-time as the visitors lost their third match in a row and \
went home without a word to the press.

More on this story"""


@pytest.fixture
def described() -> dict[str, float]:
    """Give the columns of the passage that begins with the headline-like line."""
    found = passages_of(parse([Article(title="Ferry late again", text=TEXT)]))
    at = int(np.flatnonzero((found.first == 1) & (found.last == 3))[0])
    return dict(zip(COLUMNS, found.features[at].tolist(), strict=True))


def test_the_lead_is_the_first_block_of_the_passage(described) -> None:
    assert described["lead_words"] == 5
    assert described["lead_capitals"] == 1  # a number counts as a capital does
    assert described["lead_closed"] == 0
    assert described["stopped"] == 1


def test_what_stands_above_and_below_is_measured(described) -> None:
    assert described["above_words"] == 27
    assert described["above_capitals"] == pytest.approx(2 / 27)  # "The" and "Tuesday"
    assert described["above_closed"] == 1
    assert described["next_words"] == 4


def test_at_the_edge_of_the_page_there_is_nothing_above_or_below() -> None:
    found = passages_of(parse([Article(title="", text=TEXT.split("\n\n", maxsplit=1)[0])]))
    (row,) = found.features
    of = dict(zip(COLUMNS, row.tolist(), strict=True))
    assert of["lead_words"] == 27
    for name in ("above_words", "above_capitals", "above_closed", "next_words"):
        assert np.isnan(of[name]), name


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("Albion Win The 2026 Cup", True),
        ("Ben Cole, The Island Gazette", False),
        ("11:25 a.m. Albion Win The Cup", False),
        ("Albion And The Cup 4:05", False),
        ("Image zoom Ben Cole/Gazette", False),
    ],
)
def test_credits_times_and_players_are_no_headlines(line: str, headline: bool) -> None:
    pages = parse(
        [Article(title="Ferry late again", text=TEXT.replace("Albion Win The 2026 Cup", line))]
    )
    assert bool(headline_like(pages)[1]) is headline
