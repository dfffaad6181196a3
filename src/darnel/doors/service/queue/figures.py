"""What waits, and whether the audit trail is whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from darnel.doors.service.access import needs
from darnel.doors.service.queue import models as m
from darnel.doors.service.queue import shapes
from darnel.doors.service.queue.calls import said, told
from darnel.doors.service.queue.describe import READ
from darnel.doors.service.queue.desk import desk_of

router = APIRouter(tags=["figures"])

LOOK = [needs("audit", "read")]


@router.get("/v1/stats/queues", dependencies=LOOK, response_model=m.QueuesOut, responses=READ)
async def queues(request: Request) -> Response:
    """Count the cases of each queue by state, those overdue, and since when the oldest waits."""
    desk = desk_of(request)
    with told():
        stats = await desk.ask(desk.store.stats)
        outbox = await desk.ask(desk.store.outbox.counts)
    return said({"queues": [shapes.stats_of(one) for one in stats], "outbox": outbox})


@router.get(
    "/v1/audit/verify", dependencies=[needs("audit")], response_model=m.VerifiedOut, responses=READ
)
async def verify(
    request: Request, head: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$")] = None
) -> Response:
    """Check every entry of the audit trail, and that it holds `head`, a hash that it once had."""
    desk = desk_of(request)
    with told():
        found = await desk.ask(desk.store.verify, head)
    return said({"whole": bool(found), **asdict(found)})
