"""A Spark frame in, a Spark frame out."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from darnel.corpus import Corpus
from darnel.doors import Loading
from darnel.doors.columns import find_columns
from darnel.doors.spark.answers import answered
from darnel.doors.spark.joins import records
from darnel.doors.spark.rows import Asked, Reading
from darnel.doors.spark.stages import Stages
from darnel.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

INSTALL = "pip install 'darnel[spark]'"


def score_frame(
    frame: DataFrame,
    *,
    title: str | None = None,
    text: str | None = None,
    id: str | None = None,
    url: str | None = None,
    source: str | None = None,
    published: str | None = None,
    author: str | None = None,
    comments: str | None = None,
    signals: bool = False,
    assessments: bool = False,
    prevalence: float | None = None,
    corpus: bool | Path | str = True,
    folder: Path | str | None = None,
) -> DataFrame:
    """Give the frame with quality, band and reason appended, as `darnel.score_frame` gives them.

    Arguments are those of `darnel.score_frame`; with `assessments` a column holds each whole
    assessment as JSON. With a corpus the frame is read twice, the first time at once: persist it
    if it does not come out the same each time; rows come out in another order. What stands
    elsewhere is kept in `folder`, a path of Spark that all machines see, and is needed for as long
    as the answer is read; without a `folder`, which is possible on one machine only, it is gone
    with the process. A saved `corpus` must be seen by all machines under the same path.

    A row without an id goes by the hash of its title and text, for rows of a Spark frame have no
    number. Rows that can't be judged are named by their id.
    """
    check_installed()
    said = {
        "title": title, "text": text, "id": id, "url": url, "source": source,
        "published": published, "author": author, "comments": comments,
    }  # fmt: skip
    wanted = {field: label for field, label in said.items() if label is not None}
    columns = find_columns(frame.columns, wanted, "the frame", option="{}=")
    reading = Reading(tuple(frame.columns), columns)
    asked = Asked(Loading(prevalence), reading, signals, assessments, known=corpus is not False)
    if corpus is False:
        return frame.mapInArrow(asked.alone, asked.schema(frame))
    saved = None if corpus is True else Path(corpus)
    if saved is not None:
        Corpus.load(saved)  # a foreign file is refused before any work, and so are bad arguments
    stages = Stages.within(frame.sparkSession, folder)
    schema = asked.schema(frame)
    told, buckets = records(frame, reading, stages, saved)
    return answered(frame, asked, told, buckets, schema)


def check_installed() -> None:
    """Raise InputError, with what to do, if Spark is not installed."""
    if find_spec("pyspark") is None:
        raise InputError(f"Spark is not installed: {INSTALL}")
