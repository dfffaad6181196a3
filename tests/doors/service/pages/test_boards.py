"""The two dashboards."""

from __future__ import annotations

from reviewing import an_item

from darnel.queue.sampling import Choice
from darnel.queue.work import Decision


def judge(place, who: str, verdict: str, findings=None) -> None:
    work = place.store.claim(who)
    place.clock.turn(seconds=30)
    case = work.case
    decision = Decision(verdict, saw_score=True, lead_time_ms=30_000, findings=findings or {})
    place.store.decide(case.id, who, case.lease.token, case.version, decision)


def test_an_empty_queue_has_dashboards_too(place) -> None:
    ann = place.person()
    assert "No case has come in yet" in ann.get("/review/queue")
    assert "No case has a verdict yet" in ann.get("/review/quality")


def test_the_queue_board_counts_what_waits_and_what_was_done(place) -> None:
    place.bring(*(an_item(n) for n in range(3)), an_item(7, queue="sport"))
    place.clock.turn(hours=30)
    judge(place, "bob", "content_farm")
    page = place.person().get("/review/queue")
    assert "the oldest for 1 d 6 h" in page
    assert "(1 in all) took at most 30 s" in page
    assert '<th scope="row">sport</th><td class="num">1</td>' in page
    assert '<th scope="row" class="nowrap">1 to 2 days</th><td class="num">2</td>' in page


def test_the_quality_board_sets_people_against_darnel(place) -> None:
    place.bring(
        an_item(1),
        an_item(2, Choice("audit", 0.02)),
        an_item(3, Choice("audit", 0.02), band="clear"),
    )
    for verdict in ("content_farm", "credible", "content_farm"):
        judge(place, "bob", verdict, {0: "confirm", 1: "reject"})
    place.clock.turn(minutes=1)
    page = place.person().get("/review/quality")
    assert "latest 3 cases with a verdict" in page
    assert (
        '<th scope="row">spliced_content</th><td class="num">3</td><td class="num">0</td>' in page
    )
    assert "No case was reviewed by two people" in page
