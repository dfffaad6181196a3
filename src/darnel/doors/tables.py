"""Score tables: inputs in, a sink out, streamed, in order, on as many cores as asked."""

from __future__ import annotations

import glob
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import Assessor, failed, judged_safely, load_scorer, name_of
from darnel.doors.parallel import in_processes
from darnel.doors.readers import PAGES, Chunk, Input, Reading, Row, Table, open_table
from darnel.doors.writers import Header, Sink
from darnel.errors import InputError

NAMED_ERRORS = 20
"""How many bad rows are named at the end; each is named in the output's reason anyway."""

ABSTENTIONS: Mapping[str, str] = {
    "too_short": "too short",
    "language": "in another language",
    "no_prose": "no prose",
    "wall": "walls",
}


@dataclass(slots=True)
class Summary:
    """Count what came out, and name the rows that could not be judged."""

    rows: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, assessments: Sequence[Assessment]) -> None:
        """Count assessments."""
        self.rows += len(assessments)
        for assessment in assessments:
            if assessment.error is not None:
                self.errors += 1
                if len(self.named) < NAMED_ERRORS:
                    self.named.append(assessment.error)
            elif assessment.abstained is not None:
                self.abstained[assessment.abstained] += 1
            elif assessment.band is not None:
                self.bands[assessment.band] += 1

    def line(self) -> str:
        """Give the summary as one line."""
        parts = [f"{self.bands[band]:,} {band}" for band in ("clear", "review", "block")]
        if self.abstained:
            why = ", ".join(
                f"{count:,} {ABSTENTIONS.get(reason, reason)}"
                for reason, count in self.abstained.most_common()
            )
            parts.append(f"{self.abstained.total():,} not judged ({why})")
        if self.errors:
            parts.append(_counted(self.errors, "error"))
        return f"{_counted(self.rows, 'row')}: {', '.join(parts)}"

    def error_lines(self) -> list[str]:
        """Name the bad rows, the first of many."""
        more = self.errors - len(self.named)
        rest = [f"… and {_counted(more, 'more row')}; each is named in its reason"] if more else []
        return [*self.named, *rest]


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
        self.notes: list[str] = [note for table in headers if (note := table.note) is not None]
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

    def chunks(self) -> Iterator[Chunk]:
        """Give all rows of all inputs, under the columns of all."""
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


def run(
    inputs: Inputs,
    scorer: Assessor,
    sink: Sink,
    *,
    workers: int = 1,
    progress: Callable[[Progress], None] = lambda _: None,
    load: Callable[[], Assessor] = load_scorer,
) -> Summary:
    """Score every row of the inputs into the sink, in order; the caller closes the sink.

    With more than one worker, each is a process that gets its scorer from `load`, once.
    """
    summary = Summary()
    given = ((chunk, _good(chunk)) for chunk in inputs.chunks())
    work = partial(_judge, scorer) if workers == 1 else partial(_work, load)
    scored = in_processes(work, given, workers, start=partial(_start, load))
    model = name_of(scorer)
    with closing(scored):  # workers stop with the run, however it ends
        for chunk, judged in scored:
            good = iter(judged)
            assessments = [
                next(good) if row.error is None else failed(row.article.id, row.error, model)
                for row in chunk.rows
            ]
            sink.write(chunk, assessments)
            summary.add(assessments)
            progress(Progress(summary.rows, inputs.position()))
    return summary


def header_of(inputs: Inputs, scorer: Assessor, *, signals: bool) -> Header:
    """Say which columns a sink is to write."""
    features = scorer.feature_names if signals else ()
    known = getattr(scorer, "corpus", None) is not None
    return Header(inputs.columns, inputs.schema, features, known)


def _good(chunk: Chunk) -> _Good:
    good = [row for row in chunk.rows if row.error is None]
    return [row.article for row in good], [row.place for row in good]


def _start(load: Callable[[], Assessor]) -> None:
    with suppress(ValueError):  # Ctrl-C is the parent's business
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _scorer(load)


@cache
def _scorer(load: Callable[[], Assessor]) -> Assessor:
    return load()


_Good = tuple[list[Article], list[str]]


def _judge(scorer: Assessor, good: _Good) -> list[Assessment]:
    return judged_safely(scorer, *good)


def _work(load: Callable[[], Assessor], good: _Good) -> list[Assessment]:
    return judged_safely(_scorer(load), *good)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
