"""The job: `python -m darnel.doors.spark IN… -o OUT [--no-corpus]`, or its `main` for spark-submit."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from darnel.doors.spark.frame import check_installed, score_frame
from darnel.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SUFFIXES = {
    ".parquet": "parquet", ".pq": "parquet", ".jsonl": "json", ".ndjson": "json", ".json": "json",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip


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
    parser.add_argument(
        "--folder", help="keeps what stands elsewhere; any path of Spark, such as hdfs:///…"
    )
    parser.add_argument("--signals", action="store_true", help="append every feature")
    parser.add_argument(
        "--assessments", action="store_true", help="append whole assessments as JSON"
    )
    said = parser.parse_args(arguments)
    try:
        if said.no_corpus and said.corpus is not None:
            raise InputError("--no-corpus and --corpus exclude each other")
        check_installed()
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
