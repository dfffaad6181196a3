"""What the export wrote is read back, and what is none is named."""

from __future__ import annotations

import json

import pytest
from casework import an_item
from labelling import a_row

from darnel.errors import InputError
from darnel.queue.exported import read_rows, row_of, verdict_triples
from darnel.queue.sampling import Choice
from darnel.queue.work import Decision


def test_what_the_store_exports_is_read_back(store, clock) -> None:
    item = an_item(choice=Choice("audit", 0.02))
    store.ingest(item)
    work = store.claim("ann")
    decision = Decision("content_farm", saw_score=False, findings={1: "reject"})
    store.decide(work.case.id, "ann", work.case.lease.token, work.case.version, decision)
    clock.turn(seconds=30)
    (row,) = read_rows([json.dumps(each) for each in store.export()] + ["", "  \n"])
    assert (row.label, row.why, row.weight, row.sampled) == (1, "audit", 50, True)
    assert row.article == item.article
    assert row.assessment.findings == item.assessment.findings
    assert row.source == "site0.example"
    assert row.reviews[0].reviewer == "ann"
    assert row.findings[0].verdicts == (("ann", "reject"),)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("{", "line 2 is no JSON", id="cut off"),
        pytest.param("[1]", "line 2 has the schema None", id="a list"),
        pytest.param('{"schema": "darnel.assessment/1"}', "'darnel.assessment/1'", id="scores"),
        pytest.param(
            json.dumps(a_row(probability=2.0)), r"probability 2 is not in \(0, 1\]", id="p"
        ),
        pytest.param(json.dumps(a_row() | {"verdict": "spam"}), "'spam' is none of", id="verdict"),
        pytest.param(json.dumps(a_row() | {"why": "mood"}), "'mood' is none of", id="why"),
        pytest.param(json.dumps(a_row() | {"reviews": None}), "line 2 is no row", id="no reviews"),
        pytest.param(
            json.dumps(a_row() | {"decided_at": "2026-03-01T09:00"}), "no time zone", id="no zone"
        ),
    ],
)
def test_a_line_that_is_no_row_is_named(line, fault) -> None:
    with pytest.raises(InputError, match=fault):
        list(read_rows([json.dumps(a_row()), line]))


def test_a_row_that_was_asked_for_is_no_part_of_the_sample() -> None:
    assert not row_of(a_row(why="report")).sampled
    assert row_of(a_row(why="audit", probability=0.02)).sampled


def test_a_third_review_and_bulk_decisions_say_nothing_of_agreement() -> None:
    disputed = a_row(reviewers={"ann": "credible", "ben": "unsure", "cem": "unsure"})
    in_bulk = a_row(1)
    in_bulk["reviews"][0]["bulk"] = True
    found = verdict_triples(map(row_of, (disputed, in_bulk)))
    assert found == [("case_0000", "ann", "credible"), ("case_0000", "ben", "unsure")]


def test_an_appeal_keeps_the_choice_of_its_case(store, clock) -> None:
    store.ingest(an_item(choice=Choice("audit", 0.02)))
    for who, verdict in (("ann", "credible"), ("ben", "content_farm")):
        work = store.claim(who)
        store.decide(work.case.id, who, work.case.lease.token, work.case.version, Decision(verdict))
        clock.turn(minutes=1)
        if who == "ann":
            store.appeal(work.case.id, "cem", store.get(work.case.id).case.version, "look again")
    (row,) = map(row_of, store.export())
    assert (row.verdict, row.why, row.probability) == ("content_farm", "audit", 0.02)


def test_a_report_of_a_chosen_article_keeps_its_choice(store) -> None:
    store.ingest(an_item(choice=Choice("audit", 0.02)))
    store.ingest(an_item(choice=Choice("report", 1.0)))
    work = store.claim("ann")
    assert work.choice == Choice("audit", 0.02)
