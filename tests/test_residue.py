from __future__ import annotations

from darnel import residue
from darnel.article import Article
from darnel.text import parse


def column(text: str, name: str) -> list[float]:
    measured = residue.features(parse([Article(text=text)]))
    return [float(value) for value in measured[:, residue.COLUMNS.index(name)]]


def test_quoted_words_are_those_between_marks_of_the_same_block() -> None:
    text = (
        'He said: "I never did it," and left. “We will see,” she said.\n\n'
        "“A quotation that goes on in the next block\n\n"
        'And "one" two "three four"'
    )
    first, second, third = column(text, "quoted")
    assert first == 7 / 13
    assert second == 1.0
    assert third == 3 / 5


def test_reports_are_in_the_past_and_rules_are_not() -> None:
    report, rule, bed = column(
        "The moderators removed the entry and told the police.\n\n"
        "Moderators may remove any entry and do not say why.\n\n"
        "Feed the red bed.",
        "past",
    )
    assert report > 0.2
    assert rule == bed == 0
    assert column("You may not post any links.", "rule_words") == [3 / 6]
