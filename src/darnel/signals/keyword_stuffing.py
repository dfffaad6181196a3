"""A text written round its search terms.

Why: farms repeat the phrase that they want to be found for in nearly every sentence.
False alarms: product reviews and how-to pages that must name one thing over and over, statutes,
results, glossaries, obituaries that repeat a name (names weigh less here).
Source: keyword density among the content features of Ntoulas et al. (2006, Detecting spam web
pages through content analysis); the saturation is BM25's, tf / (tf + k) (Robertson and Walker,
1994). Counts are taken in the densest window, so that good text elsewhere cannot dilute them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Pages

NAME = "keyword_stuffing"

WINDOW = 120
"""Words in which a phrase is counted: a long paragraph, or a short article whole."""

EXPECTED_PAIRS = 6.0
"""Honest pages hold their commonest phrase no more often in a window: 99 in 100 of them."""

EXPECTED_WORDS = 10.0
"""The same of a single word."""

NAME_WEIGHT = 0.5
"""A name stands again because there is no other way to say it: it counts half."""

SATURATION = 4.0
"""Occurrences beyond the expected at which the score is one half."""

SHORTEST_LINE = 8
"""Shorter lines are rows of a list or a table, whose words repeat by nature."""

MIN_TITLE_WORDS = 2
"""Fewer content words of a title say nothing of how dense they are."""

SHOWN = 0.25
"""Below this score a phrase is frequent, not stuffed, and no sentence is pointed at."""

MOST_FINDINGS = 3
"""The densest sentences are enough to see it."""

PAIR = 1 << 24
"""Keys of pairs begin here; no batch has as many distinct words."""

Keys = NDArray[np.int64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Peaks:
    """The densest window of each page: how often, by weight, and which word or phrase, where.

    `at` is the index of the first word of every occurrence; `key` numbers the phrase; both are
    sorted by phrase. `best` is the phrase's key, -1 where nothing stands twice.
    """

    count: FloatArray
    best: Keys
    at: Places
    key: Keys


def measure(pages: Pages) -> Reading:
    """Count content words, pairs of them and the title's words where they stand densest."""
    features = {feature.name: np.full(len(pages), np.nan) for feature in SIGNAL.features}
    findings = Findings(NAME, pages)
    filled = np.diff(pages.body.page_words) > 0
    if not filled.any():
        return Reading(features, findings.lists)
    content = _content(pages)
    words = _word_peaks(pages, content)
    pairs = _pair_peaks(pages, content)
    features["word_peak"][filled] = words.count[filled]
    features["phrase_peak"][filled] = pairs.count[filled]
    excess = np.maximum(pairs.count - EXPECTED_PAIRS, 0.0)
    excess += np.maximum(words.count - EXPECTED_WORDS, 0.0) * (pairs.count > 0)
    features["score"][filled] = (excess / (excess + SATURATION))[filled]
    _densities(pages, content, pairs, filled, features)
    for page in np.flatnonzero(features["score"] >= SHOWN).tolist():
        peaks = pairs if pairs.count[page] > EXPECTED_PAIRS else words
        _point(pages, page, peaks, float(features["score"][page]), findings)
    return Reading(features, findings.lists)


def _content(pages: Pages) -> Bools:
    """Say of every word of the body whether it may be a search term: no unit by a number either."""
    vocabulary, body = pages.vocabulary, pages.body
    numeric = vocabulary.numeric[body.word]
    result: Bools = vocabulary.content[body.word] & ~numeric
    same = body.page[1:] == body.page[:-1]
    result[1:] &= ~(numeric[:-1] & same)
    result[:-1] &= ~(numeric[1:] & same)
    result &= np.repeat(body.blocks.words >= SHORTEST_LINE, body.blocks.words)
    return result


def _named(pages: Pages) -> Bools:
    """Say of every word of the body whether it is a name's: capitalised within a sentence."""
    body = pages.body
    opens = np.zeros(len(body), np.bool_)
    opens[body.sentences.first] = True
    result: Bools = pages.vocabulary.capitalised[body.word] & ~opens
    return result


def _word_peaks(pages: Pages, content: Bools) -> _Peaks:
    at = np.flatnonzero(content)
    key = pages.vocabulary.lower[pages.body.word[at]].astype(np.int64)
    return _peaks(pages, at, key, np.where(_named(pages)[at], NAME_WEIGHT, 1.0))


def _pair_peaks(pages: Pages, content: Bools) -> _Peaks:
    """Count pairs of content words with nothing but a space or a hyphen between them."""
    body = pages.body
    joined = pages.gaps.flags(lambda gap: gap in {" ", "-", "\\u00a0"})[body.after[:-1]]
    at = np.flatnonzero(content[1:] & content[:-1] & joined & (body.page[1:] == body.page[:-1]))
    lower = pages.vocabulary.lower[body.word].astype(np.int64)
    named = _named(pages)
    both = named[at] & named[at + 1]
    key = (lower[at] + 1) * PAIR + lower[at + 1]
    return _peaks(pages, at, key, np.where(both, NAME_WEIGHT, 1.0))


def _peaks(pages: Pages, at: Places, key: Keys, weight: FloatArray) -> _Peaks:
    """Find each page's phrase that stands most often within one window."""
    count, best = np.zeros(len(pages)), np.full(len(pages), -1, np.int64)
    page = pages.body.page[at].astype(np.int64)
    mixed = (key.astype(np.uint64) * _MIXER) ^ (page.astype(np.uint64) * _STEP)
    often = _stands_often(mixed)
    at, key, page, weight, mixed = at[often], key[often], page[often], weight[often], mixed[often]
    order = np.argsort(mixed, kind="stable")
    at, key, page, weight, mixed = at[order], key[order], page[order], weight[order], mixed[order]
    group = np.cumsum(np.append(False, mixed[1:] != mixed[:-1])) if len(at) else at
    kept = np.bincount(group)[group] > OFTEN if len(at) else at > 0
    at, key, page, weight, group = at[kept], key[kept], page[kept], weight[kept], group[kept]
    if not len(at):
        return _Peaks(count, best, at, key)
    line = group * (len(pages.body) + WINDOW) + at
    last = np.searchsorted(line, line + WINDOW)
    upto = np.concatenate([[0.0], np.cumsum(weight)])
    dense = upto[last] - upto[np.arange(len(at))]
    by_page = np.lexsort((-at, dense, page))  # of equally dense phrases, the one that comes first
    final = by_page[np.append(np.diff(page[by_page]) > 0, True)]
    count[page[final]] = dense[final]
    best[page[final]] = key[final]
    return _Peaks(count, best, at, key)


OFTEN = 2
"""A phrase that stands no more often than this is no search term."""

_MIXER = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD1342543DE82EF95)


def _stands_often(mixed: NDArray[np.uint64]) -> Bools:
    """Leave out, by a table of hashes, most phrases that stand fewer than three times."""
    bits = max(10, int(len(mixed) * 4).bit_length())
    slot = ((mixed * _STEP) >> np.uint64(64 - bits)).astype(np.int64)
    result: Bools = np.bincount(slot, minlength=1 << bits)[slot] > OFTEN
    return result


def _densities(
    pages: Pages, content: Bools, pairs: _Peaks, filled: Bools, features: dict[str, FloatArray]
) -> None:
    """Measure how much of a page its title's words and its commonest phrase take up."""
    body = pages.body
    total = np.bincount(body.page[content], minlength=len(pages))
    sentences = np.diff(body.page_sentences)
    page = body.page[pairs.at]
    hit = pairs.key == pairs.best[page]
    held = np.unique(body.sentence[pairs.at[hit]])
    spread = np.bincount(body.sentences.page[held], minlength=len(pages))
    features["spread"][filled] = (spread / np.maximum(sentences, 1))[filled]
    lower = pages.vocabulary.lower
    title = np.flatnonzero((pages.vocabulary.content & ~pages.vocabulary.numeric)[pages.title.word])
    terms = np.unique(
        (pages.title.page[title].astype(np.int64) << 32) + lower[pages.title.word[title]]
    )
    if not len(terms):
        return
    kinds = np.bincount(terms >> 32, minlength=len(pages))
    wanted = np.zeros(len(pages.vocabulary.lowers), np.bool_)
    wanted[lower[pages.title.word[title]]] = True
    at = np.flatnonzero(content & wanted[lower[body.word]])
    key = (body.page[at].astype(np.int64) << 32) + lower[body.word[at]]
    place = np.minimum(np.searchsorted(terms, key), len(terms) - 1)
    hits = np.bincount(body.page[at[terms[place] == key]], minlength=len(pages))
    measured = filled & (kinds >= MIN_TITLE_WORDS) & (total > 0)
    features["title_density"][measured] = (hits / np.maximum(total, 1))[measured]


def _point(pages: Pages, page: int, peaks: _Peaks, score: float, findings: Findings) -> None:
    """Point at the sentences that hold the phrase most often."""
    body = pages.body
    at = np.sort(peaks.at[(peaks.key == peaks.best[page]) & (body.page[peaks.at] == page)])
    words = 1 + int(peaks.best[page] >= PAIR)
    first = int(at[0])
    phrase = pages.articles[page].text[body.start[first] : body.end[first + words - 1]]
    last = np.searchsorted(at, at + WINDOW)
    opens = int(np.argmax(last - np.arange(len(at))))
    window = at[opens : last[opens]]
    sentences, counts = np.unique(body.sentence[window], return_counts=True)
    densest = np.sort(sentences[np.argsort(-counts, kind="stable")][:MOST_FINDINGS])
    for sentence in densest.tolist():
        findings.add(
            page, "text", body.sentences.start[sentence], body.sentences.end[sentence], score,
            f"“{phrase}” stands {len(window)} times within {WINDOW} words here.",
        )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of one phrase or word standing too often", evidence=True),
        Feature(
            "phrase_peak",
            "most occurrences of one phrase in 120 words, names at half",
            evidence=True,
        ),
        Feature(
            "word_peak",
            "most occurrences of one content word in 120 words, names at half",
            evidence=True,
        ),
        Feature("spread", "share of sentences that hold the page's densest phrase"),
        Feature("title_density", "share of content words that are the title's"),
    ),
    measure,
)
