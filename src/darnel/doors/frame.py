"""A frame in, the same frame with our columns out: pandas, Polars or Arrow."""

from __future__ import annotations

import math
import warnings
from collections.abc import Hashable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, runtime_checkable

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import Assessor, default_scorer, failed, frames, judged_safely, name_of, opened
from darnel.doors.columns import CORPUS, find_columns, free_names
from darnel.doors.forms import elsewhere_cells
from darnel.doors.frames import Column, Frame, Readable
from darnel.doors.readers import CHUNK_ROWS, no_words
from darnel.errors import InputError

if TYPE_CHECKING:
    from darnel.corpus import Corpus
    from darnel.doors.columns import Columns


Given = TypeVar("Given")
"""The frame that was given, whose kind is that of the answer."""


def score_frame(
    frame: Given,
    *,
    title: Hashable = None,
    text: Hashable = None,
    id: Hashable = None,
    url: Hashable = None,
    source: Hashable = None,
    published: Hashable = None,
    author: Hashable = None,
    comments: Hashable = None,
    signals: bool = False,
    prevalence: float | None = None,
    scorer: Assessor | None = None,
    corpus: bool | Corpus | Path | str = True,
) -> Given:
    """Give the frame with quality, band and reason appended, and every feature with `signals`.

    The frame is a pandas or Polars DataFrame or an Arrow table, and comes back as one.
    Columns are found by their usual names, or named by `title=`, `text=` and so on. The index and
    all columns stay; a column already called `quality` is kept, and ours is `darnel_quality`.
    A row that can't be judged has no quality (NaN in pandas, else null), and its reason says why;
    rows without an index are named by their number from 0. `prevalence` is the share of
    farm pages that quality is to assume, as in 0.02; a `scorer` of your own brings its own.
    `corpus` says what rows are looked up in: True is the frame itself, which then has the columns
    cluster, copy, copied_from, copied_by and template too; False is nothing; a corpus or its file is
    that, and the frame.
    """
    given = frames.opened(frame)
    if given is None:
        raise frames.refused(frame, "score_frame")
    if scorer is not None and prevalence is not None:
        raise InputError("say prevalence= where the scorer is made: Scorer.load(prevalence=…)")
    said = {
        "title": title, "text": text, "id": id, "url": url, "source": source,
        "published": published, "author": author, "comments": comments,
    }  # fmt: skip
    header = given.header
    wanted = {field: str(label) for field, label in said.items() if label is not None}
    columns = find_columns(header, wanted, "the frame", option="{}=")
    if scorer is None:
        scorer = default_scorer() if prevalence is None else default_scorer().at(prevalence)
    if corpus is not False and isinstance(scorer, Extendable):
        saved = None if isinstance(corpus, bool) else opened(corpus)
        scorer = scorer.with_corpus(_corpus_of(given, columns, saved))
    assessments: list[Assessment] = []
    labels = iter(given.labels())
    for articles in articles_of(given, columns):
        places = [f"row {next(labels)!r}" for _ in articles]
        faults = [no_words(article, columns, header) for article in articles]
        assessments += judged(scorer, articles, faults, places)
    known = getattr(scorer, "corpus", None) is not None
    ours = _ours(assessments, scorer.feature_names if signals else (), CORPUS if known else ())
    return cast(Given, given.appended(_renamed(ours, header)))


@runtime_checkable
class Extendable(Assessor, Protocol):
    """A scorer that can look articles up."""

    def with_corpus(self, corpus: Corpus | None) -> Assessor:
        """Give this scorer with a corpus."""
        ...


def _corpus_of(frame: Frame, columns: Columns, saved: Corpus | None) -> Corpus:
    """Make a corpus of the frame, and of a saved one if there is one."""
    from darnel.corpus import Builder

    with Builder() as builder:
        if saved is not None:
            builder.add_corpus(saved)
        for articles in articles_of(frame, columns):
            builder.add([a for a in articles if a.text.strip() or a.title.strip()])
        return builder.corpus()


def articles_of(frame: Readable, columns: Columns) -> Iterator[list[Article]]:
    """Give the frame's articles in chunks, numbered from 1 where they have no id."""
    rows = _rows(frame, sorted(set(columns.positions.values())))
    numbers = count(1)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield [columns.article(cells, str(next(numbers))) for cells in chunk]


def _rows(frame: Readable, needed: list[int]) -> Iterator[list[Any]]:
    """Give the rows' cells; only needed columns are read, the others are None."""
    width = len(frame.header)
    held = [frame.cells(at) for at in needed]
    for values in zip(*held, strict=True):
        cells: list[Any] = [None] * width
        for at, value in zip(needed, values, strict=True):
            cells[at] = value
        yield cells


def judged(
    scorer: Assessor, articles: list[Article], faults: list[str | None], places: list[str]
) -> list[Assessment]:
    """Assess articles that have no fault; the others come out with theirs, in their place."""
    good = [at for at, fault in enumerate(faults) if fault is None]
    judged = iter(judged_safely(scorer, [articles[at] for at in good], [places[at] for at in good]))
    model = name_of(scorer)
    return [
        next(judged) if fault is None else failed(article.id, f"{place}: {fault}", model)
        for article, fault, place in zip(articles, faults, places, strict=True)
    ]


def _ours(
    assessments: list[Assessment], features: tuple[str, ...], known: tuple[str, ...]
) -> list[Column]:
    quality = [math.nan if a.quality is None else a.quality for a in assessments]
    ours = [
        Column("quality", quality, "number"),
        Column("band", [a.band for a in assessments]),
        Column("reason", [a.reason for a in assessments]),
    ]
    cells = [elsewhere_cells(assessment) for assessment in assessments]
    ours += [Column(name, [said[name] for said in cells]) for name in known]
    for name in features:
        values = [a.signals.get(name, math.nan) for a in assessments]
        ours.append(Column(name, values, "number"))
    return ours


def _renamed(ours: list[Column], header: list[str]) -> list[Column]:
    """Give our columns names that the frame does not have."""
    names = free_names((column.name for column in ours), header)
    moved = [f"{name!r} is {free!r}" for name, free in names.items() if name != free]
    if moved:
        warnings.warn(f"the frame has columns of our names: here {', '.join(moved)}", stacklevel=3)
    return [column._replace(name=names[column.name]) for column in ours]
