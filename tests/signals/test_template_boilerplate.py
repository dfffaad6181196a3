from __future__ import annotations

import pytest
from prose import POLICY, STORY, TITLE, text

from darnel.article import Article
from darnel.signals.template_boilerplate import SIGNAL
from darnel.text import parse


def read(*blocks: str, comments: tuple[str, ...] = ()):
    article = Article(title=TITLE, text=text(*blocks), comments=comments)
    reading = SIGNAL.measure(parse([article]))
    return article, {k: v[0] for k, v in reading.features.items()}, reading.findings[0]


def test_a_storys_own_paragraphs_are_never_residue() -> None:
    _, features, findings = read(*STORY)
    assert findings == []
    assert features["share"] < 0.1


def test_a_comment_policy_is_named_as_one_place() -> None:
    article, features, findings = read(*STORY, *POLICY)
    assert features["policy"] > 0.5
    named = [f for f in findings if "comment policy" in f.message]
    assert named
    assert POLICY[0] in named[0].quote
    assert article.text[named[0].start : named[0].end] == named[0].quote


def test_a_policy_over_real_comments_is_no_policy_without_comments() -> None:
    _, alone, _ = read(*STORY, *POLICY)
    _, commented, _ = read(*STORY, *POLICY, comments=("Good riddance to the old boat.",))
    assert commented["policy_without_comments"] == 0
    assert alone["policy_without_comments"] == alone["policy"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Recommended News", id="a label of other stories"),
        pytest.param("Sign up for our newsletter and get the day's stories in your inbox.", id="newsletter"),
        pytest.param("This website uses cookies. By continuing you accept our privacy policy.", id="cookies"),
        pytest.param("As an AI language model, I cannot give real-time information.", id="machine"),
        pytest.param("Share this article", id="share line"),
    ],
)  # fmt: skip
def test_template_lines_between_paragraphs_are_named(line: str) -> None:
    _, features, findings = read(*STORY[:5], line, *STORY[5:])
    assert [f.quote for f in findings] == [line]
    assert features["inside"] > 0.4
