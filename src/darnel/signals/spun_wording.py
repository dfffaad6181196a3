"""Words were swapped for synonyms by a machine.

Why: spinning makes a copy look new; it swaps words without regard to sense, number or idiom, so
that words stand side by side that nobody puts together ("a outdated house", "9 12 months").
False alarms: poems, jargon, translations, dialect, and subjects far from the news that the pairs
were counted on: so pairs alone never reach a half. Writers who slip with "a" and "an".
Source: improbable word pairs as in spinning detection by Shahid et al. (2017); the counts come from
`training/word_pairs.py` as hashed levels, from which no text can be read back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import arrays
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Ints, Pages

NAME = "spun_wording"

PAIR_BITS = 23
"""Two to this many levels hold the seen pairs; a pair never seen meets another's level in 5 %."""

LEVELS = 12
"""Counts of articles are kept as levels, each twice the one before; 0 is under three publishers."""

LEAST_PAIRS = 60
"""Pairs that a rate needs."""

ODD = 1.5
"""Log-odds from which a pair speaks for a swap: about one in forty of honest prose."""

MOST_DEVIATION = 6.0
"""Honest pages far from the news (manuals, shops, wire copy) reach this and more: the pairs alone
must not convict, so what lies beyond does not count, and it takes a slip to pass a half."""

OF_DEVIATION, OF_SLIP, OF_FIRST_SLIP, MIDDLE = 0.53, 2.0, 1.7, 5.2
"""Log-odds of a deviation, a slip and the first slip, fitted on spun news and web pages, and where
the score is a half: one slip needs wording as far off as one honest page in fifty has."""

MOST_SLIPS = 6

ENGLISH = 0.6
"""Share of lower-case words that English news knows; under it "a" is another language's."""

FREQUENT = 6
"""The level from which a word is a common one: in 32 articles or more."""

SHOWN = 0.6
"""A score from which places are pointed at."""

FAR = 3.0
"""Deviations from which pairs are pointed at, beside two slips: each alone is everyday."""

MOST_FINDINGS = 8

_PAIR = np.uint32(2654435761)

_COUNT, _TEN, _ORDINAL, _FIGURE = 1, 2, 3, 4
_ROLES = {
    **dict.fromkeys(("two", "three", "four", "five", "six", "seven", "eight", "nine"), _COUNT),
    **dict.fromkeys(("ten", "eleven", "twelve"), _COUNT),
    **dict.fromkeys(("twenty", "thirty", "forty", "fifty", "sixty"), _TEN),
    **dict.fromkeys(("seventy", "eighty", "ninety"), _TEN),
    **dict.fromkeys(("second", "third", "fourth", "fifth", "sixth"), _ORDINAL),
    **dict.fromkeys(("seventh", "eighth", "ninth"), _ORDINAL),
    **{"12": _FIGURE, "months": _FIGURE + 1, "24": _FIGURE + 2, "hours": _FIGURE + 3},
}
"""What spinners put for a year and a day ("9 12 months"): a figure and its unit are neighbours here.
Compound ordinals bear a hyphen: "forty ninth" was "49th" ("twenty first century" is common)."""


def pair_keys(pages: Pages) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Hash each pair of lower-case words that stand side by side with only a blank between.

    Gives where the second word stands, and the key of the pair.
    """
    body, vocabulary = pages.body, pages.vocabulary
    if len(body) < 2:  # noqa: PLR2004 (no pair)
        return np.zeros(0, np.int64), np.zeros(0, np.uint32)
    plain = pages.gaps.flags(lambda gap: gap == " ")[body.before[1:]]
    lower = (vocabulary.lower_case & vocabulary.alphabetic)[body.word]
    at = np.flatnonzero(plain & lower[1:] & lower[:-1] & (body.page[1:] == body.page[:-1])) + 1
    hashed = vocabulary.hash[body.word]
    key = (hashed[at - 1] * _PAIR) ^ hashed[at]
    key ^= key >> np.uint32(15)
    key *= np.uint32(0x85EBCA6B)
    key ^= key >> np.uint32(13)
    return at, key & np.uint32((1 << PAIR_BITS) - 1)


def word_levels(pages: Pages) -> NDArray[np.uint8]:
    """Give the level of every distinct word: how many articles write it in lower case."""

    def make() -> NDArray[np.uint8]:
        stored = arrays("word_pairs")
        words, hashed = stored["words"], pages.vocabulary.hash
        at = np.minimum(np.searchsorted(words, hashed), len(words) - 1)
        return np.where(words[at] == hashed, stored["levels"][at], 0).astype(np.uint8)

    return pages.once("spun_wording.levels", make)


def cells(pages: Pages) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give where each pair's second word stands, and its cell: first, second and pair level."""
    at, key = pair_keys(pages)
    level = word_levels(pages)[pages.body.word].astype(np.int64) if len(at) else np.zeros(0, int)
    pair = arrays("word_pairs")["pairs"][key].astype(np.int64)
    return at, (level[at - 1] * LEVELS + level[at]) * LEVELS + pair


def deviation(
    odds: FloatArray, page: Ints, pages: int, spread: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give each page's mean log-odds of a pair, in deviations from news, and its pairs.

    z = (mean - m) / sqrt(b + w / n), with b between articles and w within one.
    """
    count = np.bincount(page, minlength=pages).astype(np.float64)
    mean = np.bincount(page, odds, pages) / np.maximum(count, 1)
    middle, between, within = spread
    z: FloatArray = (mean - middle) / np.sqrt(between + within / np.maximum(count, 1))
    return z, count


def measure(pages: Pages) -> Reading:
    """Measure how improbable neighbouring words are, and what a machine's swap left behind."""
    stored, body = arrays("word_pairs"), pages.body
    at, cell = cells(pages)
    odds = stored["odds"].astype(np.float64)[cell]
    page = body.page[at]
    z, count = deviation(odds, page, len(pages), stored["spread"].astype(np.float64))
    enough = count >= LEAST_PAIRS
    articles, units, names = _wrong_articles(pages), _swapped_units(pages), _broken_names(pages)
    wrong = np.bincount(body.page[articles], minlength=len(pages)).astype(np.float64)
    swapped = np.bincount(body.page[units[0]], minlength=len(pages)).astype(np.float64)
    broken = np.bincount([page for page, _, _ in names], minlength=len(pages)).astype(np.float64)
    slips = np.minimum(wrong + swapped + broken, MOST_SLIPS)
    raw = OF_DEVIATION * np.where(enough, np.clip(z, 0, MOST_DEVIATION), 0)
    raw += OF_SLIP * slips + OF_FIRST_SLIP * (slips > 0)
    some = enough | (slips > 0)
    floor = 1 / (1 + np.exp(MIDDLE))
    score = np.where(some, (1 / (1 + np.exp(MIDDLE - raw)) - floor) / (1 - floor), np.nan)
    known = (cell >= LEVELS * LEVELS) & (cell // LEVELS % LEVELS > 0)
    both = np.maximum(np.bincount(page, known, len(pages)), 1)
    unseen = np.bincount(page, known & (cell % LEVELS == 0), len(pages)) / both
    findings = Findings(NAME, pages)
    shown = score >= SHOWN
    odd = (odds >= ODD) & shown[page] & ((slips > 1) & (z >= FAR))[page]
    _point(pages, articles[shown[body.page[articles]]], at[odd], odds[odd], score, findings)
    _point_slips(pages, units, names, findings)
    return Reading(
        {
            "score": score,
            "unseen_pairs": np.where(enough, unseen, np.nan),
            "deviation": np.where(enough, z, np.nan),
            "rare_words": np.where(enough, _rare_words(pages), np.nan),
            "wrong_articles": np.where(some, wrong, np.nan),
            "swapped_units": np.where(some, swapped, np.nan),
            "broken_names": np.where(some, broken, np.nan),
        },
        findings.lists,
    )


def _wrong_articles(pages: Pages) -> NDArray[np.int64]:
    """List "a" before a vowel and "an" before a consonant, on pages in English.

    A swap keeps the article of the word that it took out. Words that begin with u, h, eu or one are
    left out: there the sound, and for some the dialect, decides.
    """
    body, vocabulary = pages.body, pages.vocabulary
    if len(body) < 2:  # noqa: PLR2004 (article and noun)
        return np.zeros(0, np.int64)
    plain = pages.gaps.flags(lambda gap: gap == " ")[body.before[1:]]
    level, lower = word_levels(pages), vocabulary.lower_case & vocabulary.alphabetic
    usable = lower & vocabulary.content & vocabulary.flags(str.islower)
    usable &= (level > 0) | (vocabulary.length >= LEAST_UNKNOWN)
    usable &= vocabulary.length > 2  # noqa: PLR2004 (letters and abbreviations are read by name)
    vowel = usable & vocabulary.flags(_opens_with_vowel)
    consonant = usable & vocabulary.flags(_opens_with_consonant)
    one, other = vocabulary.among({"a"}) & lower, vocabulary.among({"an"}) & lower
    first, second = body.word[:-1], body.word[1:]
    slip = plain & ((one[first] & vowel[second]) | (other[first] & consonant[second]))
    words = np.maximum(np.bincount(body.page, lower[body.word], len(pages)), 1)
    english = (
        np.bincount(body.page, (lower & (level > 0))[body.word], len(pages)) / words >= ENGLISH
    )
    slip &= english[body.page[1:]] & (body.page[1:] == body.page[:-1])
    return np.flatnonzero(slip)


LEAST_UNKNOWN = 5
"""A shorter word that news does not know may be an abbreviation."""


def _opens_with_vowel(word: str) -> bool:
    return word[0] in "aeio" and not word.startswith(("eu", "ew", "one", "once", "oui"))


def _opens_with_consonant(word: str) -> bool:
    """Say whether a consonant opens a word that can be spoken ("nginx" is spelled out)."""
    return word[0] in "bcdfgjklmnpqrstvwxyz" and word[1:2] in tuple("aeiouyrlhw")


def _rare_words(pages: Pages) -> FloatArray:
    """Count the lower-case words that news hardly uses, per 100 words."""
    rare = (word_levels(pages) == 0) & pages.vocabulary.lower_case & pages.vocabulary.alphabetic
    body = pages.body
    found = np.bincount(body.page, rare[body.word], len(pages)) if len(body) else np.zeros(1)
    rate: FloatArray = 100 * found / np.maximum(np.diff(body.page_words), 1)
    return rate


def _swapped_units(pages: Pages) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the word ranges of numbers before a spinner's unit, and of ordinals in two words."""
    body, vocabulary = pages.body, pages.vocabulary
    if len(body) < 3:  # noqa: PLR2004 (number, figure, unit)
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    plain = pages.gaps.flags(lambda gap: gap == " ")[body.before]
    plain &= np.append(False, body.page[1:] == body.page[:-1])
    role = np.fromiter((_ROLES.get(word, 0) for word in vocabulary.lowers), np.uint8)
    role = role[vocabulary.lower][body.word]
    figures = vocabulary.numeric & (vocabulary.length < 3)  # noqa: PLR2004 (no year)
    count = figures[body.word] | (role == _COUNT)
    unit = (role[2:] == role[1:-1] + 1) & ((role[1:-1] == _FIGURE) | (role[1:-1] == _FIGURE + 2))
    middle = np.flatnonzero(unit & count[:-2] & plain[1:-1] & plain[2:]) + 1
    spelled = np.flatnonzero((role[:-1] == _TEN) & (role[1:] == _ORDINAL) & plain[1:])
    return np.append(middle - 1, spelled), np.append(middle + 2, spelled + 2)


def _capital_pairs(
    pages: Pages, *, title: bool
) -> tuple[Ints, NDArray[np.int64], NDArray[np.int64]]:
    """List pairs of capitalised common words: where the second stands, and both by number."""
    tokens, vocabulary = (pages.title if title else pages.body), pages.vocabulary
    if len(tokens) < 2:  # noqa: PLR2004 (no pair)
        none = np.zeros(0, np.int64)
        return none.astype(np.int32), none, none
    usable = vocabulary.capitalised & vocabulary.content & vocabulary.alphabetic
    usable &= (word_levels(pages) >= FREQUENT) & ~vocabulary.shouted
    fit = usable[tokens.word]
    plain = pages.gaps.flags(lambda gap: gap == " ")[tokens.before[1:]]
    same = tokens.sentence[1:] == tokens.sentence[:-1]
    at = (np.flatnonzero(fit[1:] & fit[:-1] & plain & same) + 1).astype(np.int32)
    lower = vocabulary.lower[tokens.word].astype(np.int64)
    return at, lower[at - 1], lower[at]


def _broken_names(pages: Pages) -> list[tuple[int, int, int]]:
    """Find names of the title that the body repeats with another first word, and never as titled.

    Gives page, start and end of the first place.
    """
    at, first, second = _capital_pairs(pages, title=False)
    title_at, title_first, title_second = _capital_pairs(pages, title=True)
    body, title, lower = pages.body, pages.title, pages.vocabulary.lower
    found: list[tuple[int, int, int]] = []
    size = np.int64(len(pages.vocabulary.lowers) + 1)
    where = body.page[at].astype(np.int64) * size + second
    wanted = title.page[title_at].astype(np.int64) * size + title_second
    for number in np.flatnonzero(np.isin(wanted, where)):
        page = int(title.page[title_at[number]])
        own = lower[body.word[body.page_words[page] : body.page_words[page + 1]]]
        if (own == title_first[number]).any():
            continue
        others = np.flatnonzero(where == wanted[number])
        heads, counts = np.unique(first[others], return_counts=True)
        head = heads[counts.argmax()]
        titled = lower[title.word[title.page_words[page] : title.page_words[page + 1]]]
        if counts.max() < LEAST_BROKEN or (titled == head).any() or len(heads) > 1:
            continue
        place = at[others[0]]
        found.append((page, int(body.start[place - 1]), int(body.end[place])))
    return found


LEAST_BROKEN = 3
"""Once or twice may be another thing of the same kind."""


def _point(
    pages: Pages,
    articles: NDArray[np.int64],
    at: NDArray[np.int64],
    odds: FloatArray,
    score: FloatArray,
    findings: Findings,
) -> None:
    """Point at wrong articles, then at the least probable pairs that do not touch."""
    body = pages.body
    places: dict[int, list[int]] = {}
    for place in articles.tolist():
        number = int(body.page[place])
        mine = places.setdefault(number, [])
        if len(mine) < MOST_FINDINGS:
            mine.append(place)
            findings.add(
                number, "text", body.start[place], body.end[place + 1], float(score[number]),
                "“A” or “an” does not fit: the word after it seems to have been swapped.",
            )  # fmt: skip
    for place in at[np.argsort(-odds, kind="stable")].tolist():
        number = int(body.page[place])
        mine = places.setdefault(number, [])
        if len(mine) < MOST_FINDINGS and all(abs(place - 1 - other) > 1 for other in mine):
            mine.append(place - 1)
            findings.add(
                number, "text", body.start[place - 1], body.end[place], float(score[number]),
                "These words hardly ever stand side by side in news.",
            )  # fmt: skip


def _point_slips(
    pages: Pages,
    units: tuple[NDArray[np.int64], NDArray[np.int64]],
    names: list[tuple[int, int, int]],
    findings: Findings,
) -> None:
    body = pages.body
    for start, end in zip(*units, strict=True):
        findings.add(
            int(body.page[start]), "text", body.start[start], body.end[end - 1], 0.7,
            "A machine seems to have put this for a plain word or figure.",
        )  # fmt: skip
    for number, begin, stop in names:
        findings.add(
            number, "text", begin, stop, 0.7,
            "The headline has this name with another word: one was swapped for a synonym.",
        )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of slips and improbable word pairs together", evidence=True),
        Feature("unseen_pairs", "share of pairs of known words that real news never puts together"),
        Feature("deviation", "mean improbability of word pairs, in deviations from news"),
        Feature("rare_words", "words in 100 that news hardly uses"),
        Feature("wrong_articles", "“a” before a vowel, “an” before a consonant", evidence=True),
        Feature(
            "swapped_units", "numbers before a spinner's unit, ordinals in two words", evidence=True
        ),
        Feature("broken_names", "names of the title with another word in the text", evidence=True),
    ),
    measure,
)
