"""Paragraphs that recur across sources, not within one, nor a story that many carry."""

from __future__ import annotations

import random

import numpy as np
from prose import POLICY, STORY, text

from darnel.article import Article
from darnel.corpus import corpus_of
from darnel.signals.shared_template import measure
from darnel.text import parse


def pages(source: str, *blocks: str, seed: int) -> list[Article]:
    chosen = random.Random(seed)
    return [
        Article(
            text(" ".join(f"w{chosen.randrange(5000)}" for _ in range(80)), *blocks),
            id=f"{source}-{number}", source=source,
        )
        for number in range(5)
    ]  # fmt: skip


def reading(articles):
    return measure(parse(articles, corpus_of(articles)))


def test_without_a_corpus_nothing_is_known() -> None:
    found = measure(parse([Article(text(*STORY))]))
    assert np.isnan(found.features["score"]).all()


def test_a_policy_on_pages_of_several_sources_is_pointed_at() -> None:
    articles = [a for n in range(3) for a in pages(f"net{n}.example", POLICY[1], seed=n)]
    found = reading(articles)
    assert (found.features["score"] > 0.5).all()
    assert found.features["sources"][0] == 3
    finding = found.findings[0][0]
    assert finding.quote.strip(".") in POLICY[1]
    assert "3 sources" in finding.message
    assert {other.source for other in finding.elsewhere} == {"net1.example", "net2.example"}


def test_a_policy_on_pages_of_one_source_is_its_own() -> None:
    found = reading(pages("paper.example", POLICY[1], seed=0))
    assert (found.features["score"] == 0).all()
    assert (found.features["own_share"] > 0.05).all()


def test_a_story_that_many_papers_carry_is_no_template() -> None:
    articles = [Article(text(*STORY), id=str(n), source=f"paper{n}.example") for n in range(5)]
    assert (reading(articles).features["score"] == 0).all()
