"""JSON, one object a line."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO

from darnel.doors.readers import bounds
from darnel.doors.readers.lines import Lines, chunked, decoded, too_long, undecoded
from darnel.doors.readers.opening import opened
from darnel.doors.readers.rows import (
    Input,
    Reading,
    Row,
    Table,
    columns_of,
    notes,
    read_row,
    refuse_width,
    textless_note,
)
from darnel.errors import InputError


def open_jsonl(
    source: Input, reading: Reading, stream: BinaryIO, position: Callable[[], int]
) -> Table:
    """Read the keys, of a file those of all lines; lines come as rows."""
    given = decoded(source, reading, stream, "\n")
    lines, text, encoding = given.lines, given.text, given.encoding
    header = _keys_of_file(source, reading) if source.path is not None else None
    records = _json_records(lines, encoding)
    ahead: deque[_JsonRecord] = deque()
    if header is None:  # standard input passes once: the first chunk has to tell its columns
        while len(ahead) < bounds.CHUNK_ROWS and (record := next(records, None)) is not None:
            ahead.append(record)
        header = _keys(ahead, source)
    if not header:
        _refuse_rowless(source, reading, ahead)
    columns = columns_of(header, reading, source)
    numbers = iter(range(1, sys.maxsize))

    def rows() -> Iterator[Row]:
        while (record := ahead.popleft() if ahead else next(records, None)) is not None:
            values, fault = record
            number = next(numbers)
            cells = [values.get(key) for key in header]
            late = next((key for key in values if key not in known), None)
            if fault is None and late is not None:
                fault = (
                    f"the key {late!r} first comes after {bounds.CHUNK_ROWS} rows and has no column; "
                    "read from a file, not from standard input"
                )
            yield read_row(source, number, cells, columns, header, fault, reading)
        text.detach()

    known = set(header)
    chunks = chunked(rows(), source, lines, numbers, len(header))
    note = notes(given.note, textless_note(source, reading, columns, header))
    return Table(tuple(header), chunks, position, note=note, html=columns.html)


_JsonRecord = tuple[dict[str, Any], str | None]


def _refuse_rowless(source: Input, reading: Reading, ahead: Sequence[_JsonRecord]) -> None:
    first = ahead[0] if ahead else next(_json_records_of(source, reading), None)
    if first is None:
        raise InputError(f"{source.name} is empty")
    raise InputError(
        f"{source.name}: no line is a JSON object with keys; is this JSONL? "
        f"(row 1: {first[1] or 'an empty object'})"
    )


def _json_records_of(source: Input, reading: Reading) -> Iterator[_JsonRecord]:
    if source.path is None:
        return
    with ExitStack() as stack:
        _, stream, _ = opened(source, reading, stack)
        given = decoded(source, reading, stream, "\n")
        yield from _json_records(given.lines, given.encoding)


def _keys_of_file(source: Input, reading: Reading) -> list[str]:
    return _keys(_json_records_of(source, reading), source)


def _keys(records: Iterable[_JsonRecord], source: Input) -> list[str]:
    keys: dict[str, None] = {}
    for values, _ in records:
        keys.update(dict.fromkeys(values))
        refuse_width(len(keys), source)
    return list(keys)


def _json_records(lines: Lines, encoding: str) -> Iterator[_JsonRecord]:
    for line in _fresh(lines):
        if not line.strip():
            continue
        if lines.cut:
            yield {}, too_long()
            continue
        fault = undecoded([line], [], encoding)
        try:
            values = json.loads(line)
        except RecursionError:
            yield {}, fault or "the JSON is nested too deeply"
        except ValueError as error:
            half = "" if line.endswith("\n") else "; the file may be half-written"
            why = error.msg if isinstance(error, json.JSONDecodeError) else "a number is too long"
            yield {}, fault or f"the line is not JSON ({why}){half}"
        else:
            if isinstance(values, dict):
                yield values, fault
            else:
                yield {}, fault or "the line is JSON, but not an object"


def _fresh(lines: Lines) -> Iterator[str]:
    while True:
        lines.begin()
        line = next(lines, None)
        if line is None:
            return
        yield line
