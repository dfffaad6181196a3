"""Rows to learn from: what people said, and how many articles each row stands for."""

from __future__ import annotations

import json

from casework import an_item

from darnel.assessment import Assessment
from darnel.queue.sampling import Choice
from darnel.queue.work import Decision, article_of

FARM = Decision("content_farm", "spun", ("p1",), 0.9, True, 12_000, {1: "reject"})


def test_a_row_holds_all_that_training_needs(store, clock) -> None:
    item = an_item(choice=Choice("audit", 0.02))
    store.ingest(item)
    work = store.claim("ann")
    store.decide(work.case.id, "ann", work.case.lease.token, work.case.version, FARM)
    assert list(store.export()) == []  # it can still be undone
    clock.turn(seconds=30)
    (row,) = [json.loads(json.dumps(each)) for each in store.export()]
    assert row["schema"] == "darnel.labelled/1"
    assert article_of(row["article"]) == item.article
    assert Assessment.from_dict(row["assessment"]).findings == item.assessment.findings
    assert (row["verdict"], row["label"], row["why"]) == ("content_farm", 1, "audit")
    assert (row["probability"], row["weight"]) == (0.02, 50)
    (review,) = row["reviews"]
    assert review == {
        "reviewer": "ann", "verdict": "content_farm", "policy_ids": ["p1"], "reason": "spun",
        "confidence": 0.9, "saw_score": True, "lead_time_ms": 12_000, "bulk": False,
            "automated": False,
    }  # fmt: skip
    (finding,) = row["findings"]
    assert (finding["finding"], finding["quote"]) == (1, "The")
    assert finding["verdicts"] == [{"reviewer": "ann", "verdict": "reject"}]


def test_every_decided_case_is_exported_once_and_no_other(store, clock) -> None:
    ids = [store.ingest(an_item(n)).case_id for n in range(205)]
    store.decide_many(ids[:203], "ann", "unsure", "one network")
    clock.turn(minutes=1)
    rows = list(store.export())
    assert [row["case_id"] for row in rows] == ids[:203]
    assert {row["label"] for row in rows} == {None}
    assert rows[0]["reviews"][0]["bulk"]
