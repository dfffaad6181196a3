from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import discourse
from darnel.queue.requests import Request

REVIEW = {
    "reviewables": [
        {
            "id": 41,
            "type": "ReviewableQueuedPost",
            "status": 0,
            "version": 3,
            "created_at": "2026-01-31T10:00:00Z",
            "payload": {"raw": "The ferry is late.", "title": "Ferry"},
            "target_url": None,
        },
        {"id": 42, "type": "ReviewableUser", "status": 0, "version": 0, "payload": None},
    ],
    "meta": {"load_more_reviewables": None},
}


def test_items_come_in_as_articles() -> None:
    post, user = discourse.from_review(REVIEW)
    assert (post.id, post.title, post.text) == ("41", "Ferry", "The ferry is late.")
    assert (user.id, user.text) == ("42", "")
    assert discourse.listing_request(2).query["offset"] == "20"


def test_we_recommend_and_do_nothing(judged, abstained, failed) -> None:
    said = discourse.recommend(REVIEW["reviewables"][0], judged)
    assert (said.id, said.advice, said.probability) == ("41", "look", 0.87)
    assert said.quote == "Albion won 2-0."
    assert said.note.startswith("darnel: look (P(farm) 0.87). It leaves the story")
    for assessment in (abstained, failed):
        said = discourse.recommend(REVIEW["reviewables"][0], assessment)
        assert (said.advice, said.probability) == ("not_judged", None)
        assert said.reason


def test_a_persons_action_bears_the_version_that_they_saw() -> None:
    asked = discourse.perform(REVIEW["reviewables"][0], "reject_post")
    assert asked == Request("PUT", "/review/41/perform/reject_post.json", {"version": "3"})
    with pytest.raises(InputError, match="fetch it again"):
        discourse.perform({"id": 41}, "reject_post")
    for odd in ("", "../users/1", "a b", "a.json?x"):
        with pytest.raises(InputError, match="no action"):
            discourse.perform(REVIEW["reviewables"][0], odd)


@pytest.mark.parametrize(
    ("kind", "status", "verdict"),
    [
        ("ReviewableQueuedPost", 1, "credible"),
        ("ReviewableQueuedPost", "rejected", "content_farm"),
        ("ReviewableFlaggedPost", 1, "content_farm"),
        ("ReviewableFlaggedPost", 2, "credible"),
    ],
)
def test_an_ended_review_means_what_its_kind_says(kind, status, verdict) -> None:
    reviewable = {**REVIEW["reviewables"][0], "type": kind, "status": status}
    decision = discourse.from_reviewable(reviewable)
    assert (decision.verdict, decision.id, decision.item) == (verdict, "41:3", "41")


@pytest.mark.parametrize("status", [0, 3, 4, 99, -1, None, "ignored", True])
def test_what_waits_or_was_ignored_says_nothing(status) -> None:
    assert discourse.from_reviewable({**REVIEW["reviewables"][0], "status": status}) is None


@pytest.mark.parametrize(
    "body", [None, {}, {"reviewables": [1]}, {"reviewables": [{"id": "x/../y"}]}]
)
def test_what_is_no_review_is_refused(body) -> None:
    with pytest.raises(InputError):
        discourse.from_review(body)
