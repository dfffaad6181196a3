"""Corpora: built from tables, extended, described, and made of a batch before it is scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from darnel.article import Article
from darnel.corpus import Builder, Corpus, take
from darnel.doors.parallel import Workers, in_processes
from darnel.doors.readers import Chunk, Input, Reading, standard_input
from darnel.doors.tables import Inputs, Progress
from darnel.errors import InputError, named

BLOCK = 2**20
"""Bytes of standard input that are held at a time."""


def build(
    inputs: Inputs | None,
    out: Path,
    *,
    also: Sequence[Path] = (),
    workers: int | Workers = 1,
    progress: Callable[[Progress], None] = lambda _: None,
) -> int:
    """Write a corpus of all good rows, and of the corpora in `also`; give the number of bad rows.

    It is written beside `out` and gets that name when it is whole.
    """
    with Builder(out.parent) as builder:
        for path in also:
            builder.add_corpus(Corpus.load(path))
        bad = rows = 0
        batches = () if inputs is None else _articles(inputs.chunks())
        with closing(in_processes(take, iter(batches), workers)) as taken:
            for chunk, found in taken:
                builder.add_taken(found)
                rows += len(chunk.rows)
                bad += sum(row.error is not None for row in chunk.rows)
                progress(Progress(rows, 0 if inputs is None else inputs.position()))
        builder.write(out)
    return bad


def _articles(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, list[Article]]]:
    for chunk in chunks:
        yield chunk, [row.article for row in chunk.rows if row.error is None]


def of_batch(
    found: Sequence[Input],
    reading: Reading,
    folder: Path,
    *,
    saved: Path | None = None,
    workers: int | Workers = 1,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Path:
    """Make the corpus of a batch, and of a saved one, in a folder; give its path."""
    if saved is not None:
        Corpus.load(saved)  # a foreign file is refused before any work
    path = folder / "batch.corpus"
    with ExitStack() as stack:
        rows = Inputs(found, reading, stack)
        also = () if saved is None else (saved,)
        build(rows, path, also=also, workers=workers, progress=progress)
    return path


def on_disk(source: Input, folder: Path) -> Input:
    """Keep standard input in a file, for it is read twice; its name and its rows' places stay."""
    if source.path is not None:
        return source
    path = folder / "input"
    given = standard_input()
    with named(path), path.open("wb") as file:
        while block := given.read(BLOCK):
            file.write(block)
    return replace(source, path=path, spooled=True)


def info(path: Path) -> list[str]:
    """Say in a few lines what a corpus holds."""
    said = Corpus.load(path).summary()
    if not said.articles:
        return [f"{path}: no articles"]
    return [
        f"articles      {said.articles:,} of {said.sources:,} sources, {said.dated:,} with a date",
        f"words         {said.words:,}",
        f"fingerprints  {said.fingerprints:,}",
        f"near-copies   {said.clustered:,} articles in {said.clusters:,} clusters",
        f"size          {said.bytes / 2**20:,.1f} MB",
    ]


def check_corpus_output(out: Path) -> None:
    """Raise InputError if a corpus can't be written there."""
    if out.is_dir():
        raise InputError(f"{out} is a folder; name a file in it")
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
