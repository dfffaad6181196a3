"""What a page's own markup hides is not read; what a script will show is."""

from __future__ import annotations

import pytest
from farmed import farmed, honest, prose

from darnel.doors.hidden import is_hidden
from darnel.doors.html import read_html
from training.attacks import TRICKS
from training.attacks.markup import Trick, page_of, paragraph, plain
from training.attacks.report import seeded

HIDDEN = [
    pytest.param('style="display:none"', id="not displayed"),
    pytest.param('style="DISPLAY : none !important"', id="capitals and blanks"),
    pytest.param("hidden", id="the attribute"),
    pytest.param('style="font-size:0px;"', id="no size"),
    pytest.param('style="position:absolute;left:-9999px"', id="off the screen"),
    pytest.param('style="text-indent:-5000px"', id="indented off the screen"),
    pytest.param('style="height:0;overflow:hidden"', id="no height"),
    pytest.param('style="color:#FFF;background-color:white"', id="white on white"),
]
SHOWN = [
    pytest.param('style="display:block"', id="displayed"),
    pytest.param('hidden="until-found"', id="folded until somebody looks for it"),
    pytest.param('style="visibility:hidden"', id="paragraphs that come in later"),
    pytest.param('style="opacity:0"', id="paragraphs that fade in"),
    pytest.param('style="font-size:0.9em"', id="small"),
    pytest.param('style="position:absolute;left:-5px"', id="a little to the left"),
    pytest.param('style="margin-left:-1000px"', id="a margin that nothing places"),
    pytest.param('style="height:0"', id="no height, and what flows over is shown"),
    pytest.param('style="color:#fff;background:#000"', id="white on black"),
    pytest.param('style="color:#fff"', id="white on who knows what"),
    pytest.param('aria-hidden="true"', id="hidden from screen readers alone"),
    pytest.param('class="hidden"', id="a class that may mean anything"),
]
SECRET = "The lighthouse keeper counted nineteen geese on the lawn before breakfast."


def element(attribute: str) -> object:
    from lxml import html

    return html.fragment_fromstring(f"<div {attribute}><p>{SECRET}</p></div>")


@pytest.mark.parametrize("attribute", HIDDEN)
def test_what_a_browser_hides_is_hidden(attribute: str) -> None:
    assert is_hidden(element(attribute))


@pytest.mark.parametrize("attribute", SHOWN)
def test_what_a_browser_shows_is_not(attribute: str) -> None:
    assert not is_hidden(element(attribute))


@pytest.mark.parametrize("style", ["visibility:hidden", "opacity:0.0", "opacity:.0"])
def test_letters_within_a_line_that_are_not_drawn_are_hidden(style: str) -> None:
    from lxml import html

    paragraph = html.fragment_fromstring(f'<p>fe<span style="{style}">qx</span>rry</p>')
    assert is_hidden(paragraph[0])
    assert not is_hidden(html.fragment_fromstring('<span style="opacity:.5">half</span>'))


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.name)
def test_tricks_of_the_markup_add_nothing_to_the_text(trick: Trick) -> None:
    if trick.target is None:
        pytest.skip("no page as sent tells")
    page = farmed()
    shown = read_html(plain(page, seeded("", 0), prose)).text
    read = read_html(trick.markup(page, seeded(trick.name, 0), prose)).text
    assert read.replace("\u00ad", "") == shown


def test_an_article_that_a_script_shows_is_read() -> None:
    page = honest()
    inner = "".join(map(paragraph, page.blocks))
    read = read_html(page_of(page.title, [f'<div style="display:none">{inner}</div>'])).text
    assert page.blocks[0] in read


def test_words_behind_a_hidden_element_stay() -> None:
    page = honest()
    parts = list(map(paragraph, page.blocks))
    parts[1] = f'<p>He <span style="display:none">{SECRET}</span>waved at the ferry.</p>'
    read = read_html(page_of(page.title, parts)).text
    assert "He waved at the ferry." in read
    assert "geese" not in read
