"""What a person does with a case: each act is a form, and a reload never repeats it.

A form holds the lease's token and the version that its page showed, so that an old page changes nothing:
its draft is kept, and the answer says what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from darnel.doors.service.pages import drafts, words
from darnel.doors.service.pages.answers import CONFLICT, PageRoute, see, wants_json
from darnel.doors.service.pages.case import Fault, show
from darnel.doors.service.pages.deciding import judged
from darnel.doors.service.pages.drafts import Seal
from darnel.doors.service.pages.file import facts_of
from darnel.doors.service.pages.forms import Form, Sent, Someone
from darnel.doors.service.pages.onward import gone_on
from darnel.doors.service.pages.rendering import HEADERS
from darnel.doors.service.pages.sessions import Person
from darnel.doors.service.pages.settings import Pages
from darnel.doors.service.pages.undoing import remember
from darnel.doors.service.queue import desk_of
from darnel.doors.service.state import state_of
from darnel.queue.refusals import LeaseLost, NoSuchCase, Refused, StaleVersion, WrongState
from darnel.queue.store import Store

router = APIRouter(prefix="/review/cases", route_class=PageRoute, include_in_schema=False)

LATE = (LeaseLost, StaleVersion, WrongState)


@router.post("/{case_id}/claim")
async def claim(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Take this case into one's hands."""

    def act(store: Store) -> None:
        store.claim_case(case_id, person.name, form.number("version"))

    return await _done(request, case_id, person, act, "claimed")


@router.post("/{case_id}/release")
async def release(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give the case back; what was said so far waits as a draft."""

    def act(store: Store) -> None:
        keep(store, case_id, person.name, form, _pages(request))
        store.release(case_id, person.name, form.one("token"), form.number("version"))

    return await _left(request, case_id, person, form, act, "released", onward=False)


@router.post("/{case_id}/skip")
async def skip(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give the case back and not be offered it again."""

    def act(store: Store) -> None:
        store.skip(case_id, person.name, form.one("token"), form.number("version"))

    return await _left(request, case_id, person, form, act, "skipped")


@router.post("/{case_id}/hold")
async def hold(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Put the case off; what was said so far waits as a draft."""
    known = {one.id: one.time for one in words.HOLDINGS}
    time = known.get(form.one("holding"), words.DEFAULT_HOLDING.time)

    def act(store: Store) -> None:
        keep(store, case_id, person.name, form, _pages(request))
        until = store.now() + time
        store.hold(case_id, person.name, form.one("token"), form.number("version"), until)

    return await _left(request, case_id, person, form, act, "held")


@router.post("/{case_id}/escalate")
async def escalate(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give the case to those who read another queue, with the reason as it was written."""

    def act(store: Store) -> None:
        token, version = form.one("token"), form.number("version")
        store.escalate(case_id, person.name, token, version, reason=form.one("reason"))

    return await _left(request, case_id, person, form, act, "escalated")


@router.post("/{case_id}/second")
async def second(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Have a second person review the case too."""

    def act(store: Store) -> None:
        keep(store, case_id, person.name, form, _pages(request))
        store.ask_second(case_id, person.name, form.number("version"))

    return await _done(request, case_id, person, act, "second")


@router.post("/{case_id}/appeal")
async def appeal(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Have a decided case judged again, by somebody who has not judged it."""

    def act(store: Store) -> None:
        store.appeal(case_id, person.name, form.number("version"), form.one("reason"))

    return await _done(request, case_id, person, act, "appealed")


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

    return await _done(request, case_id, person, act, "undone")


@router.post("/{case_id}/draft")
async def draft(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Keep what was said so far."""
    desk = desk_of(request)
    await desk.ask(keep, desk.store, case_id, person.name, form, _pages(request))
    return _answered(request, case_id, "drafted", {"kept": True})


@router.post("/{case_id}/renew")
async def renew(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Keep the case for another full lease, and what was said so far."""

    def act(store: Store) -> int:
        keep(store, case_id, person.name, form, _pages(request))
        case = store.renew(case_id, person.name, form.one("token"))
        lease = case.lease
        return 0 if lease is None else _milliseconds(lease.until - store.now())

    desk = desk_of(request)
    try:
        left = await desk.ask(act, desk.store)
    except LeaseLost as refused:
        return await _late(request, case_id, person, refused)
    return _answered(request, case_id, "renewed", {"left_ms": left})


@router.post("/{case_id}/decide")
async def decide(request: Request, case_id: str, person: Someone, form: Sent) -> Response:
    """Give a verdict; where it comes before the score, keep it, and show the score."""
    settings = state_of(request).settings
    desk = desk_of(request)
    try:
        sealed = await desk.ask(judged, desk.store, case_id, person.name, form, settings.pages)
    except LATE as refused:
        await desk.ask(keep, desk.store, case_id, person.name, form, settings.pages)
        return await _late(request, case_id, person, refused, kept=True)
    if sealed:
        return see(f"{_address(case_id)}?said=sealed")
    answer = await gone_on(request, person, form, "decided", counts=True)
    remember(request, answer, case_id, settings.desk.undo.total_seconds())
    return answer


def keep(store: Store, case_id: str, who: str, form: Form, settings: Pages) -> None:
    """Keep a form as a draft; a verdict that was given before the score stays as it was."""
    facts = facts_of(store, case_id, who, settings)
    said = drafts.of_form(form, facts.draft)
    known = {policy.id for policy in settings.policies}
    policies = tuple(policy for policy in said.policies if policy in known)
    seal = Seal(form.one("assessment") or facts.seal.assessment, facts.seal.round)
    store.save_draft(case_id, who, replace(said, policies=policies).body(seal))


async def _done(
    request: Request, case_id: str, person: Person, act: Callable[[Store], None], said: str
) -> Response:
    """Act, and show the case again."""
    desk = desk_of(request)
    try:
        await desk.ask(act, desk.store)
    except NoSuchCase:
        raise
    except Refused as refused:
        return await _late(request, case_id, person, refused)
    return see(f"{_address(case_id)}?said={said}")


async def _left(
    request: Request, case_id: str, person: Person, form: Form, act: Callable[[Store], None],
    said: str, *, onward: bool = True,
) -> Response:  # fmt: skip
    """Act, and go on to the next case, or to the start."""
    desk = desk_of(request)
    try:
        await desk.ask(act, desk.store)
    except LATE as refused:
        await desk.ask(keep, desk.store, case_id, person.name, form, _pages(request))
        return await _late(request, case_id, person, refused, kept=True)
    return await gone_on(request, person, form, said) if onward else see(f"/review?said={said}")


async def _late(
    request: Request, case_id: str, person: Person, refused: Refused, *, kept: bool = False
) -> Response:
    fault = Fault(refused.code, str(refused), kept or refused.draft_kept)
    if wants_json(request):
        said = {"code": fault.code, "detail": fault.detail}
        return JSONResponse(said, CONFLICT, HEADERS)
    return await show(request, person, case_id, status=CONFLICT, fault=fault)


def _answered(request: Request, case_id: str, said: str, told: dict[str, object]) -> Response:
    if wants_json(request):
        return JSONResponse(told, headers=HEADERS)
    return see(f"{_address(case_id)}?said={said}")


def _address(case_id: str) -> str:
    return f"/review/cases/{quote(case_id, safe='')}"


def _pages(request: Request) -> Pages:
    return state_of(request).settings.pages


def _milliseconds(time: timedelta) -> int:
    return max(0, int(time.total_seconds() * 1000))
