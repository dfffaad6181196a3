"""`darnel explain`: one article, its findings marked in the text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from darnel.cli.options import Prevalence
from darnel.cli.speech import spoken
from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.doors import Loading

app = typer.Typer()


@app.command(
    epilog="""Examples:

darnel explain article.txt

darnel explain page.html

darnel explain article.json

pbpaste | darnel explain - --no-title"""
)
def explain(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", show_default=False,
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
            help="Read the file in this encoding instead of UTF-8.",
        ),
    ] = None,
    prevalence: Prevalence = None,
) -> None:  # fmt: skip
    """Explain one article: what weighs, and its findings marked in the text."""
    from darnel.doors import Loading

    with spoken():
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
