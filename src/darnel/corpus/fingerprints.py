"""Fingerprints of articles: words, winnowed shingles, paragraphs and headlines as 64-bit hashes.

A shingle is five words in a row; winnowing keeps the least of every eight in a row, so that two
texts which share twelve words in a row share a fingerprint (Schleimer, Wilkerson and Aiken 2003,
Winnowing: local algorithms for document fingerprinting). Hashes are the same in every process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import cast

import numpy as np
from numpy.typing import NDArray

from darnel.article import Article
from darnel.shadow import shadow_of

Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHINGLE = 5
"""Words of a shingle: fewer meet by chance, more break at every edited word."""

WINDOW = 8
"""Of so many shingles in a row the least one is kept: two in nine are."""

LEAST_BLOCK = 8
"""Shorter paragraphs ("Read more") meet by chance."""

LEAST_TITLE = 5
"""Shorter headlines ("Letters to the editor") meet by chance."""

MOST_WORDS = 65_535
"""Words of an article that are looked at: positions are stored in 16 bits."""

WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+|[\n\r]")
_SITE = re.compile(
    r"(?<!\s)\s{1,20}+(?:[|»·–—-]|::)\s{1,20}+(?:[^\s|»·–—-]{1,60}+(?:\s{1,20}+|$)){1,4}$"
)
"""What a site adds to its headlines: " - The Daily Planet"."""

_CACHED = 1_000_000
"""Distinct words that a process remembers the hashes of, about 150 MB."""

_BASE = 0xD1342543DE82EF95
_BACK = pow(_BASE, -1, 2**64)


class _WordHashes(dict[str, int]):
    """Hash words by their case-folded form; a line's end is 0."""

    def __missing__(self, word: str) -> int:
        if len(self) > _CACHED:
            self.clear()
        digest = blake2b(word.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()
        value = self[word] = int.from_bytes(digest, "little") | 1
        return value


class _Hasher:
    """The hashes of a process, kept between batches."""

    def __init__(self) -> None:
        self._hashes = _WordHashes()

    def tokens(self, text: str) -> Hashes:
        """Hash words and line ends in the order of a text."""
        self._hashes["\n"] = self._hashes["\r"] = 0
        found = _TOKEN.findall(shadow_of(text).text)
        return np.array(list(map(self._hashes.__getitem__, found)), np.uint64)


@cache
def _hasher() -> _Hasher:
    return _Hasher()


@dataclass(frozen=True, slots=True)
class Prints:
    """The fingerprints of a batch, in the order of its articles and of their words.

    `hash`, `document` and `position` have one entry a fingerprint, a position being the number of
    its first word; `block_hash`, `block_document`, `block_first` and `block_last` one a paragraph,
    the latter the half-open range of its words; `words` and `title` one an article (title 0: none).
    """

    hash: Hashes
    document: Ints
    position: Ints
    block_hash: Hashes
    block_document: Ints
    block_first: Ints
    block_last: Ints
    words: Ints
    title: Hashes


def prints_of(articles: Sequence[Article]) -> Prints:
    """Take the fingerprints of a batch."""
    hasher = _hasher()
    parts = [hasher.tokens(article.text) for article in articles]
    tokens = np.concatenate([*parts, np.zeros(0, np.uint64)])
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    is_word = tokens != 0
    word, document = tokens[is_word], owner[is_word]
    counts = np.bincount(document, minlength=len(parts)).astype(np.int64)
    first = np.cumsum(counts) - counts
    position = np.arange(len(word)) - first[document]
    kept = position < MOST_WORDS
    sums = _prefix_sums(word)
    shingle, selected = _winnowed(sums, document)
    selected &= kept[: len(selected)]
    at = np.flatnonzero(selected)
    line = (np.cumsum(~is_word) + owner)[is_word]
    blocks = _blocks(sums, line, document, position)
    return Prints(
        shingle[at], document[at], position[at], *blocks, counts,
        np.array([_title_hash(hasher, article.title) for article in articles], np.uint64),
    )  # fmt: skip


def _blocks(
    sums: Hashes, line: Ints, document: Ints, position: Ints
) -> tuple[Hashes, Ints, Ints, Ints]:
    """Hash every paragraph that is long enough: hash, document, first and last word."""
    if not len(line):
        none = np.zeros(0, np.int64)
        return np.zeros(0, np.uint64), none, none, none
    fresh = np.concatenate([[True], (np.diff(line) != 0) | (np.diff(document) != 0)])
    start = np.flatnonzero(fresh)
    stop = np.append(start[1:], len(line))
    enough = (stop - start >= LEAST_BLOCK) & (position[stop - 1] < MOST_WORDS)
    start, stop = start[enough], stop[enough]
    first = position[start]
    return _hash_of(sums, start, stop), document[start], first, first + stop - start


def _title_hash(hasher: _Hasher, title: str) -> int:
    """Hash a headline without what the site adds to it; 0 where it is too short."""
    bare = _SITE.sub("", title)
    words = hasher.tokens(bare if len(WORD.findall(bare)) >= LEAST_TITLE else title)
    words = words[words != 0]
    if len(words) < LEAST_TITLE:
        return 0
    ends = np.array([0]), np.array([len(words)])
    return int(_hash_of(_prefix_sums(words), *ends)[0])


def _winnowed(sums: Hashes, document: Ints) -> tuple[Hashes, Bools]:
    """Hash every shingle and say which the windows keep."""
    count = len(document) - SHINGLE - WINDOW + 2
    if count <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.bool_)
    start = np.arange(len(document) - SHINGLE + 1)
    shingle = _hash_of(sums, start, start + SHINGLE)
    least = shingle
    for step in (1, 2, 4):
        least = np.minimum(least[:-step], least[step:])
    whole = document[:count] == document[WINDOW + SHINGLE - 2 :]
    least = np.where(whole, least, np.uint64(0))
    pad = np.zeros(WINDOW - 1, np.uint64)
    most = np.concatenate([pad, least, pad])
    for step in (1, 2, 4):
        most = np.maximum(most[:-step], most[step:])
    return shingle, cast(Bools, most == shingle)


def _prefix_sums(words: Hashes) -> Hashes:
    """Sum words times powers of a base, modulo 2 to the 64th: any run's hash is a difference."""
    return np.concatenate([np.zeros(1, np.uint64), np.cumsum(words * _powers(len(words))[0])])


def _hash_of(sums: Hashes, start: Ints, stop: Ints) -> Hashes:
    """Hash the runs of words [start, stop), the same wherever they stand."""
    back = _powers(len(sums))[1]
    value = (sums[stop] - sums[start]) * back[start]
    value ^= value >> np.uint64(30)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(27)
    value *= np.uint64(0x94D049BB133111EB)
    mixed: Hashes = value ^ (value >> np.uint64(31))
    return mixed


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Give the powers of the base and of its inverse, at least `count` of each."""
    forward, back = _power_table(max(16, int(count - 1).bit_length()))
    return forward[:count], back[:count]


@cache
def _power_table(bits: int) -> tuple[Hashes, Hashes]:
    def powers(base: int) -> Hashes:
        factors = np.full(2**bits, base, np.uint64)
        factors[0] = 1
        return np.cumprod(factors, dtype=np.uint64)

    return powers(_BASE), powers(_BACK)
