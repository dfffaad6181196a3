"""Who may ask: a key in `Authorization: Bearer` or `X-API-Key`, or anybody on this machine.

Where another program can send nothing else, the key is also the password of `Authorization: Basic`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import (
    APIKeyHeader,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
)

from darnel.doors.service.problems import Problem
from darnel.doors.service.scopes import Scope
from darnel.doors.service.state import state_of

_BEARER = HTTPBearer(auto_error=False, scheme_name="bearer", description="A key of this service.")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="header")

_BASIC = HTTPBasic(
    auto_error=False, scheme_name="basic", description="The password is a key; any user name."
)

_ASK = {"WWW-Authenticate": 'Bearer realm="darnel"'}


def needs(*scopes: Scope) -> Any:  # noqa: ANN401 (FastAPI's dependency has no public type)
    """Let a request in whose key has one of these scopes; a service without keys lets all in.

    The key's name is then in `request.state.key`, "" where there are no keys.
    """

    async def check(
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
        header: Annotated[str | None, Security(_HEADER)],
    ) -> None:
        _admit(request, scopes, bearer.credentials if bearer is not None else header)

    return Security(check)


def needs_or_basic(*scopes: Scope) -> Any:  # noqa: ANN401
    """Let a request in as `needs` does, or by a key that is the password of HTTP Basic."""

    async def check(
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
        header: Annotated[str | None, Security(_HEADER)],
        basic: Annotated[HTTPBasicCredentials | None, Security(_BASIC)],
    ) -> None:
        password = basic.password if basic is not None else None
        _admit(request, scopes, bearer.credentials if bearer is not None else header or password)

    return Security(check)


def _admit(request: Request, scopes: Sequence[Scope], said: str | None) -> None:
    ring = state_of(request).keys
    request.state.key = ""
    if ring is None:
        return
    if not said:
        raise Problem("no-key", "send a key as Authorization: Bearer KEY", headers=_ASK)
    key = ring.find(said)
    if key is None:
        raise Problem(
            "no-key", "this key is not known here; ask who runs the service for one", headers=_ASK
        )
    if not key.allows(*scopes):
        wanted = " or ".join(scopes)
        raise Problem(
            "not-allowed", f"the key has scope {', '.join(key.scopes)}; this needs {wanted}"
        )
    request.state.key = key.name
