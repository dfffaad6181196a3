"""The review queue over HTTP: articles in, cases through people's hands, decisions out.

`desk_of` gives a request what all of these routes share.
"""

from __future__ import annotations

from darnel.doors.service.queue.desk import Desk, desk_of, reviewer_of

__all__ = ["Desk", "desk_of", "reviewer_of"]
