"""Words a second on one core, as a ratio to plain tokenising in the same run.

`OMP_NUM_THREADS=1 taskset -c 0 python -m training.speed --data DIR`
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from darnel.article import Article
from darnel.scorer import Scorer, batches
from darnel.signals import load_signals
from darnel.text import parse

ARTICLES = 1500
RUNS = 3


def seconds(work: Callable[[], object]) -> float:
    """Give the median time of a piece of work over the runs."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    frame = pd.read_parquet(parser.parse_args().data / "news.parquet").sample(
        ARTICLES, random_state=0
    )
    pairs = zip(frame["title"], frame["body"], strict=True)
    articles = [Article(title=str(title or ""), text=str(body)) for title, body in pairs]
    scorer = Scorer.load()
    scorer.assess(articles[:64])
    words = sum(len(re.findall(r"\w+", a.text)) for a in articles)
    parsed = [parse(batch) for batch in batches(articles)]
    rows = {
        r're.findall(r"\w+")': seconds(lambda: [re.findall(r"\w+", a.text) for a in articles]),
        "parse": seconds(lambda: [parse(batch) for batch in batches(articles)]),
    }
    for signal in load_signals():
        for pages in parsed:
            signal.measure(pages)  # what signals share is made by the first that asks
        rows[signal.name] = seconds(lambda s=signal: [s.measure(p) for p in parsed])  # type: ignore[misc]
    rows["Scorer.assess, everything"] = seconds(lambda: scorer.assess(articles))
    yard = rows[r're.findall(r"\w+")']
    print(f"{ARTICLES} articles, {words} words, median of {RUNS} runs\n")
    print(f"{'':28}{'words/s':>12}{'µs/word':>10}{'× yardstick':>13}")
    for name, took in rows.items():
        print(f"{name:28}{words / took:12,.0f}{took / words * 1e6:10.2f}{took / yard:13.1f}")


if __name__ == "__main__":
    main()
