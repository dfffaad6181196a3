"""What people decided in other tools comes home: once each, and to the case that it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from casework import an_item
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darnel.errors import InputError
from darnel.queue.decisions import Decision, SpanVerdict, item_name
from darnel.queue.work import Decision as Verdict


def decision(item: str, id: str = "41", verdict="content_farm", **more) -> Decision:
    return Decision("label-studio", id, item, verdict, **{"reviewer": "ann", **more})


def test_it_settles_a_case_that_waits_as_the_verdict_of_its_reviewer(store, clock) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    span = SpanVerdict("reject", "f_2", "gears", "text", 4, 7)
    taken = store.take_feedback(
        decision(item.article.url, spans=(span,), reason="Cut from two.", seconds=12.5, quality=0.3)
    )
    assert (taken.outcome, taken.case_id) == ("decided", case_id)
    assert store.get(case_id).case.verdict == "content_farm"
    (review,) = store.reviews(case_id)
    assert (review["reviewer"], review["reason"]) == ("label-studio:ann", "Cut from two.")
    assert (review["findings"], review["lead_time_ms"], review["saw_score"]) == (
        {1: "reject"}, 12500, True,
    )  # fmt: skip
    clock.turn(minutes=1)
    (row,) = store.export()
    assert (row["label"], row["reviews"][0]["automated"], row["also"]) == (1, False, [])
    assert row["findings"][0]["verdicts"] == [{"reviewer": "label-studio:ann", "verdict": "reject"}]


@pytest.mark.parametrize("name", ["url", "id", "case", "content"])
def test_an_item_is_known_by_each_of_its_names(store, name) -> None:
    item = an_item()
    item = type(item)(
        type(item.article)(text=item.article.text, id="a-1", url=item.article.url),
        item.assessment, item.choice,
    )  # fmt: skip
    case_id = store.ingest(item).case_id
    bare = type(item.article)(text=item.article.text)
    names = {"url": item.article.url, "id": "a-1", "case": case_id, "content": item_name(bare)}
    assert store.take_feedback(decision(names[name])).case_id == case_id


def test_the_same_decision_counts_once(store) -> None:
    item = an_item()
    store.ingest(item)
    store.take_feedback(decision(item.article.url))
    assert store.take_feedback(decision(item.article.url)).outcome == "again"
    assert len(store.reviews(store.cases().cases[0].case.id)) == 1


def test_a_case_in_other_hands_is_left_alone_and_the_decision_exported_beside_it(store) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.claim("bea")
    assert store.take_feedback(decision(item.article.url)).outcome == "kept"
    assert store.get(case_id).case.state == "claimed"
    (row,) = store.export()
    assert (row["case_id"], row["verdict"], row["label"], row["why"]) == (
        case_id, "content_farm", 1, "threshold",
    )  # fmt: skip
    assert row["reviews"][0]["reviewer"] == "label-studio:ann"


def test_a_decision_of_a_machine_settles_nothing_and_is_no_label(store, clock) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    assert store.take_feedback(decision(item.article.url, automated=True)).outcome == "kept"
    assert list(store.export()) == []
    store.take_feedback(decision(item.article.url, id="42", verdict="credible"))
    clock.turn(minutes=1)
    (row,) = store.export()
    assert (row["case_id"], row["verdict"]) == (case_id, "credible")
    assert [(also["verdict"], also["automated"]) for also in row["also"]] == [
        ("content_farm", True)
    ]


def test_people_of_another_tool_who_differ_are_unsure_together(store) -> None:
    item = an_item()
    store.ingest(item)
    store.claim("bea")
    store.take_feedback(decision(item.article.url))
    store.take_feedback(decision(item.article.url, id="2", verdict="credible", reviewer="cyd"))
    (row,) = store.export()
    assert (row["verdict"], row["label"], len(row["reviews"])) == ("unsure", None, 2)


def test_no_article_stands_twice_in_the_export(store, clock) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    work = store.claim("bea")
    store.take_feedback(decision(item.article.url))
    store.decide(case_id, "bea", work.case.lease.token, work.case.version, Verdict("credible"))
    clock.turn(minutes=1)
    (row,) = store.export()
    assert (row["verdict"], row["also"][0]["reviewer"]) == ("credible", "label-studio:ann")


def test_an_article_that_the_queue_does_not_know_loses_no_decision(store) -> None:
    assert store.take_feedback(decision("https://elsewhere.example/1")).outcome == "unknown_item"
    assert store.take_feedback(decision("https://elsewhere.example/1")).outcome == "again"
    assert list(store.export()) == []


def test_a_decision_that_comes_before_its_article_settles_it_when_it_comes_again(store) -> None:
    item = an_item()
    assert store.take_feedback(decision(item.article.url)).outcome == "unknown_item"
    store.ingest(item)
    assert store.take_feedback(decision(item.article.url)).outcome == "decided"


def test_a_correction_in_time_changes_the_verdict(store) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.take_feedback(decision(item.article.url))
    taken = store.take_feedback(decision(item.article.url, verdict="credible"))
    assert taken.outcome == "decided"
    assert store.get(case_id).case.verdict == "credible"
    assert len(store.reviews(case_id)) == 1


def test_a_correction_that_comes_late_opens_the_case_for_somebody_else(store, clock) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.take_feedback(decision(item.article.url))
    clock.turn(hours=1)
    taken = store.take_feedback(decision(item.article.url, verdict="credible"))
    assert taken.outcome == "reopened"
    assert (store.get(case_id).case.state, store.get(case_id).case.round) == ("open", 2)
    assert store.history(case_id)[-1].event == "case.appealed"


@pytest.mark.parametrize(("late", "outcome"), [(False, "retracted"), (True, "reopened")])
def test_a_decision_that_is_taken_back_no_longer_holds(store, clock, late, outcome) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.take_feedback(decision(item.article.url))
    clock.turn(hours=1 if late else 0)
    gone = Decision("label-studio", "41", item.article.url, None, retracts=True)
    assert store.take_feedback(gone).outcome == outcome
    assert store.get(case_id).case.state == "open"
    assert store.take_feedback(gone).outcome == "again"
    assert list(store.export()) == []


def test_spans_without_a_verdict_are_kept_and_are_no_label(store, clock) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    span = SpanVerdict("confirm", "f_1", "gears", "text", 0, 3)
    spans = decision(item.article.url, verdict=None, spans=(span,))
    assert store.take_feedback(spans).outcome == "kept"
    assert list(store.export()) == []
    assert store.get(case_id).case.state == "open"


def test_the_same_person_can_not_judge_twice_by_another_way(store) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.take_feedback(decision(item.article.url, id="1"))
    store.appeal(case_id, "publisher", store.get(case_id).case.version, "We wrote this.")
    assert store.take_feedback(decision(item.article.url, id="2")).outcome == "kept"
    assert store.get(case_id).case.state == "open"


@pytest.mark.parametrize("lacking", ["source", "id", "item"])
def test_a_decision_without_a_name_is_refused(store, lacking) -> None:
    said = {"source": "coop", "id": "1", "item": "a-1", "verdict": None, lacking: ""}
    with pytest.raises(InputError, match=lacking):
        store.take_feedback(Decision(**said))


ODD = st.text(st.characters(), max_size=5) | st.sampled_from(
    ("\ud800", "a\0b", "x" * 70_000, "\u202e", "")
)


@given(st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_another_tool_says_is_taken_or_refused(store, data) -> None:
    case_id = store.ingest(an_item(data.draw(st.integers(0, 9)))).case_id
    odd = {name: data.draw(ODD, name) for name in ("id", "item", "reviewer", "reason", "at")}
    item = data.draw(st.sampled_from((case_id, odd["item"])))
    spans = (SpanVerdict("confirm", odd["id"], odd["item"], "text", 0, 2**70, odd["reason"]),)
    said = Decision(
        "coop", odd["id"], item, "content_farm", data.draw(st.sampled_from(((), spans))),
        odd["reviewer"], odd["reason"], (odd["reason"],), data.draw(st.sampled_from((None, 1e7))),
        odd["at"],
    )  # fmt: skip
    try:
        taken = store.take_feedback(said)
    except InputError:
        return
    assert store.take_feedback(said).outcome == "again"
    if taken.case_id is not None:
        store.get(taken.case_id)


def test_an_item_is_known_by_a_name_that_a_database_can_not_hold(store) -> None:
    item = an_item()
    named = replace(item, article=replace(item.article, id="a\0\ud800"))
    case_id = store.ingest(named).case_id
    assert store.take_feedback(decision("a\0\ud800")).case_id == case_id
    with pytest.raises(InputError, match="half characters"):
        store.take_feedback(decision("a-1", id="\ud800"))


def test_a_tool_may_take_back_a_decision_without_saying_what_it_was_about(store, clock) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.take_feedback(decision(item.article.url))
    clock.turn(minutes=1)
    gone = Decision("label-studio", "41", "", None, retracts=True)
    assert store.take_feedback(gone).outcome == "reopened"
    assert store.get(case_id).case.state == "open"
    assert store.take_feedback(gone).outcome == "again"
    assert store.take_feedback(Decision("x", "1", "", None, retracts=True)).outcome == "again"


def test_names_of_cases_from_before_are_known_too(store) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.database.migrate_to("0004")
    store.database.migrate_to("head")
    assert store.take_feedback(decision(item.article.url)).case_id == case_id


def test_an_article_that_changed_keeps_the_names_that_it_had(store) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    newer = an_item(0, text="The gearbox of the ferry failed, and was mended.")
    assert store.ingest(newer).case_id == case_id
    before = type(item.article)(text=item.article.text, title=item.article.title)
    assert store.take_feedback(decision(item_name(before))).case_id == case_id


def test_a_second_word_on_findings_opens_no_case_whose_verdict_stands(store, clock) -> None:
    item = an_item()
    case_id = store.ingest(item).case_id
    store.take_feedback(decision(item.article.url))
    clock.turn(hours=1)
    span = SpanVerdict("reject", "f_1", "gears", "text", 0, 3)
    assert store.take_feedback(decision(item.article.url, spans=(span,))).outcome == "decided"
    assert store.get(case_id).case.round == 1
    (row,) = store.export()
    assert row["findings"][0]["verdicts"][0]["verdict"] == "reject"
    assert store.take_feedback(decision(item.article.url, spans=(span,))).outcome == "again"
