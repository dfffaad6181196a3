"""Tables in: CSV, TSV, JSONL and Parquet, streamed row by row; a bad row keeps its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from darnel.doors.readers.bounds import CHUNK_ROWS
from darnel.doors.readers.jsonl import open_jsonl
from darnel.doors.readers.opening import PACKED, SUFFIXES, format_of, opened
from darnel.doors.readers.parquet import open_parquet
from darnel.doors.readers.rows import (
    Chunk,
    Input,
    Reading,
    Row,
    Table,
    no_words,
    writable,
)
from darnel.doors.readers.separated import open_separated

__all__ = [
    "CHUNK_ROWS", "PACKED", "SUFFIXES", "Chunk", "Input", "Reading", "Row", "Table", "format_of",
    "no_words", "open_table", "writable",
]  # fmt: skip


@contextmanager
def open_table(source: Input, reading: Reading) -> Iterator[Table]:
    """Open an input and read its header; raise InputError if it can't be used."""
    with ExitStack() as stack:
        form, stream, position = opened(source, reading, stack)
        if form == "parquet":
            yield open_parquet(source, reading, stream)
        elif form == "jsonl":
            yield open_jsonl(source, reading, stream, position)
        else:
            yield open_separated(source, reading, stream, position, form)
