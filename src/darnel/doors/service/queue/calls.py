"""A call that changes something: its body within bounds, its answer remembered, its refusals told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.bodies import body_of, json_of
from darnel.doors.service.problems import Problem, conflict, pointed
from darnel.doors.service.queue.desk import Desk, desk_of, reviewer_of
from darnel.doors.service.schema import JSON
from darnel.doors.service.state import check_idempotency_key, state_of
from darnel.errors import InputError
from darnel.queue.answers import Answer
from darnel.queue.plain import encoded
from darnel.queue.refusals import NoSuchCase, NoSuchDelivery, NoSuchEndpoint, Refused

SMALL = 2**20
"""Bytes of a body that holds no article."""

Model = TypeVar("Model", bound=BaseModel)


@contextmanager
def told() -> Iterator[None]:
    """Tell what the queue refuses as problems."""
    try:
        yield
    except (NoSuchCase, NoSuchEndpoint, NoSuchDelivery) as refused:
        raise Problem("not-found", str(refused)) from refused
    except Refused as refused:
        raise conflict(refused.code, str(refused), draft_kept=refused.draft_kept) from refused
    except InputError as error:
        raise Problem("not-valid", str(error)) from error


def read(model: type[Model], said: object) -> Model:
    """Read a body as a model; raise Problem that says which fields are wrong, without what they hold."""
    try:
        return model.model_validate(said)
    except ValidationError as error:
        faults = [("/".join(("#", *map(str, one["loc"]))), one["msg"]) for one in error.errors()]
        raise pointed(faults) from None


async def called(
    request: Request, answer: Callable[[Any], Awaitable[object]], *, limit: int = SMALL,
    status: int = 200,
) -> Response:  # fmt: skip
    """Answer a call once: the body as JSON is given to `answer`, whose answer goes out as JSON.

    With an Idempotency-Key the same call gets the same answer for a day; None is answered with 204.
    """
    check_idempotency_key(request)
    service, desk = state_of(request), desk_of(request)
    seconds = service.settings.read_seconds
    async with body_of(request, service.held, limit, seconds) as data:
        key = request.headers.get("idempotency-key")
        if key is None:
            return _response(await _worked(request, data, answer, status))
        caller = reviewer_of(request)
        before = await _begun(request, desk, caller, key, data)
        if before is not None:
            return _response(before)
        try:
            done = await _worked(request, data, answer, status)
        except BaseException:
            with suppress(Problem):  # the first is told
                await desk.ask(desk.store.answers.forget, caller, key)
            raise
        with suppress(
            Problem
        ):  # it is done: who repeats it hears that it is under way, for a while
            await desk.ask(desk.store.answers.finish, caller, key, done)
        return _response(done)


async def _worked(
    request: Request, data: bytes, answer: Callable[[Any], Awaitable[object]], status: int
) -> Answer:
    said = _json(request, data)
    with told():
        result = await answer(said)
    return Answer(204, "") if result is None else Answer(status, encoded(result).decode())


def _json(request: Request, data: bytes) -> Any:  # noqa: ANN401 (whatever a client sent)
    if not data:
        return {}
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != JSON:
        raise Problem("wrong-type", "send Content-Type: application/json")
    return json_of(data)


async def _begun(request: Request, desk: Desk, caller: str, key: str, data: bytes) -> Answer | None:
    path = f"{request.method} {request.url.path}?{request.url.query}\n"
    named = sha256(path.encode() + data).hexdigest()
    with told():
        begun = await desk.ask(desk.store.answers.begin, caller, key, named)
    if isinstance(begun, Answer):
        return begun
    if begun == "under_way":
        raise conflict("under_way", "a request with this Idempotency-Key is being worked on")
    if begun == "other_request":
        raise Problem("not-valid", "this Idempotency-Key stands for another request")
    return None


def _response(answer: Answer) -> Response:
    return Response(answer.body.encode(), answer.status, media_type=JSON if answer.body else None)


def said(value: object) -> Response:
    """Answer with a value as JSON."""
    return Response(encoded(value), media_type=JSON)
