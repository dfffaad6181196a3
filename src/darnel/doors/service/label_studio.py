"""Label Studio's ML backend: a project asks darnel for predictions, and tells it of annotations.

Add `<address>/compat/labelstudio` as a model to a project, with a key of this service as the password of
its basic authentication (any user name). Label Studio then makes a webhook of its own, which sends no
password: give that one the header `Authorization: Bearer KEY`, as `darnel label-studio setup` does.

It waits one second for health and webhooks and three for setup. A decision is read off a webhook, answered,
and only then kept; what gets lost comes with `darnel label-studio pull`. The access token that /setup
brings is neither logged nor kept.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.background import BackgroundTask

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import failed
from darnel.doors.line import Answer
from darnel.doors.service import schema
from darnel.doors.service.access import needs_or_basic
from darnel.doors.service.bodies import body_of, json_of
from darnel.doors.service.problems import Problem
from darnel.doors.service.state import Service, state_of
from darnel.errors import InputError
from darnel.queue.adapters import label_studio_backend as backend
from darnel.queue.decisions import Decision

LOG = logging.getLogger("darnel.service")

Sink = Callable[[Decision], object]
"""What keeps a decision of another tool; the same one may come more than once."""

PREFIX = "/compat/labelstudio"

_ASKED = (400, 401, 403, 413, 422, 503)

router = APIRouter(prefix=PREFIX, tags=["compatible"])
"""The routes; decisions go to `app.state.feedback`, a `Sink`, or nowhere where that is None."""


@router.get(
    "/health", dependencies=[needs_or_basic("score")], responses=schema.refusals(401, 403),
)  # fmt: skip
async def health() -> JSONResponse:
    """Tell Label Studio that the backend answers."""
    return JSONResponse(backend.health())


@router.get(
    "/metrics", dependencies=[needs_or_basic("score")], responses=schema.refusals(401, 403),
)  # fmt: skip
async def metrics() -> JSONResponse:
    """Give Label Studio an empty object, as its own backends do."""
    return JSONResponse(backend.metrics())


@router.post(
    "/setup", dependencies=[needs_or_basic("score")],
    openapi_extra=schema.body(_="LabelStudioSetup"), responses=schema.refusals(*_ASKED),
)  # fmt: skip
async def setup(request: Request) -> JSONResponse:
    """Name the model, and in `missing_tags` what the project's labelling configuration lacks."""
    service = state_of(request)
    model = service.model
    async with _read(request, service.settings.body) as said:
        answer = _understood(backend.setup, said, f"{model.name}-{model.version}")
    if lacking := answer.get("missing_tags"):
        LOG.warning("a Label Studio project has no tags for: %s", ", ".join(lacking))
    return JSONResponse(answer)


@router.post(
    "/predict", dependencies=[needs_or_basic("score")],
    openapi_extra=schema.body(_="LabelStudioTasks"), responses=schema.refusals(*_ASKED),
)  # fmt: skip
async def predict(request: Request) -> Response:
    """Give a prediction a task, in their order, with what the labelling configuration has tags for.

    A task without text, or with too long a one, has an empty result. Its `score` is how sure darnel is.
    """
    service = state_of(request)
    limits = service.settings
    async with _read(request, limits.batch_body) as said:
        asked = _understood(backend.asked_of, said, limits.characters)
        if len(asked.articles) > limits.batch:
            raise Problem("too-large", f"at most {limits.batch:,} tasks are taken at once")
        articles = [article for article in asked.articles if article is not None]
        answers = await service.score(articles) if articles else []
    assessed = _assessed(service, articles, answers)
    return Response(json.dumps(backend.answer_of(asked, assessed)), media_type=schema.JSON)


@router.post(
    "/webhook", dependencies=[needs_or_basic("ingest")],
    openapi_extra=schema.body(_="LabelStudioEvent"), status_code=201,
    responses={200: {"description": "Nothing of ours"}, **schema.refusals(*_ASKED)},
)  # fmt: skip
async def webhook(request: Request) -> JSONResponse:
    """Take the decisions off annotations that were made, changed or deleted; 200 to anything else."""
    service = state_of(request)
    async with _read(request, service.settings.body) as said:
        reply = _understood(backend.webhook, said)
    sink: Sink | None = getattr(request.app.state, "feedback", None)
    task = None
    if reply.decisions and sink is None:
        LOG.warning("a decision of Label Studio came, and this service keeps none")
    elif sink is not None:
        task = BackgroundTask(_keep, sink, reply.decisions)
    return JSONResponse(reply.body, reply.status, background=task)


def _keep(sink: Sink, decisions: Sequence[Decision]) -> None:
    """Keep decisions after they were answered: nobody waits for a fault, so it is logged."""
    for decision in decisions:
        try:
            sink(decision)
        except Exception as error:  # the next may be well, and the service must go on
            LOG.error(
                "annotation %s of Label Studio was not kept: %s; darnel label-studio pull brings it",
                decision.id[:20], type(error).__name__,
            )  # fmt: skip


def _assessed(
    service: Service, articles: Sequence[Article], answers: Sequence[Answer]
) -> list[Assessment]:
    return [
        answer if isinstance(answer, Assessment) else failed(article.id, str(answer), service.model)
        for article, answer in zip(articles, answers, strict=True)
    ]


@asynccontextmanager
async def _read(request: Request, limit: int) -> AsyncIterator[Any]:
    service = state_of(request)
    async with body_of(request, service.held, limit, service.settings.read_seconds) as data:
        yield json_of(data)


def _understood(reading: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401 (JSON in, JSON out)
    try:
        return reading(*given)
    except InputError as error:
        raise Problem("not-valid", str(error)) from error
