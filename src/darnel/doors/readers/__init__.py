"""Tables in: CSV, TSV, JSONL and Parquet, streamed row by row; a bad row keeps its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

from darnel.doors.readers.bounds import CHUNK_ROWS
from darnel.doors.readers.jsonl import open_jsonl
from darnel.doors.readers.opening import PACKED, PAGES, SUFFIXES, format_of, opened, standard_input
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
    "CHUNK_ROWS", "PACKED", "PAGES", "SUFFIXES", "Chunk", "Input", "Reading", "Row", "Table", "format_of",
    "no_words", "open_table", "standard_input", "writable",
]  # fmt: skip


@contextmanager
def open_table(source: Input, reading: Reading) -> Iterator[Table]:
    """Open an input and read its header; raise InputError if it can't be used."""
    with ExitStack() as stack:
        table = _table(source, reading, stack)
        if table.html:
            from darnel.doors import pages  # only HTML needs it

            table = pages.read(table, source, reading)
        yield table


def _table(source: Input, reading: Reading, stack: ExitStack) -> Table:
    if source.pages:
        from darnel.doors import pages  # only HTML needs it

        at = [0]
        return pages.table(pages.of_files(source, at), lambda: at[0])
    form, stream, position = opened(source, reading, stack)
    stack.enter_context(nullcontext(stream))  # collected, it would close what `position` asks
    if form in {"html", "warc"}:
        from darnel.doors import pages, warc  # only HTML needs them

        if form == "warc":
            return pages.table(warc.records(source, stream), position)
        return pages.table(iter([pages.of_stream(source.name, stream)]), position)
    if form == "parquet":
        return open_parquet(source, reading, stream)
    if form == "jsonl":
        return open_jsonl(source, reading, stream, position)
    return open_separated(source, reading, stream, position, form)
