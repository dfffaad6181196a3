"""The headline speaks of something that the text does not.

Why: farms put a headline that draws clicks over whatever text they have.
False alarms: puns, quotations as headlines, essays whose opening leads away, digests,
lyrics and lists, whose headline names no subject of the text.
Source: headline and body overlap after Ferreira and Vlachos (2016, Emergent); random pairs are told
by words alone, so near neighbours are the test that counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel import vectors
from darnel.compiled import also_in, reordered, sums_by_row
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Ints, Pages

Vectors = NDArray[np.float32]

NAME = "headline_mismatch"

LEAST_TITLE_WORDS = 3
"""Content words under which a headline says too little to be held to."""

FORM = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july"
    " august september october november december today tonight tonight's tomorrow yesterday week"
    " weekly weekend week's daily morning evening news brief briefs roundup round digest review"
    " letters editor column opinion live updates watch listen read listings tv guide horoscope"
    " quiz video photos pictures gallery interview transcript things ways reasons best top".split()
)
"""What kind of piece it is, and when: words that a headline has and a text need not take up."""

LEAST_TEXT_WORDS = 60
"""A shorter text cannot be expected to take up the headline's words."""

LEAD_WORDS = 150
"""Words of the opening, in which a news story takes up its headline."""

WEIGHTS = {
    "absent_from_lead": 2.51,
    "lost": 0.13,
    "unlike": 7.82,
    "likeness": -2.13,
    "likeness_of_lead": -1.47,
    "likeness_of_best": -0.87,
}
MIDDLE = 5.80
"""Log-odds of each fact, and where the score is a half: three honest headlines in a thousand pass it.
Both are learned on tune publishers by `training/mismatch.py --learn`."""

DIGITS = 5
"""Of a likeness: the next ones depend on what else stands in the batch."""

SHOWN = 0.7
"""A score from which the headline is pointed at."""

NO_HEADLINE = ("://", "_", "Ã", "â‚¬", "\ufffd")
"""An address, a file name or broken letters stand where the headline should: nothing to compare."""


def measure(pages: Pages) -> Reading:
    """Measure what of the headline's words and subject the text takes up."""
    columns, some = facts(pages)
    absent, names = absences(pages)
    raw = columns @ np.array(list(WEIGHTS.values()))
    score = np.where(some, 1 / (1 + np.exp(np.clip(MIDDLE - raw, -50, 50))), np.nan)
    likeness = columns[:, list(WEIGHTS).index("likeness")]
    features: dict[str, FloatArray] = {
        "score": score,
        "absent_words": np.where(some, absent, np.nan),
        "absent_names": np.where(some, names, np.nan),
        "likeness": np.where(some, likeness, np.nan),
    }
    findings = Findings(NAME, pages)
    for page in np.flatnonzero(np.nan_to_num(score) >= SHOWN):
        title = pages.articles[int(page)].title
        findings.add(
            int(page), "title", 0, len(title), float(score[page]),
            "The text takes up hardly anything of this headline.",
        )  # fmt: skip
    return Reading(features, findings.lists)


def facts(pages: Pages) -> tuple[FloatArray, Bools]:
    """Give what is weighed of every page, in the order of WEIGHTS, and where there is enough of it."""
    body, count = pages.body, len(pages)
    page, word = _wanted(pages)
    missing, number = _missing(pages, page, word), np.bincount(page, minlength=count)
    opening = np.arange(len(body)) - body.page_words[body.page] < LEAD_WORDS
    columns = [
        _mean(pages, page, _missing(pages, page, word, opening), _says(pages, word)),
        np.log1p(np.bincount(page, missing, count)),
        _mean(pages, page, _unlike(pages, page, word, missing), np.ones(len(page))),
        *_likenesses(pages),
    ]
    some = (number >= LEAST_TITLE_WORDS) & (np.diff(body.page_words) >= LEAST_TEXT_WORDS)
    titles = [shadow.text for shadow in pages.title.shadows]
    some &= ~np.array([any(mark in title for mark in NO_HEADLINE) for title in titles], np.bool_)
    return np.column_stack(columns), some


def absences(pages: Pages) -> tuple[FloatArray, FloatArray]:
    """Give the shares of the headline's content words and of its names that the text lacks."""
    page, word = _wanted(pages)
    words = _mean(pages, page, _missing(pages, page, word), _says(pages, word))
    page, word = _wanted(pages, names=True)
    names = _mean(pages, page, _missing(pages, page, word), np.ones(len(page)))
    named = np.bincount(page, minlength=len(pages)) > 0
    return words, np.where(named, names, np.nan)


def _missing(pages: Pages, page: Ints, word: Ints, where: Bools | None = None) -> Bools:
    """Say of every wanted word whether the text (or the part of it at `where`) lacks its stem."""
    body, stems = pages.body, _stems(pages)
    stem, part = pages.once("headline_mismatch.stem", lambda: stems[pages.lower()]), body.page
    if where is not None:
        stem, part = stem[where], part[where]
    return ~also_in(page, stems[word], part, stem, int(stems.max(initial=0)) + 1)


def _says(pages: Pages, word: Ints) -> FloatArray:
    """Give the length of a word's vector: how much it says of a subject."""
    return vectors.lengths(pages)[word].astype(np.float64)


def _mean(pages: Pages, page: Ints, values: FloatArray | Bools, weight: FloatArray) -> FloatArray:
    """Take each page's weighted mean of what its wanted words have; 0 without any."""
    whole = np.maximum(np.bincount(page, weight, len(pages)), 1e-9)
    mean: FloatArray = np.bincount(page, weight * values, len(pages)) / whole
    return mean


def _stem(word: str) -> str:
    """Cut the commonest endings, so that plural and past meet their singular and present."""
    for ending in ("'s", "ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word


LEAST_STEM = 3


def _stems(pages: Pages) -> Ints:
    """Give a number to the stem of every lower-cased distinct word."""

    def make() -> Ints:
        keys = pages.vocabulary.each_lower(_stem_hash, np.int64)
        return np.unique(keys, return_inverse=True)[1].astype(np.int32)

    return pages.once("headline_mismatch.stems", make)


def _stem_hash(word: str) -> int:  # pragma: no mutate block (lexicons know it by its code)
    return hash(_stem(word))


def _wanted(pages: Pages, *, names: bool = False) -> tuple[Ints, Ints]:
    """List the headlines' content words (or names alone): pages, and lower-cased words by number."""
    title, vocabulary = pages.title, pages.vocabulary
    use: Bools = (vocabulary.content & ~vocabulary.numeric & ~vocabulary.among(FORM))[title.word]
    if names and len(title):
        inner = np.append(False, title.page[1:] == title.page[:-1])
        use = use & vocabulary.capitalised[title.word] & inner
    return title.page[use], vocabulary.lower[title.word[use]]


def _unlike(pages: Pages, page: Ints, word: Ints, missing: Bools) -> FloatArray:
    """Say of every wanted word how unlike the text's most similar word it is: 0 if it is there.

    "Cash" is taken up by "money", "Brits" by "British".
    """
    result = np.zeros(len(page))
    at = np.flatnonzero(missing)
    if not len(at):
        return result
    vocabulary = pages.vocabulary
    usable = np.zeros(len(vocabulary.lowers), np.bool_)
    usable[vocabulary.lower[vocabulary.content]] = True
    nearest = _nearest(
        vectors.of_vocabulary(pages), vectors.lengths(pages), usable, pages.lower(),
        pages.body.page_words, page[at], word[at],
    )  # fmt: skip
    result[at] = np.round(1 - np.clip(nearest, 0, 1), DIGITS)
    return result


@reordered
def _nearest(
    table: Vectors, length: Vectors, usable: Bools, lower: Ints, page_words: Ints, page: Ints, word: Ints
) -> FloatArray:  # fmt: skip
    """Give the cosine of each word with the nearest usable word of its page, at least 0.

    `table` has a vector of this `length` a word; words are sorted by page.
    """
    cosine = np.zeros(len(word))
    met = np.full(len(table), -1, np.int32)
    low = 0
    while low < len(word):
        number, high = page[low], low
        while high < len(word) and page[high] == number:
            high += 1
        for token in range(page_words[number], page_words[number + 1]):
            other = lower[token]
            if not usable[other] or met[other] == number:
                continue
            met[other] = number
            theirs = table[other]
            for at in range(low, high):
                own, dot = table[word[at]], np.float32(0)
                for k in range(len(own)):
                    dot += own[k] * theirs[k]
                lengths = max(length[word[at]] * length[other], np.float32(1e-9))
                cosine[at] = max(cosine[at], dot / lengths)
        low = high
    return cosine


def _likenesses(pages: Pages) -> list[FloatArray]:
    """Give the cosines of the headline's vector with the text's, the opening's, the best block's."""
    blocks, title = vectors.of_blocks(pages), vectors.of_titles(pages)
    page = pages.body.blocks.page
    opening = pages.body.blocks.first - pages.body.page_words[page] < LEAD_WORDS
    numbers = np.arange(len(blocks), dtype=np.int32)
    summed = sums_by_row(blocks, numbers, page, len(pages))
    lead = sums_by_row(blocks, numbers[opening], page[opening], len(pages))
    best = np.zeros(len(pages))
    np.maximum.at(best, page, _cosine(blocks, title[page]))
    return [_cosine(summed, title), _cosine(lead, title), best]


def _cosine(one: NDArray[Any], other: NDArray[Any]) -> FloatArray:
    squares = np.einsum("ij,ij->i", one, one) * np.einsum("ij,ij->i", other, other)
    cosine: FloatArray = np.einsum("ij,ij->i", one, other) / np.maximum(np.sqrt(squares), 1e-9)
    return cosine.astype(np.float64)


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "how likely it is that the headline is of another text", evidence=True),
        Feature("absent_words", "share of the headline's content words that the text lacks"),
        Feature("absent_names", "share of the headline's names that the text lacks"),
        Feature("likeness", "cosine of the vectors of headline and text"),
    ),
    measure,
)
