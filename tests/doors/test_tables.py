"""Tables through `darnel score`: nothing is lost, and a bad row comes out in its place."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from typer.testing import CliRunner

from darnel.cli import app
from darnel.doors import summary, tables
from darnel.doors.columns import comments_of, find_columns, free_names, host_of, plain
from darnel.doors.forms import Header, JsonlForm
from darnel.doors.formulas import as_it_was, disarmed
from darnel.doors.readers import CHUNK_ROWS, Reading, bounds
from darnel.doors.writers import Plain
from darnel.errors import InputError

pytestmark = pytest.mark.usefixtures("stand_in")


class Outcome:
    def __init__(self, result) -> None:
        self.code = result.exit_code
        self.out = result.stdout_bytes
        self.err = result.stderr
        self.exception = result.exception

    @property
    def rows(self) -> list[dict[str, str]]:
        text = self.out.decode("utf-8", "surrogateescape")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    @property
    def assessments(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


def score(*arguments: object, given: bytes | None = None) -> Outcome:
    result = CliRunner().invoke(app, ["score", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Outcome(result)


def csv_bytes(*rows: list[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def lines_of(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


@pytest.fixture
def file(tmp_path: Path):
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


# what comes in comes out


def test_every_input_column_comes_out_as_it_was_and_ours_follow(file, prose) -> None:
    rows = [
        ["id", "Note, with comma", "Headline", "Body"],
        ["a-1", ' padded "quoted" ', "Ferry late", prose],
        ["007", "=1+1", "Two\r\nlines\rin one cell", prose.replace("gearbox", "engine")],
    ]
    done = score(file("in.csv", csv_bytes(*rows)), "--raw-cells")
    assert done.code == 0
    back = list(csv.reader(io.StringIO(done.out.decode(), newline="")))
    assert [row[:4] for row in back] == rows
    assert back[0][4:] == ["quality", "band", "reason"]
    assert back[1][4:6] == ["0.4500", "review"]
    assert back[2][4:6] == ["0.9000", "clear"]


def test_an_article_too_short_is_no_error(file) -> None:
    done = score(file("in.csv", csv_bytes(["text"], ["Too short."])))
    assert done.code == 0
    assert done.rows[0]["quality"] == done.rows[0]["band"] == ""
    assert done.rows[0]["reason"].startswith("Not judged")
    assert "1 row: 0 clear, 0 review, 0 block, 1 not judged (1 too short)" in done.err


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(file, prose, delimiter) -> None:
    data = csv_bytes(["id", "title", "text"], ["1", "a,b;c|d", prose], delimiter=delimiter)
    done = score(file("in.csv", data))
    assert done.rows[0]["title"] == "a,b;c|d"
    assert done.rows[0]["band"] == "review"


@pytest.mark.parametrize("name", ["in.csv", "in.tsv", "in.csv.gz", "in.tsv.zst", "IN.CSV.GZ"])
def test_tables_are_read_by_suffix(tmp_path, prose, name) -> None:
    delimiter = "\t" if ".tsv" in name else ","
    data = csv_bytes(["id", "text"], ["1", prose], delimiter=delimiter)
    path = tmp_path / name
    if name.lower().endswith(".gz"):
        data = gzip.compress(data)
    if name.endswith(".zst"):
        data = pa.Codec("zstd").compress(data, asbytes=True)
    path.write_bytes(data)
    done = score(path)
    assert done.code == 0
    assert done.rows[0]["text"] == prose


def test_a_byte_order_mark_is_no_part_of_the_first_column(file, prose) -> None:
    done = score(file("in.csv", csv_bytes(["text"], [prose], encoding="utf-8-sig")))
    assert done.rows[0]["text"] == prose


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(file, prose, encoding) -> None:
    done = score(file("in.csv", csv_bytes(["text"], [prose], encoding=encoding)))
    assert (done.code, done.rows[0]["text"]) == (0, prose)
    assert "read as" not in done.err


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1252"])
def test_an_encoding_that_shows_is_found_and_told(file, prose, encoding) -> None:
    rows = [["title", "text"], ["Café “Zum Löwen” – 5 € a cup", prose]]
    done = score(file("in.csv", csv_bytes(*rows, encoding=encoding)))
    assert done.code == 0
    assert [done.rows[0]["title"], done.rows[0]["text"]] == rows[1]
    assert f"in.csv is not UTF-8 and is read as {encoding}; if that is wrong" in done.err


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "gb18030", "shift_jis", "cp1253"])
def test_an_encoding_that_does_not_show_is_not_guessed(file, prose, encoding) -> None:
    titles = {
        "gb18030": "轮渡又晚点了",
        "shift_jis": "フェリーがまた遅れた",
        "cp1253": "Το πλοίο άργησε πάλι",
    }
    title = titles.get(encoding, "Паром снова опоздал")
    plain = prose.replace("“", "").replace("”", "")
    path = file("in.csv", csv_bytes(["title", "text"], [title, plain], encoding=encoding))
    done = score(path)
    assert done.code == 1
    assert "name the file's encoding with --encoding" in done.err
    assert score(path, "--encoding", encoding).rows[0]["title"] == title


def test_one_bad_byte_does_not_change_the_encoding_of_a_file(file, prose) -> None:
    data = csv_bytes(["title", "text"], ["“Ferry” late", prose]) + b"caf\xe9,short\n"
    done = score(file("in.csv", data))
    assert done.code == 1
    assert "row 2: byte 0xE9" in done.err


def test_another_encoding_is_read_when_named(file, prose) -> None:
    path = file("in.csv", "title,text\ncaf\xe9,x\n".encode("latin-1"))
    done = score(path, "--encoding", "latin-1")
    assert done.code == 0
    assert done.rows[0]["title"] == "café"
    assert "read as" not in done.err
    assert score(path, "--encoding", "klingon").code == 2


def test_a_first_line_for_excel_tells_the_delimiter(file, prose) -> None:
    data = b"sep=;\r\n" + csv_bytes(["id", "text"], ["1", prose], delimiter=";")
    assert score(file("in.csv", data)).rows[0]["text"] == prose


def test_delimiters_inside_quoted_names_do_not_count(file, prose) -> None:
    data = csv_bytes(["id; no", "text", "a,b,c,d"], ["1", prose, "x"], delimiter=";")
    data = data.replace(b"a,b,c,d", b'"a,b,c,d"')
    assert score(file("in.csv", data)).rows[0]["a,b,c,d"] == "x"


def test_columns_called_like_ours_are_kept(file, prose) -> None:
    data = csv_bytes(["quality", "text", "darnel_quality"], ["good", prose, "older"])
    done = score(file("in.csv", data))
    row = done.rows[0]
    assert (row["quality"], row["darnel_quality"]) == ("good", "older")
    assert row["darnel_darnel_quality"] == "0.4500"
    assert row["band"] == "review"
    assert "quality is darnel_darnel_quality" in done.err


def test_signals_add_a_column_for_every_feature(file, prose) -> None:
    done = score(file("in.csv", csv_bytes(["text"], [prose], ["short"])), "--signals")
    assert done.rows[0]["gears.score"] == "1"
    assert done.rows[1]["gears.share"] == ""


def test_a_header_alone_gives_a_header(file) -> None:
    done = score(file("in.csv", b"id,text\r\n"))
    assert (done.code, done.out) == (0, b"id,text,quality,band,reason\n")


def test_blank_lines_are_no_rows(file, prose) -> None:
    done = score(file("in.csv", b"\r\n\r\nid,text\r\n\r\n1,short\r\n\r\n"))
    assert [row["id"] for row in done.rows] == ["1"]


FORMULAS = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1+1", "－1+1", "＠x"]


@pytest.mark.parametrize("name", ["o.csv", "o.tsv"])
def test_cells_that_a_spreadsheet_would_run_are_disarmed(
    tmp_path, file, stand_in, monkeypatch, name
) -> None:
    one = stand_in.one
    monkeypatch.setattr(stand_in, "one", lambda a: replace(one(a), reason="=HYPERLINK(1)"))
    path = file("in.csv", csv_bytes(["=note", "text"], *[[cell, "x"] for cell in FORMULAS]))
    for raw in (False, True):
        out = tmp_path / name
        assert score(path, "-o", out, *(["--raw-cells"] if raw else [])).code == 0
        delimiter = "\t" if name == "o.tsv" else ","
        with out.open(newline="") as stream:
            back = list(csv.reader(stream, delimiter=delimiter))
        mark = "" if raw else "'"
        assert [row[0] for row in back] == [mark + cell for cell in ["=note", *FORMULAS]]
        assert back[1][4] == mark + "=HYPERLINK(1)"


@pytest.mark.parametrize(
    "cell",
    ["-5", "+3.20", "-1,000.50", "-1e-5", "+12 %", "-.5", "-", "a=1", "'=1", "", " =1", "1-2"],
)
def test_numbers_and_other_cells_stay(file, cell) -> None:
    assert score(file("in.csv", csv_bytes(["n", "text"], [cell, "x"]))).rows[0]["n"] == cell


@given(st.text(alphabet="=+-@'\t\r＝a1.,%e "))
def test_what_is_disarmed_can_be_read_back(cell) -> None:
    if not cell.startswith("'"):
        assert as_it_was(disarmed(cell)) == cell
    assert disarmed(disarmed(cell)) == disarmed(cell)


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_other_formats_are_not_disarmed(tmp_path, file, name) -> None:
    out = tmp_path / name.replace("csv", "jsonl")
    score(file("in.csv", csv_bytes(["id", "text"], ["=1+1", "x"])), "-o", out)
    if out.suffix == ".jsonl":
        assert json.loads(out.read_text())["id"] == "=1+1"
    else:
        assert parquet.read_table(out)["id"].to_pylist() == ["=1+1"]


# bad rows


def bad_row(data: bytes, file, *options: str) -> tuple[Outcome, dict[str, str]]:
    """Score a table whose second row of three is bad; its neighbours must be judged."""
    done = score(file("in.csv", data), *options)
    assert done.code == 1
    assert len(done.rows) == 3
    assert done.rows[0]["band"]
    assert done.rows[2]["band"]
    row = done.rows[1]
    assert row["quality"] == row["band"] == ""
    assert row["reason"].startswith("row 2: ")
    assert row["reason"] in done.err
    return done, row


def around(bad: bytes, prose: str) -> bytes:
    good = csv_bytes(["1", "t", prose])
    return b"id,title,text\r\n" + good + bad + good


def test_a_row_with_too_few_cells_keeps_those_it_has(file, prose) -> None:
    _, row = bad_row(around(b"2,alone\r\n", prose), file)
    assert (row["id"], row["title"], row["text"]) == ("2", "alone", "")
    assert "2 cells where the header has 3" in row["reason"]


def test_a_row_with_too_many_cells_loses_none(file, prose) -> None:
    _, row = bad_row(around(b"2,t,one, two, three\r\n", prose), file)
    assert row["text"] == "one, two, three"
    assert "5 cells where the header has 3" in row["reason"]


def test_a_byte_that_is_not_utf_8_is_named_and_kept(file, prose) -> None:
    done, row = bad_row(around(b"2,caf\xe9,x\r\n", prose), file)
    assert "byte 0xE9 after 3 characters of column 'title'" in row["reason"]
    assert b"caf\xe9" in done.out


def test_a_stray_quote_costs_one_row(file, prose) -> None:
    _, row = bad_row(around(b'2,"so "called" news",x\r\n', prose), file)
    assert "quote" in row["reason"]
    assert row["id"] == "2"


def test_a_quote_left_open_does_not_swallow_the_rows_after_it(file) -> None:
    text = "word " * 70
    rows = [f"{number},t,{text}\r\n" for number in range(1, 9)]
    rows[1] = f'2,t,"{text}\r\n'
    done = score(file("in.csv", ("id,title,text\r\n" + "".join(rows)).encode()))
    assert [row["id"] for row in done.rows] == list("12345678")
    assert [bool(row["band"]) for row in done.rows] == [True, False] + [True] * 6


def test_a_row_without_words_is_an_error_that_names_its_columns(file, prose) -> None:
    _, row = bad_row(around(b"2, ,\t\r\n", prose), file)
    assert "no text and no title ('text' and 'title' are empty)" in row["reason"]


def test_a_nul_byte_is_a_character_like_others(file, prose) -> None:
    done = score(file("in.csv", csv_bytes(["id", "text"], ["a\0b", prose + "\0"])))
    assert done.code == 0
    assert done.rows[0]["id"] == "a\0b"


def test_a_last_row_that_breaks_off_inside_a_quote_is_one_error_row(file, prose) -> None:
    data = csv_bytes(["id", "text"], ["1", prose], ["2", prose])[:-100]
    done = score(file("in.csv", data))
    assert done.code == 1
    assert len(done.rows) == 2
    assert "never closed" in done.rows[1]["reason"]
    assert prose.startswith(done.rows[1]["text"][:300])


def test_a_cell_of_100_kilobytes_is_judged(file, prose) -> None:
    text = (prose + "\n\n") * 150
    done = score(file("in.csv", csv_bytes(["text", "title"], [text, "t" * 100_000])))
    assert done.code == 0
    assert done.rows[0]["text"] == text
    assert done.rows[0]["band"] == "block"


@pytest.mark.parametrize("quote", [b"", b'"'], ids=["one line", "one quoted cell of many lines"])
def test_a_row_longer_than_all_bounds_is_cut_with_an_error(file, prose, monkeypatch, quote) -> None:
    monkeypatch.setattr(bounds, "LONGEST", 5000)
    long = b"word " * 2000 if not quote else b"word " * 990 + b"\n" + b"word " * 990 + b"\n"
    data = around(b"2,t," + quote + long + quote + b"\r\n", prose)
    done = score(file("in.csv", data))
    assert done.code == 1
    assert "the rest is left out" in done.rows[1]["reason"]
    assert done.rows[1]["text"].startswith("word word")
    assert done.rows[0]["band"] == "review"


def test_what_follows_a_gzip_file_is_told_behind_its_rows(file, prose) -> None:
    data = gzip.compress(csv_bytes(["id", "text"], ["1", prose])) + b"something else"
    done = score(file("in.csv.gz", data))
    assert done.code == 1
    assert done.rows[0]["band"] == "review"
    assert "row 2: the file breaks off here" in done.err


def test_packed_parts_behind_each_other_are_one_file(file, prose) -> None:
    header, row = b"id,text\n", csv_bytes(["1", prose])
    gz = file("in.csv.gz", gzip.compress(header) + gzip.compress(row))
    codec = pa.Codec("zstd")
    frames = (codec.compress(part, asbytes=True) for part in (header, b"", row))
    zst = file("in.csv.zst", b"".join(frames))
    for path in (gz, zst):
        assert score(path).rows[0]["text"] == prose


def test_parquet_columns_that_are_not_read_may_hold_any_bytes(tmp_path, prose) -> None:
    path = tmp_path / "in.parquet"
    parquet.write_table(pa.table({"text": [prose], "picture": [b"\xff\xd8\x00"]}), path)
    out = tmp_path / "out.parquet"
    assert score(path, "-o", out).code == 0
    assert parquet.read_table(out)["picture"].to_pylist() == [b"\xff\xd8\x00"]


def test_a_damaged_parquet_file_with_columns_that_are_never_empty(tmp_path, prose) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    schema = pa.schema([pa.field("text", pa.string(), nullable=False)])
    texts = [f"{prose} {n}" for n in range(3000)]
    table = pa.table({"text": texts}, schema=schema)
    parquet.write_table(table, path, row_group_size=600, compression="none", use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 60_000] = b"\xff" * 60_000
    path.write_bytes(data)
    done = score(path, "-o", out)
    assert done.code == 1
    assert "the file is damaged from here on" in done.err
    assert parquet.read_table(out)["reason"].to_pylist()[-1].startswith("row ")


def test_a_gzip_file_that_breaks_off_gives_its_rows_and_an_error(file, prose) -> None:
    data = csv_bytes(["id", "text"], *[[str(n), prose + os.urandom(40).hex()] for n in range(50)])
    done = score(file("in.csv.gz", gzip.compress(data)[:-400]))
    assert done.code == 1
    assert done.rows[0]["band"] == "review"
    assert "breaks off" in done.rows[-1]["reason"]


def test_an_article_that_trips_the_scorer_is_an_error_alone(file, stand_in, prose) -> None:
    def trip(article) -> None:
        if article.id == "2":
            raise ZeroDivisionError("secret words of the article")

    stand_in.before = trip
    _, row = bad_row(around(csv_bytes(["2", "t", prose]), prose), file)
    assert "ZeroDivisionError" in row["reason"]
    assert "secret" not in row["reason"]


def test_many_errors_are_not_all_named_on_the_terminal(file) -> None:
    done = score(file("in.csv", b"id,text\n" + b"1,\n" * 50))
    assert done.err.count("no text") == summary.NAMED_ERRORS
    assert "30 more rows" in done.err
    assert sum("no text" in row["reason"] for row in done.rows) == 50


# usage


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("in.csv", b"", "is empty", id="an empty file"),
        pytest.param("in.csv", b"\r\n \r\n", "is empty", id="a file of blank lines"),
        pytest.param("in.jsonl", b"\n\n", "is empty", id="JSONL without a line"),
        pytest.param("in.parquet", b"", "is empty", id="empty Parquet"),
        pytest.param("in.csv.gz", gzip.compress(b""), "is empty", id="nothing, packed"),
        pytest.param("in.csv", b"a,b\n1,2\n", "Columns seen: 'a', 'b'.", id="no text column"),
        pytest.param("in.csv", b"a,b\n1,2\n", "with --text", id="and how to name one"),
        pytest.param("in.csv", b"text,text\n1,2\n", "more than one", id="a name that stands twice"),
        pytest.param("in.csv", b'"te', "never closed", id="a header that breaks off"),
        pytest.param(
            "in.csv",
            b"\xcf\xf0\xe8\xe2\xe5\xf2,text\n",
            "header is not UTF-8",
            id="a header in Cyrillic",
        ),
        pytest.param("in.csv", b"PAR1....", "a Parquet file", id="Parquet called CSV"),
        pytest.param("in.csv", gzip.compress(b"text\n"), "a gzip file", id="gzip called CSV"),
        pytest.param("in.csv", b"PK\x03\x04..", "Excel", id="a workbook called CSV"),
        pytest.param("in.parquet", b"text\nx\n", "no Parquet file", id="CSV called Parquet"),
        pytest.param("in.parquet", b"PAR1PAR1", "half-copied", id="broken Parquet"),
        pytest.param("in.csv.gz", b"text\nx\n", "no gzip file", id="CSV called gzip"),
        pytest.param("in.csv.zst", b"text\nx\n", "no zstd file", id="CSV called Zstandard"),
        pytest.param("in.jsonl", b"text\nx\n", "is this JSONL?", id="CSV called JSONL"),
        pytest.param("in.jsonl", b'{"a": 1}\n', "Columns seen: 'a'", id="JSONL without a text"),
        pytest.param("in.xlsx", b"PK", "suffix is not one of .csv", id="a suffix not read"),
        pytest.param("in.json", b"{}", "darnel explain", id="one JSON article"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained(file, name, data, said) -> None:
    done = score(file(name, data))
    assert (done.code, done.out) == (2, b"")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_title_without_a_text_is_judged_but_noted(file) -> None:
    done = score(file("in.csv", b"title,artikeltext\nFerry late,words\n"))
    assert done.code == 0
    assert "only titles are read" in done.err
    assert "name it with --text" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["missing.csv"], "No such file", id="a missing file"),
        pytest.param(["*.nothing"], "no file matches", id="a pattern that matches nothing"),
        pytest.param(["."], "is a folder", id="a folder"),
        pytest.param(["-", "-"], "only once", id="standard input twice"),
        pytest.param(["in.csv", "--text", "Text"], "there is no column 'Text'", id="a column"),
        pytest.param(["in.csv", "-o", "no/out.csv"], "no folder", id="an output's folder"),
        pytest.param(["in.csv", "-o", "out.xlsx"], "suffix", id="an output's suffix"),
        pytest.param(["in.csv", "-o", "in.csv"], "also an input", id="an input as output"),
        pytest.param(["in.csv", "-o", "."], "is a folder", id="a folder as output"),
    ],
)
def test_usage_errors_say_what_is_wrong(tmp_path, monkeypatch, arguments, said) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_bytes(b"title,body\nx,y\n")
    done = score(*arguments)
    assert (done.code, done.out) == (2, b"")
    assert said in done.err
    assert "Traceback" not in done.err


def test_columns_are_named_by_options(file, prose) -> None:
    data = csv_bytes(["kopf", "Artikel Text", "text"], ["Ferry", prose, "no"])
    done = score(file("in.csv", data), "--text", "Artikel Text", "--title", "kopf")
    assert done.rows[0]["band"] == "review"


# JSONL


def test_jsonl_gives_one_assessment_a_line(file, prose) -> None:
    data = lines_of({"id": 7, "title": None, "content": prose}, {"content": prose})
    done = score(file("in.jsonl", data), "--format", "jsonl")
    assert done.code == 0
    assert [a["id"] for a in done.assessments] == ["7", "2"]
    finding = done.assessments[0]["findings"][0]
    assert prose[finding["start"] : finding["end"]] == finding["quote"]


def test_json_values_become_cells_and_nothing_is_lost(file, prose) -> None:
    data = lines_of({"text": prose, "n": 3, "tags": ["a", "ü"]}, {"text": prose, "late": True})
    done = score(file("in.ndjson", data))
    assert done.rows[0] | {"text": ""} == {
        "text": "", "n": "3", "tags": '["a", "ü"]', "late": "", "quality": "0.4500",
        "band": "review", "reason": "A gearbox stands here.",
    }  # fmt: skip
    assert done.rows[1]["late"] == "true"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(b'{"text": "half', "half-written", id="a half-written line"),
        pytest.param(b"[1]\n", "not an object", id="a list"),
        pytest.param(b"{'text': 'x'}\n", "not JSON", id="Python, not JSON"),
        pytest.param(b"[" * 100_000 + b"\n", "deeply", id="JSON nested too deeply"),
        pytest.param(b'{"text": ' + b"9" * 5000 + b"}\n", "not JSON", id="a number too long"),
        pytest.param(b'{"text": "caf\xff"}\n', "byte 0xFF", id="a byte that is not UTF-8"),
        pytest.param(b'{"text": " ", "n": 1}\n', "no text", id="no words"),
    ],
)
def test_a_bad_json_line_keeps_its_place(file, prose, line, said) -> None:
    done = score(file("in.jsonl", lines_of({"text": prose}) + line), "--format", "jsonl")
    assert done.code == 1
    first, second = done.assessments
    assert first["band"] == "review"
    assert second["error"] == second["reason"]
    assert second["error"].startswith("row 2: ")
    assert said in second["error"]


def test_a_mark_and_keys_that_stand_twice_are_no_faults_of_json(file, prose) -> None:
    line = '{"text": "first", "text": ' + json.dumps(prose) + "}\n"
    done = score(file("in.jsonl", b"\xef\xbb\xbf" + line.encode()), "--format", "jsonl")
    assert done.code == 0
    assert done.assessments[0]["band"] == "review"


def test_a_lone_surrogate_survives_into_every_format(tmp_path, file, prose) -> None:
    path = file("in.jsonl", b'{"title": "t\\ud800", "text": ' + json.dumps(prose).encode() + b"}\n")
    assert score(path).rows[0]["title"] == "t\\ud800"
    assert score(path, "--format", "jsonl").code == 0
    out = tmp_path / "out.parquet"
    assert score(path, "-o", out).code == 0
    assert parquet.read_table(out)["title"].to_pylist() == ["t\\ud800"]


# Parquet


def test_parquet_keeps_its_columns_types_and_order(tmp_path, prose) -> None:
    table = pa.table(
        {"n": pa.array([1, None], pa.int16()), "text": [prose, None], "tags": [["a"], None]}
    )
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    parquet.write_table(table, path)
    done = score(path, "-o", out, "--signals")
    assert done.code == 1
    back = parquet.read_table(out)
    assert back.select(["n", "text", "tags"]).equals(table)
    assert back.column_names[3:] == ["quality", "band", "reason", "gears.score", "gears.share"]
    assert back["quality"].to_pylist() == [pytest.approx(0.45), None]
    assert "row 2: no text" in back["reason"].to_pylist()[1]


def test_parquet_becomes_csv_and_csv_becomes_parquet(tmp_path, file, prose) -> None:
    import datetime

    when = datetime.datetime(2020, 5, 1, 12, tzinfo=datetime.UTC)
    parquet.write_table(pa.table({"date": [when], "text": [prose]}), tmp_path / "in.parquet")
    assert score(tmp_path / "in.parquet").rows[0]["date"] == "2020-05-01T12:00:00+00:00"
    out = tmp_path / "out.parquet"
    assert score(file("in.csv", csv_bytes(["id", "text"], ["007", prose])), "-o", out).code == 0
    assert parquet.read_table(out)["id"].to_pylist() == ["007"]


def test_empty_parquet_gives_empty_parquet(tmp_path) -> None:
    parquet.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "in.parquet")
    assert score(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet").code == 0
    assert parquet.read_table(tmp_path / "out.parquet").num_rows == 0


# standard input, many inputs, outputs


@pytest.mark.parametrize("kind", ["csv", "jsonl", "gzip", "parquet"])
def test_standard_input_is_recognised(prose, kind) -> None:
    data = csv_bytes(["id", "text"], ["1", prose])
    if kind == "jsonl":
        data = lines_of({"id": "1", "text": prose})
    if kind == "gzip":
        data = gzip.compress(data)
    if kind == "parquet":
        sink = pa.BufferOutputStream()
        parquet.write_table(pa.table({"id": ["1"], "text": [prose]}), sink)
        data = sink.getvalue().to_pybytes()
    done = score("-", given=data)
    assert done.code == 0
    assert (done.rows[0]["id"], done.rows[0]["band"]) == ("1", "review")


def test_standard_input_is_read_as_told_and_an_empty_one_refused(prose) -> None:
    data = csv_bytes(["id", "te,xt"], ["1", prose], delimiter="\t")
    done = score("-", "--input-format", "tsv", "--text", "te,xt", given=data)
    assert done.rows[0]["te,xt"] == prose
    assert score("-", given=b"").code == 2


def test_a_key_that_comes_late_on_standard_input_is_named(prose) -> None:
    data = lines_of(*[{"text": "x"}] * CHUNK_ROWS, {"text": prose, "late": 1})
    assert score("-", given=data).code == 0  # kept in a file, it is read twice
    done = score("-", "--no-corpus", given=data)
    assert done.code == 1
    assert "'late'" in done.rows[-1]["reason"]


def test_several_inputs_come_out_in_order_under_the_columns_of_all(tmp_path, prose) -> None:
    (tmp_path / "b.csv").write_bytes(csv_bytes(["text", "n"], [prose, "1"], ["", "2"]))
    (tmp_path / "a.jsonl").write_bytes(lines_of({"body": prose, "id": "j"}))
    done = score(tmp_path / "[ab].*", "--format", "csv")
    assert done.code == 1
    assert list(done.rows[0])[:4] == ["body", "id", "text", "n"]
    assert [row["n"] for row in done.rows] == ["", "1", "2"]
    assert f"{tmp_path / 'b.csv'}, row 2: no text" in done.err


@pytest.mark.parametrize("name", ["o.csv", "o.tsv", "o.jsonl.gz", "o.csv.zst", "o.parquet"])
def test_the_suffix_of_the_output_says_its_format(tmp_path, file, prose, name) -> None:
    out = tmp_path / name
    done = score(file("in.csv", csv_bytes(["text"], [prose])), "-o", out)
    assert (done.code, done.out) == (0, b"")
    data = out.read_bytes()
    if name.endswith(".parquet"):
        assert parquet.read_table(out)["band"].to_pylist() == ["review"]
        return
    if not name.endswith("sv"):
        data = pa.input_stream(str(out), compression="detect").read()
    if "jsonl" in name:
        assert json.loads(data)["band"] == "review"
    else:
        delimiter = "\t" if "tsv" in name else ","
        rows = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))
        assert rows[1][:3] == [prose, "0.4500", "review"]


def test_no_half_output_ever_bears_the_name(tmp_path, file, stand_in, prose) -> None:
    out = tmp_path / "out.csv"
    out.write_text("what stood there before")

    def stop(article) -> None:
        raise KeyboardInterrupt

    stand_in.before = stop
    done = score(file("in.csv", csv_bytes(["text"], [prose])), "-o", out)
    assert done.code == 130
    assert out.read_text() == "what stood there before"
    assert "the same command with --resume goes on" in done.err


def test_an_output_that_is_a_device_is_written_not_replaced(file, prose) -> None:
    path = file("in.csv", csv_bytes(["text"], [prose]))
    assert score(path, "-o", "/dev/null", "--format", "csv").code == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_told(file, prose) -> None:
    done = score(file("in.csv", csv_bytes(["text"], [prose])), "-o", "/dev/full", "--format", "csv")
    assert done.code == 2
    assert "No space left" in done.err


def test_quiet_says_nothing_but_errors(file) -> None:
    done = score(file("in.csv", csv_bytes(["id", "text"], ["1", "x"], ["2", ""])), "--quiet")
    assert done.err.splitlines() == ["darnel: row 2: no text and no title ('text' is empty)"]


# streaming and workers


def test_rows_are_scored_in_chunks_as_they_come(file, stand_in) -> None:
    data = csv_bytes(["text"], *[["x"]] * (2 * CHUNK_ROWS + 1))
    assert score(file("in.csv", data)).code == 0
    assert stand_in.batches == [CHUNK_ROWS, CHUNK_ROWS, 1]


def test_long_articles_end_a_chunk_early(file, stand_in, monkeypatch) -> None:
    monkeypatch.setattr(bounds, "CHUNK_CHARACTERS", 1000)
    score(file("in.csv", csv_bytes(["text"], *[["word " * 150]] * 4)))
    assert stand_in.batches == [2, 2]


def test_workers_give_what_one_gives_in_the_same_order(tmp_path, monkeypatch, prose) -> None:
    home = Path(__file__).parents[1]
    monkeypatch.syspath_prepend(home)
    monkeypatch.setenv("PYTHONPATH", str(home))
    from standin import StandIn

    monkeypatch.setattr(bounds, "CHUNK_ROWS", 3)
    path = tmp_path / "in.csv"
    rows = [[str(n), "" if n % 5 == 0 else prose + " gearbox" * (n % 4)] for n in range(20)]
    path.write_bytes(csv_bytes(["id", "text"], *rows))

    def run(workers: int) -> bytes:
        out = io.BytesIO()
        with ExitStack() as stack:
            inputs = tables.Inputs(tables.find_inputs([str(path)]), Reading(), stack)
            form = JsonlForm()
            tables.run(inputs, None, form, Plain(out, form), workers=workers, load=StandIn)
        return out.getvalue()

    assert run(2) == run(1)


# columns


@pytest.mark.parametrize(
    ("header", "found"),
    [
        pytest.param(["Headline", "BODY"], {"title": 0, "text": 1}, id="case does not count"),
        pytest.param(["articleBody", "Pub Date"], {"text": 0, "published": 1}, id="nor do spaces"),
        pytest.param(["content", "text"], {"text": 1}, id="the likelier name wins"),
        pytest.param(
            ["doc_id", "link", "publisher", "byline", "text"],
            {"id": 0, "url": 1, "source": 2, "author": 3, "text": 4},
            id="all fields have usual names",
        ),
    ],
)
def test_columns_are_found_by_their_usual_names(header, found) -> None:
    assert find_columns(header, {}, "in.csv").positions == found


def test_a_named_column_is_not_taken_for_another_field() -> None:
    assert find_columns(["content", "x"], {"title": "content", "text": "x"}, "f").positions == {
        "title": 0,
        "text": 1,
    }
    with pytest.raises(InputError, match="there is no column 'z'"):
        find_columns(["text"], {"title": "z"}, "f")


def test_a_header_that_is_an_article_is_shown_shortened(prose) -> None:
    with pytest.raises(InputError) as error:
        find_columns([prose], {}, "in.csv")
    assert len(str(error.value)) < 200


def test_our_names_give_way() -> None:
    assert free_names(["band"], ["band"]) == {"band": "darnel_band"}
    assert Header(("a",)).ours == {"quality": "quality", "band": "band", "reason": "reason"}


@pytest.mark.parametrize(
    ("value", "comments"),
    [
        ('["One.", "Two.", ""]', ("One.", "Two.")),
        ("One.\nTwo.\r\n\n", ("One.", "Two.")),
        ('[{"text": "One."}]', ("One.",)),
        (["One."], ("One.",)),
        ("[not JSON", ("[not JSON",)),
        ("12", ()),
        (None, ()),
    ],
)
def test_comments_are_a_json_list_or_one_a_line(value, comments) -> None:
    assert comments_of(value) == comments


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Isle.example:80/a?b", "isle.example"),
        ("isle.example/a", "isle.example"),
        ("https://[broken", ""),
        ("no address", ""),
        ("", ""),
    ],
)
def test_the_source_is_the_host_of_the_url(url, host) -> None:
    assert host_of(url) == host


def test_values_that_are_no_strings_become_plain_text() -> None:
    assert [plain(v) for v in (None, float("nan"), 3, True, 1.5, b"x", {"a": 1})] == [
        "", "", "3", "true", "1.5", "x", '{"a": 1}',
    ]  # fmt: skip
