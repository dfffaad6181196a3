"""Who may ask: a key in `Authorization: Bearer` or `X-API-Key`, or anybody on this machine."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from darnel.doors.service.problems import Problem
from darnel.doors.service.scopes import Scope
from darnel.doors.service.state import state_of

_BEARER = HTTPBearer(auto_error=False, scheme_name="bearer", description="A key of this service.")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="header")

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
        ring = state_of(request).keys
        request.state.key = ""
        if ring is None:
            return
        said = bearer.credentials if bearer is not None else header
        if not said:
            raise Problem("no-key", "send a key as Authorization: Bearer KEY", headers=_ASK)
        key = ring.find(said)
        if key is None:
            raise Problem(
                "no-key",
                "this key is not known here; ask who runs the service for one",
                headers=_ASK,
            )
        if not key.allows(*scopes):
            wanted = " or ".join(scopes)
            raise Problem(
                "not-allowed", f"the key has scope {', '.join(key.scopes)}; this needs {wanted}"
            )
        request.state.key = key.name

    return Security(check)
