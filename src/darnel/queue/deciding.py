"""Verdicts are given, taken back and appealed against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, true, update

from darnel.assessment import Assessment
from darnel.queue import actions as do
from darnel.queue import outbox
from darnel.queue.case import Case, FindingVerdict
from darnel.queue.claiming import drop_draft, save_draft
from darnel.queue.priority import priority
from darnel.queue.refusals import UndoOver
from darnel.queue.rows import fetched
from darnel.queue.sampling import Choice
from darnel.queue.tables import ASSESSMENTS, FINDING_VERDICTS, REVIEWS
from darnel.queue.unit import Row, Unit
from darnel.queue.work import Decision, clean


def decide(unit: Unit, row: Row, who: str, token: str | None, decision: Decision) -> Case:
    """Give a verdict; without a token, in bulk on a case that nobody holds."""
    decision.check(len(_assessment(unit, row).findings))
    undo_until = unit.now + unit.settings.undo
    planned = unit.plan(row, do.Decide(who, token, decision.verdict, undo_until))
    review = _review(unit, row, who, decision) | {"bulk": token is None}
    unit.connection.execute(insert(REVIEWS).values(**review))
    judge_findings(unit, review["id"], decision.findings)
    drop_draft(unit.connection, row["id"], who)
    said = {
        "review_id": review["id"],
        "said": decision.verdict,
        "reason": clean(decision.reason),
        "policy_ids": list(decision.policy_ids),
        "bulk": token is None,
    }
    return unit.commit(row, planned, who, said)


def judge_findings(unit: Unit, review_id: str, said: Mapping[int, FindingVerdict]) -> None:
    """Keep what a review says of findings, in place of what it said before."""
    mine = FINDING_VERDICTS.c.review_id == review_id
    unit.connection.execute(delete(FINDING_VERDICTS).where(mine))
    for place, verdict in sorted(said.items()):
        unit.connection.execute(
            insert(FINDING_VERDICTS).values(review_id=review_id, finding=place, verdict=verdict)
        )


def undo(unit: Unit, row: Row, who: str) -> Case:
    """Take back one's last verdict: the case is held again, the decision is its draft."""
    until = unit.now + unit.settings.lease
    planned = unit.plan(row, do.Undo(who, unit.names.token(), until))
    if row["state"] == "decided" and not outbox.withdraw(
        unit.connection, row["id"], row["version"], unit.now
    ):
        raise UndoOver("the decision went out already; appeal, or ask for the case to be reopened")
    mine = REVIEWS.c.reviewer == who
    (review,) = _standing(unit, row["id"], mine & (REVIEWS.c.round == row["round"]))
    unit.connection.execute(
        update(REVIEWS).where(REVIEWS.c.id == review["id"]).values(withdrawn_at=unit.now)
    )
    save_draft(unit, row["id"], who, _decision(review).to_dict())
    return unit.commit(row, planned, who, {"review_id": review["id"]})


def appeal(unit: Unit, row: Row, who: str, reason: str) -> Case:
    """Have a decided case judged again by somebody else; it waits as what somebody reported."""
    asked = Choice("report", 1.0)
    planned = unit.plan(row, do.Appeal(who, unit.now + unit.settings.waiting(asked.why)))
    place = priority(
        _assessment(unit, row), asked, readers=row["readers"], ahead=0, opened_at=unit.now
    )
    columns = {"rank": place.rank, "order_reason": place.reason()}
    return unit.commit(row, planned, who, {"reason": clean(reason)}, columns)


def reviews_of(unit: Unit, case_id: str, round_: int | None = None) -> list[dict[str, Any]]:
    """Give the standing reviews of a case or one round, in order, each with its finding verdicts."""
    return _standing(unit, case_id, true() if round_ is None else REVIEWS.c.round == round_)


def _standing(unit: Unit, case_id: str, chosen: ColumnElement[bool]) -> list[dict[str, Any]]:
    query = select(REVIEWS).where(REVIEWS.c.case_id == case_id, REVIEWS.c.withdrawn_at.is_(None))
    ordered = query.where(chosen).order_by(REVIEWS.c.created_at, REVIEWS.c.id)
    rows = fetched(unit.connection, ordered)
    return [row | {"findings": _findings(unit, row["id"])} for row in rows]


def _review(unit: Unit, row: Row, who: str, decision: Decision) -> dict[str, Any]:
    return {
        "id": unit.names.new("review"),
        "case_id": row["id"],
        "assessment_id": row["assessment_id"],
        "reviewer": who,
        "round": row["round"],
        "verdict": decision.verdict,
        "policy_ids": list(decision.policy_ids),
        "reason": clean(decision.reason),
        "confidence": decision.confidence,
        "saw_score": decision.saw_score,
        "lead_time_ms": decision.lead_time_ms,
        "created_at": unit.now,
    }


def _assessment(unit: Unit, row: Row) -> Assessment:
    query = select(ASSESSMENTS.c.assessment).where(ASSESSMENTS.c.id == row["assessment_id"])
    return Assessment.from_dict(unit.connection.execute(query).scalar_one())


def _findings(unit: Unit, review_id: str) -> dict[int, Any]:
    query = select(FINDING_VERDICTS).where(FINDING_VERDICTS.c.review_id == review_id)
    rows = unit.connection.execute(query.order_by(FINDING_VERDICTS.c.finding))
    return {row.finding: row.verdict for row in rows}


def _decision(review: Mapping[str, Any]) -> Decision:
    return Decision(
        review["verdict"], review["reason"], tuple(review["policy_ids"]), review["confidence"],
        review["saw_score"], review["lead_time_ms"], review["findings"],
    )  # fmt: skip
