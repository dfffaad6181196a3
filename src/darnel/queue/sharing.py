"""Calls that wait for the same thing are answered together, as a bus takes all who stand at the stop."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

Kind = TypeVar("Kind", bound=Hashable)
Wish = TypeVar("Wish")
Got = TypeVar("Got")


LINGER = 0.001
"""Seconds that one waits for those who shared the answer before, which ended no longer ago: they come
back one by one, and the first of them would else go alone and have all others wait."""


class Shared(Generic[Kind, Wish, Got]):
    """Answer what threads ask while an answer is under way by the next one, all of a kind at once.

    `serve` answers wishes of one kind, in their order. Who comes while nothing is under way is served at
    once, alone; only after an answer that several shared does the next wait LINGER for as many. `weight` says how much room a wish takes of `most`; one that
    takes more goes alone.
    """

    def __init__(
        self, serve: Callable[[Kind, Sequence[Wish]], Sequence[Got]], most: int,
        weight: Callable[[Wish], int] = lambda _: 1,
    ) -> None:  # fmt: skip
        self._serve, self._most, self._weight = serve, most, weight
        self._lock = Lock()
        self._under_way = False
        self._last, self._ended = 1, 0.0
        self._lingering: _Call[Kind, Wish, Got] | None = None
        self._waiting: deque[_Call[Kind, Wish, Got]] = deque()

    def ask(self, kind: Kind, wish: Wish) -> Got | None:
        """Give the answer; None if it was to come with those of others, and failed.

        What `serve` raises is raised to the one whose thread ran it.
        """
        mine = _Call[Kind, Wish, Got](kind, wish)
        with self._lock:
            waits, self._under_way = self._under_way, True
            if waits:
                self._waiting.append(mine)
            if self._lingering is not None and self._all_back():
                self._lingering.called.release()
                self._lingering = None
        if waits:
            mine.called.acquire()
        if not waits or mine.drives:
            self._drive(mine)
        return mine.got

    def _drive(self, mine: _Call[Kind, Wish, Got]) -> None:
        self._linger(mine)
        calls = self._joined(mine)
        try:
            answers = self._serve(mine.kind, [call.wish for call in calls])
            for call, got in zip(calls, answers, strict=True):
                call.got = got
        finally:
            self._hand_over()
            for call in calls[1:]:
                call.called.release()

    def _all_back(self) -> bool:
        return len(self._waiting) + 1 >= self._last

    def _linger(self, mine: _Call[Kind, Wish, Got]) -> None:
        """Let those come up who shared the answer before."""
        with self._lock:
            if self._all_back() or monotonic() > self._ended + LINGER:
                return
            self._lingering = mine
        mine.called.acquire(timeout=LINGER)
        with self._lock:
            self._lingering = None

    def _joined(self, mine: _Call[Kind, Wish, Got]) -> list[_Call[Kind, Wish, Got]]:
        """Take those along that ask for the same kind of thing, in the order in which they came."""
        calls, room = [mine], self._most - self._weight(mine.wish)
        with self._lock:
            left: deque[_Call[Kind, Wish, Got]] = deque()
            for call in self._waiting:
                if call.kind == mine.kind and self._weight(call.wish) <= room:
                    calls.append(call)
                    room -= self._weight(call.wish)
                else:
                    left.append(call)
            self._waiting, self._last = left, len(calls)
        return calls

    def _hand_over(self) -> None:
        """Have the one drive next who waits longest."""
        with self._lock:
            self._under_way, self._ended = bool(self._waiting), monotonic()
            after = self._waiting.popleft() if self._waiting else None
        if after is not None:
            after.drives = True
            after.called.release()


class _Call(Generic[Kind, Wish, Got]):
    __slots__ = ("called", "drives", "got", "kind", "wish")

    def __init__(self, kind: Kind, wish: Wish) -> None:
        self.kind, self.wish = kind, wish
        self.got: Got | None = None
        self.drives = False
        self.called = Lock()
        self.called.acquire()
