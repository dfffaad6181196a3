"""Which column holds which field of an article, and what its cells mean."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from darnel.article import Article
from darnel.errors import InputError

USUAL: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "heading", "article_title", "news_title", "head"),
    "text": (
        "text", "body", "content", "article_text", "article_body", "article_content", "full_text",
        "main_text", "body_text", "plain_text", "clean_text", "cleaned_text", "raw_text",
        "news_text", "story", "article", "document", "doc",
    ),
    "id": (
        "id", "article_id", "doc_id", "document_id", "uuid", "guid", "news_id", "page_id",
        "item_id",
    ),
    "url": (
        "url", "link", "canonical", "canonical_url", "article_url", "page_url", "source_url",
        "permalink", "href", "uri",
    ),
    "source": (
        "source", "site", "domain", "publisher", "outlet", "source_domain", "source_name",
        "site_name", "publication", "website", "hostname", "host", "newspaper",
    ),
    "published": (
        "published", "date", "pub_date", "publish_date", "published_at", "published_date",
        "publication_date", "date_published", "date_publish", "datetime", "timestamp",
    ),
    "author": ("author", "authors", "byline", "creator", "writer"),
    "comments": ("comments", "comment", "reader_comments", "user_comments"),
}  # fmt: skip
"""Names that files in the wild give to the fields, the likeliest first; case, spaces, hyphens and
underscores do not count."""

HTML = ("html", "raw_html", "page_html", "html_content", "html_body", "page_source")
"""Names of columns that hold pages; one is read as HTML if no column holds text."""

FIELDS: tuple[str, ...] = tuple(USUAL)

NAMES_SHOWN = 30
NAME_SHOWN = 40
"""How many columns an error lists, and how many characters of each: a file without a header shows
its first article there."""

OURS = ("quality", "band", "reason")
CORPUS = ("cluster", "copy", "copied_from", "copied_by", "template")
"""What follows `reason` where there is a corpus."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Say at which position the cell of each field stands, and whether the text is HTML."""

    positions: Mapping[str, int]
    html: bool = False

    def article(self, cells: Sequence[Any], id: str) -> Article:
        """Read an article off the cells of a row; `id` stands in where the row has none."""
        plain_cells = {field: cells[at] for field, at in self.positions.items() if at < len(cells)}
        comments = comments_of(plain_cells.pop("comments", None))
        fields = {field: plain(value) for field, value in plain_cells.items()}
        fields["id"] = fields.get("id") or id
        fields["source"] = fields.get("source") or host_of(fields.get("url", ""))
        return Article(
            fields.get("text", ""), fields.get("title", ""), fields["id"], fields.get("url", ""),
            fields["source"], fields.get("published", ""), fields.get("author", ""), comments,
        )  # fmt: skip


def find_columns(
    header: Sequence[str], said: Mapping[str, str], name: str, *, option: str = "--{}",
    textless: bool = False, html: bool = False,
) -> Columns:  # fmt: skip
    """Find the fields of an article among columns: as `said`, else by their usual names.

    `name` names the input in errors, and `option` how a column is named there. Raises InputError
    if the header is not clear, or has neither text nor title unless that is `textless`. With `html`
    the text's column holds HTML; so it does if the only one known is called so.
    """
    _refuse_twins(header, name, option.format("text"))
    positions: dict[str, int] = {}
    for field, label in said.items():
        positions[field] = _named(header, label, name, option.format(field))
    taken = set(positions.values())
    by_key: dict[str, int] = {}
    for at, label in enumerate(header):
        if at not in taken:
            by_key.setdefault(_key(label), at)
    named = {field: _first(by_key, usual) for field, usual in USUAL.items()}
    pages = None if textless or "text" in positions else _first(by_key, HTML)
    if pages is not None and (html or named["text"] is None):
        named["text"], html = pages, True
    for field, found in named.items():
        if found is not None:
            positions.setdefault(field, found)
    if not textless and "text" not in positions and "title" not in positions:
        raise InputError(
            f"{name}: no column is known to hold the text; name the column with "
            f"{option.format('text')}. {seen(header)}"
        )
    return Columns(positions, html)


def _first(by_key: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((by_key[key] for key in map(_key, names) if key in by_key), None)


def seen(header: Sequence[str]) -> str:
    """List the columns seen, for an error."""
    shown = ", ".join(repr(_short(label)) for label in header[:NAMES_SHOWN])
    more = len(header) - NAMES_SHOWN
    return f"Columns seen: {shown}" + (f" and {more} more." if more > 0 else ".")


def free_names(wanted: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Name our columns so that no input column is lost: `quality`, else `darnel_quality`."""
    used = set(taken)
    names = {}
    for name in wanted:
        free = name
        while free in used:
            free = f"darnel_{free}"
        used.add(free)
        names[name] = free
    return names


def plain(value: Any) -> str:  # noqa: ANN401 (a cell of any table)
    """Give a cell as a string: absent is "", other values as JSON or ISO 8601 would have them."""
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (bool, dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=plain)
    return str(value)


def comments_of(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Read readers' comments: a list, a JSON list, or one a line; a bare number is their count."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    if isinstance(value, (list, tuple)):
        comments = [
            plain(item.get("text", item.get("body"))) if isinstance(item, dict) else plain(item)
            for item in value
        ]
    else:
        text = plain(value)
        comments = [] if text.strip().isdecimal() else re.split(r"\r\n|\r|\n", text)
    return tuple(comment for comment in comments if comment.strip())


def host_of(url: str) -> str:
    """Give the host of a URL without `www.`, or "" where there is none."""
    url = url.strip()
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    whole = "." in host and not any(map(str.isspace, host))
    return host.removeprefix("www.") if whole else ""


def _named(header: Sequence[str], label: str, name: str, option: str) -> int:
    exact = [at for at, other in enumerate(header) if other == label]
    loose = [at for at, other in enumerate(header) if _key(other) == _key(label)]
    found = exact or loose
    if not found:
        raise InputError(
            f"{name}: there is no column {label!r}; name the column with {option}. {seen(header)}"
        )
    return found[0]


def _refuse_twins(header: Sequence[str], name: str, option: str) -> None:
    twins = [label for label, count in Counter(header).items() if count > 1 and label.strip()]
    if twins:
        raise InputError(
            f"{name}: more than one column is called {_short(twins[0])!r}; rename all but one, "
            f"then, if need be, name the column with {option}. {seen(header)}"
        )


def _key(label: str) -> str:
    return re.sub(r"[\s_-]+", "", label).casefold()


def _short(label: str) -> str:
    line = " ".join(label.split())
    return line if len(line) <= NAME_SHOWN else line[: NAME_SHOWN - 1] + "…"
