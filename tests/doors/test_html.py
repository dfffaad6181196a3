"""A page in, its article out: title, text, comments apart, and where its lines stood."""

from __future__ import annotations

import csv
import math
import os
from dataclasses import replace
from html import escape
from importlib.util import find_spec
from pathlib import Path

import pytest

import darnel
from darnel import InputError
from darnel.article import Layout
from darnel.doors.html import MAX_BYTES, MAX_ELEMENTS, decoded, parsed, read_html
from darnel.doors.layout import walk
from darnel.doors.restored import LONGEST_GAP, restored
from darnel.doors.titles import title_of, without_site

if not os.environ.get("CI") and not find_spec("trafilatura"):
    pytest.skip("needs pip install 'darnel[html]'", allow_module_level=True)

PAGES = Path(__file__).parents[1] / "data" / "pages"
STORY = "The ferry is late again, the harbour board said on Tuesday after its meeting. "


def page(name: str, url: str = "") -> darnel.Article:
    return read_html((PAGES / f"{name}.html").read_bytes(), url)


def measured(assessment: darnel.Assessment) -> dict[str, float]:
    return {name: value for name, value in assessment.signals.items() if value == value}


def test_a_report_gives_all_its_fields_and_no_furniture() -> None:
    article = page("report")
    assert article.title == "New ferry is late after failed tests"
    assert article.text.startswith("The harbour board met")
    assert article.text.endswith("has not asked for it yet.")
    assert article.author == "Ines Valdo"
    assert article.published == "2024-05-14"
    assert article.url == "https://courier.example/news/new-ferry-is-late-after-failed-tests"
    assert article.source == "courier.example"


def test_comments_stand_apart() -> None:
    article = page("report")
    assert any("forty years without a new gearbox" in comment for comment in article.comments)
    assert "gearbox." not in article.text.split("\n")[-1]


def test_where_a_page_was_fetched_counts_before_what_it_says_of_itself() -> None:
    article = page("report", "https://copies.example/ferry")
    assert (article.url, article.source) == ("https://copies.example/ferry", "copies.example")


def test_a_line_knows_where_it_stood() -> None:
    article = page("farm")
    at = article.text.index("Recommended: the diet")
    line = next(line for line in article.layout if line.start <= at < line.end)
    assert (line.links, line.tag) == (1.0, "p")
    assert {"related", "main", "article"} <= set(line.within)
    for line in article.layout:
        assert 0 <= line.start < line.end <= len(article.text)
        assert 0 <= line.links <= 1
        assert 0 <= line.place <= 1


def test_a_line_that_stands_twice_still_does_and_the_headline_is_the_title_only() -> None:
    article = page("farm")
    assert article.text.count("Larkfield Bridge Closed Repairs Spring Council") == 2
    assert article.title == "Larkfield bridge closed for repairs until spring"
    assert article.title not in article.text


def test_characters_that_do_not_show_are_kept() -> None:
    html = f"<html><body><article><h1>Ferry</h1><p>{STORY * 4}The fer\u200bry.</p></article></body></html>"
    assert "fer\u200bry" in read_html(html).text


@pytest.mark.parametrize(
    ("data", "charset", "wanted"),
    [
        pytest.param("<p>Café".encode(), "", "<p>Café", id="UTF-8 without a word of it"),
        pytest.param("<p>Café".encode("utf-16"), "", "<p>Café", id="by its byte order mark"),
        pytest.param("<p>Café".encode("cp1252"), "windows-1252", "<p>Café", id="as its server says"),
        pytest.param(
            "<meta charset=koi8-r><p>паром".encode("koi8-r"), "", "<meta charset=koi8-r><p>паром",
            id="as it says itself",
        ),
        pytest.param(
            "<meta charset=latin-1>“Café”".encode("cp1252"), "", "<meta charset=latin-1>“Café”",
            id="Latin-1 is read as browsers read it",
        ),
        pytest.param("<p>“Café”".encode("cp1252"), "klingon", "<p>“Café”", id="as cp1252 in the end"),
    ],
)  # fmt: skip
def test_a_page_is_decoded(data: bytes, charset: str, wanted: str) -> None:
    assert decoded(data, charset) == wanted


def test_an_old_page_in_an_old_encoding() -> None:
    article = page("latin")
    assert article.title == "Café closes after forty years"
    assert "“I am tired, not bitter,”" in article.text


@pytest.mark.parametrize("name", ["frameset", "moved", "scripts", "notes"])
def test_a_page_without_an_article_is_no_error_and_is_not_judged(name: str) -> None:
    article = page(name)
    assert len(article.text.split()) < 20
    assert "not to be read" not in article.text


def test_a_broken_page_is_read_as_far_as_it_goes() -> None:
    article = page("broken")
    assert "forty sheep" in article.text
    assert article.title == "Sheep on the line stop the night train"


@pytest.mark.parametrize(
    ("html", "why"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param("  \n", "is empty", id="blanks"),
        pytest.param(b"The ferry is late.", "not HTML", id="plain text"),
        pytest.param(b"%PDF-1.4 \x00\x01", "not HTML", id="a PDF"),
        pytest.param("<p>x" + " " * MAX_BYTES, "larger than", id="too many bytes"),
        pytest.param("<p>x</p>" * (MAX_ELEMENTS + 1), "elements", id="too many elements"),
        pytest.param(
            "<p " + " ".join(f"a{i}=1" for i in range(9000)) + ">x</p>", "attributes",
            id="too many attributes",
        ),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused_with_a_sentence(html: bytes | str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_html(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<html><body>" + "<div>" * 15_000 + STORY, id="nested 15,000 deep"),
        pytest.param("<html><title>" + "a | " * 90_000 + "</title><p>" + STORY, id="a long title"),
        pytest.param("<html>" + "<h1>The ferry is late</h1>" * 9_000, id="9,000 headlines"),
        pytest.param("<html><body>\0<p>" + STORY * 9 + "\0\ud800</p>", id="NUL and a surrogate"),
        pytest.param("<html><body><p>" + "x" * 2_000_000, id="one long word"),
    ],
)
def test_odd_pages_neither_crash_nor_hang(html: str) -> None:
    article = read_html(html)
    for line in article.layout:
        assert article.text[line.start : line.end].strip()


def test_anything_but_bytes_and_strings_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="must be bytes or a string"):
        read_html(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headline", "declared", "wanted"),
    [
        pytest.param(
            "Repairing a wooden boat: what the first winter costs", "Repairing a wooden boat",
            "Repairing a wooden boat: what the first winter costs", id="the headline is longer",
        ),
        pytest.param(
            "The quietest kettles for a boat", "Quietest kettles for a boat: twelve tried",
            "Quietest kettles for a boat: twelve tried", id="the declared title is longer",
        ),
        pytest.param(
            "Repairing a wooden boat", "Repairing a wooden boat: Island Courier",
            "Repairing a wooden boat", id="behind the colon stands the site",
        ),
        pytest.param(
            "Ferry news", "Ferry news: boats run again", "Ferry news", id="two words name a series",
        ),
        pytest.param(
            "Repairing a wooden boat", "Repairing a steel boat: what it costs",
            "Repairing a wooden boat", id="another title",
        ),
    ],
)  # fmt: skip
def test_a_title_that_was_cut_short_is_taken_at_full_length(
    headline: str, declared: str, wanted: str
) -> None:
    from lxml import html

    tree = html.document_fromstring(
        f"<html><head><title>{declared}</title></head><body><h1>{headline}</h1></body></html>"
    )
    slug = "-".join(headline.lower().split(":")[0].split())
    assert title_of(tree, "", "Island Courier", f"https://courier.example/{slug}") == wanted


def test_prose_that_extraction_left_out_between_two_lines_of_the_article_is_put_back() -> None:
    lines = [f"{STORY}It was the {number} time." for number in ("first", "second", "third")]
    lost = "Fares stay as they are until the autumn, the board said, whatever the new engine costs."
    blocks = f"<p>{lines[0]}</p><h3>A crack</h3><p>{lines[1]}</p><p>{lost}</p><p>Photo: a yard</p>"
    advert = f"<aside><p>{lost[::-1]}</p></aside><p><a href='/n'>{lost.upper()} Read on</a></p>"
    html = f"<body><div class='post-body'>{blocks}{advert}<p>{lines[2]}</p></div></body>"
    text, layout = restored("\n".join(lines), "Ferry", walk(parsed(html.encode()), 50))
    assert text.split("\n") == [*lines[:2], lost, lines[2]]
    assert [text[line.start : line.end] for line in layout] == text.split("\n")


def test_between_lines_far_apart_nothing_is_put_back() -> None:
    far = f"<p>{STORY}So said the other board.</p>" + "<p>Offer of the week</p>" * LONGEST_GAP
    html = f"<body><div><p>{STORY}</p>{far}<p>The board meets again.</p></div></body>"
    said = f"{STORY.strip()}\nThe board meets again."
    assert restored(said, "Ferry", walk(parsed(html.encode()), 50))[0] == said


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Ferry late | Island Courier", "Ferry late"),
        ("Island Courier: Ferry late", "Island Courier: Ferry late"),
        ("Ferry late - Courier", "Ferry late"),
        ("Albion 2-0 Wanderers: howler hands Albion the derby", None),
        ("News | Ferry late | Island Courier", "News"),
        ("Ferry late — what the board said, and why it matters now", None),
    ],
)
def test_the_site_is_cut_off_a_title(title: str, wanted: str | None) -> None:
    assert without_site(title, "Island Courier", "courier.example") == (wanted or title)


def test_names_of_a_frame_round_the_whole_page_say_nothing() -> None:
    from lxml import html

    text = "<p>" + STORY * 5 + "</p>"
    tree = html.document_fromstring(
        f"<body><div class='sidebar-right related'>{text * 9}<div class=newsletter><p>{STORY}</p></div></div>"
    )
    blocks = walk(tree, 100).blocks
    assert "related" not in blocks[0].within
    assert "subscribe" in blocks[-1].within


@pytest.fixture(scope="module")
def scorer() -> darnel.Scorer:
    return darnel.Scorer.load()


def test_an_article_without_layout_scores_as_before_and_a_farm_is_one_still(scorer) -> None:
    article = page("farm")
    plain = darnel.Article(text=article.text, title=article.title)
    bare, again, read = scorer.assess([replace(article, layout=()), plain, article])
    assert bare.quality == again.quality
    assert measured(bare) == measured(again)
    policy = next(f for f in read.findings if "comment policy" in f.message)
    assert "We invite our visitors" in policy.quote
    assert read.band == bare.band == "block"


def test_a_line_is_likelier_residue_in_a_list_of_links_than_in_the_article(scorer) -> None:
    line = "Island fares from next summer"
    text = f"{STORY}\n{STORY}\n{line}\n{STORY}"
    at = text.index(line)

    def placed(links: float, tag: str, *within: str) -> darnel.Article:
        own = Layout(at, at + len(line), links, tag, within, 0.6)
        return darnel.Article(text=text, title="Ferry", layout=(own,))

    inside = placed(0.0, "p", "main", "article", "body")
    aside = placed(1.0, "li", "aside", "related", "list")
    found = [a.signals["template_boilerplate.share"] for a in scorer.assess([inside, aside])]
    assert found[0] < found[1]


LAYOUT_SAYS, AT_THE_EDGE = 1.6, 0.3
"""That a line stands in a paragraph of the article is evidence of its own: it is less likely residue. Both
in log-odds: by how much less likely, and how far from a band's edge a page has to be to stay in the band."""


def log_odds(quality: float) -> float:
    return math.log(quality / (1 - quality))


def farm_pages() -> list[darnel.Article]:
    with (PAGES.parent / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"].startswith("farm")]
    return [darnel.Article(row["text"], row["title"], row["id"]) for row in rows]


@pytest.mark.parametrize("article", [pytest.param(a, id=str(a.id)) for a in farm_pages()])
def test_a_farm_page_is_found_as_html_as_it_is_as_text(scorer, article: darnel.Article) -> None:
    edges = scorer.model.bands.review, scorer.model.bands.block
    was, now = scorer.assess([article, read_html(as_page(article), id=article.id)])
    distance = min(abs(log_odds(was.quality) - log_odds(edge)) for edge in edges)
    assert was.band == now.band or distance < AT_THE_EDGE
    assert abs(log_odds(was.quality) - log_odds(now.quality)) < LAYOUT_SAYS


def as_page(article: darnel.Article) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in article.text.split("\n") if line.strip())
    title = escape(article.title)
    return (
        f"<html><head><title>{title} | Site</title></head><body><nav><a href='/'>Home</a></nav><main>"
        f"<article><h1>{title}</h1><div class='entry-content'>{body}</div></article></main></body></html>"
    )


def test_layout_of_one_page_does_not_touch_the_others(scorer) -> None:
    report, farm = page("report"), replace(page("farm"), layout=())
    alone, beside = scorer.assess([farm])[0], scorer.assess([report, farm])[1]
    assert measured(beside) == pytest.approx(measured(alone), rel=1e-12)
