"""Open an input: what its suffix and its first bytes say, and what is compressed unpacked."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, cast

from darnel.doors.readers import bounds
from darnel.doors.readers.encodings import SAMPLE
from darnel.doors.readers.rows import Input, Reading
from darnel.errors import InputError

SUFFIXES: Mapping[str, str] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
PAGES: Mapping[str, str] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".warc": "warc", ".wet": "warc",
}  # fmt: skip
"""Read, never written."""

PACKED: Mapping[str, str] = {".gz": "gzip", ".zst": "zstd"}
READ = (
    ".csv, .tsv, .jsonl, .ndjson (each also .gz or .zst), .parquet, .html, .warc, .wet (also .gz)"
)


MAGIC: Mapping[bytes, str] = {
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"PK\x03\x04": "a zip file or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
}
"""How files begin that a wrong suffix brings to the wrong reader."""


PIECE = 8192
"""Bytes that are unpacked together: a fault costs no more than these."""

BROKEN = (OSError, EOFError, ValueError, zlib.error)
"""What a compressed or damaged stream raises in its middle (pyarrow's errors are among these)."""


class BombError(ValueError):
    """Say that a file unpacks to far more than any table would."""

    def __init__(self) -> None:
        super().__init__(
            f"the file unpacks to more than {bounds.BOMB_RATIO} times its size, as decompression bombs do; "
            "if it is none, unpack it first"
        )


def format_of(path: Path) -> tuple[str, str | None]:
    """Give format and compression by suffix; raise InputError for another suffix."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = PACKED.get(suffixes[-1]) if suffixes else None
    inner = suffixes[-2:-1] if packed else suffixes[-1:]
    form = {**SUFFIXES, **PAGES}.get(inner[0]) if inner else None
    if form is None or (packed and form in {"parquet", "html"}):
        hint = " (one article: darnel explain)" if inner == [".json"] else ""
        raise InputError(f"{path}: the suffix is not one of {READ}{hint}; see --input-format")
    return form, packed


def standard_input() -> BinaryIO:
    """Give the bytes of standard input; raise InputError where the caller has closed it."""
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file in place of -")
    return sys.stdin.buffer


def opened(
    source: Input, reading: Reading, stack: ExitStack
) -> tuple[str, BinaryIO, Callable[[], int]]:
    """Open an input: its format, its bytes unpacked, and how many of the file are read so far."""
    if source.path is None:
        # wrapped and never closed: standard input is not ours
        stream, position = _peekable(standard_input()), lambda: 0
        form, packed = reading.format, _packed_by_magic(stream.peek(4))
    else:
        if source.path.is_dir():
            raise InputError(
                f"{source.name} is a folder; name its files, as in {source.name}/*.csv"
            )
        raw = stack.enter_context(source.path.open("rb", buffering=0))
        stream, position = io.BufferedReader(raw, SAMPLE), raw.tell
        if reading.format is None and not source.spooled:
            form, packed = format_of(source.path)
        else:
            form, packed = reading.format, _packed_by_magic(stream.peek(4))
    start = stream.peek(4)[:4]
    if not start:
        raise InputError(f"{source.name} is empty")
    if packed is not None:
        stream = _unpacked(source, stream, packed)
        start = stream.peek(4)[:4]
    form = form or _form_by_start(stream.peek(4096))
    _refuse_disguised(source, start, form)
    return form, cast(BinaryIO, stream), position


def _peekable(stream: BinaryIO | io.RawIOBase) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, SAMPLE)  # type: ignore[arg-type]


def _packed_by_magic(start: bytes) -> str | None:
    kind = next((kind for magic, kind in MAGIC.items() if start.startswith(magic)), "")
    return {"a gzip file": "gzip", "a Zstandard file": "zstd"}.get(kind)


def _form_by_start(start: bytes) -> str:
    if start.startswith(b"PAR1"):
        return "parquet"
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"WARC/"):
        return "warc"
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return "jsonl" if start.startswith(b"{") else "csv"


def _unpacked(source: Input, stream: io.BufferedReader, packed: str) -> io.BufferedReader:
    import pyarrow as pa  # most inputs are not packed

    counted = _Counted(stream)
    opened: Any = (
        gzip.GzipFile(fileobj=cast(BinaryIO, counted))
        if packed == "gzip"
        else pa.CompressedInputStream(pa.PythonFile(counted, "r"), "zstd")
    )
    unpacked = _peekable(Pieces(opened, counted))
    try:
        if not unpacked.peek(1):
            raise InputError(f"{source.name} is empty")
    except BROKEN as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{source.name} is no {packed} file, whatever its suffix says") from error
    return unpacked


class _Counted(io.RawIOBase):
    """Count the packed bytes that are read."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream, self.count = stream, 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Read as the stream does."""
        data = self._stream.read(size)
        self.count += len(data)
        return data


class Pieces(io.RawIOBase):
    """Read a packed stream piece by piece: what stood before a fault comes out before it is told."""

    def __init__(self, opened: Any, packed: _Counted) -> None:  # noqa: ANN401 (gzip's or Arrow's)
        self._packed, self._count = packed, 0
        self._read = getattr(opened, "read1", opened.read)  # read1 stops before what is bad
        self._fault: BaseException | None = None

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (any buffer)
        """Fill the buffer as far as it goes."""
        if self._fault is not None:
            raise self._fault
        room, filled = memoryview(buffer).cast("B"), 0
        while filled < len(room):
            try:
                piece = self._read(min(PIECE, len(room) - filled))
            except BROKEN as error:
                self._fault = error
                if not filled:
                    raise
                break
            if not piece:
                break
            self._count += len(piece)
            if self._count > max(bounds.BOMB_FROM, bounds.BOMB_RATIO * self._packed.count):
                self._fault = BombError()
                break
            room[filled : filled + len(piece)] = piece
            filled += len(piece)
        if not filled and self._fault is not None:
            raise self._fault
        return filled


def _refuse_disguised(source: Input, start: bytes, form: str) -> None:
    kind = next((kind for magic, kind in MAGIC.items() if start.startswith(magic)), None)
    if form == "parquet":
        if kind != "a Parquet file":
            raise InputError(
                f"{source.name} is no Parquet file, whatever its suffix says; see --input-format"
            )
    elif kind is not None:
        raise InputError(
            f"{source.name} holds {kind}, not {form.upper()}; give it the right suffix "
            f"(read are {READ}) or see --input-format"
        )
