"""Tables out: CSV, JSONL and Parquet, under their final name only when they are whole."""

from __future__ import annotations

import csv
import gzip
import math
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from darnel.assessment import Assessment
from darnel.doors.columns import CORPUS, OURS, free_names, plain
from darnel.doors.readers import PACKED, SUFFIXES, Chunk, Row, writable
from darnel.errors import InputError

WRITTEN = ".csv, .tsv, .jsonl, .ndjson (each also .gz or .zst), .parquet"

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by spreadsheets; ours get an apostrophe in front."""


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


class Sink(Protocol):
    """What takes scored rows."""

    def write(self, chunk: Chunk, assessments: Sequence[Assessment]) -> None:
        """Take the next rows."""
        ...

    def close(self) -> None:
        """Take note that there are no more."""
        ...


class CsvSink:
    """Write every input column as it was, then ours."""

    def __init__(self, stream: BinaryIO, header: Header, delimiter: str = ",") -> None:
        self._stream = stream
        self._header = header
        # CRLF makes the csv module quote a lone CR too; `write_line` takes it off again
        self._writer = csv.writer(_LineEnds(stream), delimiter=delimiter, lineterminator="\r\n")
        self._writer.writerow([*header.columns, *header.ours.values()])

    def write(self, chunk: Chunk, assessments: Sequence[Assessment]) -> None:
        """Write the next rows."""
        for row, assessment in zip(chunk.rows, assessments, strict=True):
            self._writer.writerow([*map(plain, row.cells), *our_cells(assessment, self._header)])

    def close(self) -> None:
        """Hand everything to the stream."""
        self._stream.flush()


class _LineEnds:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        line = line[:-2] + "\n"
        try:
            data = line.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            data = writable(line).encode()
        self._stream.write(data)


def our_cells(assessment: Assessment, header: Header) -> list[str]:
    """Give quality, band, reason, what the corpus says and features as cells; absent is empty."""
    quality = "" if assessment.quality is None else f"{assessment.quality:.4f}"
    values = (assessment.signals.get(name, math.nan) for name in header.features)
    known = elsewhere_cells(assessment).values() if header.corpus else ()
    return [
        quality,
        assessment.band or "",
        _harmless(assessment.reason),
        *("" if cell is None else _harmless(cell) for cell in known),
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


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running a cell, and lone surrogates out of it."""
    return writable("'" + cell if cell.startswith(FORMULA) else cell)


class JsonlSink:
    """Write one assessment a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, chunk: Chunk, assessments: Sequence[Assessment]) -> None:  # noqa: ARG002 (Sink)
        """Write the next assessments."""
        for assessment in assessments:
            self._stream.write(assessment.to_json().encode() + b"\n")

    def close(self) -> None:
        """Hand everything to the stream."""
        self._stream.flush()


class ParquetSink:
    """Write the input's columns, with their types if they came from Parquet, then ours."""

    def __init__(self, stream: BinaryIO, header: Header) -> None:
        import pyarrow as pa  # only Parquet needs it
        from pyarrow import parquet

        self._pa = pa
        self._features = header.features
        self._typed = header.schema is not None
        names = free_names(header.columns, ())
        theirs = header.schema or pa.schema([(names[c], pa.string()) for c in header.columns])
        self._corpus = header.corpus
        numbers = {"quality", *header.features}
        added = [
            pa.field(name, pa.float64() if ours in numbers else pa.string())
            for ours, name in header.ours.items()
        ]
        self._theirs = theirs
        self._schema = pa.schema([*theirs, *added], metadata=theirs.metadata)
        self._writer = parquet.ParquetWriter(stream, self._schema)

    def write(self, chunk: Chunk, assessments: Sequence[Assessment]) -> None:
        """Write the next rows as one row group."""
        pa = self._pa
        ours: list[list[Any]] = [
            [a.quality for a in assessments],
            [a.band for a in assessments],
            [writable(a.reason) for a in assessments],
        ]
        if self._corpus:
            known = [elsewhere_cells(assessment) for assessment in assessments]
            ours += [[_text_or_none(cells[name]) for cells in known] for name in CORPUS]
        ours += [[_number(a.signals.get(name)) for a in assessments] for name in self._features]
        types = self._schema.types[len(self._theirs) :]
        added = [pa.array(values, kind) for values, kind in zip(ours, types, strict=True)]
        self._writer.write_table(
            pa.Table.from_arrays([*self._their_arrays(chunk), *added], schema=self._schema)
        )

    def _their_arrays(self, chunk: Chunk) -> list[Any]:
        if self._typed and chunk.batch is not None:
            return cast(list[Any], chunk.batch.columns)
        if self._typed:
            return [self._pa.nulls(len(chunk.rows), kind) for kind in self._theirs.types]
        return [
            self._pa.array([_text(row, at) for row in chunk.rows], self._pa.string())
            for at in range(len(self._theirs))
        ]

    def close(self) -> None:
        """Write the footer, without which there is no Parquet file."""
        self._writer.close()


def _text(row: Row, at: int) -> str | None:
    value = row.cells[at] if at < len(row.cells) else None
    return None if value is None else writable(plain(value))


def _text_or_none(value: str | None) -> str | None:
    return None if value is None else writable(value)


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def open_sink(form: str, stream: BinaryIO, header: Header) -> Sink:
    """Open the sink for a format."""
    if form == "jsonl":
        return JsonlSink(stream)
    if form == "parquet":
        return ParquetSink(stream, header)
    return CsvSink(stream, header, "\t" if form == "tsv" else ",")


def output_format(out: Path | None, form: str | None) -> str:
    """Give the format to write: as told, else by suffix, else CSV."""
    if form is not None:
        return form
    if out is None:
        return "csv"
    suffixes = [suffix.lower() for suffix in out.suffixes]
    inner = suffixes[-2:-1] if suffixes[-1:] and suffixes[-1] in PACKED else suffixes[-1:]
    found = SUFFIXES.get(inner[0]) if inner else None
    if found is None or (found == "parquet" and inner != suffixes[-1:]):
        raise InputError(f"{out}: the suffix is not one of {WRITTEN}; or say --format")
    return found


def check_output(out: Path, inputs: Sequence[Path]) -> None:
    """Raise InputError if `out` can't be written, before any work is done."""
    if out.is_dir():
        raise InputError(f"{out} is a folder; name a file in it")
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    if out.exists() and any(path.exists() and path.samefile(out) for path in inputs):
        raise InputError(f"{out} is also an input; write to another file")


@contextmanager
def whole_file(out: Path | None) -> Iterator[BinaryIO]:
    """Open `out` (None: standard output) so that a half-written file never bears its name."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    out = out.resolve()  # a link stays a link
    if out.exists() and not stat.S_ISREG(out.stat().st_mode):
        with out.open("wb") as device, _packed(device, out) as stream:
            yield stream
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file, _packed(file, out) as stream:
            yield stream
        if out.exists():
            shutil.copymode(out, part)
        part.replace(out)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


@contextmanager
def _packed(file: BinaryIO, out: Path) -> Iterator[BinaryIO]:
    packed = PACKED.get(out.suffix.lower())
    if packed == "gzip":
        with gzip.GzipFile(fileobj=file, filename="", mode="wb", mtime=0) as stream:
            yield cast(BinaryIO, stream)
    elif packed == "zstd":
        import pyarrow as pa

        with pa.CompressedOutputStream(pa.PythonFile(file, "w"), "zstd") as stream:
            yield cast(BinaryIO, stream)
    else:
        yield file
