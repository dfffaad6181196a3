"""`darnel model`: the card of the model in use, and its shapes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from darnel.cli.speech import spoken

app = typer.Typer()


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

    with spoken():
        used = load_scorer().model
        drawn = list(shapes.lines(used))
        if not only_shapes:
            drawn = [used.card.rstrip(), *([""] if drawn else []), *drawn]
        sys.stdout.buffer.write(("\n".join(drawn) + "\n").encode())  # whatever the locale
        sys.stdout.flush()
