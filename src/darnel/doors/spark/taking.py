"""What a corpus keeps of articles, as rows: of a frame, and of a saved corpus beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.corpus import Corpus, take
from darnel.corpus.build import Taken
from darnel.doors.spark.rows import Batches, Reading

Array = NDArray[Any]

PRINT, BLOCK, TITLE = 0, 1, 2
"""Kinds of hash."""

TAKEN = (
    "ticket bigint, saved bigint, source binary, id binary, digest bigint, published bigint, "
    "precision bigint, agencies bigint, prints bigint, credits binary, title bigint, "
    "print array<bigint>, times array<int>, block array<bigint>"
)
"""A document: `ticket` says which rows are asked for it, `saved` is its number in a saved corpus.
Its hashes stand with it, or, if it is `saved`, in rows of their own."""

ENTRIES = "kind int, hash bigint, saved bigint, times int"

SLICE = 1_000_000
"""Entries of a saved corpus that a task reads at a time."""

_TOP = np.uint64(1 << 63)


def signed(values: Array) -> Array:
    """Give 64 bits as Spark has them, with their sign; the same the other way round."""
    return np.asarray(values, np.uint64).view(np.int64)


def biased(digests: Array) -> Array:
    """Give unsigned numbers as signed ones in the same order."""
    return signed(np.asarray(digests, np.uint64) ^ _TOP)


def unbiased(digests: Array) -> Array:
    """Undo `biased`."""
    return np.asarray(digests, np.int64).view(np.uint64) ^ _TOP


def of_rows(reading: Reading, batches: Batches) -> Batches:
    """Take articles down; the last column is their ticket."""
    for batch in batches:
        low = 0
        tickets = batch.column(batch.num_columns - 1)
        for articles in reading.articles(batch):
            worded = [at for at, a in enumerate(articles, low) if a.text.strip() or a.title.strip()]
            if worded:
                yield _laid_out(take([articles[at - low] for at in worded]), tickets.take(worded))
            low += len(articles)


def _laid_out(taken: Taken, tickets: Any) -> Any:  # noqa: ANN401 (Arrow)
    import pyarrow as pa

    documents, prints = taken
    count = len(documents)
    hashes, ends, times = _counted(prints.hash, prints.document, count)
    blocks, block_ends, _ = _counted(prints.block_hash, prints.block_document, count)
    columns = {
        "ticket": tickets.cast(pa.int64()),
        "saved": pa.nulls(count, pa.int64()),
        "source": _binary([d.source.encode("utf-8", "surrogatepass") for d in documents]),
        "id": _binary([d.id.encode("utf-8", "surrogatepass") for d in documents]),
        "digest": pa.array(biased(np.array([d.digest for d in documents], np.uint64))),
        "published": pa.array([d.published for d in documents], pa.int64()),
        "precision": pa.array([d.precision for d in documents], pa.int64()),
        "agencies": pa.array([d.agencies for d in documents], pa.int64()),
        "prints": pa.array(np.bincount(prints.document, minlength=count)),
        "credits": _binary([np.array(d.credits, ">u8").tobytes() for d in documents]),
        "title": pa.array(signed(prints.title)),
        "print": pa.ListArray.from_arrays(ends, pa.array(signed(hashes))),
        "times": pa.ListArray.from_arrays(ends, pa.array(times)),
        "block": pa.ListArray.from_arrays(block_ends, pa.array(signed(blocks))),
    }
    return pa.RecordBatch.from_pydict(columns)


def _binary(said: list[bytes]) -> Any:  # noqa: ANN401 (Arrow)
    import pyarrow as pa

    return pa.array(said, pa.binary())


def _counted(hashes: Array, documents: Array, count: int) -> tuple[Array, Any, Array]:
    """Give each document's hashes once, where they end, and how often it has each."""
    import pyarrow as pa

    order = np.lexsort((hashes, documents))
    hashes, documents = hashes[order], documents[order]
    fresh = np.ones(len(hashes), np.bool_)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (documents[1:] != documents[:-1])
    start = np.flatnonzero(fresh)
    times = np.diff(np.append(start, len(hashes))).astype(np.int32)
    ends = np.searchsorted(documents[start], np.arange(count + 1)).astype(np.int32)
    return hashes[start], pa.array(ends), times


# --- saved corpora --------------------------------------------------------------------------


def of_saved(path: Path, size: int, batches: Batches) -> Batches:
    """Give the documents of slices of a saved corpus, without their hashes; slices come by number."""
    corpus = Corpus.load(path)
    for number in _slices(batches):
        low, high = number * size, min((number + 1) * size, len(corpus))
        if low < high:
            yield from _saved_documents(corpus, low, high)


def _slices(batches: Batches) -> Iterator[int]:
    for batch in batches:
        yield from batch.column(0).to_pylist()


def _saved_documents(corpus: Corpus, low: int, high: int) -> Batches:
    import pyarrow as pa

    a, step = corpus.arrays, 10_000
    for first in range(low, high, step):
        numbers = range(first, min(first + step, high))
        facts = {
            name: pa.array(np.asarray(a[f"document.{name}"][first : numbers.stop], np.int64))
            for name in ("published", "precision", "agencies", "prints")
        }
        bounds = np.searchsorted(a["credit.document"], np.arange(first, numbers.stop + 1))
        credits = [
            np.asarray(a["credit.name"][one:other], ">u8").tobytes()
            for one, other in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        ]
        sources = [corpus.source(n).encode("utf-8", "surrogatepass") for n in numbers]
        none = pa.array([[]] * len(numbers), pa.list_(pa.int64()))
        columns = {
            "ticket": pa.nulls(len(numbers), pa.int64()),
            "saved": pa.array(numbers, pa.int64()),
            "source": _binary(sources),
            "id": _binary([corpus.id(n).encode("utf-8", "surrogatepass") for n in numbers]),
            "digest": pa.array(biased(a["document.digest"][first : numbers.stop])),
            **facts,
            "credits": _binary(credits),
            "title": pa.array(signed(a["document.title"][first : numbers.stop])),
            "print": none,
            "times": none.cast(pa.list_(pa.int32())),
            "block": none,
        }
        yield pa.RecordBatch.from_pydict(columns)


def entries_of_saved(path: Path, size: int, batches: Batches) -> Batches:
    """Give the entries of slices of a saved corpus; a slice parts no equal hashes."""
    import pyarrow as pa

    arrays = Corpus.load(path).arrays
    for number in _slices(batches):
        for kind, name in ((PRINT, "print"), (BLOCK, "block")):
            hashes = arrays[f"{name}.hash"]
            low, high = (_edge(hashes, at * size) for at in (number, number + 1))
            if low == high:
                continue
            documents = np.asarray(arrays[f"{name}.document"][low:high], np.int64)
            keys = np.stack([signed(np.array(hashes[low:high])), documents])
            found, times = np.unique(keys, axis=1, return_counts=True)
            for at in range(0, len(times), 10_000):
                hash, saved = (column[at : at + 10_000] for column in found)
                columns = {
                    "kind": pa.array(np.full(len(hash), kind, np.int32)),
                    "hash": pa.array(hash),
                    "saved": pa.array(saved),
                    "times": pa.array(times[at : at + 10_000].astype(np.int32)),
                }
                yield pa.RecordBatch.from_pydict(columns)


def slices_of(path: Path) -> int:
    """Count the slices of a saved corpus."""
    arrays = Corpus.load(path).arrays
    longest = max(len(arrays[name]) for name in ("print.hash", "block.hash", "document.digest"))
    return -(-longest // SLICE)


def _edge(hashes: Array, at: int) -> int:
    """Move a place back to where its hash begins."""
    if at >= len(hashes):
        return len(hashes)
    return int(np.searchsorted(hashes, hashes[at], side="left"))
