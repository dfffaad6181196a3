"""Time, memory and growth of a corpus: `python -m training.corpus_scale --data DIR`.

Articles of 600 words are made up on the fly, as chains of the words of real ones, one in ten a copy
of another with a sentence changed; their texts are never stored. Every size is built whole in a
process of its own, which says what it took; the largest is built again in four parts, and the merge
of these must be the same file, bit for bit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np

from darnel.article import Article
from darnel.corpus import Builder, Corpus, take
from darnel.corpus.evidence import evidence_of
from training.copies import Chain, chain_of
from training.documents import PAGES, PICTURES, put

WORDS = 600
CHUNK = 1000
WORKERS = 2
PARTS = 4
ASKED = 2000


def chunk_of(number: int, chain: Chain) -> list[Article]:
    """Make the articles of a chunk: the same whoever makes them, and in whatever order."""
    chain.restart(number)
    texts = chain.texts(CHUNK, WORDS)
    made = []
    for at, text in enumerate(texts):
        if at % 10 == 9:
            text = texts[at - 1].replace(" the ", " this ", 2)
        id = f"{number}-{at}"
        day = 1 + (number + at) % 28
        made.append(
            Article(
                text, " ".join(text.split()[:9]), id, source=f"site{(number * 7 + at) % 4000}.example",
                published=f"2019-03-{day:02}T0{at % 10}:00:00Z",
            )
        )  # fmt: skip
    return made


def work(data: Path, number: int) -> tuple[Any, float]:
    """Make a chunk and take what a corpus keeps of it; say how long the taking took."""
    articles = chunk_of(number, chain_of(data))
    started = time.process_time()
    return take(articles), time.process_time() - started


def taken(data: Path, chunks: range) -> Iterator[tuple[Any, float]]:
    """Take chunks on all workers, in order, few in flight."""
    from joblib.externals.loky import ProcessPoolExecutor

    pool = ProcessPoolExecutor(max_workers=WORKERS)
    waiting: deque[Any] = deque()
    for number in chunks:
        waiting.append(pool.submit(work, data, number))
        if len(waiting) > 3 * WORKERS:
            yield waiting.popleft().result()
    for future in waiting:
        yield future.result()
    pool.shutdown()


def build(data: Path, chunks: range, out: Path) -> dict[str, float]:
    """Build a corpus of chunks; say what it took, text-making apart."""
    started, taking = time.perf_counter(), 0.0
    with HeapWatch() as heap, Builder(out.parent) as builder:
        for part, seconds in taken(data, chunks):
            builder.add_taken(part)
            taking += seconds
        gathered = time.perf_counter()
        builder.write(out)
    ended = time.perf_counter()
    articles = len(chunks) * CHUNK
    return {
        "articles": float(articles),
        "seconds": ended - started,
        "seconds_taking_of_workers": taking,
        "seconds_writing": ended - gathered,
        "words_per_second": articles * WORDS / (ended - started),
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "heap_gb": heap.peak_gb,
        "file_gb": out.stat().st_size / 2**30,
    }


class HeapWatch:
    """Note the heap at its largest, where the system tells it: mapped files are no memory of ours."""

    STATUS = Path("/proc/self/status")

    def __init__(self) -> None:
        self.peak_gb = float("nan")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while self.STATUS.exists() and not self._ended.wait(0.1):
            lines = (line.partition(":") for line in self.STATUS.read_text().splitlines())
            heap = next(int(said.split()[0]) for name, _, said in lines if name == "RssAnon")
            self.peak_gb = max(heap / 2**20, self.peak_gb if self.peak_gb > 0 else 0.0)


def asking(path: Path, data: Path) -> dict[str, float]:
    """Ask a corpus about articles that it holds, in batches, and about one at a time."""
    articles = [a for n in range(ASKED // CHUNK) for a in chunk_of(n, chain_of(data))]
    corpus = Corpus.load(path)
    evidence_of(corpus, articles[:1])
    started = time.perf_counter()
    for low in range(0, len(articles), 256):
        evidence_of(corpus, articles[low : low + 256])
    batch = time.perf_counter() - started
    times = []
    for article in articles[:200]:
        started = time.perf_counter()
        evidence_of(corpus, [article])
        times.append(time.perf_counter() - started)
    return {
        "ask_words_per_second": len(articles) * WORDS / batch,
        "ask_one_ms": float(np.median(times)) * 1000,
    }


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def merged(data: Path, chunks: int, folder: Path) -> Path:
    """Build in parts and merge them, the last part first."""
    paths = []
    for part in range(PARTS):
        low, high = part * chunks // PARTS, (part + 1) * chunks // PARTS
        paths.append(folder / f"part-{part}")
        build(data, range(low, high), paths[-1])
    out = folder / "merged"
    with Builder(folder) as builder:
        for path in reversed(paths):
            builder.add_corpus(Corpus.load(path))
            path.unlink()
        builder.write(out)
    return out


COLUMNS = (
    ("articles", "articles", ",.0f"), ("seconds", "seconds", ",.0f"),
    ("words/s", "words_per_second", ",.0f"), ("heap, GB", "heap_gb", ".2f"),
    ("in all, GB", "peak_gb", ".2f"), ("file, GB", "file_gb", ".2f"),
    ("asked, words/s on one core", "ask_words_per_second", ",.0f"),
    ("one article, ms", "ask_one_ms", ".1f"),
)  # fmt: skip


PLOT = PICTURES / "corpus_growth.svg"


def plotted(found: dict[str, Any], path: Path = PLOT) -> str:
    """Draw time, memory and file against articles, both on logarithmic scales; give its line of the manual."""
    import matplotlib as mpl  # for training alone

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "darnel"  # the same figures give the same file
    from matplotlib import pyplot as plt

    rows = sorted((r for r in found.values() if isinstance(r, dict)), key=lambda r: r["articles"])
    articles = [row["articles"] for row in rows]
    figure, (time_axis, size_axis) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    time_axis.loglog(articles, [row["seconds"] for row in rows], "o-")
    time_axis.set(xlabel="articles of 600 words", ylabel="seconds, two workers")
    for name, label in (("peak_gb", "memory"), ("file_gb", "file")):
        size_axis.loglog(articles, [row[name] for row in rows], "o-", label=label)
    size_axis.set(xlabel="articles of 600 words", ylabel="GB")
    size_axis.legend(frameon=False)
    for axis in (time_axis, size_axis):
        axis.grid(which="major", alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return f"![Seconds, memory and file size against the number of articles]({path.relative_to(PAGES)})"


def table(found: dict[str, Any]) -> str:
    """Set the sizes out as the manual has them."""
    lines = [[head for head, _, _ in COLUMNS], ["-" * len(head) + ":" for head, _, _ in COLUMNS]]
    rows = [row for row in found.values() if isinstance(row, dict)]
    lines += [[format(row[name], form) for _, name, form in COLUMNS] for row in rows]
    same = "Merged from four parts, last part first, it is the same file, bit for bit."
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + (
        f"\n\n{same}" if found["merged_equals_whole"] else ""
    )


def main() -> None:
    """Measure every size in a process of its own, then merge."""
    from training.fit import keep

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--merge", type=int, default=100_000, help="articles of the merge test")
    parser.add_argument("--folder", type=Path, default=None, help="where to build")
    parser.add_argument("--one", type=Path, default=None, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        said = build(arguments.data, range(arguments.articles // CHUNK), arguments.one)
        print(json.dumps(said | asking(arguments.one, arguments.data)))
        return
    sizes = [n for n in (10_000, 100_000, 1_000_000) if n < arguments.articles]
    found: dict[str, Any] = {}
    with TemporaryDirectory(prefix="darnel-", dir=arguments.folder) as name:
        folder = Path(name)
        for size in [*sizes, arguments.articles]:
            command = [
                sys.executable, "-m", "training.corpus_scale", "--data", str(arguments.data),
                "--articles", str(size), "--one", str(folder / str(size)),
            ]  # fmt: skip
            ran = subprocess.run(command, check=True, capture_output=True, env=os.environ)
            found[f"articles_{size}"] = json.loads(ran.stdout.splitlines()[-1])
            print(size, found[f"articles_{size}"], flush=True)
            if size != arguments.merge:
                (folder / str(size)).unlink()
        whole = folder / str(arguments.merge)
        if not whole.exists():
            build(arguments.data, range(arguments.merge // CHUNK), whole)
        same = digest(whole) == digest(merged(arguments.data, arguments.merge // CHUNK, folder))
        found["merged_equals_whole"] = float(same)
        print("merged of four parts equals whole:", same)
    keep("corpus_scale", found)
    put("corpus_scale", f"{table(found)}\n\n{plotted(found)}")


if __name__ == "__main__":
    main()
