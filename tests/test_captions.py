"""Captions of one picture and of a gallery, told from paragraphs."""

from __future__ import annotations

import pytest

from darnel.article import Article
from darnel.captions import credited, of_gallery
from darnel.text import parse

CAPTION = "The ferry leaves Port Ellis for the last time before the winter"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(f"Photos: {CAPTION} Hide Caption 1 of 9 {CAPTION}", True, id="named"),
        pytest.param(f"{CAPTION}. Hide Caption 3 of 9", True, id="a button"),
        pytest.param(f"{CAPTION} 3/20 The yard 4/20 The crew", True, id="counted"),
        pytest.param("The vote was 3/20 in May and 3/20 in June", False, id="the same share twice"),
        pytest.param("She was born on 9/11 and works 24/7 on 10/12 jobs", False, id="dates"),
        pytest.param("Half (1/2) of the crew, then a third (2/3) left", False, id="fractions"),
        pytest.param(f"{CAPTION}.", False, id="a sentence"),
        pytest.param("Photos of the ferry were taken down by the board.", False, id="of photos"),
        pytest.param("3/99999999999999999999999 4/99999999999999999999999", False, id="too large"),
    ],
)
def test_a_gallery_is_told_by_its_name_its_button_or_its_count(text: str, told: bool) -> None:
    assert of_gallery(parse([Article(text=text)])).tolist() == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(f"{CAPTION} (Photo: Ines Bram)", True, id="in brackets"),
        pytest.param(f"{CAPTION}. Ines Bram/Harbour News", True, id="after a stroke"),
        pytest.param(f"{CAPTION}, said Ines Bram/Harbour News.", False, id="with a stop"),
        pytest.param(f"{CAPTION} and/or stays", False, id="no names"),
        pytest.param("Bram/Harbour", False, id="too short"),
        pytest.param(f"{CAPTION}.", False, id="none"),
    ],
)
def test_a_caption_ends_in_its_credit(text: str, told: bool) -> None:
    assert credited(parse([Article(text=text)])).tolist() == [told]


def test_no_text_has_no_captions() -> None:
    pages = parse([Article(text="")])
    assert of_gallery(pages).tolist() == credited(pages).tolist() == []
