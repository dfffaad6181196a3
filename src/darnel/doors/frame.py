"""pandas in, pandas out."""

from __future__ import annotations

import math
import warnings
from collections.abc import Hashable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import Assessor, default_scorer, failed, judged_safely, name_of, opened
from darnel.doors.columns import CORPUS, OURS, find_columns, free_names
from darnel.doors.forms import elsewhere_cells
from darnel.doors.readers import CHUNK_ROWS, no_words
from darnel.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from darnel.corpus import Corpus
    from darnel.doors.columns import Columns


def score_frame(
    frame: pd.DataFrame,
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
) -> pd.DataFrame:
    """Give the frame with quality, band and reason appended, and every feature with `signals`.

    Columns are found by their usual names, or named by `title=`, `text=` and so on. The index and
    all columns stay; a column already called `quality` is kept, and ours is `darnel_quality`.
    A row that can't be judged has no quality, and its reason says why. `prevalence` is the share of
    farm pages that quality is to assume, as in 0.02; a `scorer` of your own brings its own.
    `corpus` says what rows are looked up in: True is the frame itself, which then has the columns
    cluster, copy, copied_from, copied_by and template too; False is nothing; a corpus or its file is
    that, and the frame.
    """
    import pandas as pd  # a second, and only here

    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"score_frame takes a pandas DataFrame, not {type(frame).__name__}")
    if scorer is not None and prevalence is not None:
        raise InputError("say prevalence= where the scorer is made: Scorer.load(prevalence=…)")
    said = {
        "title": title, "text": text, "id": id, "url": url, "source": source,
        "published": published, "author": author, "comments": comments,
    }  # fmt: skip
    header = [str(label) for label in frame.columns]
    wanted = {field: str(label) for field, label in said.items() if label is not None}
    columns = find_columns(header, wanted, "the frame", option="{}=")
    if scorer is None:
        scorer = default_scorer() if prevalence is None else default_scorer().at(prevalence)
    if corpus is not False and isinstance(scorer, Extendable):
        saved = None if isinstance(corpus, bool) else opened(corpus)
        scorer = scorer.with_corpus(_corpus_of(frame, columns, saved))
    assessments: list[Assessment] = []
    labels = iter(frame.index)
    for articles in _articles(frame, columns):
        places = [f"row {next(labels)!r}" for _ in articles]
        faults = [no_words(article, columns, header) for article in articles]
        assessments += judged(scorer, articles, faults, places)
    known = getattr(scorer, "corpus", None) is not None
    return _appended(
        frame, assessments, scorer.feature_names if signals else (), CORPUS if known else ()
    )


@runtime_checkable
class Extendable(Assessor, Protocol):
    """A scorer that can look articles up."""

    def with_corpus(self, corpus: Corpus | None) -> Assessor:
        """Give this scorer with a corpus."""
        ...


def _corpus_of(frame: pd.DataFrame, columns: Columns, saved: Corpus | None) -> Corpus:
    """Make a corpus of the frame, and of a saved one if there is one."""
    from darnel.corpus import Builder

    with Builder() as builder:
        if saved is not None:
            builder.add_corpus(saved)
        for articles in _articles(frame, columns):
            builder.add([a for a in articles if a.text.strip() or a.title.strip()])
        return builder.corpus()


def _articles(frame: pd.DataFrame, columns: Columns) -> Iterator[list[Article]]:
    """Give the frame's articles in chunks, numbered from 1 where they have no id."""
    rows = _rows(frame, sorted(set(columns.positions.values())))
    numbers = count(1)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield [columns.article(cells, str(next(numbers))) for cells in chunk]


def _rows(frame: pd.DataFrame, needed: list[int]) -> Any:  # noqa: ANN401
    """Give the rows' cells; only needed columns are read, and what pandas calls NA is None."""
    width = len(frame.columns)
    held = []
    for at in needed:
        column = frame.iloc[:, at].astype(object)
        held.append(column.where(column.notna(), None).tolist())
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


def _appended(
    frame: pd.DataFrame, assessments: list[Assessment], features: tuple[str, ...],
    known: tuple[str, ...],
) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    names = free_names((*OURS, *known, *features), [str(label) for label in frame.columns])
    moved = [f"{name!r} is {free!r}" for name, free in names.items() if name != free]
    if moved:
        warnings.warn(f"the frame has columns of our names: here {', '.join(moved)}", stacklevel=3)
    ours = {
        names["quality"]: pd.Series(
            [math.nan if a.quality is None else a.quality for a in assessments], dtype="float64"
        ),
        names["band"]: pd.Series([a.band for a in assessments], dtype=object),
        names["reason"]: pd.Series([a.reason for a in assessments], dtype=object),
    }
    cells = [elsewhere_cells(assessment) for assessment in assessments]
    for name in known:
        ours[names[name]] = pd.Series([said[name] for said in cells], dtype=object)
    for name in features:
        values = [a.signals.get(name, math.nan) for a in assessments]
        ours[names[name]] = pd.Series(values, dtype="float64")
    added = pd.DataFrame(ours)
    added.index = frame.index
    return pd.concat([frame, added], axis=1)
