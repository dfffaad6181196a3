"""What a worker has done, in numbers: for its log, its progress and its last words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from darnel.assessment import Assessment
from darnel.doors.summary import Summary, duration
from darnel.doors.worker.messages import Parcel, Reason


@dataclass(slots=True)
class Tally:
    """Count messages: `in_hand` are taken and not answered yet, `most_in_hand` their highest number.

    `again` counts those that had come before; `dead` those without an answer, by reason.
    """

    messages: int = 0
    bytes: int = 0
    again: int = 0
    in_hand: int = 0
    most_in_hand: int = 0
    dead: Counter[Reason] = field(default_factory=Counter)
    scored: Summary = field(default_factory=Summary)

    def begin(self, parcels: Sequence[Parcel]) -> None:
        """Count messages that were taken."""
        self.in_hand += len(parcels)
        self.most_in_hand = max(self.most_in_hand, self.in_hand)
        self.again += sum(parcel.deliveries > 1 for parcel in parcels)

    def end(self, parcels: Sequence[Parcel], *, done: bool) -> None:
        """Count messages that are in hand no more, `done` or to come again."""
        self.in_hand -= len(parcels)
        if done:
            self.messages += len(parcels)
            self.bytes += sum(len(parcel.body) for parcel in parcels)

    def answered(self, assessment: Assessment) -> None:
        """Count an answer."""
        self.scored.add(Summary.of([assessment], {}))

    def line(self) -> str:
        """Say all of it in a line, as in "12 messages: 10 clear, 1 review, 1 block"."""
        parts = self.scored.parts()
        if self.dead:
            why = ", ".join(f"{count:,} {reason}" for reason, count in self.dead.most_common())
            parts.append(f"{self.dead.total():,} dead ({why})")
        if self.again:
            parts.append(f"{self.again:,} came again")
        noun = "message" if self.messages == 1 else "messages"
        return f"{self.messages:,} {noun}: {', '.join(parts)}"

    def time_line(self, seconds: float) -> str:
        """Say how fast it went in so many seconds, and how much was in hand at once."""
        rate = f"{self.messages / seconds:,.0f}" if seconds > 0 else "0"
        return (
            f"{duration(seconds)}, {rate} messages a second, at most {self.most_in_hand:,} in hand"
        )
