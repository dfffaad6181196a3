"""Another model's word on assessed articles is what it would have said of the articles."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from prose import STORY, TITLE, text
from typer.testing import CliRunner

from darnel.article import Article
from darnel.cli import app
from darnel.corpus import corpus_of
from darnel.model import Model, ModelError
from darnel.opinions import Comparison, compared, differences, opinions
from darnel.scorer import Scorer
from training.gate import fixtures


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [article for article, _ in fixtures()][:60]


@pytest.fixture
def other(tmp_path: Path, another_model: Callable[..., Path]) -> Path:
    return another_model(tmp_path / "other", "2", 1.5)


def same(assessments, found) -> None:
    assert len(found) == len(assessments)
    for one, opinion in zip(assessments, found, strict=True):
        if one.quality is None:
            assert opinion is None
        else:
            assert opinion.quality == pytest.approx(one.quality, abs=1e-12)
            assert opinion.interval == pytest.approx(one.interval, abs=1e-12)
            assert opinion.band == one.band


def test_an_opinion_is_what_scoring_with_that_model_says(articles, other) -> None:
    scored = Scorer.load().assess(articles)
    assert any(a.quality is None for a in scored)
    same(Scorer.load(model=other).assess(articles), opinions(Model.load(other), scored))


def test_what_stands_elsewhere_is_weighed_as_it_was(other) -> None:
    original = Article(text(*STORY), TITLE, "a", source="island.example", published="2020-01-01")
    copy = Article(
        text(*STORY[:7]), "Another headline over it", "b", source="farm.example",
        published="2020-01-05",
    )  # fmt: skip
    corpus = corpus_of([original, copy])
    again = Scorer.load(model=other, corpus=corpus).assess([original, copy])
    alone = Scorer.load(model=other).assess([original, copy])
    assert again[1].quality < alone[1].quality - 0.01
    same(again, opinions(Model.load(other), Scorer.load(corpus=corpus).assess([original, copy])))


def test_a_feature_that_was_not_measured_is_named(articles, other) -> None:
    (scored,) = Scorer.load().assess(articles[:1])
    with pytest.raises(ModelError, match="which no signal measures"):
        opinions(Model.load(other), [replace(scored, signals={})])


def test_bands_are_counted_side_by_side(articles, other) -> None:
    scored = Scorer.load().assess(articles)
    found = compared(scored, opinions(Model.load(other), scored))
    assert found.articles == sum(a.quality is not None for a in scored)
    assert found.moved > 0
    assert found.shift < 0
    order = ("block", "review", "clear")
    assert all(order.index(new) <= order.index(was) for was, new in found.bands)
    moved = differences(scored, opinions(Model.load(other), scored))
    assert len(moved) == found.moved
    assert all(each.band != each.other_band for each in moved)
    assert {each.id for each in moved} <= {a.id for a in scored}
    itself = compared(scored, opinions(Model.load(), scored))
    assert (itself.moved, itself.shift) == (0, pytest.approx(0, abs=1e-12))


def test_nothing_compared_is_no_shift() -> None:
    assert math.isnan(Comparison().shift)
    assert (Comparison().articles, Comparison().moved) == (0, 0)


def test_the_command_line_compares_scored_articles(articles, other, tmp_path) -> None:
    scored = tmp_path / "scored.jsonl"
    lines = [a.to_json() for a in Scorer.load().assess(articles)]
    scored.write_text("\n".join(lines) + "\n", "utf-8")
    words = ["model", "compare", str(scored), "--model", str(other)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.stderr
    assert "by darnel 2" in result.stdout
    assert "articles (" in result.stdout.splitlines()[-1]
    piped = CliRunner().invoke(app, ["model", "compare", "-", "--model", str(other)],
                               input="\n".join(lines))  # fmt: skip
    assert piped.stdout == result.stdout
    scored.write_text(lines[0] + "\nid,quality\n", "utf-8")
    refused = CliRunner().invoke(app, words)
    assert refused.exit_code == 2
    assert "line 2 is no assessment" in refused.stderr
