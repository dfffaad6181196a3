"""Worker processes: started once, used for one run after another, gone with their block."""

from __future__ import annotations

import os
import time

import pytest

from darnel.doors.parallel import in_processes, started
from darnel.errors import InputError

WHO = "__import__('os').getpid()"
WAIT = "__import__('time').sleep(0.2) or __import__('os').getpid()"


def test_processes_that_are_started_serve_one_run_after_another() -> None:
    with started(2) as workers:
        assert workers is not None
        runs = [
            {made for _, made in in_processes(eval, iter([(at, WAIT) for at in range(6)]), workers)}
            for _ in range(2)
        ]
    assert len(runs[0] | runs[1]) == 2
    assert os.getpid() not in runs[0]


def test_answers_come_in_the_order_of_their_batches() -> None:
    slow = [(at, f"__import__('time').sleep({0.2 if at == 0 else 0}) or {at}") for at in range(9)]
    with started(2) as workers:
        assert workers is not None
        made = list(in_processes(eval, iter(slow), workers))
    assert made == [(at, at) for at in range(9)]


def test_one_worker_is_this_process_and_starts_none() -> None:
    with started(1) as workers:
        assert workers is None
    assert list(in_processes(eval, iter([("a", WHO)]), 1)) == [("a", os.getpid())]


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_processes_end_with_their_block_though_there_is_work_left() -> None:
    with started(2) as workers:
        assert workers is not None
        (_, process), *_ = in_processes(eval, iter([(0, WHO)]), workers)
        left = workers.pool.submit(eval, "__import__('time').sleep(60)")
        while not left.running():
            time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_process_that_dies_under_a_run_is_told_of() -> None:
    killed = "__import__('os').kill(__import__('os').getpid(), 9)"
    with started(2) as workers:
        assert workers is not None
        run = in_processes(eval, iter([(0, WHO), (1, killed)]), workers)
        with pytest.raises(InputError, match="a worker process died"):
            list(run)
