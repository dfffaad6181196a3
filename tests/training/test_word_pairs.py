"""The spinners that spun pages are simulated with."""

from __future__ import annotations

import numpy as np

from darnel.article import Article
from darnel.text import parse
from training.word_pairs import Spinner, swapped

THESAURUS = {"ferry": ["boat", "ferry boat"], "board": ["plank"], "late": ["belated", "former"]}
TEXT = "The board met. The ferry is late, the Board said, and ferries are late on every board."


def test_what_was_put_in_is_marked() -> None:
    text, spans = Spinner(THESAURUS, 1.0)(TEXT, np.random.default_rng(1))
    put = {text[start:end].lower() for start, end in spans}
    assert put <= {"boat", "ferry boat", "plank", "belated", "former"}
    assert "Plank said" in text
    assert "ferries" in text


def test_a_share_of_nothing_changes_nothing() -> None:
    assert Spinner(THESAURUS, 0.0)(TEXT, np.random.default_rng(1)) == (TEXT, [])


def test_a_constant_spinner_puts_the_same_word_every_time() -> None:
    for seed in range(8):
        text, _ = Spinner(THESAURUS, 1.0, constant=True)(TEXT, np.random.default_rng(seed))
        assert ("belated" in text) != ("former" in text)


def test_every_word_of_a_stand_in_counts_as_swapped() -> None:
    pages = parse([Article(text="A ferry boat came."), Article(text="A plank.")])
    found = swapped(pages, [[(2, 12)], []])
    assert found.tolist() == [False, True, True, False, False, False]
