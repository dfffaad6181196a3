"""Cases, endpoints and entries as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from darnel.queue.audit import Entry
from darnel.queue.case import Case, plain
from darnel.queue.deliveries import Delivery
from darnel.queue.endpoints import Registered
from darnel.queue.listing import Listed, QueueStats
from darnel.queue.work import Work, plain_article


def case_of(case: Case) -> dict[str, Any]:
    """Give a case."""
    return plain(case)


def listed_of(listed: Listed) -> dict[str, Any]:
    """Give a case as a list shows it."""
    named = ("title", "url", "quality", "band", "order_reason")
    return {"case": plain(listed.case), **{name: getattr(listed, name) for name in named}}


def work_of(work: Work, reviews: list[dict[str, Any]], who: str | None) -> dict[str, Any]:
    """Give a case with what it is about; the lease's token only to `who` holds it."""
    lease = work.case.lease
    mine = lease is not None and lease.owner == who
    return {
        "case": plain(work.case),
        "article": plain_article(work.article),
        "assessment": work.assessment.to_dict(),
        "why": work.choice.why,
        "probability": work.choice.probability,
        "order_reason": work.order_reason,
        "draft": work.draft,
        "lease": {"token": lease.token, "until": lease.until.isoformat()}
        if mine and lease is not None
        else None,
        "reviews": [review_of(review) for review in reviews],
    }


def review_of(review: Mapping[str, Any]) -> dict[str, Any]:
    """Give a review; findings as a list of place and verdict."""
    named = ("id", "reviewer", "round", "verdict", "policy_ids", "reason", "confidence",
             "saw_score", "lead_time_ms", "bulk")  # fmt: skip
    findings = [
        {"finding": place, "verdict": verdict} for place, verdict in review["findings"].items()
    ]
    at = review["created_at"].isoformat()
    return {**{name: review[name] for name in named}, "created_at": at, "findings": findings}


def entry_of(entry: Entry) -> dict[str, Any]:
    """Give an entry of the audit trail."""
    return asdict(entry) | {"at": entry.at.isoformat()}


def webhook_of(endpoint: Registered, secret: str | None = None) -> dict[str, Any]:
    """Give an endpoint, with its secret when it is new."""
    moments = ("created_at", "disabled_at", "replaced_until")
    said = asdict(endpoint) | {"events": list(endpoint.events), "secret": secret}
    return said | {name: _moment(getattr(endpoint, name)) for name in moments}


def delivery_of(delivery: Delivery) -> dict[str, Any]:
    """Give a line of the log of deliveries."""
    moments = {name: _moment(getattr(delivery, name)) for name in ("due_at", "last_at")}
    return asdict(delivery) | moments


def stats_of(stats: QueueStats) -> dict[str, Any]:
    """Give what waits in a queue."""
    return asdict(stats) | {"oldest": _moment(stats.oldest)}


def _moment(value: Any) -> str | None:  # noqa: ANN401 (a datetime or None)
    return None if value is None else str(value.isoformat())
