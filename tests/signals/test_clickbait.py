from __future__ import annotations

import math

import pytest

from darnel.article import Article
from darnel.signals.clickbait import SIGNAL
from darnel.text import parse


def score(title: str) -> float:
    return float(SIGNAL.measure(parse([Article(title=title)])).features["score"][0])


@pytest.mark.parametrize(
    "title",
    [
        "You won't believe what this woman found in her kitchen",
        "This one trick will change the way you make coffee",
        "21 things only people who grew up with cats will understand",
    ],
)
def test_titles_that_withhold_score_high(title: str) -> None:
    assert score(title) > 0.6


@pytest.mark.parametrize(
    "title",
    [
        "Council approves budget with cuts to road repairs",
        "Central bank raises interest rate by a quarter point",
        "Three hurt as bus overturns near Halden",
        "Singer's new album breaks sales record in first week",
        "Actor fined for speeding on way to award show",
    ],
)
def test_plain_headlines_score_low(title: str) -> None:
    assert score(title) < 0.2


def test_case_and_the_number_itself_change_nothing() -> None:
    assert score("YOU WON'T BELIEVE THESE 9 KITCHEN TRICKS") == pytest.approx(
        score("you won't believe these 47 kitchen tricks")
    )


def test_a_label_is_no_headline() -> None:
    assert math.isnan(score("Opinion"))
    assert math.isnan(score(""))


def test_a_strong_case_points_at_the_title() -> None:
    article = Article(
        title="You won't believe what happened next when this dog met his new best friend"
    )
    reading = SIGNAL.measure(parse([article]))
    assert [f.quote for f in reading.findings[0]] == [article.title]
