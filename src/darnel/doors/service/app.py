"""The application: routes, problems and description put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from darnel import doors
from darnel.article import Article
from darnel.doors import Assessor
from darnel.doors.html import check_installed
from darnel.doors.service import label_studio
from darnel.doors.service.bodies import Held
from darnel.doors.service.front import Front
from darnel.doors.service.inbound import inbound_router
from darnel.doors.service.keys import KeyRing
from darnel.doors.service.metrics import Metrics
from darnel.doors.service.pages.mounting import mount
from darnel.doors.service.problems import Problem, pointed
from darnel.doors.service.queue import Desk
from darnel.doors.service.queue import routers as queue_routers
from darnel.doors.service.queue.describe import schemas as queue_schemas
from darnel.doors.service.queue.gauges import Gauges
from darnel.doors.service.routes import operations, router
from darnel.doors.service.schema import SCHEMAS
from darnel.doors.service.settings import Settings
from darnel.doors.service.state import Service
from darnel.errors import InputError
from darnel.model import Model

ABOUT = (
    "Says how likely it is that an article was assembled rather than written, and shows where. "
    "Offsets are half-open, in Unicode code points. Errors are problem details (RFC 9457)."
)

_KINDS = {404: "not-found", 405: "wrong-method", 413: "too-large", 415: "wrong-type"}


def create_app(
    settings: Settings | None = None, *, scorer: Assessor | None = None,
    routers: Sequence[APIRouter] = (),
) -> FastAPI:  # fmt: skip
    """Make the service; `routers` are added to its own routes.

    Without a `scorer` the model is loaded when the application starts. What all requests share is
    in `app.state.service`, the queue in `app.state.desk`. Raises InputError if the settings can't be kept.
    """
    told = Settings() if settings is None else settings
    told.check()
    keys = None if told.keys is None else KeyRing(told.keys)
    service = Service(told, Metrics(), keys, Held(told.held))
    desk = Desk(told)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        judge = scorer if scorer is not None else loaded(told)
        await anyio.to_thread.run_sync(desk.start, judge)
        service.start(judge, await anyio.to_thread.run_sync(shadow_of, told))
        yield
        await anyio.to_thread.run_sync(service.stop)
        await anyio.to_thread.run_sync(desk.stop)

    app = FastAPI(
        title="darnel", version=version("darnel"), description=ABOUT, lifespan=lifespan,
        docs_url=None, redoc_url=None,
        redirect_slashes=False,  # it would repeat whatever Host the client names
    )  # fmt: skip
    app.state.service = service
    app.state.desk = desk
    app.state.feedback = None if told.queue is None else desk.take_feedback
    if told.queue is not None:
        service.metrics.registry.register(Gauges(desk))
    queued = [] if told.queue is None else [*queue_routers(), _inbound(told, desk)]
    for part in (router, *queued, operations, label_studio.router, *routers):
        app.include_router(part)
    if told.queue is not None:
        mount(app, told)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Front, metrics=service.metrics, loopback_only=keys is None)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def _inbound(settings: Settings, desk: Desk) -> APIRouter:
    return inbound_router(settings.inbound, desk.take_feedback, settings.desk.clock)


def shadow_of(settings: Settings) -> Model | None:
    """Load the model in the shadow, if there is to be one; raise InputError if it can't be used."""
    return None if settings.shadow is None else doors.load_scorer(settings.shadow).model


def loaded(settings: Settings) -> Assessor:
    """Load the scorer and let it score once, so that no request waits for that."""
    with suppress(InputError):
        check_installed()  # importing what reads pages takes a second
    scorer = doors.load_scorer(
        settings.model, prevalence=settings.prevalence, corpus=settings.corpus
    )
    scorer.assess([Article(text="The ferry is late, the board said on Tuesday. " * 20)])
    return scorer


def _request_id(request: Request) -> str:
    return str(request.scope["state"]["request_id"])


async def _problem(request: Request, problem: Exception) -> Response:
    if not isinstance(problem, Problem):
        raise problem
    return problem.response(_request_id(request))


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    said = Problem(
        _KINDS.get(error.status_code, "refused"), _detail(error), headers=error.headers,
        status=error.status_code,
    )  # fmt: skip
    return said.response(_request_id(request))


def _detail(error: HTTPException) -> str:
    if error.status_code in (404, 405):
        return "the routes and their methods are listed in /openapi.json"
    return str(error.detail)


async def _invalid(request: Request, error: Exception) -> Response:
    """Say which fields of a router's own model are wrong, without what they held."""
    if not isinstance(error, RequestValidationError):
        raise error
    errors = [
        ("#/" + "/".join(map(str, fault["loc"][1:])), str(fault["msg"])) for fault in error.errors()
    ]
    return pointed(errors).response(_request_id(request))


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        said = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        kept = said.setdefault("components", {}).setdefault("schemas", {})
        kept.update({**queue_schemas(), **SCHEMAS})
        app.openapi_schema = said
    return app.openapi_schema
