from __future__ import annotations

import math

import pytest
from prose import STORY, text

from darnel.article import Article
from darnel.signals.spun_wording import SIGNAL
from darnel.text import parse

PLAIN = text(*STORY)
SPUN = text(
    "the harbour plank encountered on tuesday to pay attention why the island's brand-new ferry is "
    "tardy and the way lots coins it has fee to date in keeping with people acquainted amid the be",
    "its engineers knowledgeable the plank that the gearbox ordered in parade from a backyard had "
    "unsuccessful dual exams and that a appraisal might have to attend till the oil were modified",
    "we'd as a substitute be overdue than apologetic stated the female who seats the plank no "
    "person right here has forgotten an wintry weather while the antique ferry misplaced it",
    "the ferry turned into to hold its early passengers the plank now wishes for autumn whilst the "
    "ocean is rougher plus the island's motels are vacant and a eerie seaside stands past due",
)


def features(article_text: str, title: str = ""):
    reading = SIGNAL.measure(parse([Article(text=article_text, title=title)]))
    return {k: v[0] for k, v in reading.features.items()}, reading.findings[0]


def test_plain_prose_is_not_taken_for_spun() -> None:
    values, findings = features(PLAIN)
    assert values["score"] < 0.1
    assert findings == []


def test_swapped_synonyms_raise_the_share_of_unseen_pairs() -> None:
    assert features(SPUN)[0]["unseen_pairs"] > features(PLAIN)[0]["unseen_pairs"]
    assert features(SPUN)[0]["odd_words"] > features(PLAIN)[0]["odd_words"] + 0.02
    assert features(SPUN)[0]["score"] > 0.6


def test_odd_pairs_and_wrong_articles_are_pointed_at_on_a_spun_page() -> None:
    _, findings = features(SPUN)
    quotes = {f.quote for f in findings}
    assert {"a appraisal", "an wintry", "a eerie"} < quotes
    assert all(SPUN[f.start : f.end] == f.quote and f.quote.count(" ") == 1 for f in findings)


def test_good_text_around_the_slips_does_not_take_them_back() -> None:
    padded = features(text(SPUN, PLAIN, PLAIN))[0]
    assert padded["wrong_articles"] == features(SPUN)[0]["wrong_articles"]
    assert padded["score"] > 0.5


@pytest.mark.parametrize(
    "phrase",
    [
        "She gave a useful hint about an hour before a European union met, a one-time affair.",
        "It was an MBA, an FBI case and an x-ray, and a ewe stood by, like a unicorn or an heir.",
        "Vitamin A is good, and so is plan A or plan B, as an SMS or an nginx log would tell.",
    ],
    ids=["sound and not letter", "letters read by name", "names and programs"],
)
def test_articles_that_fit_the_sound_are_right(phrase: str) -> None:
    assert features(text(PLAIN, phrase))[0]["wrong_articles"] == 0


def test_another_languages_words_are_no_english_articles() -> None:
    german = (
        "er stand an der tür und sah an den leuten vorbei, an die er nie mehr an diesem ort dachte "
        * 8
    )
    assert features(german)[0]["score"] < 0.2
    assert features(german)[1] == []


@pytest.mark.parametrize(
    ("phrase", "quote"),
    [
        ("She had worked there for 9 12 months when the yard closed.", "9 12 months"),
        ("They waited two 24 hours for an answer from the yard.", "two 24 hours"),
        ("It was her forty ninth birthday on the day of the launch.", "forty ninth"),
    ],
)
def test_units_that_a_machine_put_are_pointed_at(phrase: str, quote: str) -> None:
    values, findings = features(text(PLAIN, phrase))
    assert values["swapped_units"] == 1
    assert [f.quote for f in findings] == [quote]


def test_plain_numbers_and_units_are_not() -> None:
    phrase = (
        "In the last 12 months, every 24 hours, on the twenty-first of May, 9 to 12 months went by."
    )
    assert features(text(PLAIN, phrase))[0]["swapped_units"] == 0


AWARDS = (
    "The {} Awards were handed out on Friday. The {} Awards jury met in June, and the winners of "
    "the {} Awards were told by letter, which each of them kept."
)


def test_a_name_broken_against_the_headline_is_pointed_at() -> None:
    title = "Image Awards go to two islanders"
    values, findings = features(text(PLAIN, AWARDS.replace("{}", "Picture")), title)
    assert values["broken_names"] == 1
    assert [f.quote for f in findings] == ["Picture Awards"]
    assert features(text(PLAIN, AWARDS.replace("{}", "Image")), title)[0]["broken_names"] == 0


def test_a_short_text_has_too_few_pairs() -> None:
    assert math.isnan(features(STORY[0])[0]["score"])
    assert math.isnan(features("")[0]["score"])
