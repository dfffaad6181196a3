"""A copy of a text for matching, with the way back to the offsets of the original.

Zero-width characters, soft hyphens and bidirectional controls are left out, letters borrowed from
another script inside a Latin word become the Latin letter that they imitate, compatibility forms
(full-width, mathematical) become plain ones and decomposed accents are composed. A text without any
of these is its own shadow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int32]

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
"""Format characters and variation selectors, as ranges of a character class."""

BORROWED = "\u0370-\u03ff\u0400-\u052f\u0261"
"""Greek and Cyrillic, whose letters pass for Latin ones."""

LOOKALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТХҮЗаеорсухіјѕһԁԛԝѵɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυχιт",
        "ABESIJKMHOPCTXY3aeopcyxijshdqwvgABEZHIKMNOPTYXavopuxit",
        strict=True,
    )
)
"""Borrowed letters by the Latin one that they pass for (a part of UTS #39, confusables)."""


def charset(characters: Iterable[str]) -> NDArray[np.bool_]:
    """Make a table over all code points that is true for `characters`."""
    table = np.zeros(0x110000, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


def holds_any(text: str, characters: NDArray[np.bool_]) -> bool:
    """Say whether a text has one of the characters of a `charset`: far faster than a pattern."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return bool(characters[codes].any())


_COMPATIBLE = "\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
_MARKS = "\u0300-\u036f"
_SUSPECT_CLASS = re.compile(f"[{INVISIBLE}{BORROWED}{_COMPATIBLE}{_MARKS}]")
_EVERY = (*range(0x10000), *range(0x1D400, 0x1D800))
_SUSPECT = charset(chr(code) for code in _EVERY if _SUSPECT_CLASS.match(chr(code)))
_LATIN = re.compile("[A-Za-z]")
_PIECE = re.compile(
    f"(?P<invisible>[{INVISIBLE}]+)"
    f"|(?P<marked>[^{_MARKS}{INVISIBLE}][{_MARKS}]+)"
    f"|(?P<compatible>[{_COMPATIBLE}])"
)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Shadow:
    """Hold the text for matching and where each of its characters stands in the original.

    `starts` and `ends` have one entry a character of the shadow (`starts` one more, the length of
    the original); both are None where the shadow is the original.
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


def shadow_of(text: str) -> Shadow:
    """Make the shadow of a text, in time linear in its length."""
    if text.isascii() or not holds_any(text, _SUSPECT):
        return Shadow(text)
    pieces: list[str] = []
    starts: list[Offsets] = []
    ends: list[Offsets] = []

    def keep(start: int, end: int) -> None:
        if end > start:
            pieces.append(text[start:end])
            plain = np.arange(start, end, dtype=np.int32)
            starts.append(plain)
            ends.append(plain + 1)

    last = 0
    for match in _PIECE.finditer(text):
        keep(last, match.start())
        last = match.end()
        if match.lastgroup == "invisible":
            continue
        form = "NFC" if match.lastgroup == "marked" else "NFKC"
        plain = unicodedata.normalize(form, match.group())
        pieces.append(plain)
        starts.append(np.full(len(plain), match.start(), np.int32))
        ends.append(np.full(len(plain), match.end(), np.int32))
    keep(last, len(text))
    starts.append(np.array([len(text)], np.int32))
    shadow = _LETTERS.sub(_unborrow, "".join(pieces))
    return Shadow(
        shadow,
        np.concatenate(starts),
        np.concatenate(ends) if ends else np.zeros(0, np.int32),
    )


def _unborrow(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or _LATIN.search(word) is None:
        return word
    return "".join([LOOKALIKES.get(letter, letter) for letter in word])
