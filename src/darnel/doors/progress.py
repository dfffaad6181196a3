"""How far a run is, on a terminal: rows, rate, megabytes and the time that is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as RichProgress

from darnel.doors.summary import duration
from darnel.doors.tables import Progress

BAR = 24
"""Cells of the bar: what is said behind it fits eighty columns."""


@contextmanager
def shown_progress(
    console: Console, size: int | None, what: str, *, quiet: bool = False
) -> Iterator[Callable[[Progress], None]]:
    """Show what is done, rows, rate, megabytes and time left on a terminal; elsewhere nothing."""
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    known = [BarColumn(bar_width=BAR), TaskProgressColumn()] if size else []
    columns = [SpinnerColumn(), TextColumn(what), *known, TextColumn("{task.description}")]
    with RichProgress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=size)
        pace = Pace(size)

        def update(progress: Progress) -> None:
            said = pace.line(progress, bar.tasks[0].elapsed or 0.0)
            bar.update(task, completed=progress.position, description=said)

        yield update


class Pace:
    """Say how fast rows come and how long it will take; rows of an earlier run do not count."""

    def __init__(self, size: int | None) -> None:
        self._size = size
        self._first: Progress | None = None
        self._began = 0.0

    def line(self, progress: Progress, elapsed: float) -> str:
        """Say where a run is after `elapsed` seconds, as in "1,024 rows, 150/s, 2.1/40.0 MB"."""
        if self._first is None:
            self._first, self._began = progress, elapsed
        megabytes = f"{progress.position / 1e6:,.1f}"
        of = f"/{self._size / 1e6:,.1f}" if self._size else ""
        parts = [f"{progress.rows:,} rows", f"{megabytes}{of} MB"]
        seconds, rows = elapsed - self._began, progress.rows - self._first.rows
        if seconds > 0 and rows > 0:
            parts.insert(1, f"{rows / seconds:,.0f}/s")
            parts += self._left(progress, seconds)
        return ", ".join(parts)

    def _left(self, progress: Progress, seconds: float) -> list[str]:
        read = progress.position - (self._first or progress).position
        if not self._size or read <= 0:
            return []
        if progress.position >= self._size:  # what is read ahead is still to be worked on
            return ["finishing"]
        return [f"{duration((self._size - progress.position) * seconds / read)} left"]
