"""The command line: parse, call a door, exit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.doors import Loading
    from darnel.doors.readers import Reading
    from darnel.doors.sources import By

DONE, SOME_ROWS, USAGE, INTERRUPTED, READER_GONE = 0, 1, 2, 130, 141
"""Exit codes; the last two are the shell's for Ctrl-C and for a closed pipe."""

app = typer.Typer(
    name="darnel",
    help="Say how likely it is that an article was assembled rather than written, and show where.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they would print article text
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


def main() -> None:
    """Run the command line."""
    app()


def _version(*, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"darnel {version('darnel')}")
        raise typer.Exit


@app.callback()
def common(
    _: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool,
        typer.Option(
            "--version", callback=lambda v: _version(asked=v), is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:  # fmt: skip
    """Say how likely it is that an article was assembled rather than written, and show where."""


_SCORE_EXAMPLES = """Examples:

darnel score articles.csv -o scored.csv

darnel score 'crawl/*.jsonl.gz' -o scored.parquet --workers 8

darnel score export.csv --text "Artikel Text" --title Kopf --signals -o scored.csv

zcat crawl.jsonl.gz | darnel score - --format jsonl > assessments.jsonl

Exit codes: 0 done; 1 done, but some rows could not be judged as asked (each is named); 2 usage. """

_Prevalence = Annotated[
    float | None,
    typer.Option(
        "--prevalence", metavar="SHARE", show_default=False,
        help="Assume this share of farm pages, as in 0.02, instead of the model's. Quality changes "
        "with it, the band does not.",
    ),
]  # fmt: skip

_Workers = Annotated[int, typer.Option("--workers", min=1, help="Work in this many processes.")]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Leave out progress and the summary.")]

_Out = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="OUT", show_default=False,
        help="Write here, in the format of the suffix. Without it: a table on a terminal, "
        "CSV in a pipe.",
    ),
]  # fmt: skip

_COLUMNS = "Columns (found by their usual names if not given)"


@app.command(epilog=_SCORE_EXAMPLES)
def score(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="IN", show_default=False,
            help="Files or patterns: .csv .tsv .jsonl .ndjson (also .gz, .zst), .parquet; "
            "- is standard input.",
        ),
    ],
    out: _Out = None,
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
    prevalence: _Prevalence = None,
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
            "--corpus", metavar="FILE", show_default=False,
            help="Look articles up in this corpus too; see darnel corpus build.",
        ),
    ] = None,
    workers: _Workers = 1,
    input_format: Annotated[
        InputFormat | None,
        typer.Option(
            "--input-format", show_default=False,
            help="Read this format, whatever the suffixes; standard input is otherwise recognised.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding", metavar="NAME", show_default=False,
            help="Read CSV, TSV and JSONL in this encoding instead of UTF-8, as in cp1252.",
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="COL", help="The headline.", rich_help_panel=_COLUMNS),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="COL", help="The article's text.", rich_help_panel=_COLUMNS),
    ] = None,
    id: Annotated[
        str | None,
        typer.Option(metavar="COL", help="The article's id.", rich_help_panel=_COLUMNS),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="COL", help="The article's address.", rich_help_panel=_COLUMNS),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="COL", help="The site; otherwise the host of the url.", rich_help_panel=_COLUMNS
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="COL", help="The date of publication.", rich_help_panel=_COLUMNS),
    ] = None,
    author: Annotated[
        str | None, typer.Option(metavar="COL", help="The byline.", rich_help_panel=_COLUMNS)
    ] = None,
    comments: Annotated[
        str | None,
        typer.Option(
            metavar="COL", help="Readers' comments: a JSON list, or one a line.",
            rich_help_panel=_COLUMNS,
        ),
    ] = None,
    quiet: _Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Score tables of articles: quality (1 is best), band (clear, review, block) and reason."""
    from darnel.doors import Loading
    from darnel.doors.readers import Reading  # `darnel --help` needs none of it

    said = {
        "title": title, "text": text, "id": id, "url": url, "source": source,
        "published": published, "author": author, "comments": comments,
    }  # fmt: skip
    columns = {field: name for field, name in said.items() if name is not None}
    reading = Reading(columns, encoding, None if input_format is None else input_format.value)
    form = None if format is None else format.value
    with _spoken():
        if no_corpus and corpus is not None:
            raise InputError("--no-corpus and --corpus contradict each other; leave one out")
        to = None if out is None or str(out) == "-" else out
        errors = _score(
            inputs, reading, to, form, Loading(prevalence, corpus),
            alone=no_corpus, signals=signals, workers=workers, quiet=quiet,
        )  # fmt: skip
    raise typer.Exit(SOME_ROWS if errors else DONE)


def _score(
    names: list[str], reading: Reading, out: Path | None, form: str | None, load: Loading,
    *, alone: bool, signals: bool, workers: int, quiet: bool,
) -> int:  # fmt: skip
    from rich.console import Console

    from darnel.doors import corpora, tables, terminal, writers

    interactive = out is None and form is None and sys.stdout.isatty()
    found = tables.find_inputs(names)
    if out is not None:
        writers.check_output(out, [source.path for source in found if source.path is not None])
    written = writers.output_format(out, form)
    if out is None and written == "parquet" and sys.stdout.isatty():
        raise InputError("Parquet is not for a terminal; name a file with -o")
    notes = Console(stderr=True, highlight=False)
    with ExitStack() as stack:
        if not alone:
            size = sum(source.size or 0 for source in found)
            with terminal.shown_progress(notes, size or None, quiet=quiet) as progress:
                batch = corpora.of_batch(
                    found, reading, saved=load.corpus, workers=workers, progress=progress
                )
                found, path = stack.enter_context(batch)
            load = replace(load, corpus=path)
        inputs = tables.Inputs(found, reading, stack)
        for note in inputs.notes:
            _say(note)
        scorer = load()
        header = tables.header_of(inputs, scorer, signals=signals)
        moved = [f"{name} is {new}" for name, new in header.ours.items() if name != new]
        if moved and written != "jsonl" and not interactive:
            _say(f"the input has columns of our names, which are kept: {', '.join(moved)}")
        sink: writers.Sink
        if interactive:
            sink = terminal.TerminalSink(Console(highlight=False))
        else:
            stream = stack.enter_context(writers.whole_file(out))
            sink = writers.open_sink(written, stream, header)
        with terminal.shown_progress(notes, inputs.size, quiet=quiet) as progress:
            summary = tables.run(
                inputs, scorer, sink, workers=workers, progress=progress, load=load
            )
        sink.close()
    for line in summary.error_lines():
        _say(line)
    if not quiet:
        _say(summary.line())
    return summary.errors


@app.command(
    epilog="""Examples:

darnel explain article.txt

darnel explain article.json

pbpaste | darnel explain - --no-title"""
)
def explain(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", show_default=False,
            help="A text file, or JSON with an article or an assessment; - is standard input. "
            "The first line of a text is its title if it reads like one.",
        ),
    ],
    title: Annotated[
        str | None,
        typer.Option(
            "--title", metavar="TITLE", show_default=False,
            help="The title; the whole file is then text.",
        ),
    ] = None,
    no_title: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--no-title", help="The file has no title; all of it is text.")
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding", metavar="NAME", show_default=False,
            help="Read the file in this encoding instead of UTF-8.",
        ),
    ] = None,
    prevalence: _Prevalence = None,
) -> None:  # fmt: skip
    """Explain one article: what weighs, and its findings marked in the text."""
    from darnel.doors import Loading

    with _spoken():
        _explain(file, Loading(prevalence), title=title, untitled=no_title, encoding=encoding)


def _explain(
    file: str, load: Loading, *, title: str | None, untitled: bool, encoding: str | None
) -> None:
    from rich.console import Console

    from darnel.article import Article
    from darnel.doors import Loading, terminal

    page = terminal.read_page(file, title=title, untitled=untitled, encoding=encoding)
    assessment = page.assessment
    if assessment is not None and load != Loading():
        raise InputError(f"{file} is a finished assessment; --prevalence needs the article")
    if assessment is None:
        assessment = load().assess([page.article or Article()])[0]
    terminal.explain(Console(highlight=False), page.article, assessment)
    sys.stdout.flush()


corpus_app = typer.Typer(
    name="corpus",
    help="Build a corpus of articles, to look others up in; extend it; say what it holds.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(corpus_app)

_Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="IN", show_default=False,
        help="Files or patterns, as for darnel score; - is standard input.",
    ),
]  # fmt: skip

_Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="FIELD=COL", show_default=False,
        help="Read a field from this column, as in text=body; found by its usual names if not "
        "given. Fields: title, text, id, url, source, published, author.",
    ),
]  # fmt: skip


@corpus_app.command(
    "build",
    epilog="""Examples:

darnel corpus build 'crawl/*.jsonl.gz' -o crawl.corpus --workers 2

darnel score new.csv --corpus crawl.corpus -o scored.csv""",
)
def corpus_build(
    inputs: _Inputs,
    out: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Write the corpus here.")
    ],
    column: _Column = None,
    workers: _Workers = 1,
    quiet: _Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:
    """Build a corpus of articles: what they say as hashes, who published them and when."""
    with _spoken():
        bad = _build_corpus(inputs, column or [], out, [], workers=workers, quiet=quiet)
    raise typer.Exit(SOME_ROWS if bad else DONE)


@corpus_app.command(
    "add",
    epilog="""Examples:

darnel corpus add crawl.corpus today.csv

darnel corpus add crawl.corpus other.corpus -o both.corpus""",
)
def corpus_add(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="A corpus.")],
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
    column: _Column = None,
    workers: _Workers = 1,
    quiet: _Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Add articles and other corpora to a corpus; what it holds already changes nothing."""
    others = [Path(name) for name in inputs if name.endswith(".corpus")]
    tables = [name for name in inputs if not name.endswith(".corpus")]
    with _spoken():
        bad = _build_corpus(
            tables, column or [], out or file, [file, *others], workers=workers, quiet=quiet
        )
    raise typer.Exit(SOME_ROWS if bad else DONE)


@corpus_app.command(
    "info",
    epilog="""Examples:

darnel corpus info crawl.corpus""",
)
def corpus_info(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="A corpus.")],
) -> None:
    """Say what a corpus holds."""
    from darnel.doors import corpora

    with _spoken():
        typer.echo("\n".join(corpora.info(file)))


def _build_corpus(
    names: list[str], columns: list[str], out: Path, also: list[Path], *, workers: int, quiet: bool
) -> int:
    from rich.console import Console

    from darnel.doors import corpora, tables, terminal
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
        with terminal.shown_progress(notes, size, quiet=quiet) as progress:
            bad = corpora.build(rows, out, also=also, workers=workers, progress=progress)
    if not quiet:
        for line in [str(out), *corpora.info(out)]:
            _say(line)
    if bad:
        _say(f"{bad:,} rows could not be read and were left out; darnel score names them")
    return bad


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
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="SCORED", show_default=False,
            help="What darnel score wrote: .jsonl (all evidence), .csv .tsv .parquet; patterns; "
            "- is standard input.",
        ),
    ],
    out: _Out = None,
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
            help="Show beside the pages' verdict what a rating list says: cred1, towcenter, or a CSV "
            "file with domain and score (0 to 1, 1 is best).",
        ),
    ] = None,
    least: Annotated[
        float,
        typer.Option("--least", metavar="N", min=0, help="Give no verdict on fewer effective pages."),
    ] = 5,
    prevalence: Annotated[
        float,
        typer.Option(
            "--prevalence", metavar="SHARE", min=0.0001, max=0.9999,
            help="The share of farm pages that a table was scored with; assessments say it.",
        ),
    ] = 0.1,
    source: Annotated[
        str | None,
        typer.Option(metavar="COL", help="The site of a page.", rich_help_panel=_COLUMNS),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="COL", help="The address of a page: its domain is the source.",
            rich_help_panel=_COLUMNS,
        ),
    ] = None,
    input_format: Annotated[
        InputFormat | None,
        typer.Option(
            "--input-format", show_default=False, help="Read this format, whatever the suffixes."
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding", metavar="NAME", show_default=False,
            help="Read CSV, TSV and JSONL in this encoding instead of UTF-8, as in cp1252.",
        ),
    ] = None,
    quiet: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--quiet", "-q", help="Leave out progress and the summary.")
    ] = False,
) -> None:  # fmt: skip
    """Judge sources by their scored pages: verdict, quality with interval, what pulls them down."""
    from darnel.doors.readers import Reading

    named = {"source": source, "url": url}
    said = {field: name for field, name in named.items() if name is not None}
    form = None if input_format is None else input_format.value
    with _spoken():
        faults = _sources(
            inputs, Reading(said, encoding, form, textless=True),
            None if out is None or str(out) == "-" else out,
            None if format is None else format.value,
            by.value, prior, least, prevalence, quiet=quiet,
        )  # fmt: skip
    raise typer.Exit(SOME_ROWS if faults else DONE)


def _sources(
    names: list[str], reading: Reading, out: Path | None, form: str | None, by: By,
    prior: str | None, least: float, prevalence: float, *, quiet: bool,
) -> int:  # fmt: skip
    from rich.console import Console

    from darnel.doors import sources as door
    from darnel.doors import tables, terminal, verdicts, writers
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
        with terminal.shown_progress(notes, inputs.size, quiet=quiet) as progress:
            name = found[0].name if len(found) == 1 else "the inputs"
            gathered = door.gather(inputs, reading.columns, name, prevalence, progress)
        judged = door.verdicts(gathered.sources, by=by, prior=listed, least=least)
        if interactive:
            verdicts.show(Console(highlight=False), judged)
        else:
            stream = stack.enter_context(writers.whole_file(out))
            verdicts.write(judged, written, stream)
    for line in gathered.fault_lines():
        _say(line)
    if listed is not None and not quiet:
        matched = sum(verdict.prior_list is not None for verdict in judged)
        _say(f"{listed.line()}; {matched:,} of {len(judged):,} sources are on it")
    if not quiet:
        _say(f"{gathered.rows:,} rows, {verdicts.summary(judged)}")
    return gathered.faults


@app.command(
    epilog="""Examples:

darnel model | less

darnel model --shapes"""
)
def model(
    only_shapes: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--shapes", help="Print the shapes alone, without the card.")
    ] = False,
) -> None:
    """Print the model in use: its card (data, figures, false alarms) and each feature's shape."""
    from darnel.doors import load_scorer, shapes

    with _spoken():
        used = load_scorer().model
        drawn = list(shapes.lines(used))
        if not only_shapes:
            drawn = [used.card.rstrip(), *([""] if drawn else []), *drawn]
        sys.stdout.buffer.write(("\n".join(drawn) + "\n").encode())  # whatever the locale
        sys.stdout.flush()


@contextmanager
def _spoken() -> Iterator[None]:
    """Turn what a user can put right into a sentence and an exit code."""
    try:
        yield
    except InputError as error:
        _fail(str(error))
    except BrokenPipeError:
        _forget_output()
        raise typer.Exit(READER_GONE) from None
    except KeyboardInterrupt:
        _forget_output()
        _say("stopped")
        raise typer.Exit(INTERRUPTED) from None
    except OSError as error:
        _forget_output()
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error}")


def _fail(message: str) -> NoReturn:
    _say(message)
    raise typer.Exit(USAGE) from None


def _say(message: str) -> None:
    from darnel.doors.terminal import visible

    sys.stderr.write(f"darnel: {visible(message)}\n")
    sys.stderr.flush()


def _forget_output() -> None:
    """Drop what standard output still holds, or the interpreter would try to write it at exit."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, number)
    os.close(devnull)


if __name__ == "__main__":
    main()
