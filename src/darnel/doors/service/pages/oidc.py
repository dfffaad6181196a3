"""Logging in at the review page by OpenID Connect: authorization code, PKCE, state and nonce.

All that a login needs to remember is one secret in a cookie of the browser that began it: state, nonce and
verifier are made from it. So nobody can end a login in another's browser, and nothing is kept here.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import quote, unquote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from darnel.doors.service.pages import sessions
from darnel.doors.service.pages.admission import CALLBACK, Oidc, admitted
from darnel.doors.service.pages.answers import PageRoute, see, trouble
from darnel.doors.service.pages.entry import inside
from darnel.doors.service.pages.provider import Provider
from darnel.doors.service.pages.rendering import HEADERS
from darnel.doors.service.pages.tokens import LoginError
from darnel.errors import InputError

BEGIN = "/review/oidc/login"

COOKIE = "darnel_oidc"

MINUTES = 10
"""How long a login may take, with a second factor."""

TITLE = "You are not logged in"

AGAIN = "The login was begun elsewhere, or too long ago. Go to the login page and begin again."
REFUSED = "The provider did not let you in. Go to the login page to try again."
UNKNOWN = (
    "The provider knows you, but you are not among those who review here; ask who runs the service."
)


def oidc_router(oidc: Oidc, provider: Provider) -> APIRouter:
    """Make the two routes of a login: to the provider, and back."""
    router = APIRouter(route_class=PageRoute, include_in_schema=False)
    # the prefix keeps hosts beside this one from setting it, and so from logging others in as somebody
    cookie = f"__Host-{COOKIE}" if oidc.secure else COOKIE

    @router.get(BEGIN)
    async def begin(request: Request) -> Response:
        """Send the browser to the provider."""
        secret = secrets.token_urlsafe(32)
        try:
            address = await provider.address(
                _made(secret, "state"), _made(secret, "nonce"), _made(secret, "verifier")
            )
        except LoginError as error:
            return _failed(request, error)
        answer = RedirectResponse(address, 303, HEADERS)
        kept = f"{secret}.{quote(inside(request.query_params.get('next', '')), safe='')}"
        answer.set_cookie(
            cookie, kept, max_age=MINUTES * 60, path="/", httponly=True, samesite="lax",
            secure=oidc.secure,
        )  # fmt: skip
        return answer

    @router.get(CALLBACK)
    async def callback(request: Request) -> Response:
        """Let in whom the provider vouches for, if a rule of the team does."""
        answer = await _come_back(request, request.cookies.get(cookie, ""), oidc, provider)
        answer.delete_cookie(cookie, path="/", secure=oidc.secure)
        return answer

    return router


async def _come_back(request: Request, kept: str, oidc: Oidc, provider: Provider) -> Response:
    said = request.query_params
    secret, _, onward = kept.partition(".")
    state = said.get("state", "").encode("utf-8", "replace")
    if not secret or not hmac.compare_digest(state, _made(secret, "state").encode()):
        return trouble(request, 400, TITLE, AGAIN)
    if "error" in said or not said.get("code"):
        return trouble(request, 403, TITLE, REFUSED)
    verifier, nonce = _made(secret, "verifier"), _made(secret, "nonce")
    try:
        claims = await provider.claims(said["code"], verifier, nonce, said.get("iss"))
    except LoginError as error:
        return _failed(request, error)
    person = admitted(oidc, claims)
    if person is None or not set(person.scopes) & set(sessions.REVIEWS):
        return trouble(request, 403, TITLE, UNKNOWN)
    request.state.key = person.name
    answer = see(inside(unquote(onward)))
    try:
        await sessions.start(
            request, answer, person.name, person.scopes, via="oidc", secure=oidc.secure
        )
    except InputError:
        return trouble(request, 403, TITLE, UNKNOWN)
    return answer


def _made(secret: str, what: str) -> str:
    """Make one of the values of a login from its secret; none tells anything of another."""
    return hmac.new(secret.encode("utf-8", "replace"), what.encode(), hashlib.sha256).hexdigest()


def _failed(request: Request, error: LoginError) -> Response:
    status = 503 if error.later else 403
    later = "Try again in a minute." if error.later else "Go to the login page to begin again."
    said = str(error)
    return trouble(request, status, TITLE, f"{said[:1].upper()}{said[1:]}. {later}")
