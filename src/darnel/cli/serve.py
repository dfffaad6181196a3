"""`darnel serve`: the service on a port."""

from __future__ import annotations

import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_args

import typer

from darnel.assessment import Band
from darnel.cli.options import ModelFile, Prevalence
from darnel.cli.speech import say, spoken

app = typer.Typer()


class BandName(StrEnum):
    """The bands of quality."""

    clear = "clear"
    review = "review"
    block = "block"


INBOUND = "Decisions of other tools"


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
    coop_keys: Annotated[
        Path | None,
        typer.Option(
            "--coop-keys", metavar="PEM", show_default=False, rich_help_panel=INBOUND,
            help="Take Coop's decisions at /v1/inbound/coop, signed with one of these public keys.",
        ),
    ] = None,
    coop_action: Annotated[
        list[str] | None,
        typer.Option(
            "--coop-action", metavar="ID=VERDICT", show_default=False, rich_help_panel=INBOUND,
            help="What a Coop action means: content_farm, credible or unsure; once an action.",
        ),
    ] = None,
    senders: Annotated[
        Path | None,
        typer.Option(
            "--senders", metavar="FILE", show_default=False, rich_help_panel=INBOUND,
            help="Take decisions as Standard Webhooks at /v1/inbound/standard; a line of this file "
            "is a name and its secret.",
        ),
    ] = None,
    oidc: Annotated[
        Path | None,
        typer.Option(
            "--oidc", metavar="FILE", show_default=False,
            help="Let reviewers log in at your OpenID provider; the JSON file says which, and whom "
            "to let in.",
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
        from darnel.doors.service.pages.admission import read_oidc
        from darnel.doors.service.pages.settings import Pages
        from darnel.doors.service.settings import Inbound, verdicts_of
        from darnel.queue.addresses import inner
        from darnel.queue.sampling import Sampler
        from darnel.queue.settings import Settings as DeskSettings

        bands = frozenset(band for band in get_args(Band) if band in (two_reviews or ()))
        settings = Settings(
            host, port, keys, corpus, prevalence, model, shadow,
            queue=None if no_queue else queue,
            inbound=Inbound(coop_keys, senders, verdicts_of(coop_action or ())),
            desk=DeskSettings(two_reviews=bands, sampler=Sampler(audit=audit)),
            webhooks=inner(webhooks_to or ()),
            pages=Pages(oidc=None if oidc is None else read_oidc(oidc)),
        )  # fmt: skip
        served(settings, say)
