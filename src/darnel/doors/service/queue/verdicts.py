"""Verdicts: given, and given in bulk."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from darnel.doors.service.access import needs
from darnel.doors.service.queue import models as m
from darnel.doors.service.queue import shapes
from darnel.doors.service.queue.calls import called, read
from darnel.doors.service.queue.describe import CHANGED, taken
from darnel.doors.service.queue.desk import desk_of, reviewer_of
from darnel.queue.work import Decision

router = APIRouter(tags=["queue"])


@router.post(
    "/v1/cases/{id}/decision", dependencies=[needs("review")], response_model=m.CaseOut,
    responses=CHANGED, openapi_extra=taken(m.DecisionIn),
)  # fmt: skip
async def decide(request: Request, id: str) -> Response:
    """Give a verdict on a case that one holds; what comes too late is kept as a draft (409)."""

    async def answer(body: object) -> object:
        desk, who = desk_of(request), reviewer_of(request)
        said = read(m.DecisionIn, body)
        decision = Decision(
            said.verdict, said.reason, tuple(said.policy_ids), said.confidence, said.saw_score,
            said.lead_time_ms, {one.finding: one.verdict for one in said.findings},
        )  # fmt: skip
        case = await desk.ask(desk.store.decide, id, who, said.lease_token, said.version, decision)
        return shapes.case_of(case)

    return await called(request, answer)


@router.post(
    "/v1/cases/bulk", dependencies=[needs("admin")], response_model=m.BulkOut, responses=CHANGED,
    openapi_extra=taken(m.BulkIn),
)  # fmt: skip
async def bulk(request: Request) -> Response:
    """Give one verdict on up to 1,000 open cases that nobody holds; a dry run unless told otherwise."""

    async def answer(body: object) -> object:
        desk, who = desk_of(request), reviewer_of(request)
        said = read(m.BulkIn, body)
        done = await desk.ask(
            desk.store.decide_many, said.case_ids, who, said.verdict, said.reason,
            dry_run=said.dry_run,
        )  # fmt: skip
        refused = sum(one.refused is not None for one in done)
        cases = [
            {"case_id": one.case_id, "refused": one.refused, "version": one.version} for one in done
        ]
        return {
            "dry_run": said.dry_run,
            "done": len(done) - refused,
            "refused": refused,
            "cases": cases,
        }

    return await called(request, answer)
