"""Other tools' decisions in: whoever signs is known, and nothing is read of what nobody known signed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response

from darnel.doors.service import schema
from darnel.doors.service.bodies import Held, body_of, json_of
from darnel.doors.service.problems import MEDIA, Problem
from darnel.doors.service.settings import Inbound
from darnel.errors import InputError
from darnel.queue.adapters import coop, standard
from darnel.queue.clock import Clock, system_clock
from darnel.queue.decisions import Decision, Verdict
from darnel.queue.signatures import is_by_coop, read_keys, read_secrets, sender_of
from darnel.queue.webhooks import check_installed

Sink = Callable[[Decision], object]
"""Takes a decision, in a thread; one with a source and id that came before must count once."""

MAX_BODY = 128 * 1024
"""Bytes of a message: webhooks keep to 20 kB, and strangers can send until the signature is checked."""

MAX_HELD = 8 * 2**20
"""Bytes that all messages in hand may bring: apart from what clients with a key may."""

READ_SECONDS = 10.0
"""How long a message may take to come."""


def inbound_router(inbound: Inbound, sink: Sink, clock: Clock = system_clock) -> APIRouter:
    """Make the routes that hand decisions to a sink; raise InputError if a file can't be read."""
    router = APIRouter(prefix="/v1/inbound", tags=["decisions of other tools"])
    held = Held(MAX_HELD)
    if inbound.coop_keys is not None:
        _add_coop(router, read_keys(inbound.coop_keys), inbound.verdicts, _Hand(sink, held))
    if inbound.senders is not None:
        check_installed()
        _add_standard(router, read_secrets(inbound.senders), clock, _Hand(sink, held))
    return router


@dataclass(frozen=True, slots=True)
class _Hand:
    """Take messages off the wire, and hand what they say on."""

    sink: Sink
    held: Held

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """Read a body as it was signed: a packed one would not be."""
        if request.headers.get("content-encoding", "identity") != "identity":
            raise Problem("wrong-type", "send the body as it was signed, without Content-Encoding")
        async with body_of(request, self.held, MAX_BODY, READ_SECONDS) as body:
            yield body

    async def give(self, read: Callable[[], Decision | None]) -> Response:
        """Answer only once the sink has it: a sender that hears nothing sends again."""
        try:
            decision = read()
            if decision is None:
                return _said({"taken": False})
            await anyio.to_thread.run_sync(self.sink, decision)
        except InputError as error:
            raise Problem("not-valid", str(error)) from error
        return _said({"taken": True, "source": decision.source, "id": decision.id})


def _add_coop(
    router: APIRouter, keys: Sequence[Any], verdicts: Mapping[str, Verdict], hand: _Hand
) -> None:
    @router.post(
        "/coop", summary="Take an action or appeal of Coop", **_described("Coop-Signature")
    )
    async def from_coop(request: Request) -> Response:
        """Take the callback of an action, or the end of an appeal, that Coop has signed."""
        async with hand.body(request) as body:
            if not is_by_coop(keys, request.headers.get("coop-signature", ""), body):
                raise Problem(
                    "not-genuine",
                    "Coop-Signature is missing, or was not made of this body with Coop's key",
                )
            request.state.key = coop.SOURCE
            said = json_of(body)
        return await hand.give(lambda: coop.from_message(said, verdicts))


def _add_standard(
    router: APIRouter, senders: Mapping[str, Sequence[str]], clock: Clock, hand: _Hand
) -> None:
    @router.post("/standard", summary="Take a webhook", **_described("webhook-signature"))
    async def from_standard(request: Request) -> Response:
        """Take a decision of any tool that signs as Standard Webhooks do; other events pass by."""
        async with hand.body(request) as body:
            name = sender_of(senders, request.headers, body, clock())
            if name is None:
                raise Problem(
                    "not-genuine",
                    "webhook-signature is missing, was made with no secret known here, or too long ago",
                )
            request.state.key = name
            said, id = json_of(body), request.headers["webhook-id"]
        return await hand.give(lambda: standard.from_event(said, f"standard:{name}", id))


def _said(answer: Mapping[str, object]) -> Response:
    return Response(json.dumps(answer), media_type=schema.JSON)


_REFUSED = {
    400: "Not JSON", 401: "Not signed, or not by whom it should be", 408: "Too slow",
    413: "Too large", 415: "Packed", 422: "No decision: it says why",
}  # fmt: skip


def _described(header: str) -> dict[str, Any]:
    """Describe a route: its body is the sender's, its proof a header."""
    proof = {"name": header, "in": "header", "required": True, "schema": {"type": "string"}}
    answer = {
        "type": "object",
        "required": ["taken"],
        "properties": {
            "taken": {
                "type": "boolean",
                "description": "False for an event that says no decision.",
            },
            "source": {"type": "string"},
            "id": {"type": "string"},
        },
    }
    body = {"required": True, "content": {schema.JSON: {"schema": {"type": "object"}}}}
    refused = {
        status: {"description": what, "content": {MEDIA: {"schema": schema.ref("Problem")}}}
        for status, what in _REFUSED.items()
    }
    good = {"description": "It was taken", "content": {schema.JSON: {"schema": answer}}}
    return {
        "openapi_extra": {"requestBody": body, "parameters": [proof]},
        "responses": {200: good, **refused},
    }
