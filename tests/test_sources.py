"""Sources judged by pages whose quality a test sets."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import darnel.sources
from darnel.lists import Entry, RatingList
from darnel.model import PREVALENCE
from darnel.populations import Populations
from darnel.sources import OWN_DOING, SourcePage, Sources, SourceVerdict, chief_sign

START = Populations(honest_mean=0.01, honest_size=10, farm_mean=0.3, farm_size=5, farms=0.1)
WORDS = "amber brook cedar delta ember frost grove heath inlet jetty knoll ledge marsh north orchard pier".split()


def page(source: str, quality: float | None = 0.996, reason: str = "", **more) -> SourcePage:
    return SourcePage(source, quality, 0.1, reason, **more)


def site(source: str, flagged: int, pages: int = 20, **more) -> list[SourcePage]:
    """Make pages of a source, some flagged, each by a sign of its own."""
    signs = [
        f"A sign of kind {WORDS[n % 8]}: “{WORDS[n % 16]} {WORDS[n // 16]} of {source}”"
        for n in range(pages)
    ]
    return [
        page(source, 0.01, sign, **more) if n < flagged else page(source, **more)
        for n, sign in enumerate(signs)
    ]


def judge(*sites: list[SourcePage], start: Populations = START, **how) -> dict[str, SourceVerdict]:
    sources = Sources()
    for pages in sites:
        for one in pages:
            sources.add(one)
    return {verdict.source: verdict for verdict in sources.verdicts(start, **how)}


def test_a_source_with_many_farm_pages_is_blocked_and_an_honest_one_is_clear() -> None:
    found = judge(site("farm.example", 8), site("honest.example", 0), site("doubt.example", 2))
    assert found["farm.example"].verdict == "block"
    assert found["honest.example"].verdict == "clear"
    assert list(found) == ["farm.example", "doubt.example", "honest.example"]
    for verdict in found.values():
        assert 0 <= verdict.low <= verdict.quality <= verdict.high <= 1
        assert verdict.farm_share_low <= verdict.farm_share <= verdict.farm_share_high


def test_more_farm_pages_never_raise_quality() -> None:
    qualities = [judge(site("a.example", n))["a.example"].quality for n in range(15)]
    assert qualities == sorted(qualities, reverse=True)


def test_more_pages_narrow_the_interval_of_the_share() -> None:
    few = judge(site("a.example", 3, 10))["a.example"]
    many = judge(site("a.example", 60, 200))["a.example"]
    assert many.farm_share == pytest.approx(0.3, abs=0.03)
    assert many.farm_share_high - many.farm_share_low < few.farm_share_high - few.farm_share_low


def test_too_few_pages_give_no_verdict_but_are_shown() -> None:
    verdict = judge(site("a.example", 2, 4))["a.example"]
    assert verdict.verdict is None
    assert verdict.reason.startswith("No verdict: effective pages are 4, and 5 are needed.")
    assert verdict.quality < 0.5
    assert judge(site("a.example", 0, 4), least=3)["a.example"].verdict == "clear"


def test_one_bad_page_among_five_does_not_block() -> None:
    others = [site(f"s{n}.example", 2 if n % 2 else 0, 5) for n in range(60)]
    found = judge(site("a.example", 1, 5), *others)
    assert found["a.example"].verdict != "block"


def test_pages_that_were_not_judged_are_counted_and_say_nothing() -> None:
    pages = [page("a.example", None, abstained=True)] * 3 + [page("a.example", None)] * 2
    verdict = judge(pages)["a.example"]
    assert (verdict.pages, verdict.judged, verdict.abstained, verdict.failed) == (5, 0, 3, 2)
    assert math.isnan(verdict.quality)
    assert verdict.reason == "No verdict: none of its pages (5) could be judged."


def test_no_pages_give_no_verdicts() -> None:
    assert Sources().verdicts(START) == []


# one cause


@pytest.mark.parametrize(
    "reasons",
    [
        pytest.param(
            ["This is a comment policy, a template text: “We invite our readers…”"] * 20,
            id="the same words on every page",
        ),
        pytest.param(
            [f"This is a comment policy: “Comments: {n}. Be kind.”" for n in range(20)],
            id="the same but for figures",
        ),
        pytest.param(
            [f"The headline stands here again, before the article begins.: “{w} {v}”"
             for w in WORDS[:5] for v in WORDS[:4]],
            id="the headline of each page",
        ),
    ],
)  # fmt: skip
def test_one_template_bug_on_every_page_convicts_nobody(reasons: list[str]) -> None:
    others = [site(f"s{n}.example", 6 if n % 2 else 0) for n in range(60)]
    pages = [page("bug.example", 0.01, reason) for reason in reasons]
    verdict = judge(pages, *others)["bug.example"]
    assert verdict.effective_pages == pytest.approx(1)
    assert verdict.verdict is None
    assert "The same sign stands on 20 of 20 pages" in verdict.reason


def test_a_bug_on_half_of_the_pages_leaves_the_rest_to_judge_by() -> None:
    pages = [page("bug.example", 0.01, "A policy: “We invite”")] * 10
    verdict = judge(pages + [page("bug.example")] * 10)["bug.example"]
    assert verdict.effective_pages == pytest.approx(11)
    assert verdict.verdict in ("clear", "review")


def test_swapped_words_on_every_page_are_no_template() -> None:
    sign = "This word does not fit where it stands: it may have been swapped for another"
    pages = [page("spun.example", 0.01, f"{sign}: “{a} {b}”") for a in WORDS[:5] for b in WORDS[:4]]
    verdict = judge(pages)["spun.example"]
    assert verdict.effective_pages == 20
    assert verdict.verdict == "block"


def test_a_weak_sign_on_every_page_makes_no_page_count_less() -> None:
    pages = [page("a.example", 0.99, "This is page furniture: “Contact”")] * 20
    verdict = judge(pages)["a.example"]
    assert verdict.effective_pages == 20
    assert verdict.verdict == "clear"


def test_near_duplicates_count_as_one_page() -> None:
    verdict = judge(site("a.example", 20, cluster="c1"), site("b.example", 0))["a.example"]
    assert verdict.effective_pages == pytest.approx(1)
    assert verdict.verdict is None


def test_what_only_a_farm_does_is_worded_as_its_signals_word_it() -> None:
    folder = Path(darnel.sources.__file__).parent / "signals"
    written = " ".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    for start in OWN_DOING:
        assert start in written


def test_the_chief_sign_is_read_off_a_reason() -> None:
    kind, quote = chief_sign("A line stands twice: “Top 10 Ports” A policy: “We invite”")
    assert (kind, quote) == ("A line stands twice", "top 0 ports")
    assert chief_sign("No sign of assembly stands out.") == ("", "")


# who copies whom


def test_copies_are_counted_on_both_sides() -> None:
    copier = site("copier.example", 0, 6, copies=("victim.example",))
    found = judge(copier, site("victim.example", 0, 6))
    assert found["copier.example"].copies == {"victim.example": 6}
    assert found["victim.example"].copied_by == {"copier.example": 6}


def test_sources_with_one_template_are_one_network() -> None:
    a = site("a.example", 3, 8, template="t1")
    b = site("b.example", 3, 10, template="t1")
    found = judge(a, b, site("c.example", 0), networks=True)
    assert found["b.example"].members == ("b.example", "a.example")
    assert found["b.example"].pages == 18
    assert found["b.example"].template == "t1"
    assert set(found) == {"b.example", "c.example"}


def test_sources_that_copy_each_other_are_one_network_and_one_sided_copying_is_none() -> None:
    a = site("a.example", 0, copies=("b.example",))
    b = site("b.example", 0, copies=("a.example",))
    c = site("c.example", 0, copies=("a.example",))
    found = judge(a, b, c, networks=True)
    assert found["a.example"].members == ("a.example", "b.example")
    assert found["a.example"].copies == {}
    assert found["a.example"].copied_by == {"c.example": 20}


# rating lists


def test_a_list_is_shown_beside_and_changes_nothing_else() -> None:
    listed = RatingList("mine", "CC0", {"a.example": Entry(0.0, "mine", 0.0)})
    pages = site("a.example", 2, 20)
    alone, beside = judge(pages)["a.example"], judge(pages, prior=listed)["a.example"]
    assert beside.quality == alone.quality
    assert beside.verdict == alone.verdict
    assert beside.quality_with_prior < beside.quality
    assert (beside.prior_score, beside.prior_list) == (0.0, "mine")
    assert alone.quality_with_prior is None


def test_a_list_alone_convicts_no_honest_source() -> None:
    listed = RatingList("mine", "", {"a.example": Entry(0.0, "mine", 0.0)})
    assert judge(site("a.example", 0), prior=listed)["a.example"].quality_with_prior > 0.5


# how good


@pytest.mark.parametrize("pages", [5, 20])
def test_simulated_farms_are_told_as_well_as_counting_signs_allows(pages: int) -> None:
    rng = np.random.default_rng(5)
    farm = np.arange(600) % 2 == 0
    flagged = rng.binomial(pages, np.where(farm, 0.3, 0.02))
    found = judge(*(site(f"s{n}", int(x), pages) for n, x in enumerate(flagged)))
    quality = np.array([found[f"s{n}"].quality for n in range(600)])
    best = roc_auc_score(farm, flagged)
    assert roc_auc_score(farm, -quality) >= best - 0.002
    honest_blocked = sum(found[f"s{n}"].verdict == "block" for n in np.flatnonzero(~farm))
    assert honest_blocked / 300 < 0.02


def test_intervals_hold_the_share_of_farm_pages() -> None:
    rng = np.random.default_rng(6)
    farm = np.arange(600) % 2 == 0
    share = np.where(farm, rng.beta(1.5, 3.5, 600), rng.beta(0.4, 19.6, 600))
    flagged = rng.binomial(20, share)
    found = judge(*(site(f"s{n}", int(x)) for n, x in enumerate(flagged)))
    held = [
        found[f"s{n}"].farm_share_low <= true <= found[f"s{n}"].farm_share_high
        for n, true in enumerate(share)
    ]
    assert 0.86 <= np.mean(held) <= 0.97


def test_the_assumed_prevalence_is_the_models() -> None:
    from darnel.doors.sources import PREVALENCE as ASSUMED

    assert ASSUMED == PREVALENCE
