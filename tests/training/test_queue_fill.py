"""A queue filled for measuring is one that the queue itself could have made."""

from __future__ import annotations

from sqlalchemy import func, select

from darnel.queue import open_store
from darnel.queue.tables import CASES
from training.queue_fill import SEEDS, fill


def test_copied_cases_have_sources_and_a_trail_that_can_be_read(tmp_path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'queue.db'}")
    fill(store, 3 * SEEDS)
    with store.database.read() as connection:
        sources = set(connection.execute(select(CASES.c.source)).scalars())
        cases = connection.execute(select(func.count()).select_from(CASES)).scalar_one()
    found = store.verify()
    store.close()
    assert cases == found.entries == 3 * SEEDS
    assert found
    assert found.unsealed == 0
    assert {"site7919.example", "site15838.example"} <= sources
