"""From one case to the next: which queues somebody reads, and whether the next case opens by itself."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages.answers import see
from darnel.doors.service.pages.case import DONE, ONWARD
from darnel.doors.service.pages.forms import Form
from darnel.doors.service.pages.sessions import Person, put_cookie
from darnel.doors.service.queue import desk_of
from darnel.queue.states import ESCALATED
from darnel.queue.store import Store

QUEUES = "darnel_queues"
"""The cookie that names the queues somebody takes cases from."""

A_YEAR = 365 * 86_400
A_SHIFT = 4 * 3_600
"""Seconds after which the count of cases since the last break begins anew."""

MOST = 20


async def gone_on(
    request: Request, person: Person, form: Form, said: str, *, counts: bool = False
) -> Response:
    """Open the next case if the person wants that, else the start page; remember what they want."""
    wanted = form.one("onward") == "1"
    if wanted:
        answer = await next_case(request, person, chosen(request), said)
    else:
        answer = see(f"/review?said={said}")
    put_cookie(request, answer, ONWARD, "1" if wanted else "0", A_YEAR)
    if counts:
        done = request.cookies.get(DONE, "")
        count = int(done[:6]) + 1 if done.isascii() and done.isdecimal() else 1
        put_cookie(request, answer, DONE, str(count), A_SHIFT)
    return answer


async def next_case(
    request: Request, person: Person, queues: Sequence[str], said: str = "claimed"
) -> Response:
    """Claim the next case and open it; the start page says so if there is none."""
    desk = desk_of(request)

    def claim(store: Store) -> str | None:
        case = store.take(person.name, queues or usual(store))
        return None if case is None else case.id

    case_id = await desk.ask(claim, desk.store)
    if case_id is None:
        return see("/review?said=empty")
    return see(f"/review/cases/{quote(case_id, safe='')}?said={said}")


def usual(store: Store) -> list[str]:
    """Give the queues that anybody reads: all but that of escalated cases."""
    return [one.queue for one in store.stats() if one.queue != ESCALATED] or ["default"]


def chosen(request: Request) -> list[str]:
    """Give the queues that were chosen last; none: the usual ones."""
    said = request.cookies.get(QUEUES, "")
    return [unquote(one) for one in said.split("!")[:MOST] if one]


def remember(request: Request, response: Response, queues: Sequence[str]) -> None:
    """Have later cases come from these queues."""
    said = "!".join(quote(one, safe="") for one in queues[:MOST])
    put_cookie(request, response, QUEUES, said, A_YEAR)
