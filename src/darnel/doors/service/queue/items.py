"""Articles in: scored, and queued where the sampler chooses them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors.line import Answer, Page
from darnel.doors.line import Item as Scored
from darnel.doors.service.access import needs
from darnel.doors.service.articles import item_of
from darnel.doors.service.problems import Problem
from darnel.doors.service.queue.calls import called, read
from darnel.doors.service.queue.describe import CHANGED, taken
from darnel.doors.service.queue.desk import Desk, desk_of, reviewer_of
from darnel.doors.service.queue.models import ItemIn, ItemsIn, ItemsOut
from darnel.doors.service.state import state_of
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice

router = APIRouter(tags=["queue"])

REPORTED = Choice("report", 1.0)


@router.post(
    "/v1/items", summary="Bring articles into the queue", dependencies=[needs("ingest")],
    response_model=ItemsOut, responses=CHANGED, openapi_extra=taken(ItemsIn),
)  # fmt: skip
async def items(request: Request) -> Response:
    """Score articles and queue those that the sampler chooses, or that were reported.

    What is answered is stored. An article that is here already is merged, refreshed or reopened. What
    can't be read or judged has its error in place and is not queued.
    """

    async def answer(said: object) -> object:
        service, desk, who = state_of(request), desk_of(request), reviewer_of(request)
        wanted = read(ItemsIn, said).items
        read_in = [
            _or_problem(one, at, service.settings.characters) for at, one in enumerate(wanted)
        ]
        answers = iter(
            await service.score([one for one in read_in if not isinstance(one, Problem)])
        )
        done = [
            await _taken(desk, one, item, None if isinstance(item, Problem) else next(answers), who)
            for one, item in zip(wanted, read_in, strict=True)
        ]
        errors = sum(one["error"] is not None for one in done)
        return {"count": len(done), "errors": errors, "items": done}

    return await called(request, answer, limit=state_of(request).settings.batch_body)


def _or_problem(one: ItemIn, at: int, characters: int) -> Scored | Problem:
    try:
        item = item_of(one.article, f"#/items/{at}/article", characters)
    except Problem as problem:
        return problem
    if isinstance(item, Page):
        where = f"#/items/{at}/article/html"
        return Problem("not-valid", f"{where}: the queue takes 'text' and 'title', not a page")
    return item


async def _taken(
    desk: Desk, one: ItemIn, item: Scored | Problem, answer: Answer | None, who: str
) -> dict[str, Any]:
    if isinstance(item, Problem) or not isinstance(answer, Assessment):
        given = one.article.get("id")
        detail = item.detail if isinstance(item, Problem) else str(answer)
        return _said(given if isinstance(given, str) else "", error=detail)
    assert isinstance(item, Article)
    if answer.error is not None:
        return _said(item.id, error=answer.error)
    put = Item(
        item, answer, REPORTED if one.reported else None, one.queue, readers=one.readers, who=who
    )
    done = await desk.ask(desk.store.ingest, put)
    return _said(
        item.id,
        outcome=done.outcome,
        case_id=done.case_id,
        why=done.choice and done.choice.why,
        probability=done.choice and done.choice.probability,
        quality=answer.quality,
        band=answer.band,
    )


def _said(id: str, **more: object) -> dict[str, Any]:
    names = ("outcome", "case_id", "why", "probability", "quality", "band", "error")
    return {"id": id, **dict.fromkeys(names), **more}
