"""The pages put into an application."""

from __future__ import annotations

from fastapi import FastAPI

from darnel.doors.service.pages import acts, boards, case, entry, listing, start, verdicts
from darnel.doors.service.pages.oidc import oidc_router
from darnel.doors.service.pages.provider import Provider
from darnel.doors.service.settings import Settings
from darnel.errors import InputError

ROUTERS = (
    entry.router,
    start.router,
    boards.router,
    listing.router,
    case.router,
    acts.router,
    verdicts.router,
)


def mount(app: FastAPI, settings: Settings) -> None:
    """Add the review page's routes; they are for browsers and stand in no description."""
    for router in ROUTERS:
        app.include_router(router)
    oidc = settings.pages.oidc
    if oidc is not None:
        if settings.keys is None:
            raise InputError(
                "logging in by OpenID Connect needs a file of keys too: without one the service lets "
                "in everybody on this machine"
            )
        app.include_router(oidc_router(oidc, Provider(oidc, settings.desk.clock)))
