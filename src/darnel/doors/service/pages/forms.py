"""Forms in: read within bounds, and only from our own pages."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends
from starlette.requests import Request

from darnel.doors.service.bodies import body_of
from darnel.doors.service.pages.answers import Instead, see, trouble, wants_json
from darnel.doors.service.pages.sessions import Person, find
from darnel.doors.service.problems import Problem
from darnel.doors.service.state import state_of

LARGEST = 256 * 1024
"""Bytes of a form: a reason of 10,000 characters of any script, and its findings."""

STRANGERS = 4096
"""Bytes of a form from who is not logged in: a thousand of them together hold no memory to speak of."""

MOST_FIELDS = 5_000

MEDIA = "application/x-www-form-urlencoded"

ANEW = "The form is not of this session: go back, load the page again, and repeat it."


@dataclass(frozen=True, slots=True)
class Form:
    """Hold the fields of a form."""

    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        """Give the value of a field, the last of several; "" without one."""
        return self.fields.get(name, [""])[-1]

    def all(self, name: str) -> tuple[str, ...]:
        """Give all values of a field."""
        return tuple(self.fields.get(name, ()))

    def number(self, name: str) -> int:
        """Give a whole number; raise Problem if the field is none."""
        said = self.one(name)
        if not (said.isascii() and said.isdecimal() and len(said) < 10):  # noqa: PLR2004 (fits any column)
            raise Problem("refused", "the form is broken; load the page again")
        return int(said)


async def person_of(request: Request) -> Person:
    """Give who is logged in; send anybody else to log in first."""
    person = await find(request)
    if person is None:
        if wants_json(request):
            raise Instead(trouble(request, 401, "You are logged out", "Log in in another tab."))
        here = request.url.path if request.method == "GET" else "/review"
        raise Instead(see(f"/review/login?next={here}"))
    request.state.key = person.name
    return person


Someone = Annotated[Person, Depends(person_of)]


async def form_of(request: Request, person: Someone) -> Form:
    """Read a form of somebody who is logged in."""
    form = await read(request)
    check_token(form, person.token)
    return form


Sent = Annotated[Form, Depends(form_of)]


async def read(request: Request, largest: int = LARGEST) -> Form:
    """Read a form of so many bytes; raise Problem if it comes from elsewhere, or is no form."""
    check_origin(request)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != MEDIA:
        raise Problem("wrong-type", f"a form is sent as {MEDIA}")
    service = state_of(request)
    async with body_of(request, service.held, largest, service.settings.read_seconds) as body:
        try:
            fields = parse_qs(
                body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS
            )
        except ValueError as error:
            raise Problem("refused", "the form is broken; load the page again") from error
    return Form(fields)


def check_origin(request: Request) -> None:
    """Raise Problem for a form on a page of another site."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if site not in ("same-origin", "none") or (
        origin is not None and urlsplit(origin).netloc.lower() != host.lower()
    ):
        raise Problem("refused", "this form comes from another site", status=403)


def check_token(form: Form, token: str) -> None:
    """Raise Problem for a form without the token of its session."""
    said = form.one("csrf").encode("utf-8", "replace")
    if not hmac.compare_digest(said, token.encode()):
        raise Problem("refused", ANEW, status=403)
