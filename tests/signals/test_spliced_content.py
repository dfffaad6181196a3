from __future__ import annotations

import pytest
from prose import FOOTBALL, FOOTBALL_HEADLINE, STORY, TITLE, text

from darnel.article import Article
from darnel.signals.spliced_content import SIGNAL
from darnel.text import parse


def read(*blocks: str, title: str = TITLE):
    article = Article(title=title, text=text(*blocks))
    reading = SIGNAL.measure(parse([article]))
    return article, {k: v[0] for k, v in reading.features.items()}, reading.findings[0]


def test_a_coherent_story_is_left_alone() -> None:
    _, features, findings = read(*STORY)
    assert features["score"] < 0.3
    assert findings == []


@pytest.mark.parametrize("place", [3, 5, 8], ids=["early", "in the middle", "at the end"])
def test_a_foreign_headline_and_its_passage_are_named_and_nothing_else(place: int) -> None:
    article, features, findings = read(*STORY[:place], FOOTBALL_HEADLINE, FOOTBALL, *STORY[place:])
    assert features["score"] > 0.5
    assert features["with_headline"] == features["score"]
    assert [f.quote for f in findings] == [FOOTBALL_HEADLINE, FOOTBALL]
    assert all(article.text[f.start : f.end] == f.quote for f in findings)


def test_a_foreign_passage_without_a_headline_scores_above_the_clean_story() -> None:
    clean = read(*STORY)[1]["score"]
    _, features, findings = read(*STORY[:4], FOOTBALL, *STORY[4:])
    assert features["score"] > max(0.5, 3 * clean)
    assert [f.quote for f in findings] == [FOOTBALL]


def test_moving_the_storys_own_paragraphs_is_no_splice() -> None:
    _, features, _ = read(*STORY[:2], STORY[6], *STORY[2:6], STORY[7])
    assert features["score"] < 0.5


def test_a_page_of_two_paragraphs_has_nothing_to_be_foreign_to() -> None:
    _, features, findings = read(*STORY[:2])
    assert features["score"] != features["score"]
    assert findings == []


def test_single_newlines_part_paragraphs_too() -> None:
    joined = "\n".join([*STORY[:4], FOOTBALL_HEADLINE, FOOTBALL, *STORY[4:]])
    reading = SIGNAL.measure(parse([Article(title=TITLE, text=joined)]))
    assert [f.quote for f in reading.findings[0]] == [FOOTBALL_HEADLINE, FOOTBALL]


QUOTED = f"“{FOOTBALL}”"


def test_a_quotation_with_a_line_under_it_that_says_whose_is_no_splice() -> None:
    _, bare, _ = read(*STORY[:4], QUOTED, *STORY[4:])
    _, credited, _ = read(*STORY[:4], QUOTED, "Ben Cole, Island Gazette", *STORY[4:])
    assert credited["score"] < 0.5 < bare["score"]


def test_an_invitation_of_another_subject_is_no_splice() -> None:
    pitch = (
        "Our three favourite words are add to cart. Sign up for our shopping newsletter and get discounts, "
        "celebrity looks and more in your inbox every week. Sign up now."
    )
    _, features, _ = read(*STORY[:4], pitch, *STORY[4:])
    assert features["score"] < 0.3
