"""How hard the text is to read, and whether that lies outside of what people write.

Why: garbled or flattened prose has longer words, or far shorter or longer sentences, than what
people publish, and pages stitched from several texts change their level between paragraphs.
False alarms: statutes and contracts of one sentence, abstracts full of terms, primers for children;
weak by design, and silent on short pages and where there is no running text (verse, lists, tables).
Source: Flesch (1948), Kincaid et al. (1975), Gunning (1952), McLaughlin (1969, SMOG), Senter and
Smith (1967, ARI), Coleman and Liau (1975), Dale and Chall (1948). Words, syllables and difficult
words are textstat's, so that the figures are its own wherever both see the same sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel import syllables
from darnel.compiled import compiled
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Ints, Pages

NAME = "readability"

LEAST_WORDS = 100
"""The formulas were made for samples of a hundred words."""

LEAST_BLOCK_WORDS = 30
"""Shorter paragraphs have no level of their own, and lines of verse and lists are shorter."""

USUAL_SYLLABLES = (1.1, 2.0)
"""Syllables a word: 99.8 % of news, sports and entertainment pages lie between 1.2 and 2.0, and
plain-language pages lie below."""

USUAL_LENGTH = (5.0, 80.0)
"""Words a sentence: 99 % of news pages lie between 10 and 66; primers lie below, statutes above."""

SYLLABLES_SCALE = 0.25
LENGTH_SCALE = 0.7
"""Syllables, and the logarithm of words, beyond the usual at which the score has risen to 1 - 1/e."""

ENDLESS = 130
"""Words without a sentence's end that no editor lets pass."""

ENDLESS_MARKS = 0.02
"""Statutes and enumerations of that length have far more commas and semicolons a word."""

ENDLESS_PLAIN = 0.7
"""Least share of lower-case words: tables and lists of names have fewer."""

ENDLESS_SCORE = 0.3
"""Strength of one endless sentence: weak, as it may be a lost full stop."""

POLYSYLLABLE = 3
"""Syllables from which SMOG and Gunning count a word."""

NEW_DALE_CHALL = 5
"""Per cent of difficult words above which the formula adds its constant."""

_NO_CONTRACTION = re.compile(r"'(?![tsd]|ve|ll|re)")
_CONTRACTION = re.compile(r"t|s|d|ve|ll|re")
_NO_LETTER = re.compile(r"[^\w\s']")
_INNER_MARK = re.compile("[,;:()—–]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the formulas: what stands between white space, its punctuation taken out.

    `first` is the first token of each word; the other arrays say what textstat counts in it.
    """

    first: Ints
    syllables: Ints
    familiar: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas need, one entry a page or block.

    `pieces` are what white space parts, signs that stand alone included, of `characters` in all.
    """

    words: FloatArray
    sentences: FloatArray
    syllables: FloatArray
    polysyllables: FloatArray
    complex: FloatArray
    unfamiliar: FloatArray
    letters: FloatArray
    characters: FloatArray
    pieces: FloatArray


def measure(pages: Pages) -> Reading:
    """Measure seven readability formulas on every page."""
    body, count = pages.body, len(pages)
    findings = Findings(NAME, pages)
    if not len(body):
        return Reading({f.name: np.full(count, np.nan) for f in SIGNAL.features}, findings.lists)
    words = words_of(pages)
    whole = counted(pages, words, body.page, count)
    features = indices(whole)
    blocks = counted(pages, words, body.block, len(body.blocks))
    running = blocks.words >= LEAST_BLOCK_WORDS
    features["spread"] = _spread(pages, blocks, running)
    some = whole.words >= LEAST_WORDS
    features = {name: np.where(some, values, np.nan) for name, values in features.items()}
    features["score"] = _beyond(pages, blocks, running)
    _point(pages, findings)
    return Reading(features, findings.lists)


def _beyond(pages: Pages, blocks: Counts, running: NDArray[np.bool_]) -> FloatArray:
    """Say how far the running text lies outside of the usual; NaN where there is too little."""

    def total(values: FloatArray) -> FloatArray:
        held = np.bincount(pages.body.blocks.page, values * running, len(pages))
        return held.astype(np.float64)

    words = total(blocks.words)
    some = words >= LEAST_WORDS
    safe = np.maximum(words, 1)
    length = np.log(safe / np.maximum(total(blocks.sentences), 1))
    off = _outside(total(blocks.syllables) / safe, USUAL_SYLLABLES) / SYLLABLES_SCALE
    off += _outside(length, (np.log(USUAL_LENGTH[0]), np.log(USUAL_LENGTH[1]))) / LENGTH_SCALE
    return np.where(some, 1 - np.exp(-off), np.nan)


def _outside(values: FloatArray, usual: tuple[float, float]) -> FloatArray:
    """Give the distance to a range; 0 within it."""
    return np.maximum(np.maximum(usual[0] - values, values - usual[1]), 0)


def words_of(pages: Pages) -> Words:
    """Join the tokens of a batch to words as textstat sees them."""
    body, vocabulary = pages.body, pages.vocabulary
    opens = pages.gaps.spaced[body.before]
    opens[1:] |= body.page[1:] != body.page[:-1]
    opens[:1] = True
    first = np.flatnonzero(opens).astype(np.int32)
    last = np.append(first[1:], len(body)).astype(np.int32)

    lexicon = vocabulary.held.lowers  # spellings are words in lower case, too

    def spelled(words: Sequence[str]) -> Ints:
        straight = [word.replace("’", "'") for word in words]
        return lexicon.numbers([_spelled(w) if "'" in w else w.lower() for w in straight])

    spelling = vocabulary.of_words("readability.spelled", spelled)[body.word[first]]
    quoted = pages.gaps.flags(lambda gap: gap.endswith("'"))[body.before[first]]
    quoted &= vocabulary.flags(lambda w: bool(_CONTRACTION.match(w)))[body.word[first]]
    odd = np.flatnonzero((last - first > 1) | quoted)
    written = [
        ("'" if mark else "") + _joined(pages, start, end)
        for start, end, mark in zip(
            first[odd].tolist(), last[odd].tolist(), quoted[odd].tolist(), strict=True
        )
    ]
    spelling[odd] = lexicon.numbers(list(map(_spelled, written)))
    counts = lexicon.column("readability.syllables", _counts)
    familiar = lexicon.column("readability.familiar", _familiar)
    return Words(first, counts[spelling], familiar[spelling])


def _counts(spellings: Sequence[str]) -> Ints:
    return syllables.counts(spellings, syllables.hashes_of(spellings))


def _familiar(spellings: Sequence[str]) -> Bools:
    return syllables.familiar(syllables.hashes_of(spellings))


def _joined(pages: Pages, start: int, end: int) -> str:
    """Give a word as written, the gaps within it included, apostrophes of its tokens straight."""
    words, gaps, body = pages.vocabulary.words, pages.gaps.gaps, pages.body
    parts: list[str] = [words[index].replace("’", "'") for index in body.word[start:end].tolist()]
    between = [gaps[index] for index in body.before[start + 1 : end].tolist()]
    return parts[0] + "".join([gap + part for gap, part in zip(between, parts[1:], strict=True)])


def _spelled(written: str) -> str:
    """Take out punctuation as textstat does: only apostrophes of contractions stay."""
    return _NO_LETTER.sub("", _NO_CONTRACTION.sub("", written)).lower()


def counted(pages: Pages, words: Words, row: Ints, rows: int) -> Counts:
    """Count by page or by block: `row` numbers the row that each token belongs to."""
    body = pages.body
    letters, characters, alone = pages.once("readability.signs", lambda: _signs(pages))
    return Counts(
        *_totals(
            row, rows, body.sentence, letters, characters, alone, words.first,
            words.syllables, words.familiar,
        )
    )  # fmt: skip


def _signs(pages: Pages) -> tuple[Ints, Ints, Ints]:
    """Give the letters of each token, its characters with the signs around it, and pieces beside it."""
    word, vocabulary = pages.body.word, pages.vocabulary
    letters = vocabulary.each(lambda word: len(word) - word.count("'") - word.count("’"), np.int32)
    marks, alone = _marks(pages)
    return letters[word], vocabulary.length[word] + marks, alone


@compiled
def _totals(
    row: Ints, rows: int, sentence: Ints, letters: Ints, characters: Ints, alone: Ints, first: Ints,
    syllables: Ints, familiar: Bools,
) -> FloatArray:  # fmt: skip
    """Sum up by row, in the order of `Counts`; `first` is the token that each word begins with."""
    found = np.zeros((9, rows))
    for at in range(len(row)):
        mine = row[at]
        found[1, mine] += at == 0 or sentence[at] != sentence[at - 1]
        found[6, mine] += letters[at]
        found[7, mine] += characters[at]
        found[8, mine] += alone[at]
    for word in range(len(first)):
        mine, many = row[first[word]], syllables[word] >= POLYSYLLABLE
        found[0, mine] += 1
        found[2, mine] += syllables[word]
        found[3, mine] += many
        found[4, mine] += many and not familiar[word]
        found[5, mine] += not familiar[word]
        found[8, mine] += 1
    return found


def _marks(pages: Pages) -> tuple[Ints, Ints]:
    """Count, by token, the signs around it and the pieces of signs alone that stand there.

    The gap before a token is its own, and the last of a page has the gap after it, too.
    """
    body, gaps = pages.body, pages.gaps
    signs = gaps.each(lambda gap: sum(map(len, gap.split())), np.int32)
    pieces = gaps.each(lambda gap: len(gap.split()), np.int32)
    opened = gaps.flags(lambda gap: not gap[:1].isspace())  # its first piece is the word's before
    closed = gaps.flags(lambda gap: not gap[-1:].isspace())  # its last is the word's behind
    opening = np.diff(body.page, prepend=-1) > 0
    before = body.before
    marks = signs[before]
    between = np.where(gaps.spaced, pieces - opened - closed, 0)
    alone = np.where(opening, (pieces - (closed & (pieces > 0)))[before], between[before])
    final = np.flatnonzero(np.append(opening[1:], True)) if len(body) else np.zeros(0, np.int64)
    behind = body.after[final]
    marks[final] += signs[behind]
    alone[final] += (pieces - (opened & (pieces > 0)))[behind]
    return marks, alone


def indices(counts: Counts) -> dict[str, FloatArray]:
    """Work the formulas out; NaN where there is no word."""
    words = np.where(counts.words > 0, counts.words, np.nan)
    sentences = np.maximum(counts.sentences, 1)
    length, spoken = words / sentences, counts.syllables / words
    unfamiliar = 100 * counts.unfamiliar / words
    return {
        "flesch": 206.835 - 1.015 * length - 84.6 * spoken,
        "grade": 0.39 * length + 11.8 * spoken - 15.59,
        "fog": 0.4 * (length + 100 * counts.complex / words),
        "smog": 1.043 * np.sqrt(30 * counts.polysyllables / sentences) + 3.1291,
        "ari": 4.71 * counts.characters / np.maximum(counts.pieces, 1) + 0.5 * length - 21.43,
        "coleman_liau": 5.8 * counts.letters / words - 29.6 * sentences / words - 15.8,
        "dale_chall": 0.1579 * unfamiliar
        + 0.0496 * length
        + 3.6365 * (unfamiliar > NEW_DALE_CHALL),
        "sentence_words": length,
        "word_syllables": spoken,
    }


def _spread(pages: Pages, blocks: Counts, running: NDArray[np.bool_]) -> FloatArray:
    """Give the standard deviation of reading ease between a page's longer paragraphs."""
    ease = indices(blocks)["flesch"][running]
    page = pages.body.blocks.page[running]
    count = np.bincount(page, minlength=len(pages))
    mean = np.bincount(page, ease, len(pages)) / np.maximum(count, 1)
    square = np.bincount(page, (ease - mean[page]) ** 2, len(pages)) / np.maximum(count, 1)
    return np.where(count > 1, np.sqrt(square), np.nan)


def _point(pages: Pages, findings: Findings) -> None:
    """Point at running text that goes on without end and almost without punctuation."""
    body, spans = pages.body, pages.body.sentences
    long = np.flatnonzero(spans.words >= ENDLESS)
    if not len(long):
        return
    marked = pages.gaps.flags(lambda gap: bool(_INNER_MARK.search(gap)))[body.before]
    plain = pages.vocabulary.lower_case[body.word]
    for sentence in long:
        first, last = spans.first[sentence], spans.last[sentence]
        few_marks = marked[first + 1 : last].mean() <= ENDLESS_MARKS
        if few_marks and plain[first:last].mean() >= ENDLESS_PLAIN:
            findings.add(
                int(spans.page[sentence]), "text", spans.start[sentence], spans.end[sentence],
                ENDLESS_SCORE, "This runs on without the end of a sentence.",
            )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "how far words or sentences lie outside of the usual", evidence=True),
        Feature("flesch", "Flesch reading ease"),
        Feature("grade", "Flesch-Kincaid grade"),
        Feature("fog", "Gunning fog index"),
        Feature("smog", "SMOG index"),
        Feature("ari", "automated readability index"),
        Feature("coleman_liau", "Coleman-Liau index"),
        Feature("dale_chall", "Dale-Chall readability score"),
        Feature("sentence_words", "words a sentence"),
        Feature("word_syllables", "syllables a word"),
        Feature("spread", "standard deviation of reading ease between paragraphs"),
    ),
    measure,
)
