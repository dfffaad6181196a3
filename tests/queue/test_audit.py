"""The audit trail: nothing in it can be changed without its being seen."""

from __future__ import annotations

import pytest
from casework import an_item
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from darnel.queue.audit import START, rebuilt
from darnel.queue.case import plain
from darnel.queue.tables import AUDIT, CHAIN
from darnel.queue.work import Decision

GUARDS = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER USER"],
}


@pytest.fixture
def trail(store):
    """Three cases, one of them decided."""
    for n in range(3):
        store.ingest(an_item(n))
    work = store.claim("ann")
    lease = work.case.lease
    store.decide(work.case.id, "ann", lease.token, work.case.version, Decision("credible"))
    return store


def _unguarded(store, *statements) -> None:
    with store.database.write() as connection:
        for guard in GUARDS[connection.dialect.name]:
            connection.execute(text(guard))
        for statement in statements:
            connection.execute(statement)


def test_a_trail_that_nobody_touched_is_whole(trail) -> None:
    verified = trail.verify()
    assert (bool(verified), verified.entries, verified.broken) == (True, 5, None)
    assert trail.verify(verified.head)
    trail.ingest(an_item(7))
    assert trail.verify(verified.head)
    assert not trail.verify("0" * 63 + "1")


def test_an_empty_trail_is_whole(store) -> None:
    assert store.verify().head == START


@pytest.mark.parametrize(
    "statement",
    [update(AUDIT).values(who="bob"), delete(AUDIT), delete(AUDIT).where(AUDIT.c.seq == 5)],
    ids=["update", "delete all", "delete the last"],
)
def test_the_database_refuses_to_change_what_was_written(trail, statement) -> None:
    with pytest.raises(DBAPIError, match="append-only"), trail.database.write() as connection:
        connection.execute(statement)
    assert trail.verify().entries == 5


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (update(AUDIT).where(AUDIT.c.seq == 2).values(who="bob"), 2),
        (update(AUDIT).where(AUDIT.c.seq == 5).values(details={"changes": {}}), 5),
        (update(AUDIT).where(AUDIT.c.seq == 4).values(version=9), 4),
        (delete(AUDIT).where(AUDIT.c.seq == 3), 4),
        (delete(AUDIT).where(AUDIT.c.seq == 5), 5),
        (delete(AUDIT), 1),
    ],
    ids=["a name", "details", "a version", "one is gone", "the last is gone", "all are gone"],
)
def test_tampering_past_the_guards_is_found_where_it_was_done(trail, statement, broken) -> None:
    _unguarded(trail, statement)
    verified = trail.verify()
    assert not verified
    assert verified.broken == broken


def test_a_chain_cut_short_with_its_end_moved_is_found_by_who_kept_the_head(trail) -> None:
    head = trail.verify().head
    with trail.database.read() as connection:
        last = connection.execute(select(AUDIT).where(AUDIT.c.seq == 4)).one()
    moved = update(CHAIN).values(seq=4, sha256=last.sha256)
    _unguarded(trail, delete(AUDIT).where(AUDIT.c.seq == 5), moved)
    assert trail.verify()
    assert not trail.verify(head)


def test_an_entry_put_in_from_outside_is_found(trail) -> None:
    others = [column for column in AUDIT.c if column.name != "seq"]
    copied = select(AUDIT.c.seq + 1, *others).where(AUDIT.c.seq == 5)
    with trail.database.write() as connection:
        connection.execute(insert(AUDIT).from_select(list(AUDIT.c.keys()), copied))
    assert trail.verify().broken == 6


def test_what_is_refused_leaves_no_entry_and_what_is_done_leaves_one(trail) -> None:
    entries = trail.verify().entries
    assert trail.decide_many(["none"], "bob", "credible", "all")[0].refused == "no_such_case"
    work = trail.claim("bob")
    assert trail.verify().entries == entries + 1
    with trail.database.read() as connection:
        assert rebuilt(connection, work.case.id) == plain(work.case)


def test_no_text_and_no_secret_stand_in_the_trail_or_go_out(trail) -> None:
    token = trail.claim("bob").case.lease.token
    said = [entry.details for case in trail.cases().cases for entry in trail.history(case.case.id)]
    said += [event["payload"] for event in trail.outbox.take_due()]
    assert len(said) > 8
    for each in map(str, said):
        assert "gearbox" not in each
        assert token not in each
