from __future__ import annotations

import math
import subprocess
import sys
from unittest.mock import patch
from zlib import crc32

import numpy as np
import pytest
import textstat
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from prose import FOOTBALL, STORY, text
from textstat.backend.counts import _count_syllables

from darnel import syllables
from darnel.article import Article
from darnel.artifacts import FOLDER, arrays
from darnel.signals.readability import SIGNAL, Counts, counted, indices, words_of
from darnel.text import parse

INDICES = [
    ("flesch", "flesch_reading_ease"),
    ("grade", "flesch_kincaid_grade"),
    ("fog", "gunning_fog"),
    ("smog", "smog_index"),
    ("ari", "automated_readability_index"),
    ("coleman_liau", "coleman_liau_index"),
    ("dale_chall", "dale_chall_readability_score"),
]

PLAIN = (
    "You can apply for help with your rent. You do not need a lawyer. You need to fill in a form and "
    "send it to your council. The council will write to you within ten days. If they say no, you can "
    "ask them to look at it again. You must ask within one month. You can ask a friend to help you "
    "with the form. The form asks who lives with you and how much money you get. Keep a copy of the "
    "form. If your rent goes up, tell the council at once. They may pay you more. If you move house, "
    "you must start again with a new form. The council can stop the money if you do not tell them."
)
SIMPLE = (
    "The cat sat on the mat near the door. The dog ran to the gate and saw a man there. The man had "
    "a red hat. He gave the dog some bread. The happy children laughed about everything that "
    "evening. Later the family walked home together along the river. Nobody wanted it to end. "
) * 3
LEGAL = (
    "The tenant shall pay to the landlord, without any deduction or set-off, the rent reserved by "
    "this lease by equal quarterly payments in advance on the usual quarter days, the first of such "
    "payments, being a proportionate sum in respect of the period from the date of this lease to the "
    "next quarter day, to be made on the execution of this lease. If the rent or any part of it "
    "remains unpaid for twenty-one days after becoming payable, whether formally demanded or not, or "
    "if any covenant on the part of the tenant is not performed or observed, the landlord may at any "
    "time thereafter re-enter the premises, and thereupon this tenancy shall absolutely determine, "
    "but without prejudice to the right of action of the landlord in respect of any antecedent "
    "breach of the tenant's covenants contained in this lease."
)
OBITUARY = (
    "Harald Oss, who ran the ferry from the island for forty years, died on Sunday. He was 81. He was "
    "born on the island in 1937, the third of five children, and went to sea at 15. In 1962 he "
    "married Ingrid Vale, a teacher. She died in 2009. He is survived by two daughters, Maren and "
    "Lise; a son, Per; seven grandchildren; and a sister, Anna, of Port Calder. A service will be "
    "held at St. Olaf's Church at 11 a.m. on Friday. Friends may call at the hall from 3 p.m. The "
    "family asks for no flowers. Gifts may be sent to the lifeboat station. He never missed a sailing."
)
POEM = "\n".join(["The sea is grey beyond the wall", "and no one answers when I call"] * 20)
TYPOGRAPHY = (
    "The well-known ferry – a 40-year-old ship – cost $3.5 million, said J. K. Vale of the U.S. "
    "(The price is in the board's files: see www.example.org/ferry_papers.) 'Tis late, they're told. "
    "I'm sure the so-called experts' views won't count; rock 'n' roll will. O'Neil wouldn't sign it."
)


class OurDictionary(dict[str, list[list[str]]]):
    """The counts of our table in the form of nltk's dictionary."""

    def __missing__(self, word: str) -> list[list[str]]:
        stored, key = arrays("syllables"), np.uint32(crc32(word.encode()))
        at = np.searchsorted(stored["words"], key)
        if at == len(stored["words"]) or stored["words"][at] != key:
            raise KeyError(word)
        return [["AH0"] * int(stored["counts"][at])]


@pytest.fixture(autouse=True)
def oracle():
    """textstat, offline: its dictionary is our table of the same counts."""
    with patch.object(_count_syllables, "get_cmudict", lambda lang: OurDictionary()):
        yield textstat


def whole(article_text: str) -> Counts:
    pages = parse([Article(text=article_text)])
    return counted(pages, words_of(pages), pages.body.page, 1)


def ours(article_text: str) -> dict[str, float]:
    return {name: float(values[0]) for name, values in indices(whole(article_text)).items()}


def reading(article_text: str):
    return SIGNAL.measure(parse([Article(text=article_text)]))


def score(article_text: str) -> float:
    return float(reading(article_text).features["score"][0])


@pytest.mark.parametrize(("name", "theirs"), INDICES)
@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(SIMPLE, id="simple prose"),
        pytest.param(PLAIN, id="a plain-language page"),
        pytest.param(LEGAL, id="a lease"),
        pytest.param(FOOTBALL, id="a match report"),
        pytest.param(" ".join((STORY[0], STORY[1], *STORY[3:7])), id="news"),
    ],
)
def test_each_index_is_textstats_where_both_see_the_same_sentences(name, theirs, sample) -> None:
    assert whole(sample).sentences[0] == textstat.sentence_count(sample)
    assert ours(sample)[name] == pytest.approx(getattr(textstat, theirs)(sample), abs=1e-9)


WORDS = st.sampled_from(
    "ferry harbour the a island's don't WE'RE I'm o'clock twenty-one self-evident 3,500 1962 e-mail "
    "unbelievably institution naïve café 'the' \"quoted\" (aside) word—word – / & #tag 50% and/or "
    "heterogeneity xylotropes they'd've Smith; however, every nobody".split()
)
SENTENCE = st.tuples(WORDS, WORDS, st.lists(WORDS, max_size=9)).map(
    lambda parts: " ".join(["Then the ferry", parts[0], parts[1], *parts[2], "left"])
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCE, min_size=1, max_size=6), st.sampled_from([". ", ".\n\n", "! "]))
def test_indices_are_textstats_on_any_words(sentences: list[str], stop: str) -> None:
    sample = stop.join(sentences) + stop.strip()
    with patch.object(_count_syllables, "get_cmudict", lambda lang: OurDictionary()):
        assume(whole(sample).sentences[0] == textstat.sentence_count(sample))
        measured = ours(sample)
        for name, theirs in INDICES:
            expected = getattr(textstat, theirs)(sample)
            assert measured[name] == pytest.approx(expected, abs=1e-9), name


def test_words_syllables_letters_and_signs_are_textstats_in_awkward_typography() -> None:
    sample = TYPOGRAPHY.replace("_", "-")
    counts = whole(sample)
    assert counts.words[0] == textstat.lexicon_count(sample)
    assert counts.syllables[0] == textstat.syllable_count(sample)
    assert counts.letters[0] == textstat.letter_count(sample)
    assert counts.characters[0] == textstat.char_count(sample)
    assert counts.pieces[0] == len(sample.split())
    assert counts.polysyllables[0] == textstat.polysyllabcount(sample)
    assert counts.unfamiliar[0] == textstat.difficult_words(sample, 0)


def test_curly_apostrophes_are_read_as_straight_ones() -> None:
    assert ours(TYPOGRAPHY.replace("n't", "n’t").replace("'s ", "’s ")) == ours(TYPOGRAPHY)


def test_reading_ease_of_ordinary_prose_is_near_textstats() -> None:
    for sample in (text(*STORY), OBITUARY, TYPOGRAPHY):
        assert ours(sample)["flesch"] == pytest.approx(textstat.flesch_reading_ease(sample), abs=5)


def test_syllables_are_those_of_the_dictionary_or_of_hyphenation() -> None:
    words = ["people", "reading", "everything", "rhythm", "xylotrope"]
    counts = syllables.counts(words, syllables.hashes_of(words))
    assert counts.tolist() == [2, 2, 3, 2, syllables.hyphenated("xylotrope")]


def test_the_dictionarys_licence_stands_beside_its_counts() -> None:
    assert "Carnegie Mellon University" in (FOLDER / "syllables.LICENSE").read_text("utf-8")
    assert (FOLDER / "syllables.npz").stat().st_size < 700_000


def test_textstat_and_nltk_are_not_imported_to_measure() -> None:
    program = (
        "import sys; from darnel.article import Article; from darnel.text import parse;"
        "from darnel.signals.readability import SIGNAL;"
        "SIGNAL.measure(parse([Article(text='The unbelievable ferry left. ' * 50)]));"
        "assert not {'textstat', 'nltk'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(text(*STORY), id="news"),
        pytest.param(PLAIN, id="a plain-language page"),
        pytest.param(LEGAL, id="a lease"),
        pytest.param(OBITUARY, id="an obituary"),
        pytest.param(f"{FOOTBALL} {FOOTBALL}", id="a match report"),
    ],
)
def test_honest_genres_lie_within_the_usual(sample: str) -> None:
    assert score(sample) < 0.05
    assert reading(sample).findings == [[]]


def test_a_primer_lies_near_the_usual() -> None:
    assert score(SIMPLE) < 0.15


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(POEM, id="a poem"),
        pytest.param("Ferries\nHarbour news\nTimetable 2019\n" * 40, id="a list of links"),
        pytest.param("12 34.5 67\n" * 100, id="a table"),
        pytest.param(STORY[0], id="one sentence"),
        pytest.param("", id="nothing"),
    ],
)
def test_without_running_text_there_is_no_score(sample: str) -> None:
    assert math.isnan(score(sample))


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(
            "Institutional heterogeneity notwithstanding, organisational incommensurability. " * 30,
            id="only long words",
        ),
        pytest.param("It is so. We go up. He is in. " * 30, id="chopped into scraps"),
        pytest.param("and the ferry left the quay but the rain came on " * 40, id="never a stop"),
    ],
)
def test_garbled_or_flattened_prose_lies_outside(sample: str) -> None:
    assert score(sample) > 0.4


def test_further_outside_scores_higher() -> None:
    run_on = "and the ferry left the quay but the rain came on "
    assert score(run_on * 20) < score(run_on * 60) <= 1


def test_paragraphs_of_two_levels_have_a_wider_spread() -> None:
    even = reading(text(*[PLAIN] * 4)).features["spread"][0]
    mixed = reading(text(PLAIN, LEGAL, PLAIN, LEGAL)).features["spread"][0]
    assert even == pytest.approx(0, abs=1e-6)
    assert mixed > 20


def test_a_sentence_without_end_is_pointed_at() -> None:
    endless = ("and then the ferry came back to the island with the wind behind it " * 12).strip()
    article = Article(text=text(*STORY[:3], endless, *STORY[3:]))
    (finding,) = SIGNAL.measure(parse([article])).findings[0]
    assert finding.quote == endless == article.text[finding.start : finding.end]


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(
            "the tenant shall pay the rent, the rates, and the costs; " * 20, id="a statute"
        ),
        pytest.param("Maren Oss Ingrid Vale Per Calder " * 40, id="a list of names"),
        pytest.param("12 34 56 78 ships and 9 boats " * 40, id="a table on one line"),
    ],
)
def test_enumerations_without_end_are_not_pointed_at(sample: str) -> None:
    assert reading(sample).findings == [[]]
