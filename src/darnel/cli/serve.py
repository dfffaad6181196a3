"""`darnel serve`: the service on a port."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from darnel.cli.options import CorpusFile, ModelFile, Prevalence
from darnel.cli.speech import log, say, spoken

app = typer.Typer()


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
    corpus: CorpusFile = None,
    prevalence: Prevalence = None,
    model: ModelFile = None,
    shadow: Annotated[
        Path | None,
        typer.Option(
            "--shadow", metavar="MODEL", show_default=False,
            help="Have this model judge the same articles; it is counted (darnel_shadow_bands), "
            "nothing more.",
        ),
    ] = None,
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
    written: Annotated[
        Path | None,
        typer.Option(
            "--settings", metavar="FILE", show_default=False,
            help="Read how the queue works from this TOML file: blind reviews, policies, sampling, due "
            "times, who may bring decisions, where webhooks may go.",
        ),
    ] = None,
    quiet: Annotated[  # noqa: FBT002 (a flag, read off the signature)
        bool, typer.Option("--quiet", "-q", help="Log no line a request, only what goes wrong.")
    ] = False,
) -> None:  # fmt: skip
    """Serve scoring and the review queue over HTTP; described at /openapi.json."""
    log(quiet=quiet)
    with spoken():
        from darnel.doors.service import Settings  # FastAPI, and only here
        from darnel.doors.service import serve as served
        from darnel.doors.service.written import read_settings

        settings = Settings(
            host, port, keys, corpus, prevalence, model, shadow,
            queue=None if no_queue else queue,
        )  # fmt: skip
        served(settings if written is None else read_settings(written, settings), say)
