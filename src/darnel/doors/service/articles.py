"""Articles in: what `darnel.doors.articles` refuses is a problem here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from darnel.doors import articles
from darnel.doors.line import Item
from darnel.doors.service.problems import Problem, not_valid
from darnel.errors import InputError


def item_of(said: Any, at: str, characters: int) -> Item:  # noqa: ANN401 (whatever a client sent)
    """Read an article or a page off a JSON value at `at`, a JSON pointer as `#`; raise Problem.

    null is as good as a field that is left out. `characters` bounds all fields together.
    """
    try:
        return articles.item_of(said, at, characters)
    except articles.NotAnArticleError as error:
        raise not_valid(error.pointer, error.detail) from error
    except InputError as error:
        raise _unreadable(error) from error


def check_html() -> None:
    """Raise Problem if pages can't be read here."""
    from darnel.doors.html import check_installed

    try:
        check_installed()
    except InputError as error:
        raise _unreadable(error) from error


def _unreadable(error: InputError) -> Problem:
    return Problem("wrong-type", f"this service can't read pages: {error}")


@dataclass(frozen=True, slots=True)
class Refused:
    """Hold the place of what is no article, with its id, if it has one, and what is wrong."""

    id: str
    error: str


def items_of(said: Any, most: int, characters: int) -> list[Item | Refused]:  # noqa: ANN401
    """Read a list of articles, or an object with it in 'articles'; what is wrong stays in its place.

    Raises Problem if there is no list, or it has more than `most`.
    """
    listed = said.get("articles") if isinstance(said, dict) else said
    if not isinstance(listed, list) or (isinstance(said, dict) and len(said) > 1):
        raise not_valid(
            "#/articles",
            "the body is a list of articles, or an object with nothing but that list in 'articles'",
        )
    if len(listed) > most:
        raise Problem(
            "too-large",
            f"the request has {len(listed):,} articles; at most {most:,} are taken at once",
        )
    return [_or_refused(entry, f"#/articles/{at}", characters) for at, entry in enumerate(listed)]


def _or_refused(said: Any, at: str, characters: int) -> Item | Refused:  # noqa: ANN401
    try:
        return item_of(said, at, characters)
    except Problem as problem:
        id = said.get("id") if isinstance(said, dict) else None
        return Refused(id if isinstance(id, str) else "", problem.detail)
