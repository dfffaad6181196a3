"""Tables are brought up and down with cases in them: nothing is lost, and the trail still holds."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from casework import an_item
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from darnel.queue.audit import START
from darnel.queue.work import Decision

BEFORE_SEALING = "0003"


@pytest.fixture
def busy(store):
    """Cases of which one was decided and sealed, and others came in since."""
    for n in range(4):
        store.ingest(an_item(n))
    work = store.claim("ann")
    token, version = work.case.lease.token, work.case.version
    store.decide(work.case.id, "ann", token, version, Decision("credible", "Ünïcode, “quoted”"))
    store.seal()
    store.ingest(an_item(5))
    store.claim("bob")
    return store


def _all(store) -> dict:
    cases = [listed.case for listed in store.cases().cases]
    return {
        case.id: (case, [(e.version, e.event, e.details) for e in store.history(case.id)])
        for case in cases
    }


def _old_chain(store) -> tuple[str, int]:
    """Read the trail as it was before sealing, by that time's rule."""
    before, seq = START, 0
    with store.database.read() as connection:
        rows = connection.execute(text("SELECT * FROM audit ORDER BY seq")).mappings().all()
        end = connection.execute(text("SELECT seq, sha256 FROM chain")).one()
    for row in rows:
        seq += 1
        said = [row[name] for name in ("seq", "case_id", "event", "who", "at", "version")]
        said += [json.loads(row["details"]), before]
        hashed = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        assert (row["seq"], row["prev_sha256"], row["sha256"]) == (seq, before, hashed)
        before = hashed
    assert (end.seq, end.sha256) == (seq, before)
    return before, seq


def test_a_trail_goes_back_to_what_it_was_and_on_again(busy) -> None:
    then, database = _all(busy), busy.database
    database.migrate_to(BEFORE_SEALING)
    head, entries = _old_chain(busy)
    assert entries == sum(case.version for case, _ in then.values()) == 8
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.execute(text("UPDATE audit SET who = 'eve'"))
    database.migrate_to("head")
    assert busy.verify(head)
    assert busy.verify(head).entries == entries
    assert _all(busy) == then
    busy.ingest(an_item(9))
    assert busy.verify(head).entries == entries + 1


def test_every_step_down_and_up_again_keeps_the_cases(busy) -> None:
    then, database = _all(busy), busy.database
    head = busy.verify().head
    for revision in ("0004", "0003", "0002", "0001"):
        database.migrate_to(revision)
        assert database.revision() == revision
    database.migrate_to("head")
    assert _all(busy) == then
    assert busy.verify(head)
    assert busy.claim("cat") is not None
