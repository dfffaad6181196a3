"""Scored rows as bytes: CSV and JSONL, each chunk by itself, so that worker processes can do it.

A chunk's bytes depend on its rows alone. What is packed is one gzip member or Zstandard frame a
chunk: a file of them can be cut behind any chunk and gone on with.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from darnel.assessment import Assessment
from darnel.doors.columns import CORPUS, OURS, free_names, plain
from darnel.doors.formulas import disarmed
from darnel.doors.readers import Chunk, writable

GZIP_LEVEL = 6
"""What gzip itself takes; 9 costs three times the time for one part in a hundred."""

Made = TypeVar("Made", covariant=True)


@dataclass(frozen=True, slots=True)
class Header:
    """Say what the rows to come hold.

    That is the input's columns, their Arrow schema if they share one, and the features that are
    wanted beside quality, band and reason; and whether there is a corpus to say what stands
    elsewhere.
    """

    columns: tuple[str, ...]
    schema: Any = None
    features: tuple[str, ...] = ()
    corpus: bool = False

    @property
    def ours(self) -> Mapping[str, str]:
        """Map our columns to the names they get beside the input's."""
        known = CORPUS if self.corpus else ()
        return free_names((*OURS, *known, *self.features), self.columns)


class Renderer(Protocol[Made]):
    """What makes something of scored rows; it can be pickled."""

    def lean(self, chunk: Chunk) -> Chunk:
        """Give a chunk without what `render` does not look at, to be sent to another process."""
        ...

    def render(self, chunk: Chunk, assessments: Sequence[Assessment]) -> Made:
        """Make something of a chunk of scored rows."""
        ...


class Form(Renderer[bytes], Protocol):
    """How scored rows are written: the bytes of chunks, and what makes a file of them."""

    def head(self) -> bytes:
        """Give what stands before the first chunk."""
        ...

    def assemble(self, stream: BinaryIO) -> Assembly | None:
        """Give what turns pieces into a file on `stream`; None where they are it as they come."""
        ...


class Assembly(Protocol):
    """Makes one file of the bytes of chunks."""

    def add(self, pieces: Any) -> None:  # noqa: ANN401 (bytes, or the path of a file of pieces)
        """Take the next pieces: bytes, or the path of a file of them."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


class Kept(Generic[Made]):
    """Keep the assessments themselves, for a terminal."""

    def lean(self, chunk: Chunk) -> Chunk:
        """Leave the cells out."""
        return bare(chunk)

    def render(self, chunk: Chunk, assessments: Sequence[Assessment]) -> Sequence[Assessment]:  # noqa: ARG002 (Renderer)
        """Give the assessments."""
        return assessments


@dataclass(frozen=True, slots=True)
class CsvForm:
    """Every input column as it was, then ours.

    Unless `raw`, cells that a spreadsheet would run are disarmed (see `formulas`).
    """

    header: Header
    delimiter: str = ","
    packing: str | None = None
    raw: bool = False

    def head(self) -> bytes:
        """Give the names of the columns."""
        return packed(
            self._lines([[*self.header.columns, *self.header.ours.values()]]), self.packing
        )

    def lean(self, chunk: Chunk) -> Chunk:
        """Leave the Arrow batch out."""
        return Chunk(chunk.rows)

    def render(self, chunk: Chunk, assessments: Sequence[Assessment]) -> bytes:
        """Give the rows as lines."""
        rows = zip(chunk.rows, assessments, strict=True)
        lines = self._lines([*map(plain, r.cells), *our_cells(a, self.header)] for r, a in rows)
        return packed(lines, self.packing)

    def assemble(self, stream: BinaryIO) -> None:
        """Need nothing: lines are the file."""

    def _lines(self, rows: Any) -> bytes:  # noqa: ANN401 (an iterable of cells)
        held = _Lines()
        # CRLF makes the csv module quote a lone CR too; `_Lines` takes it off again
        writer = csv.writer(held, delimiter=self.delimiter, lineterminator="\r\n")
        for cells in rows:
            writer.writerow(cells if self.raw else map(disarmed, cells))
        return b"".join(held.lines)


class _Lines:
    """What the csv module writes to, line by line; a line may hold what UTF-8 can't."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, line: str) -> None:
        line = line[:-2] + "\n"
        try:
            data = line.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            data = writable(line).encode()
        self.lines.append(data)


@dataclass(frozen=True, slots=True)
class JsonlForm:
    """One assessment a line."""

    packing: str | None = None

    def head(self) -> bytes:
        """Give nothing, or the packing of nothing: an empty file is no gzip file."""
        return packed(b"", self.packing)

    def lean(self, chunk: Chunk) -> Chunk:
        """Leave the cells out."""
        return bare(chunk)

    def render(self, chunk: Chunk, assessments: Sequence[Assessment]) -> bytes:  # noqa: ARG002 (Renderer)
        """Give the assessments as lines."""
        lines = b"".join(assessment.to_json().encode() + b"\n" for assessment in assessments)
        return packed(lines, self.packing)

    def assemble(self, stream: BinaryIO) -> None:
        """Need nothing: lines are the file."""


def bare(chunk: Chunk) -> Chunk:
    """Give a chunk without cells and batch."""
    return Chunk([replace(row, cells=()) for row in chunk.rows])


def packed(data: bytes, packing: str | None) -> bytes:
    """Pack bytes as one gzip member or Zstandard frame."""
    if packing == "gzip":
        return gzip.compress(data, GZIP_LEVEL, mtime=0)
    if packing == "zstd":
        import pyarrow as pa  # most outputs are not packed

        return bytes(pa.Codec("zstd").compress(data, asbytes=True))
    return data


def our_cells(assessment: Assessment, header: Header) -> list[str]:
    """Give quality, band, reason, what the corpus says and features as cells; absent is empty."""
    quality = "" if assessment.quality is None else f"{assessment.quality:.4f}"
    values = (assessment.signals.get(name, math.nan) for name in header.features)
    known = elsewhere_cells(assessment).values() if header.corpus else ()
    return [
        quality,
        assessment.band or "",
        writable(assessment.reason),
        *("" if cell is None else writable(cell) for cell in known),
        *("" if math.isnan(value) else f"{value:.6g}" for value in values),
    ]


def elsewhere_cells(assessment: Assessment) -> dict[str, str | None]:
    """Give what the corpus says by column: sources joined by "; ", None where there is nothing."""
    known = assessment.elsewhere
    if known is None:
        return dict.fromkeys(CORPUS)
    sides = [
        "; ".join(dict.fromkeys(other.source for other in side)) or None
        for side in (known.copied_from, known.copied_by)
    ]
    return dict(zip(CORPUS, (known.cluster, known.copy, *sides, known.template), strict=True))
