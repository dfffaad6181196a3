from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darnel.errors import InputError
from darnel.queue.offsets import Ruler, located

ALPHABET = st.sampled_from(
    [*"ab \n\r\t", "é", "e\u0301", "“", "שלום", "🚒", "👨🏻‍🚒", "👩‍👩‍👧", "\r\n", "𝔄", "\u200b"]
)
TEXTS = st.lists(ALPHABET, max_size=40).map("".join)
ANY = st.text(st.characters(codec=None, categories=None), max_size=40)  # lone surrogates too
UNITS = ("codepoint", "utf-16", "utf-8")


def cut(text: str, unit: str, start: int, end: int) -> str:
    """Cut as a program in that unit would."""
    if unit == "codepoint":
        return text[start:end]
    if unit == "utf-16":
        return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode(
            "utf-16-le", "surrogatepass"
        )
    return text.encode("utf-8", "surrogatepass")[start:end].decode("utf-8", "surrogatepass")


@st.composite
def spans(draw, texts):
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text)))


@pytest.mark.parametrize("unit", UNITS)
@given(span=spans(TEXTS))
def test_a_program_of_the_unit_cuts_the_same_quote(unit, span) -> None:
    text, start, end = span
    ruler = Ruler(text, unit)
    there = ruler.to(start, end)
    assert cut(text, unit, *there) == text[start:end]
    assert ruler.back(*there) == (start, end)


@pytest.mark.parametrize("unit", UNITS)
@given(span=spans(ANY))
def test_lone_surrogates_move_nothing(unit, span) -> None:
    text, start, end = span
    ruler = Ruler(text, unit)
    assert ruler.back(*ruler.to(start, end)) == (start, end)
    if unit != "utf-16":  # two lone halves side by side become one character there
        assert cut(text, unit, *ruler.to(start, end)) == text[start:end]
    else:
        assert 2 * ruler.length == len(text.encode("utf-16-le", "surrogatepass"))


def test_the_known_example_of_a_browser() -> None:
    text = "🚒🚒 Firemen 👨🏻‍🚒 drive firetrucks…"
    start = text.index("firetrucks")
    there = Ruler(text, "utf-16").to(start, start + 10)
    assert cut(text, "utf-16", *there) == "firetrucks"
    assert cut(text, "utf-16", start, start + 10) != "firetrucks"


@pytest.mark.parametrize(("unit", "begin", "end"), [("utf-16", 1, 3), ("utf-8", 2, 6)])
def test_a_character_that_is_cut_belongs_to_the_span_whole(unit, begin, end) -> None:
    assert Ruler("🚒🚒 x", unit).back(begin, end) == (0, 2)


def test_a_carriage_return_and_a_line_feed_are_two() -> None:
    for unit in UNITS:
        assert Ruler("a\r\nb", unit).to(3, 4) == (3, 4)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (0, 9), (3, 2)])
@pytest.mark.parametrize("unit", UNITS)
def test_a_span_outside_of_the_text_is_refused(unit, start, end) -> None:
    for ruler in (Ruler("abc", unit), Ruler("🚒", unit)):
        with pytest.raises(InputError, match="does not lie"):
            ruler.to(start, end)
        with pytest.raises(InputError, match="does not lie"):
            ruler.back(start, end)


def test_a_quote_is_found_where_it_stood_or_nearest_to_it() -> None:
    text = "late late late"
    assert located(text, 5, 9, "late") == (5, 9)
    assert located(text, 4, 8, "late") == (5, 9)
    assert located(text, 90, 94, "late") == (10, 14)
    assert located(text, 0, 4, "early") is None
    assert located(text, 2, 4, "") == (2, 4)
    assert located(text, 2, 40, "") is None
