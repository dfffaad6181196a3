"""Articles come in: a new case, a case that goes on, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, exists, func, insert, select

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.corpus.documents import source_of
from darnel.queue import actions as do
from darnel.queue.case import Case
from darnel.queue.content import canonical, content_key
from darnel.queue.naming import know
from darnel.queue.priority import priority
from darnel.queue.rows import case_of, fetched
from darnel.queue.sampling import Choice
from darnel.queue.tables import ASSESSMENTS, CASES
from darnel.queue.unit import Row, Unit
from darnel.queue.work import clean, plain_article

Outcome = Literal["created", "merged", "refreshed", "reopened", "closed", "not_queued"]
"""A new case; one with this article and band is there; a waiting case has the new article or band;
an ended one was opened again; a waiting one ended because its band is clear now; not chosen."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """Say what became of an article, of which case, and how it was chosen."""

    outcome: Outcome
    case_id: str | None
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Item:
    """Hold an article that comes in. `choice` is None where the sampler is to choose."""

    article: Article
    assessment: Assessment
    choice: Choice | None = None
    queue: str = "default"
    tenant: str = "default"
    readers: int = 0
    who: str = do.SYSTEM


def subject_key(article: Article) -> str:
    """Name what an article is, whatever it says: its address, else its id, else its content."""
    if article.url.strip():
        said = ["url", article.url.strip()]
    elif article.id.strip():
        said = ["id", source_of(article), article.id.strip()]
    else:
        said = ["content", content_key(article)]
    return sha256(canonical(said).encode()).hexdigest()


def ingest(unit: Unit, item: Item) -> Ingested:
    """Take in an article; a case is the same by address or id, or by content within a source."""
    source = clean(item.assessment.source or source_of(item.article))
    content = content_key(item.article)
    choice = _chosen(unit, item, source, content)
    row = _same(unit.connection, item, source, content)
    if row is None:
        if choice is None:
            return Ingested("not_queued", None, None)
        return Ingested("created", _create(unit, item, choice, source).id, choice)
    if (row["content_sha256"], row["band"]) == (content, item.assessment.band):
        return Ingested("merged", row["id"], choice)
    return _go_on(unit, row, item, choice)


def _known(connection: Connection, tenant: str, source: str) -> bool:
    known = exists().where(CASES.c.tenant == tenant, CASES.c.source == source)
    return bool(connection.execute(select(known)).scalar())


def _same(connection: Connection, item: Item, source: str, content: str) -> Row | None:
    mine = select(CASES).where(CASES.c.tenant == item.tenant).with_for_update()
    by_subject = mine.where(CASES.c.dedupe_key == subject_key(item.article))
    by_content = mine.where(CASES.c.source == source, CASES.c.content_sha256 == content)
    for query in (by_subject, by_content.order_by(CASES.c.id).limit(1)):
        rows = fetched(connection, query)
        if rows:
            return rows[0]
    return None


def _create(unit: Unit, item: Item, choice: Choice, source: str) -> Case:
    case = Case(
        unit.names.new("case"), item.tenant, item.queue, source, unit.now,
        unit.now + unit.settings.waiting(choice.why), required=_required(unit, item),
    )  # fmt: skip
    columns = _columns(unit, item, choice, case) | {"dedupe_key": subject_key(item.article)}
    # The case first: its assessment refers to it. The audit entry, in `create`, comes after both
    # for nobody else can see this case, so that no other lock is taken after the chain's.
    created = unit.create(case, item.who, _said(choice, columns), columns)
    _keep(unit, item, choice, created.id, columns["assessment_id"])
    know(unit, created.id, created.tenant, columns)
    return created


def _go_on(unit: Unit, row: Row, item: Item, choice: Choice | None) -> Ingested:
    """Bring a case on whose article or band changed."""
    case = case_of(row)
    action: do.Action
    outcome: Outcome
    if case.state in ("decided", "closed"):
        if choice is None:
            return Ingested("not_queued", case.id, None)
        due_at = unit.now + unit.settings.waiting(choice.why)
        action, outcome = do.Reopen(item.who, due_at, _required(unit, item)), "reopened"
        opened = replace(case, opened_at=unit.now)
    elif choice is None and item.assessment.band == "clear":
        action, outcome, opened = do.Close(item.who), "closed", case
    else:
        action, outcome, opened = do.Refresh(item.who), "refreshed", case
    kept = choice or _choice_of(unit.connection, row)
    columns = _columns(unit, item, kept, opened)
    planned = unit.plan(row, action)
    _keep(unit, item, kept, case.id, columns["assessment_id"])
    know(unit, case.id, case.tenant, columns)
    said = _said(kept, columns) | {"outcome": outcome}
    unit.commit(row, planned, item.who, said, columns)
    return Ingested(outcome, case.id, kept)


def _chosen(unit: Unit, item: Item, source: str, content: str) -> Choice | None:
    """Let the sampler choose, even what was reported: a report alone would take it out of the sample."""
    if item.choice is not None and item.choice.why != "report":
        return item.choice
    new_source = not _known(unit.connection, item.tenant, source)
    drawn = unit.settings.sampler.choose(item.assessment, content, new_source=new_source)
    return drawn or item.choice


def _required(unit: Unit, item: Item) -> int:
    return 2 if item.assessment.band in unit.settings.two_reviews else 1


def _said(choice: Choice, columns: Mapping[str, Any]) -> dict[str, Any]:
    named = ("assessment_id", "content_sha256", "quality", "band", "model")
    said = {name: columns[name] for name in named}
    return said | {"why": choice.why, "probability": choice.probability}


def _columns(unit: Unit, item: Item, choice: Choice, case: Case) -> dict[str, Any]:
    ahead = unit.connection.execute(
        select(func.count())
        .select_from(CASES)
        .where(CASES.c.tenant == case.tenant, CASES.c.source == case.source)
        .where(CASES.c.state.in_(("open", "claimed", "held")), CASES.c.id != case.id)
    ).scalar_one()
    place = priority(
        item.assessment, choice, readers=item.readers, ahead=ahead, opened_at=case.opened_at
    )
    model = item.assessment.model
    return {
        "content_sha256": content_key(item.article),
        "external_id": clean(item.article.id),
        "url": clean(item.article.url),
        "title": clean(item.article.title),
        "quality": item.assessment.quality,
        "band": item.assessment.band,
        "model": f"{model.name} {model.version}",
        "assessment_id": unit.names.new("as"),
        "rank": place.rank,
        "order_reason": place.reason(),
        "readers": item.readers,
    }


def _keep(unit: Unit, item: Item, choice: Choice, case_id: str, assessment_id: str) -> None:
    unit.connection.execute(
        insert(ASSESSMENTS).values(
            id=assessment_id, case_id=case_id, article=plain_article(item.article),
            assessment=item.assessment.to_dict(), why=choice.why, probability=choice.probability,
            created_at=unit.now,
        )
    )  # fmt: skip


def _choice_of(connection: Connection, row: Row) -> Choice:
    query = select(ASSESSMENTS).where(ASSESSMENTS.c.id == row["assessment_id"])
    found = connection.execute(query).one()
    return Choice(found.why, found.probability)
