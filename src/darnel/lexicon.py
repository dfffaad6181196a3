"""The distinct words and gaps of texts, numbered, and what is known of each.

What is asked of a word is worked out when it is first seen, and remembered from batch to batch: news
says most of its words again. How much is remembered is bounded. Nothing that a batch gives depends on
what came before it: its words are numbered anew, in the order of their first use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import local
from typing import Any, cast
from zlib import crc32

import numpy as np
from numpy.typing import DTypeLike, NDArray

from darnel.artifacts import arrays
from darnel.compiled import compiled
from darnel.lookalikes import LINE_ENDS
from darnel.wordlists import STOPWORDS

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
Array = NDArray[Any]

MOST_TEXTS, MOST_CHARACTERS = 200_000, 4_000_000
"""Distinct strings that are remembered, a language's worth of words: about 100 MB with all columns."""


class Lexicon(dict[str, int]):
    """Number distinct strings as they come, and remember what is asked of them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.characters = 0
        self._columns: dict[Hashable, Array] = {}
        self._filled: dict[Hashable, int] = {}

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self.texts)
        self.texts.append(text)
        self.characters += len(text)
        return number

    @property
    def full(self) -> bool:
        """Whether so much is remembered that a new lexicon should be begun."""
        return len(self.texts) > MOST_TEXTS or self.characters > MOST_CHARACTERS

    def numbers(self, texts: Sequence[str]) -> Ints:
        """Give the number of each text."""
        return np.fromiter(map(self.__getitem__, texts), np.int32, len(texts))

    def column(self, key: Hashable, make: Callable[[Sequence[str]], Array]) -> Array:
        """Give what `make` says of every text so far, in order; only the new ones are asked for."""
        count, filled = len(self.texts), self._filled.get(key, 0)
        if filled < count or key not in self._columns:
            added = make(self.texts[filled:count])
            held = self._columns.get(key, added)
            if len(held) < count:
                grown = np.empty((max(2 * len(held), count), *added.shape[1:]), added.dtype)
                grown[:filled] = held[:filled]
                held = self._columns[key] = grown
            held[filled:count] = added
            self._columns[key], self._filled[key] = held, count
        return self._columns[key][:count]

    def each(self, function: Callable[[str], Any], dtype: DTypeLike) -> Array:
        """Ask a function of every text so far; it may depend on nothing but the text."""
        if getattr(function, "__closure__", None):
            raise TypeError(f"{function} depends on more than the text, and can't be remembered")
        # A lambda is another object each time it is come by; its code is one, though code of two
        # modules may be equal.
        key = getattr(function, "__module__", ""), getattr(function, "__code__", function)
        return self.column(key, lambda texts: np.fromiter(map(function, texts), dtype, len(texts)))


@dataclass(slots=True)
class Lexicons:
    """The lexicons of a thread: words as written, the same in lower case, and gaps."""

    words: Lexicon = field(default_factory=Lexicon)
    lowers: Lexicon = field(default_factory=Lexicon)
    gaps: Lexicon = field(default_factory=Lexicon)


class _Thread(local):
    lexicons: Lexicons | None = None


_THREAD = _Thread()


def lexicons() -> Lexicons:
    """Give this thread's lexicons; new ones when they are full."""
    held = _THREAD.lexicons
    if held is None or held.words.full or held.lowers.full or held.gaps.full:
        held = _THREAD.lexicons = Lexicons()
    return held


@compiled
def in_order_of_use(numbers: Ints, size: int) -> tuple[Ints, Ints]:
    """Give the distinct of numbers under `size`, by first use, and the place of each among them."""
    used, place = np.empty(len(numbers), np.int32), np.zeros(size, np.int32)
    count = 0
    for number in numbers:
        if place[number] == 0:
            used[count] = number
            count += 1
            place[number] = count
    for at in range(count):
        place[used[at]] = at
    return used[:count].copy(), place


class Vocabulary:
    """The distinct words of a batch, in their shadow form, and what is known of each.

    Every array has one entry a distinct word, in the order of `words`. `held` are the lexicons that
    remember what is known.
    """

    def __init__(self, held: Lexicons, used: Ints) -> None:
        """Take the words with these numbers in the lexicon."""
        self.held, self._used = held, used

    def __len__(self) -> int:
        return len(self._used)

    @cached_property
    def words(self) -> list[str]:
        """The words as written."""
        texts = self.held.words.texts
        return [texts[number] for number in self._used.tolist()]

    def each(self, function: Callable[[str], Any], dtype: DTypeLike) -> Array:
        """Ask a function of every distinct word as written; it may depend on nothing else."""
        return self.held.words.each(function, dtype)[self._used]

    def flags(self, test: Callable[[str], bool]) -> Bools:
        """Ask `test` of every distinct word as written; it may depend on nothing else."""
        return cast(Bools, self.each(test, np.bool_))

    def of_words(self, key: Hashable, make: Callable[[Sequence[str]], Array]) -> Array:
        """Give what `make` says of each word as written; it is remembered under `key`."""
        return self.held.words.column(key, make)[self._used]

    @cached_property
    def _lowered(self) -> tuple[Ints, Ints]:
        """Number the lower-cased words in their lexicon, and give each word's place among them."""
        lexicon = self.held.lowers

        def make(texts: Sequence[str]) -> Array:
            return lexicon.numbers([_spelled(text).lower().replace("’", "'") for text in texts])

        numbers = self.of_words("lower", make)
        used, place = in_order_of_use(numbers, len(lexicon.texts))
        return used, place[numbers]

    @cached_property
    def lowers(self) -> list[str]:
        """The distinct lower-cased words, apostrophes straight."""
        texts = self.held.lowers.texts
        return [texts[number] for number in self._lowered[0].tolist()]

    @property
    def lower(self) -> Ints:
        """For each word, its index in `lowers`."""
        return self._lowered[1]

    def of_lowers(self, key: Hashable, make: Callable[[Sequence[str]], Array]) -> Array:
        """Give what `make` says of each of `lowers`; it is remembered under `key`."""
        used = self._lowered[0]
        return self.held.lowers.column(key, make)[used]

    def each_lower(self, function: Callable[[str], Any], dtype: DTypeLike) -> Array:
        """Ask a function of each of `lowers`; it may depend on nothing else."""
        used = self._lowered[0]
        return self.held.lowers.each(function, dtype)[used]

    def among(self, group: Iterable[str]) -> Bools:
        """Say of each word whether its lower-cased form is one of `group`."""
        group = frozenset(group)

        def make(texts: Sequence[str]) -> Array:
            return np.fromiter(map(group.__contains__, texts), np.bool_, len(texts))

        return cast(Bools, self.of_lowers(group, make)[self.lower])

    @cached_property
    def capitalised(self) -> Bools:
        """Whether the first letter is upper case."""
        return self.flags(lambda word: word[:1].isupper())

    @cached_property
    def shouted(self) -> Bools:
        """Whether all letters are upper case and there are at least two."""
        return self.flags(lambda word: len(word) > 1 and word.isupper())

    @cached_property
    def lower_case(self) -> Bools:
        """Whether the first letter is lower case."""
        return self.flags(lambda word: word[:1].islower())

    @cached_property
    def numeric(self) -> Bools:
        """Whether there is a digit in the word."""
        return self.flags(lambda word: any(map(str.isdigit, word)))

    @cached_property
    def alphabetic(self) -> Bools:
        """Whether the word has letters only (apostrophes apart)."""
        return self.flags(lambda word: word.replace("'", "").replace("’", "").isalpha())

    @cached_property
    def length(self) -> Ints:
        """Characters in the word."""
        return cast(Ints, self.each(len, np.int32))

    @cached_property
    def stop(self) -> Bools:
        """Whether the word is a function word."""
        return self.among(STOPWORDS)

    @cached_property
    def content(self) -> Bools:
        """Whether the word may say something of the subject: two letters, no function word."""
        return ~self.stop & (self.length > 1)

    @cached_property
    def hash(self) -> NDArray[np.uint32]:
        """A 32-bit hash (CRC-32) of the lower-cased word, the same in every process."""
        return cast("NDArray[np.uint32]", self.each_lower(_crc, np.uint32)[self.lower])


_MISPRINTED = re.compile(
    "[a-z]{2,}+[I01]++[a-z][a-zI01]*+|[a-z][I01][a-zI01]{3,}+|[a-z]++II|[a-z]{2,}+I"
)
_IMITATING = re.compile(r"[a-z][I01]|^[I0][a-z]|^1[a-z]{3}|^l[bcdfghjkmnpqrstvwxz]")
"""Where a capital or a digit may pass for a small letter, or an l for a capital I."""

_LETTER_FOR = str.maketrans("I01", "lol")
LEAST_READ = 4
"""Shorter words are measures ("1bn") and names ("Iti") unless they become words like "of" and "it"."""


def _spelled(word: str) -> str:
    """Read capitals and digits as the letters that they pass for ("poIicy", "c0mment", "Iast", "lt").

    Where that gives a word of the dictionary and what is written is none, and inside a small word.
    """
    if not _IMITATING.search(word):
        return word
    read = word.translate(_LETTER_FOR)
    if _MISPRINTED.fullmatch(word):
        return read
    if _in_dictionary(word):
        return word
    for other in (read, word[:1] + read[1:], f"I{word[1:]}"):
        if other.lower() in STOPWORDS if len(word) < LEAST_READ else _in_dictionary(other):
            return other
    return word


def _in_dictionary(word: str) -> bool:
    known = arrays("syllables")["words"]
    # of the array's own type, or the whole array would be turned into another at every question
    key = np.uint32(_crc(word.lower().removesuffix("'s").removesuffix("’s")))
    at = int(known.searchsorted(key))
    return at < len(known) and bool(known[at] == key)


def _crc(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


class Gaps:
    """The distinct strings between two words of a batch, and what each of them separates.

    `tail` and `head` count the characters that belong to the block before and the block after
    if the gap parts two; `cut` and `resume` are where, within the gap, a sentence ends and the
    next begins (-1: none ends).
    """

    def __init__(self, held: Lexicons, used: Ints) -> None:
        """Take the gaps with these numbers in the lexicon."""
        self._lexicon, self._used = held.gaps, used
        rows = self._lexicon.column("described", _described)[used]
        self.newlines, self.tail, self.head, self.cut, self.resume, self.kind = rows.T

    @cached_property
    def gaps(self) -> list[str]:
        """The gaps as written."""
        texts = self._lexicon.texts
        return [texts[number] for number in self._used.tolist()]

    def each(self, function: Callable[[str], Any], dtype: DTypeLike) -> Array:
        """Ask a function of every distinct gap; it may depend on nothing else."""
        return self._lexicon.each(function, dtype)[self._used]

    def flags(self, test: Callable[[str], bool]) -> Bools:
        """Ask `test` of every distinct gap; it may depend on nothing else."""
        return cast(Bools, self.each(test, np.bool_))

    @cached_property
    def length(self) -> Ints:
        """Characters in the gap."""
        return cast(Ints, self.each(len, np.int32))

    @cached_property
    def blank(self) -> Bools:
        """Whether it is white space on one line and nothing else, however many and whatever blanks."""
        return self.flags(lambda gap: gap == " " or (gap.isspace() and not _NEWLINE.search(gap)))

    @cached_property
    def spaced(self) -> Bools:
        """Whether there is white space in the gap."""
        return self.flags(lambda gap: any(map(str.isspace, gap)))


_NEWLINE = re.compile(rf"\r\n|[\n{LINE_ENDS}]")
_STOP = re.compile(
    r"""\.(?:[ \u00a0]\.){2,}"""
    r"""|(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s)"""
    r"""|[。！？।॥؟۔።։]++["”』」]*+"""
)
_GLUED_STOP = re.compile(r"""[.!?]["'”’)\]]*+["'“‘(\[]*+""")
_QUOTE = re.compile("[\"'“”‘’]")


STRONG, DOT, ELLIPSIS, GLUED, GLUED_QUOTE = range(5)


def _describe(gap: str) -> tuple[int, int, int, int, int, int]:
    """Work out one row of `Gaps`: newlines, tail, head, cut, resume, kind of terminator."""
    if gap == " ":
        return 0, 0, 0, -1, -1, -1
    breaks, first, last = 0, len(gap), 0  # a gap may be a million newlines: no list of them
    for breaks, match in enumerate(_NEWLINE.finditer(gap), 1):  # noqa: B007 (the last is the count)
        first, last = min(first, match.start()), match.end()
    before, after = gap[:first], gap[last:]
    cut = resume = kind = -1
    stop = _STOP.search(gap)
    if stop is None and (stop := _GLUED_STOP.fullmatch(gap)) is not None:
        cut = resume = len(gap.rstrip("“‘(["))
        kind = GLUED_QUOTE if _QUOTE.search(gap) else GLUED
    elif stop is not None:
        cut = stop.end()
        resume = cut + len(gap) - cut - len(gap[cut:].lstrip())
        mark = stop.group()
        if mark.count(".") > 2 or ("…" in mark and "!" not in mark and "?" not in mark):  # noqa: PLR2004
            kind = ELLIPSIS
        else:
            plain = "." in mark and "!" not in mark and "?" not in mark
            # "(R-Tex.). " and "5%. ": what stands before the stop is no abbreviation.
            kind = DOT if plain and stop.start() == 0 else STRONG
    return breaks, len(before.rstrip()), len(after.lstrip()), cut, resume, kind


def head_of(gap: str) -> str:
    """Give the part of a gap that belongs to the block after it, if the gap parts two."""
    return gap[len(gap) - _describe(gap)[2] :]


def _described(gaps: Sequence[str]) -> Array:
    return np.array([_describe(gap) for gap in gaps], np.int32).reshape(-1, 6)
