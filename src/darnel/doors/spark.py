"""Spark in, Spark out: the same scorer on a cluster, with the same answers as on one machine.

The corpus of a frame is built where the articles are: each task writes what it has as one corpus
file into a shared folder, and the driver merges these into one, which every worker process maps.
What moves over the network are those files, about 2 KB an article, and no article text: there is
no join. That the answers are equal follows from the merge: it gives the same file, bit for bit,
however the articles were parted. The merge runs on the driver, on one core and on its disk.

As a job: `python -m darnel.doors.spark IN… -o OUT [--no-corpus]`; for `spark-submit`, which wants a
file, one that calls `main` here, for this file itself would hide modules of other packages.
"""

from __future__ import annotations

import argparse
import atexit
import math
import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.corpus import Builder, Corpus
from darnel.doors import Loading
from darnel.doors.columns import CORPUS, OURS, Columns, find_columns, free_names
from darnel.doors.forms import elsewhere_cells
from darnel.doors.frame import judged
from darnel.doors.readers import CHUNK_ROWS, no_words
from darnel.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from darnel.scorer import Scorer

INSTALL = "pip install 'darnel[spark]'"

ASSESSMENT = "assessment"
"""The column of the whole answer, as JSON."""

SUFFIXES = {
    ".parquet": "parquet", ".pq": "parquet", ".jsonl": "json", ".ndjson": "json", ".json": "json",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip

Batches = Iterator[Any]
"""Arrow record batches."""


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
    if it does not come out the same each time. The corpus is kept in `folder`, which every worker
    must see under the same path; it is needed for as long as the answer is read. Without a
    `folder`, which is possible on one machine only, it is gone with the process.

    A row without an id goes by the hash of its title and text, for rows of a Spark frame have no
    number. Rows that can't be judged are named by their id.
    """
    _check_installed()
    said = {
        "title": title, "text": text, "id": id, "url": url, "source": source,
        "published": published, "author": author, "comments": comments,
    }  # fmt: skip
    wanted = {field: label for field, label in said.items() if label is not None}
    columns = find_columns(frame.columns, wanted, "the frame", option="{}=")
    reading = _Reading(tuple(frame.columns), columns)
    path = None
    if corpus is not False:
        saved = None if corpus is True else Path(corpus)
        path = _built(frame, reading, _folder(frame.sparkSession, folder), saved)
    loading = Loading(prevalence, path)
    asked = _Asked(loading, reading, signals, assessments)
    schema = _schema(frame, asked.names())
    return frame.mapInArrow(partial(_scored, asked), schema)


def _check_installed() -> None:
    if find_spec("pyspark") is None:
        raise InputError(f"Spark is not installed: {INSTALL}")


# --- rows -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """How articles are read off the rows of a frame."""

    header: tuple[str, ...]
    columns: Columns

    def needed(self) -> _Reading:
        """Read the same off the columns that hold something only."""
        kept = sorted(set(self.columns.positions.values()))
        places = {field: kept.index(at) for field, at in self.columns.positions.items()}
        return _Reading(tuple(self.header[at] for at in kept), Columns(places))

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


# --- the corpus -----------------------------------------------------------------------------


def _folder(session: SparkSession, folder: Path | str | None) -> Path:
    if folder is not None:
        path = Path(folder).absolute()
        if not path.is_dir():
            raise InputError(f"{path}: there is no such folder; make it first")
        return path
    master = str(session.sparkContext.master)
    if master != "local" and not master.startswith("local["):
        raise InputError("name a folder that every worker sees under the same path: folder=")
    made = mkdtemp(prefix="darnel-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def _built(frame: DataFrame, reading: _Reading, folder: Path, saved: Path | None) -> Path:
    """Build the corpus of a frame, and of a saved one if there is one; give its file."""
    if saved is not None:
        Corpus.load(saved)  # a foreign file is refused before any work
    needed, parts = reading.needed(), folder / f"darnel-{uuid4().hex}"
    parts.mkdir()
    chosen = frame.select(*(f"`{name.replace('`', '``')}`" for name in needed.header))
    try:
        written = chosen.mapInArrow(partial(_part_written, needed, parts), "part string").collect()
        path = parts.with_suffix(".corpus")
        with Builder(folder) as builder:
            if saved is not None:
                builder.add_corpus(Corpus.load(saved))
            for row in written:
                builder.add_corpus(Corpus.load(Path(row["part"])))
            builder.write(path)
    finally:
        shutil.rmtree(parts, ignore_errors=True)
    return path


def _part_written(reading: _Reading, folder: Path, batches: Batches) -> Batches:
    """Write the corpus of a partition and name its file.

    Every attempt at a task writes a file of its own; what a killed one leaves is never read.
    """
    import pyarrow as pa

    with Builder() as builder:
        for batch in batches:
            for articles in reading.articles(batch):
                builder.add([a for a in articles if a.text.strip() or a.title.strip()])
        if not len(builder):
            return
        path = folder / uuid4().hex
        builder.write(path)
    yield pa.RecordBatch.from_pydict({"part": [str(path)]})


# --- scoring --------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _loaded(loading: Loading) -> Scorer:
    """Keep the scorer of a worker process from task to task."""
    return loading()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of the workers."""

    loading: Loading
    reading: _Reading
    signals: bool
    assessments: bool

    def names(self) -> Mapping[str, str]:
        """Name the columns to append: what they are called where a column has that name already."""
        known = CORPUS if self.loading.corpus is not None else ()
        # the signals' names, and a prevalence that is no share is refused on the driver
        features = _loaded(self.loading).feature_names if self.signals else ()
        whole = (ASSESSMENT,) if self.assessments else ()
        names = free_names((*OURS, *known, *features, *whole), self.reading.header)
        moved = [f"{name!r} is {free!r}" for name, free in names.items() if name != free]
        if moved:
            warnings.warn(
                f"the frame has columns of our names: here {', '.join(moved)}", stacklevel=3
            )
        return names

    def assess(self, articles: list[Article]) -> list[Assessment]:
        """Assess articles; those without words come out with their error."""
        places = [f"row {article.id!r}" for article in articles]
        faults = [
            no_words(article, self.reading.columns, self.reading.header) for article in articles
        ]
        return judged(_loaded(self.loading), articles, faults, places)

    def cells(self, assessment: Assessment) -> dict[str, Any]:
        """Give what is appended to a row, by the names of our columns."""
        found: dict[str, Any] = {
            "quality": assessment.quality, "band": assessment.band, "reason": assessment.reason,
        }  # fmt: skip
        if self.loading.corpus is not None:
            found |= elsewhere_cells(assessment)
        if self.signals:
            for name in _loaded(self.loading).feature_names:
                value = assessment.signals.get(name, math.nan)
                found[name] = None if math.isnan(value) else value
        if self.assessments:
            found[ASSESSMENT] = assessment.to_json()
        return found


def _schema(frame: DataFrame, names: Mapping[str, str]) -> Any:  # noqa: ANN401 (a Spark type)
    from pyspark.sql.types import DoubleType, StringType, StructField, StructType

    texts = {*OURS, *CORPUS, ASSESSMENT} - {"quality"}
    added = [
        StructField(free, StringType() if name in texts else DoubleType())
        for name, free in names.items()
    ]
    return StructType([*frame.schema.fields, *added])


def _scored(asked: _Asked, batches: Batches) -> Batches:
    """Append our columns to the batches of a partition, in their order."""
    import pyarrow as pa

    for batch in batches:
        rows = [
            asked.cells(assessment)
            for articles in asked.reading.articles(batch)
            for assessment in asked.assess(articles)
        ]
        if not rows:
            continue
        names = free_names(rows[0], asked.reading.header)
        numbers = [name == "quality" or "." in name for name in names]
        added = [
            pa.array([row[name] for row in rows], pa.float64() if number else pa.string())
            for name, number in zip(names, numbers, strict=True)
        ]
        labels = [*batch.schema.names, *names.values()]
        yield pa.RecordBatch.from_arrays([*batch.columns, *added], names=labels)


# --- the job --------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None, session: SparkSession | None = None) -> int:
    """Score tables into a folder of Parquet files; a session of its own is stopped."""
    parser = argparse.ArgumentParser(
        prog="darnel.doors.spark", description="Score tables into a folder of Parquet files."
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="IN", help=f"{', '.join(SUFFIXES)}; any path of Spark"
    )
    parser.add_argument("-o", "--out", required=True, help="the folder to write")
    parser.add_argument("--no-corpus", action="store_true", help="each article on its own")
    parser.add_argument(
        "--corpus", type=Path, help="a corpus to ask beside the articles themselves"
    )
    parser.add_argument("--folder", type=Path, help="keeps the corpus; every worker sees it")
    parser.add_argument("--signals", action="store_true", help="append every feature")
    parser.add_argument(
        "--assessments", action="store_true", help="append whole assessments as JSON"
    )
    said = parser.parse_args(arguments)
    try:
        if said.no_corpus and said.corpus is not None:
            raise InputError("--no-corpus and --corpus exclude each other")
        _check_installed()
        used = session or _session()
        scored = score_frame(
            _read(used, said.inputs), signals=said.signals, assessments=said.assessments,
            corpus=False if said.no_corpus else said.corpus or True, folder=said.folder,
        )  # fmt: skip
        scored.write.parquet(said.out)
    except InputError as error:
        print(error, file=sys.stderr)  # noqa: T201 (a job's error)
        return 2
    if session is None:
        used.stop()
    return 0


def _session() -> SparkSession:
    from pyspark.sql import SparkSession

    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise InputError("Spark needs Java 17 or later: there is no java here, and no JAVA_HOME")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the first python3 of the path
    return SparkSession.builder.appName("darnel").getOrCreate()


def _read(session: SparkSession, inputs: Sequence[str]) -> DataFrame:
    """Read inputs of one format, known by the first one's suffix; a folder holds Parquet."""
    suffixes = [s for s in Path(inputs[0]).suffixes if s in SUFFIXES]
    form = SUFFIXES[suffixes[-1]] if suffixes else "parquet"
    if form == "parquet":
        return session.read.parquet(*inputs)
    if form == "json":
        return session.read.json(list(inputs))
    separator = "\t" if ".tsv" in suffixes else ","
    return session.read.csv(list(inputs), header=True, multiLine=True, escape='"', sep=separator)


if __name__ == "__main__":
    from darnel.doors import spark  # what workers load is the module, not this script

    sys.exit(spark.main())
