from __future__ import annotations

import math

import pytest
from prose import STORY, TITLE, text

from darnel.article import Article
from darnel.signals.headline_mismatch import SIGNAL
from darnel.text import parse


def read(title: str):
    reading = SIGNAL.measure(parse([Article(title=title, text=text(*STORY))]))
    return {k: v[0] for k, v in reading.features.items()}, reading.findings[0]


def test_the_storys_own_headline_fits() -> None:
    features, findings = read(TITLE)
    assert features["score"] < 0.1
    assert findings == []


def test_a_headline_of_another_story_does_not_and_is_pointed_at() -> None:
    title = "Pop star cancels world tour after doctors order vocal rest"
    features, findings = read(title)
    assert features["score"] > 0.6
    assert features["likeness"] < read(TITLE)[0]["likeness"]
    assert [f.quote for f in findings] == [title]


def test_plural_and_past_meet_their_word() -> None:
    assert read("Ferries delayed, gearboxes failing test")[0]["absent_words"] < 0.5


def test_names_of_the_headline_are_looked_for() -> None:
    assert read("Board chair Ines Valdo defends late ferry")[0]["absent_names"] == 0
    assert read("Board chair Harald Stenmark defends late ferry")[0]["absent_names"] > 0.5


def test_without_a_headline_there_is_nothing_to_measure() -> None:
    assert math.isnan(read("")[0]["score"])
    assert math.isnan(read("Ferry")[0]["score"])


def test_an_address_or_broken_letters_are_no_headline() -> None:
    assert math.isnan(read("https://example.org/late-ferry-gearbox-fails")[0]["score"])
    assert math.isnan(read("harbour_board_meeting_photo_wide_screen.jpg")[0]["score"])


@pytest.mark.parametrize(
    "title",
    [
        "'Rather late than sorry', says harbour board",
        "“Nobody has forgotten the winter of the old ferry”",
        "Late ferry's gearbox",
        "Gearbox trouble delays boat",
    ],
    ids=["a quotation with its speaker", "a quotation alone", "a short one", "other words for it"],
)
def test_quotations_short_headlines_and_other_words_fit(title: str) -> None:
    features, findings = read(title)
    assert features["score"] < 0.5
    assert findings == []


def test_a_neighbouring_story_is_further_off_than_the_own_one() -> None:
    near = read("Airport bus drivers strike for a second week over unpaid hours")[0]["score"]
    assert near > 5 * read(TITLE)[0]["score"]


@pytest.mark.parametrize(
    "title",
    [
        "News in brief: Thursday 13 March",
        "What to watch on TV this weekend",
        "Letters to the editor",
    ],
)
def test_a_headline_that_names_a_kind_of_piece_promises_no_subject(title: str) -> None:
    assert math.isnan(read(title)[0]["score"])
