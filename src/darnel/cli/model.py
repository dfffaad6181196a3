"""`darnel model`: the card of a model and its shapes; `darnel model promote`: which one is in use."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from darnel.cli import completing
from darnel.cli.options import ModelFile
from darnel.cli.speech import spoken

app = typer.Typer(
    name="model",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Models = Annotated[
    Path,
    typer.Option("--models", metavar="DIR", show_default=False, help="The folder of models."),
]


@app.callback(
    epilog="""Examples:

darnel model | less

darnel model --shapes

darnel model --model models/"""
)
def model(
    context: typer.Context,
    only_shapes: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--shapes", help="Print the shapes alone, without the card.")
    ] = False,
    model: ModelFile = None,
) -> None:
    """Print the model in use: its card (data, figures, false alarms) and each feature's shape."""
    if context.invoked_subcommand is not None:
        return
    from darnel.doors import found_model, load_scorer, shapes

    with spoken():
        used = load_scorer(found_model(model)).model
        drawn = list(shapes.lines(used))
        if not only_shapes:
            drawn = [used.card.rstrip(), *([""] if drawn else []), *drawn]
        _print(drawn)


@app.command(
    "promote",
    epilog="""Examples:

darnel model promote out/recalibrated --models models/ --why "March labels"

darnel model promote 0.2.0 --models models/ --why "back to before March"

darnel score crawl.csv --model models/ -o scored.csv""",
)
def promote(
    candidate: Annotated[
        str,
        typer.Argument(
            metavar="CANDIDATE", show_default=False, autocompletion=completing.versions,
            help="The folder or file of a candidate that python -m training.feedback wrote, or a "
            "version that DIR keeps.",
        ),
    ],
    models: Models,
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", show_default=False, help="The reason, kept.")
    ],
    who: Annotated[
        str | None,
        typer.Option(
            "--who", metavar="NAME", show_default=False,
            help="Who promotes it, kept; without it, your user name.",
        ),
    ] = None,
    allow_regression: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool,
        typer.Option(
            "--allow-regression", help="Promote it though its report says that something is worse, "
            "or it has none.",
        ),
    ] = False,
) -> None:  # fmt: skip
    """Put a model in use: whatever is started with --model DIR takes it. The old ones stay in DIR."""
    from darnel.promotion import promote as promoted

    with spoken():
        done = promoted(
            candidate, models, who=getpass.getuser() if who is None else who, why=why,
            now=datetime.now(UTC), allow_regression=allow_regression,
        )  # fmt: skip
        _print([f"{done.version} is in use, after {done.before}"])


@app.command(
    "list",
    epilog="""Examples:

darnel model list --models models/

darnel model promote 0.2.0 --models models/ --why "back to before March\"""",
)
def list_models(models: Models) -> None:
    """List the models that a folder keeps, the one in use marked, and every promotion."""
    from darnel.promotion import listed

    with spoken():
        register = listed(models)
        lines = [
            f"{'*' if version == register.current else ' '} {version}\t{digest[:12]}"
            for version, digest in register.digests.items()
        ]
        log = [
            f"{each.at}\t{each.before} -> {each.version}\t{each.who}\t{each.why}"
            + "".join(f"\tdespite: {fault}" for fault in each.worse)
            for each in register.log
        ]
        _print([*lines, "", *log])


@app.command(
    "compare",
    epilog="""Examples:

darnel model compare scored.jsonl --model out/recalibrated

darnel score crawl.csv --format jsonl | darnel model compare - --model models/""",
)
def compare(
    scored: Annotated[
        Path,
        typer.Argument(
            metavar="SCORED", show_default=False,
            help="Assessments that darnel score wrote as .jsonl; - is standard input.",
        ),
    ],
    model: Annotated[
        Path,
        typer.Option(
            "--model", metavar="FILE", show_default=False, help="The model to compare with."
        ),
    ],
) -> None:  # fmt: skip
    """Judge scored articles with another model too: how many would change their band."""
    from darnel.doors.compare import compare as compared

    with spoken():
        _print(compared(scored, model))


def _print(lines: list[str]) -> None:
    from darnel.doors.terminal import visible

    said = visible("\n".join(lines)) + "\n"  # a card may be anybody's
    sys.stdout.buffer.write(said.encode())  # whatever the locale
    sys.stdout.flush()
