"""Transactions of the queue: one that writes and one that reads, each at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from darnel.queue.database import Database
from darnel.queue.reached import Reached
from darnel.queue.settings import Settings
from darnel.queue.unit import Unit


class Transactions:
    """Begin transactions on one database."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.names = settings.names(settings.clock)
        self.reached = Reached()

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Run one transaction that writes; the time is read once it has begun."""
        with self.database.write() as connection:
            unit = Unit(connection, self.settings, self.names, self.settings.clock())
            yield unit
        if unit.opened:
            self.reached.forget()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Run one transaction that only reads."""
        with self.database.read() as connection:
            yield Unit(connection, self.settings, self.names, self.settings.clock())

    @contextmanager
    def statement(self) -> Iterator[Unit]:
        """Run statements on the driver's own connection, each a transaction; see `Database.statement`."""
        with self.database.statement() as driver:
            yield Unit(driver, self.settings, self.names, self.settings.clock())
