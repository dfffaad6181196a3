"""What a worker is told at its start, and the bounds that it keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from darnel.doors import Loading
from darnel.doors.worker.addresses import Address

MB = 2**20


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold whence, whither, and how much at once.

    `in_hand` bounds the messages taken and not yet answered; `takeover` is the seconds after which
    another worker takes what one has left lying (Redis, NATS; others know when a worker dies).
    `deliveries` is how often a message may come before it is given up. `size` bounds a message in
    bytes, `characters` the fields of an article together. `source` is that of the events out;
    `queue` the database of a review queue that every article goes into as well.
    """

    articles: Address
    answers: Address
    dead: Address
    loading: Loading = field(default_factory=Loading)
    source: str = "/darnel"
    in_hand: int = 64
    takeover: float = 60.0
    deliveries: int = 25
    size: int = 10 * MB
    characters: int = 1_000_000
    grace: float = 30.0
    queue: str | None = None
