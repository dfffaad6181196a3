"""Words a second on one core, beside what others do with the same articles in the same run.

`OMP_NUM_THREADS=1 taskset -c 0 python -m training.speed --data DIR`

Every figure is a median of several runs with the least and the most; all runs of all rows take turns, so
that other work on the machine meets them alike. Times are of the processor, not of the clock.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from darnel.article import Article
from darnel.scorer import Scorer, batches, measure
from darnel.signals import load_signals
from darnel.text import parse
from training import peers

ARTICLES, FEWER, FEWEST = 1500, 200, 12
"""Articles that are scored, that slow peers see, and that a transformer sees."""

RUNS = 5
SINGLY = 200
LEAST_SECONDS = 1.0

VECTORS = ("spliced_content", "template_boilerplate", "headline_mismatch", "spun_wording")
"""The signals that look words' vectors up."""


@dataclass
class Row:
    """One line of the table: some work on the first so many articles, and the times it took."""

    name: str
    work: Callable[[], object]
    articles: int = ARTICLES
    seconds: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Do the work until a second has passed, once at the least, and keep the mean."""
        started, times, passed = time.process_time(), 0, 0.0
        while passed < LEAST_SECONDS:
            self.work()
            times, passed = times + 1, time.process_time() - started
        self.seconds.append(passed / times)


class Signals:
    """Parse and measure all signals, and keep what each took: the first that asks pays for what is shared."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self.seconds: dict[str, list[float]] = {}

    def work(self) -> None:
        """Measure once."""
        took: dict[str, float] = {}
        for batch in batches(self._articles):
            started = time.process_time()
            pages = parse(batch)
            took["parse"] = took.get("parse", 0) + time.process_time() - started
            for signal in load_signals():
                if signal.needs_corpus:
                    continue
                started = time.process_time()
                signal.measure(pages)
                took[signal.name] = took.get(signal.name, 0) + time.process_time() - started
        for name, seconds in took.items():
            self.seconds.setdefault(name, []).append(seconds)


def rows(articles: Sequence[Article], scorer: Scorer, signals: Signals) -> list[Row]:
    """List the work to be timed; peers that are not installed are left out."""
    texts = [article.text for article in articles]
    light = [s for s in load_signals() if s.name not in VECTORS and not s.needs_corpus]
    found = [
        Row(r're.findall(r"\w+")', lambda: peers.tokenising(texts)),
        Row("darnel, all signals", lambda: scorer.assess(articles)),
        Row(
            "darnel, without vectors",
            lambda: [measure(parse(batch), light) for batch in batches(articles)],
        ),
        Row("signals", signals.work),
    ]
    for name, make, count in (
        ("datatrove: Gopher repetition and quality, C4, FineWeb", peers.datatrove_filters, FEWER),
        ("textstat: eight metrics", peers.textstat_metrics, FEWER),
        ("MiniLM paragraph vectors", peers.minilm_paragraphs, FEWEST),
    ):
        if (work := make()) is not None:
            some = texts[:count]
            found.append(Row(name, lambda work=work, some=some: work(some), count))  # type: ignore[misc]
    return found


def table(lines: Sequence[tuple[str, list[float], int, int]], yard: float, other: float) -> str:
    """Lay the figures out: words a second, the cost beside tokenising, the pace beside datatrove."""
    out = [
        "| one core, the same articles | words/s | least to most | documents/s | cost, tokenising = 1 | pace, datatrove = 1 |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, seconds, words, documents in lines:
        middle = statistics.median(seconds)
        pace = middle / words
        ratio = other / pace
        beside = f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.2g}×"
        out.append(
            f"| {name} | {words / middle:,.0f} | {words / max(seconds):,.0f} to "
            f"{words / min(seconds):,.0f} | {documents / middle:,.0f} | {pace / yard:.1f} | {beside} |"
        )
    return "\n".join(out)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    said = parser.parse_args()
    frame = pd.read_parquet(said.data / "news.parquet").sample(ARTICLES, random_state=0)
    pairs = zip(frame["title"], frame["body"], strict=True)
    articles = [Article(title=str(title or ""), text=str(body)) for title, body in pairs]
    words = [len(found) for found in peers.tokenising([a.text for a in articles])]  # type: ignore[attr-defined]
    scorer, signals = Scorer.load(), Signals(articles)
    found = rows(articles, scorer, signals)
    scorer.assess(articles[:64])
    for _ in range(RUNS):
        for row in found:
            row.run()
    lines = [
        (row.name, row.seconds, sum(words[: row.articles]), row.articles)
        for row in found
        if row.name != "signals"
    ]
    pace = {name: statistics.median(seconds) / of for name, seconds, of, _ in lines}
    yard = pace[r're.findall(r"\w+")']
    other = next((p for name, p in pace.items() if name.startswith("datatrove")), 0.0)
    by_cost = sorted(signals.seconds.items(), key=lambda pair: -statistics.median(pair[1]))
    lines += [(f"`{name}`", seconds, sum(words), ARTICLES) for name, seconds in by_cost]
    single = []
    for article in articles[:SINGLY]:
        started = time.process_time()
        scorer.assess([article])
        single.append(1000 * (time.process_time() - started))
    middle, most = statistics.median(single), sorted(single)[int(0.95 * SINGLY)]
    print(
        f"{table(lines, yard, other)}\n\n{ARTICLES:,} articles of {sum(words) / ARTICLES:.0f} words on "
        f"average, {RUNS} runs. A single article takes {middle:.1f} ms (median; 95 % under {most:.1f})."
    )


if __name__ == "__main__":
    main()
