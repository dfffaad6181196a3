"""How many small faults the tests would miss: `python -m training.mutation --sample 500`.

mutmut (`pip install 'darnel[mutation]'`) makes thousands of copies of the signals, the scorer and the states
of the queue, each with one small fault, and runs the tests that reach it. A sample of them is drawn, by file
in proportion to its mutants. A fault counts as noticed if a test fails or never ends. Some can't be noticed,
for they change nothing: they count as missed all the same.
"""

from __future__ import annotations

import argparse
import random
import subprocess
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

NOTICED = frozenset({"killed", "timeout", "segfault"})
NEVER = "darnel.queue.states.x_step__mutmut_1"
"""One mutant: asked for, so that all are made."""

Z = 1.645
"""Of a 90 % interval."""


def mutmut(*told: str) -> str:
    """Run mutmut; give what it prints."""
    done = subprocess.run(["mutmut", *told], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"mutmut {told[0]} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def statuses() -> dict[str, str]:
    """Give the status of every mutant by its name."""
    lines = mutmut("results", "--all", "true").splitlines()
    return dict(line.strip().rsplit(": ", 1) for line in lines if ": " in line)


def room(mutant: str) -> str:
    """Name the module of a mutant."""
    return mutant.split(".x", 1)[0].removeprefix("darnel.")


def drawn(mutants: Sequence[str], size: int, seed: int) -> list[str]:
    """Draw so many mutants, as many of each module as its share of all is."""
    by_room: dict[str, list[str]] = defaultdict(list)
    for mutant in sorted(mutants):
        by_room[room(mutant)].append(mutant)
    chance = random.Random(seed)
    return [
        mutant
        for names in by_room.values()
        for mutant in chance.sample(names, min(len(names), round(size * len(names) / len(mutants))))
    ]


def wilson(noticed: int, count: int) -> tuple[float, float]:
    """Give the 90 % interval of a share: Wilson (1927), Journal of the ASA 22, 209-212."""
    share, square = noticed / count, Z**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = Z / (1 + square / count) * np.sqrt(share * (1 - share) / count + square / (4 * count**2))
    return middle - half, middle + half


def table(found: dict[str, str]) -> str:
    """Give a row a module and one for all: how many of its faults were noticed."""
    rows = ["module | mutants tried | noticed | share | 90 % interval"]
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, status in found.items():
        groups[room(mutant)][status] += 1
    groups["all"] = sum(groups.values(), Counter())
    for name, counts in groups.items():
        count, noticed = counts.total(), sum(counts[status] for status in NOTICED)
        low, high = wilson(noticed, count)
        rows.append(
            f"{name} | {count} | {noticed} | {noticed / count:.1%} | {low:.1%} to {high:.1%}"
        )
    return "\n".join(rows)


def main() -> None:
    """Draw mutants, try them, and print how many were noticed, and those that were not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="modules that begin so, as signals.")
    parser.add_argument("--processes", default="1")
    told = parser.parse_args()
    mutmut("run", "--max-children", told.processes, NEVER)
    every = [name for name in statuses() if room(name).startswith(told.only)]
    chosen = drawn(every, told.sample, told.seed)
    print(f"{len(every):,} mutants, {len(chosen)} drawn", flush=True)
    mutmut("run", "--max-children", told.processes, *chosen)
    found = statuses()
    tried = {name: found[name] for name in chosen}
    print(table(tried))
    for name, status in tried.items():
        if status not in NOTICED:
            print(f"{status}: {name}")


if __name__ == "__main__":
    main()
