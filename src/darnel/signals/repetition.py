"""A text that says the same thing twice, word for word.

Why: stitching tools take one passage from two sources, padding tools print a paragraph again, and
text generators fall into loops.
False alarms: refrains and liturgy, transcripts, recipes, tables of results, pull quotes, captions of galleries, a
correction that repeats the passage it corrects, sign-up lines that a template prints twice.
Source: Rae et al. (2021, Gopher, table A1), whose filter drops a page above .30 duplicate lines or
paragraphs, .20 of characters in them, .20, .18 and .16 of characters in the commonest 2-, 3- and
4-gram, and .15 down to .10 in duplicate 5- to 10-grams. Here they are measured, never cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.captions import credited, of_gallery
from darnel.quotations import quoted
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Ints, Pages, Spans

NAME = "repetition"

REPEATED_WORDS = 8
"""Shorter sentences and lines ("He did not say.") meet by chance."""

TOP_GRAMS = (2, 3, 4)
DUPLICATE_GRAMS = (5, 10)
"""Lengths of the Gopher n-grams: the commonest one, and all that stand twice."""

EXPECTED_WORDS = 25
"""Repeated words of an honest page: a pull quote is a sentence."""

HALF_WORDS = 60
"""Repeated words beyond the expected at which the score is one half: one paragraph."""

OPENING_WORDS = 200
OPENING_WEIGHT = 0.3
"""Captions of pictures stand above the text, and old systems print them twice: a sentence that
stands twice within the first words of a page weighs less."""

QUOTED_WEIGHT = 0.3
"""A sentence on a line of its own that stands elsewhere within a paragraph is a pull quote, and a line
that stands again among lines without stops is a refrain, and what somebody said may stand in the text and in the post
or record that it is from: they weigh less than prose that stands twice."""

ABSTRACT_WORDS, ABSTRACT_RUNS = 300, 2
"""An abstract above the text takes so many words at most, and its sentences come again once, all below it and no
others, in so many places with other text between: where a machine repeats paragraphs, some stand first below that."""

CAPTION_WEIGHT = 0.1
"""One caption and one credit stand under many pictures; a gallery's captions often all stand twice and count nothing."""

PULLED_SENTENCES = 3
"""A pull quote is no longer."""

VERSE_WORDS = 18
"""Lines of verse are shorter."""

MOST_FINDINGS = 16
"""More places make a list no clearer."""

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]

_MIXER = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD1342543DE82EF95)
_SHIFT = np.uint64(29)
_POWERS = np.cumprod(np.full(1024, _STEP, np.uint64))
"""Hash of a run of words: mixed words times a power for their place, modulo 2 to the 64th."""


def measure(pages: Pages) -> Reading:
    """Measure the Gopher fractions of every page and find the sentences that stand twice."""
    features = {feature.name: np.full(len(pages), np.nan) for feature in SIGNAL.features}
    findings = Findings(NAME, pages)
    if not len(pages.body):
        return Reading(features, findings.lists)
    filled = np.diff(pages.body.page_words) > 0
    mixed = _mixed(pages)
    _blocks(pages, mixed, filled, features)
    _grams(pages, mixed, filled, features)
    repeated, weight = _sentences(pages, mixed, filled, features)
    excess = np.maximum(features["repeated_words"] - EXPECTED_WORDS, 0.0)
    features["score"] = excess / (excess + HALF_WORDS)
    _point(pages, repeated, weight, findings)
    return Reading(features, findings.lists)


def _mixed(pages: Pages) -> Keys:
    """Give every word of the batch 64 well-mixed bits."""
    numbers = np.arange(1, len(pages.vocabulary.lowers) + 1, dtype=np.uint64) * _MIXER
    numbers ^= numbers >> _SHIFT
    result: Keys = (numbers * _STEP)[pages.vocabulary.lower][pages.body.word]
    return result


# --- blocks and sentences -------------------------------------------------------------------


def _span_keys(spans: Spans, mixed: Keys) -> Keys:
    """Hash the words of every span, and its page with them."""
    place = np.arange(len(mixed), dtype=np.int32) - np.repeat(spans.first, spans.words)
    keys = np.add.reduceat(mixed * _POWERS[place & 1023], spans.first)
    result: Keys = (keys ^ (keys >> _SHIFT)) + spans.page.astype(np.uint64) * _MIXER
    return result


def _earlier(keys: Keys) -> Places:
    """Give for every key where the same first stands before it, -1 where it does not."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    heads = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])) if len(keys) else order
    first = np.repeat(order[heads], np.diff(np.append(heads, len(keys))))
    result = np.full(len(keys), -1, np.int64)
    result[order] = np.where(first == order, -1, first)
    return result


def _blocks(
    pages: Pages, mixed: Keys, filled: NDArray[np.bool_], features: dict[str, FloatArray]
) -> None:
    """Measure the shares of blocks, and of characters in blocks, that stand before."""
    blocks = pages.body.blocks
    again = _earlier(_span_keys(blocks, mixed)) >= 0
    length = (blocks.end - blocks.start).astype(np.float64)
    heads = pages.body.page_blocks[:-1][filled]
    count = np.diff(pages.body.page_blocks)[filled]
    features["duplicate_blocks"][filled] = np.add.reduceat(again.astype(np.float64), heads) / count
    total = np.add.reduceat(length, heads)
    features["duplicate_block_characters"][filled] = np.add.reduceat(length * again, heads) / total


def _sentences(
    pages: Pages, mixed: Keys, filled: NDArray[np.bool_], features: dict[str, FloatArray]
) -> tuple[Places, FloatArray]:
    """Weigh the sentences and words that stand before; give the sentences and their weights."""
    sentences = pages.body.sentences
    long = np.flatnonzero(sentences.words >= REPEATED_WORDS)
    before = _earlier(_span_keys(sentences, mixed)[long])
    again, first = long[before >= 0], long[before[before >= 0]]
    page = sentences.page[again]
    weight = _weight(pages, again, first)
    counted = np.bincount(page, weights=weight, minlength=len(pages))
    words = np.bincount(page, weights=weight * sentences.words[again], minlength=len(pages))
    features["repeated_sentences"][filled] = counted[filled]
    features["repeated_words"][filled] = words[filled]
    return again, weight


def _weight(pages: Pages, again: Places, first: Places) -> FloatArray:
    """Give what a repeated sentence counts: less in the opening words, less as an excerpt."""
    body, spans = pages.body, pages.body.sentences
    before = spans.first[again] - body.page_words[spans.page[again]]
    weight = np.where(before < OPENING_WORDS, OPENING_WEIGHT, 1.0)
    here, there = body.block[spans.first[again]], body.block[spans.first[first]]
    excerpt = _pulled(pages, here, there) | _in_verse(pages)[here] | _abstract(pages, again, first)
    weight = weight * np.where(excerpt, QUOTED_WEIGHT, 1.0)
    weight = np.where(credited(pages)[here], np.minimum(weight, CAPTION_WEIGHT), weight)
    weight = np.where(of_gallery(pages)[here], 0.0, weight)
    spoken = _spoken(pages)
    return np.where(spoken[again] | spoken[first], np.minimum(weight, QUOTED_WEIGHT), weight)


def _abstract(pages: Pages, again: Places, first: Places) -> NDArray[np.bool_]:
    """Tell the repeated sentences of pages that open with an abstract of the text below, word for word."""
    spans, body = pages.body.sentences, pages.body
    page, ends = spans.page[again], spans.last[first]
    opened = np.zeros(len(pages), np.int64)
    np.maximum.at(opened, page, ends)
    once = np.unique(first, return_inverse=True, return_counts=True)
    told = (ends - body.page_words[page] <= ABSTRACT_WORDS) & (spans.first[again] >= opened[page])
    told &= once[2][once[1]] == 1
    copies = np.unique(body.block[spans.first[again]])
    apart = np.diff(copies, prepend=-2) > 1
    runs = np.bincount(body.blocks.page[copies], apart, len(pages))
    whole = (runs >= ABSTRACT_RUNS) & (np.bincount(page, ~told, len(pages)) == 0)
    return np.asarray(whole[page], np.bool_)


def _spoken(pages: Pages) -> NDArray[np.bool_]:
    """Tell the sentences that stand for the most part within quotation marks."""
    spans = pages.body.sentences
    return np.add.reduceat(quoted(pages), spans.first, dtype=np.int64) * 2 >= spans.words


def _pulled(pages: Pages, here: Ints, there: Ints) -> NDArray[np.bool_]:
    """Tell pull quotes: one of the two blocks is nothing but what is repeated, the other longer."""
    blocks, body = pages.body.blocks, pages.body
    held = np.bincount(body.block[body.sentences.first], minlength=len(blocks))
    repeated = np.bincount(here, minlength=len(blocks))
    below = (held[here] == repeated[here]) & (held[here] <= PULLED_SENTENCES)
    above = (held[there] == 1) & (repeated[here] == 1)
    return np.asarray((below | above) & (blocks.words[here] != blocks.words[there]), np.bool_)


def _in_verse(pages: Pages) -> NDArray[np.bool_]:
    """Tell the blocks that are lines without a stop among such lines, or at an end of the page."""
    blocks, body = pages.body.blocks, pages.body
    stopped = pages.gaps.flags(lambda gap: any(mark in gap.split("\n", 1)[0] for mark in ".!?…"))
    line = (blocks.words < VERSE_WORDS) & ~stopped[body.after[blocks.last - 1]]
    apart = np.diff(blocks.page) > 0
    behind = np.append(line[1:] | apart, True)
    before = np.append(True, line[:-1] | apart)
    return np.asarray(line & before & behind, np.bool_)


def _point(pages: Pages, repeated: Places, weight: FloatArray, findings: Findings) -> None:
    """Point at every run of sentences that stand earlier on the page."""
    sentences = pages.body.sentences
    if not len(repeated):
        return
    page = sentences.page[repeated]
    fresh = np.concatenate([[True], (np.diff(repeated) > 1) | (np.diff(page) > 0)])
    starts = np.flatnonzero(fresh)
    ends = np.append(starts[1:], len(repeated))
    shown = np.zeros(len(pages), np.int32)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        first, last = int(repeated[start]), int(repeated[end - 1])
        number = int(sentences.page[first])
        shown[number] += 1
        if shown[number] > MOST_FINDINGS:
            continue
        words = float(sentences.words[first : last + 1] @ weight[start:end])
        findings.add(
            number, "text", sentences.start[first], sentences.end[last],
            words / (words + HALF_WORDS),
            "This sentence stands earlier in the article, word for word." if end - start == 1
            else "These sentences stand earlier in the article, word for word.",
        )  # fmt: skip


# --- n-grams --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Grams:
    """The n-grams that stand twice on their page: places of their first words, grouped.

    `group` numbers the distinct ones; `later` tells all but the first of each.
    """

    at: Places
    key: Keys
    group: Places
    later: NDArray[np.bool_]


def _grams(
    pages: Pages, mixed: Keys, filled: NDArray[np.bool_], features: dict[str, FloatArray]
) -> None:
    """Measure the shares of characters in the commonest and in the duplicate n-grams.

    An n-gram can only stand twice where its first n - 1 words do, so each length looks at what the
    last one left.
    """
    body = pages.body
    size = pages.vocabulary.length[body.word].astype(np.int64) + 1
    upto = np.concatenate([[0], np.cumsum(size)])
    total = np.diff(upto[body.page_words]).astype(np.float64)[filled]
    left = _pairs(pages, mixed)
    for count in range(2, DUPLICATE_GRAMS[1] + 1):
        if count > 2 and len(left.at):  # noqa: PLR2004 (pairs are at hand)
            left = _longer(pages, mixed, left, count)
        if not len(left.at):
            if count in (*TOP_GRAMS, *DUPLICATE_GRAMS):
                name = f"top_{count}_gram" if count in TOP_GRAMS else f"duplicate_{count}_grams"
                features[name][filled] = 0.0
        elif count in TOP_GRAMS:
            most = _commonest(pages, left, upto, count)
            features[f"top_{count}_gram"][filled] = np.minimum(most[filled] / total, 1.0)
        elif count in DUPLICATE_GRAMS:
            covered = _covered(pages, left, upto, count)
            features[f"duplicate_{count}_grams"][filled] = covered[filled] / total


def _pairs(pages: Pages, mixed: Keys) -> _Grams:
    """Find the pairs of words that stand twice; a table of hashes first leaves out most."""
    page = pages.body.page
    at = np.flatnonzero(page[1:] == page[:-1])
    key = mixed[at] * _STEP + (mixed[at + 1] ^ (mixed[at + 1] >> _SHIFT))
    key += page[at].astype(np.uint64) * _MIXER
    key ^= key >> _SHIFT
    key *= _STEP
    bits = max(10, int(len(at) * 4).bit_length())
    slot = (key >> np.uint64(64 - bits)).astype(np.int64)
    often = np.bincount(slot, minlength=1 << bits)[slot] > 1
    return _grouped(at[often], key[often])


def _longer(pages: Pages, mixed: Keys, shorter: _Grams, count: int) -> _Grams:
    """Go from n-grams of one word less to those of `count` words."""
    last = shorter.at + count - 1
    inside = last < pages.body.page_words[1:][pages.body.page[shorter.at]]
    at, last = shorter.at[inside], last[inside]
    key = (shorter.key[inside] ^ mixed[last]) * _STEP
    return _grouped(at, key ^ (key >> _SHIFT))


def _grouped(at: Places, key: Keys) -> _Grams:
    """Keep the n-grams that stand at least twice."""
    order = np.argsort(key, kind="stable")
    same = np.concatenate([[False], key[order[1:]] == key[order[:-1]]]) if len(at) else order > 0
    twice = same | np.append(same[1:], False)
    kept = order[twice]
    return _Grams(at[kept], key[kept], np.cumsum(~same[twice]) - 1, same[twice])


def _commonest(pages: Pages, grams: _Grams, upto: Places, count: int) -> FloatArray:
    """Give the most characters that one n-gram takes up on each page."""
    most = np.zeros(len(pages))
    heads = np.flatnonzero(~grams.later)
    times = np.diff(np.append(heads, len(grams.at)))
    first = grams.at[heads]
    np.maximum.at(most, pages.body.page[first], times * (upto[first + count] - upto[first] - 1))
    return most


def _covered(pages: Pages, grams: _Grams, upto: Places, count: int) -> FloatArray:
    """Give the characters of each page in n-grams that stand before."""
    words = len(upto) - 1
    opens = np.bincount(grams.at[grams.later], minlength=words + count)
    covered: Places = np.cumsum(opens) - np.concatenate(
        [np.zeros(count, np.int64), np.cumsum(opens)[:-count]]
    )
    inside = np.flatnonzero(covered[:words] > 0)
    size = (upto[inside + 1] - upto[inside]).astype(np.float64)
    page = pages.body.page[inside]
    return np.bincount(page, weights=size, minlength=len(pages)).astype(np.float64)


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of sentences repeated word for word", evidence=True),
        Feature(
            "repeated_sentences",
            "sentences of 8 words or more that stand before, weighed alike",
            evidence=True,
        ),
        Feature(
            "repeated_words", "words in these sentences, those of the opening at .3", evidence=True
        ),
        Feature("duplicate_blocks", "share of lines and paragraphs that stand before"),
        Feature("duplicate_block_characters", "share of characters in these"),
        Feature("top_2_gram", "largest share of characters in one pair of words"),
        Feature("top_3_gram", "largest share of characters in one run of 3 words"),
        Feature("top_4_gram", "largest share of characters in one run of 4 words"),
        Feature("duplicate_5_grams", "share of characters in runs of 5 words that stand before"),
        Feature("duplicate_10_grams", "share of characters in runs of 10 words that stand before"),
    ),
    measure,
)
