"""`darnel score`: tables of articles in, the same with our columns out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from darnel.cli import completing
from darnel.cli.options import (
    DONE,
    SOME_ROWS,
    AuthorColumn,
    CommentsColumn,
    Encoding,
    IdColumn,
    InputFormat,
    ModelFile,
    Out,
    OutputFormat,
    Prevalence,
    PublishedColumn,
    Quiet,
    RawCells,
    SourceColumn,
    TextColumn,
    TitleColumn,
    UrlColumn,
    Workers,
)
from darnel.cli.speech import say, spoken
from darnel.errors import InputError

app = typer.Typer()

_SCORE_EXAMPLES = """Examples:

darnel score articles.csv -o scored.csv

darnel score 'crawl/*.jsonl.gz' -o scored.parquet --workers 8

darnel score crawl.csv -o scored.csv --resume

darnel score export.csv --text "Artikel Text" --title Kopf --signals -o scored.csv

darnel score 'crawl/*.warc.gz' -o scored.parquet --workers 8

zcat crawl.jsonl.gz | darnel score - --format jsonl > assessments.jsonl

Exit codes: 0 done; 1 done, but some rows could not be judged as asked (each is named); 2 usage. """


@app.command(epilog=_SCORE_EXAMPLES)
def score(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="IN", show_default=False, autocompletion=completing.readable,
            help="Files or patterns: .csv .tsv .jsonl .ndjson (also .gz, .zst), .parquet, .html "
            "(a page a file), .warc .wet (also .gz); - is standard input.",
        ),
    ],
    out: Out = None,
    format: Annotated[
        OutputFormat | None,
        typer.Option(
            "--format", show_default=False,
            help="Write this format, whatever the suffix of OUT. CSV and Parquet hold the input's "
            "columns and quality, band, reason; JSONL one assessment a line.",
        ),
    ] = None,
    signals: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool,
        typer.Option("--signals", help="Add a column for every feature of every signal."),
    ] = False,
    prevalence: Prevalence = None,
    model: ModelFile = None,
    no_corpus: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool,
        typer.Option(
            "--no-corpus", help="Judge each article alone: without it, all are read twice, and what "
            "stands elsewhere among them is shown and weighed.",
        ),
    ] = False,
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", metavar="FILE", show_default=False, autocompletion=completing.corpora,
            help="Look articles up in this corpus too; see darnel corpus build.",
        ),
    ] = None,
    workers: Workers = 1,
    resume: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool,
        typer.Option(
            "--resume", help="Go on with a run into OUT that was stopped or killed; the output is "
            "that of a run without a break.",
        ),
    ] = False,
    raw_cells: RawCells = False,  # noqa: FBT002 (a flag, read off the signature)
    input_format: Annotated[
        InputFormat | None,
        typer.Option(
            "--input-format", show_default=False,
            help="Read this format, whatever the suffixes; standard input is otherwise recognised.",
        ),
    ] = None,
    encoding: Encoding = None,
    html: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool,
        typer.Option(
            "--html", help="The text's column holds HTML: title and text are read off each page and "
            "added as columns. Needs darnel\\[html], as .html and .warc do.",
        ),
    ] = False,
    title: TitleColumn = None,
    text: TextColumn = None,
    id: IdColumn = None,
    url: UrlColumn = None,
    source: SourceColumn = None,
    published: PublishedColumn = None,
    author: AuthorColumn = None,
    comments: CommentsColumn = None,
    quiet: Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Score tables of articles: quality (1 is best), band (clear, review, block) and reason."""
    from darnel.doors import Loading, found_model  # `darnel --help` needs none of it
    from darnel.doors.batch import Batch
    from darnel.doors.batch import score as scored
    from darnel.doors.readers import Reading

    said = {
        "title": title, "text": text, "id": id, "url": url, "source": source,
        "published": published, "author": author, "comments": comments,
    }  # fmt: skip
    columns = {field: name for field, name in said.items() if name is not None}
    reading = Reading(
        columns, encoding, None if input_format is None else input_format.value, html=html,
        workers=workers,
    )  # fmt: skip
    with spoken():
        batch = Batch(
            inputs, reading, None if out is None or str(out) == "-" else out,
            None if format is None else format.value,
            Loading(prevalence, corpus, found_model(model)), no_corpus, signals, raw_cells, workers,
            resume, quiet,
        )  # fmt: skip
        if no_corpus and corpus is not None:
            raise InputError("--no-corpus and --corpus contradict each other; leave one out")
        summary = scored(batch, say)
    for line in summary.error_lines():
        say(line)
    if not quiet:
        for line in filter(None, (summary.line(), summary.time_line())):
            say(line)
    raise typer.Exit(SOME_ROWS if summary.errors else DONE)
