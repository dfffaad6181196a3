"""In which order cases are given out, and the sentence that says why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from darnel.assessment import Assessment
from darnel.queue.clock import EPOCH
from darnel.queue.sampling import Choice

A_DAY = 1.0
"""What a day of waiting is worth: as much as the worst quality is against the best, so a case that
was passed over for a day goes before every newer one."""

REACH = 0.25
"""What a million readers are worth; each tenfold is a sixth of it."""

CROWD = 0.25
"""What each doubling of a source's waiting cases takes from the next, so that no source floods."""

EVEN = 0.5
"""Urgency of what was sampled for audit or without a quality: its place must not tell its score."""

_MILLION = 6


@dataclass(frozen=True, slots=True)
class Priority:
    """Hold the parts of a case's place.

    rank = urgency + REACH · min(1, log10(1 + readers) / 6) - CROWD · log2(1 + ahead)
           - A_DAY · days(opened at)

    Higher goes first. Waiting counts through the time of opening: since each case ages at the same
    pace, their order never changes while they wait, and the database can keep it as a column.
    """

    urgency: float
    reach: float
    crowd: float
    opened_at: datetime

    @property
    def rank(self) -> float:
        """Give the place as one number; only its order means anything."""
        days = (self.opened_at - EPOCH) / timedelta(days=1)
        return self.urgency + self.reach - self.crowd - A_DAY * days

    def reason(self) -> str:
        """Say why the case stands where it does."""
        parts = [f"urgency {self.urgency:.2f}"]
        if self.reach:
            parts.append(f"+{self.reach:.2f} for its readers")
        if self.crowd:
            parts.append(f"-{self.crowd:.2f} for other waiting cases of its source")
        parts.append(f"ageing since {self.opened_at:%Y-%m-%d %H:%M}")
        return ", ".join(parts) + "."


def priority(
    assessment: Assessment, choice: Choice, *, readers: int, ahead: int, opened_at: datetime
) -> Priority:
    """Work out the place of a case.

    `readers` is how many people the article reached, 0 if unknown; `ahead` counts the cases of its
    source that wait already. Urgency is 1 - quality in [0, 1], 1 for what somebody reported.
    """
    urgency = EVEN if assessment.quality is None else 1 - assessment.quality
    if choice.why == "audit":
        urgency = EVEN
    if choice.why == "report":
        urgency = 1.0
    reach = REACH * min(1.0, math.log10(1 + max(0, readers)) / _MILLION)
    return Priority(urgency, reach, CROWD * math.log2(1 + max(0, ahead)), opened_at)
