"""Texts and choices drawn from bytes: few bytes reach far, and nearby bytes give nearby texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

PIECES: tuple[str, ...] = (
    "The board met on Tuesday. ", "Dr. Oss said no", "\r\n", "\n\n", "\n", "\t", "\u00a0", "e\u0301te\u0301 ",
    "👩‍👩‍👧 ", "שלום עולם. ", "नमस्ते दुनिया। ", "\u200bz\u200bero ", "\ufeff", "\x00", "\ud800", "\u2028",
    "Вank раypal ", "ｆｕｌｌ ", "𝐛𝐨𝐥𝐝 ", "“Why?” ", "3.5 ", "… ", "* ", "1. ", "don’t ", "ﬁne ", "。", "a",
    "\u0301", " \u0301", "ended.The ", '."But ', ". . . ", "\u202eevil\u202c ", "p.m. ", "\x1c", "\x85",
    " ", ".", ",", '"', "“", "”", "'", "’", "(", ")", "[", "]", "{", "}", "-", "—", "|", ":", ";", "?",
    "!", "/", "\\", "#", "@", "%", "$", "<", ">", "=", "&", "~", "_", "^", "`", "+", "0", "1", "9",
    "The ferry is late, the harbour board said. ", "Its gearbox had failed two tests in March. ",
    "“We would rather be late than sorry,” said Ines Valdo, who chairs the board. ",
    "Passengers on the island have used a hired boat since the old ferry was sold. ",
    "Albion 2-0 Wanderers: late goal decides the derby", "The goalkeeper dropped a cross at his feet. ",
    "You won't believe what happened next", "10 things that doctors do not tell you",
    "Read more", "Recommended News", "Subscribe to our newsletter", "Click here to", "All rights reserved.",
    "As an AI language model, I cannot", "Comments that contain insults are deleted by our moderators. ",
    "We use cookies to improve your experience. ", "Related: ", "Share this on Facebook", "Photo: ",
    "Ferry Port Strike Union Grain Ships", "cheap flights, cheap hotels, cheap cars, ", "best ", "cheap ",
    "according to the ministry", "the official said", "told Reuters", "said on Monday", "Mr. Kessler ",
    "Kessler", "Angela Okafor", "the president", "he said", "she added", "In a statement, ",
    "This article originally appeared on island.example. ", "(Reuters) - ", "Source: https://a.example/x",
    "https://farm.example/a?b=c", "www.site.example", "ann@mail.example", "Picture Awards ",
    "9 12 months outdated ", "moreover ", "furthermore ", "utilize ", "leverage ", "ship ", "vessel ",
    "and ", "of ", "the ", "The ", "is ", "I ", "it ", "not ", "A", "B", "Q", "z", "word ", "word",
    "аеор", "ΑΒΕ", "ɡ", "\u00ad", "\u200d", "\u2060", "\ufe0f", "\u061c", "\u180e", "日本語のテキスト。", "漢字",
    "한국어 ", "Привет мир. ", "Καλημέρα ", "مرحبا ", "Ünïcödé ", "naïve ", "½", "²", "①", "Ⅷ", "ﷺ", "İ", "ß",
    "ŉ", "\U0001d7d8", "\U000e0041", "\U0010ffff", "\ufffd", "\ufffe", "\x0b", "\x0c", "\x1b[31m", "\x7f",
    "Jan. 5, ", "U.S. ", "e.g. ", "No. 7 ", "vs. ", "a.m. ", "St. ", "Mrs. ", "Inc. ", "etc. ",
    "1,000,000 ", "12:30 ", "$5m ", "50% ", "2024-05-14", "May 14, 2024 ", "Photo by Ann Bell/AP",
    "- item one\n", "- item two\n", "• ", "1) ", "Q: ", "A: ", "Tags: ", "Keywords: ", "By Ann Bell",
    "\n\nAdvertisement\n\n", "{{title}}", "[[link]]", "%%name%%", "<?php", "${x}", "undefined", "NaN",
    "aaaaaaaaaaaaaaaa", "--------", "!!!!!!!!", "........", '""""""""', "\n\n\n\n\n\n\n\n", "        ",
    "\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308", "\u200b\u200b\u200b\u200b", "“““““““”",
)  # fmt: skip
"""Fragments that a byte stands for: prose, templates, and what parsers stumble over."""


class Draw:
    """Take choices and texts off the front of some bytes; when they are used up, all are the first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def byte(self) -> int:
        """Take a byte."""
        if self._at >= len(self._data):
            return 0
        self._at += 1
        return self._data[self._at - 1]

    def pick(self, choices: Sequence[T]) -> T:
        """Take one of some choices."""
        return choices[self.byte() % len(choices)]

    def some(self) -> bytes:
        """Take a run of bytes, its length before it."""
        size = self.byte()
        taken = self._data[self._at : self._at + size]
        self._at += len(taken)
        return taken

    def rest(self) -> bytes:
        """Take all that is left."""
        taken, self._at = self._data[self._at :], len(self._data)
        return taken


def text_of(data: bytes) -> str:
    """Make a text: UTF-8, whose bad bytes are lone surrogates, or of PIECES, one a byte, some repeated."""
    draw = Draw(data)
    way = draw.byte() % 3
    if way == 0:
        return draw.rest().decode("utf-8", "surrogateescape")
    pieces = [PIECES[byte % len(PIECES)] for byte in draw.rest()]
    if way == 1:
        return "".join(pieces)
    return "".join(piece * (1 + 7 * (at % 5 == 0)) for at, piece in enumerate(pieces))


def seeds_of_texts() -> list[bytes]:
    """Give texts of every piece, raw ones, and prose with a fault or two."""
    raw = (
        "",
        "The board met. It did not sit.\n\nNobody came: “Why?”\n",
        "Cafe\u0301 \u200bа раypal",
    )
    made = [b"\x00" + text.encode() for text in raw]
    count = len(PIECES)
    made += [bytes([1, *range(low, min(low + 24, count))]) for low in range(0, count, 24)]
    made += [bytes([2, *([at] * 12)]) for at in range(0, count, 9)]
    return [*made, bytes([1, *range(75, 79)]) * 3]
