"""A review is written, sent, taken back or appealed against."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages.acting import (
    LATE,
    address_of,
    answered,
    done,
    keep,
    late,
    milliseconds,
    pages_of,
)  # fmt: skip
from darnel.doors.service.pages.answers import PageRoute, see
from darnel.doors.service.pages.deciding import judged
from darnel.doors.service.pages.forms import Sent, Someone
from darnel.doors.service.pages.onward import gone_on
from darnel.doors.service.pages.undoing import remember
from darnel.doors.service.queue import desk_of
from darnel.doors.service.state import state_of
from darnel.queue.refusals import LeaseLost, Refused
from darnel.queue.store import Store

router = APIRouter(prefix="/review/cases", route_class=PageRoute, include_in_schema=False)


@router.post("/{case_id}/draft")
async def draft(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Keep what was said so far."""
    desk = desk_of(request)
    await desk.ask(keep, desk.store, case_id, person.name, form, pages_of(request))
    return answered(request, case_id, "drafted", {"kept": True})


@router.post("/{case_id}/renew")
async def renew(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Keep the case for another full lease, and what was said so far."""

    def act(store: Store) -> int:
        keep(store, case_id, person.name, form, pages_of(request))
        case = store.renew(case_id, person.name, form.one("token"))
        lease = case.lease
        return 0 if lease is None else milliseconds(lease.until - store.now())

    desk = desk_of(request)
    try:
        left = await desk.ask(act, desk.store)
    except LeaseLost as refused:
        return await late(request, case_id, person, refused, kept=True)
    return answered(request, case_id, "renewed", {"left_ms": left})


@router.post("/{case_id}/decide")
async def decide(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give a verdict; where it comes before the score, keep it, and show the score."""
    settings = state_of(request).settings
    desk = desk_of(request)
    try:
        sealed = await desk.ask(judged, desk.store, case_id, person.name, form, settings.pages)
    except LATE as refused:
        await desk.ask(keep, desk.store, case_id, person.name, form, settings.pages)
        return await late(request, case_id, person, refused, kept=True)
    if sealed:
        return see(f"{address_of(case_id)}?said=sealed")
    answer = await gone_on(request, person, form, "decided", counts=True)
    remember(request, answer, case_id, settings.desk.undo.total_seconds())
    return answer


@router.post("/{case_id}/appeal")
async def appeal(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Have a decided case judged again, by somebody who has not judged it."""

    def act(store: Store) -> None:
        store.appeal(case_id, person.name, form.number("version"), form.one("reason"))

    return await done(request, case_id, person, act, "appealed")


@router.post("/{case_id}/undo")
async def undo(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Take a verdict back; the case that came after it is given back first."""

    def act(store: Store) -> None:
        store.undo(case_id, person.name, form.number("version"))
        if form.one("leave"):
            leave = form.one("leave"), person.name, form.one("leave_token")
            try:
                store.release(*leave, form.number("leave_version"))
            except Refused:
                return  # it is not in these hands any more, which is as well

    return await done(request, case_id, person, act, "undone")
