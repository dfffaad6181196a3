"""Near-duplicates and partners, as `darnel.corpus.clusters` counts them, by joins and group-bys."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from darnel.corpus.clusters import (
    FEW_PARTNERS,
    LEAST_SHARED,
    components,
    contained,
    maybe_contained,
)
from darnel.doors.spark.posts import PAIRS
from darnel.doors.spark.rows import Batches
from darnel.doors.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ONE_TASK = 10_000_000
"""So many links are followed in one task, in about 1 GB; more by rounds of group-bys."""

_JUDGED = "first bigint, second bigint, apart boolean, sure boolean, maybe boolean"
_LABELS = "document bigint, cluster bigint"


def clustered(stages: Stages, posted: DataFrame, documents: DataFrame) -> DataFrame:
    """Give the documents that share passages with others: their cluster, its size, and partners.

    A document that is not among them is alone, without partners.
    """
    pairs = stages.kept("pairs", _pairs(posted, documents))
    at_once = pairs.where("sure or maybe").count() <= ONE_TASK
    sure = pairs.where("sure").select("first", "second")
    labels = _labels(stages, "sure", sure, at_once=at_once)
    partners = _partners(pairs, labels)
    few = (
        pairs.where("maybe and not sure")
        .join(_named(partners, "first", "partners", "mine"), "first", "left")
        .join(_named(partners, "second", "partners", "theirs"), "second", "left")
        .where(f"coalesce(mine, 0) <= {FEW_PARTNERS} and coalesce(theirs, 0) <= {FEW_PARTNERS}")
    )
    links = sure.unionByName(few.select("first", "second"))
    labels = _labels(stages, "all", links, at_once=at_once)
    partners = _partners(pairs, labels)
    sizes = labels.groupBy("cluster").count().withColumnRenamed("count", "size")
    known = labels.join(sizes, "cluster").join(partners, "document", "full")
    return stages.kept("clusters", known)


def _pairs(posted: DataFrame, documents: DataFrame) -> DataFrame:
    """Count the fingerprints that pairs share, and say which are near-duplicates."""
    each = posted.where(f"kind = {PAIRS}").selectExpr("inline(arrays_zip(asked, chosen))")
    shared = each.toDF("first", "second").groupBy("first", "second").count()
    shared = shared.where(f"count >= {LEAST_SHARED}").withColumnRenamed("count", "shared")
    facts = documents.select("document", "prints", "source_first")
    one = facts.toDF("first", "own", "here")
    other = facts.toDF("second", "other", "there")
    known = shared.join(one, "first").join(other, "second")
    known = known.selectExpr("first", "second", "shared", "own", "other", "here != there as apart")
    return known.mapInArrow(_judged, _JUDGED)


def _judged(batches: Batches) -> Batches:
    import pyarrow as pa

    for batch in batches:
        counts = [batch.column(name).to_numpy() for name in ("shared", "own", "other")]
        columns = {name: batch.column(name) for name in ("first", "second", "apart")}
        columns["sure"] = pa.array(contained(*counts))
        columns["maybe"] = pa.array(maybe_contained(*counts))
        yield pa.RecordBatch.from_pydict(columns)


def _named(frame: DataFrame, key: str, value: str, name: str) -> DataFrame:
    return frame.selectExpr(f"document as {key}", f"{value} as {name}")


def _partners(pairs: DataFrame, labels: DataFrame) -> DataFrame:
    """Count the clusters, beside its own, that each document shares passages with elsewhere."""
    found = (
        pairs.where("apart")
        .join(_named(labels, "first", "cluster", "mine"), "first", "left")
        .join(_named(labels, "second", "cluster", "theirs"), "second", "left")
        .selectExpr("first", "second", "coalesce(mine, first) as mine",
                    "coalesce(theirs, second) as theirs")
        .where("mine != theirs")
    )  # fmt: skip
    both = found.selectExpr("first as document", "theirs as beside").unionByName(
        found.selectExpr("second as document", "mine as beside")
    )
    counted = both.distinct().groupBy("document").count()
    return counted.withColumnRenamed("count", "partners")


# --- components -----------------------------------------------------------------------------


def _labels(stages: Stages, name: str, links: DataFrame, *, at_once: bool) -> DataFrame:
    """Give each linked document the least of those it is linked to, through any others."""
    if at_once:
        labels = links.coalesce(1).mapInArrow(_followed, _LABELS)
        return stages.kept(f"labels-{name}", labels)
    stars = _starred(stages, name, stages.kept(f"links-{name}", links))
    roots = stars.selectExpr("second as document").distinct()
    return stars.toDF("document", "cluster").unionByName(
        roots.selectExpr("document", "document as cluster")
    )


def _followed(batches: Batches) -> Batches:
    import pyarrow as pa

    parts = [np.stack([batch.column(at).to_numpy() for at in (0, 1)]) for batch in batches]
    if not parts:
        return
    documents, ends = np.unique(np.concatenate(parts, axis=1), return_inverse=True)
    first, second = ends.reshape(2, -1)
    least = documents[components(first, second, len(documents))]
    yield pa.RecordBatch.from_pydict({"document": documents, "cluster": least})


def _starred(stages: Stages, name: str, links: DataFrame) -> DataFrame:
    """Draw links together until every document is linked to the least one, and to no other.

    Large and small stars in turn: Kiveris et al. 2014, Connected components in MapReduce and
    beyond. A chain of n links takes about log n rounds.
    """
    stars, before = links, None
    for number in count():
        larger = stages.kept(f"stars-{name}-{number}-large", _large_star(stars))
        stars = stages.kept(f"stars-{name}-{number}", _small_star(larger))
        said = stars.selectExpr("count(*)", "sum(cast(xxhash64(first, second) as decimal(38)))")
        now = tuple(said.collect()[0])
        if now == before:
            break
        before = now
    return stars


def _large_star(links: DataFrame) -> DataFrame:
    """Link every document's larger neighbours to the least of its neighbours and itself."""
    both = links.toDF("one", "other").unionByName(links.toDF("other", "one"))
    least = both.groupBy("one").agg({"other": "min"}).toDF("one", "least")
    larger = both.where("other > one").join(least, "one")
    return larger.selectExpr("other as first", "least(one, least) as second").distinct()


def _small_star(links: DataFrame) -> DataFrame:
    """Link every document and its smaller neighbours to the least of these."""
    least = links.groupBy("first").agg({"second": "min"}).toDF("first", "least")
    smaller = links.join(least, "first").where("second != least")
    moved = smaller.selectExpr("second as first", "least as second")
    return moved.unionByName(least.toDF("first", "second")).distinct()
