"""Who is logged in at the review page: kept here, so that every process of a service knows it.

A session is a secret that a browser holds; the database has its hash. Nothing else of it leaves here, so
that ending a session ends it everywhere, and nobody who reads the database can go on with one.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, select

from darnel.queue.rows import fetched
from darnel.queue.tables import SESSIONS
from darnel.queue.transactions import Transactions
from darnel.queue.work import named

LIFE = timedelta(hours=12)
"""How long a session lasts: a working day."""


@dataclass(frozen=True, slots=True)
class Session:
    """Hold who is logged in, what they may do, and how they came in.

    `via` is `key:` and the key's id, `local` where the service has no keys, or `oidc`.
    """

    name: str
    scopes: tuple[str, ...]
    via: str
    until: datetime


class Sessions:
    """Begin, find and end the sessions of one database."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def begin(self, name: str, scopes: Sequence[str], via: str, life: timedelta = LIFE) -> str:
        """Log somebody in and give the secret that proves it; those that are over are forgotten."""
        secret = secrets.token_hex(32)
        with self._transactions.write() as unit:
            unit.connection.execute(delete(SESSIONS).where(SESSIONS.c.until <= unit.now))
            unit.connection.execute(
                insert(SESSIONS).values(
                    id=_hash(secret), name=named(name), scopes=list(scopes), via=via,
                    begun_at=unit.now, until=unit.now + life,
                )
            )  # fmt: skip
        return secret

    def find(self, secret: str) -> Session | None:
        """Give the session that a secret proves; None if there is none, or it is over."""
        told = SESSIONS.c["name", "scopes", "via", "until"]
        with self._transactions.read() as unit:
            mine = select(*told).where(SESSIONS.c.id == _hash(secret))
            rows = fetched(unit.connection, mine.where(SESSIONS.c.until > unit.now))
        return Session(**{**rows[0], "scopes": tuple(rows[0]["scopes"])}) if rows else None

    def end(self, secret: str) -> None:
        """Log out."""
        with self._transactions.write() as unit:
            unit.connection.execute(delete(SESSIONS).where(SESSIONS.c.id == _hash(secret)))


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
