"""Search for bytes that break a part: `python -m training.fuzz [TARGET …] --runs N` (`pip install 'darnel[fuzz]'`).

Corpora grow in `--work`, from where `--keep` takes few inputs that reach as far into
`tests/data/fuzz`. Figures add up there over runs; `--table` prints them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from hashlib import sha1
from pathlib import Path
from types import FrameType
from typing import Any

from training.fuzz import NAMES, Oracle, kept, target_of

FIGURES = Path(__file__).parent / "figures.json"

SLOW = 600
"""Seconds by the clock after which an input counts as one that hangs: other work may hold it up."""

MEMORY = 2048
"""MB after which an input counts as one that eats memory."""

CANDIDATES = 1000
"""Inputs that are looked at for what is kept, the shortest: tracing each takes its time."""

Step = tuple[str, int, int]
"""A file of ours, and two lines of it that were run one after the other."""

_COVER = re.compile(r"cov: (\d+)")
_DONE = re.compile(r"#(\d+)\s")


def main() -> None:
    """Run, keep, or tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--work", type=Path, default=Path("fuzz-work"))
    parser.add_argument(
        "--keep", type=int, metavar="BYTES", help="keep so many bytes of each corpus"
    )
    parser.add_argument("--table", action="store_true")
    said = parser.parse_args()
    for name in said.targets or (() if said.table else NAMES):
        if said.keep:
            _keep(name, said.work, said.keep)
        else:
            _record(name, _fuzz(name, said.work, said.runs))
    if said.table:
        print(table(json.loads(FIGURES.read_text())))


def _fuzz(name: str, work: Path, runs: int) -> dict[str, Any]:
    """Run a target so many times; give how often it ran, how far it reached, and what broke."""
    corpus, faults = work / name, work / f"{name}-faults"
    for folder in (corpus, faults):
        folder.mkdir(parents=True, exist_ok=True)
    target = target_of(name)
    for seed in [*target.seeds(), *kept.inputs_of(name)]:
        (corpus / sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    words = work / f"{name}.words"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in (*target.words, b" ")))
    figures = work / f"{name}.json"
    options = [
        f"-runs={runs}", f"-max_len={target.longest}", f"-timeout={SLOW}", f"-rss_limit_mb={MEMORY}",
        f"-artifact_prefix={faults}/", "-print_final_stats=0", f"-dict={words}",
    ]  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "training.fuzz.child",
        name,
        str(faults),
        str(figures),
        *options,
    ]
    started = time.monotonic()
    with (work / f"{name}.log").open("w+") as log:
        code = subprocess.run(
            [*command, str(corpus)], stdout=log, stderr=log, check=False, env=os.environ
        ).returncode
        log.seek(0)
        told = log.read()
    ran = [int(number) for number in _DONE.findall(told)]
    reached = [int(number) for number in _COVER.findall(told)]
    said = json.loads(figures.read_text()) if figures.exists() else {"faults": 0, "slowest": 0}
    return {
        "runs": max(ran, default=0), "edges": max(reached, default=0),
        "seconds": round(time.monotonic() - started), "faults": said["faults"] + (code != 0),
        "slowest": said["slowest"],
    }  # fmt: skip


def _quoted(word: bytes) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word
    )


def _record(name: str, found: dict[str, Any]) -> None:
    """Add a run to the figures."""
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    before = figures.get(name, {"runs": 0, "seconds": 0, "edges": 0, "slowest": 0})
    figures[name] = {
        "runs": before["runs"] + found["runs"], "edges": max(before["edges"], found["edges"]),
        "seconds": before["seconds"] + found["seconds"],
        "slowest": max(before["slowest"], found["slowest"]),
    }  # fmt: skip
    FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
    print(f"{name}: {found['runs']:,} runs, {found['edges']:,} edges, {found['seconds']} s, "
          f"{found['faults']} places that broke")  # fmt: skip


def _keep(name: str, work: Path, most: int) -> None:
    """Keep the inputs that reach further than all shorter ones, up to some bytes."""
    target = target_of(name)
    oracle = target.make()
    found = [path.read_bytes() for path in (work / name).glob("*")]
    inputs = sorted(
        {*target.seeds(), *kept.inputs_of(name), *found}, key=lambda data: (len(data), data)
    )
    taken: list[bytes] = []
    seen: set[Step] = set()
    size = 0
    for data in inputs[:CANDIDATES]:
        try:
            reached = steps_of(oracle, data)
        except Exception as error:  # it breaks something: mend that, and keep it among the crashes
            print(f"{name}: {error!r}: {data[:60]!r}")
            continue
        if reached <= seen or size + len(data) > most:
            continue
        seen |= reached
        size += len(data)
        taken.append(data)
    kept.keep(name, taken)
    print(f"{name}: {len(taken)} of {len(inputs)} inputs kept, {size:,} bytes")


def steps_of(oracle: Oracle, data: bytes) -> set[Step]:
    """Give every step from line to line of our own code that an input takes."""
    reached: set[Step] = set()

    def local(frame: FrameType, _event: str, _arg: object) -> Any:  # noqa: ANN401
        name, line = frame.f_code.co_filename, frame.f_lineno
        reached.add((name, last.get(name, 0), line))
        last[name] = line
        return local

    def traced(frame: FrameType, event: str, arg: object) -> Any:  # noqa: ANN401
        return local(frame, event, arg) if "/darnel/" in frame.f_code.co_filename else None

    last: dict[str, int] = {}
    sys.settrace(traced)
    try:
        oracle(data)
    finally:
        sys.settrace(None)
    return reached


def table(figures: dict[str, dict[str, Any]]) -> str:
    """Lay the figures out, and count the inputs that broke something once."""
    broke = [crash.target for crash in kept.crashes()]
    lines = [
        "| target | what it reads | executions | edges | seconds | slowest, s | broken by, mended |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in NAMES:
        if name in figures:
            one = figures[name]
            lines.append(
                f"| `{name}` | {target_of(name).reads} | {one['runs']:,} | {one['edges']:,} | "
                f"{one['seconds']:,} | {one['slowest']:.2f} | {broke.count(name)} |"
            )
    total = sum(one["runs"] for one in figures.values())
    seconds = sum(one["seconds"] for one in figures.values())
    return "\n".join([*lines, f"| all | | {total:,} | | {seconds:,} | | {len(broke)} |"])


if __name__ == "__main__":
    main()
