"""Calls that meet are answered together, and none is forgotten."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from darnel.queue.sharing import Shared


class Slow:
    """Answers with the double, and only when it is let; `served` are the wishes of each answer."""

    def __init__(self, most: int = 9) -> None:
        self.served: list[tuple[str, list[int]]] = []
        self.begun, self.let = threading.Event(), threading.Event()
        self.fails: set[int] = set()
        self.shared = Shared(self.serve, most, lambda wish: wish // 100 or 1)

    def serve(self, kind: str, wishes: list[int]) -> list[int]:
        self.served.append((kind, list(wishes)))
        self.begun.set()
        assert self.let.wait(10)
        if self.fails & set(wishes):
            raise RuntimeError("no answer")
        return [2 * wish for wish in wishes]

    def meet(self, first: int, others: list[tuple[str, int]]) -> list[object]:
        """Have the others ask, in order, while the first is being answered; give what all got."""
        with ThreadPoolExecutor(len(others) + 1) as pool:
            asked = [pool.submit(self.shared.ask, "a", first)]
            assert self.begun.wait(10)
            for place, (kind, wish) in enumerate(others, start=1):
                asked.append(pool.submit(self.shared.ask, kind, wish))
                until = time.monotonic() + 10
                while len(self.shared._waiting) < place and time.monotonic() < until:
                    time.sleep(0.001)
            self.let.set()
            return [one.exception() or one.result() for one in asked]


def test_who_comes_alone_is_served_alone() -> None:
    slow = Slow()
    slow.let.set()
    assert [slow.shared.ask("a", wish) for wish in (1, 2, 3)] == [2, 4, 6]
    assert slow.served == [("a", [1]), ("a", [2]), ("a", [3])]


def test_who_comes_meanwhile_shares_the_next_answer_with_others_of_the_kind() -> None:
    slow = Slow()
    assert slow.meet(1, [("a", 2), ("b", 3), ("a", 4), ("b", 5)]) == [2, 4, 6, 8, 10]
    assert slow.served == [("a", [1]), ("a", [2, 4]), ("b", [3, 5])]


def test_no_more_share_an_answer_than_there_is_room_for() -> None:
    slow = Slow(most=3)
    wishes = [2, 3, 4, 5, 900, 200]
    assert slow.meet(1, [("a", wish) for wish in wishes]) == [2, *(2 * wish for wish in wishes)]
    assert slow.served == [("a", [1]), ("a", [2, 3, 4]), ("a", [5, 200]), ("a", [900])]


def test_an_answer_that_fails_is_raised_once_and_the_rest_go_on() -> None:
    slow = Slow()
    slow.fails = {3}
    got = slow.meet(1, [("a", 2), ("a", 3), ("b", 4)])
    assert [type(one) for one in got] == [int, RuntimeError, type(None), int]
    assert slow.shared.ask("a", 5) == 10


@pytest.mark.parametrize("hands", [8])
def test_many_hands_get_each_their_own_answer(hands: int) -> None:
    served: list[int] = []

    def serve(_: str, wishes: list[int]) -> list[int]:
        served.append(len(wishes))
        return [-wish for wish in wishes]

    shared = Shared(serve, hands)

    def ask(hand: int) -> bool:
        return all(shared.ask("a", wish) == -wish for wish in range(hand, 4_000, hands))

    with ThreadPoolExecutor(hands) as pool:
        assert all(pool.map(ask, range(hands)))
    assert sum(served) == 4_000
