"""What a page answers instead of itself: another place to go, or what went wrong, in words."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from darnel.doors.service.pages.rendering import HEADERS, page
from darnel.doors.service.problems import TITLES, Problem
from darnel.errors import InputError
from darnel.queue.refusals import NoSuchCase, Refused

CONFLICT, BAD, GONE = 409, 400, 404

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Instead(Exception):  # noqa: N818 (it is an answer, not a fault)
    """Answer with this, whatever was asked."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class PageRoute(APIRoute):
    """Answer refusals and problems as pages, or as JSON to our own script."""

    def get_route_handler(self) -> Handler:
        """Wrap what handles a request."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Instead as instead:
                return instead.response
            except Refused as refused:
                status = GONE if isinstance(refused, NoSuchCase) else CONFLICT
                return trouble(request, status, "This can't be done now", _sentence(refused))
            except InputError as error:
                return trouble(request, BAD, "This can't be done so", _sentence(error))
            except Problem as problem:
                said = trouble(request, problem.status, TITLES[problem.kind][1], _sentence(problem))
                said.headers.update(problem.headers)
                return said

        return handled


def trouble(request: Request, status: int, title: str, detail: str) -> Response:
    """Say that something went wrong; `detail` says what to do and holds no article text."""
    if wants_json(request):
        return JSONResponse({"title": title, "detail": detail}, status, HEADERS)
    return page("trouble.html", status, title=title, detail=detail, person=None)


def wants_json(request: Request) -> bool:
    """Tell whether our own script asks."""
    return request.headers.get("accept", "").startswith("application/json")


def see(url: str) -> RedirectResponse:
    """Send a browser on after a form, so that reloading does not send it again."""
    return RedirectResponse(url, 303, HEADERS)


def _sentence(error: Exception) -> str:
    said = str(error)
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")
