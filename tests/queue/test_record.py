"""What is known of a source, of hands, and of why cases were chosen."""

from __future__ import annotations

from dataclasses import replace

from casework import an_assessment, an_item

from darnel.queue.record import RECENT
from darnel.queue.sampling import Choice
from darnel.queue.work import Decision


def of_source(n: int, **more):
    item = an_item(n, **more)
    return replace(item, assessment=replace(an_assessment(), source="harbour.example"))


def test_a_source_is_known_by_its_other_cases(store, clock) -> None:
    ids = []
    for n in range(8):
        ids.append(store.ingest(of_source(n)).case_id)
        clock.turn(minutes=1)
    store.ingest(an_item(9))
    work = store.claim_case(ids[2], "ann", 1)
    store.decide(ids[2], "ann", work.case.lease.token, 2, Decision("content_farm"))
    found = store.record_of(store.get(ids[0]).case)
    assert (found.source, found.cases, found.waiting) == ("harbour.example", 7, 6)
    assert found.verdicts == {"content_farm": 1}
    assert [one.case_id for one in found.recent] == ids[:2:-1][:RECENT]
    assert len(found.assessments) == 8


def test_nothing_is_known_of_a_source_without_a_name(store) -> None:
    item = an_item(0)
    nameless = replace(item, article=replace(item.article, url="", id="x"))
    case_id = store.ingest(nameless).case_id
    case = replace(store.get(case_id).case, source="")
    assert store.record_of(case).cases == 0


def test_hands_hold_what_they_claimed_until_it_runs_out(store, clock) -> None:
    store.ingest(an_item(0))
    case_id = store.claim("ann").case.id
    assert [one.case_id for one in store.in_hands("ann")] == [case_id]
    assert store.in_hands("bob") == []
    clock.turn(minutes=11)
    assert store.in_hands("ann") == []


def test_why_cases_were_chosen(store) -> None:
    one = store.ingest(an_item(0)).case_id
    two = store.ingest(an_item(1, choice=Choice("audit", 0.1))).case_id
    assert store.whys([one, two, "none"]) == {one: "threshold", two: "audit"}
