"""Webhooks out: endpoints, their secrets, what was delivered, and once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from darnel.doors.service.access import needs
from darnel.doors.service.queue import models as m
from darnel.doors.service.queue import shapes
from darnel.doors.service.queue.calls import called, read, said, told
from darnel.doors.service.queue.describe import CHANGED, NOTHING_TAKEN, READ, taken
from darnel.doors.service.queue.desk import Desk, desk_of
from darnel.queue.addresses import checked_url
from darnel.queue.endpoints import Registered

router = APIRouter(tags=["webhooks"])

ADMIN = [needs("admin")]


@router.get("/v1/webhooks", dependencies=ADMIN, response_model=m.WebhooksOut, responses=READ)
async def webhooks(request: Request) -> Response:
    """List whom the queue tells, without their secrets."""
    desk = desk_of(request)
    with told():
        found = await desk.ask(desk.store.endpoints.all)
    return said({"webhooks": [shapes.webhook_of(one) for one in found]})


@router.post(
    "/v1/webhooks", dependencies=ADMIN, status_code=201, response_model=m.WebhookOut,
    responses=CHANGED, openapi_extra=taken(m.WebhookIn),
)  # fmt: skip
async def add(request: Request) -> Response:
    """Tell a URL too, and give the secret that signs, this once. Inner addresses are refused."""

    async def answer(body: object) -> object:
        desk = desk_of(request)
        wanted = read(m.WebhookIn, body)
        checked_url(wanted.url, desk.rules)
        made, secret = await desk.ask(desk.store.endpoints.add, wanted.url, wanted.events)
        return shapes.webhook_of(made, secret)

    return await called(request, answer, status=201)


@router.get("/v1/webhooks/{id}", dependencies=ADMIN, response_model=m.WebhookOut, responses=READ)
async def webhook(request: Request, id: str) -> Response:
    """Give one endpoint, without its secret."""
    desk = desk_of(request)
    with told():
        return said(shapes.webhook_of(await desk.ask(desk.store.endpoints.get, id)))


@router.post(
    "/v1/webhooks/{id}/rotate", dependencies=ADMIN, response_model=m.WebhookOut, responses=CHANGED,
    openapi_extra=NOTHING_TAKEN,
)  # fmt: skip
async def rotate(request: Request, id: str) -> Response:
    """Give an endpoint a new secret; the old one signs beside it for a day."""

    def change(desk: Desk) -> tuple[Registered, str | None]:
        secret = desk.store.endpoints.rotate(id)
        return desk.store.endpoints.get(id), secret

    return await _changed(request, change)


@router.post(
    "/v1/webhooks/{id}/disable", dependencies=ADMIN, response_model=m.WebhookOut,
    responses=CHANGED, openapi_extra=taken(m.DisableIn),
)  # fmt: skip
async def disable(request: Request, id: str) -> Response:
    """Tell an endpoint nothing more; what waits for it waits on."""

    async def answer(body: object) -> object:
        desk = desk_of(request)
        why = read(m.DisableIn, body).reason
        return shapes.webhook_of(await desk.ask(desk.store.endpoints.disable, id, why))

    return await called(request, answer)


@router.post(
    "/v1/webhooks/{id}/enable", dependencies=ADMIN, response_model=m.WebhookOut, responses=CHANGED,
    openapi_extra=NOTHING_TAKEN,
)  # fmt: skip
async def enable(request: Request, id: str) -> Response:
    """Go on telling an endpoint, what waited first."""
    return await _changed(request, lambda desk: (desk.store.endpoints.enable(id), None))


@router.get(
    "/v1/webhooks/{id}/deliveries", dependencies=ADMIN, response_model=m.DeliveriesOut,
    responses=READ,
)  # fmt: skip
async def deliveries(
    request: Request, id: str,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before: Annotated[str, Query(max_length=60)] = "",
) -> Response:  # fmt: skip
    """Give the log of an endpoint, the newest first."""
    desk = desk_of(request)
    with told():
        await desk.ask(desk.store.endpoints.get, id)
        log = await desk.ask(desk.store.deliveries.log, id, limit, before)
    following = log[-1].id if len(log) == limit else ""
    return said({"deliveries": [shapes.delivery_of(one) for one in log], "next": following})


@router.post(
    "/v1/deliveries/{id}/replay", dependencies=ADMIN, status_code=204, response_model=None,
    responses=CHANGED, openapi_extra=NOTHING_TAKEN,
)  # fmt: skip
async def replay(request: Request, id: str) -> Response:
    """Deliver once more, whatever became of it: the same event id, a new time and signature."""

    async def answer(_: object) -> object:
        desk = desk_of(request)
        return await desk.ask(desk.store.deliveries.replay, id)

    return await called(request, answer)


async def _changed(
    request: Request, change: Callable[[Desk], tuple[Registered, str | None]]
) -> Response:
    async def answer(_: object) -> object:
        desk = desk_of(request)
        return shapes.webhook_of(*await desk.ask(change, desk))

    return await called(request, answer)
