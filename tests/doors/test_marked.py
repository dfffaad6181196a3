"""Marked text as HTML, and the page that `darnel explain` writes."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from darnel.article import Article
from darnel.assessment import Assessment, Finding, ModelName, Other
from darnel.cli import app
from darnel.doors import rendering

if not os.environ.get("CI") and not all(find_spec(name) for name in rendering.NEEDED):
    pytest.skip("needs pip install 'darnel[report]'", allow_module_level=True)

from darnel.doors.marked import BEFORE, STRONGEST, marked


def finding(text: str, quote: str, field: str = "text", score: float = 0.5) -> Finding:
    start = text.index(quote)
    return Finding("s", field, start, start + len(quote), quote, score, "This is odd.")


def judged(*findings: Finding) -> Assessment:
    return Assessment(
        "a-1", 0.1, (0.05, 0.2), "block", None, "en", "Odd.", {}, (), 0.0, findings,
        ModelName("m", "1", "b", 0.1),
    )  # fmt: skip


def read(found, name: str = "text") -> str:
    """Write marks as [1]…[/1] and gaps as <n>."""
    field = found.field(name)
    parts = [
        (f"<{s.left_out}>" if s.left_out else "")
        + "".join(f"[{n}]" for n in s.opens)
        + s.text
        + "".join(f"[/{n}]" for n in s.closes)
        for s in field.stretches
    ]
    return "".join(parts) + (f"<{field.left_out}>" if field.left_out else "")


# cutting


def test_findings_may_nest_and_overlap() -> None:
    text = "one two three four"
    found = marked(
        Article(text=text),
        judged(finding(text, "two three"), finding(text, "three four"), finding(text, "three")),
    )
    assert read(found) == "one [1]two [2][3]three[/3][/1] four[/2]"
    three = next(s for s in found.field("text").stretches if s.text == "three")
    assert three.covers == (1, 2, 3)
    assert three.tint == 3


def test_a_title_has_its_own_marks() -> None:
    article = Article(text="The body.", title="The head")
    found = marked(article, judged(finding("The head", "head", "title")))
    assert read(found, "title") == "The [1]head[/1]"
    assert read(found) == "The body."


def test_a_finding_that_does_not_stand_there_is_quoted() -> None:
    article = Article(text="Another text altogether.")
    found = marked(article, judged(Finding("s", "text", 3, 9, "ferry", 0.5, "Odd.")))
    assert read(found) == "Another text altogether."
    assert [note.quote for note in found.notes] == ["ferry"]


def test_without_the_article_findings_are_quoted() -> None:
    found = marked(None, judged(finding("a ferry", "ferry")))
    assert not found.fields
    assert found.notes[0].quote == "ferry"


def test_an_excerpt_shows_what_is_round_the_findings_and_counts_the_rest() -> None:
    text = "begin " + "word " * 400 + "gearbox " + "word " * 400 + "end"
    found = marked(Article(text=text), judged(finding(text, "gearbox")), excerpt=True)
    said = read(found)
    first, last = (int(count) for count in re.findall(r"<(\d+)>", said))
    shown = re.sub(r"<\d+>|\[/?\d\]", "", said)
    assert first + len(shown) + last == len(text)
    assert len(shown) < 3 * BEFORE
    assert shown.split()[0] == shown.split()[-1] == "word"  # cut between words


def test_an_excerpt_without_findings_is_the_beginning() -> None:
    said = read(marked(Article(text="word " * 400), judged(), excerpt=True))
    assert said.startswith("word word")
    assert re.search(r"<\d+>$", said)


def test_a_long_finding_keeps_both_ends() -> None:
    text = "head " + "x y " * 2000 + "tail"
    said = read(marked(Article(text=text), judged(finding(text, text)), excerpt=True))
    assert said.startswith("[1]head")
    assert said.endswith("tail[/1]")
    assert len(said) < 2000


def test_an_excerpt_takes_the_strongest_findings() -> None:
    text = " ".join(f"word{n:02}" for n in range(30))
    findings = [finding(text, f"word{n:02}", score=n / 30) for n in range(30)]
    found = marked(Article(text=text), judged(*findings), excerpt=True)
    assert len(found.notes) == STRONGEST
    assert found.more == 30 - STRONGEST
    assert "[1]word18[/1]" in read(found)
    assert not marked(Article(text=text), judged(*findings)).more


def test_every_character_of_a_text_comes_out_once() -> None:
    text = "".join(chr(97 + n % 26) for n in range(997))
    findings = [
        Finding("s", "text", a, b, text[a:b], 0.5, "Odd.")
        for a, b in [(0, 5), (3, 900), (450, 997), (990, 997), (5, 6)]
    ]
    found = marked(Article(text=text), judged(*findings))
    assert "".join(s.text for s in found.field("text").stretches) == text
    opened = [n for s in found.field("text").stretches for n in s.opens]
    closed = [n for s in found.field("text").stretches for n in s.closes]
    assert sorted(opened) == sorted(closed) == [1, 2, 3, 4, 5]


def test_a_note_names_other_pages_and_counts_the_rest() -> None:
    other = tuple(Other(f"p{n}", "s.example") for n in range(9))
    found = marked(None, judged(replace(finding("a ferry", "ferry"), elsewhere=other)))
    assert found.notes[0].elsewhere[0] == "s.example: p0"
    assert found.notes[0].elsewhere[-1] == "and 4 more"


# explain


def explain(*arguments: object):
    done = CliRunner().invoke(app, ["explain", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def page(tmp_path, prose, stand_in):
    path = tmp_path / "a.txt"
    path.write_text("Ferry late\n\n" + prose, "utf-8")
    return path


def test_explain_writes_a_page(page, tmp_path) -> None:
    out = tmp_path / "page.html"
    assert explain(page, "-o", out).exit_code == 0
    said = out.read_text("utf-8")
    assert "Content-Security-Policy" in said
    assert '<mark class="t1" aria-describedby="f-1" title="1">gearbox</mark>' in said
    assert '<li id="f-1"' in said
    assert "Ferry late</h1>" in said
    assert explain(page, "--html").stdout == said


def test_a_finished_assessment_without_its_article_is_a_page_too(tmp_path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(judged(finding("a <b>ferry", "<b>ferry")).to_dict()), "utf-8")
    said = explain(path, "--html").stdout
    assert "&lt;b&gt;ferry" in said
    assert "The article itself is not in the input" in said


def test_an_abstention_says_so_on_its_page(tmp_path, stand_in) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Only a few words.", "utf-8")
    assert "not judged: too short" in explain(path, "--html").stdout


def test_a_page_is_not_written_over_its_article(page) -> None:
    assert "is also an input" in explain(page, "-o", page).stderr


def test_without_the_extra_the_line_that_helps_is_said(page, monkeypatch) -> None:
    monkeypatch.setattr(rendering, "find_spec", lambda _: None)
    done = explain(page, "--html")
    assert done.exit_code == 2
    assert "do: pip install 'darnel[report]'" in done.stderr
    assert explain(page).exit_code == 0


def test_an_article_that_is_markup_is_shown_as_it_is(tmp_path, stand_in, prose) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"<h1>Head</h1>\n\n<script>alert(1)</script> {prose} \u202e </div></main>", "utf-8"
    )
    said = explain(path, "--html").stdout
    assert said.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in said
    assert "\u202e" not in said
