"""The article: what comes in, exactly as received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Field = Literal["text", "title"]
"""The fields in which a finding can lie."""


MOST_CHARACTERS = 5_000_000
"""Characters of all fields of an article together: one of more is not judged, and says so. Time and memory
are measured up to here (`training.linear_time`); no article comes near it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Say where a line of an article's text, `text[start:end]`, stood in the markup of its page.

    `links` is the share of its characters that were a link's, `tag` the element it was a block of,
    `within` what that stood in ("list", "aside", "related", …), `place` how far down the page it was,
    in [0, 1].
    """

    start: int
    end: int
    links: float
    tag: str
    within: tuple[str, ...]
    place: float


@dataclass(frozen=True, slots=True)
class Article:
    """Hold one article as received; nothing below ever alters it.

    Only `text` or `title` is required. `published` is kept as the string that came in (ISO 8601
    where the publisher knows better), `comments` are readers' comments, apart from the text.
    `layout` is the structure of the page that the text was read from, if it was read from one.
    """

    text: str = ""
    title: str = ""
    id: str = ""
    url: str = ""
    source: str = ""
    published: str = ""
    author: str = ""
    comments: tuple[str, ...] = ()
    layout: tuple[Layout, ...] = ()

    @property
    def characters(self) -> int:
        """Count the characters of all fields."""
        fields = (
            self.text,
            self.title,
            self.id,
            self.url,
            self.source,
            self.published,
            self.author,
        )
        return sum(map(len, fields)) + sum(map(len, self.comments))

    def field(self, name: Field) -> str:
        """Give the field that a finding's offsets count in."""
        return self.text if name == "text" else self.title


FIELDS: tuple[Field, ...] = get_args(Field)


def too_long(article: Article) -> str:
    """Say that an article has more than MOST_CHARACTERS, and what that may mean."""
    return (
        f"the article has {article.characters:,} characters; at most {MOST_CHARACTERS:,} are judged: "
        "is it several articles, or a quote left open?"
    )


def articles_of(texts: Iterable[str]) -> list[Article]:
    """Wrap plain texts, numbering them from 0."""
    return [Article(text=text, id=str(number)) for number, text in enumerate(texts)]
