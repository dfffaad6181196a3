"""Blind mode: nothing of the score is on the page before the verdict, and the record says the truth."""

from __future__ import annotations

import re

import pytest
from reviewing import an_item, form_of

from darnel.queue.sampling import Choice

AUDIT = Choice("audit", 0.02)

TOLD = (
    "0.08", "0.92", "0.837", "0.03", "0.15", "2.12", "0.43", "block", "<mark", "spliced_content",
    "copied_passages", "shares no subject", "A football report", "also stands in", "other.example",
    "harbour.example has", "urgency", "band is", "agree",
)  # fmt: skip
"""What would give the assessment away."""


def told(page: str) -> list[str]:
    kept = re.sub(
        r'<dialog.*?</dialog>|(?:href|src)="/review/static/[^"]*"', "", page, flags=re.DOTALL
    )
    return [said for said in TOLD if said in kept]


def at(case_id: str, act: str = "decide") -> str:
    return f"/review/cases/{case_id}/{act}"


def taken(browser) -> str:
    return browser.send(browser.get("/review"), "/review/next")


@pytest.fixture
def audited(place) -> str:
    return place.bring(an_item(0, AUDIT))[0]


def test_an_audit_sample_shows_nothing_of_its_score(place, audited) -> None:
    ann = place.person()
    assert told(ann.get(f"/review/cases/{audited}")) == []
    page = taken(ann)
    assert told(page) == []
    assert "Your verdict comes first" in page
    assert "Rovers won 3-1" in page
    for verdict, key in (("content_farm", "f"), ("credible", "c"), ("unsure", "u")):
        assert re.search(rf'value="{verdict}" data-key="{key}"', page)


def test_neither_does_the_list(place, audited) -> None:
    ann = place.person()
    assert told(ann.get("/review/cases").replace(">block<", "")) == []
    assert audited not in ann.get("/review/cases?band=block")


def test_the_verdict_is_kept_before_the_score_is_shown_and_can_not_be_changed(
    place, audited
) -> None:
    ann = place.person()
    page = ann.send(taken(ann), at(audited), verdict="credible")
    assert place.store.get(audited).case.state == "claimed"
    for said in ("0.08", "<mark", "shares no subject", "You said <b>credible</b>"):
        assert said in page
    assert 'value="content_farm"' not in page
    said = ann.send(page, at(audited), 409, verdict="content_farm")
    assert "stands" in said
    ann.send(page, at(audited), verdict="credible", finding__0="reject", finding__1="reject")
    (review,) = place.store.reviews(audited)
    assert (review["verdict"], review["saw_score"]) == ("credible", False)
    assert review["findings"] == {0: "reject", 1: "reject"}


def test_a_draft_saved_in_between_keeps_the_verdict_as_it_was(place, audited) -> None:
    ann = place.person()
    page = ann.send(taken(ann), at(audited), verdict="credible")
    data = {**form_of(page, at(audited)), "verdict": "content_farm", "finding-0": "confirm"}
    ann.client.post(at(audited, "draft"), data=data)
    page = ann.get(f"/review/cases/{audited}")
    assert "You said <b>credible</b>" in page
    ann.client.post(at(audited, "release"), data=data)
    page = taken(ann)
    assert "You said <b>credible</b>" in page
    ann.send(page, at(audited), verdict="credible")
    assert place.store.reviews(audited)[0]["saw_score"] is False


def test_a_verdict_that_was_taken_back_and_changed_was_given_in_sight_of_the_score(
    place, audited
) -> None:
    ann = place.person()
    page = ann.send(taken(ann), at(audited), verdict="credible")
    page = ann.send(page, at(audited), verdict="credible")
    page = ann.send(page, at(audited, "undo"))
    assert "0.08" in page
    ann.send(page, at(audited), verdict="content_farm")
    assert place.store.reviews(audited)[0]["saw_score"] is True


def test_and_one_that_stays_the_same_was_not(place, audited) -> None:
    ann = place.person()
    page = ann.send(taken(ann), at(audited), verdict="credible")
    page = ann.send(page, at(audited), verdict="credible", finding__0="confirm")
    page = ann.send(page, at(audited, "undo"))
    page = ann.client.post(
        at(audited, "draft"), data={**form_of(page, at(audited)), "reason": "Hm."}
    ).text
    ann.send(page, at(audited), verdict="credible", finding__0="reject")
    (review,) = place.store.reviews(audited)
    assert (review["saw_score"], review["findings"]) == (False, {0: "reject"})


def test_a_blind_verdict_that_comes_too_late_shows_nothing(place, audited) -> None:
    ann = place.person()
    page = taken(ann)
    place.clock.turn(minutes=11)
    page = ann.send(page, at(audited), 409, verdict="credible", reason="Fine.")
    assert told(page) == []
    page = ann.send(page, at(audited, "claim"))
    assert told(page) == []
    assert ">Fine.</textarea>" in page


def test_an_article_that_changed_after_the_verdict_is_judged_anew(place, audited) -> None:
    ann = place.person()
    ann.send(taken(ann), at(audited), verdict="credible")
    place.bring(an_item(0, AUDIT, text="The harbour board met on Tuesday. Rovers won 3-1 at home."))
    assert told(ann.get(f"/review/cases/{audited}")) == []


def test_a_second_review_is_blind_to_score_and_to_the_first(open_place) -> None:
    place = open_place(desk={"two_reviews": frozenset({"block"})})
    (case_id,) = place.bring(an_item())
    ann = place.person("ann")
    ann.send(taken(ann), at(case_id), verdict="content_farm", reason="Two stories in one.")
    bob = place.person("bob")
    page = taken(bob)
    assert told(page) == []
    assert "Two stories in one" not in page
    page = bob.send(page, at(case_id), verdict="content_farm")
    assert "0.08" in page
    assert "Two stories in one" not in page
    bob.send(page, at(case_id), verdict="content_farm")
    assert [r["saw_score"] for r in place.store.reviews(case_id)] == [True, False]
    assert "Two stories in one" in bob.get(f"/review/cases/{case_id}")


def test_a_dispute_is_settled_in_sight_of_both_without_names_or_order(open_place) -> None:
    place = open_place(desk={"two_reviews": frozenset({"block"})})
    ids = place.bring(*(an_item(n) for n in range(4)))
    ann, bob, cat = (place.person(name) for name in ("ann", "bob", "cat"))
    firsts = set()
    for case_id in ids:
        for who, verdict, reason in (
            (ann, "content_farm", "Two stories."),
            (bob, "credible", "One."),
        ):
            page = who.send(who.get(f"/review/cases/{case_id}"), at(case_id, "claim"))
            page = who.send(page, at(case_id), verdict=verdict, reason=reason, finding__0="confirm")
            if who is bob:
                who.send(page, at(case_id), verdict=verdict, finding__0="reject", reason=reason)
        page = cat.send(cat.get(f"/review/cases/{case_id}"), at(case_id, "claim"))
        assert "two reviewers disagree" in page
        assert " by ann" not in page
        assert " by bob" not in page
        assert "0.08" in page
        assert page == page.replace("ann:", "")
        one, two = page.index(">Two stories.<"), page.index(">One.<")
        firsts.add(one < two)
        cat.send(page, at(case_id), verdict="credible")
    assert firsts == {True, False}


def test_an_appeal_is_judged_blind_and_its_reason_is_seen(place) -> None:
    (case_id,) = place.bring(an_item())
    ann, bob, cat = (place.person(name) for name in ("ann", "bob", "cat"))
    ann.send(taken(ann), at(case_id), verdict="content_farm", reason="Two stories in one.")
    place.clock.turn(minutes=1)
    bob.send(bob.get(f"/review/cases/{case_id}"), at(case_id, "appeal"), reason="It is one story.")
    page = taken(cat)
    assert told(page) == []
    assert "Two stories in one" not in page
    assert "It is one story." in page
    page = cat.send(page, at(case_id), verdict="credible")
    assert "Two stories in one" in page


@pytest.mark.parametrize(
    ("mode", "choice", "hidden"),
    [("always", Choice("threshold", 1.0), True), ("never", AUDIT, False)],
    ids=["every case can be judged blind", "none has to be"],
)
def test_blind_mode_is_a_setting(open_place, mode, choice, hidden) -> None:
    place = open_place(blind=mode)
    place.bring(an_item(0, choice))
    assert (told(taken(place.person())) == []) is hidden
