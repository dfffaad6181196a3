"""What waits, how far people agree with each other and with the model, whether the audit trail is whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from darnel.doors.service.access import needs
from darnel.doors.service.queue import models as m
from darnel.doors.service.queue import shapes
from darnel.doors.service.queue.calls import said, told
from darnel.doors.service.queue.describe import READ
from darnel.doors.service.queue.desk import Desk, desk_of
from darnel.queue.agreement import agreement as agreed
from darnel.queue.estimates import Answered, prevalence
from darnel.queue.exported import Labelled, verdict_triples
from darnel.queue.precision import band_agreement, models_of, signal_precision

router = APIRouter(tags=["figures"])

LOOK = [needs("audit", "read")]
AUDIT = [needs("audit")]


@router.get("/v1/stats/queues", dependencies=LOOK, response_model=m.QueuesOut, responses=READ)
async def queues(request: Request) -> Response:
    """Count the cases of each queue by state, those overdue, and since when the oldest waits."""
    desk = desk_of(request)
    with told():
        stats = await desk.ask(desk.store.stats)
        outbox = await desk.ask(desk.store.outbox.counts)
    return said({"queues": [shapes.stats_of(one) for one in stats], "outbox": outbox})


@router.get(
    "/v1/stats/agreement", dependencies=AUDIT, response_model=m.AgreementOut, responses=READ
)
async def agreement(request: Request) -> Response:
    """Say how far reviewers agree: Krippendorff's alpha with its 90 % interval, and the raw share.

    Of the latest 1,000 decided cases.
    """
    rows, _ = await _rows(desk_of(request))
    found = await anyio.to_thread.run_sync(agreed, verdict_triples(rows))
    return said(asdict(found) | {"policy_unclear": found.policy_unclear})


@router.get("/v1/stats/model", dependencies=AUDIT, response_model=m.ModelsOut, responses=READ)
async def model(request: Request) -> Response:
    """Set each model against people: by band, by signal, and by the prevalence that they find.

    Of the latest 1,000 decided cases; shares are weighted by how articles were chosen, with 90 %
    intervals.
    """
    rows, answered = await _rows(desk_of(request))
    models = [
        {
            "name": name,
            "version": version,
            "bands_name": bands,
            "rows": len(mine),
            "bands": [asdict(one) for one in band_agreement(mine)],
            "signals": [asdict(one) for one in signal_precision(mine)],
            "prevalence": asdict(prevalence(mine, answered)),
        }
        for (name, version, bands), mine in sorted(models_of(rows).items())
    ]
    return said({"models": models})


async def _rows(desk: Desk) -> tuple[list[Labelled], Answered]:
    with told():
        return await desk.ask(desk.store.latest)


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
