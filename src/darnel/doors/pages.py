"""Pages in: HTML files, WARC records and columns of HTML become articles before they are judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import IO, Any, BinaryIO
from zlib import crc32

from darnel.article import Article, Layout
from darnel.doors.columns import free_names, host_of
from darnel.doors.html import MAX_BYTES, check_installed, decoded, read_html
from darnel.doors.parallel import in_processes
from darnel.doors.readers import CHUNK_ROWS, Chunk, Input, Reading, Row, Table
from darnel.doors.readers.bounds import CHUNK_CHARACTERS
from darnel.errors import InputError, named

COLUMNS = (
    "id", "url", "source", "title", "text", "author", "published", "comments", "fetched",
)  # fmt: skip
"""What a page's row holds: there are no input columns, and findings count in this text."""

ADDED = ("extracted_title", "extracted_text")
"""Columns that follow those of a table with HTML in it: what was judged, and findings count in."""


@dataclass(frozen=True, slots=True)
class Found:
    """Hold a page as found: HTML, or `text` that somebody extracted, or what is wrong with it."""

    place: str
    id: str
    html: str = ""
    text: str = ""
    url: str = ""
    fetched: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Unread(Row):
    """A row whose article is HTML yet to be read; `fetched` is when its server sent it."""

    fetched: str = ""


def of_files(source: Input, at: list[int]) -> Iterator[Found]:
    """Give the pages of HTML files, one a file; `at` is told the bytes read."""
    for path in source.pages:
        place = str(path)
        try:
            with path.open("rb") as stream:
                yield of_stream(place, stream)
        except OSError as error:
            yield Found(place, place, fault=f"the file can't be read ({type(error).__name__})")
        else:
            at[0] += path.stat().st_size


def of_stream(place: str, stream: BinaryIO) -> Found:
    """Give the one page of a stream."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return Found(place, place, fault=too_large())
    return Found(place, place, html=decoded(data))


def too_large() -> str:
    """Say that a page is larger than any article's."""
    return f"the page is larger than {MAX_BYTES // 2**20} MB, which no article is"


def table(found: Iterator[Found], position: Any) -> Table:  # noqa: ANN401 (a callable)
    """Make a table of pages, whose HTML is yet to be read."""
    check_installed()
    return Table(COLUMNS, _chunks(map(_row, found)), position, html=True)


def _chunks(rows: Iterator[Row]) -> Iterator[Chunk]:
    held: list[Row] = []
    characters = 0
    for row in rows:
        held.append(row)
        characters += len(row.article.text)
        if len(held) == CHUNK_ROWS or characters > CHUNK_CHARACTERS:
            yield Chunk(held)
            held, characters = [], 0
    if held:
        yield Chunk(held)


def _row(page: Found) -> Row:
    article = Article(page.html or page.text, "", page.id, page.url, host_of(page.url))
    if page.fault is not None:
        cells = _cells(article, page.fetched)
        return Row(page.place, cells, article, f"{page.place}: {page.fault}")
    if page.html:
        return Unread(page.place, (), article, None, page.fetched)
    return Row(page.place, _cells(article, page.fetched), article)


def _cells(article: Article, fetched: str) -> list[str | None]:
    comments = json.dumps(article.comments, ensure_ascii=False) if article.comments else None
    return [
        article.id, article.url, article.source, article.title, article.text, article.author,
        article.published, comments, fetched,
    ]  # fmt: skip


def read(raw: Table, source: Input, reading: Reading) -> Table:
    """Read the HTML in a table's rows: pages get their cells, other tables two more columns."""
    check_installed()
    if raw.columns == COLUMNS:
        return replace(raw, chunks=_read(raw.chunks, source, reading, _is_unread))
    names = tuple(free_names(ADDED, raw.columns).values())
    schema = raw.schema
    if schema is not None:
        import pyarrow as pa  # only Parquet has one

        for name in names:
            schema = schema.append(pa.field(name, pa.string()))
    chunks = _read(raw.chunks, source, reading, _is_good)
    widened = (_widened(chunk, schema) for chunk in chunks)
    return replace(raw, columns=raw.columns + names, chunks=widened, schema=schema)


_Test = Callable[[Row], bool]


def _is_unread(row: Row) -> bool:
    return isinstance(row, Unread)


def _is_good(row: Row) -> bool:
    return row.error is None


def _read(
    chunks: Iterator[Chunk], source: Input, reading: Reading, is_html: _Test
) -> Iterator[Chunk]:
    with closing(_articles(chunks, source, reading, is_html)) as pairs:
        for chunk, articles in pairs:
            found = iter(articles)
            rows = [_judged(row, next(found)) if is_html(row) else row for row in chunk.rows]
            yield Chunk(rows, chunk.batch)


_Extracted = list[Article | str]
"""What became of HTML: an article, or what is wrong with it."""


def _articles(
    chunks: Iterator[Chunk], source: Input, reading: Reading, is_html: _Test
) -> Generator[tuple[Chunk, _Extracted]]:
    """Extract what each chunk holds, in processes; a second pass finds what the first has kept."""
    kept = None if reading.kept is None else reading.kept / f"{crc32(source.name.encode())}.pages"
    if kept is not None and kept.exists():
        with kept.open(encoding="ascii") as file:
            for chunk in chunks:
                yield chunk, _kept(file, sum(map(is_html, chunk.rows)), source)
        return
    given = ((chunk, [row.article for row in chunk.rows if is_html(row)]) for chunk in chunks)
    extracted = in_processes(extract, given, reading.workers)
    if kept is None:
        yield from extracted
        return
    part = kept.with_suffix(".part")
    with part.open("w", encoding="ascii") as file, closing(extracted):
        for chunk, found in extracted:
            told = [asdict(page) if isinstance(page, Article) else page for page in found]
            with named(part):
                file.write(json.dumps(told) + "\n")
            yield chunk, found
    part.replace(kept)


def _kept(file: IO[str], count: int, source: Input) -> _Extracted:
    try:
        told = json.loads(file.readline())
        found: _Extracted = [page if isinstance(page, str) else _article(page) for page in told]
    except (ValueError, TypeError):
        found = []
    if len(found) != count:
        raise InputError(f"{source.name} was changed while it was read; start again")
    return found


def _article(told: dict[str, Any]) -> Article:
    layout = [Layout(**{**line, "within": tuple(line["within"])}) for line in told["layout"]]
    return Article(**{**told, "comments": tuple(told["comments"]), "layout": tuple(layout)})


def extract(pages: Sequence[Article]) -> _Extracted:
    """Read articles off pages; what their row says of them counts before what the page says."""
    return [_extract(page) for page in pages]


def _extract(page: Article) -> Article | str:
    try:
        found = read_html(page.text, page.url, id=page.id)
    except InputError as error:
        return str(error)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        return f"darnel failed to read this page ({type(error).__name__}); report it"
    if not found.text.strip() and not (page.title or found.title).strip():
        return "no text and no title were found on the page"
    return replace(
        found,
        title=page.title or found.title,
        source=page.source or found.source,
        published=page.published or found.published,
        author=page.author or found.author,
        comments=page.comments or found.comments,
    )


def _judged(row: Row, found: Article | str) -> Row:
    good = isinstance(found, Article)
    article = found if isinstance(found, Article) else replace(row.article, text="")
    cells = _cells(article, row.fetched) if isinstance(row, Unread) else row.cells
    return Row(row.place, cells, article, None if good else f"{row.place}: {found}")


def _widened(chunk: Chunk, schema: Any) -> Chunk:  # noqa: ANN401 (an Arrow schema)
    added = [
        (None, None) if row.error else (row.article.title, row.article.text) for row in chunk.rows
    ]
    rows = [
        replace(row, cells=[*row.cells, *cells])
        for row, cells in zip(chunk.rows, added, strict=True)
    ]
    if chunk.batch is None or schema is None:
        return Chunk(rows)
    import pyarrow as pa  # only Parquet has batches

    texts = [pa.array([cells[at] for cells in added], pa.string()) for at in range(len(ADDED))]
    batch = pa.RecordBatch.from_arrays([*chunk.batch.columns, *texts], schema=schema)
    return Chunk(rows, batch)
