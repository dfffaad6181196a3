"""Where a shift begins: what waits, what is in one's hands, and the next case."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages import onward, words
from darnel.doors.service.pages.answers import PageRoute, see
from darnel.doors.service.pages.case import DONE
from darnel.doors.service.pages.forms import Sent, Someone
from darnel.doors.service.pages.rendering import page
from darnel.doors.service.pages.sessions import PATH
from darnel.doors.service.pages.undoing import Last, last_of
from darnel.doors.service.queue import desk_of
from darnel.queue.listing import QueueStats
from darnel.queue.record import InHands
from darnel.queue.states import ESCALATED
from darnel.queue.store import Store

router = APIRouter(prefix="/review", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def start(request: Request, person: Someone) -> Response:
    """Show what waits, and offer the next case."""
    desk = desk_of(request)

    def read(store: Store) -> tuple[list[QueueStats], list[InHands], Last | None]:
        return (
            store.stats(),
            store.in_hands(person.name),
            last_of(request, store, person.name),
        )

    stats, mine, last = await desk.ask(read, desk.store)
    return page(
        "start.html", person=person, stats=stats, mine=mine, last=last, words=words,
        waiting=sum(one.open for one in stats if one.queue != ESCALATED), escalated=ESCALATED,
        said=words.SAID.get(request.query_params.get("said", ""), ""),
        chosen=onward.chosen(request), now=desk.store.now(),
    )  # fmt: skip


@router.post("/next")
async def following(request: Request, person: Someone, form: Sent) -> Response:
    """Claim the next case of the queues that were chosen, and open it."""
    queues = [one for one in form.all("queue") if one] if "queue" in form.fields else None
    answer = await onward.next_case(
        request, person, onward.chosen(request) if queues is None else queues
    )
    if queues is not None:
        onward.remember(request, answer, queues)
    return answer


@router.post("/rested")
async def rested(_request: Request, _person: Someone, _form: Sent) -> Response:
    """Count cases anew after a break."""
    answer = see("/review")
    answer.delete_cookie(DONE, path=PATH)
    return answer
