"""Which encoding an input is in, by its first bytes, where nobody says it.

UTF-8 unless a byte order mark or the pattern of its NUL bytes tells another, or the bytes are those
of a Western text in Windows-1252: accented letters and typographic signs, few, and among ASCII
letters. Nothing else is guessed: a Cyrillic or Chinese file in an old encoding has to be named.
"""

from __future__ import annotations

import codecs
import re

SAMPLE = 2**20
"""Bytes that are looked at, where they come in one read."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

USUAL = "utf-8-sig"
"""UTF-8, with or without its mark."""

_ESCAPED = re.compile("[\udc80-\udcff]")
_HIGH = re.compile("[^\x00-\x7f]")
_WESTERN = re.compile("[À-ÖØ-öø-þŒœŠšŽžŸ‘’‚“”„–—…•€£©®™°§«»¿¡ªº½¼¾·´\xa0]")
_FOREIGN = re.compile("[À-ÿ]{4}")
"""Four such letters in a row are a word of another alphabet."""

MOST_HIGH = 0.1
"""Letters that are not ASCII, of all: German and Spanish have up to one in twelve."""

LEAST_WESTERN = 0.95


def found_encoding(start: bytes) -> tuple[str, bool]:
    """Give the encoding of a text that begins so, and whether that is a guess to be told."""
    for mark, name in MARKS:
        if start.startswith(mark):
            return name, False
    wide = _wide(start)
    if wide is not None:
        return wide, True
    return ("cp1252", True) if _is_western(start) else (USUAL, False)


def _wide(start: bytes) -> str | None:
    """Tell UTF-16 without its mark: every other byte of ASCII text is NUL."""
    pairs = len(start) // 2
    if pairs < 2:  # noqa: PLR2004 (a pair is none)
        return None
    first, second = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if second > 0.5 * pairs and first == 0:
        return "utf-16-le"
    return "utf-16-be" if first > 0.5 * pairs and second == 0 else None


def _is_western(start: bytes) -> bool:
    whole = start[: max(len(start) - 3, start.rfind(b"\n") + 1)]  # not in the middle of a character
    if whole.isascii():
        return False
    text = whole.decode("utf-8", "surrogateescape")
    bad = len(_ESCAPED.findall(text))
    if bad <= len(_HIGH.findall(text)) - bad:
        return False
    try:
        text = whole.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = len(_HIGH.findall(text))
    return (
        high <= MOST_HIGH * len(text)
        and len(_WESTERN.findall(text)) >= LEAST_WESTERN * high
        and _FOREIGN.search(text) is None
    )
