"""CSV and TSV, also where quotes are broken."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from darnel.doors.formulas import as_it_was
from darnel.doors.readers.lines import (
    Lines,
    chunked,
    decoded,
    refuse_undecoded,
    too_long,
    undecoded,
)
from darnel.doors.readers.rows import (
    Input,
    Reading,
    Row,
    Table,
    columns_of,
    notes,
    read_row,
    textless_note,
)
from darnel.errors import InputError

DELIMITERS = ",;\t|"

_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A first line that tells a spreadsheet the delimiter, and is no header."""

_UNCLOSED = "end of data"
"""What the csv module says of a quote that is never closed."""


def open_separated(
    source: Input, reading: Reading, stream: BinaryIO, position: Callable[[], int], form: str
) -> Table:
    """Read the header; lines come as rows, several where a cell holds newlines."""
    csv.field_size_limit(2**31 - 1)  # Lines bounds a row; the module's own limit is far too low
    given = decoded(source, reading, stream, "")
    lines, text, encoding = given.lines, given.text, given.encoding
    delimiter, header = _header(source, lines, form)
    refuse_undecoded(source, header, encoding)
    columns = columns_of(header, reading, source)
    numbers = iter(range(1, sys.maxsize))

    def rows() -> Iterator[Row]:
        for cells, fault in _records(lines, delimiter, len(header)):
            number = next(numbers)
            kept = _fitted(cells, len(header), delimiter)
            kept = [as_it_was(cell) for cell in kept] if reading.textless else kept
            found = fault or undecoded(cells, header, encoding)
            yield read_row(source, number, kept, columns, header, found, reading)
        text.detach()  # or collecting `text` would close standard input

    chunks = chunked(rows(), source, lines, numbers, len(header))
    note = notes(given.note, textless_note(source, reading, columns, header))
    return Table(tuple(header), chunks, position, note=note, html=columns.html)


def _headless(source: Input, lines: Lines) -> str:
    """Say why there is no first line."""
    if lines.cut:
        return (
            f"{source.name} begins with nothing but blank lines, over {len(lines.taken):,} of them"
        )
    if lines.fault is None:
        return f"{source.name} is empty"
    if "breaks off" in lines.fault:
        return f"{source.name} breaks off before its first row; it may be half-copied"
    return f"{source.name}: {lines.fault}"


def _header(source: Input, lines: Lines, form: str) -> tuple[str, list[str]]:
    """Give the delimiter and the names of the columns."""
    first = next((line for line in lines if line.strip()), None)
    said = _SEPARATOR.fullmatch(first or "")
    if said is not None:
        first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise InputError(_headless(source, lines))
    delimiter = "\t" if form == "tsv" else said.group(1) if said else _delimiter(first)
    lines.begin()
    lines.put_back([first])
    header, problem = next(_records(lines, delimiter, None))
    if problem is not None:
        raise InputError(f"{source.name}: the header can't be read: {problem}")
    return delimiter, header


def _delimiter(line: str) -> str:
    """Tell the delimiter from the header's line: the one that makes most columns of it.

    One that tears quoted cells apart is none.
    """

    def columns(delimiter: str) -> tuple[bool, int]:
        try:
            next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            whole = _UNCLOSED in str(error)  # a name may hold a newline
        else:
            whole = True
        return whole, len(next(csv.reader([line], delimiter=delimiter), []))

    return max(DELIMITERS, key=columns)


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
    if _UNCLOSED in str(error):
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
