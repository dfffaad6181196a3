"""Cases moved on by one call each: given back, put off, passed on, undone, appealed against, ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from darnel.doors.service.access import needs
from darnel.doors.service.queue import models as m
from darnel.doors.service.queue import shapes
from darnel.doors.service.queue.calls import called, read
from darnel.doors.service.queue.describe import CHANGED, taken
from darnel.doors.service.queue.desk import Desk, desk_of, reviewer_of
from darnel.doors.service.scopes import Scope
from darnel.queue.case import Case

router = APIRouter(tags=["queue"])

Act = Callable[[Desk, str, str, Any], Awaitable[Case]]
"""Does something to a case: the desk, the case's id, who acts, the body as its model."""


def _acting(name: str, model: type[m.VersionIn], what: str, act: Act, *scopes: Scope) -> None:
    """Make a route that moves a case and answers with where it stands then."""

    async def route(request: Request, id: str) -> Response:
        async def answer(body: object) -> object:
            done = await act(desk_of(request), id, reviewer_of(request), read(model, body))
            return shapes.case_of(done)

        return await called(request, answer)

    router.add_api_route(
        f"/v1/cases/{{id}}/{name}", route, methods=["POST"], summary=what, name=name,
        dependencies=[needs(*scopes)], response_model=m.CaseOut, responses=CHANGED,
        openapi_extra=taken(model), description=what,
    )  # fmt: skip


async def _release(desk: Desk, id: str, who: str, held: Any) -> Case:  # noqa: ANN401
    return await desk.ask(desk.store.release, id, who, held.lease_token, held.version)


async def _skip(desk: Desk, id: str, who: str, held: Any) -> Case:  # noqa: ANN401
    return await desk.ask(desk.store.skip, id, who, held.lease_token, held.version)


async def _hold(desk: Desk, id: str, who: str, held: Any) -> Case:  # noqa: ANN401
    return await desk.ask(desk.store.hold, id, who, held.lease_token, held.version, held.until)


async def _escalate(desk: Desk, id: str, who: str, held: Any) -> Case:  # noqa: ANN401
    return await desk.ask(
        desk.store.escalate, id, who, held.lease_token, held.version, reason=held.reason,
        queue=held.queue,
    )  # fmt: skip


async def _second(desk: Desk, id: str, who: str, wanted: Any) -> Case:  # noqa: ANN401
    return await desk.ask(desk.store.ask_second, id, who, wanted.version)


async def _undo(desk: Desk, id: str, who: str, wanted: Any) -> Case:  # noqa: ANN401
    return await desk.ask(desk.store.undo, id, who, wanted.version)


async def _appeal(desk: Desk, id: str, who: str, wanted: Any) -> Case:  # noqa: ANN401
    return await desk.ask(desk.store.appeal, id, who, wanted.version, wanted.reason)


async def _close(desk: Desk, id: str, who: str, wanted: Any) -> Case:  # noqa: ANN401
    return await desk.ask(desk.store.close_case, id, who, wanted.version, wanted.reason)


_acting("release", m.HeldIn, "Give a case back", _release, "review")
_acting("skip", m.HeldIn, "Give a case back and not be offered it again", _skip, "review")
_acting("hold", m.HoldIn, "Put a case off until a time", _hold, "review")
_acting(
    "escalate", m.EscalateIn, "Give a case to those who read another queue", _escalate, "review"
)
_acting("second", m.VersionIn, "Have a second person review a case too", _second, "review")
_acting("undo", m.VersionIn, "Take back one's verdict before anybody was told", _undo, "review")
_acting(
    "appeal", m.ReasonIn, "Have a decided case judged again, by somebody who has not judged it",
    _appeal, "ingest", "review",
)  # fmt: skip
_acting("close", m.ReasonIn, "End a waiting case without a verdict", _close, "ingest")
