"""What a team sets about its queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from darnel.assessment import Band
from darnel.queue.clock import Clock, Names, system_clock
from darnel.queue.sampling import Sampler, Why


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold the queue's times and rules.

    `lease` is how long a claim holds without a heartbeat, `undo` how long a decision can be taken
    back before anybody is told. `due` is how long a case may wait, by why it was chosen; `due_else`
    for the others. Cases of the bands `two_reviews` need two people. `clock` gives the time; `names`
    makes ids from it.
    """

    lease: timedelta = timedelta(minutes=10)
    undo: timedelta = timedelta(seconds=30)
    due: Mapping[Why, timedelta] = field(default_factory=lambda: {"report": timedelta(days=1)})
    due_else: timedelta = timedelta(days=3)
    two_reviews: frozenset[Band] = frozenset()
    sampler: Sampler = field(default_factory=Sampler)
    clock: Clock = system_clock
    names: Callable[[Clock], Names] = Names

    def waiting(self, why: Why) -> timedelta:
        """Give how long a case chosen for this reason may wait."""
        return self.due.get(why, self.due_else)
