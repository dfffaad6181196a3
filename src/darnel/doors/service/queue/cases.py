"""Cases: listed, read, claimed, and given back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from darnel.assessment import Band
from darnel.doors.service.access import needs
from darnel.doors.service.queue import models as m
from darnel.doors.service.queue import shapes
from darnel.doors.service.queue.calls import called, read, said, told
from darnel.doors.service.queue.describe import CHANGED, NOTHING_TAKEN, READ, taken
from darnel.doors.service.queue.desk import Desk, desk_of, reviewer_of
from darnel.queue.case import State
from darnel.queue.listing import LONGEST_PAGE, Wanted
from darnel.queue.work import Work

router = APIRouter(tags=["queue"])

REVIEW = [needs("review")]
LOOK = [needs("review", "audit")]


@router.get("/v1/cases", dependencies=LOOK, response_model=m.CasesOut, responses=READ)
async def cases(
    request: Request,
    queue: Annotated[str | None, Query(max_length=60)] = None,
    state: Annotated[State | None, Query()] = None,
    band: Annotated[Band | None, Query()] = None,
    overdue: Annotated[bool | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 50,
) -> Response:
    """List cases in the order in which they are given out, page by page."""
    desk = desk_of(request)
    wanted = Wanted("default", queue, state, band, overdue, cursor, limit)
    with told():
        page = await desk.ask(desk.store.cases, wanted)
    return said({"cases": [shapes.listed_of(one) for one in page.cases], "next": page.next})


@router.get("/v1/cases/{id}", dependencies=LOOK, response_model=m.WorkOut, responses=READ)
async def case(request: Request, id: str) -> Response:
    """Give a case with its article, assessment and reviews, and the caller's own draft."""
    desk = desk_of(request)
    with told():
        return said(await _work(desk, id, reviewer_of(request)))


@router.get("/v1/cases/{id}/events", dependencies=LOOK, response_model=m.EventsOut, responses=READ)
async def events(request: Request, id: str) -> Response:
    """Give every transition of a case, in order."""
    desk = desk_of(request)
    with told():
        await desk.ask(desk.store.get, id)
        history = await desk.ask(desk.store.history, id)
    return said({"events": [shapes.entry_of(entry) for entry in history]})


@router.post(
    "/v1/queues/{queue}/claim", summary="Claim the next case", dependencies=REVIEW,
    response_model=m.WorkOut, openapi_extra=NOTHING_TAKEN,
    responses={**CHANGED, 204: {"description": "Nothing waits that the caller may review"}},
)  # fmt: skip
async def claim_next(request: Request, queue: str) -> Response:
    """Claim the first case in order that the caller may review; 204 if there is none."""

    async def answer(_: object) -> object:
        desk, who = desk_of(request), reviewer_of(request)
        work = await desk.ask(desk.store.claim, who, [queue])
        return None if work is None else await _claimed(desk, work, who)

    return await called(request, answer)


@router.post(
    "/v1/cases/{id}/claim", dependencies=REVIEW, response_model=m.WorkOut, responses=CHANGED,
    openapi_extra=taken(m.VersionIn),
)  # fmt: skip
async def claim(request: Request, id: str) -> Response:
    """Claim this case, even one that the caller skipped."""

    async def answer(body: object) -> object:
        desk, who = desk_of(request), reviewer_of(request)
        version = read(m.VersionIn, body).version
        return await _claimed(desk, await desk.ask(desk.store.claim_case, id, who, version), who)

    return await called(request, answer)


@router.post(
    "/v1/cases/{id}/renew", dependencies=REVIEW, response_model=m.LeaseOut, responses=CHANGED,
    openapi_extra=taken(m.RenewIn),
)  # fmt: skip
async def renew(request: Request, id: str) -> Response:
    """Hold a case for another full lease from now; its version stays."""

    async def answer(body: object) -> object:
        desk, who = desk_of(request), reviewer_of(request)
        token = read(m.RenewIn, body).lease_token
        lease = (await desk.ask(desk.store.renew, id, who, token)).lease
        assert lease is not None
        return {"token": lease.token, "until": lease.until.isoformat()}

    return await called(request, answer)


@router.put(
    "/v1/cases/{id}/draft", dependencies=REVIEW, status_code=204, response_model=None,
    responses=CHANGED, openapi_extra=taken(m.DraftIn),
)  # fmt: skip
async def draft(request: Request, id: str) -> Response:
    """Keep what the caller has so far; it needs no lease and changes nothing."""

    async def answer(body: object) -> object:
        desk, who = desk_of(request), reviewer_of(request)
        await desk.ask(desk.store.save_draft, id, who, read(m.DraftIn, body).draft)
        return None

    return await called(request, answer)


async def _claimed(desk: Desk, work: Work, who: str) -> dict[str, Any]:
    reviews = await desk.ask(desk.store.reviews, work.case.id)
    return shapes.work_of(work, reviews, who)


async def _work(desk: Desk, id: str, who: str) -> dict[str, Any]:
    return await _claimed(desk, await desk.ask(desk.store.get, id, who), who)
