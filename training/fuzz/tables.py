"""Tables from strangers: CSV, JSONL, Parquet and packed files, through the door that reads them all."""

from __future__ import annotations

import atexit
import csv
import gzip
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from darnel.doors.readers import Chunk, Input, Reading, Row, Table, bounds, open_table
from darnel.doors.readers.encodings import found_encoding
from darnel.errors import InputError
from training.fuzz import Oracle, Target
from training.fuzz.drawing import Draw

ROW, ROWS = 700, 8
"""Bounds of a row and of a chunk while fuzzing: inputs are short, and all bounds should be met."""

READINGS = (
    Reading(), Reading(textless=True), Reading(columns={"text": "b"}), Reading(encoding="utf-16"),
    Reading(encoding="cp1251"), Reading(columns={"title": "a", "comments": "b"}), Reading(encoding="utf-7"),
    Reading(encoding="shift_jis"),
)  # fmt: skip


def scratch(suffix: str) -> Path:
    """Give a file that inputs are written to, in memory where the system has a place for that."""
    shm = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="darnel-fuzz-", dir=shm if shm.is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder) / f"input{suffix}"


@contextmanager
def _small_bounds() -> Iterator[None]:
    """Bound rows and chunks so that small inputs reach the bounds."""
    before = bounds.LONGEST, bounds.CHUNK_ROWS
    bounds.LONGEST, bounds.CHUNK_ROWS = ROW, ROWS
    try:
        yield
    finally:
        bounds.LONGEST, bounds.CHUNK_ROWS = before


def read_all(path: Path, reading: Reading) -> tuple[Table, list[Row]] | None:
    """Read a table to its end and hold every row to the contract; None if it was refused."""
    source = Input(path.name, path, "in: ")
    try:
        with _small_bounds(), open_table(source, reading) as table:
            chunks = list(table.chunks)
            assert table.position() >= 0
    except InputError as error:
        assert path.name in str(error) or "--encoding" in str(error), error
        return None
    return table, [row for chunk in chunks for row in _sound(chunk, table)]


def _sound(chunk: Chunk, table: Table) -> Sequence[Row]:
    assert 0 < len(chunk.rows) <= ROWS
    for row in chunk.rows:
        assert len(row.cells) == len(table.columns), row
        assert row.place.startswith("in: row ")
        assert row.error is None or row.error.startswith(row.place)
        assert row.article.id
        fields = (row.article.text, row.article.title, row.article.source, *row.article.comments)
        assert all(isinstance(field, str) for field in fields)
    return chunk.rows


def _reading(suffix: str, more: Callable[[bytes, Table, list[Row]], None]) -> Callable[[], Oracle]:
    def make() -> Oracle:
        path = scratch(suffix)

        def one(data: bytes) -> None:
            draw = Draw(data)
            reading = draw.pick(READINGS)
            body = draw.rest()
            path.write_bytes(body)
            found = read_all(path, reading)
            if found is not None and reading == Reading():
                more(body, *found)

        return one

    return make


def _as_csv_has_it(body: bytes, table: Table, rows: list[Row]) -> None:
    """Where no row has a fault, cells are what the csv module reads."""
    if any(row.error is not None and "no text and no title" not in row.error for row in rows):
        return
    encoding, _ = found_encoding(body)
    text = body.decode(encoding)
    for delimiter in ",;\t|":
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        records = [cells for cells in lines if cells]
        if records and tuple(records[0]) == table.columns:
            assert [list(row.cells) for row in rows] == records[1:]
            return


def _as_json_has_it(body: bytes, _table: Table, rows: list[Row]) -> None:
    """As many rows come out as lines went in; good ones hold what their line says."""
    lines = [line for line in body.split(b"\n") if line.strip()]
    assert len(rows) <= len(lines)
    for row in rows:
        if row.error is None:
            assert row.article.text.strip() or row.article.title.strip()


def _any(_body: bytes, _table: Table, _rows: list[Row]) -> None:
    """There is nothing more to ask."""


_HEADS = (
    "a,b,text\n",
    "title;text\n",
    "text\ttitle\n",
    "sep=|\ntext|title\n",
    '"te""xt",text,title\n',
    "a,b,c\n",
)
_BODIES = (
    'x,y,The ferry is late.\n"q, ""r""\nsecond line",z,"The board"\n', "only one\n", '"open,1,2\n3,4,5\n6,7,8\n',
    "a;b\nc;d;e\n", "\x00,\x00,b\n\n\r\nx\ty\n", "é,ü,“Why?”\n" * 3, "=1+1,'@x,-5\n", "x" * 800 + ",1,2\n3,4,5\n",
)  # fmt: skip


def _seeds_of_csv() -> list[bytes]:
    whole = [f"{head}{body}" for head in _HEADS for body in _BODIES]
    made = [b"\x00" + text.encode() for text in whole]
    made += [bytes([at % len(READINGS)]) + text.encode() for at, text in enumerate(whole)]
    made += [
        b"\x00" + whole[0].encode(code) for code in ("utf-16", "utf-8-sig", "utf-32", "utf-16-le")
    ]
    return [*made, b"\x00" + whole[5].encode("cp1252", "replace"), b"\x00"]


_OBJECTS: tuple[Any, ...] = (
    {"text": "The ferry is late.", "title": "Late", "comments": ["Why?", {"text": "x"}]},
    {"b": 1.5, "text": None, "a": [1, {"c": True}]}, [1, 2], "text", 1, {"text": "\ud800\x00"}, {"": ""},
)  # fmt: skip


def _seeds_of_jsonl() -> list[bytes]:
    lines = [json.dumps(one) for one in _OBJECTS]
    odd = [
        '{"text": "cut',
        "{" * 300,
        '{"text": 1e999}',
        '{"text": "a", "text": "b"}',
        '{"a": 1' + "0" * 5000 + "}",
    ]
    return [b"\x00" + line.encode() for line in [*lines, *odd, "\n".join(lines + odd)]]


def _packed() -> Oracle:
    paths = {
        suffix: scratch(suffix) for suffix in (".csv.gz", ".csv.zst", ".jsonl.gz", ".jsonl.zst")
    }

    def one(data: bytes) -> None:
        draw = Draw(data)
        path = paths[draw.pick(list(paths))]
        whole, cut, flipped = draw.byte(), draw.byte(), draw.byte()
        body = draw.rest()
        if whole % 4:  # else the bytes are the packed file's own
            body = _pack(body, path.suffix)
            body = body[: len(body) * (256 - cut) // 256] if cut else body
            at = flipped * len(body) // 256
            body = (
                body
                if not flipped or not body
                else body[:at] + bytes([body[at] ^ whole]) + body[at + 1 :]
            )
        path.write_bytes(body)
        read_all(path, Reading())

    return one


def _pack(body: bytes, suffix: str) -> bytes:
    if suffix == ".gz":
        return gzip.compress(body, mtime=0)
    return bytes(pa.Codec("zstd").compress(body, asbytes=True))


def _seeds_of_packed() -> list[bytes]:
    text = b"text,title\nThe ferry is late,Late\n" * 9
    plain = [bytes([at, 1, 0, 0]) + text for at in range(4)]
    cut = [bytes([at, 1, 60, 0]) + text for at in range(4)]
    flipped = [bytes([at, 5, 0, 90]) + text for at in range(4)]
    own = [bytes([at, 0, 0, 0]) + _pack(text, ".gz" if at % 2 == 0 else ".zst") for at in range(4)]
    return [*plain, *cut, *flipped, *own, b"\x00\x00\x00\x00" + gzip.compress(text, mtime=0) * 2]


def _seeds_of_parquet() -> list[bytes]:
    words, more = ["The ferry is late.", None, "x" * 50], ["a", "b", None]
    columns: list[dict[str, Any]] = [
        {"text": words, "title": more}, {"text": pa.array(words).dictionary_encode(), "n": [1, 2, 3]},
        {"text": words, "list": [[1], [], None], "when": pa.array([1, 2, 3], pa.timestamp("ns"))},
        {"title": more, "bytes": [b"\xff", b"", None], "comments": [["a"], None, ["b", "c"]]},
    ]  # fmt: skip
    made = []
    for at, column in enumerate(columns):
        sink = io.BytesIO()
        kinds = ("none", "snappy", "gzip", "zstd")
        parquet.write_table(pa.table(column), sink, compression=kinds[at], store_schema=at % 2 == 0)
        made.append(b"\x00" + sink.getvalue())
    return made


_MARKS = (
    b'"',
    b'""',
    b"\n",
    b"\r\n",
    b"\t",
    b"sep=;\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x00",
    b"text",
    b"html",
)

TARGETS = {
    target.name: target
    for target in (
        Target("csv", "CSV in eight readings", _reading(".csv", _as_csv_has_it), _seeds_of_csv, _MARKS),
        Target("jsonl", "JSON lines in eight readings", _reading(".jsonl", _as_json_has_it), _seeds_of_jsonl,
               (b'{"text": "', b'"}', b"\n", b"null", b"\\ud800", b'"comments": [', b"NaN")),
        Target("packed", "gzip and Zstandard round CSV and JSONL", _packed, _seeds_of_packed),
        Target("parquet", "Parquet files with changed bytes", _reading(".parquet", _any), _seeds_of_parquet),
    )
}  # fmt: skip
