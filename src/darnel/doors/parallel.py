"""Work on batches in processes, few in flight and in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
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

    pool = ProcessPoolExecutor(max_workers=workers, initializer=start, env=SINGLE_THREADED)
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
