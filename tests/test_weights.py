"""What the corpus adds to quality: never below 0, never falling, nothing without a corpus."""

from __future__ import annotations

import numpy as np
import pytest
from prose import FOOTBALL, STORY, TITLE, text

from darnel.article import Article
from darnel.corpus import corpus_of
from darnel.scorer import Scorer
from darnel.stored import ArtifactError
from darnel.weights import CorpusWeights

ORIGINAL = Article(text(*STORY), TITLE, "a", source="island.example", published="2020-01-01")
COPY = Article(
    text(*STORY[:7]), "Another headline over it", "b", source="farm.example", published="2020-01-05"
)
CREDITED = Article(
    text(*STORY[:7], "This story first appeared on island.example."), "Another headline over it", "c",
    source="paper.example", published="2020-01-05",
)  # fmt: skip


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load()


def test_more_evidence_never_adds_less() -> None:
    x = np.linspace(0, 1, 101)
    weights = CorpusWeights.load()
    for name in ("copied_passages", "shared_template"):
        features = {"copied_passages.score": x * 0, "shared_template.score": x * 0}
        features[f"{name}.score"] = x
        added = weights.added(features)[name]
        assert added[0] == 0
        assert (np.diff(added) >= 0).all()
        assert added[-1] > 1


def test_absent_features_add_nothing() -> None:
    nothing = np.full(3, np.nan)
    features = {"copied_passages.score": nothing, "shared_template.score": nothing}
    assert all((v == 0).all() for v in CorpusWeights.load().added(features).values())


def test_a_copy_without_credit_costs_quality_and_one_with_credit_does_not(scorer) -> None:
    articles = [ORIGINAL, COPY, CREDITED]
    alone = scorer.assess(articles)
    beside = scorer.with_corpus(corpus_of(articles)).assess(articles)
    assert beside[0].quality == alone[0].quality
    assert beside[1].quality < alone[1].quality - 0.05
    assert beside[2].quality == alone[2].quality
    assert "island.example" in beside[1].reason


def test_contributions_still_sum_exactly(scorer) -> None:
    articles = [ORIGINAL, COPY, CREDITED, Article(text(FOOTBALL, *STORY), "x", "d")]
    with_corpus = scorer.with_corpus(corpus_of(articles))
    for assessment in with_corpus.assess(articles):
        summed = sum(c.log_odds for c in assessment.contributions) + assessment.bias
        calibrated = summed * scorer.model._slope[0] + scorer.model._offset[0]
        assert assessment.quality == pytest.approx(1 / (1 + np.exp(calibrated)))


def test_without_a_corpus_an_assessment_says_nothing_of_it(scorer) -> None:
    (assessment,) = scorer.assess([COPY])
    assert assessment.elsewhere is None
    assert assessment.source == "farm.example"
    assert not {"copied_passages", "shared_template"} & {c.signal for c in assessment.contributions}


def test_a_foreign_table_is_refused(tmp_path) -> None:
    (tmp_path / "corpus.npz").write_bytes(b"no")
    with pytest.raises(ArtifactError):
        CorpusWeights.load(tmp_path / "corpus.npz")
