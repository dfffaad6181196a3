"""`darnel sources`: one verdict a source from its scored pages."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from darnel.cli import completing
from darnel.cli.options import (
    DONE,
    SOME_ROWS,
    Encoding,
    Out,
    OutputFormat,
    RawCells,
    ReadAs,
    Scored,
    ScoredWith,
    SourceColumn,
    UrlColumn,
)
from darnel.cli.speech import say, spoken
from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.doors.readers import Reading
    from darnel.doors.sources import By

app = typer.Typer()


class Grouping(StrEnum):
    """What `sources` judges."""

    source = "source"
    network = "network"


@app.command(
    epilog="""Examples:

darnel sources scored.csv

darnel sources scored.jsonl -o sources.csv --by network

darnel sources 'scored/*.parquet' --url link --prior cred1

Exit codes: 0 done; 1 done, but some rows could not be read (each is named); 2 usage."""
)
def sources(
    inputs: Scored,
    out: Out = None,
    format: Annotated[
        OutputFormat | None,
        typer.Option(
            "--format", show_default=False, help="Write this format, whatever the suffix of OUT."
        ),
    ] = None,
    by: Annotated[
        Grouping,
        typer.Option(
            "--by", help="Judge each source, or join those that share a template or copy each other."
        ),
    ] = Grouping.source,
    prior: Annotated[
        str | None,
        typer.Option(
            "--prior", metavar="LIST", show_default=False,
            autocompletion=completing.among("cred1", "towcenter"),
            help="Show beside the pages' verdict what a rating list says: cred1, towcenter, or a CSV "
            "file with domain and score (0 to 1, 1 is best).",
        ),
    ] = None,
    least: Annotated[
        float,
        typer.Option("--least", metavar="N", min=0, help="Give no verdict on fewer effective pages."),
    ] = 5,
    prevalence: ScoredWith = 0.1,
    source: SourceColumn = None,
    url: UrlColumn = None,
    input_format: ReadAs = None,
    encoding: Encoding = None,
    raw_cells: RawCells = False,  # noqa: FBT002 (a flag, read off the signature)
    quiet: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--quiet", "-q", help="Leave out progress and the summary.")
    ] = False,
) -> None:  # fmt: skip
    """Judge sources by their scored pages: verdict, quality with interval, what pulls them down."""
    from darnel.doors.readers import Reading

    named = {"source": source, "url": url}
    said = {field: name for field, name in named.items() if name is not None}
    form = None if input_format is None else input_format.value
    with spoken():
        faults = _sources(
            inputs, Reading(said, encoding, form, textless=True),
            None if out is None or str(out) == "-" else out,
            None if format is None else format.value,
            by.value, prior, least, prevalence, raw=raw_cells, quiet=quiet,
        )  # fmt: skip
    raise typer.Exit(SOME_ROWS if faults else DONE)


def _sources(
    names: list[str], reading: Reading, out: Path | None, form: str | None, by: By,
    prior: str | None, least: float, prevalence: float, *, raw: bool, quiet: bool,
) -> int:  # fmt: skip
    from rich.console import Console

    from darnel.doors import sources as door
    from darnel.doors import tables, verdicts, writers
    from darnel.doors.progress import shown_progress
    from darnel.lists import load_list

    interactive = out is None and form is None and sys.stdout.isatty()
    found = tables.find_inputs(names)
    if out is not None:
        writers.check_output(out, [source.path for source in found if source.path is not None])
    written = writers.output_format(out, form)
    if out is None and written == "parquet" and sys.stdout.isatty():
        raise InputError("Parquet is not for a terminal; name a file with -o")
    listed = None if prior is None else load_list(prior)
    with ExitStack() as stack:
        inputs = tables.Inputs(found, reading, stack)
        notes = Console(stderr=True, highlight=False)
        with shown_progress(notes, inputs.size, "reading", quiet=quiet) as progress:
            name = found[0].name if len(found) == 1 else "the inputs"
            gathered = door.gather(inputs, reading.columns, name, prevalence, progress)
        judged = door.verdicts(gathered.sources, by=by, prior=listed, least=least)
        if interactive:
            verdicts.show(Console(highlight=False), judged)
        else:
            stream = stack.enter_context(writers.whole_file(out))
            verdicts.write(judged, written, stream, raw=raw)
    for line in gathered.fault_lines():
        say(line)
    if listed is not None and not quiet:
        matched = sum(verdict.prior_list is not None for verdict in judged)
        say(f"{listed.line()}; {matched:,} of {len(judged):,} sources are on it")
    if not quiet:
        say(f"{gathered.rows:,} rows, {verdicts.summary(judged)}")
    return gathered.faults
