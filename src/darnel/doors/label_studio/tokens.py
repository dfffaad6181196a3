"""Who asks: a personal access token, which buys another for five minutes, or a legacy one."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx

from darnel.errors import InputError

VARIABLE = "LABEL_STUDIO_API_KEY"

_JWT_DOTS = 2
"""A personal access token is a JSON Web Token; a legacy one has 40 hexadecimal digits."""

_UNAUTHORISED = 401


def token_of(file: Path | None) -> str:
    """Read the token off a file, else off the environment; raise InputError without one."""
    try:
        said = os.environ.get(VARIABLE, "") if file is None else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} can't be read as a token; it is a file of one line") from error
    token = said.strip()
    where = VARIABLE if file is None else str(file)
    if not token:
        raise InputError(f"{where} holds no token of Label Studio; set {VARIABLE} or --token-file")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(f"{where} holds no token: a token is one word of ASCII")
    return token


def auth_of(url: str, token: str) -> httpx.Auth:
    """Give what puts a token on requests to a server."""
    return Personal(url, token) if token.count(".") == _JWT_DOTS else Legacy(token)


class Legacy(httpx.Auth):
    """Send a legacy token as it is."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request."""
        request.headers["Authorization"] = f"Token {self._token}"
        yield request


class Personal(httpx.Auth):
    """Buy an access token with a personal one, and another when it is no longer taken."""

    requires_response_body = True

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        self._access = ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request, twice if the first was refused."""
        bought = not self._access
        if bought:
            self._take((yield self._purchase()))
        request.headers["Authorization"] = f"Bearer {self._access}"
        answer = yield request
        if answer.status_code == _UNAUTHORISED and not bought:
            self._take((yield self._purchase()))
            request.headers["Authorization"] = f"Bearer {self._access}"
            yield request

    def _purchase(self) -> httpx.Request:
        return httpx.Request(
            "POST", f"{self._url}/api/token/refresh", json={"refresh": self._token}
        )

    def _take(self, answer: httpx.Response) -> None:
        """Keep the token that was bought; without one the server refuses what follows, and says why."""
        try:
            said: Any = answer.json()
        except ValueError:
            said = None
        access = said.get("access") if isinstance(said, dict) else None
        self._access = access if isinstance(access, str) else ""
