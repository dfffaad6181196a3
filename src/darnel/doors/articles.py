"""Articles in as JSON: the fields of an object, checked by name, or a page. Nothing sent is repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from darnel.article import Article
from darnel.doors.line import Item, Page
from darnel.errors import InputError

PLAIN = ("text", "title", "id", "url", "source", "published", "author")
FIELDS = (*PLAIN, "comments", "html")

ALONGSIDE_HTML = ("html", "url", "id")
"""What may be said of a page; all else is read off it."""

SHOWN = 40
"""Characters of a name from outside that an error repeats."""

_NAME = re.compile(r"[\w.\-]+")


class NotJsonError(InputError):
    """Say where bytes stop being JSON, as in "is not JSON: it breaks at line 3, column 7"."""


class NotAnArticleError(InputError):
    """Say what is wrong at one place, a JSON pointer, of what should be an article."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(f"{pointer}: {detail}")
        self.pointer, self.detail = pointer, detail


def json_of(data: bytes) -> Any:  # noqa: ANN401 (whatever was sent)
    """Read JSON; raise NotJsonError, which says where it breaks and repeats nothing."""
    try:
        return json.loads(data, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NotJsonError(f"is not JSON: it breaks at {where}") from error
    except UnicodeDecodeError as error:
        raise NotJsonError(f"is not UTF-8: it breaks at byte {error.start}") from error
    except ValueError as error:
        raise NotJsonError("holds a number that JSON does not have") from error
    except RecursionError as error:
        raise NotJsonError("is nested too deeply") from error


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def item_of(said: Any, at: str, characters: int) -> Item:  # noqa: ANN401 (whatever was sent)
    """Read an article or a page off a JSON value at `at`, a JSON pointer as `#`.

    null is as good as a field that is left out. `characters` bounds all fields together. Raises
    NotAnArticleError, and InputError for a page if none can be read here.
    """
    if not isinstance(said, dict):
        raise NotAnArticleError(
            at, f"an article is an object with 'text', 'title' or 'html', not {_kind(said)}"
        )
    fields = {name: value for name, value in said.items() if value is not None}
    for name in fields:
        if name not in FIELDS:
            raise NotAnArticleError(
                at, f"{named(name)} is no field of an article; these are: {', '.join(FIELDS)}"
            )
    for name in (*PLAIN, "html"):
        if not isinstance(fields.get(name, ""), str):
            raise NotAnArticleError(f"{at}/{name}", f"must be a string, not {_kind(fields[name])}")
    comments = _comments(fields.pop("comments", []), f"{at}/comments")
    if "html" in fields:
        return _page(fields, at, with_comments=bool(comments))
    if "text" not in fields and "title" not in fields:
        raise NotAnArticleError(at, "give 'text' or 'title', or 'html'")
    size = sum(map(len, fields.values())) + sum(map(len, comments))
    if size > characters:
        raise NotAnArticleError(
            at, f"the article has {size:,} characters; at most {characters:,} are taken"
        )
    return Article(comments=comments, **fields)


def named(name: str) -> str:
    """Repeat a field's name from outside, if it is a name."""
    whole = _NAME.fullmatch(name) and len(name) <= SHOWN
    return f"'{name}'" if whole else f"a name of {len(name)} characters"


def _comments(said: Any, at: str) -> tuple[str, ...]:  # noqa: ANN401
    if not isinstance(said, list):
        raise NotAnArticleError(at, f"must be a list of strings, not {_kind(said)}")
    for number, comment in enumerate(said):
        if not isinstance(comment, str):
            raise NotAnArticleError(f"{at}/{number}", f"must be a string, not {_kind(comment)}")
    return tuple(said)


def _page(fields: Mapping[str, str], at: str, *, with_comments: bool) -> Page:
    from darnel.doors.html import check_installed

    beside = sorted(set(fields) - set(ALONGSIDE_HTML)) + ["comments"] * with_comments
    if beside:
        raise NotAnArticleError(
            f"{at}/{beside[0]}", "is read off the page; beside 'html' give only 'url' and 'id'"
        )
    check_installed()
    return Page(fields["html"], fields.get("url", ""), fields.get("id", ""))


def _kind(value: Any) -> str:  # noqa: ANN401
    kinds = {bool: "true or false", dict: "an object", list: "a list", str: "a string",
             type(None): "null"}  # fmt: skip
    return kinds.get(type(value), "a number")
