"""How well words fit where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from darnel import context
from darnel.article import Article
from darnel.text import parse


def odds_of(text: str, word: str, title: str = "") -> float:
    pages = parse([Article(text=text, title=title)])
    at, odds = context.odds(pages)
    words = [pages.vocabulary.words[pages.body.word[place]] for place in at.tolist()]
    return float(odds[words.index(word)])


@pytest.mark.parametrize(
    ("text", "swapped", "plain"),
    [
        ("The report was {} by the committee last week.", "releases", "released"),
        ("He was a member of the {} of Representatives.", "Firm", "House"),
        ("He said that it was {} a year ago.", "astir", "about"),
    ],
    ids=["a form that does not fit", "a name taken for a word", "a sense that does not fit"],
)
def test_a_word_that_does_not_fit_is_odder_than_the_one_that_does(text, swapped, plain) -> None:
    assert odds_of(text.format(swapped), swapped) > odds_of(text.format(plain), plain) + 1


def test_names_are_not_judged() -> None:
    pages = parse([Article(text="On Monday Vjekoslav Ostrander met Harald Stenmark in Pelagon.")])
    at, _ = context.odds(pages)
    words = {pages.vocabulary.words[pages.body.word[place]] for place in at.tolist()}
    assert not words & {"Vjekoslav", "Ostrander", "Harald", "Stenmark", "Pelagon"}


def test_a_capital_that_opens_a_sentence_changes_nothing() -> None:
    first = context.neighbours(parse([Article(text="It ended. Members of the board met.")]))
    other = context.neighbours(parse([Article(text="It ended. members of the board met.")]))
    assert not first.capital.any()
    assert (first.before[3:] == other.before[3:]).all()


def test_cells_stay_inside_their_tables() -> None:
    texts = ["", "word", "a-b c", "1 2 3. Four, “five”\n\nsix " * 20, "x " * 300]
    pages = parse([Article(text=text, title=text[:20]) for text in texts])
    _, cells = context.cells(pages)
    low = np.cumsum((0, *context.SIZES[:-1]))
    assert ((cells >= low) & (cells < low + np.array(context.SIZES))).all()


def test_no_words_have_no_odds() -> None:
    at, odds = context.odds(parse([Article(), Article(text="…")]))
    assert len(at) == len(odds) == 0
