"""`darnel serve`: the service on a port; `darnel serve-key`: who may ask it."""

from __future__ import annotations

import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_args

import typer

from darnel.assessment import Band
from darnel.cli.options import Prevalence
from darnel.cli.speech import say, spoken
from darnel.errors import InputError

app = typer.Typer()
key_app = typer.Typer(
    name="serve-key",
    help="Make, list and remove the keys that a service knows.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class BandName(StrEnum):
    """The bands of quality."""

    clear = "clear"
    review = "review"
    block = "block"


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
    epilog="""Examples:

darnel serve

darnel serve --host 0.0.0.0 --port 8080 --keys keys.json --corpus crawl.corpus

darnel serve --queue postgresql://darnel@db.internal/reviews --keys keys.json

Without --keys only this machine is served, and everyone on it."""
)
def serve(
    host: Annotated[str, typer.Option("--host", help="Listen at this address.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Listen there; 0 takes a free one.")
    ] = 8000,
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys", metavar="FILE", show_default=False,
            help="Let in who has a key of this file; see darnel serve-key add.",
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", metavar="FILE", show_default=False,
            help="Look articles up in this corpus; see darnel corpus build.",
        ),
    ] = None,
    prevalence: Prevalence = None,
    queue: Annotated[
        str,
        typer.Option(
            "--queue", metavar="DATABASE", envvar="DATABASE_URL", show_envvar=True,
            help="Keep the review queue here: an SQLite file, or postgresql://host/name.",
        ),
    ] = "darnel-queue.db",
    no_queue: Annotated[  # noqa: FBT002
        bool, typer.Option("--no-queue", help="Only score; keep nothing.")
    ] = False,
    audit: Annotated[
        float,
        typer.Option(
            "--audit", min=0, max=1,
            help="The share of clear and block that people see too, unseen by score.",
        ),
    ] = 0.02,
    two_reviews: Annotated[
        list[BandName] | None,
        typer.Option("--two-reviews", help="Have two people review cases of this band.", show_default=False),
    ] = None,
    webhooks_to: Annotated[
        list[str] | None,
        typer.Option(
            "--webhooks-to", metavar="NETWORK", show_default=False,
            help="Let webhooks reach this inner network too, such as 127.0.0.1/32, over plain HTTP "
            "and any port.",
        ),
    ] = None,
    quiet: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--quiet", "-q", help="Log no line a request, only what goes wrong.")
    ] = False,
) -> None:  # fmt: skip
    """Serve scoring and the review queue over HTTP; described at /openapi.json."""
    level = logging.WARNING if quiet else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with spoken():
        from darnel.doors.service import Settings  # FastAPI, and only here
        from darnel.doors.service import serve as served
        from darnel.queue.addresses import inner
        from darnel.queue.sampling import Sampler
        from darnel.queue.settings import Settings as DeskSettings

        bands = frozenset(band for band in get_args(Band) if band in (two_reviews or ()))
        settings = Settings(
            host,
            port,
            keys,
            corpus,
            prevalence,
            queue=None if no_queue else queue,
            desk=DeskSettings(two_reviews=bands, sampler=Sampler(audit=audit)),
            webhooks=inner(webhooks_to or ()),
        )
        served(settings, say)


@key_app.command(
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


@key_app.command("list", epilog="Examples:\n\ndarnel serve-key list --keys keys.json")
def key_list(keys: Keys) -> None:
    """List the keys of a file: name, id, scopes."""
    with spoken():
        from darnel.doors.service.keys import read_keys

        for key in read_keys(keys):
            typer.echo(f"{key.name}\t{key.id}\t{','.join(key.scopes)}")


@key_app.command("remove", epilog="Examples:\n\ndarnel serve-key remove ingest --keys keys.json")
def key_remove(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="Whose it is.")],
    keys: Keys,
) -> None:
    """Remove a key: a service that runs refuses it from its next request on."""
    with spoken():
        from darnel.doors.service.keys import read_keys, write_keys

        known = read_keys(keys)
        left = [key for key in known if key.name != name]
        if len(left) == len(known):
            raise InputError(f"{keys} has no key called {name!r}; see darnel serve-key list")
        write_keys(keys, left)
