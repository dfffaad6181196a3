"""`darnel explain`: one article, its findings marked in the text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from darnel.cli import completing
from darnel.cli.options import ModelFile, Prevalence
from darnel.cli.speech import spoken
from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.article import Article
    from darnel.assessment import Assessment
    from darnel.doors import Loading

app = typer.Typer()


@app.command(
    epilog="""Examples:

darnel explain article.txt

darnel explain page.html

darnel explain article.json

darnel explain article.txt -o page.html

pbpaste | darnel explain - --no-title"""
)
def explain(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", show_default=False, autocompletion=completing.one_page,
            help="A text or HTML file, or JSON with an article or an assessment; - is standard input. "
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
            autocompletion=completing.among(*completing.ENCODINGS),
            help="Read the file in this encoding instead of UTF-8.",
        ),
    ] = None,
    prevalence: Prevalence = None,
    model: ModelFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", show_default=False,
            help="Write an HTML page here, as in page.html.",
        ),
    ] = None,
    html: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool,
        typer.Option("--html", help="Write an HTML page, without -o to a pipe, not to the terminal."),
    ] = False,
) -> None:  # fmt: skip
    """Explain one article: what weighs, and its findings marked in the text."""
    from darnel.doors import Loading, found_model

    with spoken():
        to = None if out is None or str(out) == "-" else out
        wanted = html or out is not None
        if wanted:
            _check_page(file, to)
        load = Loading(prevalence, model=found_model(model))
        explained = _explained(file, load, title=title, untitled=no_title, encoding=encoding)
        if wanted:
            _write_page(to, *explained)
        else:
            _print(*explained)


def _check_page(file: str, out: Path | None) -> None:
    from darnel.doors import rendering, writers

    rendering.check_installed()
    if out is None and sys.stdout.isatty():
        raise InputError("HTML is not for a terminal; name a file with -o, as in -o page.html")
    if out is not None:
        writers.check_output(out, [] if file == "-" else [Path(file)])


def _write_page(out: Path | None, article: Article | None, assessment: Assessment) -> None:
    from darnel.doors import explained, writers

    page = explained.explained(article, assessment)
    with writers.whole_file(out) as stream:
        stream.write(page.encode())


def _print(article: Article | None, assessment: Assessment) -> None:
    from rich.console import Console

    from darnel.doors import terminal

    terminal.explain(Console(highlight=False), article, assessment)
    sys.stdout.flush()


def _explained(
    file: str, load: Loading, *, title: str | None, untitled: bool, encoding: str | None
) -> tuple[Article | None, Assessment]:
    from darnel.article import Article
    from darnel.doors import Loading, terminal

    page = terminal.read_page(file, title=title, untitled=untitled, encoding=encoding)
    assessment = page.assessment
    if assessment is not None and load != Loading():
        raise InputError(
            f"{file} is a finished assessment; --prevalence needs the article, and so does --model"
        )
    if assessment is None:
        assessment = load().assess([page.article or Article()])[0]
    return page.article, assessment
