"""Rows meet what is known of them: by bucket, first the records, then the rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darnel.corpus import Corpus, corpus_of
from darnel.corpus.excerpt import Excerpt, Kept, Network, Own, Posted
from darnel.doors.spark.joins import DOCUMENT, OWN, partitions, ticket
from darnel.doors.spark.posts import stretches
from darnel.doors.spark.rows import Asked, Batches
from darnel.doors.spark.taking import BLOCK, PRINT, TITLE, unbiased

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Array = NDArray[Any]

HASHED = {"print": PRINT, "block": BLOCK, "title": TITLE}

TEXTS = ("source", "id", "credits")
"""Facts that are bytes."""


def answered(
    frame: DataFrame,
    asked: Asked,
    records: DataFrame,
    buckets: int,
    schema: Any,  # noqa: ANN401 (a Spark type)
) -> DataFrame:
    """Score the rows of a frame beside their records; each row moves once, with its text."""
    from pyspark.sql import functions as sf

    bucket = sf.pmod(ticket(asked.reading), sf.lit(buckets)).cast("int").alias("bucket")
    rows = frame.select(bucket, sf.lit(True).alias("is_row"), sf.struct("*").alias("row"))  # noqa: FBT003
    record = sf.struct(*(name for name in records.columns if name != "bucket")).alias("said")
    said = records.select("bucket", sf.lit(False).alias("is_row"), record)  # noqa: FBT003
    both = rows.unionByName(said, allowMissingColumns=True)
    placed = both.repartition(partitions(frame, buckets), "bucket")
    placed = placed.sortWithinPartitions("bucket", "is_row")
    return placed.mapInArrow(partial(_answers, asked), schema)


def _answers(asked: Asked, batches: Batches) -> Batches:
    import pyarrow as pa

    held: list[Any] = []
    current, corpus = None, None
    for batch in batches:
        for bucket, part in stretches(batch):
            if bucket != current:
                held, current, corpus = [], bucket, None
            rows = part.column("is_row").to_numpy(zero_copy_only=False)
            first = int(np.searchsorted(rows, True))  # noqa: FBT003
            if first:
                held.append(pa.RecordBatch.from_struct_array(part.slice(0, first).column("said")))
            if first == part.num_rows:
                continue
            if corpus is None:
                corpus, held = _excerpt(held), []
            given = pa.RecordBatch.from_struct_array(part.slice(first).column("row"))
            yield asked.scored(given, corpus)


def _excerpt(parts: list[Any]) -> Corpus:
    """Make the corpus of a bucket of its records."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not parts:
        return corpus_of([])
    table = pa.Table.from_batches(parts)
    of = {
        kind: table.filter(pc.equal(table.column("kind"), kind)).combine_chunks()
        for kind in (PRINT, BLOCK, TITLE, OWN, DOCUMENT)
    }
    posted = {name: _posted(of[kind]) for name, kind in HASHED.items()}
    hash, at = np.unique(_hashes(of[BLOCK]), return_index=True)
    sources, recurrent = (_ints(of[BLOCK].column(name))[at] for name in ("one", "other"))
    first, hits = (_ints(of[OWN].column(name)) for name in ("one", "other"))
    own = Own(_hashes(of[OWN]), first, hits)
    return Excerpt(_kept(of[DOCUMENT]), posted, Network(hash, sources, recurrent), own)


def _kept(table: Any) -> Kept:  # noqa: ANN401 (an Arrow table)
    """Read the facts of documents, in the order of their numbers."""
    import pyarrow as pa

    facts = pa.Table.from_struct_array(table.column("of")).sort_by("document")
    found: dict[str, Any] = {
        name: facts.column(name).to_pylist() if name in TEXTS else _ints(facts.column(name))
        for name in facts.column_names
    }
    found["digest"] = unbiased(found["digest"])
    renamed = {"document": "number", "source_first": "first"}
    return Kept(**{renamed.get(name, name): values for name, values in found.items()})


def _posted(table: Any) -> Posted:  # noqa: ANN401 (an Arrow table)
    """Read the documents of each hash; one that was said more than once counts once."""
    import pyarrow as pa

    hash, at = np.unique(_hashes(table), return_index=True)
    lists = table.column("chosen").take(pa.array(at)).combine_chunks()
    lengths = lists.value_lengths().to_numpy()
    return Posted(np.repeat(hash, lengths), _ints(lists.flatten()))


def _hashes(table: Any) -> Array:  # noqa: ANN401 (an Arrow table)
    return _ints(table.column("hash")).view(np.uint64)


def _ints(column: Any) -> Array:  # noqa: ANN401 (an Arrow column)
    return np.asarray(column.to_numpy(), np.int64)
