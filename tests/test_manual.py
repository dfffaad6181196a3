"""The manual is whole: each page has its place, and what the package says of itself stands in it."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from documentation import MANUAL, PAGES, ROOT

import darnel
from darnel.manual import commands as command_line
from darnel.manual import compose, markdown
from darnel.manual.api import page as api_page
from darnel.signals import REGISTRY


def test_every_page_has_its_place_in_the_menu() -> None:
    placed = [name for pages in compose.CONTENTS.values() for name in pages]
    assert sorted(placed) == sorted(
        path.stem for path in MANUAL.glob("*.md") if path.stem != "index"
    )


def test_what_is_filled_has_one_place_and_no_place_is_unknown() -> None:
    places = [
        name for page in PAGES.values() for name in re.findall(r"<!-- built: (\w+) -->", page)
    ]
    assert sorted(places) == sorted(compose.FILLED)


def test_what_stands_in_the_place_is_replaced() -> None:
    page = "Above.\n<!-- built: api -->\nread help()\n<!-- /built: api -->\nBelow."
    said = compose.filled(page)
    assert said.startswith("Above.\n## darnel")
    assert said.endswith("\nBelow.")
    assert "read help()" not in said


def test_every_public_name_is_in_the_api() -> None:
    said = api_page()
    for name in darnel.__all__:
        assert name == "__version__" or f"darnel.{name}\n" in said


def test_every_command_has_a_section_with_options_and_examples(commands) -> None:
    said = command_line.page()
    for name in commands:
        section = said.partition(f" darnel {name}\n")[2].partition("\n#")[0]
        assert "--help" in section
        assert "```sh\n" in section


def test_every_signal_has_a_page_that_says_when_it_is_wrong() -> None:
    pytest.importorskip("fastapi")
    from darnel.manual import signals

    pages = signals.pages()
    assert list(pages) == list(REGISTRY)
    for page in pages.values():
        assert "**When it is wrong:** " in page
        assert "| `" in page
    assert "adds up to" in pages["spliced_content"]


def test_text_is_written_as_itself() -> None:
    assert markdown.escaped("a *b* | <c>\n[d]") == r"a \*b\* \| \<c\> \[d\]"
    assert markdown.code("```").startswith("````text\n")


def test_without_sphinx_the_line_that_installs_it_is_told(tmp_path, monkeypatch, capsys) -> None:
    from darnel.manual.__main__ import main

    monkeypatch.setitem(sys.modules, "sphinx.cmd.build", None)
    assert main([str(tmp_path / "site")]) == 2
    assert "pip install 'darnel[docs]'" in capsys.readouterr().err


# --- the site, built --------------------------------------------------------------------------


class Links(HTMLParser):
    """Take down what a page loads, what it points to, and which places it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.points: list[str] = []
        self.places: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag, attrs) -> None:
        said = {name: value or "" for name, value in attrs}
        self.places |= {said[name] for name in ("id", "name") if name in said}
        loaded = said.get("src") or (said.get("href") if tag == "link" else None)
        if loaded:
            self.loads.append(loaded)
        if tag == "a" and "href" in said:
            self.points.append(said["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> dict[Path, Links]:
    out = tmp_path_factory.mktemp("manual") / "site"
    command = [sys.executable, "-m", "darnel.manual", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {page.resolve(): Links(page) for page in sorted(out.rglob("*.html"))}


@pytest.mark.docs
def test_the_site_is_built_without_a_warning(site) -> None:
    names = {page.name for page in site}
    assert {"index.html", "get_started.html", "card.html", "spliced_content.html"} <= names


@pytest.mark.docs
def test_no_page_loads_anything_from_elsewhere(site) -> None:
    for page, links in site.items():
        for load in links.loads:
            assert not urlsplit(load).scheme or load.startswith("data:"), f"{page.name}: {load}"
            assert not load.startswith("//"), f"{page.name}: {load}"
    (static,) = {page.parent / "_static" for page in site if page.name == "index.html"}
    for style in static.rglob("*.css"):
        elsewhere = re.findall(
            r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text("utf-8")
        )
        assert not elsewhere, style.name


@pytest.mark.docs
def test_every_link_within_the_site_leads_somewhere(site) -> None:
    seen = 0
    for page, links in site.items():
        for target in [*links.points, *links.loads]:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert path.is_file(), f"{page.name}: {target}"
            if parts.fragment and path in site and path.name != "genindex.html":
                assert unquote(parts.fragment) in site[path].places, f"{page.name}: {target}"
            seen += 1
    assert seen > 1000


@pytest.mark.docs
def test_the_search_asks_an_index_of_the_site_itself(site) -> None:
    (index,) = {page.parent / "searchindex.js" for page in site if page.name == "index.html"}
    assert "prevalence" in index.read_text("utf-8")
