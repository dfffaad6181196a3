"""A worker process that is killed, or has no memory left: a sentence, exit code 2, and --resume goes on."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from darnel.doors.parallel import in_processes
from darnel.errors import InputError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")

DIED = "a worker process died, most likely for want of memory; take fewer --workers"


KILLED = "__import__('os').kill(__import__('os').getpid(), 9)"
HUNGRY = "(__import__('resource').setrlimit(9, (2**31, 2**31)), bytearray(2**32))"
"""RLIMIT_AS, as a container does it: more than so much there is not."""


def test_a_worker_that_is_killed_is_said() -> None:
    with pytest.raises(InputError, match=DIED) as said:
        list(in_processes(eval, iter([(None, "1"), (None, KILLED), (None, "2")]), 2))
    assert "terminat" in str(said.value.__cause__)


@pytest.mark.slow
def test_a_worker_without_memory_is_out_of_memory_here_too_and_so_a_sentence() -> None:
    with pytest.raises(MemoryError):
        list(in_processes(eval, iter([(None, HUNGRY)]), 2))


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds workers in /proc")
@pytest.mark.parametrize("name", ["o.csv", "o.parquet"])
def test_a_run_whose_worker_is_killed_says_how_to_go_on_and_does(
    command, table_of, tmp_path, name
) -> None:
    table = table_of(2_000)
    whole, out = tmp_path / f"whole-{name}", tmp_path / name
    small = "from darnel.doors import unfinished\nunfinished.CHECKPOINT_SECONDS = 0.0\n"
    assert command("score", table, "-o", whole, "--no-corpus", "--workers", 2).wait() == 0
    process = command("score", table, "-o", out, "--no-corpus", "--workers", 2, fault=small)
    part, until = tmp_path / f"{name}.part", time.monotonic() + 120
    while not (part.exists() and part.stat().st_size > 10_000):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    workers = [pid for pid in children(process.pid) if b"loky" in cmdline(pid)]
    os.kill(max(workers), signal.SIGKILL)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2, said
    assert DIED.encode() in said
    assert b"rows are kept in" in said
    assert b"Traceback" not in said
    assert command("score", table, "-o", out, "--no-corpus", "--workers", 2, "--resume").wait() == 0
    assert out.read_bytes() == whole.read_bytes()


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
