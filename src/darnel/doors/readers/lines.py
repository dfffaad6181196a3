"""Lines of text: bounded, decoded, and gathered into chunks of rows."""

from __future__ import annotations

import codecs
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TextIO, cast

from darnel.article import Article
from darnel.doors.columns import seen
from darnel.doors.readers import bounds
from darnel.doors.readers.encodings import SAMPLE, USUAL, found_encoding
from darnel.doors.readers.opening import BROKEN, BombError
from darnel.doors.readers.rows import Chunk, Input, Reading, Row
from darnel.errors import InputError

_ESCAPED = re.compile("[\udc80-\udcff]")
"""Bytes that could not be decoded, as `surrogateescape` keeps them."""


class Lines:
    """Give a stream's lines, newlines included, and keep those that a row has taken so far."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._ahead: deque[str] = deque()
        self._size = 0
        self.taken: list[str] = []
        self.cut = False
        self.fault: str | None = None

    def begin(self) -> None:
        """Begin a new row."""
        self.taken, self._size, self.cut = [], 0, False

    def put_back(self, lines: Sequence[str]) -> None:
        """Give these lines again."""
        self._ahead.extendleft(reversed(lines))

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if self.cut:
            raise StopIteration
        line = self._ahead.popleft() if self._ahead else self._read()
        if not line:
            raise StopIteration
        self._size += max(len(line), bounds.LEAST_LINE)
        self.cut = self.cut or self._size > bounds.LONGEST
        self.taken.append(line)
        return line

    def _read(self) -> str:
        if self.fault is not None:
            return ""
        try:
            line = self._stream.readline(bounds.LONGEST)
            if len(line) == bounds.LONGEST and not line.endswith(("\n", "\r")):
                self.cut = True
                while (rest := self._stream.readline(bounds.LONGEST)) and not rest.endswith(
                    ("\n", "\r")
                ):
                    pass
        except BROKEN as error:
            self.fault = (
                str(error)
                if isinstance(error, BombError)
                else f"the file breaks off here, it may be half-copied ({type(error).__name__})"
            )
            return ""
        return line


@dataclass(frozen=True, slots=True)
class Decoded:
    """Hold an input as lines of text; `note` is what its user should know of the encoding."""

    lines: Lines
    text: io.TextIOWrapper
    encoding: str
    note: str | None


def decoded(source: Input, reading: Reading, stream: BinaryIO, newline: str) -> Decoded:
    """Decode a stream as said, or as found; raise InputError for an encoding that there is not."""
    encoding, note = reading.encoding, None
    if encoding is None:
        encoding, guessed = found_encoding(cast(io.BufferedReader, stream).peek(SAMPLE)[:SAMPLE])
        if guessed:
            note = (
                f"{source.name} is not UTF-8 and is read as {encoding}; "
                "if that is wrong, name its encoding with --encoding"
            )
    try:
        codecs.lookup(encoding)
        text = io.TextIOWrapper(
            stream, encoding=encoding, errors="surrogateescape", newline=newline
        )
    except LookupError as error:
        raise InputError(f"--encoding: there is no text encoding called {encoding!r}") from error
    return Decoded(Lines(text), text, encoding, note)


def chunked(
    rows: Iterator[Row], source: Input, lines: Lines, numbers: Iterator[int], width: int
) -> Iterator[Chunk]:
    """Gather rows into chunks, and end with an error row where the stream broke off."""
    held: list[Row] = []
    characters = 0
    for row in rows:
        held.append(row)
        characters += len(row.article.text)
        if len(held) == bounds.CHUNK_ROWS or characters > bounds.CHUNK_CHARACTERS:
            yield Chunk(held)
            held, characters = [], 0
    if lines.fault is not None:
        number = next(numbers)
        place = source.place(number)
        error = f"{place}: {lines.fault}"
        held.append(Row(place, [None] * width, Article(id=source.article_id(number)), error))
    if held:
        yield Chunk(held)


def too_long() -> str:
    """Say that a row is longer than all bounds."""
    return f"longer than {bounds.LONGEST // 2**20} MB, the rest is left out; is a quote left open?"


def undecoded(cells: Sequence[str], header: Sequence[str], encoding: str) -> str | None:
    """Say where a byte stands that the encoding does not know, if one does."""
    for at, cell in enumerate(cells):
        match = None if cell.isascii() else _ESCAPED.search(cell)
        if match is not None:
            byte = ord(match.group()) - 0xDC00
            column = f" of column {header[at]!r}" if at < len(header) else ""
            return (
                f"byte 0x{byte:02X} after {match.start()} characters{column} is not "
                f"{called(encoding)}; name the file's encoding with --encoding"
            )
    return None


def refuse_undecoded(source: Input, header: Sequence[str], encoding: str) -> None:
    """Raise InputError if the header is not in the encoding."""
    if any(_ESCAPED.search(label) for label in header):
        raise InputError(
            f"{source.name}: the header is not {called(encoding)}; "
            f"name the file's encoding with --encoding. {seen(header)}"
        )
    if any("\0" in label for label in header):
        raise InputError(
            f"{source.name}: the header has NUL bytes; if the file is UTF-16, say --encoding utf-16"
        )


def called(encoding: str) -> str:
    """Name an encoding as its users do."""
    return "UTF-8" if encoding == USUAL else encoding
