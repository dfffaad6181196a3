"""The terminal: one article explained, and a table of many."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from darnel.article import Article
from darnel.assessment import Assessment, Finding
from darnel.cli import app
from darnel.doors import terminal
from darnel.doors.progress import Pace, shown_progress
from darnel.doors.readers import Chunk, Row
from darnel.doors.summary import Summary, duration
from darnel.doors.tables import Progress
from darnel.doors.terminal import marked_plain, numbered, split_title, visible

pytestmark = pytest.mark.usefixtures("stand_in")


def finding(text: str, quote: str, field: str = "text") -> Finding:
    start = text.index(quote)
    return Finding("s", field, start, start + len(quote), quote, 0.5, "This is odd.")


def explain(*arguments: object, given: bytes | None = None):
    result = CliRunner().invoke(app, ["explain", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def on_a_terminal(article: Article | None, assessment: Assessment, **options) -> str:
    out = io.StringIO()
    options = {"width": 60, "color_system": "standard"} | options
    console = Console(file=out, force_terminal=True, _environ={}, highlight=False, **options)
    terminal.explain(console, article, assessment)
    return out.getvalue()


# the title of a text


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        pytest.param("Ferry late\n\nIt is.", "Ferry late", "It is.", id="a headline"),
        pytest.param("\n Ferry late \r\nIt is.", "Ferry late", "It is.", id="blank lines, spaces"),
        pytest.param("Is it late?\nYes.", "Is it late?", "Yes.", id="a question"),
        pytest.param("And then...\nYes.", "And then...", "Yes.", id="three dots are no stop"),
        pytest.param("It is late.\nIt is.", "", None, id="a sentence"),
        pytest.param("Ferry late", "", None, id="nothing under it"),
        pytest.param("Ferry late\n\n \n", "", None, id="only blank lines under it"),
        pytest.param("w" * 200 + "\nIt is.", "", None, id="too long"),
    ],
)
def test_a_first_line_is_a_title_if_it_reads_like_one(text, title, rest) -> None:
    assert split_title(text) == (title, text if rest is None else rest)


def test_the_title_can_be_given_or_denied(tmp_path, prose) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ferry late\n\n" + prose, "utf-8")
    assert "title\nFerry late\n" in explain(path).stdout
    assert "title\nAnother\n\ntext\nFerry late\n" in explain(path, "--title", "Another").stdout
    assert "title\n" not in explain(path, "--no-title").stdout


# marks


def test_marks_stand_round_the_quotes() -> None:
    text = "One ferry, two ferries."
    marks = numbered([finding(text, "two ferries"), finding(text, "One")])
    assert marked_plain(text, marks) == "[1]One[/1] ferry, [2]two ferries[/2]."


def test_marks_may_nest_and_overlap() -> None:
    text = "abcdef"
    nested = numbered([finding(text, "cd"), finding(text, "bcde")])
    assert marked_plain(text, nested) == "a[1]b[2]cd[/2]e[/1]f"
    crossed = numbered([finding(text, "abc"), finding(text, "cde")])
    assert marked_plain(text, crossed) == "[1]ab[2]c[/1]de[/2]f"
    twins = numbered([finding(text, "abc"), finding(text, "abc")])
    assert marked_plain(text, twins) == "[1][2]abc[/2][/1]def"


def test_offsets_count_code_points_whatever_stands_before() -> None:
    text = "👩‍👩‍👧 e\u0301 \x1b[2J \r\n the end"
    assert marked_plain(text, numbered([finding(text, "the end")])).endswith("[1]the end[/1]")


def test_ten_thousand_findings_are_marked_in_no_time() -> None:
    text = "ab " * 10_000
    marks = numbered([Finding("s", "text", i, i + 2, "ab", 1, "m.") for i in range(0, 30_000, 3)])
    assert marked_plain(text, marks).count("[/") == 10_000


def test_an_article_cannot_steer_the_terminal() -> None:
    hostile = "\x1b]0;title\x07 \x9b2J \u202e \ud800 \x7f"
    shown = visible(hostile)
    assert len(shown) == len(hostile)
    assert not set(shown) & set("\x1b\x07\x9b\u202e\ud800\x7f")
    shown.encode()


# explaining


def test_in_a_pipe_all_is_plain_text(tmp_path, prose) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ferry late\n\n" + prose, "utf-8")
    result = explain(path)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "review  quality 0.45 (90 % interval 0.40 to 0.50; 1 is best)",
        "A gearbox stands here.",
    ]
    assert "  gears   +0.70  ████████████████████" in lines
    assert "  brakes  -0.20  ██████" in lines
    assert "that the [1]gearbox[/1], ordered in March" in result.stdout
    assert lines[-1] == "[1] gears: A gearbox stands here."
    assert "\x1b" not in result.stdout


def test_on_a_terminal_findings_are_coloured_and_lines_fit(stand_in, prose) -> None:
    article = Article(text=prose, title="Ferry late")
    shown = on_a_terminal(article, stand_in.one(article))
    assert "\x1b[1;30;43m[1]\x1b[0m\x1b[30;43mgearbox\x1b[0m" in shown
    plain = on_a_terminal(article, stand_in.one(article), color_system=None)
    assert max(map(len, plain.splitlines())) <= 60


def test_without_colour_findings_are_marked_by_numbers(stand_in, prose) -> None:
    article = Article(text=prose)
    shown = on_a_terminal(article, stand_in.one(article), no_color=True)
    assert "[1]gearbox[/1]" in shown
    assert "\x1b[3" not in shown


def test_words_in_brackets_are_words_not_markup(stand_in, prose) -> None:
    article = Article(text="[red]Not markup[/red] " + prose, title="[bold]")
    shown = on_a_terminal(article, stand_in.one(article), color_system=None)
    assert "[red]Not markup[/red]" in shown
    assert "[bold]" in shown


def test_what_is_not_judged_says_why(tmp_path) -> None:
    (tmp_path / "a.txt").write_text("Too short to judge.")
    result = explain(tmp_path / "a.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith("not judged: too short\n")


def test_json_may_hold_an_article(tmp_path, prose) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"headline": "Ferry late", "articleBody": prose}))
    assert "[1]gearbox[/1]" in explain(path).stdout
    assert "[1]gearbox[/1]" in explain("-", given=path.read_bytes()).stdout


def test_json_may_hold_an_assessment_without_its_article(tmp_path, stand_in, prose) -> None:
    path = tmp_path / "a.json"
    path.write_text(stand_in.one(Article(text=prose)).to_json(), "utf-8")
    shown = explain(path).stdout
    assert shown.startswith("review  quality 0.45")
    assert "[1] gears: A gearbox stands here. “gearbox”" in shown
    assert "not in this file" in shown


def test_an_assessment_with_its_article_is_marked(tmp_path, stand_in, prose) -> None:
    assessment = stand_in.one(Article(text=prose)).to_dict()
    path = tmp_path / "a.json"
    path.write_text(json.dumps(assessment | {"article": {"text": prose}}))
    assert "[1]gearbox[/1]" in explain(path).stdout


def test_text_on_standard_input_may_begin_with_a_brace(prose) -> None:
    result = explain("-", given=("{sic} " + prose).encode())
    assert result.exit_code == 0
    assert "{sic} The harbour" in result.stdout


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.html", b"The ferry", "a.html: this is not HTML", id="text called HTML"),
        pytest.param("a.csv", b"text\nx", "darnel score", id="a table"),
        pytest.param("a.warc", b"WARC/1.0", "darnel score", id="an archive"),
        pytest.param("a.txt", b" \n", "is empty", id="an empty file"),
        pytest.param("a.txt", b"caf\xe9", "byte 3 (0xE9) is not UTF-8", id="Latin-1"),
        pytest.param("a.txt", b"a\0b", "no text file", id="a binary file"),
        pytest.param("a.json", b'{"text": "x', "not one JSON object", id="half-written JSON"),
        pytest.param("a.json", b"[{}]", "takes one article", id="a list of articles"),
        pytest.param("a.json", b'"x"', "not an object", id="a JSON string"),
        pytest.param("a.json", b'{"a": 1}', "Columns seen: 'a'", id="no text"),
        pytest.param("a.json", b'{"text": ""}', "neither text nor title", id="an empty text"),
        pytest.param(
            "a.json", b'{"schema": "darnel.assessment/1"}', "not a whole", id="half an assessment"
        ),
    ],
)
def test_what_cannot_be_explained_is_explained(tmp_path, name, data, said) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = explain(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_another_encoding_is_read_when_named(tmp_path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"caf\xe9")
    assert "café" in explain(path, "--encoding", "cp1252").stdout
    assert explain(path, "--encoding", "klingon").exit_code == 2


# a table of many


def table(stand_in, articles: list[Article], width: int = 80) -> str:
    out = io.StringIO()
    sink = terminal.TerminalSink(Console(file=out, width=width, _environ={}))
    rows = [Row(f"row {n}", (), article) for n, article in enumerate(articles, start=1)]
    sink.take(Chunk(rows), [stand_in.one(article) for article in articles], Summary())
    sink.close()
    return out.getvalue()


@pytest.mark.parametrize("width", [50, 80, 200])
def test_a_table_fits_the_width(stand_in, prose, width) -> None:
    article = Article(id="a-1", title="A long headline about a ferry " * 5, text=prose)
    shown = table(stand_in, [article, replace(article, text="short")], width)
    assert max(map(len, shown.splitlines())) <= max(width, 58)
    assert "0.45" in shown
    assert "review" in shown
    assert "…" in shown
    assert "-o scored.csv" in shown


def test_of_many_rows_the_lowest_are_shown(stand_in, prose) -> None:
    articles = [Article(id=f"a{n}", text="short") for n in range(200)]
    articles[150] = Article(id="worst", text=prose + " gearbox" * 9)
    shown = table(stand_in, articles)
    assert "The 100 lowest of 200 rows" in shown
    assert shown.splitlines()[2].startswith("worst")
    assert len(shown.splitlines()) == 103


# progress and summary


def test_progress_says_rows_rate_megabytes_and_time_left() -> None:
    pace = Pace(100_000_000)
    assert pace.line(Progress(1000, 1_000_000), 5.0) == "1,000 rows, 1.0/100.0 MB"
    said = pace.line(Progress(3000, 3_000_000), 15.0)
    assert said == "3,000 rows, 200/s, 3.0/100.0 MB, 8 min 05 s left"
    assert pace.line(Progress(90_000, 100_000_000), 500.0).endswith("100.0/100.0 MB, finishing")


def test_progress_without_a_known_size_says_what_is_known() -> None:
    pace = Pace(None)
    pace.line(Progress(512, 1_000_000), 1.0)
    assert pace.line(Progress(1024, 2_000_000), 2.0) == "1,024 rows, 512/s, 2.0 MB"


@pytest.mark.parametrize(
    ("terminal_there", "quiet", "shown"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_progress_is_for_terminals(terminal_there, quiet, shown) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal_there, width=100, _environ={})
    with shown_progress(console, 1000, "scoring", quiet=quiet) as progress:
        progress(Progress(10, 500))
    assert ("scoring" in out.getvalue()) is shown


def test_the_summary_says_bands_abstentions_errors_rate_and_the_slowest_signal() -> None:
    summed = Summary(
        1200, Counter(clear=900, block=100), Counter(too_short=150, wall=40), 10,
        spent={"sourcing": 6.0, "disguise": 2.0}, seconds=80.0,
    )  # fmt: skip
    assert summed.line() == (
        "1,200 rows: 900 clear, 0 review, 100 block, "
        "190 not judged (150 too short, 40 walls), 10 errors"
    )
    assert summed.time_line() == (
        "1 min 20 s, 15 rows a second; slowest signal: sourcing (75% of the time of all signals)"
    )
    assert Summary.from_dict(json.loads(json.dumps(summed.to_dict()))) == summed


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (59.9, "59.9 s"), (61, "1 min 01 s"), (7500, "2 h 05 min")],
)
def test_durations_are_short(seconds, said) -> None:
    assert duration(seconds) == said
