"""The page of a case: what it shows, and what people do there by its forms."""

from __future__ import annotations

from reviewing import LOCAL, an_item, form_of


def test_a_case_is_taken_judged_and_decided(place) -> None:
    (case_id,) = place.bring(an_item())
    ann = place.person()
    page = ann.send(ann.get("/review"), "/review/next")
    assert "Rovers won 3-1 at home" in page
    place.clock.turn(seconds=42)
    address = f"/review/cases/{case_id}/decide"
    ann.send(
        page, address, verdict="content_farm", finding__0="confirm", finding__1="reject",
        policy="assembled", reason="Two stories in one.",
    )  # fmt: skip
    (review,) = place.store.reviews(case_id)
    assert (review["verdict"], review["findings"]) == ("content_farm", {0: "confirm", 1: "reject"})
    assert (review["saw_score"], review["lead_time_ms"]) == (True, 42_000)
    assert (review["policy_ids"], review["reason"]) == (["assembled"], "Two stories in one.")


def test_a_stranger_sends_no_long_form(place) -> None:
    client = place.browser().client
    page = client.get("/review/login").text
    said = form_of(page, "/review/login") | {"name": "a" * 5000}
    answer = client.post("/review/login", data=said, headers={"Origin": LOCAL})
    assert answer.status_code == 413
