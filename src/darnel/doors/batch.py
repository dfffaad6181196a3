"""A batch from end to end: its corpus, then its scores, into a terminal, a pipe or a file."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from darnel.artifacts import FOLDER
from darnel.doors import Assessor, Loading, corpora, tables, terminal, writers
from darnel.doors.forms import Form, Header, Kept
from darnel.doors.parallel import Workers, settle, started
from darnel.doors.progress import shown_progress
from darnel.doors.readers import Input, Reading
from darnel.doors.summary import Summary
from darnel.doors.unfinished import Identity, Unfinished, unfinished
from darnel.errors import InputError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Say what is to be scored, how, and where to.

    `out` is None for standard output; `form` is the format where the suffix of `out` is not to say
    it. `alone` judges each article without a corpus of the batch.
    """

    names: Sequence[str]
    reading: Reading = field(default_factory=Reading)
    out: Path | None = None
    form: str | None = None
    load: Loading = field(default_factory=Loading)
    alone: bool = False
    signals: bool = False
    raw_cells: bool = False
    workers: int = 1
    resume: bool = False
    quiet: bool = False

    @property
    def interactive(self) -> bool:
        """Say whether a person reads the output as it comes."""
        return self.out is None and self.form is None and sys.stdout.isatty()


def score(batch: Batch, say: Say) -> Summary:
    """Score a batch; `say` gets what its user should know meanwhile.

    Raises InputError for what can't be used; a run that ends early with something kept carries a
    note that says how to go on.
    """
    found: Sequence[Input] = tables.find_inputs(batch.names)
    form = _checked(batch, found)
    notes = Console(stderr=True, highlight=False)
    with ExitStack() as stack:
        ready = partial(tables.make_ready, batch.load if batch.alone else None)
        workers = stack.enter_context(started(batch.workers, ready)) or 1
        run = _unfinished(batch, found, form, stack)
        if run is not None and run.finished:
            say(f"{batch.out} was finished already; there was only to clear away")
            return run.state.summary
        if batch.resume and run is not None:
            say(_resumed(run))
        if not batch.alone:
            batch, found = _with_corpus(batch, found, workers, run, notes, stack)
        inputs = tables.Inputs(found, batch.reading, stack)
        return _scored(batch, inputs, workers, form, run, notes, say)


def _checked(batch: Batch, found: Sequence[Input]) -> str:
    """Refuse what can be refused before any work; give the format to write."""
    if batch.out is not None:
        paths = [source.path for source in found if source.path is not None]
        writers.check_output(batch.out, paths)
    form = writers.output_format(batch.out, batch.form)
    if batch.out is None and form == "parquet" and sys.stdout.isatty():
        raise InputError("Parquet is not for a terminal; name a file with -o")
    if batch.load.prevalence is not None and batch.workers > 1:
        from darnel.model import checked_prevalence  # workers would say it after the corpus is made

        checked_prevalence(batch.load.prevalence)
    return form


def _unfinished(
    batch: Batch, found: Sequence[Input], form: str, stack: ExitStack
) -> Unfinished | None:
    """Hold the output where it is a file that can be gone on with; None elsewhere."""
    why = None
    if batch.out is None:
        why = "name a file with -o"
    elif writers.is_device(batch.out):
        why = f"{batch.out} is a device; write to a file"
    elif unread := [
        s.name for s in found if s.path is None or (s.path.exists() and not s.path.is_file())
    ]:
        why = f"{unread[0]} can be read only once; save it to a file"
    if why is not None or batch.out is None:
        if batch.resume:
            raise InputError(f"--resume: {why}")
        return None
    identity = identity_of(batch, found, form)
    return stack.enter_context(unfinished(batch.out, identity, resume=batch.resume))


def identity_of(batch: Batch, found: Sequence[Input], form: str) -> Identity:
    """Give all that the output depends on, by the name that it has for users."""
    reading = batch.reading
    said: dict[str, Any] = {
        "the version of darnel": version("darnel"), "the model": _model(batch.load.model),
        "the format": form,
        "--signals": batch.signals, "--raw-cells": batch.raw_cells, "--no-corpus": batch.alone,
        "--prevalence": str(batch.load.prevalence), "--encoding": str(reading.encoding),
        "--input-format": str(reading.format), "--html": reading.html,
        "the list of inputs": [source.name for source in found],
    }  # fmt: skip
    said |= {f"--{field}": name for field, name in reading.columns.items()}
    paths = [path for source in found for path in source.pages or (source.path,)]
    for path in [*paths, batch.load.corpus]:
        if path is not None and path.exists():
            known = path.stat()
            said[f"{path} (size, time)"] = [known.st_size, known.st_mtime_ns]
    return said


def _model(used: Path | None) -> str:
    """Give a digest of all that training wrote, and of the model that is used instead."""
    digest = hashlib.sha256()
    if used is not None:
        digest.update(used.read_bytes())
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _resumed(run: Unfinished) -> str:
    rows = run.state.summary.rows
    if run.state.empty:
        return f"there is no unfinished run of {run.out.name}; starting from the beginning"
    return f"going on behind row {rows:,}" if rows else "going on with the corpus that is there"


def _with_corpus(
    batch: Batch, found: Sequence[Input], workers: int | Workers, run: Unfinished | None,
    notes: Console, stack: ExitStack,
) -> tuple[Batch, Sequence[Input]]:  # fmt: skip
    """Make the corpus, or take the one that is there; standard input is a file from now on."""
    path = None if run is None or run.state.corpus is None else run.corpus
    folder = stack.enter_context(_folder(run))
    batch = replace(batch, reading=replace(batch.reading, kept=folder))
    if path is None:
        found = [corpora.on_disk(source, folder) for source in found]
        size = sum(source.size or 0 for source in found)
        with shown_progress(notes, size or None, "corpus", quiet=batch.quiet) as progress:
            path = corpora.of_batch(
                found, batch.reading, folder,
                saved=batch.load.corpus, workers=workers, progress=progress,
            )  # fmt: skip
        if run is not None:
            run.keep_corpus(path)
            path = run.corpus
    return replace(batch, load=replace(batch.load, corpus=path)), found


@contextmanager
def _folder(run: Unfinished | None) -> Iterator[Path]:
    """Give a folder to work in: beside the output, or where the system has its own."""
    if run is None:
        with TemporaryDirectory(prefix="darnel-") as name:
            yield Path(name)
    else:
        run.folder.mkdir(exist_ok=True)
        yield run.folder


def _scored(
    batch: Batch, inputs: tables.Inputs, workers: int | Workers, written: str, run: Unfinished | None,
    notes: Console, say: Say,
) -> Summary:  # fmt: skip
    for note in inputs.notes:
        say(note)
    scorer = batch.load() if batch.workers == 1 else None
    if scorer is not None:
        settle()
    form = _form(batch, inputs, scorer, written, say)
    interactive = batch.interactive  # before Rich stands in for standard output
    with shown_progress(notes, inputs.size, "scoring", quiet=batch.quiet) as progress:
        scored = partial(
            tables.run, inputs, scorer, workers=workers, progress=progress, load=batch.load
        )
        if run is not None:
            return _into_file(run, form, scored)
        if not interactive:
            return _into_stream(batch.out, form, scored)
        shown = terminal.TerminalSink(Console(highlight=False))
        summary = scored(Kept(), shown)
    shown.close()
    return summary


def _form(
    batch: Batch, inputs: tables.Inputs, scorer: Assessor | None, written: str, say: Say
) -> Form:
    header = Header(
        inputs.columns, inputs.schema, tables.features_of(scorer) if batch.signals else (),
        getattr(batch.load if scorer is None else scorer, "corpus", None) is not None,
    )  # fmt: skip
    moved = [f"{name} is {new}" for name, new in header.ours.items() if name != new]
    if moved and written != "jsonl" and not batch.interactive:
        say(f"the input has columns of our names, which are kept: {', '.join(moved)}")
    packing = writers.packing_of(batch.out)
    return writers.form_of(written, header, packing, raw=batch.raw_cells)


def _into_file(run: Unfinished, form: Form, scored: Callable[..., Summary]) -> Summary:
    run.head(form.head())
    summary = scored(form, run, done=run.state.summary.copy())
    run.finish(form)
    return summary


def _into_stream(out: Path | None, form: Form, scored: Callable[..., Summary]) -> Summary:
    with writers.whole_file(out, packing=False) as stream:
        sink = writers.Plain(stream, form)
        summary = scored(form, sink)
        sink.close()
    return summary
