"""The verdict that a person gave last: while it can be taken back, each page offers it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from darnel.doors.service.pages.sessions import put_cookie
from darnel.queue.case import Verdict
from darnel.queue.refusals import NoSuchCase
from darnel.queue.store import Store

LAST = "darnel_last"
"""The cookie that names the case decided last."""


@dataclass(frozen=True, slots=True)
class Last:
    """Hold a verdict that can be taken back: until when, in milliseconds from now."""

    case_id: str
    title: str
    version: int
    verdict: Verdict
    left_ms: int


def remember(request: Request, response: Response, case_id: str, seconds: float) -> None:
    """Have the next pages offer to take the verdict on this case back."""
    put_cookie(request, response, LAST, case_id, int(seconds))


def last_of(request: Request, store: Store, who: str) -> Last | None:
    """Give the verdict of a person that can still be taken back; None if there is none."""
    case_id = request.cookies.get(LAST, "")
    if not case_id:
        return None
    try:
        work = store.get(case_id)
    except NoSuchCase:
        return None
    case = work.case
    now = store.now()
    if case.undo is None or case.undo.by != who or case.undo.until <= now or not case.verdicts:
        return None
    left = int((case.undo.until - now).total_seconds() * 1000)
    return Last(case_id, work.article.title, case.version, case.verdicts[-1][1], left)
