"""`darnel label-studio`: a project, articles into it, decisions out of it."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from darnel.cli.options import DONE, SOME_ROWS, Column, Prevalence, Quiet
from darnel.cli.speech import say, spoken
from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.doors.label_studio.articles import Faults
    from darnel.doors.label_studio.client import LabelStudio
    from darnel.doors.label_studio.push import Scored
    from darnel.queue.store import Store

app = typer.Typer(
    name="label-studio",
    help="Have Label Studio's reviewers look at articles, and bring their decisions home.",
    epilog="""Examples:

darnel label-studio setup "Farm pages" --url https://labels.example

darnel label-studio push articles.csv --project 1 --url https://labels.example

darnel label-studio pull --project 1 --url https://labels.example -o feedback.jsonl""",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

NAMED = 10
"""Rows that are named of those that could not be read."""

BACKEND_KEY = "DARNEL_API_KEY"

Url = Annotated[
    str,
    typer.Option(
        "--url", metavar="URL", envvar="LABEL_STUDIO_URL", show_default=False,
        help="The address of Label Studio.",
    ),
]  # fmt: skip
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file", metavar="FILE", show_default=False,
        help="Read the token off this file instead of LABEL_STUDIO_API_KEY: a personal access token "
        "or a legacy one.",
    ),
]  # fmt: skip
Project = Annotated[
    int,
    typer.Option(
        "--project", metavar="ID", min=1, show_default=False,
        help="The project's number, as darnel label-studio setup prints it.",
    ),
]  # fmt: skip
Queue = Annotated[
    str | None,
    typer.Option(
        "--queue", metavar="DATABASE", show_default=False,
        help="The review queue: a file of SQLite or a URL, as darnel serve has it.",
    ),
]  # fmt: skip


@app.command(
    "setup",
    epilog="""Examples:

darnel label-studio setup "Farm pages" --url https://labels.example

darnel label-studio setup "Farm pages" --url https://labels.example
--backend https://darnel.example/compat/labelstudio""",
)
def setup(
    title: Annotated[
        str, typer.Argument(metavar="TITLE", show_default=False, help="The project's title.")
    ],
    url: Url,
    token_file: TokenFile = None,
    backend: Annotated[
        str | None,
        typer.Option(
            "--backend", metavar="URL", show_default=False,
            help="Make a darnel that serves there the project's ML backend, and have annotations told "
            "to it. Its key is read off DARNEL_API_KEY; Label Studio keeps it.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Make a project with labels for every signal, unless there is one, and print its number."""
    with spoken():
        from darnel.doors.label_studio import check_installed

        check_installed()
        from darnel.doors.label_studio import client, projects

        address = None if backend is None else client.checked_url(backend, "--backend")
        with _client(url, token_file) as server:
            number, new = projects.found_or_made(server, title)
            say(f"project {number} is {'new' if new else 'there already'}")
            if address is not None:
                projects.connect(server, number, address, os.environ.get(BACKEND_KEY, "").strip())
                say(f"{address} is its ML backend, and is told of annotations")
    typer.echo(number)


@app.command(
    "push",
    epilog="""Examples:

darnel label-studio push articles.csv --project 1 --url https://labels.example

darnel label-studio push articles.csv --scored scored.jsonl --project 1 --url https://labels.example

darnel label-studio push --queue queue.db --project 1 --url https://labels.example""",
)
def push(
    url: Url,
    project: Project,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[IN]...", show_default=False, help="Articles: files or patterns, as for darnel score."
        ),
    ] = None,
    scored: Annotated[
        list[str] | None,
        typer.Option(
            "--scored", metavar="JSONL", show_default=False,
            help="What darnel score wrote of these articles, in their order, all or a part; without it "
            "they are scored now, each alone.",
        ),
    ] = None,
    queue: Queue = None,
    column: Column = None,
    prevalence: Prevalence = None,
    token_file: TokenFile = None,
    quiet: Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Put articles into a project, with findings marked; what is there already stays as it is."""
    with spoken(), ExitStack() as stack:
        from darnel.doors.label_studio import check_installed

        check_installed()
        from darnel.doors.label_studio.articles import Faults, of_queue
        from darnel.doors.label_studio.push import Pushed
        from darnel.doors.label_studio.push import push as pushing

        if bool(inputs) == bool(queue):
            raise InputError("give articles, or a queue with --queue, and not both")
        faults = Faults()
        if queue:
            rows = of_queue(_store(queue, stack))
        else:
            rows = _rows(inputs or [], scored or [], column or [], prevalence, faults, stack)
        server = stack.enter_context(_client(url, token_file))
        pushed = Pushed()
        for pushed in pushing(server, project, rows):
            if not quiet and sys.stderr.isatty():
                say(pushed.summary)
    _end([*faults.said, *pushed.faults], pushed.summary, quiet=quiet)


@app.command(
    "pull",
    epilog="""Examples:

darnel label-studio pull --project 1 --url https://labels.example -o feedback.jsonl

darnel label-studio pull --project 1 --url https://labels.example --queue queue.db""",
)
def pull(
    url: Url,
    project: Project,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", show_default=False,
            help="Write the decisions here, a line of JSON each; without it, and without --queue, to "
            "standard output.",
        ),
    ] = None,
    queue: Queue = None,
    token_file: TokenFile = None,
    quiet: Quiet = False,  # noqa: FBT002 (a flag, read off the signature)
) -> None:  # fmt: skip
    """Bring home what reviewers decided: verdicts, and what they said of every finding."""
    with spoken(), ExitStack() as stack:
        from darnel.doors.label_studio import check_installed

        check_installed()
        from darnel.doors import writers
        from darnel.doors.label_studio.pull import pull as pulling
        from darnel.doors.label_studio.pull import row_of

        store = None if queue is None else _store(queue, stack)
        server = stack.enter_context(_client(url, token_file))
        to = None if out is None or str(out) == "-" else out
        written = out is not None or store is None
        stream = stack.enter_context(writers.whole_file(to)) if written else None
        became: Counter[str] = Counter()
        faults = []
        for decision in pulling(server, project):
            if isinstance(decision, str):
                faults.append(decision)
                continue
            if stream is not None:
                stream.write(row_of(decision))
            try:
                became["read" if store is None else store.take_feedback(decision).outcome] += 1
            except InputError as error:
                faults.append(f"annotation {decision.id} was not kept: {error}")
    counts = ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in became.items())
    _end(faults, f"{became.total():,} decisions{f': {counts}' if store else ''}", quiet=quiet)


def _client(url: str, token_file: Path | None) -> LabelStudio:
    from darnel.doors.label_studio.client import LabelStudio
    from darnel.doors.label_studio.tokens import token_of

    return LabelStudio(url, token_of(token_file))


def _store(where: str, stack: ExitStack) -> Store:
    from darnel.queue import open_store

    store = open_store(where)
    stack.callback(store.close)
    return store


def _rows(
    inputs: list[str], scored: list[str], columns: list[str], prevalence: float | None,
    faults: Faults, stack: ExitStack,
) -> Iterator[Scored]:  # fmt: skip
    from darnel.doors import Loading, tables
    from darnel.doors.label_studio.articles import scored_before, scored_now
    from darnel.doors.readers import Reading

    pairs = [said.partition("=") for said in columns]
    if wrong := [said for said, (_, mark, _) in zip(columns, pairs, strict=True) if not mark]:
        raise InputError(f"--column {wrong[0]!r} is not FIELD=COL, as in text=body")
    reading = Reading({field: name for field, _, name in pairs})
    articles = tables.Inputs(tables.find_inputs(inputs), reading, stack)
    if not scored:
        return scored_now(articles, reading, Loading(prevalence), faults)
    if prevalence is not None:
        raise InputError("--prevalence is for articles to be scored; --scored are scored already")
    before = tables.Inputs(tables.find_inputs(scored), Reading(textless=True), stack)
    return scored_before(articles, reading, before, faults)


def _end(faults: list[str], summary: str, *, quiet: bool) -> None:
    for line in faults[:NAMED]:
        say(line)
    if len(faults) > NAMED:
        say(f"… and {len(faults) - NAMED:,} more like these")
    if not quiet:
        say(summary)
    raise typer.Exit(SOME_ROWS if faults else DONE)
