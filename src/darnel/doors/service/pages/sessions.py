"""Who sits at the review page: a cookie that holds a secret, and what the database knows of it.

Whoever logs people in, by key or by OIDC, calls `start`; whoever needs to know who asks, `person_of`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.queue import desk_of
from darnel.doors.service.state import state_of
from darnel.queue.sessions import Session

COOKIE = "darnel_session"
VISIT = "darnel_visit"
"""The cookie of who is not logged in yet: it ties the login form to their browser."""

PATH = "/review"

REVIEWS = ("review", "admin")
"""Who has one of these scopes may use the review page."""


@dataclass(frozen=True, slots=True)
class Person:
    """Hold who asks: the name that decisions bear, what they may do, and the secret of their session."""

    name: str
    scopes: tuple[str, ...]
    secret: str

    @property
    def token(self) -> str:
        """Give what each form of this session has to hold, which another site can't know."""
        return form_token(self.secret)


async def start(
    request: Request, response: Response, name: str, scopes: Sequence[str], *, via: str,
    secure: bool | None = None,
) -> None:  # fmt: skip
    """Log somebody in: the response gives their browser the cookie.

    `name` is the reviewer's, `scopes` are those of `darnel.doors.service.scopes`; `via` is
    `key:` and the key's id, `local`, or `oidc`. `secure` keeps the cookie to HTTPS; None: as the
    request came. Raises InputError if the name can't be a reviewer's.
    """
    life = state_of(request).settings.pages.life
    desk = desk_of(request)
    secret = await desk.ask(desk.store.sessions.begin, name, list(scopes), via, life)
    put_cookie(request, response, COOKIE, secret, int(life.total_seconds()), secure=secure)
    response.delete_cookie(VISIT, path=PATH)


async def find(request: Request) -> Person | None:
    """Give who asks; None if they are not logged in, or may not any more."""
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    desk = desk_of(request)
    session = await desk.ask(desk.store.sessions.find, secret)
    scopes = None if session is None else _allowed(request, session)
    if session is None or scopes is None:
        return None
    return Person(session.name, scopes, secret)


async def end(request: Request, response: Response) -> None:
    """Log out."""
    desk = desk_of(request)
    await desk.ask(desk.store.sessions.end, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path=PATH)


def form_token(secret: str) -> str:
    """Give the token that forms hold, from the secret of a cookie."""
    return hmac.new(secret.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def visit(request: Request, response: Response) -> str:
    """Give the token of the login form, and the browser the cookie that it belongs to."""
    secret = request.cookies.get(VISIT) or secrets.token_hex(16)
    put_cookie(request, response, VISIT, secret, 3600)
    return form_token(secret)


def put_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int, *,
    secure: bool | None = None,
) -> None:  # fmt: skip
    """Set a cookie that no script reads; Lax, so that a link in a chat opens a case."""
    response.set_cookie(
        name, value, max_age=seconds, path=PATH, httponly=True, samesite="lax",
        secure=came_by_https(request) if secure is None else secure,
    )  # fmt: skip


def came_by_https(request: Request) -> bool:
    """Tell whether the browser speaks HTTPS; behind a proxy its Origin header says so."""
    origin = request.headers.get("origin", "")
    return request.url.scheme == "https" or origin.startswith("https://")


def _allowed(request: Request, session: Session) -> tuple[str, ...] | None:
    """Give what a session may do now; None if what it came in by is no longer there."""
    keys = state_of(request).keys
    if session.via == "local":
        return session.scopes if keys is None else None
    if session.via.startswith("key:"):
        key = None if keys is None else keys.called(session.via.removeprefix("key:"))
        return None if key is None or not key.allows("review") else tuple(key.scopes)
    return session.scopes if set(session.scopes) & set(REVIEWS) else None
