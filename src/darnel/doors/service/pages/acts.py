"""Cases go into hands and come back: each act is a form, and a reload never repeats it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages import words
from darnel.doors.service.pages.acting import done, keep, left_behind, pages_of
from darnel.doors.service.pages.answers import PageRoute
from darnel.doors.service.pages.forms import Sent, Someone
from darnel.queue.store import Store

router = APIRouter(prefix="/review/cases", route_class=PageRoute, include_in_schema=False)


@router.post("/{case_id}/claim")
async def claim(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Take this case into one's hands."""

    def act(store: Store) -> None:
        store.claim_case(case_id, person.name, form.number("version"))

    return await done(request, case_id, person, act, "claimed")


@router.post("/{case_id}/release")
async def release(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give the case back; what was said so far waits as a draft."""

    def act(store: Store) -> None:
        keep(store, case_id, person.name, form, pages_of(request))
        store.release(case_id, person.name, form.one("token"), form.number("version"))

    return await left_behind(request, case_id, person, form, act, "released", onward=False)


@router.post("/{case_id}/skip")
async def skip(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give the case back and not be offered it again."""

    def act(store: Store) -> None:
        store.skip(case_id, person.name, form.one("token"), form.number("version"))

    return await left_behind(request, case_id, person, form, act, "skipped")


@router.post("/{case_id}/hold")
async def hold(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Put the case off; what was said so far waits as a draft."""
    known = {one.id: one.time for one in words.HOLDINGS}
    time = known.get(form.one("holding"), words.DEFAULT_HOLDING.time)

    def act(store: Store) -> None:
        keep(store, case_id, person.name, form, pages_of(request))
        until = store.now() + time
        store.hold(case_id, person.name, form.one("token"), form.number("version"), until)

    return await left_behind(request, case_id, person, form, act, "held")


@router.post("/{case_id}/escalate")
async def escalate(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give the case to those who read another queue, with the reason as it was written."""

    def act(store: Store) -> None:
        token, version = form.one("token"), form.number("version")
        store.escalate(case_id, person.name, token, version, reason=form.one("reason"))

    return await left_behind(request, case_id, person, form, act, "escalated")


@router.post("/{case_id}/second")
async def second(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Have a second person review the case too."""

    def act(store: Store) -> None:
        keep(store, case_id, person.name, form, pages_of(request))
        store.ask_second(case_id, person.name, form.number("version"))

    return await done(request, case_id, person, act, "second", kept=True)
