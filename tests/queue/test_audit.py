"""The audit trail: nothing in it can be changed without its being seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from casework import an_item
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from darnel.queue.audit import START, rebuilt, verify
from darnel.queue.case import plain
from darnel.queue.clock import EPOCH
from darnel.queue.tables import AUDIT, CASES, CHAIN
from darnel.queue.work import Decision

GUARDS = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER USER"],
}


@pytest.fixture
def trail(store):
    """Three cases, one of them decided; every entry has its seal."""
    for n in range(3):
        store.ingest(an_item(n))
    work = store.claim("ann")
    lease = work.case.lease
    store.decide(work.case.id, "ann", lease.token, work.case.version, Decision("credible"))
    assert store.seal() == 5
    return store


def _read(store):
    """Check the trail as it is, without sealing first."""
    with store.database.read() as connection:
        return verify(connection)


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


def test_a_chain_cut_short_with_its_end_moved_is_found_by_its_case_or_who_kept_the_head(
    trail,
) -> None:
    head = trail.verify().head
    with trail.database.read() as connection:
        before, last = connection.execute(select(AUDIT).where(AUDIT.c.seq >= 4)).all()
    moved = update(CHAIN).values(seq=4, sha256=before.sha256)
    _unguarded(trail, delete(AUDIT).where(AUDIT.c.seq == 5), moved)
    assert trail.verify().astray == last.case_id
    with trail.database.write() as connection:
        forged = update(CASES).where(CASES.c.id == last.case_id).values(version=last.version - 1)
        connection.execute(forged)
    assert trail.verify()
    assert not trail.verify(head)


def test_an_entry_put_in_from_outside_is_found(trail) -> None:
    one_more = {"seq": AUDIT.c.seq + 1, "version": AUDIT.c.version + 1}
    copied = select(*(one_more.get(column.name, column) for column in AUDIT.c))
    with trail.database.write() as connection:
        from_last = insert(AUDIT).from_select(AUDIT.c.keys(), copied.where(AUDIT.c.seq == 5))
        connection.execute(from_last)
    assert trail.verify().broken == 6


def test_what_waits_for_its_seal_is_told_apart_and_sealed_once(trail) -> None:
    trail.ingest(an_item(7))
    waiting = _read(trail)
    assert (bool(waiting), waiting.entries, waiting.unsealed) == (True, 5, 1)
    assert (trail.seal(), trail.seal()) == (1, 0)
    assert (_read(trail).entries, _read(trail).unsealed) == (6, 0)


def test_who_sweeps_seals(trail) -> None:
    trail.ingest(an_item(7))
    assert trail.sweep() == 0
    assert _read(trail).unsealed == 0


def test_an_entry_that_is_lost_before_its_seal_is_missed(trail) -> None:
    case_id = trail.ingest(an_item(7)).case_id
    _unguarded(trail, delete(AUDIT).where(AUDIT.c.case_id == case_id))
    assert trail.verify().astray == case_id
    assert not trail.verify()


def test_an_entry_that_is_put_in_before_its_seal_is_noticed(trail) -> None:
    case_id = trail.ingest(an_item(7)).case_id
    more = {"version": AUDIT.c.version + 1}
    copied = select(*(more.get(column.name, column) for column in AUDIT.c))
    with trail.database.write() as connection:
        mine = copied.where(AUDIT.c.case_id == case_id)
        connection.execute(insert(AUDIT).from_select(AUDIT.c.keys(), mine))
    assert trail.verify().astray == case_id


@pytest.mark.parametrize(
    "values",
    [
        {"who": "bob"}, {"details": {}}, {"at": EPOCH}, {"version": 9}, {"seq": 9},
        {"seq": 6, "prev_sha256": START, "sha256": START, "who": "bob"},
    ],
    ids=["a name", "details", "the time", "the version", "half a seal", "a name with its seal"],
)  # fmt: skip
def test_before_its_seal_an_entry_takes_a_seal_and_nothing_else(trail, values) -> None:
    case_id = trail.ingest(an_item(7)).case_id
    changed = update(AUDIT).where(AUDIT.c.case_id == case_id).values(**values)
    with pytest.raises(DBAPIError, match="append-only"), trail.database.write() as connection:
        connection.execute(changed)


def test_no_entry_is_sealed_twice(trail) -> None:
    for values in ({"sha256": START}, {"seq": None, "prev_sha256": None, "sha256": None}):
        last = update(AUDIT).where(AUDIT.c.seq == 5).values(**values)
        with pytest.raises(DBAPIError, match="append-only"), trail.database.write() as connection:
            connection.execute(last)


def test_many_that_seal_while_others_write_make_one_chain(trail) -> None:
    def work(n: int) -> int:
        trail.ingest(an_item(100 + n))
        return trail.seal()

    with ThreadPoolExecutor(4) as pool:
        sealed = sum(pool.map(work, range(24)))
    assert sealed + trail.seal() == 24
    assert (trail.verify().entries, bool(trail.verify())) == (29, True)


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
