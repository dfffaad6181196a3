"""What is planted is as much as the dose says, and the figures are read off the scores."""

from __future__ import annotations

import numpy as np
import pytest

from training import doses
from training.corpora import Clean

BLOCKS = tuple(
    f"In week {n} the board of harbour {n} heard that the ferry number {n} would be late once more. "
    f"Nobody from yard {n} came to explain, and passenger {n} went home with a question or two."
    for n in range(12)
)
ARTICLE = Clean("1", "Ferry is late again", BLOCKS, "gazette.example", "", "")
WORDS = sum(len(block.split()) for block in BLOCKS)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize("every", [30, 60])
def test_the_phrase_stands_once_in_so_many_words(every: int, rng) -> None:
    text = "\n".join(doses.stuffed(every, ["garden furniture"])(ARTICLE, rng)).lower()
    assert abs(text.count("garden furniture") - WORDS / every) <= 1


def test_no_phrase_serves_both_splits() -> None:
    assert not set(doses.PHRASES["tune"]) & set(doses.PHRASES["test"])


def test_so_many_sentences_come_again_in_a_later_paragraph(rng) -> None:
    blocks = doses.repeated_sentences(3)(ARTICLE, rng)
    longer = [b for b, old in zip(blocks, BLOCKS, strict=True) if b != old]
    assert len(longer) == 1
    added = [s for s in doses._sentences(longer[0]) if sum(s in block for block in BLOCKS)]
    assert len(added) == 2 + 3


def test_so_many_paragraphs_come_again(rng) -> None:
    blocks = doses.repeated_paragraphs(2)(ARTICLE, rng)
    assert len(blocks) == len(BLOCKS) + 2
    assert set(blocks) == set(BLOCKS)


def test_recall_is_over_the_bar_that_one_in_a_hundred_untouched_pages_reaches() -> None:
    clean = np.concatenate([np.zeros(99), [0.5]])
    found = doses.responses(clean, {"dose": np.array([0.4, 0.0])}, {"odd": np.array([0.0, 0.9])})
    assert found["dose.recall"] == 0.5
    assert found["dose.mean"] == pytest.approx(0.2)
    assert found["honest.odd.over_bar"] == 0.5
    assert found["untouched.over_bar"] == pytest.approx(0.01)


def test_more_of_a_dose_scores_more() -> None:
    def mean(make, signal) -> float:
        return float(doses.scores(signal, [ARTICLE] * 5, make, 1).mean())

    stuffing = [
        mean(doses.stuffed(n, ["garden furniture"]), doses.keyword_stuffing.SIGNAL)
        for n in (120, 30, 12)
    ]
    repeats = [mean(doses.repeated_paragraphs(n), doses.repetition.SIGNAL) for n in (1, 2, 4)]
    assert stuffing == sorted(stuffing)
    assert repeats == sorted(repeats)
    assert stuffing[-1] > 0.5
    assert repeats[-1] > 0.3
