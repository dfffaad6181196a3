"""`darnel corpus`: build, extend and describe what others are looked up in."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from darnel.cli import completing
from darnel.cli.options import DONE, SOME_ROWS, Column, Inputs, Quiet, Workers
from darnel.cli.speech import say, spoken
from darnel.errors import InputError

app = typer.Typer(
    name="corpus",
    help="Build a corpus of articles, to look others up in; extend it; say what it holds.",
    epilog="""Examples:

darnel corpus build 'crawl/*.jsonl.gz' -o crawl.corpus

darnel score new.csv --corpus crawl.corpus -o scored.csv

darnel corpus info crawl.corpus""",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


OneCorpus = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", show_default=False, help="A corpus.", autocompletion=completing.corpora
    ),
]


@app.command(
    "build",
    epilog="""Examples:

darnel corpus build 'crawl/*.jsonl.gz' -o crawl.corpus --workers 2

darnel score new.csv --corpus crawl.corpus -o scored.csv""",
)
def corpus_build(
    inputs: Inputs,
    out: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Write the corpus here.")
    ],
    column: Column = None,
    workers: Workers = 1,
    quiet: Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:
    """Build a corpus of articles: what they say as hashes, who published them and when."""
    with spoken():
        bad = _build_corpus(inputs, column or [], out, [], workers=workers, quiet=quiet)
    raise typer.Exit(SOME_ROWS if bad else DONE)


@app.command(
    "add",
    epilog="""Examples:

darnel corpus add crawl.corpus today.csv

darnel corpus add crawl.corpus other.corpus -o both.corpus""",
)
def corpus_add(
    file: OneCorpus,
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="IN", show_default=False,
            help="Files or patterns, as for darnel score, and other corpora (.corpus).",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", show_default=False,
            help="Write here; without it the corpus itself is replaced, once the new one is whole.",
        ),
    ] = None,
    column: Column = None,
    workers: Workers = 1,
    quiet: Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Add articles and other corpora to a corpus; what it holds already changes nothing."""
    others = [Path(name) for name in inputs if name.endswith(".corpus")]
    tables = [name for name in inputs if not name.endswith(".corpus")]
    with spoken():
        bad = _build_corpus(
            tables, column or [], out or file, [file, *others], workers=workers, quiet=quiet
        )
    raise typer.Exit(SOME_ROWS if bad else DONE)


@app.command(
    "info",
    epilog="""Examples:

darnel corpus info crawl.corpus

darnel score new.csv --corpus crawl.corpus -o scored.csv""",
)
def corpus_info(
    file: OneCorpus,
) -> None:
    """Say what a corpus holds."""
    from darnel.doors import corpora

    with spoken():
        typer.echo("\n".join(corpora.info(file)))


def _build_corpus(
    names: list[str], columns: list[str], out: Path, also: list[Path], *, workers: int, quiet: bool
) -> int:
    from rich.console import Console

    from darnel.doors import corpora, tables
    from darnel.doors.progress import shown_progress
    from darnel.doors.readers import Reading

    pairs = [said.partition("=") for said in columns]
    if wrong := [said for said, (_, mark, _) in zip(columns, pairs, strict=True) if not mark]:
        raise InputError(f"--column {wrong[0]!r} is not FIELD=COL, as in text=body")
    corpora.check_corpus_output(out)
    with ExitStack() as stack:
        rows = None
        if names:
            reading = Reading({field: name for field, _, name in pairs})
            rows = tables.Inputs(tables.find_inputs(names), reading, stack)
        notes = Console(stderr=True, highlight=False)
        size = None if rows is None else rows.size
        with shown_progress(notes, size, "corpus", quiet=quiet) as progress:
            bad = corpora.build(rows, out, also=also, workers=workers, progress=progress)
    if not quiet:
        for line in [str(out), *corpora.info(out)]:
            say(line)
    if bad:
        say(f"{bad:,} rows could not be read and were left out; darnel score names them")
    return bad
