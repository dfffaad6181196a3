"""Passages that other pages had first: only those without credit are evidence."""

from __future__ import annotations

import numpy as np
import pytest
from prose import FOOTBALL, STORY, TITLE, text

from darnel.article import Article
from darnel.corpus import corpus_of
from darnel.signals.copied_passages import measure
from darnel.text import parse

ORIGINAL = Article(text(*STORY), TITLE, "a-1", source="island.example", published="2020-01-01")
COPY = Article(
    text(FOOTBALL, *STORY[2:7]), TITLE, "b-2", source="farm.example", published="2020-01-05"
)
CREDITED = Article(
    text(*STORY, "This story first appeared on island.example."), "Ferry", "c-3",
    source="paper.example", published="2020-01-06",
)  # fmt: skip


def reading(*articles):
    return measure(parse(articles, corpus_of(articles)))


def test_without_a_corpus_nothing_is_known() -> None:
    found = measure(parse([ORIGINAL, COPY]))
    assert all(np.isnan(values).all() for values in found.features.values())
    assert found.findings == [[], []]


def test_a_copy_without_credit_is_evidence_and_names_the_page() -> None:
    found = reading(ORIGINAL, COPY)
    assert found.features["score"][1] > 0.5
    assert found.features["origins"].tolist() == [0, 1]
    (finding,) = [f for f in found.findings[1] if f.field == "text"]
    assert finding.quote in COPY.text
    assert "a-1 (island.example)" in finding.message
    assert [(o.id, o.source) for o in finding.elsewhere] == [("a-1", "island.example")]


def test_the_page_that_had_it_first_has_no_evidence() -> None:
    found = reading(ORIGINAL, COPY)
    assert found.features["score"][0] == 0


@pytest.mark.parametrize("other", [COPY, None], ids=["beside a copy", "alone"])
def test_a_credited_copy_is_shown_and_is_no_evidence(other) -> None:
    found = reading(ORIGINAL, CREDITED, *([other] if other else []))
    assert found.features["score"][1] == 0
    assert found.features["credited_share"][1] > 0.5
    assert "credits" in found.findings[1][0].message


def test_the_same_headline_is_pointed_at() -> None:
    found = reading(ORIGINAL, COPY)
    (finding,) = [f for f in found.findings[0] if f.field == "title"]
    assert (finding.quote, finding.elsewhere[0].id) == (TITLE, "b-2")
    assert found.features["headline_elsewhere"].tolist() == [1, 1]
