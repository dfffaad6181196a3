"""The rows of a Spark frame: articles read off them, and what is appended to them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.corpus import Corpus
from darnel.doors import Loading
from darnel.doors.columns import CORPUS, OURS, Columns, free_names
from darnel.doors.forms import elsewhere_cells
from darnel.doors.frame import judged
from darnel.doors.readers import CHUNK_ROWS, no_words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from darnel.scorer import Scorer

ASSESSMENT = "assessment"
"""The column of the whole answer, as JSON."""

Batches = Iterator[Any]
"""Arrow record batches."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How articles are read off the rows of a frame."""

    header: tuple[str, ...]
    columns: Columns

    def needed(self) -> Reading:
        """Read the same off the columns that hold something only."""
        kept = sorted(set(self.columns.positions.values()))
        places = {field: kept.index(at) for field, at in self.columns.positions.items()}
        return Reading(tuple(self.header[at] for at in kept), Columns(places))

    def articles(self, batch: Any) -> Iterator[list[Article]]:  # noqa: ANN401 (an Arrow batch)
        """Give the articles of a batch, few at a time; columns that hold nothing are not read."""
        for low in range(0, batch.num_rows, CHUNK_ROWS):
            part = batch.slice(low, CHUNK_ROWS)
            cells: list[Any] = [[None] * part.num_rows] * len(self.header)
            for at in set(self.columns.positions.values()):
                cells[at] = part.column(at).to_pylist()
            yield [self._article(row) for row in zip(*cells, strict=True)]

    def _article(self, row: Sequence[Any]) -> Article:
        article = self.columns.article(row, "")
        return article if article.id else self.columns.article(row, _digest(article))


def _digest(article: Article) -> str:
    said = f"{article.title}\0{article.text}".encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def _loaded(loading: Loading) -> Scorer:
    """Keep the scorer of a worker process from task to task."""
    return loading()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the workers; with `known`, also what stands elsewhere."""

    loading: Loading
    reading: Reading
    signals: bool
    assessments: bool
    known: bool

    def schema(self, frame: DataFrame) -> Any:  # noqa: ANN401 (a Spark type)
        """Give the schema of the answer."""
        from pyspark.sql.types import DoubleType, StringType, StructField, StructType

        texts = {*OURS, *CORPUS, ASSESSMENT} - {"quality"}
        added = [
            StructField(free, StringType() if name in texts else DoubleType())
            for name, free in self._names().items()
        ]
        return StructType([*frame.schema.fields, *added])

    def _names(self) -> Mapping[str, str]:
        """Name the columns to append: what they are called where a column has that name already."""
        # the signals' names, and a prevalence that is no share is refused on the driver
        features = _loaded(self.loading).feature_names if self.signals else ()
        whole = (ASSESSMENT,) if self.assessments else ()
        known = CORPUS if self.known else ()
        names = free_names((*OURS, *known, *features, *whole), self.reading.header)
        moved = [f"{name!r} is {free!r}" for name, free in names.items() if name != free]
        if moved:
            warnings.warn(
                f"the frame has columns of our names: here {', '.join(moved)}", stacklevel=4
            )
        return names

    def alone(self, batches: Batches) -> Batches:
        """Append our columns to the batches of a partition, in their order."""
        for batch in batches:
            if batch.num_rows:
                yield self.scored(batch, None)

    def scored(self, batch: Any, corpus: Corpus | None) -> Any:  # noqa: ANN401 (an Arrow batch)
        """Append our columns to a batch, whose articles are looked up in a corpus."""
        import pyarrow as pa

        scorer = _loaded(self.loading)
        if corpus is not None:
            scorer = scorer.with_corpus(corpus)
        rows = [
            self._cells(assessment, scorer)
            for articles in self.reading.articles(batch)
            for assessment in self._assess(articles, scorer)
        ]
        names = free_names(rows[0], self.reading.header)
        numbers = [name == "quality" or "." in name for name in names]
        added = [
            pa.array([row[name] for row in rows], pa.float64() if number else pa.string())
            for name, number in zip(names, numbers, strict=True)
        ]
        labels = [*batch.schema.names, *names.values()]
        return pa.RecordBatch.from_arrays([*batch.columns, *added], names=labels)

    def _assess(self, articles: list[Article], scorer: Scorer) -> list[Assessment]:
        """Assess articles; those without words come out with their error."""
        places = [f"row {article.id!r}" for article in articles]
        faults = [
            no_words(article, self.reading.columns, self.reading.header) for article in articles
        ]
        return judged(scorer, articles, faults, places)

    def _cells(self, assessment: Assessment, scorer: Scorer) -> dict[str, Any]:
        """Give what is appended to a row, by the names of our columns."""
        found: dict[str, Any] = {
            "quality": assessment.quality, "band": assessment.band, "reason": assessment.reason,
        }  # fmt: skip
        if self.known:
            found |= elsewhere_cells(assessment)
        if self.signals:
            for name in scorer.feature_names:
                value = assessment.signals.get(name, math.nan)
                found[name] = None if math.isnan(value) else value
        if self.assessments:
            found[ASSESSMENT] = assessment.to_json()
        return found
