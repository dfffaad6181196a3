"""A text written round its search terms.

Why: farms repeat the phrase that they want to be found for in every paragraph, in the same words.
False alarms: product reviews and how-to pages that must name one thing over and over, statutes,
results, glossaries, obituaries that repeat a name (names weigh less here); news of one bill or one
illness, whose name is two plain words.
Source: keyword density among the content features of Ntoulas et al. (2006, Detecting spam web
pages through content analysis); the saturation is BM25's, tf / (tf + k) (Robertson and Walker,
1994). Occurrences are taken in the stretch where they outweigh its length most (the maximal segment
sum, Bentley, 1984), so that good text elsewhere cannot dilute them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.captions import of_gallery
from darnel.compiled import compiled
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Ints, Pages

NAME = "keyword_stuffing"

SEARCHED = frozenset(
    "back first free get give keep last long make need new next own part right use used want way".split()
)
"""Function words that search phrases hold all the same ("used cars", "back pain")."""

REPORTING = frozenset("reported reports said says".split())
"""Words behind the name of who says it, which stand as often as it is said who."""

LONGEST_LABEL = 6
"""Words of a speaker's label."""

WINDOW = 120
"""Words in which a phrase is counted: a long paragraph, or a short article whole."""

PAIR_EVERY, TRIPLE_EVERY = 150.0, 200.0
"""Words of a stretch that take back one occurrence of a phrase: its subject must be named."""

EXPECTED_PAIRS, EXPECTED_TRIPLES = 5.5, 2.9
"""Honest pages hold their commonest phrase of two or three words hardly more often beyond that:
98 in 100 of the tune publishers' articles."""

EXPECTED_WORDS = 10.0
"""Honest pages hold their commonest word hardly more often in a window."""

NAME_WEIGHT, PARTS = 0.3, 10
"""What a name weighs, which stands again because there is no other way to say it; and the parts of an
occurrence that are counted."""

SATURATION = 4.0
"""Occurrences beyond the expected at which the score is one half."""

SHORTEST_LINE = 8
"""Shorter lines are rows of a list or a table, whose words repeat by nature."""

MIN_TITLE_WORDS = 2
"""Fewer content words of a title say nothing of how dense they are."""

SHOWN = 0.35
"""Below this score a phrase is frequent, not stuffed, and no sentence is pointed at."""

MOST_FINDINGS = 3
"""The densest sentences are enough to see it."""

Keys = NDArray[np.int64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The words, or phrases of `words` words, that stand often on each page.

    `window` is the most occurrences, by weight, within one window; `excess` the most by which the
    occurrences of one phrase outnumber what their stretch takes back, one word in `every`; `best`
    that phrase's key, -1 where nothing stands often. `at`, `key` and `weight` are of every
    occurrence, phrase by phrase and in reading order; `at` is the index of its first word.
    """

    words: int
    every: float
    window: FloatArray
    excess: FloatArray
    best: Keys
    at: Places
    key: Keys
    weight: FloatArray


def measure(pages: Pages) -> Reading:
    """Count content words, phrases of them and the title's words where they stand densest."""
    features = {feature.name: np.full(len(pages), np.nan) for feature in SIGNAL.features}
    findings = Findings(NAME, pages)
    filled = np.diff(pages.body.page_words) > 0
    if not filled.any():
        return Reading(features, findings.lists)
    content = _content(pages)
    searched = _content(pages, SEARCHED)
    words = _phrases(pages, content, 1)
    pairs, triples = (_phrases(pages, searched, count) for count in (2, 3))
    features["word_peak"][filled] = words.window[filled]
    features["phrase_peak"][filled] = pairs.window[filled]
    over = [
        np.maximum(words.window - EXPECTED_WORDS, 0.0) * (pairs.window > 0),
        np.maximum(pairs.excess - EXPECTED_PAIRS, 0.0),
        np.maximum(triples.excess - EXPECTED_TRIPLES, 0.0),
    ]
    excess = over[1] + over[2]
    features["phrase_excess"][filled] = excess[filled]
    excess = excess + over[0]
    features["score"][filled] = (excess / (excess + SATURATION))[filled]
    _densities(pages, content, pairs, filled, features)
    for page in np.flatnonzero(features["score"] >= SHOWN).tolist():
        most = int(np.argmax([amount[page] for amount in over]))
        found = (words, pairs, triples)[most]
        _point(pages, page, found, float(features["score"][page]), findings)
    return Reading(features, findings.lists)


def _content(pages: Pages, also: Collection[str] = ()) -> Bools:
    """Say of every word of the body whether it may be a search term: no unit by a number either."""
    vocabulary, body = pages.vocabulary, pages.body
    numeric = vocabulary.numeric[body.word]
    said = vocabulary.content | vocabulary.among(also)
    result: Bools = said[body.word] & ~numeric
    same = body.page[1:] == body.page[:-1]
    result[1:] &= ~(numeric[:-1] & same)
    result[:-1] &= ~(numeric[1:] & same)
    written = (body.blocks.words >= SHORTEST_LINE) & ~of_gallery(pages)
    result &= np.repeat(written, body.blocks.words)
    result &= ~pages.once("keyword_stuffing.labels", lambda: _labels(pages))
    return result & ~vocabulary.among(REPORTING)[body.word]


def _labels(pages: Pages) -> Bools:
    """Tell the words of a speaker's label in capitals at the head of a block, up to its colon."""
    blocks, body = pages.body.blocks, pages.body
    colon = pages.gaps.flags(lambda gap: gap.strip() == ":")[body.after]
    place = np.arange(len(body), dtype=np.int32) - blocks.first[body.block]
    ends = np.full(len(blocks), -1, np.int32)
    at = np.flatnonzero(colon & (place < LONGEST_LABEL))[::-1]
    ends[body.block[at]] = place[at]  # the first one of a block is written last
    within = place <= ends[body.block]
    shouted = np.logical_and.reduceat(pages.vocabulary.shouted[body.word] | ~within, blocks.first)
    return np.asarray(within & shouted[body.block], np.bool_)


def _named(pages: Pages) -> Bools:
    """Say of every word of the body whether it is a name's: capitalised within a sentence."""
    body = pages.body
    opens = np.zeros(len(body), np.bool_)
    opens[body.sentences.first] = True
    result: Bools = pages.vocabulary.capitalised[body.word] & ~opens
    return result


def _phrases(pages: Pages, content: Bools, words: int) -> _Phrases:
    """Count runs of content words with nothing but a space or a hyphen between them."""
    body = pages.body
    at, key, names = _runs(
        content, (pages.gaps.blank | pages.gaps.flags(lambda gap: gap == "-"))[body.after],
        body.page, pages.lower(), pages.once("keyword_stuffing.named", lambda: _named(pages)), words,
    )  # fmt: skip
    every = TRIPLE_EVERY if words > 2 else PAIR_EVERY  # noqa: PLR2004
    return _often(pages, words, every, at, key, np.where(names, NAME_WEIGHT, 1.0))


@compiled
def _runs(
    content: Bools, joined: Bools, page: Ints, lower: Ints, named: Bools, words: int
) -> tuple[Places, Keys, Bools]:
    """List the runs of so many words: where each begins, its hash, and whether all are names."""
    at, key = np.empty(len(content), np.int64), np.empty(len(content), np.int64)
    names = np.empty(len(content), np.bool_)
    count = 0
    for first in range(len(content) - words + 1):
        hashed, named_all, whole = np.int64(0), True, content[first]
        for step in range(words):
            here = first + step
            if step > 0:
                whole &= content[here] and joined[here - 1] and page[here] == page[here - 1]
            if not whole:
                break
            hashed = hashed * _SPREAD + np.int64(lower[here]) + 1
            named_all &= named[here]
        if whole:
            at[count], key[count], names[count] = first, hashed, named_all
            count += 1
    return at[:count], key[:count], names[:count]


_SPREAD = np.int64(0x9E3779B97F4A7C1)
"""Hash of a phrase: its words' numbers as digits, modulo 2 to the 64th."""


def _often(
    pages: Pages, words: int, every: float, at: Places, key: Keys, weight: FloatArray
) -> _Phrases:
    """Keep the phrases that stand often on their page, and find each page's densest."""
    window, excess = np.zeros(len(pages)), np.zeros(len(pages))
    best = np.full(len(pages), -1, np.int64)
    page = pages.body.page[at].astype(np.int64)
    mixed = (key.astype(np.uint64) * _MIXER) ^ (page.astype(np.uint64) * _STEP)
    often = _stands_often(mixed)
    at, key, weight, mixed = at[often], key[often], weight[often], mixed[often]
    if not len(at):
        return _Phrases(words, every, window, excess, best, at, key, weight)
    order = np.argsort(mixed, kind="stable")
    at, key, weight, mixed = at[order], key[order], weight[order], mixed[order]
    group = np.cumsum(np.append(False, mixed[1:] != mixed[:-1]))
    kept = np.bincount(group)[group] > OFTEN
    at, key, weight, group = at[kept], key[kept], weight[kept], group[kept]
    if len(at):
        page = pages.body.page[at].astype(np.int64)
        line = group * (len(pages.body) + WINDOW) + at
        last = np.searchsorted(line, line + WINDOW)
        upto = np.append(0, np.cumsum(np.rint(weight * PARTS).astype(np.int64)))
        np.maximum.at(window, page, (upto[last] - upto[:-1]) / PARTS)
        gain = _gains(at, weight, group, every)
        by_page = np.lexsort((-at, gain, page))  # of two alike, the phrase that comes first
        final = by_page[np.append(np.diff(page[by_page]) > 0, True)]
        excess[page[final]] = gain[final]
        best[page[final]] = key[final]
    return _Phrases(words, every, window, excess, best, at, key, weight)


def _gains(at: Places, weight: FloatArray, group: Places, every: float) -> FloatArray:
    """Give for every occurrence what the best stretch that it ends is worth.

    A stretch is worth the weight of its occurrences less its words over `every`. It is counted in
    whole numbers, so that a page is worth the same in every batch.
    """
    worth = np.rint(weight * PARTS).astype(np.int64) * round(every)
    upto = np.cumsum(worth) - PARTS * at
    apart = (group - group[0]) * (np.ptp(upto) + worth.max() + 1)  # no stretch leaves its phrase
    before = np.minimum.accumulate(upto - worth - apart)
    return np.asarray((upto - apart - before) / (PARTS * every), np.float64)


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
    pages: Pages, content: Bools, pairs: _Phrases, filled: Bools, features: dict[str, FloatArray]
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


def _point(pages: Pages, page: int, found: _Phrases, score: float, findings: Findings) -> None:
    """Point at the sentences that hold the phrase most often within its stretch."""
    body = pages.body
    mine = np.flatnonzero((found.key == found.best[page]) & (body.page[found.at] == page))
    at, weight = found.at[mine], found.weight[mine]
    first = int(at[0])
    phrase = pages.articles[page].text[body.start[first] : body.end[first + found.words - 1]]
    closes = int(np.argmax(_gains(at, weight, np.zeros_like(at), found.every)))
    upto = np.cumsum(weight) - weight - at / found.every
    stretch = at[int(np.argmin(upto[: closes + 1])) : closes + 1]
    length = int(stretch[-1] - stretch[0]) + found.words
    sentences, counts = np.unique(body.sentence[stretch], return_counts=True)
    densest = np.sort(sentences[np.argsort(-counts, kind="stable")][:MOST_FINDINGS])
    for sentence in densest.tolist():
        findings.add(
            page, "text", body.sentences.start[sentence], body.sentences.end[sentence], score,
            f"“{phrase}” stands {len(stretch)} times within {length} words here.",
        )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of one phrase or word standing too often", evidence=True),
        Feature(
            "phrase_peak",
            "most occurrences of one phrase in 120 words, names weighed less",
            evidence=True,
        ),
        Feature(
            "phrase_excess",
            "occurrences of one phrase beyond what a subject needs, where it stands densest",
            evidence=True,
        ),
        Feature(
            "word_peak",
            "most occurrences of one content word in 120 words, names weighed less",
            evidence=True,
        ),
        Feature("spread", "share of sentences that hold the page's densest phrase"),
        Feature("title_density", "share of content words that are the title's"),
    ),
    measure,
)
