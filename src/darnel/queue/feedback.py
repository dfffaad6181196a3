"""Decisions of other tools come in: kept once each, and given to the case that they are about.

A decision settles a case that waits here, as a review by `tool:person`. Where the case is in other hands
or judged already, the decision is kept beside it and exported all the same; so is one on an article that
the queue does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sqlalchemy import insert, select, update

from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue import actions as do
from darnel.queue import decisions as foreign
from darnel.queue import work
from darnel.queue.case import FindingVerdict
from darnel.queue.deciding import appeal, decide, judge_findings, undo
from darnel.queue.naming import named_case
from darnel.queue.refusals import Refused
from darnel.queue.rows import fetched, load
from darnel.queue.tables import ASSESSMENTS, FEEDBACK, REVIEWS
from darnel.queue.unit import Row, Unit

Outcome = Literal["decided", "kept", "again", "retracted", "reopened", "unknown_item"]
"""It became the verdict of a case; it is kept beside the case; it was here already; it holds no more; so
the case it had settled is open again; no case is about this article, it is kept for when one is."""

LONGEST_ID = 1_000
LONGEST_SOURCE = 60

_SAID: Mapping[foreign.SpanWord, FindingVerdict] = {
    "confirm": "confirm",
    "adjusted": "confirm",
    "reject": "reject",
}
"""What a word on a span means for its finding: at another place it is still right."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Say what became of a decision, and the case it is about, if there is one."""

    outcome: Outcome
    case_id: str | None


def take(unit: Unit, decision: foreign.Decision, tenant: str) -> Taken:
    """Take in one decision; the same from the same tool counts once.

    Raises InputError for one without a source, an id or an item; one that retracts needs no item.
    """
    decision = replace(decision, item=work.clean(decision.item))  # as an article's names are kept
    said = _checked(decision)
    known = _known(unit, decision, tenant)
    if decision.retracts:
        item = decision.item or ("" if known is None else known["item"])
        return _retract(unit, known, named_case(unit, item, tenant) if item else None)
    row = named_case(unit, decision.item, tenant)
    if known is not None and _stands(known, said, row):
        return Taken("again", known["case_id"])
    if known is not None and _same_verdict(known, decision, row):
        return _add(unit, known, row, decision, tenant)
    reopened = known is not None and _take_back(unit, known, row, "corrected")
    row = named_case(unit, decision.item, tenant)
    review_id = None if reopened else _apply(unit, row, decision)
    _keep(unit, known, row, decision, tenant, review_id)
    if row is None:
        return Taken("unknown_item", None)
    if reopened:
        return Taken("reopened", row["id"])
    return Taken("kept" if review_id is None else "decided", row["id"])


def kept(unit: Unit, case_id: str) -> list[dict[str, Any]]:
    """Give the decisions on a case that did not become a review of it, in the order they came."""
    query = (
        select(FEEDBACK.c.decision, FEEDBACK.c.received_at)
        .where(FEEDBACK.c.case_id == case_id)
        .where(FEEDBACK.c.review_id.is_(None), FEEDBACK.c.retracted_at.is_(None))
        .order_by(FEEDBACK.c.id)
    )
    return fetched(unit.connection, query)


def finding_verdicts(decision: foreign.Decision, findings: int) -> dict[int, FindingVerdict]:
    """Give what a decision says of our findings, by their place; added spans have none."""
    places = {foreign.finding_name(place): place for place in range(findings)}
    return {
        places[span.finding]: _SAID[span.word]
        for span in decision.spans
        if span.word in _SAID and span.finding in places
    }


def read(said: Mapping[str, Any]) -> foreign.Decision:
    """Read a decision as the table keeps it."""
    spans = tuple(foreign.SpanVerdict(**span) for span in said["spans"])
    return foreign.Decision(**{**said, "spans": spans, "policies": tuple(said["policies"])})


def _checked(decision: foreign.Decision) -> dict[str, Any]:
    for name, most in (("source", LONGEST_SOURCE), ("id", LONGEST_ID), ("item", LONGEST_ID)):
        value = getattr(decision, name)
        if len(value) > most or not (value or (name == "item" and decision.retracts)):
            raise InputError(f"a decision needs a {name} of 1 to {most:,} characters")
        if name != "item" and work.clean(value) != value:
            raise InputError(f"a decision's {name} can't hold NULs or half characters")
    said = asdict(decision)
    said["spans"] = [{**span, "quote": work.clean(span["quote"])} for span in said["spans"]]
    return said | {"policies": list(decision.policies), "reason": work.clean(decision.reason)}


def _stands(known: Row, said: Row, row: Row | None) -> bool:
    """Tell whether a decision came in before, says the same, and found its case, if there is one."""
    if known["decision"] != said or known["retracted_at"] is not None:
        return False
    return known["case_id"] is not None or row is None


def _same_verdict(known: Row, decision: foreign.Decision, row: Row | None) -> bool:
    """Tell whether a decision became a review that stands, and says the same of the article now."""
    return (
        row is not None
        and row["id"] == known["case_id"]
        and known["review_id"] is not None
        and known["retracted_at"] is None
        and known["decision"]["verdict"] == decision.verdict
    )


def _add(unit: Unit, known: Row, row: Row | None, decision: foreign.Decision, tenant: str) -> Taken:
    """Take in what a decision says more of the findings; its verdict stands, and so does the case."""
    query = (
        select(ASSESSMENTS.c.assessment)
        .join(REVIEWS, REVIEWS.c.assessment_id == ASSESSMENTS.c.id)
        .where(REVIEWS.c.id == known["review_id"])
    )
    judged = Assessment.from_dict(unit.connection.execute(query).scalar_one()).findings
    judge_findings(unit, known["review_id"], finding_verdicts(decision, len(judged)))
    _keep(unit, known, row, decision, tenant, known["review_id"])
    return Taken("decided", known["case_id"])


def _known(unit: Unit, decision: foreign.Decision, tenant: str) -> dict[str, Any] | None:
    query = select(FEEDBACK).where(
        FEEDBACK.c.tenant == tenant,
        FEEDBACK.c.source == decision.source,
        FEEDBACK.c.foreign_id == decision.id,
    )
    rows = fetched(unit.connection, query.with_for_update())
    return rows[0] if rows else None


def _apply(unit: Unit, row: Row | None, decision: foreign.Decision) -> str | None:
    """Give a decision to its case as a verdict; None where the case can't take it."""
    if row is None or row["state"] != "open" or decision.verdict is None or decision.automated:
        return None
    query = select(ASSESSMENTS.c.assessment).where(ASSESSMENTS.c.id == row["assessment_id"])
    found = Assessment.from_dict(unit.connection.execute(query).scalar_one()).findings
    said = work.Decision(
        decision.verdict,
        decision.reason[: work.LONGEST],
        decision.policies,
        saw_score=None if decision.quality is None else True,
        lead_time_ms=None if decision.seconds is None else int(1000 * decision.seconds),
        findings=finding_verdicts(decision, len(found)),
    )
    by = who(decision)
    try:
        case = decide(unit, row, by, None, said)
    except Refused:
        return None  # such as the same person's second verdict in one round
    query = (
        select(REVIEWS.c.id)
        .where(REVIEWS.c.case_id == case.id, REVIEWS.c.reviewer == by)
        .where(REVIEWS.c.round == case.round, REVIEWS.c.withdrawn_at.is_(None))
    )
    return str(unit.connection.execute(query).scalar_one())


def who(decision: foreign.Decision) -> str:
    """Name who decided: the tool, and the person as it names them."""
    person = "".join(letter for letter in decision.reviewer if letter.isprintable()).strip()
    return f"{decision.source}:{person or 'somebody'}"[: work.LONGEST_NAME]


def _keep(
    unit: Unit, known: Row | None, row: Row | None, decision: foreign.Decision, tenant: str,
    review_id: str | None,
) -> None:  # fmt: skip
    values = {
        "item": decision.item,
        "case_id": row and row["id"],
        "assessment_id": row and row["assessment_id"],
        "review_id": review_id,
        "decision": _checked(decision),
        "received_at": unit.now,
        "retracted_at": None,
    }
    if known is not None:
        unit.connection.execute(
            update(FEEDBACK).where(FEEDBACK.c.id == known["id"]).values(**values)
        )
        return
    name = {"source": decision.source, "foreign_id": decision.id, "tenant": tenant}
    unit.connection.execute(insert(FEEDBACK).values(id=unit.names.new("fb"), **name, **values))


def _retract(unit: Unit, known: Row | None, row: Row | None) -> Taken:
    if known is None or known["retracted_at"] is not None:
        return Taken("again", None if row is None else row["id"])
    reopened = _take_back(unit, known, row, "retracted")
    unit.connection.execute(
        update(FEEDBACK).where(FEEDBACK.c.id == known["id"]).values(retracted_at=unit.now)
    )
    return Taken("reopened" if reopened else "retracted", known["case_id"])


def _take_back(unit: Unit, known: Row, row: Row | None, what: str) -> bool:
    """Take back the verdict that a decision became: by undo while nobody was told, else by appeal."""
    if known["review_id"] is None or row is None or row["id"] != known["case_id"]:
        return False
    query = select(REVIEWS.c.reviewer, REVIEWS.c.round).where(REVIEWS.c.id == known["review_id"])
    review = unit.connection.execute(query).one()
    if review.round != row["round"] or row["state"] != "decided":
        return False
    with suppress(Refused), unit.connection.begin_nested():
        _undone(unit, row, review.reviewer)
        return False
    with suppress(Refused):
        appeal(unit, row, known["source"], f"The decision was {what} in {known['source']}.")
        return True
    return False


def _undone(unit: Unit, row: Row, who: str) -> None:
    """Undo a verdict and give the case back, for the tool holds no lease here."""
    case = undo(unit, row, who)
    assert case.lease is not None
    unit.advance(load(unit.connection, case.id), do.Release(who, case.lease.token))
