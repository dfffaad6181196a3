"""A copy of a text for matching, with the way back to the offsets of the original.

Zero-width characters, soft hyphens, bidirectional controls and all else that is not drawn is left out;
letters of another script inside a Latin word, and words wholly of letters that pass for Latin, become the
Latin letters that they imitate; compatibility forms (full-width, mathematical) become plain ones; fillers
that are drawn as a space become one; apostrophes within words and quotation marks become the usual ones;
decomposed accents are composed; every line ends in a line feed. A text without any of these is its own shadow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.lookalikes import (
    APOSTROPHES,
    BLANK,
    BORROWED,
    CLOSING,
    INVISIBLE,
    LIKENESSES,
    LINE_ENDS,
    LOOKALIKES,
    MODIFIED,
    OPENING,
)

Offsets = NDArray[np.int32]


def charset(characters: Iterable[str]) -> NDArray[np.bool_]:
    """Make a table over all code points that is true for `characters`."""
    table = np.zeros(0x110000, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


LAST_ASCII = 0x7F


def holds_any(text: str, characters: NDArray[np.bool_]) -> bool:
    """Say whether a text has one of the characters, beyond ASCII, of a `charset`: far faster than a pattern."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return bool(characters[codes[codes > LAST_ASCII]].any())


MARKS_AT_ONCE = 30
"""Marks that are composed with one letter (UAX #15, Stream-Safe Text): sorting more takes long."""

_COMPATIBLE = (
    "\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff\u2160-\u217f\u24b6-\u24e9"
    "\u2102\u210a-\u210e\u2110-\u2113\u2115\u2119-\u211d\u2124\u212a\u212c\u212d\u212f-\u2131"
    "\u2133\u2134\u2139\u2145-\u2149"
)
"""Forms of plain letters and signs. "™", "№" and "℃" are no letters, and stay."""

_MARKS = "\u0300-\u034e\u0350-\u036f"
_SUSPECT_CLASS = re.compile(
    f"[{INVISIBLE}{BLANK}{APOSTROPHES}{OPENING}{CLOSING}{BORROWED}{MODIFIED}{_COMPATIBLE}{_MARKS}]"
)
_EVERY = (*range(0x10000), *range(0x1BCA0, 0x1D800), *range(0xE0000, 0xE1000))
_SUSPECT = charset(chr(code) for code in _EVERY if _SUSPECT_CLASS.match(chr(code)))
_LATIN = re.compile("[A-Za-z]")
_PIECE = re.compile(
    f"(?P<invisible>[{INVISIBLE}]+|\\r)"
    f"|(?P<blank>[{BLANK}])"
    f"|(?P<apostrophe>(?<=[^\\W\\d_])[{APOSTROPHES}](?=[^\\W\\d_]))"
    f"|(?P<opening>[{OPENING}])|(?P<closing>[{CLOSING}])"
    f"|(?P<compatible>[{_COMPATIBLE}][{_MARKS}]{{0,{MARKS_AT_ONCE}}})"
    f"|(?P<marked>[^{_MARKS}{INVISIBLE}][{_MARKS}]{{1,{MARKS_AT_ONCE}}})"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_BORROWED_RUN = re.compile(rf"[{BORROWED}{MODIFIED}]+(?:\W+[{BORROWED}{MODIFIED}]+)*")
_MODIFIED_LETTER = re.compile(f"[{MODIFIED}]")
_PASSING = LOOKALIKES | {a: b for a, b in LIKENESSES.items() if _MODIFIED_LETTER.match(a)}
"""Letters that may make up a whole word that passes for Latin."""

_PLAIN = {"invisible": "", "blank": " ", "apostrophe": "’", "opening": "“", "closing": "”"}
"""What a piece becomes whatever it is; others become their compatible or composed form."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """Hold the text for matching and where each of its characters stands in the original.

    `starts` and `ends` have one entry a character of the shadow (`starts` one more, the length of
    the original); both are None where no character has moved.
    """

    text: str
    starts: Offsets | None = None
    ends: Offsets | None = None

    def original_starts(self, offsets: Offsets) -> Offsets:
        """Map starts of spans to the original."""
        return offsets if self.starts is None else self.starts[offsets]

    def original_ends(self, offsets: Offsets) -> Offsets:
        """Map ends of spans to the original; invisible characters behind a span stay outside."""
        if self.ends is None:
            return offsets
        if not len(self.ends):
            return np.zeros_like(offsets)
        return np.where(offsets > 0, self.ends[np.maximum(offsets - 1, 0)], 0).astype(np.int32)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map one span to the original."""
        starts = self.original_starts(np.array([start], np.int32))
        return int(starts[0]), int(self.original_ends(np.array([end], np.int32))[0])


def shadow_of(text: str) -> Shadow:
    """Make the shadow of a text, in time linear in its length."""
    text = _fed(text)
    if "\r" not in text and (text.isascii() or not holds_any(text, _SUSPECT)):
        return Shadow(text)
    pieces: list[str] = []
    ends: list[int] = []
    whole: list[bool] = []  # every character of the piece stands for the whole of its original
    last = 0
    for match in _PIECE.finditer(text):
        start, end = match.span()
        plain = _plain(match)
        if plain == match.group():
            continue
        pieces += text[last:start], plain
        ends += start, end
        whole += False, True
        last = end
    pieces.append(text[last:])
    ends.append(len(text))
    whole.append(False)
    shadow = _BORROWED_RUN.sub(_unborrow_run, _LETTERS.sub(_unborrow, "".join(pieces)))
    return Shadow(shadow, *_way_back([len(piece) for piece in pieces], ends, whole))


def _fed(text: str) -> str:
    """End every line in a line feed, with the carriage return that may stand before one; no character moves."""
    if not any(end in text for end in LINE_ENDS):
        return text
    return _LINE_END.sub("\n", text)


_LINE_END = re.compile(rf"\r(?!\n)|[{LINE_ENDS[1:]}]")


def _way_back(lengths: list[int], ends: list[int], whole: list[bool]) -> tuple[Offsets, Offsets]:
    """Work out the start and end in the original of every character of the shadow."""
    length, end = np.array(lengths, np.int32), np.array(ends, np.int32)
    start = np.append(np.int32(0), end[:-1])
    within = np.arange(length.sum(), dtype=np.int32) - np.repeat(np.cumsum(length) - length, length)
    plain = np.repeat(~np.array(whole, np.bool_), length)
    first = np.repeat(start, length) + np.where(plain, within, 0)
    last = np.where(plain, first + 1, np.repeat(end, length))
    return np.append(first, end[-1]).astype(np.int32), last.astype(np.int32)


def _plain(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind in _PLAIN:
        return _PLAIN[kind]
    return unicodedata.normalize("NFC" if kind == "marked" else "NFKC", match.group())


def _unborrow(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or _LATIN.search(word) is None:
        return word
    return "".join([LIKENESSES.get(letter, letter) for letter in word])


def _unborrow_run(match: re.Match[str]) -> str:
    """Read words in a row as Latin if all their letters pass for it: no language's words all do."""
    words = match.group()
    if all(letter in _PASSING for letter in words if letter.isalpha()):
        return "".join([_PASSING.get(letter, letter) for letter in words])
    return words
