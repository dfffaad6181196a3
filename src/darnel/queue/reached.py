"""How far down a queue is known to be empty, so that a claim need not walk there again."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

STALE = timedelta(seconds=1)
"""How old an order of cases may be."""

MOST_KEPT = 10_000


class Reached:
    """Remember for a second down to which rank a person claimed of a queue.

    What was claimed before stays in the index until PostgreSQL tidies up, and each claim would walk past
    all of it. So a claim begins where the same person's last one ended; what other processes put in
    above that waits a second at most. This process's own are seen at once, for they have it forget.
    """

    def __init__(self) -> None:
        self._reached: dict[tuple[str, str, str], tuple[float, datetime]] = {}

    def of(self, who: str, tenant: str, queue: str, now: datetime) -> float:
        """Give the rank to begin at, infinity for the first."""
        rank, since = self._reached.get((who, tenant, queue), (math.inf, now))
        return rank if timedelta() <= now - since < STALE else math.inf

    def note(self, who: str, tenant: str, queue: str, rank: float, now: datetime) -> None:
        """Take down that a person claimed a case of this rank as the first."""
        rank_before, since = self._reached.get((who, tenant, queue), (math.inf, now))
        begun = rank_before < math.inf and timedelta() <= now - since < STALE
        if len(self._reached) >= MOST_KEPT:
            self.forget()
        self._reached[who, tenant, queue] = rank, since if begun else now

    def forget(self) -> None:
        """Begin at the first again."""
        self._reached.clear()
