"""Words were swapped for synonyms by a machine.

Why: spinning makes a copy look new; it swaps words without regard to sense, number or idiom, so
that words stand side by side that nobody puts together ("a outdated house", "9 12 months").
False alarms: poems, jargon, translations, dialect, and subjects far from the news that the pairs
were counted on. Writers who slip with "a" and "an".
Source: improbable word pairs as in spinning detection by Shahid et al. (2017); `darnel/context.py`
says how well a word fits, `training/word_pairs.py` where the counts and weights come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel import context
from darnel.artifacts import arrays
from darnel.context import FREQUENT, word_levels
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Ints, Pages

NAME = "spun_wording"

LEAST_WORDS = 50
"""Words to judge that a page needs."""

STEPS = np.arange(-6.0, 3.01, 0.25)
"""Log-odds of words are counted in steps: the odd ones are what is looked at."""

SHARES = (0.03, 0.3)
"""Shares of swapped words under which the likelihood of a page is taken."""

ODD = (-1.0, 0.0, 1.0)
"""Log-odds from which a word is odd, more likely swapped than not, and plainly out of place."""

TOP = (0.01, 0.05)
"""The oddest shares of words whose mean log-odds is taken."""

MOST_SLIPS = 6

ENGLISH = 0.6
"""Share of lower-case words that English news knows; under it "a" is another language's."""

COMMONEST = 10
"""The level from which a word is among the commonest: in 1,024 articles or more."""

FUNCTION = frozenset(
    "the and that for with was were are has have had not but from this they his her she him who its"
    " their will would which been when than about into there what can could more out all you our"
    " also one other some then them these those after before over only how where because while".split()
)
"""Words that no spinner touches and every text has."""

SHOWN = 0.6
"""A score from which places are pointed at."""

MOST_FINDINGS = 8

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


def measure(pages: Pages) -> Reading:
    """Measure how ill words fit where they stand, and what a machine's swap left behind."""
    stored, body = arrays("word_pairs"), pages.body
    at, odds = context.odds(pages)
    page = body.page[at]
    count = np.bincount(page, minlength=len(pages)).astype(np.float64)
    enough = count >= LEAST_WORDS
    slips = slips_of(pages)
    facts = statistics(pages, page, odds, slips.counts, float(stored["share"][0]))
    raw = facts @ stored["page"].astype(np.float64)
    some = enough | slips.counts.any(axis=1)
    middle = float(stored["middle"][0])
    score = np.where(enough, 1 / (1 + np.exp(np.clip(middle - raw, -50, 50))), np.nan)
    findings = Findings(NAME, pages)
    shown = np.nan_to_num(score) >= SHOWN
    odd = (odds >= ODD[0]) & shown[page]
    articles = slips.articles[shown[body.page[slips.articles]]]
    _point(pages, articles, at[odd], odds[odd], score, findings)
    _point_slips(pages, slips, findings)
    return Reading(
        {
            "score": score,
            "odd_words": np.where(enough, _share(page, odds >= ODD[0], count), np.nan),
            "unseen_pairs": np.where(enough, _unseen(pages), np.nan),
            "rare_words": np.where(enough, _rare_words(pages), np.nan),
            "wrong_articles": np.where(some, slips.wrong, np.nan),
            "swapped_units": np.where(some, slips.swapped, np.nan),
            "broken_names": np.where(some, slips.broken, np.nan),
        },
        findings.lists,
    )


@dataclass(frozen=True, slots=True)
class Slips:
    """What a machine's swap left behind: where, and how many a page.

    `articles` are the places of articles that do not fit, `units` word ranges, `names` page, start
    and end.
    """

    articles: NDArray[np.int64]
    units: tuple[NDArray[np.int64], NDArray[np.int64]]
    names: list[tuple[int, int, int]]
    wrong: FloatArray
    swapped: FloatArray
    broken: FloatArray

    @property
    def counts(self) -> FloatArray:
        """Slips of each page up to MOST_SLIPS: of articles, and of what hardly any writer makes."""
        kinds = np.column_stack([self.wrong, self.swapped + self.broken])
        return np.minimum(kinds, MOST_SLIPS)


def slips_of(pages: Pages) -> Slips:
    """Find the slips of every page."""
    articles, units, names = _wrong_articles(pages), _swapped_units(pages), _broken_names(pages)
    places = (
        pages.body.page[articles],
        pages.body.page[units[0]],
        np.array([page for page, _, _ in names], np.int32),
    )
    wrong, swapped, broken = (
        np.bincount(place, minlength=len(pages)).astype(np.float64) for place in places
    )
    return Slips(articles, units, names, wrong, swapped, broken)


def statistics(
    pages: Pages, page: Ints, odds: NDArray[np.float32], slips: FloatArray, share: float
) -> FloatArray:
    """Describe the log-odds of each page's words by what tells a spun page, and a constant.

    The likelihood that a share s of the words was swapped is the mean of log(1 - s + s r), with r
    the ratio of a word's odds to the odds of any word. All is worked out from counts in STEPS.
    """
    bins, size = len(STEPS) + 1, len(pages)
    step = np.searchsorted(STEPS, odds)
    counts = np.bincount(page * bins + step, minlength=size * bins).reshape(size, bins)
    middle = np.concatenate([[STEPS[0]], (STEPS[1:] + STEPS[:-1]) / 2, [STEPS[-1]]])
    total = np.maximum(counts.sum(axis=1), 1)
    ratio = np.exp(middle) * (1 - share) / share
    columns = [np.ones(size), np.log(total), counts @ middle / total]
    columns += [counts @ np.log(1 - s + s * ratio) / total for s in SHARES]
    columns += [np.sqrt(counts[:, middle > limit].sum(axis=1) / total) for limit in ODD]
    falling = counts[:, ::-1]
    before = np.cumsum(falling, axis=1) - falling
    for top in TOP:
        room = np.maximum(top * total, 1)[:, None]
        taken = np.clip(room - before, 0, falling)
        columns.append(taken @ middle[::-1] / np.maximum(taken.sum(axis=1), 1))
    columns += [np.sqrt(_rare_words(pages)), *_commonness(pages), *np.log1p(slips).T]
    return np.column_stack(columns)


def _commonness(pages: Pages) -> tuple[FloatArray, FloatArray]:
    """Give the mean level of the lower-case content words, and the share of the commonest.

    Swaps take the plain words of news out ("said", "year") and put rarer ones in.
    """
    body, vocabulary = pages.body, pages.vocabulary
    use = vocabulary.lower_case & vocabulary.alphabetic & (vocabulary.length > 2)  # noqa: PLR2004
    use = use[body.word] & ~vocabulary.among(FUNCTION)[body.word]
    page, level = body.page[use], word_levels(pages)[body.word[use]].astype(np.float64)
    count = np.maximum(np.bincount(page, minlength=len(pages)), 1)
    mean: FloatArray = np.bincount(page, level, len(pages)) / count
    share: FloatArray = np.bincount(page, level >= COMMONEST, len(pages)) / count
    return mean, share


def _share(page: Ints, which: NDArray[np.bool_], count: FloatArray) -> FloatArray:
    found: FloatArray = np.bincount(page, which, len(count)) / np.maximum(count, 1)
    return found


def _unseen(pages: Pages) -> FloatArray:
    """Give the share of the pairs of known lower-case words that news never puts together."""
    near, body = context.neighbours(pages), pages.body
    known = pages.vocabulary.lower_case & (word_levels(pages) > 0)
    both = near.joined & known[body.word]
    both &= np.append(False, known[body.word][:-1])[: len(body)]
    never = both & (arrays("word_pairs")["pairs"][context.bucket(near.before)] == 0)
    pairs = np.maximum(np.bincount(body.page, both, len(pages)), 1)
    share: FloatArray = np.bincount(body.page, never, len(pages)) / pairs
    return share


def _wrong_articles(pages: Pages) -> NDArray[np.int64]:
    """List "a" before a vowel and "an" before a consonant, on pages in English.

    A swap keeps the article of the word that it took out. Words that begin with u, h, eu or one are
    left out: there the sound, and for some the dialect, decides.
    """
    body, vocabulary = pages.body, pages.vocabulary
    if len(body) < 2:  # noqa: PLR2004 (article and noun)
        return np.zeros(0, np.int64)
    plain = pages.gaps.blank[body.before[1:]]
    level, lower = word_levels(pages), vocabulary.lower_case & vocabulary.alphabetic
    usable = lower & vocabulary.content & vocabulary.flags(str.islower)
    usable &= (level > 0) | (vocabulary.length >= LEAST_UNKNOWN)
    usable &= vocabulary.length > 2  # noqa: PLR2004 (letters and abbreviations are read by name)
    vowel = usable & vocabulary.flags(_opens_with_vowel)
    consonant = usable & vocabulary.flags(_opens_with_consonant)
    one, other = vocabulary.among(_A) & lower, vocabulary.among(_AN) & lower
    first, second = body.word[:-1], body.word[1:]
    slip = plain & ((one[first] & vowel[second]) | (other[first] & consonant[second]))
    words = np.maximum(np.bincount(body.page, lower[body.word], len(pages)), 1)
    english = (
        np.bincount(body.page, (lower & (level > 0))[body.word], len(pages)) / words >= ENGLISH
    )
    slip &= english[body.page[1:]] & (body.page[1:] == body.page[:-1])
    return np.flatnonzero(slip)


_A, _AN = frozenset({"a"}), frozenset({"an"})

LEAST_UNKNOWN = 5
"""A shorter word that news does not know may be an abbreviation."""


def _opens_with_vowel(word: str) -> bool:  # pragma: no mutate block (lexicons know it by its code)
    return word[0] in "aeio" and not word.startswith(("eu", "ew", "one", "once", "oui"))


def _opens_with_consonant(
    word: str,
) -> bool:  # pragma: no mutate block (lexicons know it by its code)
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
    plain = pages.gaps.blank[body.before]
    plain &= np.append(False, body.page[1:] == body.page[:-1])
    role = vocabulary.each_lower(_role, np.uint8)[vocabulary.lower][body.word]
    figures = vocabulary.numeric & (vocabulary.length < 3)  # noqa: PLR2004 (no year)
    count = figures[body.word] | (role == _COUNT)
    unit = (role[2:] == role[1:-1] + 1) & ((role[1:-1] == _FIGURE) | (role[1:-1] == _FIGURE + 2))
    middle = np.flatnonzero(unit & count[:-2] & plain[1:-1] & plain[2:]) + 1
    spelled = np.flatnonzero((role[:-1] == _TEN) & (role[1:] == _ORDINAL) & plain[1:])
    return np.append(middle - 1, spelled), np.append(middle + 2, spelled + 2)


def _role(word: str) -> int:
    return _ROLES.get(word, 0)


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
    plain = pages.gaps.blank[tokens.before[1:]]
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
    odds: NDArray[np.float32],
    score: FloatArray,
    findings: Findings,
) -> None:
    """Point at wrong articles, then at the words that fit least, each with the one before."""
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
    near = context.neighbours(pages).joined if len(at) else np.zeros(0, np.bool_)
    for place in at[np.argsort(-odds, kind="stable")].tolist():
        number = int(body.page[place])
        mine = places.setdefault(number, [])
        first = place - int(near[place])
        if len(mine) < MOST_FINDINGS and all(abs(first - other) > 1 for other in mine):
            mine.append(first)
            findings.add(
                number, "text", body.start[first], body.end[place], float(score[number]),
                "This word does not fit where it stands: it may have been swapped for another.",
            )  # fmt: skip


def _point_slips(
    pages: Pages,
    slips: Slips,
    findings: Findings,
) -> None:
    body = pages.body
    for start, end in zip(*slips.units, strict=True):
        findings.add(
            int(body.page[start]), "text", body.start[start], body.end[end - 1], 0.7,
            "A machine seems to have put this for a plain word or figure.",
        )  # fmt: skip
    for number, begin, stop in slips.names:
        findings.add(
            number, "text", begin, stop, 0.7,
            "The headline has this name with another word: one was swapped for a synonym.",
        )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "how likely it is that words were swapped by a machine", evidence=True),
        Feature("odd_words", "share of words that stand where a swapped word is likely"),
        Feature("unseen_pairs", "share of pairs of known words that real news never puts together"),
        Feature("rare_words", "words in 100 that news hardly uses"),
        Feature("wrong_articles", "“a” before a vowel, “an” before a consonant", evidence=True),
        Feature(
            "swapped_units", "numbers before a spinner's unit, ordinals in two words", evidence=True
        ),
        Feature("broken_names", "names of the title with another word in the text", evidence=True),
    ),
    measure,
)
