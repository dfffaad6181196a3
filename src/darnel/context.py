"""How well every word fits where it stands, by what real news puts side by side.

A word that a swap could have put there is described by cells: the levels of how often news has it,
the pairs it makes with its neighbours (a word, or the mark between), the pairs that skip a word, the
run of three, and how near its vector is to the text's. Each cell has a weight; their sum is the
log-odds that the word was swapped. The artifact `word_pairs` (made by `training/word_pairs.py`) holds
hashed levels and weights, from which no text can be read back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from darnel import vectors
from darnel.artifacts import arrays
from darnel.compiled import compiled, counts_on_page, dots, sums_by_row
from darnel.text import Bools, Ints, Pages

Cells = NDArray[np.int32]
Levels = NDArray[np.int32]
Keys = NDArray[np.uint32]
A = TypeVar("A", bound=np.generic)

KEY_BITS = 24
"""Two to this many levels hold what was seen; what was never seen meets another's level in 5 %."""

LEVELS = 12
"""Counts of articles are kept as levels, each twice the one before; 0 is under three publishers."""

FREQUENT = 6
"""The level from which a word is a common one: in 64 articles or more."""

LIKENESSES = 12
"""Steps of a cosine from -0.3 (all that is less) to 0.7 (all that is more)."""

LEAST_REST = 1e-6
"""A rest that is less of a paragraph's vector is the word alone, and noise."""

_ENDINGS = ("ing", "ed", "ly", "s", "")
_REPEATS = 4
_FEW = 8

_CUBE, _SQUARE = LEVELS**3, LEVELS**2
SIZES = (
    4 * _CUBE + 2 * _SQUARE,  # word before, or the mark
    4 * _CUBE + 2 * _SQUARE,  # word after, or the mark
    _CUBE + 1,  # the word before the one before
    _CUBE + 1,  # the word after the one after
    _FEW * _FEW * LEVELS + 1,  # both neighbours and the run of three
    2 * _CUBE,  # the word between both neighbours
    4 * _FEW * _FEW * LEVELS,  # pairs that skip: before, after, and the neighbours themselves
    LEVELS * 2 * len(_ENDINGS) * _REPEATS,  # the word alone
    2 * LEVELS,  # whether the title has it
    9,  # pairs that the page itself repeats
    LIKENESSES * LEVELS + 1,  # likeness to the page
    LIKENESSES * LEVELS + 1,  # likeness to the paragraph
)
"""Cells of each kind, in the order of the columns."""

_OFFSETS = np.cumsum((0, *SIZES[:-1])).astype(np.int32)

_PAIR = np.uint32(2654435761)
_NUMBER, _CAPITAL, _EDGE = np.uint32(77), np.uint32(0x5BD1E995), np.uint32(1)
_AFTER, _SKIP, _THREE = np.uint32(3), np.uint32(0x1234567), np.uint32(0x7654321)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The keys of every word of the bodies with what stands around it.

    `before` pairs it with the word before or the mark that parts them, `mark` with the mark after,
    `skip` with the word before the one before, `three` is the run that ends in it. `joined` says
    that only a blank or a hyphen parts it from the word before, `chained` that this holds twice.
    """

    before: Keys
    mark: Keys
    skip: Keys
    three: Keys
    joined: Bools
    chained: Bools
    capital: Bools


def word_levels(pages: Pages) -> NDArray[np.uint8]:
    """Give the level of every distinct word: how many articles write it in lower case."""

    def make() -> NDArray[np.uint8]:
        stored = arrays("word_pairs")
        words, hashed = stored["words"], pages.vocabulary.hash
        at = np.minimum(np.searchsorted(words, hashed), len(words) - 1)
        return np.where(words[at] == hashed, stored["levels"][at], 0).astype(np.uint8)

    return pages.once("context.levels", make)


def neighbours(pages: Pages) -> Neighbours:
    """Hash every word of the bodies with its neighbours; a capital that opens a sentence is none."""
    return pages.once("context.neighbours", lambda: _neighbours(pages))


def _neighbours(pages: Pages) -> Neighbours:
    body, vocabulary = pages.body, pages.vocabulary
    count = len(body)
    opens = np.zeros(count, np.bool_)
    opens[body.sentences.first] = True
    capital = vocabulary.capitalised[body.word] & ~(opens & (word_levels(pages) > 0)[body.word])
    word = np.where(vocabulary.numeric, _NUMBER, vocabulary.hash)[body.word]
    word ^= np.where(capital, _CAPITAL, np.uint32(0))
    marks = pages.gaps.each(_mark, np.uint32)
    return Neighbours(*_keys(word, marks[body.before], body.page), capital=capital)


@compiled
def _keys(word: Keys, mark: Keys, page: Ints) -> tuple[Keys, Keys, Keys, Keys, Bools, Bools]:
    """Hash words, each with the mark before it, as `Neighbours` says; sorted by page."""
    count = len(word)
    before, after = np.empty(count, np.uint32), np.empty(count, np.uint32)
    skip, three = np.empty(count, np.uint32), np.empty(count, np.uint32)
    joined, chained = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    one = two = np.uint32(0)
    for at in range(count):
        own = word[at]
        between = mark[at] if at > 0 and page[at] == page[at - 1] else _EDGE
        behind = np.uint32(1)
        if at + 1 < count:
            behind = mark[at + 1] if page[at + 1] == page[at] else _EDGE
        joined[at] = between == 0
        chained[at] = joined[at] and at > 0 and joined[at - 1]
        before[at] = _mixed(np.uint32((one if joined[at] else between) * _PAIR) ^ own)
        after[at] = _mixed(np.uint32(own * _PAIR) ^ np.uint32(behind + _AFTER))
        skip[at] = _mixed(np.uint32(two * _PAIR + _SKIP) ^ own)
        both = _mixed(np.uint32(two * _PAIR) ^ one)
        three[at] = _mixed(np.uint32(both * _PAIR + _THREE) ^ own)
        one, two = own, one
    return before, after, skip, three, joined, chained


def bucket(keys: Keys) -> Keys:
    """Give the place of keys in the table of levels."""
    return keys & np.uint32((1 << KEY_BITS) - 1)


def _mark(gap: str) -> int:
    """Give a number to what parts two words; 0 for a blank or a hyphen."""
    if gap in {" ", "-"} or (gap.isspace() and "\n" not in gap):
        return 0
    shown = "¶" if "\n" in gap else "".join(gap.split())[:3]
    return 2 + crc32(shown.encode("utf-8", "surrogatepass")) // 4


@compiled
def _mixed(key: np.uint32) -> np.uint32:
    key = np.uint32(key ^ (key >> np.uint32(15)))
    key = np.uint32(key * np.uint32(0x85EBCA6B))
    return np.uint32(key ^ (key >> np.uint32(13)))


def _shifted(values: NDArray[A], by: int, fill: int) -> NDArray[A]:
    """Give each place the value `by` places before it (after it, if negative)."""
    moved = np.full_like(values, fill)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def cells(pages: Pages) -> tuple[NDArray[np.int64], Cells]:
    """Give the places of the words that may have been swapped, and the cells of each.

    Names are left out: capitalised words inside sentences that news hardly has in lower case.
    """
    body, vocabulary = pages.body, pages.vocabulary
    if not len(body):
        return np.zeros(0, np.int64), np.zeros((0, len(SIZES)), np.int32)
    near, table = neighbours(pages), arrays("word_pairs")["pairs"]

    def seen(keys: Keys) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = table[bucket(keys)]
        return found

    level = word_levels(pages)[body.word]
    opens = np.zeros(len(body), np.bool_)
    opens[body.sentences.first] = True
    judged = (vocabulary.alphabetic & ~vocabulary.shouted)[body.word]
    judged &= vocabulary.lower_case[body.word] | (level >= FREQUENT) | (opens & (level > 0))
    near_page, near_block = _likenesses(pages, level.astype(np.int32), judged)
    before = seen(near.before)
    following = near.joined & (before == 0)
    again = _repeated(pages, near.before, following, _shifted(following, -1, 0))
    at = np.flatnonzero(judged)
    found = _cells(
        at, level, near.capital, near.joined, near.chained, before, seen(near.mark),
        seen(near.skip), seen(near.three), _endings(pages), _repeats(pages), pages.titled(), again,
        near_page, near_block,
    )  # fmt: skip
    return at, found + _OFFSETS


@compiled
def _cells(
    places: NDArray[np.int64], level: NDArray[np.uint8], capital: Bools, joined: Bools,
    chained: Bools, before: NDArray[np.uint8], mark: NDArray[np.uint8], skip: NDArray[np.uint8],
    three: NDArray[np.uint8], ending: Levels, repeats: Levels, titled: Bools, again: Levels,
    near_page: Levels, near_block: Levels,
) -> Cells:  # fmt: skip
    """Fill in the cells of the words at `places`, from what is known of all words in a row.

    `before`, `mark`, `skip` and `three` are the levels of the keys in `Neighbours`.
    """
    found = np.empty((len(places), len(SIZES)), np.int32)
    end = len(level)
    for row in range(len(places)):
        at = places[row]
        own, upper = int(level[at]), int(capital[at])
        left = int(before[at])
        follows = at + 1 < end and joined[at + 1]
        leads = at + 2 < end and chained[at + 2]
        right = int(before[at + 1]) if follows else 0
        behind = int(skip[at]) if chained[at] else 0
        ahead = int(skip[at + 2]) if leads else 0
        both = joined[at] and follows
        alone = upper * LEVELS + own
        if joined[at]:
            case = int(capital[at - 1]) * 2 + upper
            found[row, 0] = (case * LEVELS + level[at - 1]) * _SQUARE + own * LEVELS + left
        else:
            found[row, 0] = 4 * _CUBE + alone * LEVELS + left
        if follows:
            case = upper * 2 + int(capital[at + 1])
            found[row, 1] = (case * LEVELS + level[at + 1]) * _SQUARE + own * LEVELS + right
        else:
            found[row, 1] = 4 * _CUBE + alone * LEVELS + mark[at]
        found[row, 2] = found[row, 3] = _CUBE
        if chained[at]:
            found[row, 2] = (level[at - 2] * LEVELS + own) * LEVELS + behind
        if leads:
            found[row, 3] = (level[at + 2] * LEVELS + own) * LEVELS + ahead
        found[row, 4] = _FEW * _FEW * LEVELS
        around = 0
        if both:
            pair = min(left, _FEW - 1) * _FEW + min(right, _FEW - 1)
            found[row, 4] = pair * LEVELS + three[at + 1]
            around = int(skip[at + 1]) if chained[at + 1] else 0
        found[row, 5] = (own * LEVELS + left) * LEVELS + right + upper * _CUBE
        few = min(behind, _FEW - 1) * _FEW + min(ahead, _FEW - 1)
        chains = int(chained[at]) * 2 + int(leads)
        found[row, 6] = few * LEVELS + around + chains * (_FEW * _FEW * LEVELS)
        found[row, 7] = (alone * len(_ENDINGS) + ending[at]) * _REPEATS + repeats[at]
        found[row, 8] = int(titled[at]) * LEVELS + own
        found[row, 9] = again[at]
        found[row, 10] = near_page[at]
        found[row, 11] = near_block[at]
    return found


def odds(pages: Pages) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Give the places of the words that may have been swapped, and the log-odds of each."""
    stored = arrays("word_pairs")
    at, cell = cells(pages)
    weights = stored["weights"].astype(np.float32)
    return at, weights[cell].sum(axis=1, dtype=np.float32) + np.float32(stored["bias"][0])


def _endings(pages: Pages) -> Levels:
    kinds: Levels = pages.vocabulary.each_lower(_ending, np.int32)
    return kinds[pages.lower()]


def _ending(word: str) -> int:
    return next(i for i, ending in enumerate(_ENDINGS) if word.endswith(ending))


def _repeats(pages: Pages) -> Levels:
    """Count how often the page has each content word, up to _REPEATS, less one."""
    body, vocabulary = pages.body, pages.vocabulary
    count = counts_on_page(body.page, pages.lower(), len(vocabulary.lowers))
    return np.where(vocabulary.content[body.word], np.minimum(count, _REPEATS) - 1, 0)


def _repeated(pages: Pages, key: Keys, unseen: Bools, next_unseen: Bools) -> Levels:
    """Say of the pairs on both sides: 0 news has it, 1 it has not, 2 nor has it, but the page again.

    A term of the trade stands on its page more than once.
    """
    mine = (pages.body.page.astype(np.int64)[unseen] << 32) | key[unseen]
    _, inverse, count = np.unique(mine, return_inverse=True, return_counts=True)
    left = unseen.astype(np.int32)
    left[unseen] += count[inverse] > 1
    right = np.where(next_unseen, _shifted(left, -1, 0), 0)
    return (left * 3 + right).astype(np.int32)


def _likenesses(pages: Pages, level: Levels, judged: Bools) -> tuple[Levels, Levels]:
    """Give the cells of each judged content word's likeness to the rest of its page and paragraph."""
    body, vocabulary = pages.body, pages.vocabulary
    lower = pages.lower()
    at = np.flatnonzero(judged & vocabulary.content[body.word])
    table = vectors.of_vocabulary(pages)
    size = vectors.lengths(pages)[lower[at]] ** 2
    blocks = vectors.sums_of_blocks(pages)
    numbers = np.arange(len(blocks), dtype=np.int32)
    whole = sums_by_row(blocks, numbers, body.blocks.page, len(pages))
    found = []
    for rest, row in ((whole, body.page[at]), (blocks, body.block[at])):
        narrow = rest.astype(np.float32)
        length = np.einsum("ij,ij->i", narrow, narrow)[row]
        dot = dots(narrow, row, table, lower[at])
        # |rest - own|² and (rest - own)·own, worked out from what is at hand.
        left = length - 2 * dot + size
        known = (left > LEAST_REST * length) & (size > 0)
        cosine = (dot - size) / np.sqrt(np.where(known, left * size, 1))
        step = np.clip(((cosine + 0.3) * LIKENESSES).astype(np.int32), 0, LIKENESSES - 1)
        cell = np.full(len(body), LIKENESSES * LEVELS, np.int32)
        cell[at] = np.where(known, step * LEVELS + level[at], LIKENESSES * LEVELS)
        found.append(cell)
    return found[0], found[1]
