from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import mastodon
from darnel.queue.requests import Request

LINKS = [
    {
        "id": "109",
        "url": "https://news.example/ferry",
        "title": "Ferry is late",
        "description": "The board met.",
        "provider_name": "Harbour News",
        "requires_review": True,
    },
    {"id": "110", "url": "https://b.example", "title": "Known", "requires_review": False},
]


def test_links_that_wait_come_in_as_articles() -> None:
    (article,) = mastodon.from_links(LINKS)
    assert (article.id, article.url) == ("109", "https://news.example/ferry")
    assert (article.title, article.source) == ("Ferry is late", "Harbour News")
    assert mastodon.links_request() == Request("GET", "/api/v1/admin/trends/links")
    assert mastodon.publishers_request().path.endswith("/links/publishers")


def test_we_recommend_and_do_nothing(judged, abstained) -> None:
    assert mastodon.recommend(LINKS[0], judged).advice == "look"
    assert mastodon.recommend(LINKS[0], abstained).advice == "not_judged"


def test_a_person_decides_on_links_and_publishers() -> None:
    assert mastodon.decide("109", "reject") == Request(
        "POST", "/api/v1/admin/trends/links/109/reject"
    )
    asked = mastodon.decide_publisher("7", "approve")
    assert asked.path == "/api/v1/admin/trends/links/publishers/7/approve"


@pytest.mark.parametrize(("id", "move"), [("1/../2", "approve"), ("", "reject"), ("1", "delete")])
def test_odd_moves_are_refused(id, move) -> None:
    with pytest.raises(InputError):
        mastodon.decide(id, move)


@pytest.mark.parametrize("body", [None, {}, ["x"], [{"title": "no id"}]])
def test_what_is_no_answer_is_refused(body) -> None:
    with pytest.raises(InputError):
        mastodon.from_links(body)
