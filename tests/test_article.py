from __future__ import annotations

import dataclasses

import pytest

from darnel.article import FIELDS, Article, articles_of


def test_a_field_is_given_as_received() -> None:
    article = Article(text="The  ferry\r\nis late.", title=" Ferry\u200b late ")
    assert [article.field(name) for name in FIELDS] == [article.text, article.title]
    assert article.field("title") == " Ferry\u200b late "


def test_an_article_cannot_be_altered() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Article(text="The ferry is late.").text = "The ferry is early."  # type: ignore[misc]


def test_nothing_but_a_text_or_a_title_is_required() -> None:
    assert Article(text="The ferry is late.").title == ""
    assert Article(title="Ferry late").comments == ()


def test_plain_texts_are_numbered_from_nought() -> None:
    articles = articles_of(["One.", "Two."])
    assert [(article.id, article.text) for article in articles] == [("0", "One."), ("1", "Two.")]
