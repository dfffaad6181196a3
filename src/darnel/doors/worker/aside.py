"""What may have ended workers before is scored in a process of its own, which may end of it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock

from darnel.doors import Assessor
from darnel.doors.line import Answer, Item, answered

Load = Callable[[], Assessor]
"""Loads a scorer; is sent to another process."""

START_SECONDS = 120
ANSWER_SECONDS = 120
"""An article that takes longer than this, alone, has hung the scorer."""


class EndedError(RuntimeError):
    """Say what an article did to the process that scored it."""


class Aside:
    """Score one article at a time in a child process, which is started when it is needed."""

    def __init__(self, load: Load, seconds: float = ANSWER_SECONDS) -> None:
        self._load, self._seconds = load, seconds
        self._lock = Lock()
        self._process: BaseProcess | None = None
        self._end: Connection | None = None

    def answer(self, item: Item) -> Answer:
        """Score an article; raise EndedError if the process died of it or did not answer in time."""
        with self._lock:
            end = self._started()
            try:
                end.send(item)
                if end.poll(self._seconds):
                    answer: Answer = end.recv()
                    return answer
                how = f"was not scored within {self._seconds:g} seconds"
            except (EOFError, OSError):
                how = f"ended the process that scored it{self._code()}"
            self.close()
            raise EndedError(how)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._end is not None:
            self._end.close()
        self._process = self._end = None

    def _started(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._end is not None:
            return self._end
        self.close()
        context = get_context("spawn")
        self._end, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._load, other), daemon=True)
        self._process.start()
        other.close()
        if not self._end.poll(START_SECONDS) or self._end.recv() != "ready":
            raise RuntimeError("the process for suspect articles did not start")
        return self._end

    def _code(self) -> str:
        if self._process is None:
            return ""
        self._process.join(5)
        code = self._process.exitcode
        return "" if code is None else f" (exit code {code})"


def _serve(load: Load, end: Connection) -> None:
    """Answer until the other end is gone; signals are the worker's own business."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    scorer = load()
    with suppress(EOFError, OSError):
        end.send("ready")
        while True:
            end.send(answered(scorer, [end.recv()])[0])
