"""What happens to every request: its id, the host it names, headers, the count, the log line."""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path
from random import Random
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from darnel.doors.service.metrics import Metrics
from darnel.doors.service.problems import Problem
from darnel.doors.service.settings import is_loopback

LOG = logging.getLogger("darnel.service")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Set on every answer that does not say otherwise."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

FRAMES = 8
"""Places of our own code, the innermost, that the log has of a fault; and the one where it arose."""

_OURS = str(Path(__file__).parents[2])

_REQUEST_ID = re.compile(r"[\w.\-]{1,64}")

_NAMES = Random()
"""Names requests. The system's randomness is a call during which the scoring thread takes the interpreter."""


class Front:
    """Stand before an application: nothing it raises leaves here, and no article text either."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, loopback_only: bool) -> None:
        self._app, self._metrics, self._loopback_only = app, metrics, loopback_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = Headers(scope=scope)
        given = said.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else f"{_NAMES.getrandbits(64):016x}"
        scope.setdefault("state", {})["request_id"] = request_id
        answered = _Answered(send, request_id)
        started = perf_counter()
        try:
            self._check_host(said)
            _check_length(said)
            await self._app(scope, receive, answered)
        except Problem as problem:
            await problem.response(request_id)(scope, receive, answered)
        except Exception as error:
            _log_fault(error, request_id)
            if not answered.status:
                fault = Problem("failed", f"report it, with request {request_id}; it is in the log")
                await fault.response(request_id)(scope, receive, answered)
        finally:
            self._count(scope, answered.status, perf_counter() - started, request_id)

    def _check_host(self, said: Headers) -> None:
        """Refuse pages of the web that call this machine by a name of theirs (DNS rebinding)."""
        host = said.get("host", "")
        if self._loopback_only and not is_loopback(re.sub(r":\d+$", "", host)):
            raise Problem("wrong-host", "without keys only localhost is served, by that name")

    def _count(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        key = scope["state"].get("key", "")
        LOG.info(
            "%s %s %d %.0f ms key=%s request=%s", method, route, status, seconds * 1000,
            key or "-", request_id,
        )  # fmt: skip


def _check_length(said: Headers) -> None:
    """Refuse a body of two lengths: a proxy could take its end for another request."""
    if "transfer-encoding" in said and "content-length" in said:
        raise Problem(
            "refused", "send Content-Length or Transfer-Encoding, not both",
            headers={"Connection": "close"},
        )  # fmt: skip


class _Answered:
    """Send an answer with our headers, and remember its status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send, self._request_id = send, request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers["X-Request-Id"] = self._request_id
        await self._send(message)


def _log_fault(error: Exception, request_id: str) -> None:
    """Log where a fault arose, without its message: that could hold words of an article."""
    every = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in every[:-1] if frame.filename.startswith(_OURS)]
    frames = [*ours[-FRAMES:], *every[-1:]]
    where = "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
    LOG.error("request %s failed: %s\n%s", request_id, type(error).__name__, where)
