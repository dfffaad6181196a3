"""Calls to a Label Studio server: signed, in bounded time, tried again where that is safe."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from darnel.doors.label_studio.refusals import LabelStudioError, UnsureError, refusal
from darnel.doors.label_studio.tokens import auth_of
from darnel.errors import InputError
from darnel.queue.plain import encoded

TIMEOUT = httpx.Timeout(10.0, read=120.0, write=60.0)
"""Seconds; an import of many tasks, and an export, are answered late."""

TRIES = 5

LONGEST_WAIT = 60.0
"""Seconds between two tries, whatever the server asks."""

_BUSY = frozenset({429, 503})
"""Statuses that say that nothing was done."""

_BROKEN = frozenset({500, 502, 504})
"""Statuses that do not say whether anything was done."""

_GOOD = range(200, 300)


class LabelStudio:
    """Call the server at a URL with a token of it."""

    def __init__(
        self, url: str, token: str, *, transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.url = checked_url(url)
        self._sleep = sleep
        self._client = httpx.Client(
            auth=auth_of(self.url, token), timeout=TIMEOUT, transport=transport,
            headers={"User-Agent": "darnel"}, follow_redirects=False,
        )  # fmt: skip

    def __enter__(self) -> LabelStudio:
        """Use it; its connections end with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 (JSON)
        """Ask for something."""
        return self._called("GET", path, params=params)

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401
        """Make something. Raises UnsureError where nobody can tell whether it was made."""
        return self._called("POST", path, body)

    def patch(self, path: str, body: object) -> Any:  # noqa: ANN401
        """Change something."""
        return self._called("PATCH", path, body)

    def _called(
        self, method: str, path: str, body: object = None, params: Mapping[str, Any] | None = None
    ) -> Any:  # noqa: ANN401
        for left in reversed(range(TRIES)):
            try:
                answer = self._client.send(self._request(method, path, body, params))
            except httpx.TransportError as error:
                self._pause_or_raise(method, left, error)
                continue
            again = _BUSY if method == "POST" else _BUSY | _BROKEN
            if answer.status_code not in again or not left:
                return self._read(answer, method)
            self._sleep(_wait(answer, TRIES - left))
        raise AssertionError("unreachable")

    def _request(
        self, method: str, path: str, body: object, params: Mapping[str, Any] | None
    ) -> httpx.Request:
        content = None if body is None else encoded(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        url = f"{self.url}{path}"
        return self._client.build_request(
            method, url, content=content, headers=headers, params=params
        )

    def _pause_or_raise(self, method: str, left: int, error: httpx.TransportError) -> None:
        unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        what = f"{self.url} gave no answer ({type(error).__name__})"
        if method == "POST" and not unsent:
            raise UnsureError(what) from error
        if not left:
            raise LabelStudioError(f"{what}; is Label Studio up, and --url its address?") from error
        self._sleep(min(2.0 ** (TRIES - left), LONGEST_WAIT))

    def _read(self, answer: httpx.Response, method: str) -> Any:  # noqa: ANN401
        if answer.status_code not in _GOOD:
            if method == "POST" and answer.status_code in _BROKEN:
                raise UnsureError(f"{self.url} failed with status {answer.status_code}")
            raise refusal(self.url, answer)
        try:
            return answer.json()
        except ValueError as error:
            raise LabelStudioError(f"what answers at {self.url} is no Label Studio") from error


def checked_url(url: str, option: str = "--url") -> str:
    """Give an address without a slash at its end; raise InputError if it is none, or holds a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{option} is an address, as in https://labels.example")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError(f"{option} must not hold a user name, a password or a query")
    return url.rstrip("/")


def _wait(answer: httpx.Response, tried: int) -> float:
    said = answer.headers.get("retry-after", "")
    seconds = float(said) if said.isdecimal() else 2.0**tried
    return min(seconds, LONGEST_WAIT)
