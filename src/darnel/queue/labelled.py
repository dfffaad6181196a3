"""What people said, as rows to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from darnel.queue import feedback
from darnel.queue.case import Verdict
from darnel.queue.deciding import reviews_of
from darnel.queue.exported import LABELS, SCHEMA
from darnel.queue.rows import fetched
from darnel.queue.tables import ASSESSMENTS, CASES
from darnel.queue.unit import Unit

Rows = tuple[list[dict[str, Any]], str]
"""Rows of plain JSON values, and what to ask for the next ones with."""


def rows_after(unit: Unit, after: str, limit: int, tenant: str) -> Rows:
    """Give the decided cases after one by id, as rows.

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
    rows = [_row(unit, row) for row in fetched(unit.connection, query)]
    return rows, rows[-1]["case_id"] if rows else ""


def feedback_after(unit: Unit, after: str, limit: int, tenant: str) -> Rows:
    """Give what other tools decided and no case took up, after one by id, as rows."""
    found = feedback.rows_after(unit, after, limit, tenant)
    return [_told(row) for row in found], found[-1]["id"] if found else ""


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    said = row["decision"]
    findings = row["assessment"]["findings"]
    verdicts = feedback.finding_verdicts(feedback.read(said), len(findings))
    review = {
        "reviewer": feedback.who(feedback.read(said)),
        "verdict": said["verdict"],
        "policy_ids": said["policies"],
        "reason": said["reason"],
        "confidence": None,
        "saw_score": None if said["quality"] is None else True,
        "lead_time_ms": None if said["seconds"] is None else int(1000 * said["seconds"]),
        "bulk": False,
    }
    return _labelled(row, said["verdict"], row["received_at"]) | {
        "automated": said["automated"],
        "reviews": [review],
        "findings": _findings(findings, [review | {"findings": verdicts}]),
    }


def _row(unit: Unit, row: Mapping[str, Any]) -> dict[str, Any]:
    reviews = reviews_of(unit, row["id"], row["round"])
    decided_at = max(review["created_at"] for review in reviews)
    return _labelled({**row, "case_id": row["id"]}, row["verdict"], decided_at) | {
        "automated": False,
        "reviews": [_review(review) for review in reviews],
        "findings": _findings(row["assessment"]["findings"], reviews),
    }


def _labelled(row: Mapping[str, Any], verdict: Verdict | None, at: datetime) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "case_id": row["case_id"],
        "content_sha256": row["content_sha256"],
        "article": row["article"],
        "assessment": row["assessment"],
        "verdict": verdict,
        "label": None if verdict is None else LABELS[verdict],
        "round": row["round"],
        "why": row["why"],
        "probability": row["probability"],
        "weight": 1 / row["probability"],
        "decided_at": at.isoformat(),
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
