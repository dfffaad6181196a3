"""What becomes of an article that comes in: a case, one that was there, or none."""

from __future__ import annotations

from dataclasses import replace

from casework import an_assessment, an_item

from darnel.article import Article, Layout
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice
from darnel.queue.work import Decision


def _decided(store, item=None):
    case_id = store.ingest(item or an_item()).case_id
    store.decide_many([case_id], "ann", "content_farm", "seen before")
    return case_id


def test_an_article_comes_twice_and_is_one_case(store) -> None:
    first, second = store.ingest(an_item()), store.ingest(an_item())
    assert (first.outcome, second.outcome) == ("created", "merged")
    assert first.case_id == second.case_id
    assert len(store.history(first.case_id)) == 1


def test_one_content_on_two_addresses_of_a_source_is_one_case(store) -> None:
    item = an_item()
    other = replace(item.article, url=item.article.url + "?page=print")
    first = store.ingest(item)
    assert store.ingest(replace(item, article=other)) == replace(first, outcome="merged")
    elsewhere = replace(item.article, url="https://another.example/0")
    assert store.ingest(replace(item, article=elsewhere)).outcome == "created"


def test_tenants_share_no_case(store) -> None:
    store.ingest(an_item())
    assert store.ingest(an_item(tenant="other")).outcome == "created"
    assert store.claim("ann", tenant="third") is None


def test_a_waiting_case_takes_up_what_changed_and_keeps_its_turn(store, clock) -> None:
    case_id = store.ingest(an_item()).case_id
    before = store.get(case_id)
    clock.turn(hours=1)
    assert store.ingest(an_item(text="Another text.")).outcome == "refreshed"
    after = store.get(case_id)
    assert after.article.text == "Another text."
    assert (after.case.version, after.case.opened_at) == (2, before.case.opened_at)


def test_a_waiting_case_whose_band_is_clear_now_is_closed(store) -> None:
    case_id = store.ingest(an_item()).case_id
    got = store.ingest(an_item(text="Sound prose.", band="clear", quality=0.9, choice=None))
    assert (got.outcome, got.case_id) == ("closed", case_id)
    assert store.claim("ann") is None


def test_a_decided_case_is_opened_again_when_its_content_or_band_changes(store) -> None:
    case_id = _decided(store)
    assert store.ingest(an_item()).outcome == "merged"
    assert store.ingest(an_item(band="block", quality=0.05)).outcome == "reopened"
    work = store.claim("ann")
    assert (work.case.id, work.case.round, work.case.reopened) == (case_id, 2, 1)


def test_a_decided_case_stays_so_when_the_new_article_is_not_chosen(store) -> None:
    case_id = _decided(store)
    got = store.ingest(an_item(text="Sound prose.", band="clear", quality=0.9, choice=None))
    assert (got.outcome, store.get(case_id).case.state) == ("not_queued", "decided")


def test_the_sampler_chooses_where_nobody_did(store) -> None:
    assert store.ingest(an_item(choice=None)).choice == Choice("threshold", 1.0)
    far = an_item(1, band="clear", quality=0.99, choice=None)
    got = [store.ingest(replace(far, article=Article(text=f"Text {n}."))) for n in range(200)]
    chosen = [each.choice for each in got if each.choice]
    assert 0 < len(chosen) < 40
    assert {choice.why for choice in chosen} <= {"new_source", "audit"}


def test_odd_articles_come_back_as_they_were(store) -> None:
    odd = Article(
        text="A lone \ud800 and a NUL \0.", title="\udc00", id="\0", source="\ud83d\0",
        author="שלום", published="soon", comments=("one", "two \0"),
        layout=(Layout(0, 5, 0.5, "p", ("list", "aside"), 0.1),),
    )  # fmt: skip
    got = store.ingest(Item(odd, an_assessment(), Choice("report", 1.0)))
    assert store.get(got.case_id).article == odd
    assert store.ingest(Item(odd, an_assessment(), Choice("report", 1.0))).outcome == "merged"


def test_what_is_not_judged_is_not_chosen_but_can_be_reported(store) -> None:
    unjudged = replace(an_assessment(), quality=None, band=None, abstained="too_short")
    item = replace(an_item(choice=None), assessment=unjudged)
    assert store.ingest(item).outcome == "not_queued"
    assert store.ingest(replace(item, choice=Choice("report", 1.0))).outcome == "created"
    work = store.claim("ann")
    assert work.assessment.abstained == "too_short"
    lease = work.case.lease
    done = store.decide(work.case.id, "ann", lease.token, work.case.version, Decision("unsure"))
    assert done.state == "decided"
