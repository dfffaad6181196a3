"""The list of cases, a page at a time; it does not give away what a person is to judge unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from darnel.assessment import Band
from darnel.doors.service.pages import words
from darnel.doors.service.pages.answers import PageRoute
from darnel.doors.service.pages.blind import is_first
from darnel.doors.service.pages.forms import Someone
from darnel.doors.service.pages.rendering import page
from darnel.doors.service.pages.settings import Blind
from darnel.doors.service.queue import desk_of
from darnel.doors.service.state import state_of
from darnel.queue.case import STATES
from darnel.queue.listing import Listed, Wanted
from darnel.queue.store import Store

router = APIRouter(prefix="/review/cases", route_class=PageRoute, include_in_schema=False)

BANDS: tuple[Band, ...] = get_args(Band)


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a case of the list; `hidden` from who is to judge it without its score."""

    listed: Listed
    hidden: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold a page of the list, where the next begins, and the names of all queues."""

    rows: tuple[Row, ...]
    next: str
    queues: tuple[str, ...]


@router.get("")
async def cases(request: Request, person: Someone) -> Response:
    """Show cases in their order."""
    wanted = _wanted(request)
    desk, mode = desk_of(request), state_of(request).settings.pages.blind
    found = await desk.ask(_rows, desk.store, wanted, person.name, mode)
    said = _said(wanted)
    return page(
        "cases.html", person=person, found=found, wanted=wanted, states=STATES, bands=BANDS,
        words=words, now=desk.store.now(),
        next=f"?{urlencode({**said, 'cursor': found.next})}" if found.next else "",
        first=f"?{urlencode(said)}" if wanted.cursor else "",
    )  # fmt: skip


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    state = asked.get("state", "open")
    return Wanted(
        queue=asked.get("queue") or None,
        state=next((one for one in STATES if one == state), None),
        band=next((one for one in BANDS if one == asked.get("band")), None),
        overdue=True if asked.get("overdue") == "1" else None,
        cursor=asked.get("cursor", ""),
    )


def _said(wanted: Wanted) -> dict[str, Any]:
    said = {"queue": wanted.queue, "state": wanted.state or "any", "band": wanted.band}
    return {name: value for name, value in said.items() if value} | (
        {"overdue": "1"} if wanted.overdue else {}
    )


def _rows(store: Store, wanted: Wanted, who: str, mode: Blind) -> Rows:
    found = store.cases(wanted)
    whys = store.whys([one.case.id for one in found.cases])
    rows = [Row(one, is_first(one.case, whys.get(one.case.id), who, mode)) for one in found.cases]
    # chosen by its band, a case would give the band away
    kept = [row for row in rows if wanted.band is None or not row.hidden]
    return Rows(tuple(kept), found.next, tuple(one.queue for one in store.stats()))
