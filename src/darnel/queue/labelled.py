"""What people said, as rows to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from darnel.queue import feedback
from darnel.queue.case import Verdict
from darnel.queue.deciding import reviews_of
from darnel.queue.exported import LABELS, SCHEMA
from darnel.queue.rows import fetched
from darnel.queue.tables import ASSESSMENTS, CASES, FEEDBACK
from darnel.queue.unit import Unit

Rows = tuple[list[dict[str, Any]], str]
"""Rows of plain JSON values, and what to ask for the next ones with."""


def rows_after(unit: Unit, after: str, limit: int, tenant: str) -> Rows:
    """Give the decided cases after one by id, as rows.

    A decision that can still be undone is left out. `weight` is how many articles a row stands for,
    1 / the probability that it was chosen with; only with it do shares of rows mean anything. `also`
    is what other tools said beside: it is no part of the verdict.
    """
    decided = CASES.c.state == "decided"
    final = CASES.c.undo_until.is_(None) | (CASES.c.undo_until <= unit.now)
    rows = _cases(unit, after, limit, tenant, decided & final)
    return [_row(unit, row) for row in rows], rows[-1]["id"] if rows else ""


def feedback_after(unit: Unit, after: str, limit: int, tenant: str) -> Rows:
    """Give the undecided cases after one by id of which people in other tools said something, as rows.

    Where they differ the verdict is "unsure". What a machine decided is no label.
    """
    told = exists().where(FEEDBACK.c.case_id == CASES.c.id)
    rows = _cases(unit, after, limit, tenant, (CASES.c.state != "decided") & told)
    made = [_told(unit, row) for row in rows]
    return [row for row in made if row is not None], rows[-1]["id"] if rows else ""


def _cases(
    unit: Unit, after: str, limit: int, tenant: str, wanted: ColumnElement[bool]
) -> list[dict[str, Any]]:
    query = (
        select(CASES, *ASSESSMENTS.c["article", "assessment", "why", "probability"])
        .join(ASSESSMENTS, ASSESSMENTS.c.id == CASES.c.assessment_id)
        .where(CASES.c.tenant == tenant, CASES.c.id > after, wanted)
        .order_by(CASES.c.id)
        .limit(limit)
    )
    return fetched(unit.connection, query)


def _row(unit: Unit, row: Mapping[str, Any]) -> dict[str, Any]:
    reviews = reviews_of(unit, row["id"], row["round"])
    decided_at = max(review["created_at"] for review in reviews)
    also = [_foreign(row, one) for one in feedback.kept(unit, row["id"])]
    return _labelled(row, row["verdict"], decided_at, reviews) | {"also": list(map(_review, also))}


def _told(unit: Unit, row: Mapping[str, Any]) -> dict[str, Any] | None:
    kept = feedback.kept(unit, row["id"])
    said = [one for one in kept if one["decision"]["verdict"] and not one["decision"]["automated"]]
    if not said:
        return None
    verdicts = {one["decision"]["verdict"] for one in said}
    verdict: Verdict = verdicts.pop() if len(verdicts) == 1 else "unsure"
    at = max(one["received_at"] for one in said)
    return _labelled(row, verdict, at, [_foreign(row, one) for one in said]) | {"also": []}


def _foreign(row: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    """Give a decision of another tool as a review."""
    said = feedback.read(one["decision"])
    return {
        "reviewer": feedback.who(said),
        "verdict": said.verdict,
        "policy_ids": list(said.policies),
        "reason": said.reason,
        "confidence": None,
        "saw_score": None if said.quality is None else True,
        "lead_time_ms": None if said.seconds is None else int(1000 * said.seconds),
        "bulk": False,
        "automated": said.automated,
        "findings": feedback.finding_verdicts(said, len(row["assessment"]["findings"])),
    }


def _labelled(
    row: Mapping[str, Any], verdict: Verdict, at: datetime, reviews: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "case_id": row["id"],
        "content_sha256": row["content_sha256"],
        "article": row["article"],
        "assessment": row["assessment"],
        "verdict": verdict,
        "label": LABELS[verdict],
        "round": row["round"],
        "why": row["why"],
        "probability": row["probability"],
        "weight": 1 / row["probability"],
        "decided_at": at.isoformat(),
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
    said = {name: review[name] for name in named}
    return said | {"bulk": review["bulk"], "automated": review.get("automated", False)}


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
