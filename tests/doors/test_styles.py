"""Classes and ids that a page's own style elements hide are not read, unless something may show them."""

from __future__ import annotations

import pytest

from darnel.doors.html import read_html
from darnel.doors.styles import hidden_names

HIDING = [
    pytest.param(".sample{display:none}", id="a class"),
    pytest.param(
        "div.sample { display : NONE !important ; order: 2 }", id="of one kind of element"
    ),
    pytest.param("#box{display:none}", id="an id"),
    pytest.param("/* .sample{display:block} */ .sample{display:none}", id="a rule in a comment"),
    pytest.param("h1,.sample,.banner{display:none}", id="one of several"),
    pytest.param("@import url(more.css);.sample{display:none}", id="behind an import"),
    pytest.param("<!-- .sample{display:none} .x{} -->", id="as old pages wrap styles"),
    pytest.param(
        ".sample p{display:block}.sample{display:none}", id="what stands in it is displayed"
    ),
]
NOT_HIDING = [
    pytest.param(".sample{display:block}", id="displayed"),
    pytest.param("@media print{.sample{display:none}}", id="on paper alone"),
    pytest.param("@media (max-width:600px){.sample{display:none}}", id="on small screens alone"),
    pytest.param(
        ".sample{display:none}.open .sample{display:block}", id="shown when something opens"
    ),
    pytest.param(".sample{display:none}#t:checked~.sample{display:block}", id="shown at a click"),
    pytest.param(
        ".sample{display:none}@media (min-width:9px){.sample{display:flex}}", id="shown on wide"
    ),
    pytest.param(".sample.closed{display:none}", id="two classes"),
    pytest.param("span.sample{display:none}", id="of another kind of element"),
    pytest.param("div.sample{display:none}p .sample{display:block}", id="shown in another place"),
    pytest.param(".menu .sample{display:none}", id="within something"),
    pytest.param(".sample:empty{display:none}", id="in a state"),
    pytest.param(".sample{visibility:hidden}", id="not drawn yet"),
    pytest.param(".sample{display:none", id="a rule without its end"),
    pytest.param("}}}.{;{", id="no styles at all"),
]
SECRET = "Nineteen geese crossed the lawn of the lighthouse before anybody had put the kettle on."
STORY = [
    "The harbour board said on Tuesday that the ferry to the island would run again from Friday.",
    "Its engine had been taken out in March, when a mechanic found a crack as long as a hand.",
    "Shops on the island had sold little but bread since then, and the school had sent for tents.",
    "A spare part came by lorry from Rotterdam and was fitted in two nights by the yard's own people.",
    "Fares stay as they were, the board said, though it will ask the county for help in the autumn.",
]  # fmt: skip


def page(style: str, more: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in STORY)
    hidden = f'<div class="row sample" id="box"><p>{SECRET}</p></div>'
    return (
        f"<html><head><title>Ferry runs again</title><style>{style}</style></head><body><article>"
        f"<h1>Ferry runs again</h1>{body}{hidden}<p>{STORY[0][::-1]}</p></article>{more}</body></html>"
    )


@pytest.mark.parametrize("style", HIDING)
def test_what_a_style_of_the_page_hides_is_not_read(style: str) -> None:
    text = read_html(page(style)).text
    assert SECRET not in text
    assert all(line in text for line in STORY)


@pytest.mark.parametrize("style", NOT_HIDING)
def test_what_may_be_shown_is_read(style: str) -> None:
    assert SECRET in read_html(page(style)).text


def test_what_a_script_of_the_page_speaks_of_may_unfold_and_is_read() -> None:
    script = "<script>document.querySelector('.sample').style.display = 'block'</script>"
    assert SECRET in read_html(page(".sample{display:none}", script)).text


def test_a_style_for_another_medium_hides_nothing() -> None:
    html = page("").replace("<style>", '<style media="print">.sample{display:none}')
    assert SECRET in read_html(html).text


def test_an_article_that_a_class_hides_at_first_is_read() -> None:
    html = page("article{color:red}.story{display:none}").replace(
        "<article>", '<article class="story">'
    )
    assert STORY[0] in read_html(html).text


def test_samples_of_a_template_do_not_pass_for_the_article_by_standing_there_often() -> None:
    samples = "".join(f'<section class="row slot{at}"><p>{SECRET}</p></section>' for at in range(9))
    style = "".join(f".slot{at}{{display:none}}" for at in range(9))
    html = page(style).replace("</article>", f"{samples}</article>").replace("sample", "shown")
    assert read_html(html).text.count(SECRET) == 1


def test_names_are_given_as_styles_write_them() -> None:
    from lxml import html

    tree = html.fromstring("<html><style>.a,#b{display:none} i.c{display:none}</style><p>x</html>")
    assert hidden_names(tree) == {".a", "#b", "i.c"}
