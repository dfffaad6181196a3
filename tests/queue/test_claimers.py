"""Many hands at one queue: no case is in two of them."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from casework import an_item, drain
from invariants import assert_whole

from darnel.queue import open_store
from darnel.queue.work import Decision

CASES, HANDS = 120, 4


def _check(store, piles: list[list[str]]) -> None:
    claimed = [case_id for pile in piles for case_id in pile]
    assert len(claimed) == len(set(claimed)) == CASES
    assert store.verify().entries == 3 * CASES
    assert store.stats()[0].decided == CASES


def test_threads_at_one_queue_never_hold_one_case(url) -> None:
    store = open_store(url)
    for n in range(CASES):
        store.ingest(an_item(n))
    with ThreadPoolExecutor(HANDS) as pool:
        piles = list(pool.map(drain, [url] * HANDS, [f"hand {n}" for n in range(HANDS)]))
    _check(store, piles)
    store.close()


def test_threads_that_share_a_store_never_hold_one_case_and_pass_by_what_they_skipped(url) -> None:
    store = open_store(url)
    for n in range(CASES):
        store.ingest(an_item(n))

    def work(who: str) -> list[str]:
        skipped, mine = set(), []
        while (work := store.claim(who)) is not None:
            case = work.case
            assert case.id not in skipped
            assert (work.article.title, case.lease.owner) == (
                f"Ferry {work.article.url.rpartition('/')[2]}",
                who,
            )
            if who != "hand 0" and len(mine) % 3 == 0 and len(skipped) <= len(mine):
                store.skip(case.id, who, case.lease.token, case.version)
                skipped.add(case.id)
                continue
            store.decide(case.id, who, case.lease.token, case.version, Decision("credible"))
            mine.append(case.id)
        return mine

    with ThreadPoolExecutor(2 * HANDS) as pool:
        piles = list(pool.map(work, [f"hand {n}" for n in range(2 * HANDS)]))
    piles.append(work("hand 0"))  # skipped by others after it had gone home
    claimed = [case_id for pile in piles for case_id in pile]
    assert len(claimed) == len(set(claimed)) == CASES
    assert_whole(store)
    store.close()


@pytest.mark.thorough
def test_processes_at_one_queue_never_hold_one_case(url) -> None:
    store = open_store(url)
    for n in range(CASES):
        store.ingest(an_item(n))
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned) as pool:
        piles = list(pool.map(drain, [url] * 2, ["hand 1", "hand 2"]))
    _check(store, piles)
    store.close()


def test_threads_that_bring_one_article_make_one_case(url) -> None:
    store = open_store(url)
    with ThreadPoolExecutor(HANDS) as pool:
        got = list(pool.map(store.ingest, [an_item(n % 5) for n in range(40)]))
    assert len({each.case_id for each in got}) == 5
    assert sorted(each.outcome for each in got) == ["created"] * 5 + ["merged"] * 35
    assert store.verify().entries == 5
    store.close()


def test_many_that_start_at_once_make_the_tables_once(url) -> None:
    with ThreadPoolExecutor(2 * HANDS) as pool:
        stores = list(pool.map(open_store, [url] * 2 * HANDS))
    assert all(store.verify() for store in stores)
    for store in stores:
        store.close()
