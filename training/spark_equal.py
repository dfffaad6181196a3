"""Spark against one machine: `python -m training.spark_equal --data DIR --articles 20000`.

Batches as `training.copies` makes them, of real and made-up articles with planted copies, are scored
with their corpus by the library, by Spark on `local[2]`, and there once more with one task in four
killed at its first attempt. Every cell is compared: those of the library's `score_frame` exactly,
features to nine digits. Needs the extra `spark`.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import darnel
from darnel.doors import spark
from training.copies import Simulator
from training.corpora import load_news

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FIELDS = ("id", "title", "text", "source", "published")
PARTITIONS = 16

Cells = dict[str, dict[str, Any]]
"""The cells of a scored frame by article and column."""


def table(data: Path, articles: int) -> pd.DataFrame:
    """Make the articles."""
    made = Simulator(load_news(data), 4).batch(articles).articles
    rows = [[getattr(article, name) for name in FIELDS] for article in made]
    return pd.DataFrame(rows, columns=list(FIELDS), dtype=object)


def session() -> SparkSession:
    """Start Spark on this machine, with two cores and four attempts at each task."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return SparkSession.builder.master("local[2,4]").appName("darnel").getOrCreate()


def killed_once(batches: Iterator[Any]) -> Iterator[Any]:
    """Kill one task in four at its first attempt, when it has given its first batch."""
    from pyspark import TaskContext

    task = TaskContext.get()
    for batch in batches:
        half = batch.num_rows // 2
        yield batch.slice(0, half)
        if task is not None and task.partitionId() % 4 == 1 and task.attemptNumber() == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        yield batch.slice(half)


def library(frame: pd.DataFrame) -> Cells:
    """Score on one machine, in one process."""
    scored = darnel.score_frame(frame.set_index("id", drop=False), signals=True)
    return by_id(scored.to_dict("records"))


def collected(frame: DataFrame) -> Cells:
    """Score with Spark."""
    return by_id([row.asDict() for row in spark.score_frame(frame, signals=True).collect()])


def by_id(records: list[dict[Any, Any]]) -> Cells:
    """Key the rows of a scored frame; what is absent is None."""
    return {
        record["id"]: {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in record.items()
        }
        for record in records
    }


def differing(found: Cells, expected: Cells) -> Counter[str]:
    """Count by column the cells that differ, and those of rows that one side lacks."""
    differ: Counter[str] = Counter()
    for id in found.keys() | expected.keys():
        ours, theirs = found.get(id, {}), expected.get(id, {})
        for name in ours.keys() | theirs.keys():
            one, other = ours.get(name, ""), theirs.get(name, "")
            numbers = "." in name and isinstance(one, float) and isinstance(other, float)
            close = numbers and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-8)
            differ[name] += one != other and not close
    return +differ


def main() -> None:
    """Score three times and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=20_000)
    said = parser.parse_args()
    frame = table(said.data, said.articles)
    words = sum(len(text.split()) for text in frame["text"])
    print(f"{len(frame):,} articles, {words:,} words", flush=True)
    started = time.perf_counter()
    expected = library(frame)
    print(f"library, one process: {time.perf_counter() - started:.0f} s", flush=True)
    running = session()
    schema = ", ".join(f"{name} string" for name in FIELDS)
    rows = running.createDataFrame(frame.to_numpy().tolist(), schema).repartition(PARTITIONS)
    shaky = rows.mapInArrow(killed_once, rows.schema)
    for name, given in (("Spark local[2]", rows), ("Spark, tasks killed", shaky)):
        started = time.perf_counter()
        found = collected(given)
        seconds = time.perf_counter() - started
        differ = differing(found, expected)
        cells = sum(map(len, found.values()))
        print(
            f"{name}: {seconds:.0f} s; {len(found):,} rows and {cells:,} cells compared, "
            f"{differ.total():,} differ {dict(differ) if differ else ''}",
            flush=True,
        )
    running.stop()


if __name__ == "__main__":
    main()
