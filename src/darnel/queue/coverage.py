"""Which of the chosen articles people have got to: what still waits is no random part."""

from __future__ import annotations

from sqlalchemy import case, func, select

from darnel.queue.estimates import Coverage
from darnel.queue.rows import fetched
from darnel.queue.tables import ASSESSMENTS, CASES
from darnel.queue.unit import Unit


def coverage(unit: Unit, tenant: str) -> list[Coverage]:
    """Count by reason and band; closed cases, whose article is gone or changed, are left out."""
    query = (
        select(
            ASSESSMENTS.c.why,
            CASES.c.band,
            func.count().label("chosen"),
            func.count(case((CASES.c.state == "decided", 1))).label("decided"),
        )
        .join(ASSESSMENTS, ASSESSMENTS.c.id == CASES.c.assessment_id)
        .where(CASES.c.tenant == tenant, CASES.c.state != "closed")
        .group_by(ASSESSMENTS.c.why, CASES.c.band)
        .order_by(ASSESSMENTS.c.why, CASES.c.band)
    )
    return [Coverage(**row) for row in fetched(unit.connection, query)]
