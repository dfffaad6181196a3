"""Work on batches in processes, few in flight and in order."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
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


def in_processes(
    work: Callable[[Given], Made],
    batches: Iterator[tuple[Label, Given]],
    workers: int,
    *,
    start: Callable[[], None] | None = None,
) -> Generator[tuple[Label, Made]]:
    """Give each batch's label and what `work` made of it; with one worker, in this process."""
    if workers == 1:
        for label, given in batches:
            yield label, work(given)
        return
    from joblib.externals.loky import (  # only --workers needs it
        BrokenProcessPool,
        ProcessPoolExecutor,
    )

    ready = partial(_ready, os.getpid(), start)
    pool = ProcessPoolExecutor(max_workers=workers, initializer=ready, env=SINGLE_THREADED)
    waiting: deque[tuple[Label, Any]] = deque()
    try:
        for label, given in batches:
            waiting.append((label, pool.submit(work, given)))
            if len(waiting) > IN_FLIGHT * workers:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()
    except BrokenProcessPool as error:
        pool.shutdown(wait=False, kill_workers=True)
        raise InputError(
            "a worker process died, most likely for want of memory; take fewer --workers"
        ) from error
    except BaseException:
        pool.shutdown(wait=False, kill_workers=True)
        raise
    pool.shutdown()


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
