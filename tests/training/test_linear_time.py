"""What is measured is told apart, and a megabyte of anything comes to an end."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from darnel.article import MOST_CHARACTERS, Article
from darnel.passages import SIZES, passages_of
from darnel.text import MOST_BLOCKS, parse
from training.linear_time import TEXTS, articles, flagged, growth, line

SCORED = """
import sys
from darnel.scorer import Scorer
from training.linear_time import articles
answer = Scorer.load().assess([articles()[sys.argv[1]](1_000_000)])[0]
print(answer.error or answer.band or answer.abstained)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", articles())
def test_a_megabyte_of_anything_comes_to_an_end(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCORED, name],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() in {
        "clear",
        "review",
        "block",
        "too_short",
        "language",
        "no_prose",
        "wall",
    }


@pytest.mark.parametrize("name", articles())
def test_a_text_has_the_size_that_is_asked_for(name: str) -> None:
    for size in (20_000, 80_000):
        assert 0.9 * size < articles()[name](size).characters <= size


def test_the_largest_that_is_measured_is_the_largest_that_is_judged() -> None:
    assert articles()["newlines"](MOST_CHARACTERS).characters <= MOST_CHARACTERS


@pytest.mark.thorough
def test_passages_are_bounded_whatever_stands_in_lines() -> None:
    for text in (TEXTS["one-character paragraphs"], TEXTS["teasers"], TEXTS["short lines"]):
        few, many = (
            len(passages_of(parse([Article(text(size))])).page) for size in (400_000, 800_000)
        )
        assert max(few, many) <= len(SIZES) * MOST_BLOCKS


@pytest.mark.parametrize(
    ("power", "by"), [pytest.param(1, 2.0, id="linear"), pytest.param(2, 4.0, id="quadratic")]
)
def test_growth_is_told_from_times(power: int, by: float) -> None:
    seconds = [1e-6 * size**power for size in (1000, 2000, 4000, 8000, 16000)]
    assert growth(seconds) == pytest.approx(by)


def test_only_what_grows_faster_and_takes_its_time_is_flagged() -> None:
    table = {
        "slow": [0.1, 0.4, 1.6, 6.4],
        "quick": [1e-5, 4e-5, 16e-5, 64e-5],
        "linear": [1.0, 2.0, 4.0, 8.0],
    }
    assert flagged(table) == {"slow": pytest.approx(4.0)}
    said = line("a text", {**table, "darnel.score": [1, 2, 4, 8]}, 4)
    assert said == "| a text | 8.00 | 2.00 | linear 8.00 | 2.00 | slow 4.00 |"
    assert np.isnan(growth([1.0]))
