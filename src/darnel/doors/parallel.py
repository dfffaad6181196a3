"""Work on batches in processes, few in flight and in order."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from darnel.errors import InputError

Label = TypeVar("Label")
Given = TypeVar("Given")
Made = TypeVar("Made")

IN_FLIGHT = 2
"""Batches a worker may have waiting: enough that none idles, and memory stays flat."""

SINGLE_THREADED = {
    name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
}
"""Workers share the cores among themselves; threads inside them would only get in the way."""


ORPHANED_SECONDS = 1.0
"""How often a worker looks whether its parent still lives."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Worker processes that have been started, for one run after another."""

    count: int
    pool: Any


@contextmanager
def started(workers: int, start: Callable[[], None] | None = None) -> Iterator[Workers | None]:
    """Start worker processes now, so that they are ready when the first batch is; None for one.

    They end with the block, at once: by then their answers are in, or are not wanted.
    """
    if workers == 1:
        yield None
        return
    from joblib.externals.loky import ProcessPoolExecutor  # only --workers needs it

    ready = partial(_ready, os.getpid(), start)
    pool = ProcessPoolExecutor(max_workers=workers, initializer=ready, env=SINGLE_THREADED)
    try:
        pool.submit(int)  # the first task starts them all
        yield Workers(workers, pool)
    finally:
        pool.shutdown(kill_workers=True)


def in_processes(
    work: Callable[[Given], Made],
    batches: Iterator[tuple[Label, Given]],
    workers: int | Workers,
    *,
    start: Callable[[], None] | None = None,
) -> Generator[tuple[Label, Made]]:
    """Give each batch's label and what `work` made of it; with one worker, in this process.

    A number of workers are processes of this run alone, and each is made ready by `start`.
    """
    if workers == 1:
        for label, given in batches:
            yield label, work(given)
        return
    with ExitStack() as stack:
        if isinstance(workers, int):
            workers = stack.enter_context(started(workers, start)) or Workers(1, None)
        yield from _in_turn(work, batches, workers)


def _in_turn(
    work: Callable[[Given], Made], batches: Iterator[tuple[Label, Given]], workers: Workers
) -> Generator[tuple[Label, Made]]:
    from joblib.externals.loky import BrokenProcessPool

    waiting: deque[tuple[Label, Any]] = deque()
    try:
        for label, given in batches:
            waiting.append((label, workers.pool.submit(work, given)))
            if len(waiting) > IN_FLIGHT * workers.count:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()
    except BrokenProcessPool as error:
        raise InputError(
            "a worker process died, most likely for want of memory; take fewer --workers"
        ) from error


def settle() -> None:
    """Leave what is loaded by now out of garbage collection, which would look through it again and again.

    For a process that scores until it ends: a twentieth of its time.
    """
    gc.collect()
    gc.freeze()


def _ready(parent: int, start: Callable[[], None] | None) -> None:
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    if start is not None:
        start()


def _leave_with(parent: int) -> None:
    """End this process when its parent is gone: a killed one can't stop its workers."""
    while os.name == "posix":
        if os.getppid() != parent:
            os._exit(1)
        time.sleep(ORPHANED_SECONDS)
