"""Where the articles to push come from: tables, with their assessments or to be scored, or the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from darnel.assessment import Assessment
from darnel.doors import Assessor, judged_safely
from darnel.doors.columns import find_columns
from darnel.doors.label_studio.push import Scored
from darnel.doors.readers import Reading, Row
from darnel.doors.tables import Inputs
from darnel.errors import InputError
from darnel.queue.listing import LONGEST_PAGE, Wanted
from darnel.queue.store import Store


@dataclass(slots=True)
class Faults:
    """Keep what is wrong with rows, each a sentence."""

    said: list[str] = field(default_factory=list)


def scored_now(
    inputs: Inputs, reading: Reading, load: Callable[[], Assessor], faults: Faults
) -> Iterator[Scored]:
    """Score the articles of tables."""
    scorer = load()
    named = _named(inputs, reading)
    for chunk in inputs.chunks():
        good = _good(chunk.rows, faults)
        articles = [row.article for row in good]
        answers = judged_safely(scorer, articles, [row.place for row in good]) if good else []
        for row, answer in zip(good, answers, strict=True):
            yield _scored(row, answer, named=named)


def scored_before(
    inputs: Inputs, reading: Reading, assessments: Inputs, faults: Faults
) -> Iterator[Scored]:
    """Put articles to assessments of them, which stand in the same order; some may be left out.

    Raises InputError for an assessment that belongs to no article.
    """
    named = _named(inputs, reading)
    wanted = _assessments(assessments, faults)
    assessment = next(wanted, None)
    for chunk in inputs.chunks():
        for row in _good(chunk.rows, faults):
            if assessment is None:
                return
            if row.article.id != assessment.id:
                continue
            if _fits(row, assessment):
                yield _scored(row, assessment, named=named)
            else:
                faults.said.append(f"{row.place}: its text is not the one that was scored")
            assessment = next(wanted, None)
    if assessment is not None:
        raise InputError(
            f"no article is left for the assessment of {assessment.id!r}: give the articles that were "
            "scored, in the same order, and the same options for their columns"
        )


def of_queue(store: Store, tenant: str = "default") -> Iterator[Scored]:
    """Give the open cases of a queue, each under the name of its case."""
    cursor = ""
    while True:
        page = store.cases(Wanted(tenant, state="open", cursor=cursor, limit=LONGEST_PAGE))
        for listed in page.cases:
            work = store.get(listed.case.id)
            yield Scored(work.article, work.assessment, work.case.id)
        cursor = page.next
        if not cursor:
            return


def _named(inputs: Inputs, reading: Reading) -> bool:
    """Tell whether rows have ids: the numbers of rows mean something else in the next table."""
    found = find_columns(inputs.columns, reading.columns, "the inputs", textless=True)
    return "id" in found.positions


def _good(rows: Sequence[Row], faults: Faults) -> list[Row]:
    good = []
    for row in rows:
        if row.error is None:
            good.append(row)
        else:
            faults.said.append(row.error)
    return good


def _scored(row: Row, assessment: Assessment, *, named: bool) -> Scored:
    article = row.article if named else replace(row.article, id="")
    return Scored(article, assessment)


def _fits(row: Row, assessment: Assessment) -> bool:
    return all(
        row.article.field(one.field)[one.start : one.end] == one.quote
        for one in assessment.findings
    )


def _assessments(inputs: Inputs, faults: Faults) -> Iterator[Assessment]:
    for chunk in inputs.chunks():
        for row in _good(chunk.rows, faults):
            try:
                yield Assessment.from_dict(dict(zip(inputs.columns, row.cells, strict=False)))
            except (KeyError, TypeError, ValueError, AttributeError):
                faults.said.append(
                    f"{row.place}: this is no assessment, as darnel score writes JSONL"
                )
