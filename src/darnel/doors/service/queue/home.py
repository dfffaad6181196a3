"""Decisions come home: those of other tools in, all of them out as rows to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from darnel.assessment import Assessment
from darnel.doors.service.access import needs
from darnel.doors.service.queue import models as m
from darnel.doors.service.queue.calls import called, read
from darnel.doors.service.queue.describe import CHANGED, READ, taken
from darnel.doors.service.queue.desk import desk_of
from darnel.doors.service.state import state_of
from darnel.queue.adapters import label_studio
from darnel.queue.decisions import Decision, SpanVerdict
from darnel.queue.plain import encoded
from darnel.queue.store import Store
from darnel.queue.work import article_of

router = APIRouter(tags=["feedback"])

JSONL = "application/x-ndjson"


@router.post(
    "/v1/feedback", summary="Bring decisions of other tools home", dependencies=[needs("ingest")],
    response_model=m.FeedbackOut, responses=CHANGED, openapi_extra=taken(m.FeedbackIn),
)  # fmt: skip
async def feedback(request: Request) -> Response:
    """Take in decisions, each once by its source and id; a case that waits is settled by it."""

    async def answer(body: object) -> object:
        desk = desk_of(request)
        done = []
        for said in read(m.FeedbackIn, body).decisions:
            taken_in = await desk.ask(desk.store.take_feedback, decision_of(said))
            told = {"outcome": taken_in.outcome, "case_id": taken_in.case_id}
            done.append({"source": said.source, "id": said.id, **told})
        return {"count": len(done), "decisions": done}

    return await called(request, answer, limit=state_of(request).settings.batch_body)


@router.get(
    "/v1/feedback/export", summary="Labelled rows", dependencies=[needs("audit")],
    response_class=StreamingResponse, responses={
        200: {"description": "One row a line", "content": {JSONL: {"schema": {"type": "string"}}}},
        **READ,
    },
)  # fmt: skip
async def export(
    request: Request, format: Annotated[Literal["jsonl", "labelstudio"], Query()] = "jsonl"
) -> Response:
    """Stream every decided case as a row (`darnel.labelled/1`), or as a task of Label Studio."""
    lines = _lines(desk_of(request).store, format)
    return StreamingResponse(lines, media_type=JSONL)


def decision_of(said: m.ForeignIn) -> Decision:
    """Give a decision as the queue takes it."""
    plain = said.model_dump(exclude={"spans", "policies"})
    spans = tuple(SpanVerdict(**span.model_dump()) for span in said.spans)
    return Decision(**plain, spans=spans, policies=tuple(said.policies))


def _lines(store: Store, format: str) -> Iterator[bytes]:
    for row in store.export():
        yield encoded(row if format == "jsonl" else _task(row)) + b"\n"


def _task(row: dict[str, Any]) -> dict[str, Any]:
    article, assessment = article_of(row["article"]), Assessment.from_dict(row["assessment"])
    return label_studio.to_task(article, assessment)
