"""What holds in every queue at every moment, whatever was done to it and however it ended."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select

from darnel.queue.audit import Entry, rebuilt, verify
from darnel.queue.case import Case, plain
from darnel.queue.outbox import PUBLISHED
from darnel.queue.rows import case_of, fetched
from darnel.queue.store import Store
from darnel.queue.tables import AUDIT, BARS, CASES, DELIVERIES, OUTBOX, REVIEWS


def assert_whole(store: Store) -> None:
    """Hold a queue against all of them, as it is at one moment."""
    with store.database.read() as connection:
        cases = [case_of(row) for row in fetched(connection, select(CASES))]
        entries = [Entry(**row) for row in connection.execute(select(AUDIT)).mappings()]
        _trail_is_whole(connection, cases, entries)
        _each_published_transition_is_in_the_outbox_once(connection, entries)
        _verdicts_bars_and_reviews_say_the_same(connection, cases)
        _only_what_went_out_is_delivered(connection)


def _trail_is_whole(connection: Connection, cases: list[Case], entries: list[Entry]) -> None:
    verified = verify(connection)
    assert verified, verified
    assert verified.entries + verified.unsealed == len(entries)
    versions = defaultdict(list)
    for entry in entries:
        versions[entry.case_id].append(entry.version)
    for case in cases:
        assert sorted(versions.pop(case.id)) == list(range(1, case.version + 1))
        assert rebuilt(connection, case.id) == plain(case)
    assert not versions


def _each_published_transition_is_in_the_outbox_once(
    connection: Connection, entries: list[Entry]
) -> None:
    published = [(e.case_id, e.version, e.event) for e in entries if e.event in PUBLISHED]
    rows = fetched(connection, select(OUTBOX))
    assert sorted((row["case_id"], row["version"], row["type"]) for row in rows) == sorted(
        published
    )
    for row in rows:
        assert (row["payload"]["case_id"], row["payload"]["version"]) == (
            row["case_id"],
            row["version"],
        )


def _verdicts_bars_and_reviews_say_the_same(connection: Connection, cases: list[Case]) -> None:
    barred, said = defaultdict(set), defaultdict(list)
    for row in fetched(connection, select(BARS)):
        barred[row["case_id"]].add(row["who"])
    for row in fetched(connection, select(REVIEWS).where(REVIEWS.c.withdrawn_at.is_(None))):
        said[row["case_id"], row["round"]].append((row["reviewer"], row["verdict"]))
    for case in cases:
        assert barred[case.id] == case.reviewed | case.skipped
        reviews: list[Any] = said[case.id, case.round]
        assert sorted(reviews) == sorted(case.verdicts)
        assert len({who for who, _ in reviews}) == len(reviews)
        assert (case.verdict is not None) == (case.state == "decided")
        assert (case.lease is not None) == (case.state == "claimed")


def _only_what_went_out_is_delivered(connection: Connection) -> None:
    query = select(DELIVERIES.c.id).join(OUTBOX, OUTBOX.c.id == DELIVERIES.c.event_id)
    assert not connection.execute(query.where(OUTBOX.c.state != "done")).all()
