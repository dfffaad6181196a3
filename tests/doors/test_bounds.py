"""What is too much is refused with a sentence, and never held: bombs, endless lines, a million columns."""

from __future__ import annotations

import gzip
import io
import resource
import subprocess
import sys

import pyarrow as pa
import pytest
from pyarrow import parquet

from darnel.article import MOST_CHARACTERS, Article
from darnel.doors.readers import Input, Reading, bounds, open_table
from darnel.errors import InputError
from darnel.scorer import Scorer

GOOD = "text,title\nThe ferry is late.,Late\n"


def read(path, **more):
    with open_table(Input(path.name, path), Reading(**more)) as table:
        return [row for chunk in table.chunks for row in chunk.rows]


def packed(data: bytes, suffix: str) -> bytes:
    if suffix == ".gz":
        return gzip.compress(data, mtime=0)
    return pa.Codec("zstd").compress(data, asbytes=True)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize(
    ("form", "head", "filling"),
    [
        pytest.param("csv", GOOD, "x", id="one line without an end"),
        pytest.param("csv", GOOD, "\n", id="blank lines"),
        pytest.param("csv", GOOD, '"\n', id="a quote left open"),
        pytest.param("jsonl", '{"text": "The ferry is late."}\n', " ", id="blanks in a line"),
    ],
)
def test_a_bomb_is_told_and_what_stood_before_it_is_kept(
    tmp_path, monkeypatch, suffix, form, head, filling
) -> None:
    monkeypatch.setattr(bounds, "BOMB_FROM", 100_000)
    monkeypatch.setattr(bounds, "LONGEST", 50_000)
    path = tmp_path / f"bomb.{form}{suffix}"
    path.write_bytes(packed(head.encode() + filling.encode() * 400_000, suffix))
    if form == "jsonl":  # its keys are read off all lines first
        monkeypatch.setattr(bounds, "BOMB_RATIO", 100)
    rows = read(path)
    assert rows[0].error is None
    assert rows[0].article.text == "The ferry is late."
    assert "unpacks to more than" in rows[-1].error
    assert "unpack it first" in rows[-1].error


def test_a_bomb_of_blank_lines_has_no_header(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bounds, "BOMB_FROM", 100_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(packed(b"\n" * 3_000_000, ".gz"))
    with pytest.raises(InputError, match=r"bomb.csv.gz: the file unpacks to more than|blank lines"):
        read(path)


def test_a_table_that_repeats_itself_a_little_is_no_bomb(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bounds, "BOMB_FROM", 1000)
    path = tmp_path / "plain.csv.gz"
    lines = "".join(f"The ferry number {n} is late.,Late {n % 7}\n" for n in range(2000))
    path.write_bytes(packed(f"text,title\n{lines}".encode(), ".gz"))
    assert all(row.error is None for row in read(path))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("wide.csv", ",".join(f"c{n}" for n in range(10_001)) + "\n1\n", id="CSV"),
        pytest.param("wide.csv", "text" + "," * 1_000_000 + "\n", id="a million commas"),
        pytest.param("wide.jsonl", "".join(f'{{"c{n}": 1}}\n' for n in range(10_001)), id="JSONL, a key a line"),
    ],
)  # fmt: skip
def test_too_many_columns_are_refused(tmp_path, name, data) -> None:
    path = tmp_path / name
    path.write_text(data)
    with pytest.raises(
        InputError, match=r"wide\.\w+: the header has [\d,]+ columns; at most 10,000"
    ):
        read(path)


def test_too_many_columns_of_parquet_are_refused(tmp_path) -> None:
    path = tmp_path / "wide.parquet"
    parquet.write_table(pa.table({f"c{n}": [1] for n in range(10_001)}), path)
    with pytest.raises(InputError, match="10,001 columns"):
        read(path)


def test_a_million_cells_in_a_row_are_one_fault(tmp_path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(GOOD + "x" + "," * 1_000_000 + "\nThe board met.,Met\n")
    first, wide, last = read(path)
    assert "1000001 cells where the header has 2" in wide.error
    assert len(wide.cells) == 2
    assert (first.error, last.error) == (None, None)


def test_a_quote_left_open_over_little_lines_is_cut_by_their_number(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bounds, "LONGEST", 16_000)
    path = tmp_path / "open.csv"
    path.write_text('text,title\n"open,1\n' + "a\n" * 5000)
    rows = read(path)
    assert "is a quote left open?" in rows[0].error
    assert sum(len(row.cells[0]) for row in rows) < 16_000


def dictionary_bomb(path, cell: str, rows: int) -> None:
    values = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([cell]))
    table = pa.table({"text": values.cast(pa.string()) if rows < 50 else values})
    parquet.write_table(table, path, compression="zstd", store_schema=False)


def test_one_value_of_parquet_in_many_rows_is_never_held_for_all(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bounds, "BATCH_BYTES", 2_000_000)
    path = tmp_path / "bomb.parquet"
    dictionary_bomb(path, "The ferry is late. " * 5000, 600)
    with open_table(Input("bomb.parquet", path), Reading()) as table:
        assert table.schema.types == [pa.string()]
        sizes = [len(chunk.rows) for chunk in table.chunks]
    assert sum(sizes) == 600
    assert max(sizes) == 1


def test_a_cell_of_parquet_longer_than_all_bounds_is_an_error_in_its_place(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(bounds, "LONGEST", 10_000)
    monkeypatch.setattr(bounds, "BATCH_BYTES", 20_000)
    path = tmp_path / "long.parquet"
    parquet.write_table(
        pa.table({"text": ["The ferry is late.", "x" * 30_000, "The board met."]}), path
    )
    rows = read(path)
    assert [row.error for row in rows][::2] == [None, None]
    assert rows[1].error.startswith("row 2: longer than")
    assert rows[1].cells == [None]


def test_a_row_group_that_claims_too_much_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bounds, "GROUP_BYTES", 1000)
    path = tmp_path / "big.parquet"
    parquet.write_table(pa.table({"text": [f"The ferry {n} is late." for n in range(900)]}), path)
    with pytest.raises(InputError, match=r"row group 1 claims .* smaller row groups"):
        read(path)


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string())]
)
def test_parquet_comes_out_with_the_types_it_came_with(tmp_path, kind) -> None:
    path = tmp_path / "a.parquet"
    words = ["The ferry is late.", None, "The board met."]
    plain = pa.array([w.encode() if w and pa.types.is_binary(kind) else w for w in words])
    table = pa.table({"title": ["a", "b", "c"], "text": plain.cast(kind), "n": [1, None, 3]})
    parquet.write_table(table, path)
    with open_table(Input("a.parquet", path), Reading()) as read_in:
        batches = [chunk.batch for chunk in read_in.chunks]
    assert pa.Table.from_batches(batches).equals(parquet.read_table(path))


def test_an_article_of_more_characters_than_may_be_is_an_error_alone(tmp_path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("text\nThe ferry is late.\n" + "x" * (MOST_CHARACTERS + 1) + "\n")
    first, second = read(path)
    assert first.error is None
    assert "row 2: the article has 5,000,002 characters; at most 5,000,000" in second.error


def test_an_article_that_is_too_long_has_its_error_in_place_of_an_answer() -> None:
    scorer = Scorer.load()
    short = Article("The ferry is late.", id="a")
    answers = scorer.assess([short, Article("x" * (MOST_CHARACTERS + 1), id="b"), short])
    assert [answer.id for answer in answers] == ["a", "b", "a"]
    assert "is it several articles" in answers[1].error
    assert (answers[1].quality, answers[1].band, answers[0].error) == (None, None, None)


BOMB = """
import sys
from pathlib import Path
from darnel.doors.readers import Input, Reading, open_table
from darnel.errors import InputError
path = Path(sys.argv[1])
try:
    with open_table(Input(path.name, path), Reading()) as table:
        for chunk in table.chunks:
            for row in chunk.rows:
                if row.error:
                    print(row.error)
except InputError as error:
    print(error)
"""


def told(path, megabytes: int) -> str:
    """Read a file in a process that may have so much memory, and give what it said."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)

    done = subprocess.run(
        [sys.executable, "-c", BOMB, str(path)], capture_output=True, text=True, timeout=900,
        preexec_fn=limit, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("filling", [b"x", b"\n", b'"a\n', b",", b"\x00"], ids=repr)
def test_a_gigabyte_in_a_megabyte_is_refused_in_little_memory(tmp_path, suffix, filling) -> None:
    path = tmp_path / f"bomb.csv{suffix}"
    part = packed(filling * (2**27 // len(filling)), suffix)
    path.write_bytes(packed(GOOD.encode(), suffix) + part * 8)
    assert "unpacks to more than" in told(path, 2500)


@pytest.mark.slow
def test_a_gigabyte_behind_a_quote_left_open_is_read_in_little_memory(tmp_path) -> None:
    path = tmp_path / "open.csv"
    with path.open("w") as file:
        file.write('text,title\n"')
        for _ in range(256):
            file.write("The ferry is late again and again\n" * (2**22 // 34))
    assert "is a quote left open?" in told(path, 2500)


@pytest.mark.slow
def test_a_text_of_sixteen_megabytes_in_a_million_rows_of_parquet_is_read_in_little_memory(
    tmp_path,
) -> None:
    path = tmp_path / "bomb.parquet"
    cell = pa.array(["x" * (2**24 + 1)])
    indices = pa.array([0] * 1000, pa.int32())
    table = pa.table({"text": pa.DictionaryArray.from_arrays(indices, cell)})
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", store_schema=False)
    path.write_bytes(sink.getvalue())
    assert told(path, 2500).count("longer than 16 MB") == 1000
