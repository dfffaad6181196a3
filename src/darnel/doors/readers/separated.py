"""CSV and TSV, also where quotes are broken."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from darnel.doors.columns import find_columns
from darnel.doors.readers.lines import (
    Lines,
    chunked,
    lines_of,
    refuse_undecoded,
    too_long,
    undecoded,
)
from darnel.doors.readers.rows import Input, Reading, Row, Table, read_row, textless_note
from darnel.errors import InputError

DELIMITERS = ",;\t|"


def open_separated(
    source: Input, reading: Reading, stream: BinaryIO, position: Callable[[], int], form: str
) -> Table:
    """Read the header; lines come as rows, several where a cell holds newlines."""
    csv.field_size_limit(2**31 - 1)  # Lines bounds a row; the module's own limit is far too low
    lines, text, encoding = lines_of(reading, stream, "")
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise InputError(f"{source.name} is empty" if lines.fault is None else _broken(source))
    delimiter = "\t" if form == "tsv" else _delimiter(first)
    lines.begin()
    lines.put_back([first])
    header, problem = next(_records(lines, delimiter, None))
    if problem is not None:
        raise InputError(f"{source.name}: the header can't be read: {problem}")
    refuse_undecoded(source, header, encoding)
    columns = find_columns(header, reading.columns, source.name, textless=reading.textless)
    numbers = iter(range(1, sys.maxsize))

    def rows() -> Iterator[Row]:
        for cells, fault in _records(lines, delimiter, len(header)):
            number = next(numbers)
            kept = _fitted(cells, len(header), delimiter)
            found = fault or undecoded(cells, header, encoding)
            yield read_row(source, number, kept, columns, header, found, reading)
        text.detach()  # or collecting `text` would close standard input

    chunks = chunked(rows(), source, lines, numbers, len(header))
    return Table(
        tuple(header), chunks, position, note=textless_note(source, reading, columns, header)
    )


def _broken(source: Input) -> str:
    return f"{source.name} breaks off before its first row; it may be half-copied"


def _delimiter(line: str) -> str:
    """Tell the delimiter from the header's line: the one that makes most columns of it."""
    counts = {d: len(next(csv.reader([line], delimiter=d), [])) for d in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _records(
    lines: Lines, delimiter: str, width: int | None
) -> Iterator[tuple[list[str], str | None]]:
    """Give the cells of each record and what is wrong with it; go on after a bad one."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _salvaged(lines, delimiter, width), _quoting_fault(error, lines)
            continue
        if lines.cut:
            yield cells, too_long()
        elif cells:
            yield cells, _width_fault(len(cells), width)


def _quoting_fault(error: csv.Error, lines: Lines) -> str:
    if lines.cut:
        return too_long()
    if "end of data" in str(error):
        return "a quote is opened and never closed; the file may be half-written"
    return "a quote inside a quoted cell is not doubled"


def _width_fault(count: int, width: int | None) -> str | None:
    if width is None or count == width:
        return None
    cells = "1 cell" if count == 1 else f"{count} cells"
    hint = "; is a text with the delimiter in it not quoted?" if count > width else ""
    return f"{cells} where the header has {width}{hint}"


def _salvaged(lines: Lines, delimiter: str, width: int | None) -> list[str]:
    """Read a record with broken quotes as far as it goes.

    If the lines after its first are mostly good rows themselves, the broken quote swallowed them:
    they are given back, to be rows of their own.
    """
    taken = lines.taken
    rest = [line for line in taken[1:] if line.strip()]
    if width is not None and width > 1 and rest:
        good = sum(_is_record(line, delimiter, width) for line in rest)
        if good * 2 >= len(rest):
            lines.put_back(taken[1:])
            taken = taken[:1]
    return next(csv.reader(taken, delimiter=delimiter), [])


def _is_record(line: str, delimiter: str, width: int) -> bool:
    """Tell a row from a line of prose: in prose a space follows the comma."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return False
    return len(cells) == width and not any(cell.startswith(" ") for cell in cells[1:])


def _fitted(cells: list[str], width: int, delimiter: str) -> list[str]:
    """Fit cells to the header: missing ones are empty, surplus ones stay in the last."""
    if len(cells) > width:
        return [*cells[: width - 1], delimiter.join(cells[width - 1 :])]
    return cells + [""] * (width - len(cells))
