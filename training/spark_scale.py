"""What the Spark door takes, step by step: `python -m training.spark_scale --data DIR`.

Articles as `training.corpus_scale` makes them up go through the door on `local[2]`, in several
numbers; those of the least number are also scored. Seconds are processor time of the JVM and of its
Python workers, bytes are what the shuffles wrote and what the steps left in the folder, from Spark's
event log; memory is that of the largest worker process. From these follows the table of a crawl of
3 billion pages. Needs the extra `spark`, and Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from darnel.doors import Loading
from darnel.doors.columns import find_columns
from darnel.doors.spark.answers import answered
from darnel.doors.spark.joins import records
from darnel.doors.spark.rows import Asked, Reading
from darnel.doors.spark.stages import Stages
from training.copies import chain_of
from training.corpus_scale import CHUNK, WORDS, chunk_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FIELDS = ("id", "title", "text", "source", "published")
BYTES = {
    "shuffled by joins and group-bys": ("joins and group-bys_shuffled",),
    "shuffled for scoring, text and excerpts": ("scoring_shuffled",),
    "written to `folder`": ("joins and group-bys_stored", "taking down_stored"),
}

PAGES, PAGE_WORDS = 3e9, 500
"""Common Crawl: its pages, and the words of text of one."""

TICKS = os.sysconf("SC_CLK_TCK")

STEPS = {
    "taking down": ("taken",),
    "joins and group-bys": (
        "", "darnel", "numbered", "documents", "posted", "pairs", "labels-sure", "labels-all",
        "clusters", "holders", "lists", "records",
    ),
    "scoring": ("scored",),
}  # fmt: skip
"""Steps and the jobs of each; a job without a name is a count between two others."""


class Meter:
    """Processor time of this process and all below it, noted as it goes, and workers' memory."""

    def __init__(self) -> None:
        self.worker_gb = 0.0
        self._times: list[tuple[float, float]] = [(time.time(), self._seconds())]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def between(self, start: float, end: float) -> float:
        """Give the processor seconds between two moments."""
        times, seconds = np.array(self._times).T
        return float(np.interp(end, times, seconds) - np.interp(start, times, seconds))

    def _seconds(self) -> float:
        """Give the processor seconds so far, of children that ended too."""
        return sum(sum(map(int, said[11:15])) for said in _tree().values()) / TICKS

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            self._times.append((time.time(), self._seconds()))
            for process in set(_tree()) - {os.getpid()}:
                try:
                    command = Path(f"/proc/{process}/cmdline").read_bytes()
                    lines = Path(f"/proc/{process}/status").read_text().splitlines()
                except OSError:  # it has ended
                    continue
                if b"pyspark" in command and b"java" not in command:
                    held = next((int(x.split()[1]) for x in lines if x.startswith("VmHWM")), 0)
                    self.worker_gb = max(self.worker_gb, held / 2**20)


def _tree() -> dict[int, list[str]]:
    """Read what the system says of this process and of all below it, after their names."""
    every = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            every[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
    mine = {os.getpid()}
    while more := {p for p, said in every.items() if int(said[1]) in mine} - mine:
        mine |= more
    return {process: every[process] for process in mine if process in every}


def session(events: Path, partitions: int) -> SparkSession:
    """Start Spark on this machine, with two cores and an event log."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    said = {
        "spark.eventLog.enabled": "true", "spark.eventLog.dir": f"file://{events}",
        "spark.eventLog.compress": "false", "spark.eventLog.rolling.enabled": "false",
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(partitions), "spark.driver.memory": "3g",
    }  # fmt: skip
    building = SparkSession.builder.master("local[2]").appName("darnel")
    for name, value in said.items():
        building = building.config(name, value)
    return building.getOrCreate()


def made(data: Path, batches: Iterator[Any]) -> Iterator[Any]:
    """Make chunks of articles, which come by number."""
    import pyarrow as pa

    chain = chain_of(data)
    for batch in batches:
        for number in batch.column(0).to_pylist():
            chunk = chunk_of(number, chain)
            yield pa.RecordBatch.from_pydict(
                {name: [getattr(article, name) for article in chunk] for name in FIELDS}
            )


def run(data: Path, articles: int, folder: Path, *, scored: bool) -> dict[str, float]:
    """Send articles through the door; give what each step took, by page."""
    events = folder / "events"
    events.mkdir(parents=True)
    running = session(events, max(8, articles // 2500))
    running.sparkContext.setLogLevel("ERROR")
    schema = ", ".join(f"{name} string" for name in FIELDS)
    chunks = running.range(0, articles // CHUNK, 1, numPartitions=max(2, articles // 5000))
    chunks.mapInArrow(partial(made, data), schema).write.parquet(str(folder / "in"))
    frame = running.read.schema(schema).parquet(str(folder / "in"))
    reading = Reading(FIELDS, find_columns(list(FIELDS), {}, "the frame"))
    asked = Asked(Loading(), reading, signals=False, assessments=False, known=True)
    with Meter() as meter:
        stages = Stages(running, str(folder / "steps"))
        told, buckets = records(frame, reading, stages, None)
        if scored:
            running.sparkContext.setJobDescription("darnel: scored")
            answers = answered(frame, asked, told, buckets, asked.schema(frame))
            answers.write.parquet(str(folder / "out"))
    running.stop()
    (log,) = events.iterdir()
    found = by_step(log, meter)
    found["worker_gb"] = meter.worker_gb
    return {
        name: value if name == "worker_gb" else value / articles for name, value in found.items()
    }


def by_step(log: Path, meter: Meter) -> dict[str, float]:
    """Sum up an event log: processor seconds and bytes of each step."""
    found: dict[str, float] = defaultdict(float)
    step_of: dict[int, str] = {}
    jobs: dict[int, tuple[str, float]] = {}
    for line in log.open():
        event = json.loads(line)
        kind = event["Event"]
        if kind == "SparkListenerJobStart":
            said = event.get("Properties", {}).get("spark.job.description") or ""
            step = next(
                (s for s, names in STEPS.items() if said.removeprefix("darnel: ") in names), ""
            )
            jobs[event["Job ID"]] = step, event["Submission Time"] / 1000
            step_of.update(dict.fromkeys(event["Stage IDs"], step))
        elif kind == "SparkListenerJobEnd":
            step, start = jobs[event["Job ID"]]
            found[f"{step}_cpu"] += meter.between(start, event["Completion Time"] / 1000)
        elif kind == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            step, metrics = step_of[event["Stage ID"]], event["Task Metrics"]
            found[f"{step}_shuffled"] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            found[f"{step}_stored"] += metrics["Output Metrics"]["Bytes Written"]
    return {name: value for name, value in found.items() if not name.startswith("_")}


def table(found: dict[int, dict[str, float]]) -> str:
    """Set out what a page takes, by the number of articles, and a crawl."""
    lines = [["", *(f"{n:,} articles" for n in found), f"{PAGES / 1e9:.0f} billion pages"]]
    lines.append(["---", *["---:"] * (len(found) + 1)])
    pages = PAGE_WORDS / WORDS * PAGES
    hours = 0.0
    for step in STEPS:
        values = [found[n].get(f"{step}_cpu") for n in found]
        took = _last(values) * pages / 3600
        hours += took
        cells = [_cell(value, 1e3) for value in values]
        lines.append([f"{step}, core ms a page", *cells, f"{took:,.0f} core hours"])
    lines.append(["all, on 1,000 cores", *[""] * len(found), f"{hours / 1000:.1f} hours"])
    for name, keys in BYTES.items():
        values = [
            sum(found[n][key] for key in keys) if keys[0] in found[n] else None for n in found
        ]
        cells = [_cell(value, 1e-3) for value in values]
        lines.append([f"{name}, KB a page", *cells, f"{_last(values) * pages / 1e12:,.1f} TB"])
    memory = [f"{found[n]['worker_gb']:.2f}" for n in found]
    lines.append(["largest worker process, GB", *memory, ""])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _last(values: Sequence[float | None]) -> float:
    return [value for value in values if value is not None][-1]


def _cell(value: float | None, scale: float) -> str:
    return "" if value is None else f"{value * scale:.2f}"


def main() -> None:
    """Measure every number of articles and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    said = parser.parse_args()
    found = {}
    for articles in sorted(said.articles):
        with TemporaryDirectory(prefix="darnel-") as name:
            scored = articles == min(said.articles)
            found[articles] = run(said.data, articles, Path(name), scored=scored)
            print(articles, json.dumps(found[articles]), flush=True)
    print(table(found))


if __name__ == "__main__":
    main()
