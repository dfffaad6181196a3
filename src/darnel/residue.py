"""Blocks that are not of the article: what a template-residue detector looks at.

Two stages. Two linear models, one over hashed words and word pairs and one over the block's vector,
say what kind of text a block is by itself; a second model reads that beside the same of its
neighbours, where the block stands and how near it lies to the rest of the page. The hashed words
know fixed wordings, the vector knows the same thing said in other words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from darnel import vectors
from darnel.artifacts import arrays
from darnel.compiled import compiled, reordered
from darnel.detectors import detector
from darnel.looks import MARKS, shapes_of_blocks
from darnel.text import Ints, Pages

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

KINDS = (
    "article", "comment", "chrome", "policy", "recirculation", "subscription", "legal", "machine", "teaser",
)  # fmt: skip
"""What a block can be: the article's own, a reader's comment, page furniture (menus, share and
print lines, credits), a comment policy, links to other stories, an invitation to subscribe, a
cookie, privacy or legal notice, what a text generator left behind, or the cut-off opening of another
text with the link to its source."""

BUCKETS = 1 << 17
"""Hash buckets of words and word pairs."""

CLASSES = ("article", "residue", "comment", "policy", "machine", "teaser")
"""What the second stage tells apart; `residue` is chrome, links, invitations and notices."""

_PAIR = np.uint32(2654435761)
"""Knuth's multiplicative constant: mixes the first word of a pair."""

COLUMNS = (
    *KINDS,
    *(f"meaning_{kind}" for kind in KINDS),
    *(f"{kind}_{place}" for place in ("before", "after") for kind in KINDS),
    "article_around", "article_page", "comment_around", "comment_page",
    "policy_around", "machine_around",
    "words", "words_before", "words_after", "capitals", "shouted", "digits", "closed", "commas",
    "quotes", "urls", "title_words", "likeness", "likeness_around",
    "from_start", "from_end", "place", "page_blocks", "page_words", "short_run", "repeated",
    "after_last_long", "before_first_long",
    "first_person", "second_person", "telling", "time_words", "function_words", "asked", "marks", "template_marks", "brackets", "cut",
)  # fmt: skip
"""The columns of `features`."""

SHORT = 12
"""Blocks under this many words are lines, not paragraphs."""


def buckets(pages: Pages) -> tuple[Ints, Ints]:
    """Hash every word, and every word with the next of its block (the last one with nothing)."""
    tokens = pages.body
    hashed = pages.vocabulary.hash[tokens.word]
    hashed = np.where(pages.vocabulary.numeric[tokens.word], np.uint32(7), hashed)
    following = np.append(hashed[1:], np.uint32(0)) if len(hashed) else hashed
    same = np.append(tokens.block[1:] == tokens.block[:-1], False) if len(hashed) else hashed > 0
    pair = (hashed * _PAIR) ^ np.where(same, following, np.uint32(1))
    pair ^= pair >> np.uint32(15)
    single = hashed ^ (hashed >> np.uint32(15))
    mask = np.uint32(BUCKETS - 1)
    return (single & mask).astype(np.int32), (pair & mask).astype(np.int32)


def marked(pages: Pages) -> tuple[Ints, Ints]:
    """Hash what stands before or after words and holds one of MARKS: the block of each, its bucket."""
    tokens, gaps = pages.body, pages.gaps
    odd = gaps.flags(lambda gap: not MARKS.isdisjoint(gap) or "..." in gap)
    hashed = gaps.each(_mark, np.int32)
    before, after = np.flatnonzero(odd[tokens.before]), np.flatnonzero(odd[tokens.after])
    return (
        np.concatenate([tokens.block[before], tokens.block[after]]),
        np.concatenate([hashed[tokens.before[before]], hashed[tokens.after[after]]]),
    )


def _mark(gap: str) -> int:
    mark = f"mark {''.join(gap.split())}".encode("utf-8", "surrogatepass")
    return crc32(mark) & (BUCKETS - 1)


def kinds(pages: Pages) -> Floats:
    """Give the log-probability of each kind for each block by its words, shape (blocks, kinds)."""
    return pages.once("residue.kinds", lambda: kinds_by_words(pages, arrays("block_kinds")))


def kinds_by_words(pages: Pages, stored: Mapping[str, NDArray[Any]]) -> Floats:
    """Give the log-probabilities that the hashed model in `stored` assigns."""
    weights, bias = stored["weights"], stored["bias"].astype(np.float64)
    single, pair = buckets(pages)
    if not len(pages.body.blocks):
        return np.zeros((0, len(KINDS)))
    summed = np.zeros((len(pages.body.blocks), weights.shape[1]))
    _add_weights(weights, pages.body.block, single, summed)
    _add_weights(weights, pages.body.block, pair, summed)
    _add_weights(weights, *marked(pages), summed)
    size = np.sqrt(2.0 * pages.body.blocks.words)[:, None]
    return _log_shares(summed / size + bias)


@compiled
def _add_weights(weights: NDArray[Any], block: Ints, bucket: Ints, summed: Floats) -> None:
    """Add the weights of each bucket to its block."""
    for at in range(len(bucket)):
        for kind in range(summed.shape[1]):
            summed[block[at], kind] += weights[bucket[at], kind]


def meanings(pages: Pages) -> Floats:
    """Give the log-probability of each kind for each block by its vector, shape (blocks, kinds)."""
    return pages.once("residue.meanings", lambda: kinds_by_meaning(pages, arrays("block_kinds")))


def kinds_by_meaning(pages: Pages, stored: Mapping[str, NDArray[Any]]) -> Floats:
    """Give the log-probabilities that the vector model in `stored` assigns."""
    if not len(pages.body.blocks):
        return np.zeros((0, len(KINDS)))
    return _log_shares(directions(pages) @ stored["meaning"] + stored["meaning_bias"])


def directions(pages: Pages) -> Floats:
    """Give the vector of every block at length 1, shape (blocks, dimensions)."""
    of_block = vectors.of_blocks(pages).astype(np.float64)
    length = np.linalg.norm(of_block, axis=1, keepdims=True)
    unit: Floats = of_block / np.maximum(length, 1e-6)
    return unit


def _log_shares(raw: Floats) -> Floats:
    raw = raw - raw.max(axis=1, keepdims=True)
    logs: Floats = raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))
    return logs


def likely(pages: Pages) -> Floats:
    """Give the probability of each of CLASSES for every block, shape (blocks, classes)."""
    return pages.once(
        "residue.likely", lambda: detector("residue", COLUMNS).probabilities(features(pages))
    )


def features(pages: Pages) -> Floats:
    """Measure every block of the batch, shape (blocks, columns)."""
    return pages.once("residue.features", lambda: _features(pages))


def _features(pages: Pages) -> Floats:
    blocks, tokens = pages.body.blocks, pages.body
    if not len(blocks):
        return np.zeros((0, len(COLUMNS)))
    alone = kinds(pages)
    low, high = tokens.page_blocks[blocks.page], tokens.page_blocks[blocks.page + 1]
    number = np.arange(len(blocks))
    words = blocks.words.astype(np.float64)
    table: dict[str, Floats] = dict(zip(KINDS, alone.T, strict=True))
    meaning = meanings(pages)
    table |= {f"meaning_{kind}": column for kind, column in zip(KINDS, meaning.T, strict=True)}
    before = np.where((number > low)[:, None], np.roll(alone, 1, axis=0), np.nan)
    after = np.where((number < high - 1)[:, None], np.roll(alone, -1, axis=0), np.nan)
    for place, rows in (("before", before), ("after", after)):
        table |= {f"{kind}_{place}": rows[:, i] for i, kind in enumerate(KINDS)}
    article = np.exp(alone[:, 0])
    table["article_around"] = _window_mean(article * words, words, low, high, 3)
    table["article_page"] = _window_mean(article * words, words, low, high, len(blocks))
    comment = np.exp(alone[:, 1])
    table["comment_around"] = _window_mean(comment * words, words, low, high, 4)
    table["comment_page"] = _window_mean(comment * words, words, low, high, len(blocks))
    for kind in ("policy", "machine"):
        likely = np.exp((alone + meaning)[:, KINDS.index(kind)] / 2)
        table[f"{kind}_around"] = _window_mean(likely * words, words, low, high, 3)
    table["words"] = words
    table["words_before"] = np.where(number > low, np.roll(words, 1), np.nan)
    table["words_after"] = np.where(number < high - 1, np.roll(words, -1), np.nan)
    table |= shapes_of_blocks(pages)
    _add_topic(pages, table)
    _add_place(pages, number, low, high, table)
    return np.array([table[name] for name in COLUMNS], np.float64).T


@compiled
def _window_mean(value: Floats, weight: Floats, low: Ints, high: Ints, reach: int) -> Floats:
    """Give the weighted mean over the blocks within `reach` on the same page."""
    top, whole = np.zeros(len(value) + 1), np.zeros(len(value) + 1)
    for at in range(len(value)):
        top[at + 1], whole[at + 1] = top[at] + value[at], whole[at] + weight[at]
    mean = np.empty(len(value))
    for at in range(len(value)):
        start, end = max(at - reach, low[at]), min(at + reach + 1, high[at])
        mean[at] = (top[end] - top[start]) / max(whole[end] - whole[start], 1e-9)
    return mean


def likeness_to_page(pages: Pages) -> tuple[Floats, Floats]:
    """Give the cosine of each block with the rest of its page, and its mean over the blocks near it.

    NaN: a block or the rest of its page has no known word.
    """
    blocks = pages.body.blocks
    low, high = pages.body.page_blocks[blocks.page], pages.body.page_blocks[blocks.page + 1]
    norm, likeness = _to_rest(vectors.of_blocks(pages), low, high)
    known = np.nan_to_num(likeness)
    around = _window_mean(known, np.ones(len(known)), low, high, 2)
    return np.where(norm > 1e-6, likeness, np.nan), around  # noqa: PLR2004


def _add_topic(pages: Pages, table: dict[str, Floats]) -> None:
    """Compare each block with the rest of the page and with the title."""
    table["likeness"], table["likeness_around"] = likeness_to_page(pages)
    found = pages.titled() & pages.vocabulary.content[pages.body.word]
    counted = np.add.reduceat(found, pages.body.blocks.first, dtype=np.float64)
    table["title_words"] = counted / pages.body.blocks.words


@reordered
def _to_rest(of_block: Vectors, low: Ints, high: Ints) -> tuple[Floats, Floats]:
    """Give of each block and the rest of its page, from low[b] up to high[b], both lengths' product and the cosine."""
    norm, likeness = np.empty(len(of_block)), np.empty(len(of_block))
    whole = np.zeros(of_block.shape[1])
    for block in range(len(of_block)):
        if block == low[block]:
            whole[:] = 0
            for other in range(block, high[block]):
                for k in range(len(whole)):
                    whole[k] += np.float64(of_block[other, k])
        dot = square = other_square = 0.0
        for k in range(len(whole)):
            own = np.float64(of_block[block, k])
            rest = whole[k] - own
            dot += rest * own
            square += own * own
            other_square += rest * rest
        norm[block] = np.sqrt(square * other_square)
        likeness[block] = dot / max(norm[block], 1e-6)
    return norm, likeness


def _add_place(
    pages: Pages, number: NDArray[np.int64], low: Ints, high: Ints, table: dict[str, Floats]
) -> None:
    """Say where the block stands: from either end, among short lines, outside the long blocks."""
    blocks = pages.body.blocks
    words = blocks.words
    table["from_start"] = (number - low).astype(np.float64)
    table["from_end"] = (high - 1 - number).astype(np.float64)
    table["place"] = (number - low) / np.maximum(high - low - 1, 1)
    table["page_blocks"] = (high - low).astype(np.float64)
    table["page_words"] = np.diff(pages.body.page_words)[blocks.page].astype(np.float64)
    short = (words < SHORT).astype(np.float64)
    table["short_run"] = _window_mean(short, np.ones(len(short)), low, high, 3)
    table["repeated"] = _repeats(pages)
    long = np.flatnonzero(words >= 2 * SHORT)
    first, last = np.searchsorted(long, low), np.searchsorted(long, high) - 1
    some = last >= first
    if len(long):
        end = long[np.clip(last, 0, len(long) - 1)]
        start = long[np.clip(first, 0, len(long) - 1)]
        table["after_last_long"] = np.where(some, number - end, np.nan).astype(np.float64)
        table["before_first_long"] = np.where(some, start - number, np.nan).astype(np.float64)
    else:
        table["after_last_long"] = table["before_first_long"] = np.full(len(words), np.nan)


def _repeats(pages: Pages) -> Floats:
    """Count how often each block stands on its page, word for word."""
    tokens, blocks = pages.body, pages.body.blocks
    place = np.arange(len(tokens)) - blocks.first[tokens.block]
    mixed = pages.vocabulary.hash[tokens.word].astype(np.uint64) * (
        place.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1)
    )
    key = np.add.reduceat(mixed, blocks.first) ^ (blocks.page.astype(np.uint64) << np.uint64(40))
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    repeats: Floats = counts[inverse].astype(np.float64)
    return repeats
