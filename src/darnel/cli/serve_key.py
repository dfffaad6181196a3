"""`darnel serve-key`: who may ask a service."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from darnel.cli import completing
from darnel.cli.speech import spoken
from darnel.errors import InputError

app = typer.Typer(
    name="serve-key",
    help="Make, list and remove the keys that a service knows.",
    epilog="""Examples:

darnel serve-key add ingest --keys keys.json --scope score

darnel serve-key list --keys keys.json""",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class ScopeName(StrEnum):
    """What a key can allow."""

    score = "score"
    read = "read"
    ingest = "ingest"
    review = "review"
    audit = "audit"
    admin = "admin"


Keys = Annotated[
    Path, typer.Option("--keys", metavar="FILE", show_default=False, help="The file of keys.")
]


@app.command(
    "add",
    epilog="""Examples:

darnel serve-key add ingest --keys keys.json --scope score

darnel serve-key add prometheus --keys keys.json --scope read""",
)
def key_add(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="Whose it is.")],
    keys: Keys,
    scope: Annotated[
        list[ScopeName],
        typer.Option(
            "--scope", show_default=False,
            help="What it allows; may be given more than once. read: model, signals, metrics; "
            "ingest: bring articles and decisions in; review: work on cases; audit: history and "
            "export; admin: everything.",
        ),
    ],
) -> None:  # fmt: skip
    """Make a key and print it: this once, for the file keeps a hash of it alone."""
    with spoken():
        from darnel.doors.service.keys import made, read_keys, write_keys

        known = read_keys(keys) if keys.exists() else []
        if any(key.name == name for key in known):
            raise InputError(
                f"{keys} has a key called {name!r}; remove it first, or choose another name"
            )
        secret, key = made(name, [one.value for one in dict.fromkeys(scope)])
        write_keys(keys, [*known, key])
    typer.echo(secret)


@app.command(
    "list",
    epilog="""Examples:

darnel serve-key list --keys keys.json

darnel serve --host 0.0.0.0 --keys keys.json""",
)
def key_list(keys: Keys) -> None:
    """List the keys of a file: name, id, scopes."""
    with spoken():
        from darnel.doors.service.keys import read_keys

        for key in read_keys(keys):
            typer.echo(f"{key.name}\t{key.id}\t{','.join(key.scopes)}")


@app.command(
    "remove",
    epilog="""Examples:

darnel serve-key remove ingest --keys keys.json

darnel serve-key list --keys keys.json""",
)
def key_remove(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", show_default=False, help="Whose it is.", autocompletion=completing.keys
        ),
    ],
    keys: Keys,
) -> None:  # fmt: skip
    """Remove a key: a service that runs refuses it from its next request on."""
    with spoken():
        from darnel.doors.service.keys import read_keys, write_keys

        known = read_keys(keys)
        left = [key for key in known if key.name != name]
        if len(left) == len(known):
            raise InputError(f"{keys} has no key called {name!r}; see darnel serve-key list")
        write_keys(keys, left)
