"""What goes wrong, as problem details (RFC 9457): what, where, and what to do; never article text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

MEDIA = "application/problem+json"

TITLES: Mapping[str, tuple[int, str]] = {
    "not-json": (400, "The body can't be read"),
    "no-key": (401, "A key is needed"),
    "not-genuine": (401, "The signature does not hold"),
    "not-allowed": (403, "The key does not allow this"),
    "wrong-host": (403, "Only this machine is served"),
    "not-found": (404, "There is nothing here"),
    "wrong-method": (405, "Another method is needed"),
    "too-slow": (408, "The body took too long to come"),
    "too-large": (413, "The request is too large"),
    "conflict": (409, "The case does not stand so"),
    "wrong-type": (415, "The body is of a type that is not read"),
    "not-valid": (422, "The request is not valid"),
    "failed": (500, "darnel failed"),
    "busy": (503, "Too much is waiting"),
    "no-room": (507, "The disk is full"),
    "not-ready": (503, "The service is not ready"),
    "refused": (400, "The request was refused"),
}
"""The kinds of problem: the end of `type`, the status, the title."""


class Problem(Exception):  # noqa: N818 (the name of the RFC)
    """Refuse a request: the kind, a sentence, the places in the body, headers of the answer.

    `more` are further members of the answer.
    """

    def __init__(
        self, kind: str, detail: str, *, errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None, status: int | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.kind, self.detail = kind, detail
        self.more = dict(more or {})
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.status = TITLES[kind][0] if status is None else status

    def response(self, request_id: str) -> Response:
        """Give the answer."""
        said: dict[str, Any] = {
            "type": f"urn:darnel:problem:{self.kind}",
            "title": TITLES[self.kind][1],
            "status": self.status,
            "detail": self.detail,
            "request_id": request_id,
            **self.more,
        }
        if self.errors:
            said["errors"] = [{"pointer": at, "detail": detail} for at, detail in self.errors]
        return Response(json.dumps(said), self.status, self.headers, MEDIA)


def not_valid(pointer: str, detail: str) -> Problem:
    """Refuse what stands at one place of the body."""
    return Problem("not-valid", f"{pointer}: {detail}", errors=[(pointer, detail)])


def pointed(faults: Sequence[tuple[str, str]]) -> Problem:
    """Refuse what stands at several places of the body."""
    detail = "; ".join(f"{at}: {what}" for at, what in faults[:3])
    return Problem("not-valid", detail, errors=faults)


def conflict(code: str, detail: str, *, draft_kept: bool = False) -> Problem:
    """Refuse what a case's state does not allow; `code` says which rule, for machines."""
    more = {"code": code} | ({"draft_kept": True} if draft_kept else {})
    return Problem("conflict", detail, more=more)


def busy(detail: str, seconds: int = 1) -> Problem:
    """Refuse for now; the client may come again after some seconds."""
    return Problem("busy", detail, headers={"Retry-After": str(max(1, seconds))})
