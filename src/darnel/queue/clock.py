"""Time and names, handed in: nothing in the queue looks at a clock or throws dice by itself."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

Clock = Callable[[], datetime]
"""Gives the time now, with its zone."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_SHIFTS = range(120, -1, -10)


def system_clock() -> datetime:
    """Give the time now in UTC."""
    return datetime.now(UTC)


def micros(moment: datetime) -> int:
    """Give a moment as microseconds since 1970; raise ValueError if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(count: int) -> datetime:
    """Give the moment so many microseconds after 1970, in UTC."""
    return EPOCH + timedelta(microseconds=count)


class Names:
    """Make names that sort by the time they were made at (ULIDs), and tokens that nobody guesses.

    `entropy` gives so many random bytes.
    """

    def __init__(self, clock: Clock, entropy: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._clock, self._entropy = clock, entropy
        self._last = 0
        self._lock = Lock()

    def new(self, kind: str) -> str:
        """Make a name such as `case_01JD…`; those of one process rise even within a millisecond."""
        return self.several(kind, 1)[0]

    def several(self, kind: str, count: int) -> list[str]:
        """Make so many names, in rising order."""
        drawn = self._drawn(_RANDOM_BITS // 8, count)
        with self._lock:
            stamp = micros(self._clock()) // 1000 << _RANDOM_BITS
            numbers = []
            for part in drawn:
                number = stamp | int.from_bytes(part)
                self._last = number if number > self._last else self._last + 1
                numbers.append(self._last)
        return [
            f"{kind}_{''.join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])}"
            for number in numbers
        ]

    def token(self) -> str:
        """Make a secret of 128 bits, in hexadecimal."""
        return self.tokens(1)[0]

    def tokens(self, count: int) -> list[str]:
        """Make so many secrets."""
        return [part.hex() for part in self._drawn(16, count)]

    def _drawn(self, size: int, count: int) -> list[bytes]:
        """Draw all at once: each draw is a call during which other threads take the interpreter."""
        drawn = self._entropy(size * count)
        return [drawn[at : at + size] for at in range(0, size * count, size)]
