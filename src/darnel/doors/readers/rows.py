"""Rows as they come in, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from darnel.article import MOST_CHARACTERS, Article, too_long
from darnel.doors.columns import Columns, find_columns, seen
from darnel.doors.readers import bounds
from darnel.errors import InputError

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row as received, the article in it, and what is wrong with it, if anything."""

    place: str
    cells: Sequence[Any]
    article: Article
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Hold rows in order; `batch` is the Arrow batch they came in, from Parquet."""

    rows: Sequence[Row]
    batch: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """Hold an input whose header has been read: its columns, its rows to come.

    `note` is what its user should know of it, a line each. With `html` its rows hold pages yet to be
    read.
    """

    columns: tuple[str, ...]
    chunks: Iterator[Chunk]
    position: Callable[[], int]
    schema: Any = None
    note: str | None = None
    html: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Say how inputs are to be read: columns by field, and what the suffix does not tell.

    Rows of a `textless` input need neither text nor title: they hold scores, not articles. With `html`
    the text is HTML; it is read by `workers` processes, and kept for a second pass in the folder `kept`.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    format: str | None = None
    textless: bool = False
    html: bool = False
    workers: int = 1
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """Name one input; `path` is None for standard input. `prefix` tells its rows from others'.

    `spooled` says that `path` is a copy of standard input, whose suffix tells nothing. `pages` are HTML
    files, one article each, of which `path` is the first.
    """

    name: str
    path: Path | None
    prefix: str = ""
    spooled: bool = False
    pages: tuple[Path, ...] = ()

    @property
    def size(self) -> int | None:
        """Give the size in bytes, if known."""
        if self.pages:
            return sum(path.stat().st_size for path in self.pages if path.exists())
        return self.path.stat().st_size if self.path is not None else None

    def place(self, number: int) -> str:
        """Name a row; rows count from 1, without the header."""
        return f"{self.prefix}row {number}"

    def article_id(self, number: int) -> str:
        """Give the id of an article that has none of its own."""
        return f"{self.name}:{number}" if self.prefix else str(number)


def read_row(
    source: Input, number: int, cells: Sequence[Any], columns: Columns, header: Sequence[str],
    fault: str | None, reading: Reading,
) -> Row:  # fmt: skip
    """Read a row off its cells; one without words, or of too many, has that fault if it has no other."""
    place = source.place(number)
    article = columns.article(cells, source.article_id(number))
    if fault is None and not reading.textless:
        fault = no_words(article, columns, header)
        if fault is None and not columns.html and article.characters > MOST_CHARACTERS:
            fault = too_long(article)
    return Row(place, cells, article, None if fault is None else f"{place}: {fault}")


def refuse_width(count: int, source: Input) -> None:
    """Raise InputError if there are more columns than any table of articles has."""
    if count > bounds.MOST_COLUMNS:
        raise InputError(
            f"{source.name}: the header has {count:,} columns; at most {bounds.MOST_COLUMNS:,} are read. "
            "Is a text taken for the header? It stands in the first line, and its cells are parted by one "
            "of , ; | and tab"
        )


def columns_of(header: Sequence[str], reading: Reading, source: Input) -> Columns:
    """Find the fields of an article among the columns of an input; raise InputError for too many."""
    refuse_width(len(header), source)
    return find_columns(
        header, reading.columns, source.name, textless=reading.textless, html=reading.html
    )


def textless_note(
    source: Input, reading: Reading, columns: Columns, header: Sequence[str]
) -> str | None:
    """Say that only titles are read, if so."""
    if reading.textless or "text" in columns.positions:
        return None
    return (
        f"{source.name}: only titles are read, for no column is known to hold the text; "
        f"name it with --text. {seen(header)}"
    )


def notes(*said: str | None) -> str | None:
    """Join what is to be said of an input, if anything is."""
    return "\n".join(note for note in said if note is not None) or None


def no_words(article: Article, columns: Columns, header: Sequence[str]) -> str | None:
    """Say that an article has neither text nor title, if so."""
    if article.text.strip() or article.title.strip():
        return None
    named = [
        repr(header[columns.positions[field]])
        for field in ("text", "title")
        if field in columns.positions
    ]
    return f"no text and no title ({' and '.join(named)} {'are' if len(named) > 1 else 'is'} empty)"


def writable(cell: str) -> str:
    """Escape lone surrogates, which no UTF-8 file can hold."""
    if cell.isascii() or not _SURROGATE.search(cell):
        return cell
    return cell.encode("utf-8", "backslashreplace").decode()
