"""The review queue over HTTP: articles in, cases through people's hands, decisions out.

`desk_of` gives a request what all of these routes share.
"""

from __future__ import annotations

from fastapi import APIRouter

from darnel.doors.service.queue.desk import Desk, desk_of, reviewer_of

__all__ = ["Desk", "desk_of", "reviewer_of", "routers"]


def routers() -> list[APIRouter]:
    """Give the queue's routes."""
    from darnel.doors.service.queue import cases, figures, home, items, moves, outside, verdicts

    return [part.router for part in (items, verdicts, cases, moves, home, outside, figures)]
