"""Two dashboards: how the queue fares, and how far its verdicts and darnel agree."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages import words
from darnel.doors.service.pages.answers import PageRoute
from darnel.doors.service.pages.forms import Someone
from darnel.doors.service.pages.rendering import page
from darnel.doors.service.queue import desk_of
from darnel.queue import figures
from darnel.queue.agreement import TENTATIVE
from darnel.queue.judged import Judged

router = APIRouter(prefix="/review", route_class=PageRoute, include_in_schema=False)

FRESH = timedelta(minutes=1)
"""How long what was measured is shown: reading a thousand cases takes seconds."""

KEPT = "review_judged"

CLASSES = (
    "under 1 h", "1 to 4 h", "4 to 12 h", "12 to 24 h", "1 to 2 days", "2 to 3 days", "3 to 7 days",
    "over 7 days",
)  # fmt: skip
"""Names of the classes of ages."""


@router.get("/queue")
async def queue(request: Request, person: Someone) -> Response:
    """Show what waits, what is done, and how long it takes."""
    desk = desk_of(request)
    found = await desk.ask(desk.store.figures)
    most = max((max(day.opened, day.verdicts) for day in found.days), default=0)
    return page(
        "queue.html", person=person, found=found, classes=CLASSES, most=most,
        days=figures.DAYS, now=desk.store.now(), words=words,
    )  # fmt: skip


@router.get("/quality")
async def quality(request: Request, person: Someone) -> Response:
    """Show how far people and darnel agree."""
    found = await _judged(request)
    return page("quality.html", person=person, found=found, words=words, tentative=TENTATIVE)


async def _judged(request: Request) -> Judged:
    """Give what the latest verdicts say, measured at most once in a while for all who look."""
    desk = desk_of(request)
    now = desk.store.now()
    kept: tuple[datetime, Judged] | None = getattr(request.app.state, KEPT, None)
    if kept is None or not timedelta() <= now - kept[0] < FRESH:
        kept = now, await desk.ask(desk.store.judged)
        setattr(request.app.state, KEPT, kept)
    return kept[1]
