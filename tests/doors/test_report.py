"""The report: one page that holds everything, loads nothing and lets nothing in."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import tracemalloc
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from darnel.assessment import ModelName
from darnel.calibration import shipped
from darnel.cli import app
from darnel.doors import rendering
from darnel.doors.columns import find_columns
from darnel.doors.tally import EXAMPLES, KINDS, ScoredReader, Tally, fine_bin

if not os.environ.get("CI") and not all(find_spec(name) for name in rendering.NEEDED):
    pytest.skip("needs pip install 'darnel[report]'", allow_module_level=True)

ARTICLES = Path(__file__).parents[1] / "data" / "articles.csv"
HOSTILE = (
    "<script>alert(1)</script>\u202eevil\u2066 a\u200bb \x1b[31m\x00 \"'><img src=x onerror=y>"
)
VOID = {"meta", "br", "img", "hr", "input", "link", "rect", "line", "circle", "path"}


class Read(HTMLParser):
    """Reads a page: its elements, its words with blanks between, and whether each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if not self.open or self.open[-1] not in {"script", "style"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def run(*arguments: object, given: bytes | None = None):
    done = CliRunner().invoke(app, ["report", *map(str, arguments)], input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def reported(*arguments: object) -> Read:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return Read(done.stdout)


def assessment(number: int, quality: float | None = 0.9, **said: object) -> dict[str, object]:
    band = None if quality is None else "clear" if quality > 0.6 else "block"
    return {
        "schema": "darnel.assessment/1", "id": f"a-{number}", "quality": quality,
        "interval": None if quality is None else [quality / 2, (1 + quality) / 2], "band": band,
        "abstained": "too_short" if quality is None else None, "error": None, "language": "en",
        "reason": "Not judged: under 60 words of text." if quality is None else "A gear: “gearbox”",
        "signals": {"gears.score": 0.9}, "bias": -1.0,
        "contributions": [{"signal": "gears", "log_odds": 1.5}],
        "findings": [{"signal": "gears", "field": "text", "start": 4, "end": 11, "quote": "gearbox",
                      "score": 0.9, "message": "A gearbox stands here."}],
        "model": {"name": "darnel", "version": "0.2.0", "bands": "default-1", "prevalence": 0.1},
        "offset_unit": "codepoint", "source": f"s{number % 3}.example", "elsewhere": None, **said,
    }  # fmt: skip


@pytest.fixture
def lines(tmp_path):
    def written(*assessments: dict[str, object], name: str = "scored.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(a) + "\n" for a in assessments), "utf-8")
        return path

    return written


@pytest.fixture
def table(tmp_path):
    def written(*rows: dict[str, str], name: str = "scored.csv") -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8", errors="surrogateescape") as file:
            sheet = csv.DictWriter(file, list(rows[0]))
            sheet.writeheader()
            sheet.writerows(rows)
        return path

    return written


# what it holds


def test_every_section_says_its_part(lines) -> None:
    page = reported(lines(*(assessment(n, q) for n, q in enumerate([0.9, 0.99, 0.02, None]))))
    assert "4 pages 3 sources 1 block" in page.text
    assert "not judged 25.0 %" in page.text
    assert "model darnel 0.2.0, bands default-1 · quality at 10 % farm pages" in page.text
    heads = (
        "Distribution of quality",
        "Sources",
        "Signals",
        "The worst pages",
        "How far to trust it",
    )
    assert all(head in page.text for head in heads)
    assert "A gearbox stands here. gearbox" in page.text  # the quote, for there is no article
    assert "Not judged: under 60 words of text. 1 a-3" in page.text


def test_the_worst_pages_come_first_and_no_more_than_asked(lines) -> None:
    path = lines(*(assessment(n, (n + 1) / 50) for n in range(40)))
    page = reported(path, "--pages", 3)
    assert re.findall(r"\ba-\d+", page.text)[:3] == ["a-0", "a-1", "a-2"]
    assert sum(a.get("class", "").startswith("card") for a in page.all("article")) == 3
    assert "The 3 of 40 judged pages" in page.text
    assert not reported(path, "--pages", 0).all("article")


def test_sources_left_out_are_counted(lines) -> None:
    path = lines(*(assessment(n, source=f"s{n}.example") for n in range(9)))
    page = reported(path, "--sources", 4)
    assert "The 4 worst of 9 sources; 5 are left out here" in page.text
    assert "are left out here" not in reported(path).text


def test_findings_are_marked_where_the_article_is_given(lines, tmp_path) -> None:
    articles = tmp_path / "articles.csv"
    articles.write_text("id,title,text\na-0,Ferry,One gearbox failed.\n", "utf-8")
    page = reported(lines(assessment(0, 0.02)), "--articles", articles)
    mark = page.all("mark")[0]
    assert mark["aria-describedby"] == "p1-1"
    assert {"id": "p1-1"} in page.all("li")
    assert "One 1 gearbox (finding 1 ends) failed." in page.text


def test_a_text_that_is_not_the_one_judged_gets_no_mark(lines, tmp_path) -> None:
    articles = tmp_path / "articles.csv"
    articles.write_text("id,text\na-0,Something else altogether.\n", "utf-8")
    page = reported(lines(assessment(0, 0.02)), "--articles", articles)
    assert not page.all("mark")
    assert "A gearbox stands here. gearbox" in page.text


def test_a_table_with_texts_has_its_findings_found_anew(table, stand_in, prose) -> None:
    row = {"id": "a", "text": prose, "url": "https://a.example/1", "quality": "0.1", "band": "block",
           "reason": "Odd."}  # fmt: skip
    page = reported(table(row))
    assert len(page.all("mark")) == prose.count("gearbox")
    assert "Found anew by the model of this installation" in page.text
    assert stand_in.batches == [1]


def test_a_table_of_features_tells_how_often_signals_weigh(table) -> None:
    rows = [
        {"url": f"https://a.example/{n}", "quality": "0.9", "band": "clear", "reason": "",
         "gears.score": score}
        for n, score in enumerate(["0.95", "0.6", "0.2", ""])
    ]  # fmt: skip
    page = reported(table(*rows))
    assert "gears 2 50.0 % 1 0 1 0" in page.text
    assert "A table does not say which model scored it" in page.text


def test_another_model_gets_no_figures_of_ours(lines) -> None:
    model = {"name": "other", "version": "9", "bands": "b", "prevalence": 0.1}
    page = reported(lines(assessment(0, model=model)))
    assert "say nothing of it" in page.text
    assert "expected calibration error" not in page.text


def test_the_figures_that_came_with_the_package_are_of_its_model() -> None:
    from darnel.doors import load_scorer

    figures, model = shipped(), load_scorer().model
    assert figures is not None
    assert figures.of(ModelName(model.name, model.version, model.bands.name))
    assert (figures.review, figures.block) == (model.bands.review, model.bands.block)
    assert sum(b.pages for b in figures.bins) == figures.pages
    assert sum(b.share for b in figures.bins) == pytest.approx(1, abs=1e-3)
    assert all(b.low <= b.honest <= b.high for b in figures.bins)


# nothing is loaded, nothing gets in


def test_nothing_is_loaded_and_only_our_own_script_runs(lines) -> None:
    done = run(lines(assessment(0, 0.02)))
    page = Read(done.stdout)
    (policy,) = [m["content"] for m in page.all("meta") if "http-equiv" in m]
    assert policy.startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", done.stdout, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "addEventListener" in done.stdout
    for tag, attributes in page.elements:
        assert tag not in {
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "image",
            "use",
        }
        assert not {"src", "srcset", "style", "xlink:href", "data"} & set(attributes), (
            tag,
            attributes,
        )
        assert not any(key.startswith("on") for key in attributes)
        assert attributes.get("href", "#").startswith("#") or tag == "a"
    assert "url(" not in done.stdout
    assert "@import" not in done.stdout


def test_what_strangers_wrote_is_shown_and_never_run(lines, tmp_path) -> None:
    finding = {"signal": HOSTILE, "field": "title", "start": 0, "end": len(HOSTILE), "quote": HOSTILE,
               "score": 1.0, "message": HOSTILE, "elsewhere": [{"id": HOSTILE, "source": HOSTILE}]}  # fmt: skip
    hostile = assessment(
        0, 0.02, id=HOSTILE, source=HOSTILE, reason=HOSTILE, findings=[finding],
        contributions=[{"signal": HOSTILE, "log_odds": 2.0}],
        model={"name": HOSTILE, "version": HOSTILE, "bands": HOSTILE, "prevalence": 0.1},
    )  # fmt: skip
    articles = tmp_path / "articles.jsonl"
    given = {"id": HOSTILE, "title": HOSTILE, "text": HOSTILE * 9, "url": "javascript:alert(1)"}
    articles.write_text(json.dumps(given) + "\n", "utf-8")
    short = assessment(1, None, id=HOSTILE, reason=HOSTILE)
    for extra in ((), ("--articles", articles)):
        done = run(lines(hostile, short), "--date", HOSTILE, *extra)
        assert done.exit_code == 0, done.output
        page = Read(done.stdout)
        assert len(page.all("script")) == 1
        assert not page.all("img")
        assert not re.search("[\x00\x1b\u202a-\u202e\u2066-\u2069\u200b]", done.stdout)
        assert "javascript:" not in [a.get("href", "")[:11] for a in page.all("a")]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/1?a=1&b=2", True), ("http://a.example", True),
        ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False), ("//a.example/1", False),
        ("data:text/html,x", False), ("https://", False), ("https://a.example/\u202e", True),
        ("https://a.example/ b", False), ('https://a.example/"x', False), ("https://[", False),
        ("https://a.example/\ud800", False), ("https://a.example/" + "x" * 3000, False),
        ("a.example/1", False), ("https:javascript:alert(1)", False), ("\tjavascript:1", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(url: str, linked: bool) -> None:
    assert bool(rendering.link(url)) == linked


def test_lone_surrogates_and_endless_words_do_no_harm(lines) -> None:
    word = "x" * 50_000
    odd = assessment(0, 0.02, id="\ud800", reason="\udfff " + word, source=word[:90])
    page = reported(lines(odd))
    assert "\ufffd" in page.text
    assert word[:1000] not in page.text


def test_what_hides_is_shown() -> None:
    assert rendering.shown("a\u200bb\ufeff") == "a◌b◌"
    assert rendering.shown("a\u200db") == "a◌b"
    emoji, hindi = "👩\u200d👧", "क्\u200dष"
    assert rendering.shown(emoji + hindi) == emoji + hindi


# inputs


def test_the_same_input_gives_the_same_page(lines, monkeypatch) -> None:
    path = lines(*(assessment(n, (n + 1) / 9) for n in range(8)))
    first = run(path).stdout
    assert run(path).stdout == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert "1970-01-02" in run(path).stdout
    assert "Tuesday" in run(path, "--date", "Tuesday").stdout
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert "not seconds since 1970" in run(path).stderr


def test_many_inputs_are_one_batch(lines, tmp_path) -> None:
    lines(assessment(0), name="a.jsonl")
    lines(assessment(1), name="b.jsonl")
    page = reported(tmp_path / "*.jsonl")
    assert "a.jsonl, b.jsonl" in page.text
    assert "2 pages 2 sources" in page.text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([assessment(0, None)] * 3, "No page was judged.", id="all abstained"),
        pytest.param([assessment(0)], "1 page 1 source 0", id="one row"),
        pytest.param([assessment(0, source="")], "No page names its source.", id="no source"),
        pytest.param(
            [assessment(0, contributions=[])], "No signal weighs on any page.", id="no signal"
        ),
        pytest.param([assessment(0, 0.0), assessment(1, 1.0)], "2 pages 2 sources", id="both ends"),
    ],
)
def test_small_and_one_sided_batches_have_a_page(lines, rows, said: str) -> None:
    assert said in reported(lines(*rows)).text


def test_a_table_without_sources_still_has_a_report(table) -> None:
    page = reported(table({"id": "1", "quality": "0.9", "band": "clear", "reason": ""}))
    assert "No sources: " in page.text
    assert "name it with --source" in page.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("id,text\n1,a\n", "there is no column 'quality'; score it first: darnel score"),
        ("id,quality\n1,0.5\n", "there is no column 'band'"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path, text: str, said: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(text, "utf-8")
    done = run(path, "-o", tmp_path / "r.html")
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "r.html").exists()


def test_rows_that_cannot_be_read_are_named_and_the_rest_goes_on(lines, tmp_path) -> None:
    broken = [assessment(1, contributions=[{"signal": 1}]), assessment(2, model=None)]
    path = lines(assessment(0), *broken, assessment(3, quality=7), assessment(4, band="odd"))
    done = run(path, "-o", tmp_path / "r.html")
    assert done.exit_code == 1
    assert "row 2: this is not a whole assessment" in done.stderr
    assert "row 4: quality is '7'" in done.stderr
    page = Read((tmp_path / "r.html").read_text("utf-8"))
    assert "5 pages 1 source 0" in page.text
    assert "These rows of the input could not be read for this report. 4" in page.text


def test_failed_rows_of_the_scoring_are_errors_not_abstentions(table) -> None:
    head = {"url": "https://a.example/1", "quality": "", "band": ""}
    page = reported(
        table({**head, "reason": "row 1: broken"}, {**head, "reason": "Not judged: odd."})
    )
    assert "1 not judged 50.0 % 1 errors 50.0 %" in page.text
    assert "row 1: broken" in page.text


def test_an_output_that_is_an_input_is_refused(lines) -> None:
    path = lines(assessment(0))
    assert "is also an input" in run(path, "-o", path).stderr


def test_without_the_extra_the_line_that_helps_is_said(lines, monkeypatch) -> None:
    monkeypatch.setattr(rendering, "find_spec", lambda _: None)
    done = run(lines(assessment(0)))
    assert done.exit_code == 2
    assert "do: pip install 'darnel[report]'" in done.stderr


# memory


@pytest.mark.thorough
def test_memory_does_not_grow_with_rows() -> None:
    header = ["id", "quality", "band", "reason", "gears.score"]
    reader = ScoredReader(header, {}, "the test", 0.1)
    columns, tally = find_columns(header, {}, "the test", textless=True), Tally(5)

    def add(start: int, count: int) -> int:
        for n in range(start, start + count):
            quality, reason = (
                (f"{n % 997 / 997:.3f}", f"A sign {n}") if n % 3 else ("", f"Not judged: {n}")
            )
            cells = [str(n), quality, "clear" if n % 3 else "", reason, "0.8"]
            tally.add(reader.row(dict(zip(header, cells, strict=True)), columns.article(cells, "")))
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    first = add(0, 4_000)
    last = add(4_000, 20_000)
    tracemalloc.stop()
    assert last - first < 200_000
    assert len(tally.abstained) == KINDS + 1  # and one for all others
    assert len(tally.worst()) == 5
    assert max(len(reason.examples) for reason in tally.abstained.values()) == EXAMPLES


def test_bins_of_quality_are_in_order_and_few() -> None:
    found = [fine_bin(q) for q in (0.0, 1e-300, 1e-6, 0.1, 0.5, 0.9, 1 - 1e-9, 1.0)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, 399)


def test_a_page_of_our_own_fixture_holds_its_evidence(tmp_path) -> None:
    scored = tmp_path / "scored.jsonl"
    done = CliRunner().invoke(app, ["score", str(ARTICLES), "-o", str(scored)])
    assert done.exit_code == 0
    page = reported(scored, "--articles", ARTICLES)
    assert "Giraffe calf at Larkfield is called Pepper" in page.text
    assert "51 pages 6 sources" in page.text
    described = {key for m in page.all("mark") for key in m["aria-describedby"].split()}
    assert described <= {a["id"] for _, a in page.elements if "id" in a}
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))


# looks


def luminance(colour: str) -> float:
    full = "".join(c * 2 for c in colour) if len(colour) == 3 else colour
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
def test_words_and_bars_stand_out_from_what_is_behind_them(theme: int) -> None:
    style = (rendering.TEMPLATES / "style.css").read_text("utf-8")
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[theme]
    colours = dict(re.findall(r"--([\w-]+): #(\w+);", block))
    for name in ("ink", "dim", "accent", "clear", "review", "block", "none", "bad"):
        for behind in ("paper", "card"):
            assert contrast(colours[name], colours[behind]) >= 4.5, (name, behind)
    for number in "1234":
        assert contrast(colours["ink"], colours[f"m{number}"]) >= 4.5
        assert contrast(colours[f"u{number}"], colours["paper"]) >= 3
    assert contrast(colours["dim"], colours["soft"]) >= 4.5


def test_every_colour_of_a_chart_is_one_of_the_page(lines) -> None:
    done = run(lines(*(assessment(n, (n + 1) / 9) for n in range(8))))
    charts = re.findall(r'<svg class="chart.*?</svg>', done.stdout, re.DOTALL)
    assert len(charts) == 6
    style = (rendering.TEMPLATES / "style.css").read_text("utf-8")
    for chart in charts:
        used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', chart)) - {"none", "transparent"}
        assert used
        assert all(re.fullmatch(r"var\(--\w+\)", colour) for colour in used), used
        assert all(f"--{colour[6:-1]}:" in style for colour in used)
        assert 'role="img"' in chart
        assert "<title" in chart
        assert "<desc" in chart
