"""What a page is worth does not change when its letters are swapped or unseen ones are put in.

Pages are written for the tests. The suite of attacks on real pages is `training.attacks`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from farmed import farmed, honest, prose

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.scorer import Scorer
from training.attacks import ATTACKS, Attack
from training.attacks.report import article, seeded
from training.attacks.undone import UNDONE
from training.simulate import RESIDUE

AS_BEFORE = 1e-6
"""By so much may a feature differ; an attack on letters or unseen characters reaches no signal."""

OF_CHARACTERS = frozenset({"repetition.duplicate_block_characters"})
"""Features that count the characters as received, unseen ones too; the model does not weigh them."""


PADDED = 0.05
"""By so much may 150 honest words raise the quality of a page that is plainly a farm's."""

SLACK = 0.005
"""By so much may a policy, which weighs little, thin what else was planted on a page that is far under every band."""

PADDING = [a for a in ATTACKS if a.group == "padding" and "within" not in a.name]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load()


@pytest.fixture(scope="module")
def untouched(scorer: Scorer) -> Assessment:
    return scorer.assess([article(farmed())])[0]


@pytest.fixture(scope="module")
def judged(scorer: Scorer) -> dict[str, Assessment]:
    """The page under every attack of the tests, by the attack's name."""
    attacks = [*UNDONE, *PADDING]
    given = [article(a.change(farmed(), seeded(a.name, 0), prose)) for a in attacks]
    found = scorer.assess(given)
    for page, said in zip(given, found, strict=True):
        for finding in said.findings:
            assert page.field(finding.field)[finding.start : finding.end] == finding.quote
    return {attack.name: said for attack, said in zip(attacks, found, strict=True)}


def moved(one: Assessment, other: Assessment) -> dict[str, tuple[float, float]]:
    """Features that differ, those apart that say that a page is disguised."""
    return {
        name: (value, other.signals[name])
        for name, value in one.signals.items()
        if not name.startswith("disguise.")
        and name not in OF_CHARACTERS
        and not (math.isnan(value) and math.isnan(other.signals[name]))
        and not abs(value - other.signals[name]) <= AS_BEFORE
    }


@pytest.mark.parametrize("attack", UNDONE, ids=lambda attack: attack.name)
def test_swapped_and_unseen_characters_hide_nothing(
    attack: Attack, judged: dict[str, Assessment], untouched: Assessment
) -> None:
    said = judged[attack.name]
    assert moved(untouched, said) == {}
    assert said.quality is not None
    assert untouched.quality is not None
    assert said.quality <= untouched.quality + AS_BEFORE
    assert said.language == "en"
    assert len(said.findings) >= len(untouched.findings)


def test_a_finding_quotes_the_page_as_it_came_disguise_and_all(scorer: Scorer) -> None:
    page = farmed()
    line = page.blocks[2].replace("ferry", "fer\u200brу")
    blocks = (*page.blocks[:2], line, *page.blocks[3:])
    said = scorer.assess([Article(text="\n\n".join(blocks), title=page.title)])[0]
    quotes = {f.quote for f in said.findings if f.signal == "duplicated_headline"}
    assert line in quotes


@pytest.mark.parametrize("attack", PADDING, ids=lambda attack: attack.name)
def test_good_words_buy_next_to_nothing(
    attack: Attack, judged: dict[str, Assessment], untouched: Assessment
) -> None:
    said = judged[attack.name]
    assert said.quality is not None
    assert untouched.quality is not None
    assert said.quality <= untouched.quality + PADDED


@pytest.mark.parametrize("attack", PADDING, ids=lambda attack: attack.name)
def test_good_words_buy_no_other_band_for_a_page_far_under_it(
    attack: Attack, scorer: Scorer
) -> None:
    page, line = farmed(), "Harbour Ferry Norwick Yard Engine Cracks Autumn"
    page = replace(page, blocks=(line, line, *page.blocks), labels=(RESIDUE, RESIDUE, *page.labels))
    padded = attack.change(page, seeded(attack.name, 0), prose)
    assert [a.band for a in scorer.assess([article(page), article(padded)])] == ["block", "block"]


@pytest.mark.parametrize("attack", PADDING, ids=lambda attack: attack.name)
def test_good_words_clear_no_page_that_is_blocked(
    attack: Attack, judged: dict[str, Assessment], untouched: Assessment
) -> None:
    assert untouched.band == "block"
    assert judged[attack.name].band != "clear"


def test_the_more_is_planted_the_lower_the_quality(scorer: Scorer) -> None:
    whole, own = farmed(), honest()
    planted = [i for i, block in enumerate(whole.blocks) if block not in own.blocks]
    steps = (0, 4, 5, len(planted))  # a headline and its passage, the title again, a comment policy
    kept = [set(planted[:count]) for count in steps]
    pages = [
        "\n\n".join(b for i, b in enumerate(whole.blocks) if i in some or b in own.blocks)
        for some in kept
    ]
    said = scorer.assess([Article(text=text, title=whole.title) for text in pages])
    quality = [a.quality for a in said if a.quality is not None]
    assert len(quality) == len(pages)
    *assembled, with_policy = quality
    assert assembled == sorted(assembled, reverse=True)
    assert with_policy < assembled[-1] + SLACK
    assert said[0].band == "clear"


HONEST = [
    pytest.param("Her name, Наталья Роса, is on the list, and «Оса» is her boat.", id="Russian"),
    pytest.param("The mayor of Kyiv, Віталій Кличко, sent his regards.", id="Ukrainian"),
    pytest.param("The café is called ΚΑΦΕ ΝΑΞΟΣ, and its owner Αλέξης Νέος.", id="Greek"),
    pytest.param("The captain, حسن روحانی‎, comes from Bushehr.", id="Persian with a mark"),
    pytest.param("He wrote ‏«שלום לכולם»‏ on the wall of the harbour.", id="Hebrew between marks"),
    pytest.param("They named the ship नर्मदा, after the river, and क्\u200dष is its sign.", id="Hindi"),
    pytest.param("President Xi Jinping (习近平) sent flowers, ＣＣＴＶ reported.", id="Chinese"),
    pytest.param("Nguyễn Thị Đông and Đặng Hữu Phước keep the bakery.", id="Vietnamese"),
    pytest.param("Nguyễn Thị Đông", id="Vietnamese, decomposed"),
    pytest.param("Jiří Dvořák and Růžena Šťastná arrived from Plzeň.", id="Czech"),
    pytest.param("Işıl Kılıç and İbrahim Gündoğan came from Diyarbakır.", id="Turkish"),
    pytest.param("The Cherokee call themselves ᏣᎳᎩ, the Inuit say ᓄᓇᕗᑦ.", id="syllabaries"),
    pytest.param("Հայաստան is what Armenians call Armenia.", id="Armenian"),
    pytest.param("Thanks to all 👩🏽\u200d⚕️👨\u200d👩\u200d👧 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿 from the quay ❤️!", id="emoji"),
    pytest.param("Run `for (int i0 = 0; i0 < nAll; ++i0) { l1[i0] = \"a1b0\"; }` twice.", id="code"),
    pytest.param("So ∑ᵢ xᵢ² ≤ ε for all x ∈ ℝⁿ, and ℓ₂(𝑓) = ∫𝑓(𝑥)d𝑥, with α, β and µ fixed.", id="mathematics"),
    pytest.param("It is pronounced /ˈnɔːɹɪtʃ/, or [ˈnɒɹɪdʒ] by the old, ʃ and θ apart.", id="phonetic signs"),
    pytest.param("O   sea,\n      o sea,\n   the\u2003\u2003gulls\n           go  by,\n  o sea", id="a poem with its blanks"),
    pytest.param("The har\u00adbour mas\u00adter’s pre\u00adde\u00adces\u00adsor had re\u00adtired.", id="hyphenation"),
    pytest.param("It costs 400\u00a0pounds, says Mr.\u00a0Hale, and 5\u202f% more in\u00a0May.", id="fixed blanks"),
    pytest.param("\ufeffAs the paper went to print, nothing was settled.", id="a byte order mark"),
    pytest.param("A long.address\u200b/broken\u200b/where/it\u200b/may/be is on the leaflet.", id="breaks in an address"),
    pytest.param("Hawaiʻi and Kauaʻi, O’ahu and Oʼahu, are named in the log.", id="apostrophes of all kinds"),
    pytest.param("He paid 5′ 6″ of rope, No. 5 at ½ price, 20 ℃, ™ and © apart.", id="signs"),
]  # fmt: skip


@pytest.mark.parametrize("words", HONEST)
def test_honest_letters_of_other_scripts_are_no_disguise_and_cost_nothing(
    words: str, scorer: Scorer
) -> None:
    page = honest()
    blocks = [words + " " + page.blocks[0], *page.blocks[1:4], words, *page.blocks[4:]]
    plain = [b if b != words else "So it is said." for b in blocks]
    plain[0] = page.blocks[0]
    said, base = scorer.assess(
        [Article(text="\n\n".join(b), title=page.title) for b in (blocks, plain)]
    )
    assert said.signals["disguise.score"] == 0
    assert not [f for f in said.findings if f.signal == "disguise"]
    assert said.band == "clear"
    assert said.language == "en"
    assert said.quality is not None
    assert base.quality is not None
    assert said.quality >= base.quality - HONEST_COST


HONEST_COST = 0.03
"""By so much may a sentence, printed twice, lower the quality of an honest page, whatever its letters."""


def test_a_page_that_is_hyphenated_throughout_is_read_as_without(scorer: Scorer) -> None:
    page = honest()
    hyphenated = (
        page.text.replace("tt", "t\u00adt").replace("mp", "m\u00adp").replace("er", "e\u00adr")
    )
    said, base = scorer.assess([Article(text=t, title=page.title) for t in (hyphenated, page.text)])
    assert said.signals["disguise.score"] == 0
    assert moved(base, said) == {}
    assert said.quality == base.quality
