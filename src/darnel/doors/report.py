"""The report of a scored batch: one HTML page with everything in it [report].

It is streamed: a row is counted (`darnel.doors.tally`) and let go, but for the worst pages. The same
input gives the same page, byte for byte, for no clock is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import Assessor, Loading, judged_safely
from darnel.doors.rendering import check_installed, render
from darnel.doors.sections import Named, Page, page_of
from darnel.doors.sources import RowError
from darnel.doors.summary import NAMED_ERRORS
from darnel.doors.tables import Inputs, Progress
from darnel.doors.tally import ScoredReader, Tally, Worst

PAGES, SOURCES = 20, 50
"""How many of the worst pages and sources a report shows, if nothing is said."""

SAME_ID = 50
"""Articles of one id that are kept to choose from."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Say what a report shows: how many pages and sources, and what stands at its head.

    `prevalence` is the share of farm pages that a table was scored with; assessments say it.
    """

    pages: int = PAGES
    sources: int = SOURCES
    prevalence: float = 0.1
    date: str = ""


def gather(
    inputs: Inputs, said: Mapping[str, str], name: str, wish: Wish,
    progress: Callable[[Progress], None] = lambda _: None,
) -> tuple[Tally, str]:  # fmt: skip
    """Count all rows of the inputs, opened as `textless`; say why there are no sources, if so."""
    reader = ScoredReader(inputs.columns, said, name, wish.prevalence)
    tally = Tally(wish.pages)
    for chunk in inputs.chunks():
        for row in chunk.rows:
            if row.error is not None:
                tally.unreadable(row.place, row.error)
                continue
            values = dict(zip(inputs.columns, row.cells, strict=False))
            try:
                scored = reader.row(values, row.article)
            except RowError as fault:
                tally.unreadable(row.place, f"{row.place}: {fault}")
                continue
            tally.add(scored)
            if reader.sources is not None:
                try:
                    tally.source(reader.sources.page(values))
                except RowError as fault:
                    tally.sourceless.add(row.article.id, str(fault))
        progress(Progress(tally.rows, inputs.position()))
    return tally, reader.unsourced


def fault_lines(tally: Tally) -> list[str]:
    """Name the rows that could not be read, the first of many."""
    named = [said for _, said in tally.unread.examples][:NAMED_ERRORS]
    more = tally.unread.rows - len(named)
    return [*named, *([f"… and {more:,} more rows like these"] if more else [])]


def with_articles(worst: Sequence[Worst], rows: Iterable[Article]) -> list[Worst]:
    """Put the articles to the worst pages, by id; of several with one id, the one that fits."""
    wanted = {page.article.id for page in worst}
    found: dict[str, list[Article]] = {}
    for article in rows:
        if article.id in wanted and len(found.setdefault(article.id, [])) < SAME_ID:
            found[article.id].append(article)
    return [_with_article(page, found.get(page.article.id, [])) for page in worst]


def _with_article(page: Worst, articles: Sequence[Article]) -> Worst:
    if not articles:
        return page
    best = max(articles, key=lambda article: _fitting(page.assessment, article))
    source = best.source or page.article.source
    return replace(page, article=replace(best, source=source))


def _fitting(assessment: Assessment | None, article: Article) -> int:
    findings = () if assessment is None else assessment.findings
    return sum(article.field(f.field)[f.start : f.end] == f.quote for f in findings)


def with_findings(
    worst: Sequence[Worst], load: Callable[[], Assessor] | None = None
) -> list[Worst]:
    """Find the evidence of pages that have a text but no assessment, each alone, by the model in use."""
    bare = [at for at, page in enumerate(worst) if page.assessment is None and page.article.text]
    if not bare:
        return list(worst)
    articles = [worst[at].article for at in bare]
    found = judged_safely((load or Loading())(), articles, [article.id for article in articles])
    result = list(worst)
    for at, assessment in zip(bare, found, strict=True):
        if assessment.error is None:
            result[at] = replace(worst[at], assessment=assessment, again=True)
    return result


def written(page: Page) -> str:
    """Write the report; raise InputError if the extra is not installed."""
    check_installed()
    return render("report.html", page=page)


def report(
    tally: Tally, worst: Sequence[Worst], unsourced: str, names: Sequence[str], wish: Wish
) -> str:
    """Write the report of a counted batch."""
    named = Named(tuple(names), wish.date, unsourced, wish.prevalence, wish.sources)
    return written(page_of(tally, worst, named))
