from __future__ import annotations

import numpy as np
import pytest
from prose import FOOTBALL_HEADLINE, STORY, text

from darnel.article import Article
from darnel.signals.sourcing import SIGNAL
from darnel.text import parse


def read(*blocks: str):
    article = Article(text=text(*blocks))
    reading = SIGNAL.measure(parse([article]))
    return {k: v[0] for k, v in reading.features.items()}, reading.findings[0]


ORPHANS = (
    "“They could not have done better than what they did on the night, it was a fantastic effort.”",
    "“We are looking at every option that is on the table and nothing has been ruled out so far.”",
    "“It will take years before anybody here trusts a word that comes from that office again.”",
)


def test_a_sourced_story_has_neither_orphans_nor_strangers() -> None:
    features, findings = read(*STORY)
    assert (features["orphan_quotes"], features["strangers"]) == (0, 0)
    assert features["score"] < 0.1
    assert findings == []


def test_quotes_that_nobody_said_are_pointed_at() -> None:
    features, findings = read(STORY[0], STORY[3], *ORPHANS, STORY[4])
    assert features["orphan_quotes"] == len(ORPHANS)
    assert [f.quote for f in findings if "Nobody" in f.message] == list(ORPHANS)


def test_a_quote_beside_its_speaker_is_no_orphan() -> None:
    features, _ = read(STORY[0], "Maren Oss told the meeting what she thought.", ORPHANS[0])
    assert features["orphan_quotes"] == 0


def test_speaker_labels_name_the_speaker() -> None:
    features, _ = read(*(f"VALDO: {quote}" for quote in ORPHANS))
    assert features["orphan_quotes"] == 0


def test_speakers_who_are_never_introduced_are_counted_once() -> None:
    features, _ = read(*STORY, "Mizrahi said his offer stood. Later Mizrahi said it did not.")
    assert features["strangers"] == 1


@pytest.mark.parametrize(
    ("quote", "uniform"),
    [('"It is late", she said. ', True), ('"It is late," she said. ', False)],
    ids=["outside", "inside"],
)
def test_stops_outside_of_the_quotes_are_a_habit(quote: str, uniform: bool) -> None:
    features, _ = read(quote * 8)
    assert bool(features["stops_outside"] > 0.9) is uniform


def test_a_surname_with_himself_is_a_person_who_needs_an_introduction() -> None:
    features, _ = read(*STORY, "Such an effort was foreseen by Torvald himself, the paper wrote.")
    assert features["strangers"] == 1
    features, _ = read(*STORY, "Erik Torvald spoke. It was foreseen by Torvald himself.")
    assert features["strangers"] == 0


def test_strangers_are_pointed_at_when_there_are_many() -> None:
    extra = "Mizrahi said he agreed. Torvald said she did not. Hessel himself kept out of it. "
    text_ = extra + "Pelagon said the offer stood, and Ostrander said his yard was full."
    _, findings = read(*STORY, text_)
    assert [f.quote for f in findings] == ["Mizrahi", "Torvald", "Hessel", "Ostrander"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Pelagon said the offer stood, and that its yard was full until spring.",
        "Islanders said he would be late, whatever the board might do.",
        "Captain Hessel Mizrahi met the board, and Mizrahi said he would try again.",
        "Mizrahi said he would try. He, Hessel Mizrahi, had built the ferry.",
    ],
    ids=["a firm", "a people", "named in full before", "named in full after"],
)
def test_firms_peoples_and_those_named_in_full_are_no_strangers(sentence: str) -> None:
    assert read(*STORY, sentence)[0]["strangers"] == 0


def test_a_paragraph_after_a_quotation_is_not_taken_for_one() -> None:
    plain = "The tense exchange foreshadowed what the harbour would face in the years to come."
    features, _ = read('"It will never sail again," said Maren Oss. "Never."', plain, plain, plain)
    assert features["orphan_quotes"] == 0


def test_two_quotations_in_a_row_do_not_excuse_each_other() -> None:
    features, _ = read(STORY[3], STORY[4], *ORPHANS[:2], STORY[4], STORY[3])
    assert features["orphan_quotes"] == 2


@pytest.mark.parametrize(
    "credit", ["Maren Oss, Island Gazette", "What the doctor had to add:", "She was not impressed."]
)
def test_whoever_speaks_beside_a_run_of_quotations_speaks_all_of_it(credit: str) -> None:
    features, _ = read(STORY[3], credit, *ORPHANS[:2], STORY[4])
    assert features["orphan_quotes"] == 0


def test_a_press_review_is_no_heap_of_orphans() -> None:
    assert read(STORY[3], *ORPHANS, *ORPHANS, STORY[4])[0]["orphan_quotes"] == 0


def test_the_span_of_years_is_told() -> None:
    assert (
        read("The photo of 2009 stands beside news of 2018 and a war of 1914.")[0]["years_apart"]
        == 9
    )
    assert np.isnan(read("No year is named here.")[0]["years_apart"])


def test_a_headline_above_quotations_does_not_say_them() -> None:
    features, _ = read(STORY[3], FOOTBALL_HEADLINE, *ORPHANS[:2], STORY[4])
    assert features["orphan_quotes"] == 2


@pytest.mark.parametrize("stop", [".", ",", ""], ids=["stop", "comma", "nothing"])
def test_a_stop_outside_of_an_orphan_quote_does_not_hide_it(stop: str) -> None:
    outside = [f"{quote[:-2]}”{stop}" for quote in ORPHANS]
    assert read(STORY[0], STORY[3], *outside, STORY[4])[0]["orphan_quotes"] == len(ORPHANS)


def test_whose_house_it_was_does_not_name_the_speaker() -> None:
    beside = "The lights went out in her street and in his, and nobody knew for how long."
    assert read(STORY[3], beside, ORPHANS[0], STORY[4])[0]["orphan_quotes"] == 1


LOGICAL = '"It is late", the board\'s clerk said. "It is very late". '


def test_stops_outside_alone_stay_weak() -> None:
    features, findings = read(*STORY, LOGICAL * 8)
    assert features["score"] < 0.25
    assert findings == []


@pytest.mark.parametrize(
    "place",
    [
        "The harbour board met in the town's theatre to discuss its new programme.",
        "The crossing cost four crore rupees, and a constable watched it.",
        "The barangay organised a meeting, and a parliamentarian came.",
    ],
    ids=["British", "Indian", "Philippine"],
)
def test_where_stops_go_outside_by_rule_they_count_for_nothing(place: str) -> None:
    assert read(place, LOGICAL * 8)[0]["stops_outside"] == 0


def test_a_string_of_others_paragraphs_is_pointed_at_by_its_labels() -> None:
    papers = ("(Harbourpost)", "(Quayside)", "(Islander)", "(Harbourpost)")
    features, findings = read(
        *(line for pair in zip(STORY[3:], papers, strict=False) for line in pair)
    )
    assert features["labelled_paragraphs"] == len(papers)
    assert [f.quote.strip("()") for f in findings] == [paper.strip("()") for paper in papers]
    assert features["score"] > 0.4
    assert read(*STORY)[0]["labelled_paragraphs"] == 0


TORN = "“only shows that nobody on the board had read the contract before they signed it.”"


def test_a_quotation_torn_from_its_sentence_is_pointed_at() -> None:
    features, findings = read(*STORY[:3], TORN, *STORY[3:])
    assert features["quote_fragments"] == 1
    assert [f.quote for f in findings if "middle of a sentence" in f.message] == [TORN]


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param((STORY[0], TORN, "— Maren Oss, at the meeting on Tuesday"), id="a line says whose"),
        pytest.param((STORY[0], f"{TORN} Valdo said so twice."), id="words of the article's own"),
        pytest.param((STORY[0], TORN.replace("“only", "“… only")), id="dots show the cut"),
        pytest.param(("The contract, as Maren Oss has said", TORN), id="goes on from the line before"),
        pytest.param((STORY[0], TORN.replace("only", "Only")), id="a whole sentence"),
        pytest.param((STORY[0], "“late again”"), id="a catchword"),
        pytest.param((TORN, STORY[0]), id="first of all"),
        pytest.param((STORY[0], f"{TORN[:-1]} so i signed it. you would have, too.”"), id="who writes so"),
    ],
)  # fmt: skip
def test_an_honest_quotation_may_begin_small(blocks: tuple[str, ...]) -> None:
    features, _ = read(*blocks, *STORY[1:])
    assert features["quote_fragments"] == 0


@pytest.mark.parametrize(
    "credit",
    [
        "— Host Ines Valdo on the board's own broadcast, May 10.",
        "Port Ellis, June 3, 2019",
        "Maren Oss, Island Gazette",
    ],
)
def test_a_line_under_a_quotation_says_whose_it_is(credit: str) -> None:
    blocks = [line for quote in ORPHANS for line in (quote, credit)]
    features, _ = read(STORY[0], STORY[3], *blocks, STORY[4])
    assert features["orphan_quotes"] == 0


def test_a_quotation_of_several_paragraphs_needs_one_speaker() -> None:
    opened = [quote.rstrip("”") for quote in ORPHANS[:2]]
    features, _ = read(
        STORY[0], STORY[3], *opened, ORPHANS[2], "Maren Oss, Island Gazette", STORY[4]
    )
    assert features["orphan_quotes"] == 0


def test_a_quotation_behind_a_question_is_its_answer() -> None:
    asked = "What became of the fine?"
    features, _ = read(STORY[0], STORY[3], asked, ORPHANS[0], asked, ORPHANS[1], STORY[4])
    assert features["orphan_quotes"] == 0
    behind, _ = read(STORY[0], STORY[3], ORPHANS[0], asked, STORY[4])
    assert behind["orphan_quotes"] == 1
