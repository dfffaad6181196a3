"""The headline, its variants and doubled lines: when they tell of assembly and when not."""

from __future__ import annotations

import math

import pytest

from darnel.article import Article
from darnel.assessment import Finding
from darnel.lookalikes import LOOKALIKES
from darnel.signals.duplicated_headline import SIGNAL
from darnel.text import parse

TITLE = "Harbour Board Delays New Ferry After Second Failed Gearbox Test"
LEAD = (
    "The harbour board met on Tuesday to hear why the new ferry is late, and its engineers said "
    "that the gearbox had failed twice."
)
MIDDLE = (
    "Passengers on the island have used a hired boat since the old ferry was sold in the spring, "
    "and in a south wind it does not sail."
)
CLOSE = "The yard that built the vessel did not answer a letter from the board about the fine."


def read(text: str, title: str = TITLE) -> tuple[dict[str, float], list[Finding]]:
    article = Article(text=text, title=title)
    reading = SIGNAL.measure(parse([article]))
    for finding in reading.findings[0]:
        assert article.text[finding.start : finding.end] == finding.quote
    return {name: float(values[0]) for name, values in reading.features.items()}, reading.findings[
        0
    ]


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


CYRILLIC = str.maketrans({latin: other for other, latin in LOOKALIKES.items()})

VARIANTS = [
    pytest.param(TITLE, id="the headline itself"),
    pytest.param(TITLE.upper(), id="in capitals"),
    pytest.param(TITLE + "!", id="with other punctuation"),
    pytest.param("Harbour Board Delays New Ferry After Sec...", id="cut within a word, with dots"),
    pytest.param("Harbour Board Delays New Ferry…", id="cut between words, with an ellipsis"),
    pytest.param("harbour-board-delays-new-ferry-failed-gearbox", id="as a slug"),
    pytest.param(TITLE + " | The Island Gazette", id="with the site behind a bar"),
    pytest.param(TITLE + " - Island Gazette", id="with the site behind a hyphen"),
    pytest.param(TITLE.replace("Second", "Another"), id="with one word changed"),
    pytest.param(TITLE.replace("New ", ""), id="with one word left out"),
    pytest.param(TITLE.replace("a", "а").replace("e", "е"), id="with Cyrillic look-alikes"),
    pytest.param(TITLE.replace("Ferry", "Fer\u200bry"), id="with a zero-width space"),
    pytest.param(TITLE.replace("Ferry ", "Ferry\n"), id="split over two lines"),
    pytest.param("Harbour Board Delays...", id="cut to its first words, with dots"),
    pytest.param("harbour_board_delays_ferry_104577", id="as a slug with the number of the page"),
    pytest.param(TITLE.translate(CYRILLIC), id="with every letter that can be borrowed"),
]


@pytest.mark.parametrize("line", VARIANTS)
@pytest.mark.parametrize("place", [1, 2, 3], ids=["below the lead", "in the middle", "at the end"])
def test_a_headline_below_the_lead_is_found_in_any_guise(line: str, place: int) -> None:
    blocks = [LEAD, MIDDLE, CLOSE]
    blocks.insert(place, line)
    features, findings = read(page(*blocks))
    assert features["score"] > 0.7
    assert features["title_alone"] > 0.75
    assert len(findings) == 1
    assert findings[0].quote == line


def test_a_title_with_the_name_of_its_site_is_found_without_it() -> None:
    features, _ = read(page(LEAD, MIDDLE, TITLE, CLOSE), TITLE + " | The Island Gazette")
    assert features["score"] > 0.8


def test_a_headline_between_sentences_of_one_paragraph_is_found() -> None:
    features, findings = read(page(LEAD, MIDDLE, CLOSE, f"{MIDDLE} {TITLE} {CLOSE}"))
    assert findings[0].quote == TITLE
    assert 0.2 < features["score"] < 0.5


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("Valdo Leaves Harbor Board", True, id="a slip"),
        pytest.param("Leaves Harbour Board", True, id="a short word left out"),
        pytest.param("Valdo Joins Ferry Board", False, id="two other words"),
        pytest.param("Inquiry Clears Harbour Board", False, id="half of it other words"),
    ],
)
def test_a_headline_of_four_words_may_differ_in_one_place(line: str, found: bool) -> None:
    features, _ = read(page(LEAD, line, MIDDLE), "Valdo Leaves Harbour Board")
    assert (features["title_alone"] > 0.6) is found


def test_a_lead_of_one_short_sentence_is_a_lead() -> None:
    lead = "The new ferry is late once more, the board said on Tuesday."
    features, _ = read(page(lead, TITLE, MIDDLE, CLOSE))
    assert features["title_alone"] == 1


def test_a_caption_with_its_credit_is_no_lead() -> None:
    caption = f"{LEAD.rstrip('.')} (Photo: Island Images)"
    features, findings = read(page(caption, TITLE, LEAD, MIDDLE))
    assert features["title_alone"] == 0
    assert findings == []


def test_a_title_as_long_as_a_paragraph_is_a_title_on_top_all_the_same() -> None:
    title = f"{TITLE} While the Islanders Wait in Vain for a Boat That Sails in Any Wind at All"
    features, findings = read(page(title, title + " | The Island Gazette", LEAD, MIDDLE), title)
    assert features["title_alone"] == 0
    assert features["score"] < 0.5
    assert len(findings) == 1


def test_the_headline_as_first_line_is_a_template() -> None:
    features, findings = read(page(TITLE, LEAD, MIDDLE, CLOSE))
    assert features["score"] < 0.06
    assert features["title_copies"] == 0
    assert findings == []


def test_a_headline_above_and_below_the_lead_counts_once() -> None:
    features, findings = read(page(TITLE, LEAD, MIDDLE, TITLE, CLOSE))
    assert features["title_copies"] == 1
    assert [finding.start for finding in findings] == [len(page(TITLE, LEAD, MIDDLE, ""))]
    assert features["distance"] > 40


def test_more_copies_never_count_less() -> None:
    scores = [read(page(LEAD, *[TITLE] * copies, MIDDLE))[0]["score"] for copies in range(5)]
    assert scores == sorted(scores)
    assert scores[0] == 0


def test_padding_does_not_dilute_a_copy() -> None:
    short, _ = read(page(LEAD, TITLE, MIDDLE))
    long, _ = read(
        page(LEAD, TITLE, MIDDLE, *[CLOSE.replace("fine", f"fine {n}") for n in range(50)])
    )
    assert long["score"] == short["score"]


def test_without_a_title_the_first_line_serves_as_one() -> None:
    features, findings = read(page(TITLE, LEAD, MIDDLE, TITLE, CLOSE), title="")
    assert features["score"] > 0.8
    assert len(findings) == 1
    assert findings[0].start > len(TITLE)


KEYWORDS = "Island Harbour Board Ferry Gearbox Inês Valdo"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(KEYWORDS, id="a line of names"),
        pytest.param("island-harbour-board-ferry-gearbox", id="a slug"),
    ],
)
def test_a_line_of_keywords_printed_twice_above_the_lead_is_evidence(line: str) -> None:
    features, findings = read(page(line, line, LEAD, MIDDLE), "Ferry is late again")
    assert features["score"] > 0.8
    assert features["doubled_keyword_line"] == 1
    assert features["doubled_lines"] == 1
    assert [(finding.start, finding.quote) for finding in findings] == [(len(line) + 2, line)]


def test_lines_of_keywords_need_not_be_neighbours() -> None:
    features, _ = read(page(KEYWORDS, "Tuesday", KEYWORDS, LEAD, MIDDLE), "Ferry is late again")
    assert features["doubled_keyword_line"] == 1


def test_a_doubled_caption_above_the_lead_counts_less_than_keywords() -> None:
    caption = "The old ferry leaves the harbour on its last day in the spring"
    features, findings = read(page(caption, caption, LEAD, MIDDLE))
    assert 0.1 < features["score"] < 0.5
    assert len(findings) == 1


def test_a_line_of_keywords_above_the_lead_may_come_again_in_the_text() -> None:
    line = "Harbour Board Ferry Gearbox Island Valdo"
    features, findings = read(page(line, LEAD, MIDDLE, line, CLOSE))
    assert features["doubled_keyword_line"] == 1
    assert features["score"] > 0.8
    assert [finding.quote for finding in findings] == [line]
    caption = "The old ferry leaves the harbour on its last day in the spring"
    features, findings = read(page(caption, LEAD, MIDDLE, caption, CLOSE))
    assert (features["doubled_lines"], features["doubled_keyword_line"]) == (1, 0)
    assert features["score"] < 0.1
    assert findings == []


def test_a_doubled_line_that_opens_a_quotation_and_breaks_off_is_no_pull_quote() -> None:
    def doubled(line: str) -> float:
        return read(page(LEAD, line, line, MIDDLE, CLOSE))[0]["doubled_lines"]

    assert doubled("“We have never asked the yard for a second") == 1
    assert doubled("“We have never asked for it.") == doubled("“We have never asked for it”") == 0


HONEST = [
    pytest.param(page(LEAD, MIDDLE, CLOSE), id="plain prose"),
    pytest.param(
        page(LEAD, "Why is the ferry late?", MIDDLE, "What will the board do?", CLOSE),
        id="section headings on the same subject",
    ),
    pytest.param(
        page(LEAD, "09:15", MIDDLE, "09:15", CLOSE, "10 June 2019 09:15", "10 June 2019 09:15"),
        id="times of a live blog",
    ),
    pytest.param(
        page(
            LEAD,
            "Q:",
            MIDDLE,
            "Q:",
            CLOSE,
            "MR VALDO OF THE BOARD:",
            MIDDLE + " Again.",
            "MR VALDO OF THE BOARD:",
            CLOSE + " No.",
        ),
        id="labels of speakers",
    ),
    pytest.param(
        page(
            LEAD,
            "Advertisement",
            MIDDLE,
            "Advertisement",
            "Image copyright Getty Images",
            CLOSE,
            "Image copyright Getty Images",
        ),
        id="page furniture",
    ),
    pytest.param(
        page(
            LEAD,
            "“We would rather be late than sorry”",
            MIDDLE,
            "“We would rather be late than sorry,” said the woman who chairs the board in the "
            "harbour town and who ordered the boat.",
        ),
        id="a pull quote",
    ),
    pytest.param(
        page(
            LEAD,
            "Row the boat over",
            "Row it home again",
            "Wind on the water",
            "Row the boat over",
            "Row it home again",
            "Salt on the railing",
            "Row the boat over",
        ),
        id="the refrain of a song",
    ),
    pytest.param(
        page(LEAD, "Rovers 2 Town 1", "United 0 City 0", "Rovers 2 Town 1", "Athletic 1 Albion 1"),
        id="rows of a table",
    ),
    pytest.param(
        page(LEAD, MIDDLE + " The harbour board delays the new ferry after a second test.", CLOSE),
        id="a sentence that says what the headline says",
    ),
    pytest.param(
        page(LEAD, "Harbour Board Delays New Ferry", MIDDLE, CLOSE),
        id="a section heading that opens as the headline does",
    ),
    pytest.param(
        page(LEAD, MIDDLE, TITLE.replace("Second", "Third").capitalize() + ".", CLOSE),
        id="a short sentence that says nearly what the headline says",
    ),
    pytest.param(page(LEAD, TITLE + " Listen · 4:10", MIDDLE, CLOSE), id="the label of a player"),
    pytest.param(
        page(LEAD, *["Row it home", "Wind on the water", "Salt on the railing", TITLE] * 3),
        id="a refrain that is the title",
    ),
    pytest.param(
        page(LEAD, "https://gazette.example/harbour-board-delays-new-ferry-failed-gearbox", CLOSE),
        id="the address of the page",
    ),
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_repetition_scores_next_to_nothing(text: str) -> None:
    features, findings = read(text)
    assert features["score"] < 0.1
    assert findings == []


def test_a_song_named_in_the_title_may_have_its_refrain() -> None:
    song = page("Row the boat over", "Row it home again", "Wind on the water", "Row the boat over")
    features, _ = read(song + "\n\n" + song, "Row the Boat")
    assert features["score"] < 0.1


def test_what_cannot_be_measured_is_nan() -> None:
    features, _ = read("")
    assert all(math.isnan(value) for value in features.values())
    features, _ = read(page(LEAD, MIDDLE), title="")
    assert features["score"] == 0
    assert math.isnan(features["title_copies"])


def test_a_batch_is_its_articles_one_by_one() -> None:
    texts = [page(LEAD, TITLE, CLOSE), "", page(TITLE, LEAD), page(KEYWORDS, KEYWORDS, LEAD)]
    batch = SIGNAL.measure(parse([Article(text=text, title=TITLE) for text in texts]))
    for number, text in enumerate(texts):
        alone, findings = read(text)
        assert batch.findings[number] == findings
        for name, value in alone.items():
            assert batch.features[name][number] == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((TITLE + "\n") * 20_000, id="the headline on every line"),
        pytest.param("a\n" * 100_000, id="a hundred thousand blocks of one letter"),
        pytest.param((TITLE + " ") * 20_000, id="the headline over and over on one line"),
        pytest.param("\n" * 500_000, id="nothing but newlines"),
    ],
)
def test_odd_pages_are_read_to_the_end(text: str) -> None:
    features, findings = read(text)
    assert math.isnan(features["score"]) or 0 <= features["score"] <= 1
    assert len(findings) < 100


CAPTION = "The old ferry leaves the harbour on its last day in the spring"


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        pytest.param((CAPTION, CAPTION, LEAD, MIDDLE), 1, id="both above"),
        pytest.param((CAPTION, LEAD, MIDDLE, CAPTION, CLOSE), 1, id="one above"),
        pytest.param((LEAD, CAPTION, CAPTION, MIDDLE, CLOSE), 0, id="below the lead"),
        pytest.param(("Was the board right? Vote now", "Was the board right? Vote now!", LEAD), 0, id="a poll"),
        pytest.param((f"{CAPTION}?", f"{CAPTION}?", LEAD, MIDDLE), 0, id="a question"),
        pytest.param((TITLE, TITLE, LEAD, MIDDLE), 0, id="the headline"),
        pytest.param((CAPTION, LEAD, MIDDLE), 0, id="once"),
    ],
)  # fmt: skip
def test_a_line_doubled_above_the_lead_is_told(blocks: tuple[str, ...], told: int) -> None:
    assert read(page(*blocks))[0]["doubled_above"] == told


def test_the_headline_inside_a_paragraph_or_a_players_label_counts_less_than_its_own_line() -> None:
    own, _ = read(page(LEAD, MIDDLE, TITLE, CLOSE))
    for label in (f"{TITLE} Hear the programme 4:05", f"{TITLE} 4:05"):
        features, _ = read(page(LEAD, MIDDLE, label, CLOSE))
        assert 0 < features["score"] < 0.5 < own["score"]


def test_a_headline_twice_above_the_lead_is_what_templates_print() -> None:
    features, _ = read(page(TITLE, TITLE, LEAD, MIDDLE))
    assert features["score"] < 0.25


@pytest.mark.parametrize("line", [f"{TITLE}.", f"Here is {TITLE}:", f"{TITLE}:"])
def test_the_headline_as_a_sentence_or_before_a_list_counts_less(line: str) -> None:
    own, _ = read(page(LEAD, MIDDLE, TITLE, CLOSE))
    features, _ = read(page(LEAD, MIDDLE, line, CLOSE))
    assert features["score"] < 0.5 < own["score"]
