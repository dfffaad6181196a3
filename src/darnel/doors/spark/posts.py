"""Who asks for which hashes, and which documents hold them: Arrow batches in, Arrow batches out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from darnel.corpus.clusters import CLOSE_COMPANY, WIDE_COMPANY
from darnel.corpus.evidence import LEAST_MATCHES
from darnel.doors.spark.rows import Batches
from darnel.doors.spark.taking import BLOCK, PRINT

Array = NDArray[Any]

PAIRS = 9
"""A row of pairs, `asked` with `chosen`, instead of a hash."""

NOBODY = -1
"""The bucket of a document that no row asks about."""

POSTED = (
    "kind int, hash bigint, bucket int, asked array<bigint>, times array<int>, chosen array<bigint>"
)
"""A hash that several documents hold: those of one bucket, how often each, and the documents that
all who ask look at."""

PRUNED = "bucket int, hash bigint, chosen array<bigint>"

HELD = 2_000_000
"""Pairs that are counted at a time, about 100 MB."""


class _Tail(NamedTuple):
    """The end of what came so far: its last rows, and what its last hash's documents are."""

    rows: dict[str, Array]
    chosen: Any


def posted(batches: Batches) -> Batches:
    """Say of each hash who asks for it and who holds it, and pair those near each other.

    Rows come in the order of kind, hash and document, one for each document that holds a hash;
    the first of a hash has `chosen`.
    """
    tail = None
    for batch in batches:
        if batch.num_rows:
            rows = {
                name: batch.column(name).to_numpy(zero_copy_only=False)
                for name in ("kind", "hash", "document", "times", "company")
            }
            before = {name: of[:0] for name, of in rows.items()} if tail is None else tail.rows
            joined = {name: np.concatenate([before[name], rows[name]]) for name in rows}
            yield from _pairs(joined, len(before["hash"]))
            found, chosen = _posted(batch, rows, tail)
            yield from found
            tail = _Tail({name: of[-CLOSE_COMPANY:] for name, of in joined.items()}, chosen)


def _pairs(rows: dict[str, Array], old: int) -> Batches:
    """Pair documents of a hash as a corpus does (see CLOSE_COMPANY), not those of `old` rows."""
    kind, hash, document, company = (rows[name] for name in ("kind", "hash", "document", "company"))
    found: list[tuple[Array, Array]] = []
    for step in range(1, CLOSE_COMPANY):
        at = np.arange(max(0, old - step), len(hash) - step)
        at = at[(hash[at] == hash[at + step]) & (kind[at] == PRINT) & (kind[at + step] == PRINT)]
        if step > WIDE_COMPANY:
            at = at[company[at] <= CLOSE_COMPANY]
        if not len(at):
            break
        found.append((document[at], document[at + step]))
    if found:
        first, second = (np.concatenate(column) for column in zip(*found, strict=True))
        none = np.zeros(0, np.int32)
        yield _batch([PAIRS], [0], [NOBODY], [first], [none], [second])


def _posted(
    batch: Any, rows: dict[str, Array], tail: _Tail | None  # noqa: ANN401 (an Arrow batch)
) -> tuple[list[Any], Any]:  # fmt: skip
    """Gather a batch's rows by hash and bucket; also give the documents of its last hash."""
    import pyarrow as pa

    lists = batch.column("chosen")
    known = lists.is_valid().to_numpy(zero_copy_only=False)
    group = np.cumsum(known)
    before = pa.array([[]], lists.type) if tail is None else tail.chosen
    chosen = pa.concat_arrays([before, lists.filter(pa.array(known))])
    at, bucket = _asking(batch)
    wanted = (bucket != NOBODY) | (rows["kind"][at] == BLOCK)
    at, bucket = at[wanted], bucket[wanted]
    order = np.lexsort((at, bucket, group[at]))
    at, bucket = at[order], bucket[order]
    fresh = np.ones(len(at), np.bool_)
    fresh[1:] = (group[at][1:] != group[at][:-1]) | (bucket[1:] != bucket[:-1])
    start = np.flatnonzero(fresh)
    last = chosen.slice(len(chosen) - 1)
    if not len(start):
        return [], last
    ends = pa.array(np.append(start, len(at)).astype(np.int32))
    heads = at[start]
    columns = {
        "kind": pa.array(rows["kind"][heads]),
        "hash": pa.array(rows["hash"][heads]),
        "bucket": pa.array(bucket[start].astype(np.int32)),
        "asked": pa.ListArray.from_arrays(ends, pa.array(rows["document"][at])),
        "times": pa.ListArray.from_arrays(ends, pa.array(rows["times"][at])),
        "chosen": chosen.take(pa.array(group[heads])),
    }
    return [pa.RecordBatch.from_pydict(columns)], last


def _asking(batch: Any) -> tuple[Array, Array]:  # noqa: ANN401 (an Arrow batch)
    """Give rows and the buckets that ask for them; a row stands once for each of its buckets."""
    bucket = batch.column("bucket").fill_null(NOBODY).to_numpy(zero_copy_only=False)
    more = batch.column("more")
    lengths = more.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    at = np.arange(len(bucket))
    others = more.flatten().to_numpy(zero_copy_only=False)
    return np.concatenate([at, np.repeat(at, lengths)]), np.concatenate([bucket, others])


def _batch(
    kind: list[int], hash: list[int], bucket: list[int],
    asked: list[Array], times: list[Array], chosen: list[Array],
) -> Any:  # noqa: ANN401 (Arrow)  # fmt: skip
    import pyarrow as pa

    return pa.RecordBatch.from_pydict(
        {
            "kind": pa.array(kind, pa.int32()), "hash": pa.array(hash, pa.int64()),
            "bucket": pa.array(bucket, pa.int32()),
            "asked": pa.array(asked, pa.list_(pa.int64())),
            "times": pa.array(times, pa.list_(pa.int32())),
            "chosen": pa.array(chosen, pa.list_(pa.int64())),
        }
    )  # fmt: skip


# --- pruning --------------------------------------------------------------------------------


def pruned(batches: Batches) -> Batches:
    """Leave out the documents that share too few fingerprints with any article of a bucket.

    Rows come by bucket, as `posted` gives them.
    """
    import pyarrow as pa

    for bucket, parts in by_bucket(batches):
        table = pa.Table.from_batches(parts).combine_chunks()
        yield from _kept(bucket, table)


def by_bucket(batches: Batches) -> Iterator[tuple[int, list[Any]]]:
    """Gather the rows of each bucket, where rows come by bucket."""
    held: list[Any] = []
    current = None
    for batch in batches:
        for bucket, part in stretches(batch):
            if bucket != current and held:
                yield int(current or 0), held
                held = []
            current = bucket
            held.append(part)
    if held:
        yield int(current or 0), held


def stretches(batch: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 (an Arrow batch)
    """Cut a batch where its bucket changes."""
    if not batch.num_rows:
        return
    buckets = batch.column("bucket").to_numpy(zero_copy_only=False)
    starts = [0, *(np.flatnonzero(np.diff(buckets)) + 1).tolist(), len(buckets)]
    for low, high in pairwise(starts):
        yield int(buckets[low]), batch.slice(low, high - low)


def _kept(bucket: int, table: Any) -> Batches:  # noqa: ANN401 (an Arrow table)
    import pyarrow as pa

    hash, at, same = np.unique(
        table.column("hash").to_numpy(), return_index=True, return_inverse=True
    )
    asked, _ = _flat(table.column("asked"))
    times, _ = _flat(table.column("times"))
    lengths = table.column("asked").combine_chunks().value_lengths().to_numpy()
    chosen, start = _flat(table.column("chosen").take(pa.array(at)))
    slots = _slots(asked, times, np.repeat(same, lengths), chosen, start)
    row = np.searchsorted(start, slots, side="right") - 1
    fresh = np.unique(row)
    ends = np.append(np.searchsorted(row, fresh), len(row)).astype(np.int32)
    if len(fresh):
        yield pa.RecordBatch.from_pydict(
            {
                "bucket": pa.array(np.full(len(fresh), bucket, np.int32)),
                "hash": pa.array(hash[fresh]),
                "chosen": pa.ListArray.from_arrays(pa.array(ends), pa.array(chosen[slots])),
            }
        )


def _flat(column: Any) -> tuple[Array, Array]:  # noqa: ANN401 (an Arrow column)
    """Give the values of a column of lists, and where each list starts."""
    import pyarrow as pa

    lists = column.combine_chunks()
    if isinstance(lists, pa.ChunkedArray):
        lists = pa.concat_arrays(lists.chunks)
    lengths = lists.value_lengths().to_numpy()
    return lists.flatten().to_numpy(), np.cumsum(lengths) - lengths


def _slots(asked: Array, times: Array, row: Array, chosen: Array, start: Array) -> Array:
    """Say which of the chosen share LEAST_MATCHES or more with one of those who ask."""
    documents, other = np.unique(chosen, return_inverse=True)
    order = np.argsort(asked, kind="stable")
    asked, times, row = asked[order], times[order], row[order]
    lengths = np.diff(np.append(start, len(chosen)))[row]
    kept = np.zeros(len(chosen), np.bool_)
    for low, high in _pieces(asked, lengths):
        counts = lengths[low:high]
        which = np.repeat(np.arange(low, high), counts)
        slot = (
            start[row[which]]
            + np.arange(len(which))
            - np.repeat(np.cumsum(counts) - counts, counts)
        )
        apart = asked[which] != chosen[slot]
        which, slot = which[apart], slot[apart]
        who = np.unique(asked[which], return_inverse=True)[1]
        _, pair = np.unique(who * len(documents) + other[slot], return_inverse=True)
        enough = np.bincount(pair, times[which])[pair] >= LEAST_MATCHES if len(pair) else apart[:0]
        kept[slot[enough]] = True
    return np.flatnonzero(kept)


def _pieces(asked: Array, lengths: Array) -> Iterator[tuple[int, int]]:
    """Cut sorted askers into pieces of about HELD pairs that part no one's."""
    starts = np.flatnonzero(np.append(True, asked[1:] != asked[:-1]))
    before = np.cumsum(lengths) - lengths
    piece = before[starts] // HELD
    cuts = starts[np.flatnonzero(np.append(True, piece[1:] != piece[:-1]))]
    yield from zip(cuts.tolist(), [*cuts[1:].tolist(), len(asked)], strict=True)
