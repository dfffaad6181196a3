"""Discourse's review queue: its items in, recommendations out; requests only for a person who decided.

Discourse wants the version that was seen with every action: 422 without, 409 if somebody was first.

Source: discourse/discourse (app/controllers/reviewables_controller.rb, app/models/reviewable.rb,
app/serializers/reviewable_serializer.rb); what an ended review means is by kind, as in
app/models/reviewable_flagged_post.rb and reviewable_queued_post.rb.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import Decision, Verdict, listing, mapping, words
from darnel.queue.requests import Recommendation, Request, recommendation

SOURCE = "discourse"
STATUSES = ("pending", "approved", "rejected", "ignored", "deleted")
"""By their numbers, which Discourse's answers hold."""

_FLAG: Mapping[str, Verdict] = {"approved": "content_farm", "rejected": "credible"}
_POST: Mapping[str, Verdict] = {"approved": "credible", "rejected": "content_farm"}

MEANINGS: Mapping[str, Mapping[str, Verdict]] = {
    "ReviewableFlaggedPost": _FLAG,
    "ReviewableQueuedPost": _POST,
}
"""Approving a flag agrees with it, approving a queued post lets it through. Other kinds say nothing of
an article; ignored and deleted ones neither."""


def listing_request(page: int = 0, kind: str = "") -> Request:
    """Give the request for a page, from 0, of what waits: ten items, the highest score first."""
    query = {"status": "pending", "sort_order": "score", "offset": str(10 * page)}
    return Request("GET", "/review.json", {**query, "type": kind} if kind else query)


def from_review(body: object) -> list[Article]:
    """Read the articles off an answer of /review.json; `id` is the reviewable's.

    Items without a text of their own (users, chat) have none here.
    """
    said = mapping(body, "Discourse's answer")
    return [
        _article(mapping(one, "a reviewable"))
        for one in listing(said.get("reviewables"), "reviewables")
    ]


def _article(reviewable: Mapping[str, Any]) -> Article:
    payload = reviewable.get("payload")
    inner = payload if isinstance(payload, Mapping) else {}
    return Article(
        text=words(inner.get("raw")) or words(reviewable.get("raw")),
        title=words(inner.get("title")) or words((reviewable.get("topic") or {}).get("title")),
        id=_id(reviewable),
        url=words(reviewable.get("target_url")),
        published=words(reviewable.get("created_at")),
    )


def recommend(reviewable: object, assessment: Assessment) -> Recommendation:
    """Recommend how urgently a person should look at an item; nothing is done to it."""
    return recommendation(_id(mapping(reviewable, "a reviewable")), assessment)


def perform(reviewable: object, action: str) -> Request:
    """Give the request for an action that a person chose, on the version that they saw.

    `action` is one of those that the item offers. Raises InputError without a version.
    """
    said = mapping(reviewable, "a reviewable")
    version = said.get("version")
    if not isinstance(version, int):
        raise InputError("the reviewable has no version: fetch it again before acting")
    if not action or not action.replace("_", "").replace("-", "").isalnum() or not action.isascii():
        raise InputError(f"{action[:40]!r} is no action of Discourse's")
    path = f"/review/{_id(said)}/perform/{action}.json"
    return Request("PUT", path, {"version": str(version)})


def from_reviewable(reviewable: object) -> Decision | None:
    """Read what became of an item; None while it waits, and where its end says nothing of the article."""
    said = mapping(reviewable, "a reviewable")
    status = _status(said.get("status"))
    verdict = MEANINGS.get(words(said.get("type")), {}).get(status)
    if verdict is None:
        return None
    id = _id(said)
    return Decision(
        source=SOURCE,
        id=f"{id}:{words(said.get('version'))}",
        item=id,
        verdict=verdict,
        reason=words(said.get("reject_reason")),
        reviewer=words((said.get("claimed_by") or {}).get("username")),
        at=words(said.get("updated_at")),
    )


def _status(status: object) -> str:
    if isinstance(status, int) and not isinstance(status, bool):
        return STATUSES[status] if 0 <= status < len(STATUSES) else ""
    return words(status)


def _id(reviewable: Mapping[str, Any]) -> str:
    id = words(reviewable.get("id"))
    if not id.isdecimal():
        raise InputError("a reviewable needs its number")
    return id
