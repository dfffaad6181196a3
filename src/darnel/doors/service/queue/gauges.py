"""How the queue does, for Prometheus: counted when it is asked for, and not more often than it may."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from darnel.doors.service.problems import Problem
from darnel.doors.service.queue.desk import Desk

FRESH = 10.0
"""Seconds that counts are good for: a scrape must not be a load."""

STATES = ("open", "claimed", "held", "decided", "closed")


class Gauges(Collector):
    """Show the cases by queue and state, those overdue, the oldest, and what waits to be sent."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._at, self._kept = -FRESH, list[GaugeMetricFamily]()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauges; without a database there are none, and the service's own go on."""
        if monotonic() - self._at >= FRESH:
            try:
                self._kept = self._counted()
            except (SQLAlchemyError, Problem):
                self._kept = []
            self._at = monotonic()
        yield from self._kept

    def describe(self) -> list[GaugeMetricFamily]:
        """Ask the database nothing at registration."""
        return []

    def _counted(self) -> list[GaugeMetricFamily]:
        store = self._desk.store
        now = self._desk.settings.desk.clock()
        cases = GaugeMetricFamily("darnel_cases", "Cases by state.", labels=("queue", "state"))
        overdue = GaugeMetricFamily(
            "darnel_cases_overdue", "Cases that wait too long.", labels=("queue",)
        )
        oldest = GaugeMetricFamily(
            "darnel_oldest_case_seconds", "Since the case that waits longest was opened.",
            labels=("queue",),
        )  # fmt: skip
        for queue in store.stats():
            for state in STATES:
                cases.add_metric([queue.queue, state], getattr(queue, state))
            overdue.add_metric([queue.queue], queue.overdue)
            waited = 0.0 if queue.oldest is None else (now - queue.oldest).total_seconds()
            oldest.add_metric([queue.queue], waited)
        events = GaugeMetricFamily("darnel_outbox", "Events by state.", labels=("state",))
        for state, count in store.outbox.counts().items():
            events.add_metric([state], count)
        sent = GaugeMetricFamily("darnel_deliveries", "Webhooks by state.", labels=("state",))
        for state, count in store.deliveries.counts().items():
            sent.add_metric([state], count)
        return [cases, overdue, oldest, events, sent]
