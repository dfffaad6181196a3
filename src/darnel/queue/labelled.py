"""What people said, as rows to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from darnel.queue.deciding import reviews_of
from darnel.queue.exported import LABELS, SCHEMA
from darnel.queue.rows import fetched
from darnel.queue.tables import ASSESSMENTS, CASES
from darnel.queue.unit import Unit


def rows_after(unit: Unit, after: str, limit: int, tenant: str) -> list[dict[str, Any]]:
    """Give the decided cases after one by id, as rows of plain JSON values.

    A decision that can still be undone is left out. `weight` is how many articles a row stands for,
    1 / the probability that it was chosen with; only with it do shares of rows mean anything.
    """
    query = (
        select(CASES, *ASSESSMENTS.c["article", "assessment", "why", "probability"])
        .join(ASSESSMENTS, ASSESSMENTS.c.id == CASES.c.assessment_id)
        .where(CASES.c.tenant == tenant, CASES.c.state == "decided", CASES.c.id > after)
        .where(CASES.c.undo_until.is_(None) | (CASES.c.undo_until <= unit.now))
        .order_by(CASES.c.id)
        .limit(limit)
    )
    return [_row(unit, row) for row in fetched(unit.connection, query)]


def _row(unit: Unit, row: Mapping[str, Any]) -> dict[str, Any]:
    reviews = reviews_of(unit, row["id"], row["round"])
    return {
        "schema": SCHEMA,
        "case_id": row["id"],
        "content_sha256": row["content_sha256"],
        "article": row["article"],
        "assessment": row["assessment"],
        "verdict": row["verdict"],
        "label": LABELS[row["verdict"]],
        "round": row["round"],
        "why": row["why"],
        "probability": row["probability"],
        "weight": 1 / row["probability"],
        "decided_at": max(review["created_at"] for review in reviews).isoformat(),
        "reviews": [_review(review) for review in reviews],
        "findings": _findings(row["assessment"]["findings"], reviews),
    }


def _review(review: Mapping[str, Any]) -> dict[str, Any]:
    named = (
        "reviewer",
        "verdict",
        "policy_ids",
        "reason",
        "confidence",
        "saw_score",
        "lead_time_ms",
    )
    return {name: review[name] for name in named} | {"bulk": review["bulk"]}


def _findings(found: list[dict[str, Any]], reviews: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each finding that anybody judged, with who said what."""
    judged = []
    for place, finding in enumerate(found):
        verdicts = [
            {"reviewer": review["reviewer"], "verdict": review["findings"][place]}
            for review in reviews
            if place in review["findings"]
        ]
        if verdicts:
            judged.append({"finding": place, **finding, "verdicts": verdicts})
    return judged
