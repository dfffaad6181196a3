"""Files, archives and columns of HTML in; rows out, with the text that was judged."""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from base64 import b64encode
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from typer.testing import CliRunner

from darnel.cli import app

if not os.environ.get("CI") and not find_spec("trafilatura"):
    pytest.skip("needs pip install 'darnel[html]'", allow_module_level=True)

PAGES = Path(__file__).parents[1] / "data" / "pages"
REPORT = (PAGES / "report.html").read_bytes()
ALONE = ("--no-corpus", "--quiet")


@pytest.fixture
def run(scorer, monkeypatch):
    monkeypatch.setattr("darnel.doors.load_scorer", lambda *_, **__: scorer)

    def run(*arguments: str, status: int = 0, input: bytes | None = None):
        done = CliRunner().invoke(app, list(arguments), input=input)
        assert done.exit_code == status, (done.output, done.exc_info)
        return done

    return run


@pytest.fixture
def scorer():
    from standin import StandIn

    return StandIn()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def archive(*records: tuple[str, str, str, bytes], packed: bool = True) -> bytes:
    """Make a WARC of (type, url, HTTP head or "", body)."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for kind, url, head, body in records:
        status, *lines = head.split("\n")
        http = None
        if head:
            pairs = [tuple(line.split(": ", 1)) for line in lines]
            http = StatusAndHeaders(status, pairs, protocol="HTTP/1.1")
        said = {"WARC-Date": "2024-06-01T10:00:00Z"}
        made = writer.create_warc_record(
            url, kind, BytesIO(body), http_headers=http, warc_headers_dict=said,
            warc_content_type="text/plain" if kind == "conversion" else "",
        )  # fmt: skip
        writer.write_record(made)
    return out.getvalue()


HTML_HEAD = "200 OK\nContent-Type: text/html; charset=utf-8"


def test_html_files_are_a_row_each_with_their_text(run, tmp_path) -> None:
    out = tmp_path / "scored.csv"
    run("score", str(PAGES / "*.html"), "-o", str(out), *ALONE, status=1)
    rows = {Path(row["id"]).stem: row for row in read(out)}
    assert len(rows) == len(list(PAGES.glob("*.html")))
    report = rows["report"]
    assert report["title"] == "New ferry is late after failed tests"
    assert report["text"].startswith("The harbour board met")
    assert report["source"] == "courier.example"
    assert json.loads(report["comments"])
    assert report["quality"]
    assert "no text and no title" in rows["moved"]["reason"]
    assert "moved.html" in rows["moved"]["reason"]


def test_a_scored_page_table_scores_again_as_a_table(run, tmp_path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    run("score", str(PAGES / "report.html"), "-o", str(first), *ALONE)
    run("score", str(first), "-o", str(second), *ALONE)
    assert read(second)[0]["darnel_quality"] == read(first)[0]["quality"]


@pytest.mark.parametrize("suffix", [".warc", ".warc.gz"])
def test_html_responses_of_an_archive_are_rows_and_nothing_else_is(run, tmp_path, suffix) -> None:
    stored, out = tmp_path / f"crawl{suffix}", tmp_path / "scored.csv"
    stored.write_bytes(
        archive(
            ("response", "https://courier.example/ferry", HTML_HEAD, REPORT),
            ("response", "https://courier.example/a.png", "200 OK\nContent-Type: image/png", b"\x89"),
            ("response", "https://courier.example/gone", "404 Not Found\nContent-Type: text/html", REPORT),
            ("resource", "https://courier.example/b", "", b"<html>"),
            ("response", "https://courier.example/none", HTML_HEAD, b"no tag at all"),
            packed=suffix.endswith(".gz"),
        )
    )  # fmt: skip
    run("score", str(stored), "-o", str(out), *ALONE, status=1)
    good, bad = read(out)
    assert good["url"] == "https://courier.example/ferry"
    assert good["id"].startswith("urn:uuid:")
    assert good["fetched"] == "2024-06-01T10:00:00Z"
    assert good["published"] == "2024-05-14"
    assert "row 2: this is not HTML" in bad["reason"]
    assert bad["url"] == "https://courier.example/none"


def test_an_archive_keeps_its_encodings_apart(run, tmp_path) -> None:
    stored, out = tmp_path / "crawl.warc.gz", tmp_path / "scored.csv"
    head = "200 OK\nContent-Type: text/html\nContent-Encoding: gzip"
    latin = (PAGES / "latin.html").read_bytes()
    stored.write_bytes(archive(("response", "https://mill.example/", head, gzip.compress(latin))))
    run("score", str(stored), "-o", str(out), *ALONE)
    assert read(out)[0]["title"] == "Café closes after forty years"


def test_extracted_texts_of_an_archive_are_read_as_they_are(run, tmp_path) -> None:
    stored, out = tmp_path / "crawl.wet.gz", tmp_path / "scored.parquet"
    text = "The ferry is late.\nThe gearbox failed. " * 30
    stored.write_bytes(archive(("conversion", "https://courier.example/1", "", text.encode())))
    run("score", str(stored), "-o", str(out), *ALONE)
    frame = pd.read_parquet(out)
    assert frame.text[0] == text
    assert frame.url[0] == "https://courier.example/1"


@pytest.mark.parametrize("packed", [True, False])
def test_a_half_copied_archive_gives_what_it_has_and_says_so(run, tmp_path, packed) -> None:
    stored, out = tmp_path / f"crawl.warc{'.gz' if packed else ''}", tmp_path / "scored.csv"
    noise = b"<!--" + b64encode(Random(1).randbytes(200_000)) + b"-->"
    page = ("response", "https://courier.example/ferry", HTML_HEAD, REPORT + noise)
    whole = archive(page, page, packed=packed)
    stored.write_bytes(whole[: len(whole) * 3 // 4])
    run("score", str(stored), "-o", str(out), *ALONE, status=1)
    rows = read(out)
    assert rows[0]["quality"]
    assert "row 2: the archive breaks off" in rows[-1]["reason"]


def test_a_column_of_html_stays_and_what_was_judged_is_added(run, tmp_path) -> None:
    table, out = tmp_path / "crawl.csv", tmp_path / "scored.csv"
    html = REPORT.decode()
    pd.DataFrame({"body": [html, "no tag"], "n": ["1", "2"]}).to_csv(table, index=False)
    run("score", str(table), "--html", "-o", str(out), *ALONE, status=1)
    good, bad = read(out)
    assert good["body"] == html
    assert good["extracted_title"] == "New ferry is late after failed tests"
    assert good["extracted_text"].startswith("The harbour board")
    assert "row 2: this is not HTML" in bad["reason"]
    assert bad["body"] == "no tag"


def test_a_column_called_html_is_known_and_types_of_parquet_stay(run, tmp_path) -> None:
    table, out = tmp_path / "crawl.parquet", tmp_path / "scored.parquet"
    pd.DataFrame({"html": [REPORT.decode()], "n": [7]}).to_parquet(table)
    run("score", str(table), "-o", str(out), *ALONE)
    frame = pd.read_parquet(out)
    assert frame.n.dtype == "int64"
    assert frame.extracted_text[0].startswith("The harbour board")
    assert list(frame.columns)[:4] == ["html", "n", "extracted_title", "extracted_text"]


def test_a_column_of_text_beside_one_of_html_is_what_is_read(run, tmp_path) -> None:
    table, out = tmp_path / "crawl.csv", tmp_path / "scored.csv"
    pd.DataFrame({"html": ["<p>x"], "text": ["The gearbox failed. " * 30]}).to_csv(
        table, index=False
    )
    run("score", str(table), "-o", str(out), *ALONE)
    assert "extracted_text" not in read(out)[0]


def test_pages_are_known_on_standard_input(run) -> None:
    done = run("score", "-", "--format", "csv", *ALONE, input=REPORT)
    assert "New ferry is late after failed tests" in done.stdout


@pytest.mark.thorough
def test_workers_and_a_second_pass_change_nothing(tmp_path) -> None:
    stored = tmp_path / "crawl.warc.gz"
    pages = [
        ("response", f"https://s{i}.example/{i}", HTML_HEAD, path.read_bytes())
        for i, path in enumerate(sorted(PAGES.glob("*.html")))
    ]
    stored.write_bytes(archive(*pages))
    written = []
    for number, workers in enumerate(("1", "2")):
        out = tmp_path / f"{number}.csv"
        arguments = ["score", str(stored), "-o", str(out), "-q", "--workers", workers]
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 1, done.output
        written.append(read(out))
    assert written[0] == written[1]
    assert written[0][1]["quality"]


def test_a_corpus_is_built_of_an_archive(tmp_path) -> None:
    stored, out = tmp_path / "crawl.warc.gz", tmp_path / "crawl.corpus"
    stored.write_bytes(archive(("response", "https://courier.example/f", HTML_HEAD, REPORT)))
    done = CliRunner().invoke(app, ["corpus", "build", str(stored), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "1 of 1 sources" in done.output


def test_explain_takes_a_page(run) -> None:
    done = run("explain", str(PAGES / "report.html"))
    assert "New ferry is late after failed tests" in done.output
    assert "Ten beaches" not in done.output


def test_without_the_extra_the_pip_line_is_said(run, monkeypatch) -> None:
    from darnel.doors import html

    html.check_installed.cache_clear()
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    done = run("score", str(PAGES / "report.html"), *ALONE, status=2)
    assert "pip install 'darnel[html]'" in done.output
    html.check_installed.cache_clear()
