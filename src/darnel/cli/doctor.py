"""`darnel doctor`: what is installed, and whether it works."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from darnel.cli.options import DONE, SOME_ROWS, ModelFile
from darnel.cli.speech import spoken

if TYPE_CHECKING:
    from darnel.doors.doctor import Check, Health

app = typer.Typer()

STYLES = {"works": "green", "installed": "green", "missing": "dim", "broken": "bold red"}


@app.command(
    epilog="""Examples:

darnel doctor

darnel doctor --json

darnel doctor --model models/

Exit codes: 0 all that is installed works; 1 something that is installed is broken; 2 usage. """
)
def doctor(
    as_json: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--json", help="Write one JSON object, to attach or to ask of.")
    ] = False,
    model: ModelFile = None,
) -> None:
    """Say what is installed, which extras work, and whether the model gives its reference scores."""
    from darnel.doors import found_model
    from darnel.doors.doctor import examined

    with spoken():
        health = examined(found_model(model))
        if as_json:
            said = {"well": health.well, "checks": [asdict(check) for check in health.checks]}
            sys.stdout.write(json.dumps(said, indent=1, ensure_ascii=False) + "\n")
        elif sys.stdout.isatty():
            _table(health)
        else:
            sys.stdout.writelines(f"{_line(check)}\n" for check in health.checks)
        sys.stdout.flush()
    raise typer.Exit(DONE if health.well else SOME_ROWS)


def _line(check: Check) -> str:
    from darnel.doors.terminal import on_one_line

    said = on_one_line(check.detail)
    return f"{check.part:8}{check.name:18}{check.state:11}{said}".rstrip()


def _table(health: Health) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from darnel.doors.terminal import on_one_line

    table = Table.grid(padding=(0, 2))
    part = ""
    for check in health.checks:
        table.add_row(
            Text("" if check.part == part else check.part, "bold"), Text(check.name),
            Text(check.state, STYLES.get(check.state, "yellow")), Text(on_one_line(check.detail)),
        )  # fmt: skip
        part = check.part
    Console().print(table)
