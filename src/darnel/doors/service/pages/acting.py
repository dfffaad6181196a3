"""What all acts on a case share: the draft that nothing loses, and the answer.

A form holds the lease's token and the version that its page showed, so that an old page changes nothing:
its draft is kept, and the answer says what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from darnel.doors.service.pages import drafts
from darnel.doors.service.pages.answers import CONFLICT, see, wants_json
from darnel.doors.service.pages.case import Fault, show
from darnel.doors.service.pages.drafts import Seal
from darnel.doors.service.pages.file import facts_of
from darnel.doors.service.pages.forms import Form
from darnel.doors.service.pages.onward import gone_on
from darnel.doors.service.pages.rendering import HEADERS
from darnel.doors.service.pages.sessions import Person
from darnel.doors.service.pages.settings import Pages
from darnel.doors.service.queue import desk_of
from darnel.doors.service.state import state_of
from darnel.queue.refusals import LeaseLost, NoSuchCase, Refused, StaleVersion, WrongState
from darnel.queue.store import Store

LATE = (LeaseLost, StaleVersion, WrongState)
"""Refusals for which what was written is kept."""


def keep(store: Store, case_id: str, who: str, form: Form, settings: Pages) -> None:
    """Keep a form as a draft; a verdict that was given before the score stays as it was."""
    facts = facts_of(store, case_id, who, settings)
    said = drafts.of_form(form, facts.draft)
    known = {policy.id for policy in settings.policies}
    policies = tuple(policy for policy in said.policies if policy in known)
    seal = Seal(form.one("assessment") or facts.seal.assessment, facts.seal.round)
    store.save_draft(case_id, who, replace(said, policies=policies).body(seal))


async def done(
    request: Request, case_id: str, person: Person, act: Callable[[Store], None], said: str, *,
    kept: bool = False,
) -> Response:  # fmt: skip
    """Act, and show the case again; `kept` says whether the act begins by keeping the draft."""
    desk = desk_of(request)
    try:
        await desk.ask(act, desk.store)
    except NoSuchCase:
        raise
    except Refused as refused:
        return await late(request, case_id, person, refused, kept=kept)
    return see(f"{address_of(case_id)}?said={said}")


async def left_behind(
    request: Request, case_id: str, person: Person, form: Form, act: Callable[[Store], None],
    said: str, *, onward: bool = True,
) -> Response:  # fmt: skip
    """Act, and go on to the next case, or to the start."""
    desk = desk_of(request)
    try:
        await desk.ask(act, desk.store)
    except LATE as refused:
        await desk.ask(keep, desk.store, case_id, person.name, form, pages_of(request))
        return await late(request, case_id, person, refused, kept=True)
    return await gone_on(request, person, form, said) if onward else see(f"/review?said={said}")


async def late(
    request: Request, case_id: str, person: Person, refused: Refused, *, kept: bool = False
) -> Response:
    """Show the case as it is now, with what was refused."""
    fault = Fault(refused.code, str(refused), kept or refused.draft_kept)
    if wants_json(request):
        said = {"code": fault.code, "detail": fault.detail}
        return JSONResponse(said, CONFLICT, HEADERS)
    return await show(request, person, case_id, status=CONFLICT, fault=fault)


def answered(request: Request, case_id: str, said: str, told: dict[str, object]) -> Response:
    """Tell our script, or show the case again."""
    if wants_json(request):
        return JSONResponse(told, headers=HEADERS)
    return see(f"{address_of(case_id)}?said={said}")


def address_of(case_id: str) -> str:
    """Give the address of a case."""
    return f"/review/cases/{quote(case_id, safe='')}"


def pages_of(request: Request) -> Pages:
    """Give the settings of the page."""
    return state_of(request).settings.pages


def milliseconds(time: timedelta) -> int:
    """Give a length of time for our script."""
    return max(0, int(time.total_seconds() * 1000))
