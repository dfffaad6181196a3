"""What commands take alike: formats, options, exit codes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from darnel.cli import completing

DONE, SOME_ROWS, USAGE, FAILED, INTERRUPTED, READER_GONE = 0, 1, 2, 70, 130, 141
"""Exit codes; 70 is a fault of darnel's own, the last two are the shell's for Ctrl-C and for a closed pipe."""


class OutputFormat(StrEnum):
    """What `score` writes."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


class InputFormat(StrEnum):
    """What `score` reads."""

    csv = "csv"
    tsv = "tsv"
    jsonl = "jsonl"
    parquet = "parquet"
    html = "html"
    warc = "warc"


Prevalence = Annotated[
    float | None,
    typer.Option(
        "--prevalence", metavar="SHARE", show_default=False,
        help="Assume this share of farm pages, as in 0.02, instead of the model's. Quality changes "
        "with it, the band does not.",
    ),
]  # fmt: skip

ModelFile = Annotated[
    Path | None,
    typer.Option(
        "--model", metavar="FILE", show_default=False,
        help="Judge with this model instead of the one that came with the package: a file, its "
        "folder, or a folder of models; see darnel model promote.",
    ),
]  # fmt: skip

Workers = Annotated[int, typer.Option("--workers", min=1, help="Work in this many processes.")]
RawCells = Annotated[
    bool,
    typer.Option(
        "--raw-cells",
        help="Write CSV cells as they are. Without it, one that a spreadsheet would run as a "
        "formula gets an apostrophe in front.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Leave out progress and the summary.")]

Out = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="OUT", show_default=False, autocompletion=completing.outputs,
        help="Write here, in the format of the suffix. Without it: a table on a terminal, "
        "CSV in a pipe.",
    ),
]  # fmt: skip

COLUMNS = "Columns (found by their usual names if not given)"

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="IN", show_default=False, autocompletion=completing.readable,
        help="Files or patterns, as for darnel score; - is standard input.",
    ),
]  # fmt: skip

Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="FIELD=COL", show_default=False,
        help="Read a field from this column, as in text=body; found by its usual names if not "
        "given. Fields: title, text, id, url, source, published, author.",
    ),
]  # fmt: skip

Scored = Annotated[
    list[str],
    typer.Argument(
        metavar="SCORED", show_default=False, autocompletion=completing.scored,
        help="What darnel score wrote: .jsonl (all evidence), .csv .tsv .parquet; patterns; "
        "- is standard input.",
    ),
]  # fmt: skip

CorpusFile = Annotated[
    Path | None,
    typer.Option(
        "--corpus", metavar="FILE", show_default=False, autocompletion=completing.corpora,
        help="Look articles up in this corpus; see darnel corpus build.",
    ),
]  # fmt: skip

ScoredWith = Annotated[
    float,
    typer.Option(
        "--prevalence", metavar="SHARE", min=0.0001, max=0.9999,
        help="The share of farm pages that a table was scored with; assessments say it.",
    ),
]  # fmt: skip

ReadAs = Annotated[
    InputFormat | None,
    typer.Option(
        "--input-format", show_default=False, help="Read this format, whatever the suffixes."
    ),
]

Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", show_default=False,
        autocompletion=completing.among(*completing.ENCODINGS),
        help="Read CSV, TSV and JSONL in this encoding instead of UTF-8, as in cp1252.",
    ),
]  # fmt: skip


def _column(said: str) -> object:
    return typer.Option(
        metavar="COL", help=said, rich_help_panel=COLUMNS, autocompletion=completing.columns
    )


TitleColumn = Annotated[str | None, _column("The headline.")]
TextColumn = Annotated[str | None, _column("The article's text.")]
IdColumn = Annotated[str | None, _column("The article's id.")]
UrlColumn = Annotated[str | None, _column("The article's address.")]
SourceColumn = Annotated[str | None, _column("The site; otherwise the host of the url.")]
PublishedColumn = Annotated[str | None, _column("The date of publication.")]
AuthorColumn = Annotated[str | None, _column("The byline.")]
CommentsColumn = Annotated[str | None, _column("Readers' comments: a JSON list, or one a line.")]
