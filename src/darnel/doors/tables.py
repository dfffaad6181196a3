"""Score tables: inputs in, a sink out, streamed, in order, on as many cores as asked."""

from __future__ import annotations

import glob
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from darnel.doors import Assessor, failed, judged_safely, load_scorer, name_of
from darnel.doors.forms import Renderer
from darnel.doors.parallel import Workers, in_processes, settle
from darnel.doors.readers import PAGES, Chunk, Input, Reading, Row, Table, open_table
from darnel.doors.summary import Summary
from darnel.errors import InputError

Made = TypeVar("Made")
Taken = TypeVar("Taken", contravariant=True)


@dataclass(frozen=True, slots=True)
class Progress:
    """Say how far a run is: rows written, bytes read."""

    rows: int
    position: int


def find_inputs(names: Sequence[str]) -> list[Input]:
    """Name the inputs: files, patterns such as `crawl/*.csv`, and `-` for standard input."""
    found: list[str] = []
    for name in names:
        if name == "-" or Path(name).exists() or not glob.has_magic(name):
            found.append(name)
        else:
            matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 (absolute ones too)
            if not matches:
                raise InputError(f"no file matches {name!r}")
            found.extend(matches)
    if found.count("-") > 1:
        raise InputError("standard input (-) can be read only once")
    several = len(found) > 1
    inputs = []
    for name in found:
        shown = "standard input" if name == "-" else name
        prefix = f"{shown}, " if several else ""
        inputs.append(Input(shown, None if name == "-" else Path(name), prefix))
    return _gathered(inputs)


def _gathered(inputs: list[Input]) -> list[Input]:
    """Gather HTML files that follow each other into one input: they are a row each."""
    found: list[Input] = []
    for kind, group in groupby(inputs, key=_is_html):
        members = list(group)
        if kind:
            paths = tuple(member.path for member in members if member.path is not None)
            found.append(replace(members[0], pages=paths))
        else:
            found += members
    return found


def _is_html(source: Input) -> bool:
    suffix = "" if source.path is None else source.path.suffix.lower()
    return PAGES.get(suffix) == "html" and source.path is not None and source.path.is_file()


class Inputs:
    """Hold inputs whose headers are known to be good, as one run of rows."""

    def __init__(self, inputs: Sequence[Input], reading: Reading, stack: ExitStack) -> None:
        """Read every header; raise InputError for the first that can't be used."""
        self._inputs, self._reading = inputs, reading
        self._kept: dict[int, Table] = {}
        self._done = 0
        self._position: Callable[[], int] = int
        headers: list[Table] = []
        for number, source in enumerate(inputs):
            if source.path is None or len(inputs) == 1:
                table = stack.enter_context(open_table(source, reading))
                self._kept[number] = table
            else:
                with open_table(source, reading) as table:
                    pass
            headers.append(table)
        self.notes = [note for table in headers for note in (table.note or "").splitlines()]
        schema = headers[0].schema
        alike = schema is not None and all(
            table.schema is not None and table.schema.equals(schema) for table in headers
        )
        self.schema: Any = schema if alike else None
        self.columns = tuple(dict.fromkeys(chain.from_iterable(t.columns for t in headers)))
        if len(inputs) == 1:
            self.columns = headers[0].columns

    @property
    def size(self) -> int | None:
        """Give the bytes of all inputs, or None where standard input is among them."""
        sizes = [source.size for source in self._inputs]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def position(self) -> int:
        """Give the bytes read so far."""
        return self._done + self._position()

    def chunks(self, *, skip: int = 0) -> Iterator[Chunk]:
        """Give all rows of all inputs, under the columns of all, but for the first `skip`.

        Raises InputError if that is in the middle of a chunk: the inputs were other ones then.
        """
        left = skip
        for chunk in self._all_chunks():
            if left <= 0:
                yield chunk
                continue
            left -= len(chunk.rows)
            if left < 0:
                break
        if left:
            raise InputError(
                f"the inputs are not those of the unfinished run: row {skip:,} is not where it was"
            )

    def _all_chunks(self) -> Iterator[Chunk]:
        for number, source in enumerate(self._inputs):
            with ExitStack() as stack:
                table = self._kept.get(number)
                if table is None:
                    table = stack.enter_context(open_table(source, self._reading))
                self._position = table.position
                for chunk in table.chunks:
                    yield self._widened(chunk, table.columns)
            self._done += source.size or 0
            self._position = int

    def _widened(self, chunk: Chunk, columns: tuple[str, ...]) -> Chunk:
        if columns == self.columns:
            return chunk
        at = {name: position for position, name in enumerate(columns)}
        order = [at.get(name) for name in self.columns]
        rows = [
            Row(
                row.place,
                [None if i is None or i >= len(row.cells) else row.cells[i] for i in order],
                row.article,
                row.error,
            )
            for row in chunk.rows
        ]
        return Chunk(rows)


class Sink(Protocol[Taken]):
    """What takes chunks of scored rows and what was made of them."""

    def take(self, chunk: Chunk, made: Taken, summary: Summary) -> None:
        """Take the next chunk; `summary` is of its rows."""
        ...


@dataclass(frozen=True, slots=True)
class Work(Generic[Made]):
    """Score chunks and make something of them, in a process that loads its own scorer, once."""

    load: Callable[[], Assessor]
    renderer: Renderer[Made]

    def __call__(self, chunk: Chunk) -> tuple[Made, Summary]:
        """Score a chunk."""
        return judge(_scorer(self.load), self.renderer, chunk)


def make_ready(load: Callable[[], Assessor] | None) -> None:
    """Make a worker process ready; what is wrong with the scorer is said of the first chunk."""
    with suppress(ValueError):  # Ctrl-C is the parent's business
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(InputError):
        if load is not None:
            _scorer(load)


def run(
    inputs: Inputs,
    scorer: Assessor | None,
    renderer: Renderer[Made],
    sink: Sink[Made],
    *,
    workers: int | Workers = 1,
    done: Summary | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    load: Callable[[], Assessor] = load_scorer,
) -> Summary:
    """Score every row of the inputs into the sink, in order.

    With more than one worker, each is a process that gets its scorer from `load`, once, and renders
    what it scored: this process then reads and writes, and needs no `scorer`. `done` sums up the
    rows that the sink has already.
    """
    summary = Summary() if done is None else done
    chunks = inputs.chunks(skip=summary.rows)
    work: Callable[[Chunk], tuple[Made, Summary]]
    start: Callable[[], None] | None
    if workers == 1:
        given = ((chunk, chunk) for chunk in chunks)
        work, start = partial(judge, scorer or load(), renderer), None
    else:
        given = ((chunk, renderer.lean(chunk)) for chunk in chunks)
        work, start = Work(load, renderer), partial(make_ready, load)
    before = time.perf_counter()
    with closing(in_processes(work, given, workers, start=start)) as scored:
        for chunk, (made, part) in scored:  # workers stop with the run, however it ends
            part.seconds = (now := time.perf_counter()) - before
            before = now
            summary.add(part)
            sink.take(chunk, made, part)
            progress(Progress(summary.rows, inputs.position()))
    return summary


def features_of(scorer: Assessor | None) -> tuple[str, ...]:
    """Name the features of a scorer; of none, those that every scorer of this version has."""
    if scorer is not None:
        return scorer.feature_names
    from darnel.signals import load_signals  # half a second, and only for --signals

    return tuple(f"{s.name}.{feature.name}" for s in load_signals() for feature in s.features)


def judge(scorer: Assessor, renderer: Renderer[Made], chunk: Chunk) -> tuple[Made, Summary]:
    """Score a chunk, make something of it, and sum it up."""
    good = [row for row in chunk.rows if row.error is None]
    before = dict(getattr(scorer, "spent", {}))
    judged = iter(judged_safely(scorer, [r.article for r in good], [r.place for r in good]))
    spent = {
        name: seconds - before.get(name, 0.0)
        for name, seconds in getattr(scorer, "spent", {}).items()
    }
    model = name_of(scorer)
    assessments = [
        next(judged) if row.error is None else failed(row.article.id, row.error, model)
        for row in chunk.rows
    ]
    return renderer.render(chunk, assessments), Summary.of(assessments, spent)


@cache
def _scorer(load: Callable[[], Assessor]) -> Assessor:
    scorer = load()
    settle()
    return scorer
