"""The terminal: one article explained, findings marked in its text; a table of many."""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from darnel.article import FIELDS, Article
from darnel.assessment import SCHEMA, Assessment, Contribution, Finding
from darnel.doors.columns import find_columns, seen
from darnel.doors.readers import PAGES, Chunk, Row, standard_input
from darnel.doors.summary import ABSTENTIONS, Summary
from darnel.errors import InputError

LONGEST_TITLE = 200
"""A first line of more characters than this is a paragraph, not a title."""

ROWS_SHOWN = 100
"""More rows than this are no longer read in a terminal; the lowest are shown."""

BAR = 20
"""Cells of the longest bar of a contribution."""

LEAST_SHOWN = 0.005
"""Log-odds that would print as 0.00 are left out."""

LEAST_REASON, LEAST_TITLE, FIXED = 20, 12, 34
"""Columns of a table: the least that can be read, and what id, quality and band take."""

BAND_STYLE: Mapping[str | None, str] = {"clear": "green", "review": "yellow", "block": "red"}
MARK_STYLES = ("black on yellow", "black on cyan", "black on magenta", "black on green")
MARK_NUMBER = "bold"
OVERLAP = "underline"

_VISIBLE = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
}
"""Characters that could steer a terminal, each to one that shows: lengths and offsets stay."""


def visible(text: str) -> str:
    """Disarm control characters: an article must not steer the terminal of who reads it."""
    return text.translate(_VISIBLE)


def on_one_line(text: str) -> str:
    """Put text on one line, disarmed."""
    return visible(" ".join(text.split()))


# reading one article


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what FILE held: an article to assess, or an assessment, or both."""

    article: Article | None
    assessment: Assessment | None = None


_HTML = re.compile(rb"\s*+(?:\xef\xbb\xbf\s*+)?<(?:!doctype html|html)\b", re.IGNORECASE)


def read_page(
    name: str, *, title: str | None = None, untitled: bool = False, encoding: str | None = None
) -> Page:
    """Read one article from a text, HTML or JSON file, or from standard input (`-`)."""
    suffix = "" if name == "-" else Path(name).suffix.lower()
    shown = "standard input" if name == "-" else name
    if suffix in {".csv", ".tsv", ".parquet", ".gz", ".zst", ".ndjson", ".warc", ".wet"}:
        raise InputError(
            f"{name}: explain takes one article; for tables and archives there is darnel score"
        )
    data = standard_input().read() if name == "-" else Path(name).read_bytes()
    if data.startswith(b"%PDF-"):
        raise InputError(f"{shown} is a PDF; take its text out first, as pdftotext does")
    if PAGES.get(suffix) == "html" or _HTML.match(data):
        from darnel.doors.html import read_html  # only HTML needs it

        try:
            article = read_html(data, charset=encoding or "")
        except InputError as error:
            raise InputError(f"{shown}: {error}") from error
        return Page(replace(article, title=article.title if title is None else title))
    text = _decoded(data, shown, encoding)
    if not text.strip():
        raise InputError(f"{shown} is empty")
    if suffix in {".json", ".jsonl"} or (name == "-" and text.lstrip().startswith("{")):
        page = _page_of_json(text, shown, must=suffix != "")
        if page is not None:
            return page
    if title is not None or untitled:
        return Page(Article(text=text, title=title or ""))
    found, rest = split_title(text)
    return Page(Article(text=rest, title=found))


def split_title(text: str) -> tuple[str, str]:
    """Split a first line that reads like a title off the text under it."""
    body = text.lstrip()
    match = re.search(r"\r\n|\r|\n", body)
    if match is None:
        return "", text
    line, rest = body[: match.start()].strip(), body[match.end() :].lstrip("\r\n")
    stop = line.endswith(".") and not line.endswith("..")
    if stop or len(line) >= LONGEST_TITLE or not rest.strip():
        return "", text
    return line, rest


def _decoded(data: bytes, shown: str, encoding: str | None) -> str:
    if b"\0" in data[:4096] and encoding is None and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{shown} is no text file; if it is UTF-16, say --encoding utf-16")
    mark = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding or mark)
    except LookupError as error:
        raise InputError(f"--encoding: there is no text encoding called {encoding!r}") from error
    except UnicodeDecodeError as error:
        called = encoding or ("UTF-8" if mark == "utf-8-sig" else mark)
        raise InputError(
            f"{shown}: byte {error.start} (0x{data[error.start]:02X}) is not {called}; "
            "name the file's encoding with --encoding"
        ) from error


def _page_of_json(text: str, shown: str, *, must: bool) -> Page | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        if not must:
            return None
        raise InputError(f"{shown} is not one JSON object ({error})") from error
    if isinstance(data, list):
        raise InputError(
            f"{shown} holds a list; explain takes one article, darnel score takes many"
        )
    if not isinstance(data, dict):
        raise InputError(f"{shown} is JSON, but not an object with a text")
    assessment = _assessment(data, shown) if data.get("schema") == SCHEMA else None
    inner = data.get("article") if assessment and isinstance(data.get("article"), dict) else data
    article = _article(inner or data, shown, must=assessment is None)
    return Page(article, assessment)


def _assessment(data: Mapping[str, Any], shown: str) -> Assessment:
    try:
        return Assessment.from_dict(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(f"{shown}: this is not a whole assessment ({error!r})") from error


def _article(data: Mapping[str, Any], shown: str, *, must: bool) -> Article | None:
    keys = list(data)
    try:
        columns = find_columns(keys, {}, shown)
    except InputError:
        if not must:
            return None
        raise InputError(
            f"{shown}: no key holds the text; call it 'text' or 'title'. {seen(keys)}"
        ) from None
    article = columns.article([data[key] for key in keys], "")
    if must and not (article.text.strip() or article.title.strip()):
        raise InputError(f"{shown}: the article has neither text nor title")
    return article if article.text or article.title else None


# marking findings


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a stretch of text and the numbers of the findings that open, cover and close it."""

    text: str
    opens: tuple[int, ...]
    covers: tuple[int, ...]
    closes: tuple[int, ...]


def numbered(findings: Sequence[Finding]) -> list[tuple[int, Finding]]:
    """Give findings numbers from 1 in reading order, the title first."""
    order = sorted(findings, key=lambda f: (f.field != "title", f.start, -f.end))
    return list(enumerate(order, start=1))


def pieces(text: str, marks: Sequence[tuple[int, Finding]]) -> Iterator[Piece]:
    """Cut text wherever a finding begins or ends; findings may overlap."""
    spans = [
        (number, min(max(f.start, 0), len(text)), min(max(f.end, 0), len(text)))
        for number, f in marks
        if f.end > f.start
    ]
    cuts = sorted({0, len(text), *(edge for _, *edges in spans for edge in edges)})
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for number, start, end in spans:
        opening.setdefault(start, []).append(number)
        closing.setdefault(end, []).append(number)
    covering: dict[int, None] = {}
    for start, end in pairwise(cuts):
        opens = opening.get(start, [])
        covering.update(dict.fromkeys(opens))
        closes = closing.get(end, [])[::-1]
        yield Piece(text[start:end], tuple(opens), tuple(covering), tuple(closes))
        for number in closes:
            covering.pop(number, None)


def marked_plain(text: str, marks: Sequence[tuple[int, Finding]]) -> str:
    """Write the marks into the text as [1]…[/1]."""
    return "".join(
        "".join(f"[{n}]" for n in piece.opens)
        + visible(piece.text.replace("\r\n", "\n"))
        + "".join(f"[/{n}]" for n in piece.closes)
        for piece in pieces(text, marks)
    )


def marked_text(text: str, marks: Sequence[tuple[int, Finding]]) -> Text:
    """Highlight the findings, each with its number in front."""
    shown = Text()
    for piece in pieces(text, marks):
        for number in piece.opens:
            shown.append(f"[{number}]", _style(number, MARK_NUMBER))
        plain = visible(piece.text.replace("\r\n", "\n"))
        if piece.covers:
            shown.append(plain, _style(piece.covers[-1], OVERLAP if len(piece.covers) > 1 else ""))
        else:
            shown.append(plain)
    return shown


def _style(number: int, more: str) -> str:
    return f"{MARK_STYLES[(number - 1) % len(MARK_STYLES)]} {more}".strip()


# explaining


def explain(console: Console, article: Article | None, assessment: Assessment) -> None:
    """Print what darnel says of an article: styled on a terminal with colours, else as plain text.

    Without colours, and in a pipe, findings are marked [1]…[/1], so that nothing is lost.
    """
    styled = console.is_terminal and console.color_system is not None and not console.no_color
    wrapped = console.is_terminal

    def show(text: Text | str = "") -> None:
        shown = text if isinstance(text, Text) else Text(text)
        console.print(shown, soft_wrap=not wrapped, highlight=False)

    show(_headline(assessment))
    show(Text(visible(assessment.reason)))
    if assessment.contributions:
        show()
        show(Text("What weighs, in log-odds (+ speaks for assembly, - against)", "bold"))
        for line in _bars(assessment.contributions):
            show(line)
    marks = numbered(assessment.findings)
    for field in reversed(FIELDS):
        text = article.field(field).rstrip() if article is not None else ""
        if text:
            show()
            show(Text(field, "bold"))
            mine = [(number, finding) for number, finding in marks if finding.field == field]
            show(marked_text(text, mine) if styled else marked_plain(text, mine))
    if marks:
        show()
        show(Text("Findings", "bold"))
    for number, finding in marks:
        quote = "" if article is not None else f" “{on_one_line(finding.quote)}”"
        said = f" {finding.signal}: {visible(finding.message)}{quote}"
        show(Text.assemble((f"[{number}]", _style(number, MARK_NUMBER)), said))
    if article is None:
        show()
        show("The article itself is not in this file; its findings are quoted instead.")


def _headline(assessment: Assessment) -> Text:
    if assessment.quality is None:
        why = ABSTENTIONS.get(assessment.abstained or "", assessment.abstained or "error")
        return Text(f"not judged: {why}", "bold")
    line = Text()
    line.append(str(assessment.band), f"bold {BAND_STYLE.get(assessment.band, '')}".strip())
    line.append(f"  quality {assessment.quality:.2f}", "bold")
    if assessment.interval is not None:
        low, high = assessment.interval
        share = assessment.model.prevalence
        assumed = "" if share is None else f" at {100 * share:.3g} % farm pages"
        line.append(f" (90 % interval {low:.2f} to {high:.2f}{assumed}; 1 is best)")
    return line


def _bars(contributions: Sequence[Contribution]) -> Iterator[Text]:
    shown = sorted(
        (c for c in contributions if abs(c.log_odds) >= LEAST_SHOWN), key=lambda c: -abs(c.log_odds)
    )
    longest = max((abs(c.log_odds) for c in shown), default=1.0)
    width = max((len(c.signal) for c in shown), default=0)
    for contribution in shown:
        value = contribution.log_odds
        bar = "█" * max(1, round(BAR * abs(value) / longest))
        yield Text(f"  {contribution.signal:<{width}}  {value:+.2f}  ") + Text(
            bar, "red" if value > 0 else "green"
        )


# many articles


class TerminalSink:
    """Keep the rows worth showing, and print them as a table when all are in."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rows = 0
        self._first: list[tuple[Row, Assessment]] = []
        self._lowest: list[tuple[float, int, Row, Assessment]] = []

    def take(self, chunk: Chunk, made: Sequence[Assessment], summary: Summary) -> None:  # noqa: ARG002 (Sink)
        """Take the next rows."""
        for row, assessment in zip(chunk.rows, made, strict=True):
            self._rows += 1
            if self._rows <= ROWS_SHOWN:
                self._first.append((row, assessment))
            quality = 2.0 if assessment.quality is None else assessment.quality
            entry = (-quality, -self._rows, row, assessment)
            if len(self._lowest) < ROWS_SHOWN:
                heapq.heappush(self._lowest, entry)
            else:
                heapq.heappushpop(self._lowest, entry)

    def close(self) -> None:
        """Print the table."""
        shown = self._first
        if self._rows > ROWS_SHOWN:
            shown = [(row, a) for _, _, row, a in sorted(self._lowest, reverse=True)]
            self._console.print(f"The {ROWS_SHOWN} lowest of {self._rows:,} rows:")
        width = self._console.width
        free = max(width - FIXED, LEAST_TITLE + LEAST_REASON)
        titles = max(LEAST_TITLE, free // 3)
        table = Table(box=None, pad_edge=False, header_style="bold", width=width)
        table.add_column("id", no_wrap=True, overflow="ellipsis", max_width=12)
        table.add_column("title", no_wrap=True, overflow="ellipsis", max_width=titles)
        table.add_column("quality", justify="right", no_wrap=True, min_width=7)
        table.add_column("band", no_wrap=True, min_width=6)
        table.add_column("reason", no_wrap=True, overflow="ellipsis", ratio=1)
        for row, assessment in shown:
            table.add_row(*_cells(row, assessment))
        self._console.print(table)
        hint = "To keep all rows and columns: darnel score … -o scored.csv"
        self._console.print(hint, highlight=False, soft_wrap=True)


def _cells(row: Row, assessment: Assessment) -> list[Text]:
    quality = "" if assessment.quality is None else f"{assessment.quality:.2f}"
    band = assessment.band or ("error" if assessment.error else "-")
    style = BAND_STYLE.get(assessment.band, "bold" if assessment.error else "dim")
    title = row.article.title or row.article.text[:LONGEST_TITLE]
    return [
        Text(on_one_line(row.article.id)),
        Text(on_one_line(title)),
        Text(quality),
        Text(band, style),
        Text(on_one_line(assessment.reason)),
    ]
