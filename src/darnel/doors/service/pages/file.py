"""All that the page of a case shows to one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors.marked import Marked, marked
from darnel.doors.sections import bars_of
from darnel.doors.service.pages import blind
from darnel.doors.service.pages.blind import Sight
from darnel.doors.service.pages.drafts import Draft, Seal, of_body
from darnel.doors.service.pages.settings import Pages
from darnel.doors.sources import judge_sources
from darnel.queue.audit import Entry
from darnel.queue.case import Case, Verdict
from darnel.queue.record import Record
from darnel.queue.store import Store
from darnel.queue.work import Work
from darnel.sources import LEAST_PAGES, SourceVerdict

LONG = 60_000
"""Characters of an article from which only excerpts are shown, unless all of it is asked for."""

BLIND_LONG = 20_000
"""Characters that are shown of a long field where no marks say which part matters."""

EVEN = 0.5

Review = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what the store says of a case, and what of it one person may see now."""

    work: Work
    history: Sequence[Entry]
    draft: Draft
    sight: Sight
    seal: Seal

    @property
    def case(self) -> Case:
        """Give the case."""
        return self.work.case

    def claimed_at(self, who: str) -> datetime | None:
        """Give when a person last took the case into their hands."""
        mine = [e.at for e in self.history if e.who == who and e.event == "case.claimed"]
        return mine[-1] if mine else None


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what of a case is shown besides: while the score is hidden, the bare article.

    `lean` is the verdict that the quality comes near; `left_out` characters of a long article wait
    behind a link. `by_finding` maps a finding's place to what the reviews say of it.
    """

    marked: Marked
    left_out: int = 0
    bars: tuple[tuple[str, float, float], ...] = ()
    lean: Verdict | None = None
    record: Record | None = None
    source: SourceVerdict | None = None
    reviews: tuple[Review, ...] = ()
    by_finding: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)


def facts_of(store: Store, case_id: str, who: str, settings: Pages) -> Facts:
    """Read a case for a person."""
    work = store.get(case_id, who)
    history = store.history(case_id)
    kept = [e.details["assessment_id"] for e in history if "assessment_id" in e.details]
    seal = Seal(kept[-1] if kept else "", work.case.round)
    draft = of_body(work.draft, seal)
    seen = blind.sight(work.case, work.choice.why, draft, who, settings.blind)
    return Facts(work, history, draft, seen, seal)


def shown_of(store: Store, facts: Facts, who: str, *, whole: bool) -> Shown:
    """Read what else the page of a case shows to a person."""
    article, assessment = facts.work.article, facts.work.assessment
    if facts.sight.hidden:
        part, left_out = _beginning(article, whole=whole)
        bare = marked(part, replace(assessment, findings=()))
        return Shown(bare, left_out, reviews=_reviews(store, facts.case, who, earlier=False))
    long = len(article.text) + len(article.title) > LONG
    found = marked(article, assessment, excerpt=long and not whole)
    left_out = sum(f.left_out + sum(s.left_out for s in f.stretches) for f in found.fields)
    reviews = _reviews(store, facts.case, who, earlier=True)
    record = store.record_of(facts.case)
    return Shown(
        found, left_out, bars_of([(c.signal, c.log_odds) for c in assessment.contributions]),
        lean_of(assessment), record, _judged(record), reviews,
        _by_finding(reviews, facts.seal.assessment),
    )  # fmt: skip


def lean_of(assessment: Assessment) -> Verdict | None:
    """Give the verdict that a quality comes near: that of the likelier kind of page."""
    if assessment.quality is None:
        return None
    return "content_farm" if assessment.quality < EVEN else "credible"


def _beginning(article: Article, *, whole: bool) -> tuple[Article, int]:
    if whole or len(article.text) + len(article.title) <= LONG:
        return article, 0
    title, text = article.title[:BLIND_LONG], article.text[:BLIND_LONG]
    left_out = len(article.text) + len(article.title) - len(title) - len(text)
    return replace(article, title=title, text=text), left_out


def _judged(record: Record) -> SourceVerdict | None:
    """Judge the source by its pages in the queue, if these are enough for it."""
    pages = record.assessments
    if len(pages) < LEAST_PAGES:
        return None
    found = judge_sources(pages, source=[record.source] * len(pages))
    return found[0] if found else None


def _reviews(store: Store, case: Case, who: str, *, earlier: bool) -> tuple[Review, ...]:
    """Give the reviews that this person may see; in a dispute those of it without an order or names.

    `earlier` says whether those of the rounds before are among them.
    """
    reviews = store.reviews(case.id)
    past = [r for r in reviews if earlier and r["round"] < case.round]
    mine = [r for r in reviews if r["round"] == case.round]
    if not blind.may_see_reviews(case, who):
        return tuple(past)
    if blind.is_dispute(case) and case.state not in blind.ENDED and who not in case.reviewed:
        mixed = sorted(mine, key=lambda r: sha256(f"{case.id}{r['id']}".encode()).digest())
        mine = [
            {**r, "reviewer": f"reviewer {letter}", "created_at": None}
            for letter, r in zip("ABCDEFGH", mixed, strict=False)
        ]
    return (*past, *mine)


def _by_finding(reviews: Sequence[Review], assessment_id: str) -> dict[int, list[tuple[str, str]]]:
    """Gather what the reviews of this assessment say of each finding."""
    said: dict[int, list[tuple[str, str]]] = {}
    for review in reviews:
        if review["assessment_id"] == assessment_id:
            for place, verdict in review["findings"].items():
                said.setdefault(place, []).append((review["reviewer"], verdict))
    return said
