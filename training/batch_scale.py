"""A large batch through `darnel score`: time, memory, and kills: `python -m training.batch_scale --data DIR`.

Articles of 320 words are made up as chains of the words of real ones, one in ten a copy of another
with a sentence changed, into a CSV of 2 KB a row. It is scored by two workers, then by two that are killed at
random and resumed, and by one: all outputs must be the same bytes. With `--compare` one worker and two
score a shorter table instead, for their times. Memory is watched from outside, of the process that reads and writes and of its workers: what is a process's own (anonymous),
and what counts once for all, mapped files among it (proportional).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from training.copies import chain_of
from training.corpus_scale import digest
from training.documents import put

WORDS = 320
CHUNK = 1000
KILLS = 3
HEADER = ("id", "title", "text", "source", "published")
LOOK_SECONDS = 1.0


def make(data: Path, rows: int, out: Path) -> None:
    """Write a table of made-up articles: the same for the same number of rows."""
    chain = chain_of(data)
    with out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for number in range(-(-rows // CHUNK)):
            chain.restart(number)
            texts = chain.texts(CHUNK, WORDS)
            for at, text in enumerate(texts[: rows - number * CHUNK]):
                said = texts[at - 1].replace(" the ", " this ", 2) if at % 10 == 9 else text
                source = f"site{(number * 7 + at) % 4000}.example"
                day = f"2019-03-{1 + (number + at) % 28:02}T0{at % 10}:00:00Z"
                table.writerow([f"{number}-{at}", " ".join(said.split()[:9]), said, source, day])


@dataclass
class Peak:
    """The most memory seen, in MB: of the reading process, of one worker, of all together."""

    main: float = 0.0
    worker: float = 0.0
    together: float = 0.0
    proportional: float = 0.0
    cpu: dict[int, float] = field(default_factory=dict)

    def look(self, process: int) -> None:
        """Look at a process and those under it."""
        own = _memory(process)
        others = {child: _memory(child) for child in _children(process)}
        self.main = max(self.main, own[0])
        self.worker = max([self.worker, *(anonymous for anonymous, _, _ in others.values())])
        seen = [own, *others.values()]
        self.together = max(self.together, sum(anonymous for anonymous, _, _ in seen))
        self.proportional = max(self.proportional, sum(shared for _, shared, _ in seen))
        for number, (_, _, seconds) in {process: own, **others}.items():
            self.cpu[number] = max(seconds, self.cpu.get(number, 0.0))


def _children(process: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            named = [int(child) for child in path.read_text().split()]
        except OSError:
            continue
        for child in named:
            found += [child, *_children(child)]
    return found


def _memory(process: int) -> tuple[float, float, float]:
    """Give anonymous and proportional memory in MB, and the seconds of processor time."""
    here = Path(f"/proc/{process}")
    try:
        lines = [line.split() for line in (here / "smaps_rollup").read_text().splitlines()[1:]]
        times = (here / "stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0, 0.0, 0.0
    said = {words[0]: int(words[1]) / 1024 for words in lines}
    seconds = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
    return said["Anonymous:"], said["Pss:"], seconds


def command(table: Path, out: Path, workers: int, *options: str) -> list[str]:
    """Give the command line of a run."""
    here = [sys.executable, "-m", "darnel.cli", "score", str(table), "-o", str(out)]
    return [*here, "--workers", str(workers), "--resume", "-q", *options]


def run(table: Path, out: Path, workers: int, *options: str) -> dict[str, float]:
    """Score the table in one go."""
    peak, started = Peak(), time.perf_counter()
    with subprocess.Popen(command(table, out, workers, *options)) as process:
        while process.poll() is None:
            peak.look(process.pid)
            time.sleep(LOOK_SECONDS)
    if process.returncode != 0:
        raise SystemExit(f"the run ended with {process.returncode}")
    mine = peak.cpu.pop(process.pid, 0.0)
    return {
        "seconds": time.perf_counter() - started, "main_mb": peak.main, "worker_mb": peak.worker,
        "together_mb": peak.together, "proportional_mb": peak.proportional,
        "main_cpu_seconds": mine, "workers_cpu_seconds": sum(peak.cpu.values()),
    }  # fmt: skip


def killed(table: Path, out: Path, seconds: float, dice: random.Random, *options: str) -> list[int]:
    """Score the table with kills at random moments of a run that takes so long; give rows so far."""
    rows = []
    journal = out.with_name(f"{out.name}.part.state")
    for _ in range(KILLS):
        with subprocess.Popen(command(table, out, 2, *options)) as process:
            time.sleep(seconds * dice.uniform(0.05, 0.45))
            process.send_signal(signal.SIGKILL)
        rows.append(json.loads(journal.read_bytes())["summary"]["rows"] if journal.exists() else 0)
    subprocess.run(command(table, out, 2, *options), check=True)
    return rows


def table_of(found: dict[str, Any]) -> str:
    """Set the figures out as the manual has them."""
    heads = (
        "rows", "workers", "seconds", "rows/s", "reading process, MB", "one worker, MB", "all, MB",
        "all with shared, MB",
    )  # fmt: skip
    lines = [list(heads), ["---:"] * len(heads)]
    names = ("main_mb", "worker_mb", "together_mb", "proportional_mb")
    for row in found["runs"]:
        figures = [f"{row[name]:,.0f}" for name in names]
        pace = [f"{row['seconds']:,.0f}", f"{row['rows'] / row['seconds']:,.0f}"]
        lines.append([f"{row['rows']:,}", f"{row['workers']}", *pace, *figures])
    same = "the same bytes" if found["same"] else "OTHER BYTES"
    at = ", ".join(f"{count:,.0f}" for count in found["killed_at_rows"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + (
        f"\n\nThe longest table has {found['input_gb']:.2f} GB. Two workers are {found['speedup']:.2f} times "
        f"as fast as one. Killed {KILLS} times (at rows {at}) and resumed: {same}."
    )


def measured(table: Path, rows: int, out: Path, workers: int, *options: str) -> dict[str, float]:
    """Score a table and say what it took."""
    found = {"rows": rows, "workers": workers, **run(table, out, workers, *options)}
    print(found, flush=True)
    return found


def main() -> None:
    """Make the table, score it again and again, compare."""
    from training.fit import keep

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--compare", type=int, help="rows on which one worker is compared with two")
    parser.add_argument(
        "--turns", type=int, default=2,
        help="of two workers and one, so that a machine's better and worse minutes meet both",
    )  # fmt: skip
    parser.add_argument("--folder", type=Path, default=None, help="where to make and score")
    parser.add_argument("--seed", type=int, default=0, help="of the kills")
    parser.add_argument("--format", default="csv", choices=["csv", "jsonl", "parquet", "csv.gz"])
    parser.add_argument("--keep", action="store_true", help="into results and manual")
    parser.add_argument("--no-corpus", action="store_true")
    said = parser.parse_args()
    options = ["--no-corpus"] if said.no_corpus else []
    with TemporaryDirectory(prefix="darnel-", dir=said.folder) as name:
        folder = Path(name)

        def scored(table: Path, rows: int, workers: int) -> dict[str, float]:
            out = folder / f"{table.stem}-{workers}.{said.format}"
            return measured(table, rows, out, workers, *options)

        table = folder / "in.csv"
        make(said.data, said.rows, table)
        runs, shorter, rows = [], table, said.rows
        if said.compare is not None:
            runs.append(scored(table, said.rows, 2))
            shorter, rows = folder / "short.csv", said.compare
            make(said.data, rows, shorter)
        turns = [scored(shorter, rows, workers) for _ in range(said.turns) for workers in (2, 1)]
        runs += turns
        at = killed(
            table, folder / f"killed.{said.format}", runs[0]["seconds"], random.Random(said.seed),
            *options,
        )  # fmt: skip
        pairs = [("in-2", "killed"), (f"{shorter.stem}-2", f"{shorter.stem}-1")]
        found: dict[str, Any] = {
            "runs": runs,
            "input_gb": table.stat().st_size / 1e9,
            "speedup": sum(run["seconds"] for run in turns[1::2])
            / sum(run["seconds"] for run in turns[::2]),
            "killed_at_rows": at,
            "same": all(
                digest(folder / f"{a}.{said.format}") == digest(folder / f"{b}.{said.format}")
                for a, b in pairs
            ),
        }
    print(table_of(found))
    if said.keep:
        keep("batch_scale", {k: found[k] for k in ("input_gb", "speedup")})
        put("batch_scale", table_of(found))
    if not found["same"]:
        raise SystemExit("the outputs differ")


if __name__ == "__main__":
    main()
