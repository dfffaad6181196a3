"""Offsets in the units that others count in: code points, UTF-16 code units, UTF-8 bytes.

Findings count code points. Programs in JavaScript, Java or C# count UTF-16 code units, programs in Go
or C bytes: after an emoji each of them is somewhere else. Newlines are left as they are: a carriage
return and a line feed count as two in every unit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Literal

from darnel.errors import InputError

Unit = Literal["codepoint", "utf-16", "utf-8"]

_TWO_UNITS = 0x10000
"""From this code point on, UTF-16 takes two units and UTF-8 four bytes."""

_ONE_BYTE, _TWO_BYTES = 0x80, 0x800


class Ruler:
    """Measure places in one text in a unit, and find the code points at places given in it.

    A lone surrogate counts one UTF-16 unit, and three bytes: so many U+FFFD has, which is what UTF-8
    writers put in its place.
    """

    def __init__(self, text: str, unit: Unit) -> None:
        self._length = len(text)
        width = _widths(text, unit)
        self._places = None if width is None else [0, *accumulate(width)]

    @property
    def length(self) -> int:
        """Give the length of the text in the unit."""
        return self._length if self._places is None else self._places[-1]

    def to(self, start: int, end: int) -> tuple[int, int]:
        """Give the span `text[start:end]` of code points in the unit.

        Raises InputError if it does not lie in the text.
        """
        _check(start, end, self._length)
        if self._places is None:
            return start, end
        return self._places[start], self._places[end]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Give a span of the unit in code points; a character that it cuts belongs to it whole.

        Raises InputError if it does not lie in the text.
        """
        _check(start, end, self.length)
        if self._places is None:
            return start, end
        first = bisect_right(self._places, start) - 1
        return first, max(first, bisect_left(self._places, end))


def located(text: str, start: int, end: int, quote: str) -> tuple[int, int] | None:
    """Find a quote in a text that may have changed since: where it stood, else nearest to it.

    `start` and `end` are code points. Without a quote the place is taken as it is. None if the quote
    is not in the text, or the place is outside of it.
    """
    if text[start:end] == quote or not quote:
        return (start, end) if 0 <= start <= end <= len(text) else None
    before, after = (
        text.rfind(quote, 0, max(start, 0) + len(quote)),
        text.find(quote, max(start, 0)),
    )
    found = [place for place in (before, after) if place >= 0]
    if not found:
        return None
    nearest = min(found, key=lambda place: abs(place - start))
    return nearest, nearest + len(quote)


def _check(start: int, end: int, length: int) -> None:
    if not 0 <= start <= end <= length:
        raise InputError(f"the span {start}:{end} does not lie in a text of length {length}")


def _widths(text: str, unit: Unit) -> list[int] | None:
    if unit == "codepoint" or text.isascii():
        return None
    if unit == "utf-16":
        return [2 if ord(char) >= _TWO_UNITS else 1 for char in text]
    return [_bytes(ord(char)) for char in text]


def _bytes(point: int) -> int:
    if point < _TWO_BYTES:
        return 1 if point < _ONE_BYTE else 2
    return 4 if point >= _TWO_UNITS else 3
