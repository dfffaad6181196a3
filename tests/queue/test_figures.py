"""The figures of a queue, counted by the database."""

from __future__ import annotations

import math
from datetime import date, timedelta

from casework import an_item

from darnel.queue.figures import DAYS, quantile
from darnel.queue.sampling import Choice
from darnel.queue.work import Decision


def decide(store, who: str, verdict: str, took: int | None, findings=None) -> str:
    work = store.claim(who)
    lease, decision = work.case.lease, Decision(verdict, lead_time_ms=took, findings=findings or {})
    store.decide(work.case.id, who, lease.token, work.case.version, decision)
    return work.case.id


def test_a_quantile_is_the_value_that_a_share_reaches() -> None:
    counts = [(1.0, 5), (10.0, 4), (100.0, 1)]
    assert [quantile(counts, share) for share in (0.5, 0.51, 0.9, 0.91)] == [1.0, 10.0, 10.0, 100.0]
    assert math.isnan(quantile([], 0.5))


def test_an_empty_queue_has_figures(store) -> None:
    found = store.figures()
    assert (found.queues, found.ages, found.said) == ((), (), {})
    assert len(found.days) == DAYS
    assert math.isnan(found.handling.p50)


def test_ages_are_of_what_waits_and_the_oldest_is_the_oldest(store, clock) -> None:
    for n in range(10):
        store.ingest(an_item(n))
        clock.turn(hours=10)
    store.ingest(an_item(11, queue="sport"))
    store.close_case(store.claim("ann", ["sport"]).case.id, "ann", 2, "It is gone.")
    (ages,) = store.figures().ages
    assert (ages.queue, ages.waiting, ages.oldest) == ("default", 10, timedelta(hours=100))
    assert timedelta(hours=49.8) <= ages.p50 <= timedelta(hours=50)
    assert timedelta(hours=89.8) <= ages.p90 <= timedelta(hours=90)
    assert ages.classes == (0, 0, 1, 1, 2, 3, 3, 0)


def test_days_count_what_came_and_what_was_said(store, clock) -> None:
    for n in range(3):
        store.ingest(an_item(n))
    clock.turn(days=1)
    decide(store, "ann", "credible", 20_000)
    decide(store, "ann", "content_farm", 40_000)
    undone = decide(store, "ann", "unsure", 90_000)
    store.undo(undone, "ann", store.get(undone).case.version)
    found = store.figures()
    assert [(day.day, day.opened, day.verdicts) for day in found.days[-2:]] == [
        (date(2026, 3, 1), 3, 0),
        (date(2026, 3, 2), 0, 2),
    ]
    assert found.said == {"credible": 1, "content_farm": 1}
    assert (found.handling.verdicts, found.handling.p50, found.handling.p90) == (2, 20.0, 40.0)


def test_other_tenants_are_not_counted(store) -> None:
    store.ingest(an_item(0, tenant="other"))
    assert store.figures().days[-1].opened == 0
    assert store.figures("other").days[-1].opened == 1


# --- people and darnel --------------------------------------------------------------------------


def test_the_latest_verdicts_are_measured(store, clock) -> None:
    store.ingest(an_item(0, band="block", quality=0.02))
    store.ingest(an_item(1, band="clear", quality=0.97, choice=Choice("audit", 0.02)))
    store.ingest(an_item(2, band="clear", quality=0.96, choice=Choice("audit", 0.02)))
    for _ in range(3):
        decide(store, "ann", "content_farm", None, {0: "confirm", 1: "reject"})
    assert store.judged().cases == 0
    clock.turn(minutes=1)
    found = store.judged()
    assert (found.cases, found.models) == (3, ("stand-in 1",))
    assert {one.band: (one.share.rows, one.share.value) for one in found.audit}["clear"] == (2, 1.0)
    (gears,) = found.signals
    assert (gears.confirmed, gears.rejected) == (3, 3)
    assert math.isnan(found.agreement.alpha)


def test_only_the_latest_cases_are_read(store, clock) -> None:
    from darnel.queue.judged import judged

    for n in range(5):
        store.ingest(an_item(n))
    for _ in range(5):
        decide(store, "ann", "credible", None)
    clock.turn(minutes=1)
    with store._transactions.read() as unit:
        assert judged(unit, "default", 3).cases == 3
