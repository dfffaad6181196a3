"""The routes: one article, many, what the model is, and how the service does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from darnel.assessment import Assessment, ModelName
from darnel.doors import failed
from darnel.doors.line import Answer, Item, Page
from darnel.doors.service import metrics, schema
from darnel.doors.service.access import needs
from darnel.doors.service.articles import Refused, check_html, item_of, items_of
from darnel.doors.service.bodies import body_of, json_of
from darnel.doors.service.describe import model_of, signals_of
from darnel.doors.service.perspective import answer_of, asked_of
from darnel.doors.service.problems import Problem, not_valid
from darnel.doors.service.queue import desk_of
from darnel.doors.service.state import Service, check_idempotency_key, not_ready, state_of

HTML = ("text/html", "application/xhtml+xml")

ASKED = (400, 401, 403, 413, 415, 422, 503)

router = APIRouter()
"""What a service has under `/v1`, and its compatible shape."""

operations = APIRouter(tags=["operations"])
"""How a service does; its probes are open to all."""


@router.post(
    "/v1/score", tags=["scoring"], summary="Score one article", dependencies=[needs("score")],
    openapi_extra=schema.body(_="Article"),
    responses=schema.answers("Assessment", "What darnel.score says of it", *ASKED),
)  # fmt: skip
async def score(request: Request) -> Response:
    """Give the assessment (`darnel.assessment/1`) of one article: fields as JSON, or a page.

    Of a page sent as text/html, `url` and `id` may be given in the query.
    """
    service = state_of(request)
    check_idempotency_key(request)
    limits = service.settings
    media, charset = _media(request)
    async with body_of(request, service.held, limits.body, limits.read_seconds) as data:
        item: Item
        if media in HTML:
            check_html()
            query = request.query_params
            item = Page(data, query.get("url", ""), query.get("id", ""), charset)
        else:
            _check_json(media, or_html=True)
            item = item_of(json_of(data), "#", limits.characters)
        (answer,) = await service.score([item])
    if not isinstance(answer, Assessment):
        raise not_valid("#/html", str(answer))
    if answer.error is not None:
        raise Problem("failed", answer.error)
    return _said(service, answer.to_json())


@router.post(
    "/v1/score/batch", tags=["scoring"], summary="Score many articles",
    dependencies=[needs("score")], openapi_extra=schema.body(_="Articles"),
    responses=schema.answers("Assessments", "One assessment an article, in order", *ASKED),
)  # fmt: skip
async def score_batch(request: Request) -> Response:
    """Give an assessment an article, in their order; what can't be read has its error in place."""
    service = state_of(request)
    check_idempotency_key(request)
    limits = service.settings
    media, _ = _media(request)
    _check_json(media, or_html=False)
    async with body_of(request, service.held, limits.batch_body, limits.read_seconds) as data:
        items = items_of(json_of(data), limits.batch, limits.characters)
        answers = await service.score([item for item in items if not isinstance(item, Refused)])
    assessments = _in_place(items, answers, service.model)
    errors = sum(assessment.error is not None for assessment in assessments)
    head = json.dumps({"schema": schema.BATCH, "count": len(assessments), "errors": errors})
    listed = ", ".join(assessment.to_json() for assessment in assessments)
    return _said(service, f'{head[:-1]}, "assessments": [{listed}]}}')


def _in_place(
    items: Sequence[Item | Refused], answers: Sequence[Answer], model: ModelName
) -> list[Assessment]:
    left = iter(answers)
    found: list[Assessment] = []
    for at, item in enumerate(items):
        answer = item if isinstance(item, Refused) else next(left)
        if isinstance(answer, Assessment):
            found.append(answer)
        else:
            error = (
                answer.error if isinstance(answer, Refused) else f"#/articles/{at}/html: {answer}"
            )
            found.append(failed(item.id, error, model))
    return found


@router.post(
    "/v0.2/perspective-compat/analyse", tags=["compatible"],
    summary="Answer in the shape of Perspective's API", dependencies=[needs("score")],
    openapi_extra=schema.body(_="PerspectiveRequest"),
    responses=schema.answers("PerspectiveResponse", "Scores that count up to harm", *ASKED),
)  # fmt: skip
async def perspective(request: Request) -> Response:
    """Give 1 - quality as CONTENT_FARM and the strength of each signal; spans in UTF-16 units.

    Nothing is stored, whatever `doNotStore` says.
    """
    from darnel.article import Article

    service = state_of(request)
    check_idempotency_key(request)
    limits = service.settings
    media, _ = _media(request)
    _check_json(media, or_html=False)
    async with body_of(request, service.held, limits.body, limits.read_seconds) as data:
        asked = asked_of(json_of(data), limits.characters)
        (answer,) = await service.score([Article(text=asked.text)])
    if not isinstance(answer, Assessment) or answer.error is not None:
        raise Problem("failed", "darnel failed on this article; report it")
    return _said(service, json.dumps(answer_of(asked, answer)))


@router.get("/v1/model", tags=["model"], dependencies=[needs("read", "score")])
async def model(request: Request) -> Response:
    """Give the model in use: version, bands, what it was measured to do, and its card."""
    service = state_of(request)
    return _said(service, json.dumps(model_of(service.assessor)))


@router.get("/v1/signals", tags=["model"], dependencies=[needs("read", "score")])
async def signals(request: Request) -> Response:
    """Give every signal: what it is, why, when it is wrong, and its features."""
    service = state_of(request)
    return _said(service, json.dumps({"signals": signals_of(service.assessor)}))


@operations.get("/healthz")
async def healthz() -> JSONResponse:
    """Tell that the process answers."""
    return JSONResponse({"status": "ok"})


@operations.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Tell whether articles are taken, and the queue's database answers; 503 if not."""
    line = state_of(request).line
    if line is None or not line.alive:
        raise not_ready()
    await desk_of(request).check()
    return JSONResponse({"status": "ready", "waiting": line.waiting})


@operations.get(
    "/metrics", dependencies=[needs("read")], response_class=PlainTextResponse,
    responses={200: {"description": "Counters", "content": {metrics.MEDIA: {}}}},
)  # fmt: skip
async def metrics_(request: Request) -> Response:
    """Give the counters, for Prometheus."""
    text = await anyio.to_thread.run_sync(state_of(request).metrics.text)
    return Response(text, media_type=metrics.MEDIA)


def _said(service: Service, text: str) -> Response:
    name = service.model
    said = f"{name.name}/{name.version}; bands={name.bands}"
    return Response(text.encode(), media_type=schema.JSON, headers={"Darnel-Model": said})


def _media(request: Request) -> tuple[str, str]:
    """Give the type of the body, and the charset it declares."""
    from email.message import Message

    said: Any = Message()
    said["content-type"] = request.headers.get("content-type", "")
    charset = said.get_param("charset", "")
    has = "content-type" in request.headers
    return said.get_content_type() if has else "", charset if isinstance(charset, str) else ""


def _check_json(media: str, *, or_html: bool) -> None:
    if media != schema.JSON and not (media.startswith("application/") and media.endswith("+json")):
        html = ", or text/html with a page" if or_html else ""
        raise Problem("wrong-type", f"send Content-Type: application/json{html}")
