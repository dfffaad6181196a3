"""Headlines put over the wrong text."""

from __future__ import annotations

import numpy as np

from training.corpora import Clean
from training.mismatch import kinds, overlap, pairs


def clean(number: int, site: str, title: str, text: str) -> Clean:
    return Clean(str(number), title, (text,), site, "", "")


NEWS = [
    clean(
        0, "a.com", "Ferry is late", "The new ferry of the island waits for its gearbox and oil."
    ),
    clean(
        1, "a.com", "Ferry sails", "The new ferry of the island sails without its gearbox and oil."
    ),
    clean(
        2, "b.com", "Boat is late", "A boat waits for its gearbox, and the mainland waits for rain."
    ),
    clean(
        3, "c.com", "Rain at last", "It rained on the mainland at last after weeks without a cloud."
    ),
]


def test_no_article_is_paired_with_a_headline_of_its_own_publisher() -> None:
    made = pairs(NEWS, np.random.default_rng(1))
    assert made.own == [article.title for article in NEWS]
    sites = {article.title: article.publisher for article in NEWS}
    for titles in (made.near, made.random):
        for article, title in zip(NEWS, titles, strict=True):
            assert title == "" or sites[title] != article.publisher


def test_the_baseline_is_the_share_of_words_that_the_text_lacks() -> None:
    found = overlap(["The ferry is late."], ["Ferry late, gearbox broken"])
    assert found.tolist() == [0.5]


def test_quotations_and_short_headlines_are_told() -> None:
    found = kinds(
        [
            "“Late”, says the board of the ferry",
            "Ferry is late",
            "It's the board's ferry now, they say",
        ]
    )
    assert found["quote_headlines"].tolist() == [True, False, False]
    assert found["short_headlines"].tolist() == [False, True, False]
