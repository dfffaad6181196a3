"""What fuzzing has found, kept small: inputs that reach far, and inputs that broke something once.

`tests/data/fuzz/TARGET.jsonl` has an input a line in base64; `crashes.jsonl` names what each broke.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "fuzz"


@dataclass(frozen=True, slots=True)
class Crash:
    """An input that broke a target once, and a sentence that says what it was."""

    target: str
    said: str
    data: bytes


def inputs_of(target: str, folder: Path = FOLDER) -> list[bytes]:
    """Read the kept inputs of a target."""
    file = folder / f"{target}.jsonl"
    return [b64decode(json.loads(line)) for line in _lines(file)]


def keep(target: str, inputs: Iterable[bytes], folder: Path = FOLDER) -> None:
    """Write the kept inputs of a target, the shortest first."""
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(set(inputs), key=lambda data: (len(data), data))
    lines = "".join(f"{json.dumps(b64encode(data).decode())}\n" for data in ordered)
    (folder / f"{target}.jsonl").write_text(lines, "ascii")


def crashes(folder: Path = FOLDER) -> list[Crash]:
    """Read the inputs that broke something once."""
    return [
        Crash(said["target"], said["said"], b64decode(said["data"]))
        for said in map(json.loads, _lines(folder / "crashes.jsonl"))
    ]


def keep_crash(crash: Crash, folder: Path = FOLDER) -> None:
    """Add an input that broke something."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"target": crash.target, "said": crash.said, "data": b64encode(crash.data).decode()}
    with (folder / "crashes.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(said, ensure_ascii=False) + "\n")


def _lines(file: Path) -> Sequence[str]:
    return file.read_text("utf-8").splitlines() if file.exists() else []
