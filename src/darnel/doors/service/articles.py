"""Articles in: the fields of a JSON object, checked by name, or a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from darnel.article import Article
from darnel.doors.service.line import Item, Page
from darnel.doors.service.problems import Problem, named, not_valid
from darnel.errors import InputError

PLAIN = ("text", "title", "id", "url", "source", "published", "author")
FIELDS = (*PLAIN, "comments", "html")

ALONGSIDE_HTML = ("html", "url", "id")
"""What may be said of a page; all else is read off it."""


def item_of(said: Any, at: str, characters: int) -> Item:  # noqa: ANN401 (whatever a client sent)
    """Read an article or a page off a JSON value at `at`, a JSON pointer as `#`; raise Problem.

    null is as good as a field that is left out. `characters` bounds all fields together.
    """
    if not isinstance(said, dict):
        raise not_valid(
            at, f"an article is an object with 'text', 'title' or 'html', not {_kind(said)}"
        )
    fields = {name: value for name, value in said.items() if value is not None}
    for name in fields:
        if name not in FIELDS:
            raise not_valid(
                at,
                f"{named(name)} is no field of an article; these are: {', '.join(FIELDS)}",
            )
    for name in (*PLAIN, "html"):
        if not isinstance(fields.get(name, ""), str):
            raise not_valid(f"{at}/{name}", f"must be a string, not {_kind(fields[name])}")
    comments = _comments(fields.pop("comments", []), f"{at}/comments")
    if "html" in fields:
        return _page(fields, at, with_comments=bool(comments))
    if "text" not in fields and "title" not in fields:
        raise not_valid(at, "give 'text' or 'title', or 'html'")
    size = sum(map(len, fields.values())) + sum(map(len, comments))
    if size > characters:
        raise not_valid(
            at, f"the article has {size:,} characters; at most {characters:,} are taken"
        )
    return Article(comments=comments, **fields)


def _comments(said: Any, at: str) -> tuple[str, ...]:  # noqa: ANN401
    if not isinstance(said, list):
        raise not_valid(at, f"must be a list of strings, not {_kind(said)}")
    for number, comment in enumerate(said):
        if not isinstance(comment, str):
            raise not_valid(f"{at}/{number}", f"must be a string, not {_kind(comment)}")
    return tuple(said)


def _page(fields: Mapping[str, str], at: str, *, with_comments: bool) -> Page:
    beside = sorted(set(fields) - set(ALONGSIDE_HTML)) + ["comments"] * with_comments
    if beside:
        raise not_valid(
            f"{at}/{beside[0]}", "is read off the page; beside 'html' give only 'url' and 'id'"
        )
    check_html()
    return Page(fields["html"], fields.get("url", ""), fields.get("id", ""))


def check_html() -> None:
    """Raise Problem if pages can't be read here."""
    from darnel.doors.html import check_installed

    try:
        check_installed()
    except InputError as error:
        raise Problem("wrong-type", f"this service can't read pages: {error}") from error


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


def _kind(value: Any) -> str:  # noqa: ANN401
    kinds = {bool: "true or false", dict: "an object", list: "a list", str: "a string",
             type(None): "null"}  # fmt: skip
    return kinds.get(type(value), "a number")
