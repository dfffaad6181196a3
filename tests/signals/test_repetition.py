"""Text that says the same twice, and text that only seems to."""

from __future__ import annotations

import math

import pytest

from darnel.article import Article
from darnel.assessment import Finding
from darnel.signals.repetition import SIGNAL
from darnel.text import parse

PARAGRAPHS = [
    f"In {place} the council met on a {day} evening and heard that {thing} would be late again. "
    f"Nobody from the yard came to explain, and the {who} went home with more questions. "
    f"A second hearing about {thing} is planned for the week after the {event}."
    for place, day, thing, who, event in [
        ("Norwick", "Monday", "the ferry", "passengers", "regatta"),
        ("Dunsby", "cold", "a new roof for the school", "parents", "spring break"),
        ("Old Fell", "rainy", "the reservoir", "farmers", "harvest fair"),
        ("Marram", "crowded", "the night train", "commuters", "election"),
        ("Seaholm", "Friday", "a bridge over the sound", "boatmen", "autumn storms"),
    ]
]
DISTINCT = [
    "The ferry that should have sailed in June still lies in the yard, and nobody will say why.",
    "Its gearbox failed a second test on Monday; engineers blamed a seal that came from abroad.",
    "Islanders have made do with a hired boat, which takes forty people and not one car.",
    "On days of south wind even that stays in port, and the doctor counts her missed patients.",
    "A fine of two thousand a day stands in the contract, though it was never asked for.",
    "By autumn, say those who drew up the timetable, all this will be an anecdote told on deck.",
    "Others remember that the last vessel was promised in much the same words, and came in snow.",
    "Whoever is right, the pier has been widened, painted and fitted with a clock for the purpose.",
]


def read(text: str) -> tuple[dict[str, float], list[Finding]]:
    article = Article(text=text)
    reading = SIGNAL.measure(parse([article]))
    for finding in reading.findings[0]:
        assert article.text[finding.start : finding.end] == finding.quote
    return {name: float(values[0]) for name, values in reading.features.items()}, reading.findings[
        0
    ]


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


def test_a_paragraph_that_comes_again_is_found_where_it_comes_again() -> None:
    extra = PARAGRAPHS[0]
    features, findings = read(page(extra, *DISTINCT, *PARAGRAPHS[1:4], extra))
    assert [finding.quote for finding in findings] == [extra]
    assert findings[0].start > 500
    assert features["repeated_sentences"] == 3
    assert features["repeated_words"] == len(extra.split())
    assert 0.2 < features["score"] < 0.6


def test_more_repeated_paragraphs_never_score_less() -> None:
    scores = [
        read(page(*DISTINCT, *PARAGRAPHS, *PARAGRAPHS[:count]))[0]["score"] for count in range(6)
    ]
    assert scores == sorted(scores)
    assert scores[0] == 0
    assert scores[-1] > 0.7


def test_good_text_added_does_not_dilute_a_repeated_paragraph() -> None:
    short = page(*PARAGRAPHS, PARAGRAPHS[0], PARAGRAPHS[1])
    assert read(page(short, *DISTINCT))[0]["score"] == read(short)[0]["score"]


def test_capitals_and_other_marks_do_not_hide_a_repeated_sentence() -> None:
    again = DISTINCT[1].upper().replace(";", ",")
    features, findings = read(page(*DISTINCT, again))
    assert features["repeated_sentences"] == pytest.approx(0.3)  # a short page is all opening
    assert findings[0].quote == again


def test_a_doubled_caption_above_the_text_weighs_less_than_a_paragraph_below() -> None:
    rest = [*DISTINCT, *PARAGRAPHS]
    above, _ = read(page(PARAGRAPHS[0], *rest))
    below, _ = read(page(*rest, PARAGRAPHS[0]))
    assert above["repeated_words"] <= below["repeated_words"]
    caption = "The old ferry lies in the harbour of Norwick on its last day of service in May 2018."
    assert read(page(caption, caption, *rest))[0]["score"] < 0.05


ROOM = page(*PARAGRAPHS)
"""Enough words before it that a repeat stands below the opening."""


def test_a_pull_quote_weighs_less_than_the_same_sentence_stitched_in() -> None:
    quoted = DISTINCT[6]
    body = [*PARAGRAPHS, f"{DISTINCT[5]} {quoted} {DISTINCT[7]}"]
    pulled, findings = read(page(*body, DISTINCT[0], quoted))
    stitched, _ = read(page(*body, f"{DISTINCT[0]} {quoted}"))
    assert pulled["repeated_sentences"] == pytest.approx(0.3)
    assert stitched["repeated_sentences"] == 1
    assert [finding.quote for finding in findings] == [quoted]


def test_a_pull_quote_may_stand_before_its_paragraph() -> None:
    quoted = DISTINCT[6]
    features, _ = read(page(*PARAGRAPHS, quoted, DISTINCT[0], f"{DISTINCT[5]} {quoted}"))
    assert features["repeated_sentences"] == pytest.approx(0.3)


def test_a_paragraph_of_one_sentence_printed_twice_is_no_pull_quote() -> None:
    features, _ = read(page(ROOM, DISTINCT[6], DISTINCT[0], DISTINCT[6]))
    assert features["repeated_sentences"] == 1


def test_a_refrain_weighs_less_than_the_same_words_as_sentences() -> None:
    refrain = "Row the boat over the sound and row it home again"
    others = ["Wind on the water", "Salt on the railing", "Snow on the pier", "Ice on the rope"]
    song = [line for other in others for line in (other, refrain)]
    verse, _ = read(page(ROOM, *song))
    prose, _ = read(page(ROOM, *[line + "." for line in song]))
    assert verse["repeated_sentences"] == pytest.approx(0.3 * prose["repeated_sentences"])


HONEST = [
    pytest.param(page(*DISTINCT), id="plain prose"),
    pytest.param(page(*PARAGRAPHS), id="reports of one pattern, none the same"),
    pytest.param(
        page(*DISTINCT, "“They came in snow”", *PARAGRAPHS[:2], "“They came in snow”"),
        id="a short pull quote",
    ),
    pytest.param(
        page("Row the boat over", "Row it home", "Wind on the water", "Row the boat over") * 3,
        id="a song with its refrain",
    ),
    pytest.param(
        page("Q:", *DISTINCT[:3], "Q:", *DISTINCT[3:6], "Q:", DISTINCT[6]), id="an interview"
    ),
    pytest.param("Rovers 2 Town 1\nUnited 0 City 0\n" * 6, id="rows of results"),
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_pages_score_next_to_nothing_and_have_no_findings(text: str) -> None:
    features, findings = read(text)
    assert features["score"] == 0
    assert findings == []


def test_fractions_are_those_of_the_text_counted_by_hand() -> None:
    text = "one two three four five six\nseven eight nine ten\none two three four five six"
    features, _ = read(text)
    assert features["duplicate_blocks"] == pytest.approx(1 / 3)
    assert features["duplicate_block_characters"] == pytest.approx(27 / (27 + 20 + 27))
    # every word counts with one space behind it: 28 + 21 + 28 characters
    assert features["top_2_gram"] == pytest.approx(2 * len("three four") / 77)
    assert features["top_4_gram"] == pytest.approx(2 * len("three four five six") / 77)
    assert features["duplicate_5_grams"] == pytest.approx(28 / 77)
    assert features["duplicate_10_grams"] == 0


def test_distinct_words_have_no_commonest_run() -> None:
    features, _ = read("every word of this short line is different from all others")
    assert features["top_2_gram"] == 0
    assert features["duplicate_5_grams"] == 0


def test_the_same_sentence_in_two_articles_is_no_repetition() -> None:
    reading = SIGNAL.measure(parse([Article(text=DISTINCT[0])] * 2))
    assert reading.features["repeated_sentences"].tolist() == [0, 0]
    assert reading.features["duplicate_5_grams"].tolist() == [0, 0]


def test_an_article_without_words_is_not_measured() -> None:
    features, findings = read(" … ")
    assert all(math.isnan(value) for value in features.values())
    assert findings == []


def test_a_batch_is_its_articles_one_by_one() -> None:
    texts = [page(*PARAGRAPHS, PARAGRAPHS[0]), "", page(*DISTINCT), "one one one", page("a b") * 9]
    batch = SIGNAL.measure(parse([Article(text=text) for text in texts]))
    for number, text in enumerate(texts):
        alone, findings = read(text)
        assert batch.findings[number] == findings
        for name, value in alone.items():
            assert batch.features[name][number] == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("same " * 300_000, id="one word on one line"),
        pytest.param("a\n" * 100_000, id="a hundred thousand blocks of one letter"),
        pytest.param((DISTINCT[0] + "\n") * 10_000, id="one sentence ten thousand times"),
        pytest.param("\n" * 500_000, id="nothing but newlines"),
    ],
)
def test_odd_pages_are_read_to_the_end(text: str) -> None:
    features, findings = read(text)
    assert all(math.isnan(value) or value >= 0 for value in features.values())
    assert len(findings) <= 16
    shares = [features[f"top_{count}_gram"] for count in (2, 3, 4)]
    assert all(math.isnan(share) or share <= 1 for share in shares)


def test_captions_of_a_gallery_weigh_next_to_nothing() -> None:
    caption = "Pupils are led off the campus of the school in Port Ellis on Thursday morning"
    credit = " (Photo by Ines Valdo, Island Gazette)"
    plain, captioned = (
        read(page(*PARAGRAPHS[:4], *[f"{caption}.{end}"] * 8))[0]["score"] for end in ("", credit)
    )
    assert captioned < 0.3 < plain


def test_words_that_somebody_is_quoted_with_weigh_less_when_they_come_again() -> None:
    said = PARAGRAPHS[4]
    again = f"{said} Nobody in the hall asked why. The hearing went on for another hour."
    prose, spoken = (
        read(page(*DISTINCT, f"{mark[0]}{said}{mark[1]} So it went on.", *PARAGRAPHS[1:4], again))[
            0
        ]
        for mark in (("", ""), "“”")
    )
    assert spoken["repeated_words"] < 0.5 * prose["repeated_words"]


def test_captions_of_a_gallery_count_nothing_however_many_stand_twice() -> None:
    captions = [f"{line} {number}/8" for number, line in enumerate(DISTINCT, 1)]
    twice = " ".join(captions * 2)
    features, findings = read(page(*PARAGRAPHS[:2], twice))
    assert features["repeated_words"] == 0
    plain, _ = read(page(*PARAGRAPHS[:2], " ".join(DISTINCT * 2)))
    assert plain["score"] > 0.5
    assert all(finding.score == 0 for finding in findings)


def test_an_abstract_above_the_text_weighs_less_than_paragraphs_that_come_again() -> None:
    abstract = " ".join(paragraph.split(". ")[0] + "." for paragraph in PARAGRAPHS)
    text = [line for pair in zip(PARAGRAPHS, DISTINCT, strict=False) for line in pair]
    above, _ = read(page(abstract, *text))
    below, _ = read(page(*text, abstract))
    assert 0 < above["repeated_words"] < 0.4 * below["repeated_words"]
