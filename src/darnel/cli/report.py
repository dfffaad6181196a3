"""`darnel report`: one HTML page of a scored batch."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from darnel.cli.options import (
    DONE,
    SOME_ROWS,
    Encoding,
    IdColumn,
    Quiet,
    ReadAs,
    Scored,
    ScoredWith,
    SourceColumn,
    TextColumn,
    TitleColumn,
    UrlColumn,
)
from darnel.cli.speech import say, spoken
from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.doors.readers import Reading
    from darnel.doors.report import Wish

app = typer.Typer()


@app.command(
    epilog="""Examples:

darnel report scored.jsonl --articles crawl.csv -o report.html

darnel report 'scored/*.parquet' -o report.html --pages 50 --sources 500

Exit codes: 0 done; 1 done, but some rows could not be read (each is named); 2 usage."""
)
def report(
    inputs: Scored,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", show_default=False,
            help="Write the page here, as in report.html; without it to a pipe.",
        ),
    ] = None,
    articles: Annotated[
        list[str] | None,
        typer.Option(
            "--articles", metavar="IN", show_default=False,
            help="What was scored: shows the findings of .jsonl in the text, found by id. May be "
            "given more than once.",
        ),
    ] = None,
    pages: Annotated[
        int, typer.Option("--pages", metavar="N", min=0, help="Show so many of the worst pages.")
    ] = 20,
    sources: Annotated[
        int, typer.Option("--sources", metavar="N", min=0, help="Show so many of the worst sources.")
    ] = 50,
    date: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="TEXT", show_default=False,
            help="Put this date at the head, else that of SOURCE_DATE_EPOCH; without both none, "
            "and the same input gives the same page.",
        ),
    ] = None,
    prevalence: ScoredWith = 0.1,
    source: SourceColumn = None,
    url: UrlColumn = None,
    id: IdColumn = None,
    title: TitleColumn = None,
    text: TextColumn = None,
    input_format: ReadAs = None,
    encoding: Encoding = None,
    quiet: Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Write one HTML page of a scored batch: quality, sources, signals, worst pages, calibration."""
    from darnel.doors.readers import Reading
    from darnel.doors.report import Wish

    with spoken():
        given = {"source": source, "url": url, "id": id, "title": title, "text": text}
        said = {field: name for field, name in given.items() if name is not None}
        form = None if input_format is None else input_format.value
        faults = _report(
            inputs, articles or [], Reading(said, encoding, form, textless=True),
            None if out is None or str(out) == "-" else out,
            Wish(pages, sources, prevalence, _date(date)), quiet=quiet,
        )  # fmt: skip
    raise typer.Exit(SOME_ROWS if faults else DONE)


def _date(said: str | None) -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if said is not None or not epoch:
        return said or ""
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(f"SOURCE_DATE_EPOCH is {epoch!r}, not seconds since 1970") from error


def _report(
    names: list[str], articles: list[str], reading: Reading, out: Path | None, wish: Wish,
    *, quiet: bool,
) -> int:  # fmt: skip
    from rich.console import Console

    from darnel.doors import rendering, tables, writers
    from darnel.doors import report as door
    from darnel.doors.progress import shown_progress

    rendering.check_installed()
    if out is None and sys.stdout.isatty():
        raise InputError(
            "a report is not for a terminal; name a file with -o, as in -o report.html"
        )
    found = tables.find_inputs(names)
    texts = tables.find_inputs(articles)
    if out is not None:
        paths = [source.path for source in (*found, *texts) if source.path is not None]
        writers.check_output(out, paths)
    notes = Console(stderr=True, highlight=False)
    with ExitStack() as stack:
        inputs = tables.Inputs(found, reading, stack)
        also = tables.Inputs(texts, _of_articles(reading), stack) if texts else None
        name = found[0].name if len(found) == 1 else "the inputs"
        with shown_progress(notes, inputs.size, "reading", quiet=quiet) as progress:
            tally, unsourced = door.gather(inputs, reading.columns, name, wish, progress)
        worst = tally.worst()
        if also is not None:
            rows = (row for chunk in also.chunks() for row in chunk.rows)
            worst = door.with_articles(worst, (row.article for row in rows))
        worst = door.with_findings(worst)
        page = door.report(tally, worst, unsourced, [Path(i.name).name for i in found], wish)
        stream = stack.enter_context(writers.whole_file(out))
        stream.write(page.encode())
    for said in door.fault_lines(tally):
        say(said)
    if not quiet:
        say(f"{tally.rows:,} rows{f', {len(page) // 1024:,} kB: {out}' if out else ''}")
    return tally.unread.rows


def _of_articles(reading: Reading) -> Reading:
    from darnel.doors.readers import Reading

    columns = {key: name for key, name in reading.columns.items() if key in {"text", "title"}}
    return Reading(columns, reading.encoding)
