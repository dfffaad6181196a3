"""Whatever stands in a table comes out of its reader as it was, and nothing else comes out of it."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from darnel.doors.columns import host_of
from darnel.doors.readers import Input, Reading, open_table
from darnel.doors.readers.encodings import found_encoding
from darnel.errors import InputError

CELLS = st.text(st.characters(codec="utf-8"), max_size=30)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6)
QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(path):
    with open_table(Input(path.name, path), Reading()) as table:
        return [row for chunk in table.chunks for row in chunk.rows]


def with_words(rows):
    """The last cell has a letter, so that no row is blank and each is an article."""
    return [(one, f"{other}x") for one, other in rows]


@QUICK
@given(
    ROWS, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", ".gz"])
)
def test_cells_of_csv_come_back_as_they_were_written(
    tmp_path, rows, delimiter, newline, packed
) -> None:
    lines = io.StringIO(newline="")
    written = csv.writer(lines, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    written.writerows([("title", "text"), *with_words(rows)])
    path = tmp_path / f"a.csv{packed}"
    data = lines.getvalue().encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    if found_encoding(data)[0] != "utf-8-sig":  # NULs between letters, as UTF-16 has them
        return
    found = read(path)
    assert [tuple(row.cells) for row in found] == with_words(rows)
    assert all(row.error is None for row in found)


@QUICK
@given(ROWS)
def test_cells_of_jsonl_and_parquet_come_back_as_they_were_written(tmp_path, rows) -> None:
    said = [{"title": one, "text": other} for one, other in with_words(rows)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in said), "utf-8")
    parquet.write_table(pa.Table.from_pylist(said), tmp_path / "a.parquet")
    for name in ("a.jsonl", "a.parquet"):
        assert [tuple(row.cells) for row in read(tmp_path / name)] == with_words(rows), name


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.csv.gz", "a.jsonl.zst", "a.parquet"])
@QUICK
@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_refused(tmp_path, name, data) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    try:
        rows = read(path)
    except InputError as error:
        assert name in str(error)  # noqa: PT017 (either answer is right)
    else:
        assert len({row.place for row in rows}) == len(rows)


@given(st.text(max_size=40))
def test_a_host_has_a_dot_and_no_blank(said) -> None:
    host = host_of(said)
    assert not host or ("." in host and not any(map(str.isspace, host)))
