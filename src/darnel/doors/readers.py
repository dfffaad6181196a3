"""Tables in: CSV, TSV, JSONL and Parquet, streamed row by row; a bad row keeps its place."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from darnel.article import Article
from darnel.doors.columns import Columns, find_columns, plain, seen
from darnel.errors import InputError

CHUNK_ROWS = 512
CHUNK_CHARACTERS = 8_000_000
"""A chunk ends at either: enough for the scorer's batches, and memory stays flat."""

LONGEST = 64 * 2**20
"""Characters of one row. More than this is a quote left open or no table at all."""

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

DELIMITERS = ",;\t|"

BROKEN = (OSError, EOFError, ValueError, zlib.error)
"""What a compressed or damaged stream raises in its middle (pyarrow's errors are among these)."""

_ESCAPED = re.compile("[\udc80-\udcff]")
"""Bytes that could not be decoded, as `surrogateescape` keeps them."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row as received, the article in it, and what is wrong with it, if anything."""

    place: str
    cells: Sequence[Any]
    article: Article
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Hold rows in order; `batch` is the Arrow batch they came in, from Parquet."""

    rows: Sequence[Row]
    batch: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """Hold an input whose header has been read: its columns, its rows to come.

    `note` is what its user should know of the header. With `html` its rows hold pages yet to be read.
    """

    columns: tuple[str, ...]
    chunks: Iterator[Chunk]
    position: Callable[[], int]
    schema: Any = None
    note: str | None = None
    html: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Say how inputs are to be read: columns by field, and what the suffix does not tell.

    Rows of a `textless` input need neither text nor title: they hold scores, not articles. With `html`
    the text is HTML; it is read by `workers` processes, and kept for a second pass in the folder `kept`.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    format: str | None = None
    textless: bool = False
    html: bool = False
    workers: int = 1
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """Name one input; `path` is None for standard input. `prefix` tells its rows from others'.

    `spooled` says that `path` is a copy of standard input, whose suffix tells nothing. `pages` are HTML
    files, one article each, of which `path` is the first.
    """

    name: str
    path: Path | None
    prefix: str = ""
    spooled: bool = False
    pages: tuple[Path, ...] = ()

    @property
    def size(self) -> int | None:
        """Give the size in bytes, if known."""
        if self.pages:
            return sum(path.stat().st_size for path in self.pages if path.exists())
        return self.path.stat().st_size if self.path is not None else None

    def place(self, number: int) -> str:
        """Name a row; rows count from 1, without the header."""
        return f"{self.prefix}row {number}"

    def article_id(self, number: int) -> str:
        """Give the id of an article that has none of its own."""
        return f"{self.name}:{number}" if self.prefix else str(number)


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
    form, stream, position = _open(source, reading, stack)
    stack.enter_context(nullcontext(stream))  # collected, it would close what `position` asks
    if form in {"html", "warc"}:
        from darnel.doors import pages, warc  # only HTML needs them

        if form == "warc":
            return pages.table(warc.records(source, stream), position)
        return pages.table(iter([pages.of_stream(source.name, stream)]), position)
    if form == "parquet":
        return _parquet(source, reading, stream)
    if form == "jsonl":
        return _jsonl(source, reading, stream, position)
    return _csv(source, reading, stream, position, form)


def _open(
    source: Input, reading: Reading, stack: ExitStack
) -> tuple[str, BinaryIO, Callable[[], int]]:
    if source.path is None:
        # wrapped and never closed: standard input is not ours
        stream, position = _peekable(sys.stdin.buffer), lambda: 0
        form, packed = reading.format, _packed_by_magic(stream.peek(4))
    else:
        if source.path.is_dir():
            raise InputError(
                f"{source.name} is a folder; name its files, as in {source.name}/*.csv"
            )
        raw = stack.enter_context(source.path.open("rb", buffering=0))
        stream, position = io.BufferedReader(raw), raw.tell
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


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[arg-type]


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

    opened: Any = (
        gzip.GzipFile(fileobj=stream)
        if packed == "gzip"
        else pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd")
    )
    unpacked = io.BufferedReader(opened)
    try:
        if not unpacked.peek(1):
            raise InputError(f"{source.name} is empty")
    except BROKEN as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{source.name} is no {packed} file, whatever its suffix says") from error
    return unpacked


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
        self._size += len(line)
        self.cut = self.cut or self._size > LONGEST
        self.taken.append(line)
        return line

    def _read(self) -> str:
        if self.fault is not None:
            return ""
        try:
            line = self._stream.readline(LONGEST)
            if len(line) == LONGEST and not line.endswith(("\n", "\r")):
                self.cut = True
                while (rest := self._stream.readline(LONGEST)) and not rest.endswith(("\n", "\r")):
                    pass
        except BROKEN as error:
            self.fault = type(error).__name__
            return ""
        return line


def _lines(reading: Reading, stream: BinaryIO, newline: str) -> tuple[Lines, io.TextIOWrapper, str]:
    encoding = reading.encoding or _encoding_by_mark(cast(io.BufferedReader, stream).peek(4))
    try:
        codecs.lookup(encoding)
        text = io.TextIOWrapper(
            stream, encoding=encoding, errors="surrogateescape", newline=newline
        )
    except LookupError as error:
        raise InputError(f"--encoding: there is no text encoding called {encoding!r}") from error
    return Lines(text), text, encoding


def _encoding_by_mark(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _chunked(
    rows: Iterator[Row], source: Input, lines: Lines, numbers: Iterator[int], width: int
) -> Iterator[Chunk]:
    """Gather rows into chunks, and end with an error row where the stream broke off."""
    held: list[Row] = []
    characters = 0
    for row in rows:
        held.append(row)
        characters += len(row.article.text)
        if len(held) == CHUNK_ROWS or characters > CHUNK_CHARACTERS:
            yield Chunk(held)
            held, characters = [], 0
    if lines.fault is not None:
        number = next(numbers)
        place = source.place(number)
        error = f"{place}: the file breaks off here, it may be half-copied ({lines.fault})"
        held.append(Row(place, [None] * width, Article(id=source.article_id(number)), error))
    if held:
        yield Chunk(held)


# CSV


def _csv(
    source: Input, reading: Reading, stream: BinaryIO, position: Callable[[], int], form: str
) -> Table:
    csv.field_size_limit(2**31 - 1)  # Lines bounds a row; the module's own limit is far too low
    lines, text, encoding = _lines(reading, stream, "")
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise InputError(f"{source.name} is empty" if lines.fault is None else _broken(source))
    delimiter = "\t" if form == "tsv" else _delimiter(first)
    lines.begin()
    lines.put_back([first])
    header, problem = next(_records(lines, delimiter, None))
    if problem is not None:
        raise InputError(f"{source.name}: the header can't be read: {problem}")
    _refuse_undecoded(source, header, encoding)
    columns = _columns(header, reading, source)
    numbers = iter(range(1, sys.maxsize))

    def rows() -> Iterator[Row]:
        for cells, fault in _records(lines, delimiter, len(header)):
            number = next(numbers)
            kept = _fitted(cells, len(header), delimiter)
            found = fault or _undecoded(cells, header, encoding)
            yield _row(source, number, kept, columns, header, found, reading)
        text.detach()  # or collecting `text` would close standard input

    chunks = _chunked(rows(), source, lines, numbers, len(header))
    note = _textless(source, reading, columns, header)
    return Table(tuple(header), chunks, position, note=note, html=columns.html)


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
            yield cells, _too_long()
        elif cells:
            yield cells, _width_fault(len(cells), width)


def _quoting_fault(error: csv.Error, lines: Lines) -> str:
    if lines.cut:
        return _too_long()
    if "end of data" in str(error):
        return "a quote is opened and never closed; the file may be half-written"
    return "a quote inside a quoted cell is not doubled"


def _too_long() -> str:
    return f"longer than {LONGEST // 2**20} MB, the rest is left out; is a quote left open?"


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


def _undecoded(cells: Sequence[str], header: Sequence[str], encoding: str) -> str | None:
    """Say where a byte stands that the encoding does not know, if one does."""
    for at, cell in enumerate(cells):
        match = None if cell.isascii() else _ESCAPED.search(cell)
        if match is not None:
            byte = ord(match.group()) - 0xDC00
            column = f" of column {header[at]!r}" if at < len(header) else ""
            return (
                f"byte 0x{byte:02X} after {match.start()} characters{column} is not "
                f"{_called(encoding)}; name the file's encoding with --encoding"
            )
    return None


def _refuse_undecoded(source: Input, header: Sequence[str], encoding: str) -> None:
    if any(_ESCAPED.search(label) for label in header):
        raise InputError(
            f"{source.name}: the header is not {_called(encoding)}; "
            f"name the file's encoding with --encoding. {seen(header)}"
        )
    if any("\0" in label for label in header):
        raise InputError(
            f"{source.name}: the header has NUL bytes; if the file is UTF-16, say --encoding utf-16"
        )


def _called(encoding: str) -> str:
    return "UTF-8" if encoding == "utf-8-sig" else encoding


def _row(
    source: Input, number: int, cells: Sequence[Any], columns: Columns, header: Sequence[str],
    fault: str | None, reading: Reading,
) -> Row:  # fmt: skip
    place = source.place(number)
    article = columns.article(cells, source.article_id(number))
    if fault is None and not reading.textless:
        fault = no_words(article, columns, header)
    return Row(place, cells, article, None if fault is None else f"{place}: {fault}")


def _columns(header: Sequence[str], reading: Reading, source: Input) -> Columns:
    return find_columns(
        header, reading.columns, source.name, textless=reading.textless, html=reading.html
    )


def _textless(
    source: Input, reading: Reading, columns: Columns, header: Sequence[str]
) -> str | None:
    if reading.textless or "text" in columns.positions:
        return None
    return (
        f"{source.name}: only titles are read, for no column is known to hold the text; "
        f"name it with --text. {seen(header)}"
    )


def no_words(article: Article, columns: Columns, header: Sequence[str]) -> str | None:
    """Say that an article has neither text nor title, if so."""
    if article.text.strip() or article.title.strip():
        return None
    named = [
        repr(header[columns.positions[field]])
        for field in ("text", "title")
        if field in columns.positions
    ]
    return f"no text and no title ({' and '.join(named)} {'are' if len(named) > 1 else 'is'} empty)"


# JSONL


def _jsonl(source: Input, reading: Reading, stream: BinaryIO, position: Callable[[], int]) -> Table:
    lines, text, encoding = _lines(reading, stream, "\n")
    header = _keys_of_file(source, reading) if source.path is not None else None
    records = _json_records(lines, encoding)
    ahead: deque[_JsonRecord] = deque()
    if header is None:  # standard input passes once: the first chunk has to tell its columns
        while len(ahead) < CHUNK_ROWS and (record := next(records, None)) is not None:
            ahead.append(record)
        header = _keys(ahead)
    if not header:
        _refuse_rowless(source, reading, ahead)
    columns = _columns(header, reading, source)
    numbers = iter(range(1, sys.maxsize))

    def rows() -> Iterator[Row]:
        while (record := ahead.popleft() if ahead else next(records, None)) is not None:
            values, fault = record
            number = next(numbers)
            cells = [values.get(key) for key in header]
            late = next((key for key in values if key not in known), None)
            if fault is None and late is not None:
                fault = (
                    f"the key {late!r} first comes after {CHUNK_ROWS} rows and has no column; "
                    "read from a file, not from standard input"
                )
            yield _row(source, number, cells, columns, header, fault, reading)
        text.detach()

    known = set(header)
    chunks = _chunked(rows(), source, lines, numbers, len(header))
    note = _textless(source, reading, columns, header)
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
        _, stream, _ = _open(source, reading, stack)
        lines, _, encoding = _lines(reading, stream, "\n")
        yield from _json_records(lines, encoding)


def _keys_of_file(source: Input, reading: Reading) -> list[str]:
    return _keys(_json_records_of(source, reading))


def _keys(records: Any) -> list[str]:  # noqa: ANN401
    keys: dict[str, None] = {}
    for values, _ in records:
        keys.update(dict.fromkeys(values))
    return list(keys)


def _json_records(lines: Lines, encoding: str) -> Iterator[_JsonRecord]:
    for line in _fresh(lines):
        if not line.strip():
            continue
        if lines.cut:
            yield {}, _too_long()
            continue
        fault = _undecoded([line], [], encoding)
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


# Parquet


def _parquet(source: Input, reading: Reading, stream: BinaryIO) -> Table:
    import pyarrow as pa  # only Parquet needs it
    from pyarrow import parquet

    try:
        where = pa.BufferReader(stream.read()) if source.path is None else str(source.path)
        file = parquet.ParquetFile(where)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{source.name} can't be read as Parquet; it may be half-copied"
        ) from error
    schema = file.schema_arrow
    header = list(schema.names)
    columns = _columns(header, reading, source)
    read = 0

    def chunks() -> Iterator[Chunk]:
        nonlocal read
        batches = file.iter_batches(batch_size=CHUNK_ROWS)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                place = source.place(read + 1)
                broken = f"{place}: the file is damaged from here on ({type(error).__name__})"
                article = Article(id=source.article_id(read + 1))
                yield Chunk([Row(place, [None] * len(header), article, broken)])
                return
            if batch is None:
                return
            rows = []
            values = [_values(column) for column in batch.columns]
            for cells in zip(*values, strict=True):
                read += 1
                texts = [cell if isinstance(cell, str) else "" for cell in cells]
                fault = _undecoded(texts, header, "utf-8-sig")
                rows.append(_row(source, read, cells, columns, header, fault, reading))
            yield Chunk(rows, batch)

    def progress() -> int:
        return int((source.size or 0) * read / max(file.metadata.num_rows, 1))

    note = _textless(source, reading, columns, header)
    return Table(tuple(header), chunks(), progress, schema, note, columns.html)


def _values(column: Any) -> list[Any]:  # noqa: ANN401 (an Arrow array)
    try:
        values = column.to_pylist()
    except ValueError:  # nanoseconds, or text that is not UTF-8: Arrow's own casting copes
        import pyarrow as pa

        to = pa.binary() if pa.types.is_string(column.type) else pa.string()
        values = column.cast(to).to_pylist()
    return [plain(value) if isinstance(value, bytes) else value for value in values]


def writable(cell: str) -> str:
    """Escape lone surrogates, which no UTF-8 file can hold."""
    if cell.isascii() or not _SURROGATE.search(cell):
        return cell
    return cell.encode("utf-8", "backslashreplace").decode()
