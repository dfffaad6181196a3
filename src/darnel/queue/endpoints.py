"""Whom to tell: webhook endpoints, made, listed, given new secrets, disabled and enabled again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from darnel.errors import InputError
from darnel.queue.outbox import PUBLISHED
from darnel.queue.refusals import NoSuchEndpoint
from darnel.queue.rows import fetched
from darnel.queue.sending import Endpoint
from darnel.queue.tables import ENDPOINTS
from darnel.queue.transactions import Transactions
from darnel.queue.unit import Unit
from darnel.queue.webhooks import new_secret

OVERLAP = timedelta(days=1)
"""How long a secret that was replaced still signs, beside the new one."""


@dataclass(frozen=True, slots=True)
class Registered:
    """Hold an endpoint without its secrets; no `events` means all. `disabled_at` None: it is told."""

    id: str
    url: str
    events: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None
    disabled_why: str
    replaced_until: datetime | None


class Endpoints:
    """Keep the endpoints of one database."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(
        self, url: str, events: Sequence[str] = (), tenant: str = "default"
    ) -> tuple[Registered, str]:
        """Make an endpoint and give it with its secret, which is shown this once.

        Raises InputError for an event that there is not. Whether the URL may be sent to is for the
        caller to ask (`darnel.queue.addresses.checked_url`), and asked again at each delivery.
        """
        unknown = sorted(set(events) - PUBLISHED)
        if unknown:
            raise InputError(
                f"there is no event {unknown[0][:60]!r}; these are: {', '.join(sorted(PUBLISHED))}"
            )
        secret = new_secret()
        with self._transactions.write() as unit:
            values = {
                "id": unit.names.new("ep"), "tenant": tenant, "url": url,
                "events": sorted(set(events)), "secret": secret, "old_secret": None,
                "old_until": None, "created_at": unit.now, "disabled_at": None, "disabled_why": "",
            }  # fmt: skip
            unit.connection.execute(insert(ENDPOINTS).values(**values))
        return _registered(values), secret

    def all(self, tenant: str = "default") -> list[Registered]:
        """Give the endpoints, in the order they were made."""
        query = select(ENDPOINTS).where(ENDPOINTS.c.tenant == tenant).order_by(ENDPOINTS.c.id)
        with self._transactions.read() as unit:
            return [_registered(row) for row in fetched(unit.connection, query)]

    def get(self, endpoint_id: str, tenant: str = "default") -> Registered:
        """Give one endpoint; raise NoSuchEndpoint without it."""
        with self._transactions.read() as unit:
            return _registered(_row(unit, endpoint_id, tenant))

    def rotate(self, endpoint_id: str, tenant: str = "default") -> str:
        """Give an endpoint a new secret and return it; the old one signs too for OVERLAP."""
        secret = new_secret()
        with self._transactions.write() as unit:
            row = _row(unit, endpoint_id, tenant)
            _change(
                unit, endpoint_id, secret=secret, old_secret=row["secret"],
                old_until=unit.now + OVERLAP,
            )  # fmt: skip
        return secret

    def disable(self, endpoint_id: str, why: str, tenant: str = "default") -> Registered:
        """Tell an endpoint nothing more; what waits for it waits on."""
        with self._transactions.write() as unit:
            _row(unit, endpoint_id, tenant)
            _change(unit, endpoint_id, disabled_at=unit.now, disabled_why=why[:500])
            return _registered(_row(unit, endpoint_id, tenant))

    def enable(self, endpoint_id: str, tenant: str = "default") -> Registered:
        """Go on telling an endpoint, what waited first."""
        with self._transactions.write() as unit:
            _row(unit, endpoint_id, tenant)
            _change(unit, endpoint_id, disabled_at=None, disabled_why="")
            return _registered(_row(unit, endpoint_id, tenant))


def told(unit: Unit, tenant: str, event: str) -> list[str]:
    """Give the ids of the endpoints that want an event."""
    query = select(ENDPOINTS).where(ENDPOINTS.c.tenant == tenant, ENDPOINTS.c.disabled_at.is_(None))
    rows = fetched(unit.connection, query.order_by(ENDPOINTS.c.id))
    return [row["id"] for row in rows if not row["events"] or event in row["events"]]


def endpoint_of(row: Mapping[str, Any], now: datetime) -> Endpoint:
    """Give an endpoint as the sender takes it, with the secrets that sign now."""
    secrets = [row["secret"]]
    if row["old_secret"] is not None and now < row["old_until"]:
        secrets.append(row["old_secret"])
    return Endpoint(row["id"], row["url"], tuple(secrets))


def _row(unit: Unit, endpoint_id: str, tenant: str) -> dict[str, Any]:
    query = select(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id, ENDPOINTS.c.tenant == tenant)
    rows = fetched(unit.connection, query)
    if not rows:
        raise NoSuchEndpoint(f"there is no endpoint {endpoint_id[:60]!r}")
    return rows[0]


def _change(unit: Unit, endpoint_id: str, **values: object) -> None:
    unit.connection.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).values(**values))


def _registered(row: Mapping[str, Any]) -> Registered:
    return Registered(
        row["id"], row["url"], tuple(row["events"]), row["created_at"], row["disabled_at"],
        row["disabled_why"], row["old_until"],
    )  # fmt: skip
