"""Text written round its search terms, and text that must name one thing often."""

from __future__ import annotations

import math

import pytest

from darnel.article import Article
from darnel.assessment import Finding
from darnel.signals.keyword_stuffing import SIGNAL
from darnel.text import parse

STUFFED = (
    "Looking for cheap car insurance? Our cheap car insurance guide explains how cheap car "
    "insurance works. Drivers who want cheap car insurance should compare cheap car insurance "
    "quotes first. With cheap car insurance you save money, because cheap car insurance costs less "
    "than other policies. Many young drivers ask where cheap car insurance can be found. The best "
    "cheap car insurance is found by those who read about cheap car insurance here. Remember that "
    "cheap car insurance is for everyone."
)
PROSE = (
    "The ferry that should have sailed in June still lies in the yard, and nobody will say why. "
    "Its gearbox failed a second test on Monday; engineers blamed a seal that came from abroad. "
    "Islanders have made do with a hired boat, which takes forty people and not one car. "
    "On days of south wind even that stays in port, and the doctor counts her missed patients."
)
OBITUARY = (
    "Martha Lindqvist, who taught three generations of islanders to swim, died on Sunday at 91. "
    "Lindqvist came to the island in 1951. There Lindqvist met her husband, a pilot. In the school "
    "Lindqvist gave lessons in arithmetic; in the harbour, Lindqvist gave lessons in courage. "
    "Friends said that Lindqvist never raised her voice. When the bath was closed, Lindqvist wrote "
    "to the minister. The minister wrote back, and Lindqvist framed the letter. Martha Lindqvist "
    "leaves two sons. A service for Lindqvist will be held at the pier."
)
REVIEW = (
    "The Calder 40 is a kettle for people who dislike kettles. Its spout pours without a drip, and "
    "its lid stays shut. We filled the kettle twice a day for a month. It boils a litre in three "
    "minutes, which is a minute slower than the Calder 30, but it does so in near silence. The "
    "handle stays cool. Our one complaint is the cord, which is short. At this price the kettle is "
    "not cheap, yet it is the only one we tried that nobody asked us to return. Of nine kettles, "
    "it is the one we would buy."
)


def read(text: str, title: str = "") -> tuple[dict[str, float], list[Finding]]:
    article = Article(text=text, title=title)
    reading = SIGNAL.measure(parse([article]))
    for finding in reading.findings[0]:
        assert article.text[finding.start : finding.end] == finding.quote
    return {name: float(values[0]) for name, values in reading.features.items()}, reading.findings[
        0
    ]


def test_a_text_round_its_search_term_is_found_where_it_is_densest() -> None:
    features, findings = read(STUFFED)
    assert features["score"] > 0.5
    assert 1 <= len(findings) <= 3
    assert all("car insurance" in finding.quote for finding in findings)
    assert findings[0].message == "“cheap car insurance” stands 11 times within 75 words here."


def test_good_text_before_and_behind_does_not_dilute_it() -> None:
    alone, _ = read(STUFFED)
    padded, findings = read(f"{PROSE}\n\n{STUFFED}\n\n" + f"{PROSE}\n\n" * 20)
    assert padded["score"] >= alone["score"]
    assert "insurance" in findings[0].quote


def test_more_of_the_term_never_scores_less() -> None:
    sentence = "You will find that hired boats are slow. "
    scores = [read(PROSE + " " + sentence * count)[0]["score"] for count in range(12)]
    assert scores == sorted(scores)
    assert scores[0] == 0


def story(times: int, phrase: str) -> str:
    """Some 900 words in which a phrase stands once in so many sentences."""
    asides = [f"On day {n} the {thing} was seen by {n + 2} people." for n, thing in THINGS]
    lines = PROSE.split(". ")
    blocks = []
    for number, aside in enumerate(asides):
        line = lines[number % len(lines)].rstrip(".")
        extra = f" A word on {phrase} again." if number % times == 0 else ""
        blocks.append(f"{line} ({number}). {aside}{extra}")
    return "\n\n".join(blocks)


THINGS = list(
    enumerate(
        "seal buoy heron crate anchor cable kite barrel lantern oar pilot net gull whistle sail "
        "chart drum bell spar winch rope tide storm pier shed crane ladder hull mast flag".split()
    )
)


def test_an_everyday_phrase_once_in_sixty_words_is_found() -> None:
    text = story(2, "garden furniture")
    assert 50 < len(text.split()) / text.count("garden furniture") < 70
    features, findings = read(text)
    assert features["phrase_peak"] <= 3
    assert features["phrase_excess"] > 1
    assert findings
    assert all("garden furniture" in finding.quote for finding in findings)
    assert read(story(6, "garden furniture"))[0]["phrase_excess"] == 0


def test_three_words_in_a_row_need_fewer_repeats_than_two() -> None:
    assert read(story(3, "garden chairs"))[0]["score"] == 0
    assert read(story(3, "cheap garden chairs"))[0]["score"] > 0


@pytest.mark.parametrize("phrase", ["used cars", "back pain"])
def test_a_search_phrase_may_hold_a_function_word(phrase: str) -> None:
    assert read(story(2, phrase))[0]["phrase_excess"] > 1


def test_a_name_as_often_as_a_phrase_weighs_less() -> None:
    assert read(story(2, "Martha Lindqvist"))[0]["score"] == 0


def test_a_phrase_is_not_diluted_by_what_stands_around_it() -> None:
    text = story(2, "garden furniture")
    padding = "\n\n".join([PROSE, REVIEW] * 6)
    alone, padded = read(text)[0], read(f"{padding}\n\n{text}\n\n{padding}")[0]
    assert padded["phrase_excess"] >= alone["phrase_excess"] > 0


HONEST = [
    pytest.param(PROSE, id="plain prose"),
    pytest.param(OBITUARY, id="an obituary that repeats a name"),
    pytest.param(REVIEW, id="a product review"),
    pytest.param("Ferry late again. The ferry is late.", id="a short article"),
    pytest.param(
        "Inflation was 3 percent in May, 4 percent in June, 4 percent in July, "
        "5 percent in August, 5 percent in September, 6 percent in October, "
        "6 percent in November, 7 percent in "
        "December, 7 percent in January, 7 percent in February and 8 percent in March, after 2 "
        "percent a year before and 1 percent before that.",
        id="units beside their numbers",
    ),
    pytest.param(
        "\n".join(f"Available March {day}: film" for day in range(1, 31)), id="lines of a list"
    ),
    pytest.param("and of the and of the " * 40, id="function words"),
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_scores_low_and_has_no_findings(text: str) -> None:
    features, findings = read(text)
    assert features["score"] < 0.2
    assert findings == []


def test_density_of_the_title_is_the_share_of_its_words() -> None:
    text = "Nine white hired boats sail daily while seven hired boats sail quite seldom indeed."
    features, _ = read(text, "Hired Boats")
    assert 0.25 < features["title_density"] < 0.5
    assert math.isnan(read(text, "Boats")[0]["title_density"])
    assert math.isnan(read(text)[0]["title_density"])


def test_an_article_without_words_is_not_measured() -> None:
    features, findings = read("…")
    assert all(math.isnan(value) for value in features.values())
    assert findings == []


def test_a_batch_is_its_articles_one_by_one() -> None:
    texts = [STUFFED, "", PROSE, OBITUARY, STUFFED.upper()]
    batch = SIGNAL.measure(parse([Article(text=text, title="Car insurance") for text in texts]))
    for number, text in enumerate(texts):
        alone, findings = read(text, "Car insurance")
        assert batch.findings[number] == findings
        for name, value in alone.items():
            assert batch.features[name][number] == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("insurance " * 200_000, id="one word on one line"),
        pytest.param("insurance\n" * 100_000, id="one word a line"),
        pytest.param("\n" * 500_000, id="nothing but newlines"),
    ],
)
def test_odd_pages_are_read_to_the_end(text: str) -> None:
    features, findings = read(text)
    assert math.isnan(features["score"]) or 0 <= features["score"] <= 1
    assert len(findings) <= 3


def gallery(name: str) -> str:
    return " ".join(
        f"Photos: {name} {name} – Picture {number} shows the bay. Hide Caption {number} of 12"
        for number in range(1, 13)
    )


def turns(label: str) -> str:
    said = (
        "We asked for it.",
        "Nobody came.",
        "It was late.",
        "Why should they?",
        "I see that now.",
    )
    return "\n\n".join(f"{label}: {line} And the boat is still there." for line in said * 3)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{PROSE}\n\n{gallery('Storm hits harbour towns')}", id="a gallery's name"),
        pytest.param(turns("BOARD MEMBER PRESENT"), id="a speaker's label"),
        pytest.param(
            " ".join(
                f"The {thing} was {done}, the Harbour News reports."
                for thing, done in zip(
                    "boat pier crew yard fare dock buoy rope sail mast keel hull".split(),
                    "late shut gone sold lost full wet cut torn bent old new".split(),
                    strict=True,
                )
            ),
            id="who reports it",
        ),
    ],
)
def test_what_stands_over_and_over_for_a_reason_is_no_search_term(text: str) -> None:
    features, findings = read(text)
    assert features["score"] < 0.35
    assert findings == []
