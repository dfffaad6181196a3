"""Answers remembered by the caller's Idempotency-Key: a request that comes twice is done once.

Source: draft-ietf-httpapi-idempotency-key-header.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from darnel.queue.tables import ANSWERS
from darnel.queue.transactions import Transactions

KEPT = timedelta(days=1)
"""How long an answer is remembered."""

ABANDONED = timedelta(minutes=5)
"""After this a request that never was answered counts as dead, and may be tried again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what was answered: an HTTP status and body."""

    status: int
    body: str


Begun = Literal["begun", "under_way", "other_request"]


class Answers:
    """Remember the answers of one database."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def begin(self, caller: str, key: str, request_sha256: str) -> Answer | Begun:
        """Begin a request, or give what it was answered before.

        "under_way": the same request is being worked on. "other_request": the key stands for another.
        """
        try:
            with self._transactions.write() as unit:
                unit.connection.execute(
                    insert(ANSWERS).values(
                        caller=caller, key=key, request_sha256=request_sha256, status=None, body="",
                        at=unit.now,
                    )
                )  # fmt: skip
        except IntegrityError:
            return self._before(caller, key, request_sha256)
        return "begun"

    def tidy(self) -> None:
        """Forget what is old, and requests whose service died over them; to be called now and then."""
        with self._transactions.read() as unit:
            dead = (ANSWERS.c.at <= unit.now - KEPT) | (
                ANSWERS.c.status.is_(None) & (ANSWERS.c.at <= unit.now - ABANDONED)
            )
            if not unit.connection.execute(select(exists().where(dead))).scalar():
                return
        with self._transactions.write() as unit:
            unit.connection.execute(delete(ANSWERS).where(dead))

    def finish(self, caller: str, key: str, answer: Answer) -> None:
        """Remember what was answered."""
        with self._transactions.write() as unit:
            unit.connection.execute(
                update(ANSWERS)
                .where(ANSWERS.c.caller == caller, ANSWERS.c.key == key)
                .values(status=answer.status, body=answer.body)
            )

    def forget(self, caller: str, key: str) -> None:
        """Forget a request that came to nothing, so that it can be tried again."""
        with self._transactions.write() as unit:
            unit.connection.execute(
                delete(ANSWERS).where(ANSWERS.c.caller == caller, ANSWERS.c.key == key)
            )

    def _before(self, caller: str, key: str, request_sha256: str) -> Answer | Begun:
        query = select(ANSWERS).where(ANSWERS.c.caller == caller, ANSWERS.c.key == key)
        with self._transactions.read() as unit:
            row = unit.connection.execute(query).one_or_none()
        if row is None:
            return "under_way"  # it came to nothing at this very moment
        if row.request_sha256 != request_sha256:
            return "other_request"
        return "under_way" if row.status is None else Answer(row.status, row.body)
