"""Claims by many people at once: on PostgreSQL, those who ask while a claim is under way share the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from darnel.queue import claiming, taking
from darnel.queue.case import Case
from darnel.queue.rows import case_of
from darnel.queue.sharing import Shared
from darnel.queue.taking import Sought, Wish
from darnel.queue.transactions import Transactions
from darnel.queue.work import Work

MOST_SHARED = 32
"""Cases that people who share a statement claim together."""

Rows = list[Mapping[str, Any]]


class _Dealt(NamedTuple):
    rows: Rows
    alone: bool


class Claims:
    """Claim the first cases in order that a person may review.

    In PostgreSQL, calls of several threads become one statement where they meet.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._shared = Shared[Sought, Wish, _Dealt](self._deal, MOST_SHARED, lambda one: one.number)

    def works(self, who: str, number: int, queues: Sequence[str], tenant: str) -> list[Work]:
        """Claim up to so many cases, and give them with what they are about."""
        if not self._transactions.database.sqlite:
            sought = Sought(tenant, tuple(dict.fromkeys(queues)), whole=True)
            return [claiming.work_of(row) for row in self._take(sought, Wish(who, number))]
        with self._transactions.write() as unit:
            cases = claiming.claim_next(unit, who, queues, tenant, number)
            return [claiming.work(unit.connection, case.id, who) for case in cases]

    def cases(self, who: str, number: int, queues: Sequence[str], tenant: str) -> list[Case]:
        """Claim up to so many cases."""
        if not self._transactions.database.sqlite:
            sought = Sought(tenant, tuple(dict.fromkeys(queues)), whole=False)
            return [case_of(row) for row in self._take(sought, Wish(who, number))]
        with self._transactions.write() as unit:
            return claiming.claim_next(unit, who, queues, tenant, number)

    def _take(self, sought: Sought, wish: Wish) -> Rows:
        """Claim as `taking.take` does.

        Whoever got fewer from a shared statement, or none because it failed, claims once more, alone.
        """
        dealt = self._shared.ask(sought, wish) or _Dealt([], alone=False)
        left = wish.number - len(dealt.rows)
        if dealt.alone or not left:
            return dealt.rows
        return dealt.rows + self._deal(sought, [Wish(wish.who, left)])[0].rows

    def _deal(self, sought: Sought, wishes: Sequence[Wish]) -> list[_Dealt]:
        with self._transactions.statement() as unit:
            dealt = taking.take(unit, self._transactions.reached, sought, wishes)
        return [_Dealt(rows, alone=len(wishes) == 1) for rows in dealt]
