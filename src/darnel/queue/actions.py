"""What somebody asks of a case. `who` is a person, or `SYSTEM` where the queue acts by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from darnel.queue.case import Verdict

SYSTEM = "darnel"
"""Who acts where nobody asked."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Take an open case into one's hands."""

    who: str
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Renew:
    """Keep a case in one's hands for longer."""

    who: str
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """Give a case back."""

    who: str
    token: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Give a case back and not be offered it again in this round."""

    who: str
    token: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Put a case off."""

    who: str
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Escalate:
    """Give a case to those who read another queue."""

    who: str
    token: str
    queue: str


@dataclass(frozen=True, slots=True)
class AskSecond:
    """Have a second person review a case too."""

    who: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Give a verdict. Without a token it is given on an open case that nobody holds, in bulk."""

    who: str
    token: str | None
    verdict: Verdict
    undo_until: datetime


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back one's verdict and hold the case again."""

    who: str
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Appeal:
    """Have a decided case judged again, by somebody else."""

    who: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a case again because its article or its band changed."""

    who: str
    due_at: datetime
    required: int


@dataclass(frozen=True, slots=True)
class Refresh:
    """Note that the article or the band of a waiting case changed."""

    who: str


@dataclass(frozen=True, slots=True)
class Close:
    """End a waiting case without a verdict."""

    who: str


@dataclass(frozen=True, slots=True)
class Expire:
    """End a lease that ran out."""

    who: str = SYSTEM


@dataclass(frozen=True, slots=True)
class Resume:
    """Open a held case again when its time has come."""

    who: str = SYSTEM


@dataclass(frozen=True, slots=True)
class Overdue:
    """Note that a case waits longer than it should."""

    who: str = SYSTEM


Action = (
    Claim | Release | Skip | Hold | Escalate | AskSecond | Decide | Undo | Appeal | Reopen
    | Refresh | Close | Expire | Resume | Overdue
)  # fmt: skip
