"""pandas in, pandas out."""

from __future__ import annotations

import math
import warnings
from collections.abc import Hashable
from itertools import islice
from typing import TYPE_CHECKING, Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import Assessor, default_scorer, failed, judged_safely, name_of
from darnel.doors.columns import OURS, find_columns, free_names
from darnel.doors.readers import CHUNK_ROWS, no_words
from darnel.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


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
) -> pd.DataFrame:
    """Give the frame with quality, band and reason appended, and every feature with `signals`.

    Columns are found by their usual names, or named by `title=`, `text=` and so on. The index and
    all columns stay; a column already called `quality` is kept, and ours is `darnel_quality`.
    A row that can't be judged has no quality, and its reason says why. `prevalence` is the share of
    farm pages that quality is to assume, as in 0.02; a `scorer` of your own brings its own.
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
    rows = _rows(frame, sorted(set(columns.positions.values())))
    assessments: list[Assessment] = []
    labels = iter(frame.index)
    number = 0
    while chunk := list(islice(rows, CHUNK_ROWS)):
        articles, faults, places = [], [], []
        for cells in chunk:
            number += 1
            places.append(f"row {next(labels)!r}")
            articles.append(columns.article(cells, str(number)))
            faults.append(no_words(articles[-1], columns, header))
        assessments += _judged(scorer, articles, faults, places)
    return _appended(frame, assessments, scorer.feature_names if signals else ())


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


def _judged(
    scorer: Assessor, articles: list[Article], faults: list[str | None], places: list[str]
) -> list[Assessment]:
    good = [at for at, fault in enumerate(faults) if fault is None]
    judged = iter(judged_safely(scorer, [articles[at] for at in good], [places[at] for at in good]))
    model = name_of(scorer)
    return [
        next(judged) if fault is None else failed(article.id, f"{place}: {fault}", model)
        for article, fault, place in zip(articles, faults, places, strict=True)
    ]


def _appended(
    frame: pd.DataFrame, assessments: list[Assessment], features: tuple[str, ...]
) -> pd.DataFrame:
    import pandas as pd

    names = free_names((*OURS, *features), [str(label) for label in frame.columns])
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
    for name in features:
        values = [a.signals.get(name, math.nan) for a in assessments]
        ours[names[name]] = pd.Series(values, dtype="float64")
    added = pd.DataFrame(ours)
    added.index = frame.index
    return pd.concat([frame, added], axis=1)
