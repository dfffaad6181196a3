"""The page of a case: what it shows, and what people do there by its forms."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from reviewing import TEXT, an_article, an_item, form_of

from darnel.queue.work import Decision


@pytest.fixture
def case_id(place) -> str:
    return place.bring(an_item())[0]


@pytest.fixture
def ann(place, case_id):
    return place.person("ann")


def taken(browser) -> str:
    """Take the next case and give its page."""
    return browser.send(browser.get("/review"), "/review/next")


def at(case_id: str, act: str = "decide") -> str:
    return f"/review/cases/{case_id}/{act}"


def press(browser, page: str, case_id: str, act: str, status: int = 200, **fields) -> str:
    """Press a button of the review's form that goes elsewhere than the form."""
    data = {**form_of(page, at(case_id)), **fields}
    answer = browser.client.post(at(case_id, act), data=data)
    assert answer.status_code == status, answer.text
    return answer.text


def kept(place, case_id: str, who: str = "ann"):
    return place.store.get(case_id, who).draft


# --- what is shown ------------------------------------------------------------------------------


def test_the_page_shows_the_evidence_in_the_text(ann, case_id) -> None:
    page = ann.get(f"/review/cases/{case_id}")
    assert re.search(
        r'<mark[^>]*aria-describedby="f-2"[^>]*>Rovers won 3-1[^<]*break\.</mark>', page
    )
    assert "🚢" in page
    for said in ("0.08", "0.03 to 0.15", "+2.12", "-0.43", "A football report stands inside"):
        assert said in page
    assert "Also at other.example: https://other.example/7." in page
    assert "Chosen because its band is review" in page
    assert "urgency 0.92" in page


def test_a_case_can_only_be_changed_by_who_holds_it(place, ann, case_id) -> None:
    page = ann.get(f"/review/cases/{case_id}")
    assert at(case_id, "claim") in page
    assert at(case_id) not in page
    taken(place.person("bob"))
    page = ann.get(f"/review/cases/{case_id}")
    assert "by bob" in page
    assert at(case_id, "claim") not in page


def test_this_very_case_can_be_taken(place, ann, case_id) -> None:
    page = ann.send(ann.get(f"/review/cases/{case_id}"), at(case_id, "claim"))
    assert "In your hands for" in page
    assert place.store.get(case_id).case.lease.owner == "ann"


def test_the_sources_record_is_shown_with_what_people_said(place, ann, case_id) -> None:
    place.bring(*(an_item(n) for n in range(1, 7)))
    other = place.store.claim_case(place.store.cases().cases[1].case.id, "bob", 1)
    place.store.decide(other.case.id, "bob", other.case.lease.token, 2, Decision("content_farm"))
    page = ann.get(f"/review/cases/{case_id}")
    assert "has 6 other cases here, 5 of them waiting. People said content farm: 1." in page
    assert "By the 7 of its pages here" in page


def test_other_pages_with_its_words_are_named(ann, case_id) -> None:
    page = ann.get(f"/review/cases/{case_id}")
    assert "Words that another page had first" in page
    assert "31 words" in page


def test_there_is_no_such_case(ann) -> None:
    assert "There is no case" in ann.get("/review/cases/none", 404)


def test_a_long_article_is_shown_in_excerpts_until_all_is_asked_for(place, ann) -> None:
    filler = "The board met again and said that the ferry is late. " * 20_000
    (long,) = place.bring(an_item(5, text=filler[:500_000] + TEXT + filler[500_000:]))
    page = ann.get(f"/review/cases/{long}")
    assert len(page) < 60_000
    assert "Rovers won 3-1" in page
    assert "characters of this long article are left out" in page
    assert len(ann.get(f"/review/cases/{long}?all=1")) > 1_000_000


# --- what is done -------------------------------------------------------------------------------


def test_a_case_is_taken_judged_and_decided(place, ann, case_id) -> None:
    page = taken(ann)
    place.clock.turn(seconds=42)
    ann.send(
        page, at(case_id), verdict="content_farm", finding__0="confirm", finding__1="reject",
        policy="assembled", reason="Two stories in one.",
    )  # fmt: skip
    (review,) = place.store.reviews(case_id)
    assert (review["verdict"], review["findings"]) == ("content_farm", {0: "confirm", 1: "reject"})
    assert (review["saw_score"], review["lead_time_ms"]) == (True, 42_000)
    assert (review["policy_ids"], review["reason"]) == (["assembled"], "Two stories in one.")
    assert place.store.get(case_id).case.verdict == "content_farm"


def test_the_buttons_say_which_verdict_agrees(ann) -> None:
    page = taken(ann)
    farm = re.search(r'<button[^>]*value="content_farm"[^>]*data-key="f a"', page)
    assert farm
    assert re.search(r'<button[^>]*value="credible"[^>]*data-key="c x"', page)
    assert re.search(r'<button[^>]*value="unsure"[^>]*data-key="u"', page)


def test_a_verdict_can_be_taken_back_for_as_long_as_nobody_was_told(place, ann, case_id) -> None:
    page = ann.send(taken(ann), at(case_id), verdict="credible", reason="Looks fine.")
    assert "You said <b>credible</b>" in page
    page = ann.send(page, at(case_id, "undo"))
    assert "Your verdict was taken back" in page
    assert "Looks fine." in page
    assert place.store.get(case_id).case.state == "claimed"
    ann.send(page, at(case_id), verdict="content_farm")
    (review,) = place.store.reviews(case_id)
    assert (review["verdict"], review["saw_score"]) == ("content_farm", True)


def test_after_that_it_stands(place, ann, case_id) -> None:
    page = ann.send(taken(ann), at(case_id), verdict="credible")
    place.clock.turn(seconds=31)
    assert "You said" not in ann.get("/review")
    assert "time to undo is over" in ann.send(page, at(case_id, "undo"), 409)


def test_the_next_case_opens_by_itself_for_who_wants_that(place, ann, case_id) -> None:
    (second,) = place.bring(an_item(1))
    page = ann.send(taken(ann), at(case_id), verdict="credible", onward="1")
    assert at(second) in page
    assert 'name="onward" value="1" checked' in page
    undone = ann.send(page, at(case_id, "undo"))
    assert at(case_id) in undone
    assert place.store.get(second).case.state == "open"


def test_who_does_not_want_that_stays_at_the_start(place, ann, case_id) -> None:
    place.bring(an_item(1))
    ann.send(taken(ann), at(case_id), verdict="credible")
    assert [one.claimed for one in place.store.stats()] == [0]


def test_a_skipped_case_does_not_come_again(place, ann, case_id) -> None:
    page = press(ann, taken(ann), case_id, "skip")
    assert "will not be offered to you again" in page
    assert "Nothing is waiting for you" in taken(ann)
    assert "In your hands" in taken(place.person("bob"))


def test_a_case_is_put_off_with_what_was_said_so_far(place, ann, case_id) -> None:
    press(ann, taken(ann), case_id, "hold", holding="hour", reason="Ask the desk.")
    case = place.store.get(case_id).case
    assert case.hold_until - place.clock() == timedelta(hours=1)
    assert kept(place, case_id)["reason"] == "Ask the desk."


def test_a_case_is_escalated_with_its_reason(place, ann, case_id) -> None:
    press(ann, taken(ann), case_id, "escalate", reason="A lawyer should read this.")
    assert place.store.get(case_id).case.queue == "escalated"
    assert "Nothing is waiting" in taken(ann)
    bob = place.person("bob")
    assert "A lawyer should read this." in bob.get(f"/review/cases/{case_id}")
    page = bob.client.post(
        "/review/next", data={**form_of(bob.get("/review"), "/review/next"), "queue": "escalated"}
    ).text
    assert at(case_id) in page


def test_a_case_is_given_back(place, ann, case_id) -> None:
    press(ann, taken(ann), case_id, "release", reason="Half a thought.")
    assert place.store.get(case_id).case.state == "open"
    assert "Half a thought." in taken(ann)


def test_a_draft_is_kept_and_comes_back(place, ann, case_id) -> None:
    page = taken(ann)
    press(
        ann, page, case_id, "draft", **{"finding-1": "confirm", "policy": "spun", "reason": "Hm."}
    )
    page = ann.get(f"/review/cases/{case_id}")
    assert re.search(r'name="finding-1" value="confirm"[^>]* checked', page)
    assert 'value="spun" checked' in page
    assert ">Hm.</textarea>" in page


def test_keeping_the_case_longer_keeps_the_draft_too(place, ann, case_id) -> None:
    page = taken(ann)
    place.clock.turn(minutes=9)
    page = press(ann, page, case_id, "renew", reason="Still reading.")
    assert "10 min" in page
    assert ">Still reading.</textarea>" in page
    place.clock.turn(minutes=9)
    assert place.store.get(case_id).case.lease.live(place.clock())


def test_our_script_is_told_how_long_the_case_is_kept(place, ann, case_id) -> None:
    page = taken(ann)
    data, asks = form_of(page, at(case_id)), {"Accept": "application/json"}
    answer = ann.client.post(at(case_id, "renew"), data=data, headers=asks)
    assert answer.json() == {"left_ms": 600_000}
    assert ann.client.post(at(case_id, "draft"), data=data, headers=asks).json() == {"kept": True}
    place.clock.turn(minutes=11)
    answer = ann.client.post(at(case_id, "renew"), data=data, headers=asks)
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_lost")


# --- what comes too late ------------------------------------------------------------------------


def test_a_verdict_after_the_hold_ran_out_is_kept_as_a_draft(place, ann, case_id) -> None:
    page = taken(ann)
    place.clock.turn(minutes=11)
    page = ann.send(
        page, at(case_id), 409, verdict="content_farm", finding__0="confirm", reason="Two stories.",
    )  # fmt: skip
    assert "no longer in your hands" in page
    assert "kept as a draft" in page
    assert place.store.get(case_id).case.verdict is None
    page = ann.send(page, at(case_id, "claim"))
    assert ">Two stories.</textarea>" in page
    assert re.search(r'name="finding-0" value="confirm"[^>]* checked', page)
    assert "Your draft says content farm" in page


def test_a_verdict_on_an_article_that_changed_is_kept_as_a_draft(place, ann, case_id) -> None:
    page = taken(ann)
    place.bring(an_item(0, text=TEXT + " The yard did not answer.", choice=None))
    page = ann.send(
        page, at(case_id), 409, verdict="content_farm", finding__0="confirm", reason="Two."
    )
    assert "The case changed meanwhile" in page
    assert "The yard did not answer." in page
    assert ">Two.</textarea>" in page
    assert not re.search(r'name="finding-0" value="confirm"[^>]* checked', page)
    ann.send(page, at(case_id), verdict="content_farm")
    assert place.store.get(case_id).case.verdict == "content_farm"


@pytest.mark.parametrize("act", ["skip", "hold", "escalate", "release", "renew", "second"])
def test_other_acts_that_come_too_late_keep_the_draft(place, ann, case_id, act: str) -> None:
    page = taken(ann)
    place.clock.turn(minutes=11)
    taken(place.person("bob"))
    said = press(ann, page, case_id, act, 409, reason="A thought.")
    assert kept(place, case_id)["reason"] == "A thought."
    assert "by bob" in said


def test_an_old_tab_decides_nothing(place, ann, case_id) -> None:
    old = taken(ann)
    press(ann, old, case_id, "release")
    taken(ann)
    ann.send(old, at(case_id), 409, verdict="credible")
    assert place.store.get(case_id).case.verdict is None


def test_a_form_without_a_verdict_is_sent_back(ann, case_id) -> None:
    assert "Choose a verdict" in ann.send(taken(ann), at(case_id), 400)


def test_a_draft_of_any_shape_does_no_harm(place, ann, case_id) -> None:
    odd = {"findings": [1], "policy_ids": None, "reason": None, "sealed": 3, "verdict": {"a": 1}}
    place.store.save_draft(case_id, "ann", odd)
    assert "In your hands" in taken(ann)


# --- several people -----------------------------------------------------------------------------


def test_a_second_review_can_be_asked_for(place, ann, case_id) -> None:
    page = press(ann, taken(ann), case_id, "second", reason="I know the author.")
    assert "A second person will review" in page
    assert ">I know the author.</textarea>" in page
    ann.send(page, at(case_id), verdict="unsure")
    assert place.store.get(case_id).case.state == "open"
    assert "Nothing is waiting" in taken(ann)


def test_an_appeal_goes_to_somebody_else(place, ann, case_id) -> None:
    ann.send(taken(ann), at(case_id), verdict="content_farm")
    place.clock.turn(minutes=1)
    assert "Appeal" not in ann.get(f"/review/cases/{case_id}")
    bob = place.person("bob")
    page = bob.get(f"/review/cases/{case_id}")
    page = bob.send(page, at(case_id, "appeal"), reason="The publisher objects.")
    assert "The case is open again" in page
    assert "The publisher objects." in page
    assert "Nothing is waiting" in taken(ann)


def test_a_break_is_suggested_after_a_number_of_cases(open_place) -> None:
    place = open_place(break_after=2)
    place.bring(*(an_item(n) for n in range(3)))
    ann = place.person()
    for _ in range(2):
        page = taken(ann)
        assert "last break" not in page
        (case_id,) = re.findall(
            r'id="judge" method="post" action="/review/cases/(\w+)/decide"', page
        )
        ann.send(page, at(case_id), verdict="credible")
    page = taken(ann)
    assert "You have judged 2 cases" in page
    ann.send(page, "/review/rested")
    assert "last break" not in ann.get(f"/review/cases/{case_id}")


# --- the list -----------------------------------------------------------------------------------


def test_the_list_goes_on_page_by_page(place, ann) -> None:
    place.bring(*(an_item(n, source=f"site{n}.example") for n in range(1, 61)))
    first = ann.get("/review/cases")
    (following,) = re.findall(r'href="([^"]+)" rel="next"', first)
    second = ann.get(following.replace("&amp;", "&"))
    shown = [re.findall(r'href="/review/cases/(case_\w+)"', page) for page in (first, second)]
    assert len(shown[0]) == 50
    assert len(shown[1]) == 11
    assert len({*shown[0], *shown[1]}) == 61


def test_the_list_is_filtered(place, ann, case_id) -> None:
    place.bring(an_item(1, band="review", quality=0.31, queue="sport"))
    assert "report 1" not in ann.get("/review/cases?band=block")
    page = ann.get("/review/cases?queue=sport&state=any")
    assert "report 1" in page
    assert "report 0" not in page
    assert "No case here" in ann.get("/review/cases?overdue=1")
    place.clock.turn(days=4)
    ann = place.person()
    assert "report 0" in ann.get("/review/cases?overdue=1")
    assert "is no cursor" in ann.get("/review/cases?cursor=x", 400)


def test_an_article_without_anything_has_a_page(place, ann) -> None:
    (bare,) = place.bring(an_item(8, text="", title="", url="", author="", source=""))
    assert "Without a title" in ann.get(f"/review/cases/{bare}")
    assert an_article().title in ann.get("/review/cases")
