"""What tests of faults share: a table, a disk that fills up, the command line in a process of its own."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from standin import PROSE

ROOT = Path(__file__).parents[2]

SCRIPT = f"""
import sys, time
sys.path.insert(0, {str(ROOT / "tests")!r})
import standin, darnel.doors
darnel.doors.load_scorer = lambda path=None, prevalence=None, corpus=None: standin.StandIn(before)
def before(article): pass
%s
from darnel.cli import main
main()
"""
"""Runs the command line with foreseeable answers; a test puts a fault in place of %s."""


class Disk:
    """A real file system of a few hundred kilobytes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self, leave: int = 0) -> Path:
        """Fill it up but for so many bytes; give the file that does."""
        filler = self.path / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
            file.truncate(max(0, filler.stat().st_size - leave))
        return filler

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", self.path], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of 400 kB; needs the right to mount one, as CI has it."""
    at = tmp_path / "disk"
    at.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", at], check=False, capture_output=True
    ) if os.name == "posix" and os.geteuid() == 0 else None  # fmt: skip
    if made is None or made.returncode:
        pytest.skip("needs the right to mount a disk")
    yield Disk(at)
    subprocess.run(["umount", "-l", at], check=True)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return written(tmp_path / "in.csv", 300)


@pytest.fixture
def table_of(tmp_path: Path) -> Callable[[int], Path]:
    return lambda rows: written(tmp_path / "in.csv", rows)


def written(path: Path, rows: int) -> Path:
    """A table of articles, 700 characters each."""
    dice = Random(rows)
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "source", "title", "text"])
        for n in range(rows):
            noise = dice.randbytes(120).hex()  # no two rows pack alike
            text = PROSE.replace("ferry", f"ferry {n}")
            table.writerow([n, f"s{n % 9}.example", "Ferry", f"{text} {noise}"])
    return path


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A queue's database with its tables and nothing in them: making them takes half a second."""
    from darnel.queue import open_store

    path = tmp_path_factory.mktemp("migrated") / "queue.db"
    open_store(path).close()
    return path


@pytest.fixture
def command() -> Callable[..., subprocess.Popen[bytes]]:
    """Start `darnel …` with a fault put in, and with streams as a test wants them."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: object, fault: str = "", **more) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-c", SCRIPT % fault, *map(str, arguments)]
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }
        process = subprocess.Popen(line, **{**options, **more})
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
