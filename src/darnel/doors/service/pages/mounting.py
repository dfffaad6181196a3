"""The pages put into an application."""

from __future__ import annotations

from fastapi import FastAPI

from darnel.doors.service.pages import acts, boards, case, entry, listing, start, verdicts

ROUTERS = (
    entry.router,
    start.router,
    boards.router,
    listing.router,
    case.router,
    acts.router,
    verdicts.router,
)


def mount(app: FastAPI) -> None:
    """Add the review page's routes; they are for browsers and stand in no description."""
    for router in ROUTERS:
        app.include_router(router)
