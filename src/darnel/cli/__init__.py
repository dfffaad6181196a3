"""The command line: parse, call a door, exit."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from darnel.cli import (
    corpus,
    doctor,
    explain,
    label_studio,
    model,
    report,
    score,
    serve,
    serve_key,
    sources,
    worker,
)
from darnel.cli.commands import Commands
from darnel.cli.options import FAILED
from darnel.cli.speech import fault, occupied
from darnel.doors.parallel import SINGLE_THREADED

app = typer.Typer(
    name="darnel",
    help="Say how likely it is that an article was assembled rather than written, and show where.",
    no_args_is_help=True,
    cls=Commands,
    epilog="""Examples:

darnel score articles.csv -o scored.csv

darnel explain article.txt

darnel sources scored.csv

darnel serve

darnel doctor

Every command has more of them in its own --help.""",
    pretty_exceptions_enable=False,  # a message may hold article text: `main` says where alone
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _part in (score.app, explain.app):
    app.add_typer(_part)
app.add_typer(corpus.app)
for _part in (sources.app, report.app, model.app, serve.app):
    app.add_typer(_part)
app.add_typer(serve_key.app)
app.add_typer(worker.app)
app.add_typer(label_studio.app)
app.add_typer(doctor.app)


def main() -> None:
    """Run the command line: whatever happens ends in a sentence and an exit code of its own."""
    occupied()
    if "_DARNEL_COMPLETE" in os.environ:  # a description folded in two would be two offers
        os.environ["COLUMNS"] = "1000"
    for name, one in SINGLE_THREADED.items():  # the sums are small: more threads only spin
        os.environ.setdefault(name, one)
    try:
        app()
    except Exception as error:
        fault(error)
        sys.exit(FAILED)


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
