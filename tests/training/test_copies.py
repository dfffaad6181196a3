"""The simulator of copies plants what it says, and the corpus finds it."""

from __future__ import annotations

import random

import numpy as np
import pytest

from darnel.corpus import corpus_of
from training.copies import Simulator, asked, figures, weights
from training.corpora import Clean


@pytest.fixture(scope="module")
def made():
    chosen = random.Random(0)
    known = [f"word{n}" for n in range(3000)]
    real = []
    for number in range(120):
        blocks = tuple(
            " ".join(chosen.choices(known, k=12))
            + ". "
            + " ".join(chosen.choices(known, k=30))
            + "."
            for _ in range(7)
        )
        real.append(Clean(str(number), " ".join(chosen.choices(known, k=8)), blocks,
                          f"paper{number % 9}.example", "topic", "2019-01-01"))  # fmt: skip
    return Simulator(real, 0).batch(400)


def test_planted_passages_stand_where_they_are_said_to(made) -> None:
    for article in made.articles:
        for planted in made.planted[article.id]:
            assert len(article.text[planted.start : planted.end].split()) == planted.words


def test_kinds_are_all_made_and_ids_are_one_article_each(made) -> None:
    assert set(made.kind.values()) >= {"honest", "copy", "patchwork", "credited"}
    assert len({article.id for article in made.articles}) == len(made.articles)


def test_figures_and_weights_come_out(made) -> None:
    known = asked(corpus_of(made.articles), made.articles)
    found = figures(made, known)
    assert found["passage_recall"] > 0.8
    assert found["first_right"] > 0.9
    for edges, values in weights(made, known).values():
        assert (np.diff(edges) > 0).all()
        assert (np.diff(values) >= 0).all()
        assert values[0] >= 0
