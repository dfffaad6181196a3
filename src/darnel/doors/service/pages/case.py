"""The page of one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages import blind, words
from darnel.doors.service.pages.answers import PageRoute
from darnel.doors.service.pages.file import Facts, Shown, facts_of, shown_of
from darnel.doors.service.pages.forms import Someone
from darnel.doors.service.pages.rendering import page
from darnel.doors.service.pages.sessions import Person
from darnel.doors.service.pages.undoing import Last, last_of
from darnel.doors.service.queue import desk_of
from darnel.doors.service.state import state_of
from darnel.queue.case import Case
from darnel.queue.store import BEFORE_A_CLAIM, Store

router = APIRouter(prefix="/review/cases", route_class=PageRoute, include_in_schema=False)

ONWARD = "darnel_onward"
"""The cookie of who wants the next case to open by itself."""

DONE = "darnel_done"
"""The cookie that counts cases since the last break."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold what went wrong on the way: the code of the refusal, a sentence, whether a draft was kept."""

    code: str
    detail: str
    draft_kept: bool


@dataclass(frozen=True, slots=True)
class May:
    """Say what a person may do with a case now."""

    claim: bool
    act: bool
    second: bool
    appeal: bool

    @classmethod
    def of(cls, case: Case, who: str, *, held: bool) -> May:
        """Read it off the case."""
        undoing = case.undo is not None and case.undo.by == who
        return cls(
            case.state == "open" and who not in case.reviewed, held,
            case.state in ("open", "claimed") and case.required == 1,
            case.state == "decided" and who not in case.reviewed and not undoing,
        )  # fmt: skip


@router.get("/{case_id}")
async def case_page(request: Request, case_id: str, person: Someone) -> Response:
    """Show a case; it can be changed by who holds it."""
    return await show(request, person, case_id)


async def show(
    request: Request, person: Person, case_id: str, *, status: int = 200, fault: Fault | None = None
) -> Response:
    """Render the page of a case, with what went wrong before, if anything."""
    desk, settings = desk_of(request), state_of(request).settings
    whole = request.query_params.get("all") == "1"

    def read(store: Store) -> tuple[Facts, Shown, Last | None]:
        store.sweep(BEFORE_A_CLAIM)  # a hold that ran out is over on the page too
        facts = facts_of(store, case_id, person.name, settings.pages)
        return (
            facts, shown_of(store, facts, person.name, whole=whole),
            last_of(request, store, person.name),
        )  # fmt: skip

    facts, shown, last = await desk.ask(read, desk.store)
    now = settings.desk.clock()
    lease = facts.case.lease
    held = lease is not None and lease.owner == person.name and lease.live(now)
    said = "" if fault else words.SAID.get(request.query_params.get("said", ""), "")
    return page(
        "case.html", status, person=person, facts=facts, case=facts.case, work=facts.work,
        sight=facts.sight, shown=shown, draft=facts.draft, fault=fault, said=said, last=last,
        held=held, may=May.of(facts.case, person.name, held=held), now=now, words=words,
        lease_ms=_left(lease.until, now) if lease is not None and held else 0,
        lease_seconds=int(settings.desk.lease.total_seconds()),
        policies=settings.pages.policies, onward=request.cookies.get(ONWARD) == "1",
        dispute=blind.is_dispute(facts.case), appeal=blind.is_appeal(facts.case),
        second=blind.is_second(facts.case), whole=whole, rest=_rest(request, settings.pages.break_after),
    )  # fmt: skip


def _left(until: datetime, now: datetime) -> int:
    """Give the milliseconds to a moment: the browser's clock may be another."""
    return max(0, int((until - now).total_seconds() * 1000))


def _rest(request: Request, after: int) -> int:
    """Give how many cases were judged since the last break, if that is enough for one; else 0."""
    said = request.cookies.get(DONE, "")
    done = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0  # noqa: PLR2004
    return done if after and done >= after else 0
