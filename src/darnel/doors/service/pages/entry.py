"""Coming in and going out, and the page's own assets."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages import rendering, sessions
from darnel.doors.service.pages.answers import PageRoute, see, trouble
from darnel.doors.service.pages.forms import STRANGERS, Form, Sent, Someone, check_token, read
from darnel.doors.service.queue.desk import NOBODY
from darnel.doors.service.state import state_of
from darnel.errors import InputError

router = APIRouter(prefix="/review", route_class=PageRoute, include_in_schema=False)

A_YEAR = "public, max-age=31536000, immutable"

_INSIDE = re.compile(r"/review(/[\w\-/]*)?")

NO_COOKIE = "Your browser did not keep the cookie of this form; allow cookies here, and try again."
UNKNOWN = "This key is not known here; ask who runs the service for one."
NOT_FOR_REVIEW = "This key does not allow reviewing; it needs the scope review or admin."


@router.get("/login")
async def login_form(request: Request) -> Response:
    """Ask for a key, or for a name where there are no keys."""
    return _login(request, 200, "")


@router.post("/login")
async def login(request: Request) -> Response:
    """Let in who has a key for reviewing; without keys, anybody on this machine by a name."""
    form = await read(request, STRANGERS)
    secret = request.cookies.get(sessions.VISIT, "")
    if not secret:
        return _login(request, 403, NO_COOKIE)
    check_token(form, sessions.form_token(secret))
    ring = state_of(request).keys
    answer = see(_next(form))
    if ring is None:
        name = form.one("name").strip() or NOBODY
        try:
            await sessions.start(request, answer, name, ("admin",), via="local")
        except InputError:
            return _login(request, 400, "This can't be the name of a reviewer; choose another one.")
        return answer
    key = ring.find(form.one("key").strip())
    if key is None:
        return _login(request, 403, UNKNOWN)
    if not key.allows("review"):
        return _login(request, 403, NOT_FOR_REVIEW)
    await sessions.start(request, answer, key.name, key.scopes, via=f"key:{key.id}")
    return answer


@router.post("/logout")
async def logout(request: Request, _person: Someone, _form: Sent) -> Response:
    """End the session."""
    answer = see("/review/login")
    await sessions.end(request, answer)
    return answer


@router.get("/static/{digest}/{name}")
async def static(request: Request, digest: str, name: str) -> Response:
    """Give an asset; its address changes with it, so that it may be kept."""
    if name not in rendering.STATIC:
        return trouble(request, 404, "There is nothing here", "The page's assets are its own.")
    data, current, media = rendering.asset(name)
    kept = A_YEAR if digest == current else "no-store"
    return Response(data, headers={"Cache-Control": kept, "Content-Type": media})


def _login(request: Request, status: int, fault: str) -> Response:
    keyless = state_of(request).keys is None
    holder = Response()
    token = sessions.visit(request, holder)
    answer = rendering.page(
        "login.html", status, keyless=keyless, fault=fault, csrf=token, person=None,
        next=inside(request.query_params.get("next", "")), name=NOBODY,
        oidc=state_of(request).settings.pages.oidc,
    )  # fmt: skip
    answer.headers.append("set-cookie", holder.headers["set-cookie"])
    return answer


def _next(form: Form) -> str:
    return inside(form.one("next"))


def inside(path: str) -> str:
    """Keep to addresses of this page."""
    return path if _INSIDE.fullmatch(path) else "/review"
