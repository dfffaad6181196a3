from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from darnel.article import Article
from darnel.assessment import Contribution, Finding
from darnel.errors import InputError
from darnel.scorer import BATCH_ARTICLES, Scorer, batches, reason, shortened
from darnel.signals import REGISTRY

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load()


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (DATA / "articles.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def kinds() -> dict[str, dict[str, str]]:
    with (DATA / "kinds.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def articles(rows) -> list[Article]:
    return [
        Article(
            id=r["id"], title=r["title"], text=r["text"], url=r["url"], source=r["source"],
            published=r["published"], author=r["author"],
            comments=(r["comments"],) if r["comments"] else (),
        )
        for r in rows
    ]  # fmt: skip


@pytest.fixture(scope="module")
def assessed(scorer, articles):
    return scorer.assess(articles)


def test_order_is_kept_and_nothing_is_lost(articles, assessed) -> None:
    assert [a.id for a in assessed] == [a.id for a in articles]


def test_the_answer_does_not_depend_on_the_batch(scorer, articles, assessed) -> None:
    for number in range(0, len(articles), 7):
        alone = scorer.assess([articles[number]])[0]
        together = assessed[number]
        assert alone.band == together.band
        if together.quality is not None:
            assert alone.quality == pytest.approx(together.quality, abs=1e-4)
        assert [f.quote for f in alone.findings] == [f.quote for f in together.findings]


def test_every_quote_is_the_slice_it_names(articles, assessed) -> None:
    for article, assessment in zip(articles, assessed, strict=True):
        for finding in assessment.findings:
            assert article.field(finding.field)[finding.start : finding.end] == finding.quote


def test_contributions_and_bias_are_those_of_the_judgement(assessed) -> None:
    for assessment in assessed:
        if assessment.quality is not None:
            assert len(assessment.contributions) > 3
            assert math.isfinite(
                assessment.bias + sum(c.log_odds for c in assessment.contributions)
            )


def test_what_is_too_short_is_not_judged(scorer) -> None:
    assessment = scorer.assess(
        [Article(title="A title", text="Nine words are far too few for this.")]
    )[0]
    assert (assessment.quality, assessment.band, assessment.abstained) == (None, None, "too_short")
    assert assessment.findings == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(
            "Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke über den Fluss zu erneuern. "
            "Die Arbeiten sollen im Frühjahr beginnen und rund zwei Jahre dauern. " * 6,
            "language", id="German",
        ),
        pytest.param("12.4 13.9 11.0 45 88 name 7\n" * 80, "no_prose", id="a table of numbers"),
        pytest.param(
            "Please verify that you are human. This site uses cookies. Enable JavaScript and cookies "
            "to continue. Our systems have detected unusual traffic from your network. " * 2,
            "wall", id="a robot wall",
        ),
    ],
)  # fmt: skip
def test_what_the_model_cannot_know_is_abstained_from(scorer, text, why) -> None:
    assessment = scorer.assess([Article(text=text)])[0]
    assert assessment.abstained == why
    assert assessment.quality is None


def test_a_page_keeps_its_band_and_changes_its_quality_with_the_prevalence(
    scorer, articles, assessed
) -> None:
    for share in (0.0001, 0.02, 0.6):
        for before, after in zip(assessed, scorer.at(share).assess(articles), strict=True):
            assert (after.band, after.abstained) == (before.band, before.abstained)
            assert after.model.prevalence == share
            assert after.reason == before.reason
            if before.quality is not None:
                assert (after.quality > before.quality) == (share < scorer.model.prevalence)
    assert {a.model.prevalence for a in assessed} == {scorer.model.prevalence}


def test_a_scorer_is_loaded_for_a_prevalence(scorer, articles) -> None:
    some = articles[:3]
    loaded, moved = Scorer.load(prevalence=0.02).assess(some), scorer.at(0.02).assess(some)
    assert [a.to_json() for a in loaded] == [a.to_json() for a in moved]
    with pytest.raises(InputError, match="share of farm pages"):
        Scorer.load(prevalence=2)


def test_no_articles_give_no_assessments(scorer) -> None:
    assert scorer.assess([]) == []


def test_batches_are_bounded_and_keep_order() -> None:
    articles = [Article(text="x" * (900_000 if i % 5 == 0 else 10), id=str(i)) for i in range(700)]
    cut = list(batches(articles))
    assert [a.id for batch in cut for a in batch] == [a.id for a in articles]
    assert max(map(len, cut)) <= BATCH_ARTICLES
    assert max(sum(len(a.text) for a in batch) for batch in cut) <= 1_500_000


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([10] * 600, [256, 256, 88], id="256 articles fill one"),
        pytest.param([10] * 256, [256], id="nothing is left over"),
        pytest.param([750_000] * 4, [2, 2], id="1.5 million characters fill one"),
        pytest.param([750_000, 750_001, 1], [1, 2], id="one more is too many"),
        pytest.param([9_000_000, 1, 9_000_000], [1, 1, 1], id="one that is too long stands alone"),
        pytest.param([], [], id="no articles, no batch"),
    ],
)
def test_batches_are_as_full_as_they_may_be(sizes: list[int], expected: list[int]) -> None:
    assert [len(batch) for batch in batches([Article("x" * size) for size in sizes])] == expected


def test_the_time_of_every_signal_is_added_up() -> None:
    scorer = Scorer.load()
    scorer.assess([Article("The ferry is late, the board said. " * 20)])
    once = dict(scorer.spent)
    assert set(once) == set(REGISTRY)
    scorer.assess([Article("The ferry is late, the board said. " * 20)])
    assert all(scorer.spent[name] > spent > 0 for name, spent in once.items())


@pytest.mark.parametrize(
    ("length", "last"), [(90, "x"), (91, "…")], ids=["90 characters are shown", "91 are cut"]
)
def test_a_quote_in_a_reason_is_cut_where_it_is_too_long(length: int, last: str) -> None:
    said = shortened("x" * length)
    assert (len(said), said[-1]) == (90, last)


def test_a_quote_in_a_reason_stands_on_one_line() -> None:
    assert shortened("  Ferry\n\n is\tlate ") == "Ferry is late"
    assert shortened("a" * 88 + " bcd") == "a" * 88 + "…"


def found(signal: str, score: float, quote: str) -> Finding:
    return Finding(signal, "text", 0, len(quote), quote, score, f"{signal} was seen.")


def test_a_reason_names_the_two_signals_that_weigh_most_by_their_best_finding() -> None:
    weighed = [Contribution("a", 0.2), Contribution("b", 3.0), Contribution("c", 1.0)]
    findings = [
        found("a", 0.9, "A."), found("b", 0.2, "weak"), found("b", 0.8, "strong"), found("c", 0.5, "C."),
    ]  # fmt: skip
    assert reason(weighed, findings) == "b was seen: “strong” c was seen: “C.”"


def test_what_hardly_weighs_or_points_nowhere_is_no_reason() -> None:
    nothing = "No sign of assembly stands out."
    assert reason([Contribution("a", 0.149)], [found("a", 0.9, "A.")]) == nothing
    assert reason([Contribution("a", 0.15)], [found("a", 0.9, "A.")]) == "a was seen: “A.”"
    assert reason([Contribution("a", 2.0)], [found("b", 0.9, "B.")]) == nothing
    weighed = [Contribution("b", 3.0), Contribution("a", 1.0), Contribution("c", -1.0)]
    assert reason(weighed, [found("a", 0.9, "A.")]) == "a was seen: “A.”"


def test_a_page_without_evidence_says_so() -> None:
    assert reason((), ()) == "No sign of assembly stands out."


def test_what_was_planted_in_the_network_page_is_pointed_at(articles, assessed, kinds) -> None:
    number = [a.id for a in articles].index("farm-network")
    article, assessment = articles[number], assessed[number]
    assert assessment.band == "block"
    for planted in kinds["farm-network"]["note"].split(" | "):
        start = article.text.rindex(planted)
        over = [f for f in assessment.findings if f.start < start + len(planted) and f.end > start]
        assert {f.signal for f in over} & {
            "duplicated_headline", "spliced_content", "template_boilerplate",
        }, planted  # fmt: skip


def test_no_honest_page_is_blocked_and_no_wall_is_judged(assessed, kinds) -> None:
    for assessment in assessed:
        expect = kinds[assessment.id]["expect"]
        assert not (expect == "honest" and assessment.band == "block"), assessment.id
        assert (assessment.band is None) == (expect == "abstain"), assessment.id


def test_good_words_round_a_farm_page_buy_little(scorer, articles, assessed) -> None:
    number = [a.id for a in articles].index("farm-network")
    plain = next(a for a in articles if a.id == "plain-council-budget")
    padded = Article(title=articles[number].title, text=f"{articles[number].text}\n\n{plain.text}")
    assert scorer.assess([padded])[0].band == "block"


def test_each_page_that_cannot_be_judged_says_why(assessed) -> None:
    why = {a.id: a.abstained for a in assessed if a.id.startswith("abstain-")}
    assert why == {
        "abstain-short": "too_short", "abstain-german": "language", "abstain-spanish": "language",
        "abstain-wall": "wall", "abstain-table": "no_prose",
    }  # fmt: skip
