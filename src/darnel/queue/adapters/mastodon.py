"""Mastodon's trending links and their publishers: both in, recommendations out.

Mastodon sends no webhook about trends: a caller polls. Requests that act are for a person who decided.

Source: mastodon/mastodon (config/routes/api.rb, app/controllers/api/v1/admin/trends/links_controller.rb,
app/serializers/rest/admin/trends/link_serializer.rb).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import listing, mapping, words
from darnel.queue.requests import Recommendation, Request, recommendation

Move = Literal["approve", "reject"]

LINKS = "/api/v1/admin/trends/links"
PUBLISHERS = f"{LINKS}/publishers"


def links_request() -> Request:
    """Give the request for trending links (scope `admin:read`)."""
    return Request("GET", LINKS)


def publishers_request() -> Request:
    """Give the request for their publishers, a queue of sources."""
    return Request("GET", PUBLISHERS)


def from_links(body: object) -> list[Article]:
    """Read the links that wait for review off Mastodon's answer.

    It holds a title and a sentence only: fetch `url` for the article, or it is too short to judge.
    """
    links = [mapping(one, "a trending link") for one in listing(body, "Mastodon's answer")]
    return [_article(one) for one in links if one.get("requires_review", True)]


def _article(link: Mapping[str, Any]) -> Article:
    return Article(
        text=words(link.get("description")),
        title=words(link.get("title")),
        id=_number(link.get("id"), "a trending link"),
        url=words(link.get("url")),
        source=words(link.get("provider_name")),
        author=words(link.get("author_name")),
        published=words(link.get("published_at")),
    )


def recommend(link: object, assessment: Assessment) -> Recommendation:
    """Recommend how urgently a person should look at a link; nothing is done to it."""
    return recommendation(_number(mapping(link, "a trending link").get("id"), "a link"), assessment)


def decide(id: str, move: Move) -> Request:
    """Give the request with which a person approves or rejects a link (`admin:write`)."""
    return Request("POST", f"{LINKS}/{_number(id, 'a link')}/{_move(move)}")


def decide_publisher(id: str, move: Move) -> Request:
    """Give the request with which a person approves or rejects a publisher and all its links."""
    return Request("POST", f"{PUBLISHERS}/{_number(id, 'a publisher')}/{_move(move)}")


def _move(move: str) -> str:
    if move not in ("approve", "reject"):
        raise InputError(f"a move is approve or reject, not {move[:40]!r}")
    return move


def _number(id: object, where: str) -> str:
    text = words(id)
    if not (text.isdecimal() and text.isascii()):
        raise InputError(f"{where} needs its number")
    return text
