"""What a corpus says of the rows of a frame, by joins and group-bys: no machine holds it whole.

Articles are taken down where they are; hashes, numbers and names move from then on, no text. What
each bucket of rows needs to know is sent to it: see `darnel.doors.spark.answers`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darnel.corpus.index import CAP
from darnel.corpus.templates import (
    NETWORK_RECURRENT,
    NETWORK_SOURCES,
    OWN_LEAST,
    OWN_PAGES,
)
from darnel.doors.spark import taking
from darnel.doors.spark.clusters import clustered
from darnel.doors.spark.posts import POSTED, PRUNED, posted, pruned
from darnel.doors.spark.rows import Reading
from darnel.doors.spark.stages import Stages
from darnel.doors.spark.taking import BLOCK, PRINT, TITLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

BUCKET_ROWS = 1000
"""Rows that are scored beside one excerpt of the corpus."""

LEAST_ROWS, BUCKETS_A_CORE = 50, 4
"""Of few rows the buckets are smaller, so that every core has some."""

SALTS = 64
"""Rows with the same words and id may lie in so many buckets, by where they stand."""

OWN, DOCUMENT = 3, 4
"""Kinds of record, beside those of hashes."""

KEY = ("source", "id", "digest")
TIE = ("published", "precision", "agencies", "credits")


def ticket(reading: Reading) -> Any:  # noqa: ANN401 (a Spark column)
    """Give the number that joins a row with what is known of it, by its cells."""
    from pyspark.sql import functions as sf

    def cells(*fields: str) -> list[Any]:
        places = [reading.columns.positions[f] for f in fields if f in reading.columns.positions]
        return [sf.col(quoted(reading.header[at])).cast("string") for at in places]

    salt = sf.pmod(sf.xxhash64(sf.lit(0), *cells("url", "source")), sf.lit(SALTS))
    return sf.xxhash64(salt, *cells("title", "text", "id"))


def quoted(name: str) -> str:
    """Quote a column's name."""
    return f"`{name.replace('`', '``')}`"


def bucket_of(ticket: str, buckets: int) -> str:
    """Say in which bucket a ticket lies."""
    return f"cast(pmod({ticket}, {buckets}) as int)"


def records(
    frame: DataFrame, reading: Reading, stages: Stages, saved: Path | None
) -> tuple[DataFrame, int]:
    """Work out what every bucket of rows needs to know; also give the number of buckets."""
    with stages.working() as work:
        taken = work.kept("taken", _taken(frame, reading, saved))
        buckets = _buckets(taken)
        numbered = work.kept("numbered", _numbered(taken, buckets))
        work.forget("taken")
        documents, entries = _documents(work, numbered, saved)
        found = work.kept("posted", _posted(entries))
        work.forget("numbered")
        facts = _facts(documents, clustered(work, found, documents))
        said = _lists(work, found, facts, buckets)
        told = said.unionByName(_told(said, documents, facts), allowMissingColumns=True)
        return stages.kept("records", told), buckets


def _taken(frame: DataFrame, reading: Reading, saved: Path | None) -> DataFrame:
    """Take down the articles of a frame, and those of a saved corpus."""
    needed = reading.needed()
    chosen = frame.select(*map(quoted, needed.header), ticket(reading).alias("ticket"))
    found = chosen.mapInArrow(partial(taking.of_rows, needed), taking.TAKEN)
    if saved is None:
        return found
    return found.unionByName(_slices(frame, saved, taking.of_saved, taking.TAKEN))


def _slices(frame: DataFrame, saved: Path, given: Any, schema: str) -> DataFrame:  # noqa: ANN401
    count = max(1, taking.slices_of(saved))
    slices = frame.sparkSession.range(0, count, 1, numPartitions=count)
    return slices.mapInArrow(partial(given, saved.absolute(), taking.SLICE), schema)


def _buckets(taken: DataFrame) -> int:
    rows = taken.where("ticket is not null").count()
    cores = taken.sparkSession.sparkContext.defaultParallelism
    few = min(BUCKETS_A_CORE * cores, -(-rows // LEAST_ROWS))
    return int(max(1, few, -(-rows // BUCKET_ROWS)))


def _numbered(taken: DataFrame, buckets: int) -> DataFrame:
    """Sort documents by source, id and digest over all machines, and leave doubles out.

    `part` and `local` say where each stands: in which range, and there in which place. `bucket` is
    where it is asked for, `more` where else, if rows with the same key lie in several.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as sf

    ordered = Window.partitionBy(*KEY).orderBy(*TIE, sf.col("saved").asc_nulls_last())
    whole = ordered.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    asking = sf.array_sort(sf.collect_set(sf.expr(bucket_of("ticket", buckets))).over(whole))
    found = (
        taken.repartitionByRange(*KEY)
        .withColumn("nth", sf.row_number().over(ordered))
        .withColumn("asking", asking)
        .where("nth = 1")
        .withColumn("bucket", sf.expr("get(asking, 0)"))
        .withColumn("more", sf.expr("if(size(asking) > 1, slice(asking, 2, size(asking)), null)"))
        .withColumn("part", sf.spark_partition_id())
        .withColumn("local", sf.monotonically_increasing_id().bitwiseAND(2**33 - 1))
    )
    return found.drop("nth", "asking", "ticket")


def _documents(
    stages: Stages, numbered: DataFrame, saved: Path | None
) -> tuple[DataFrame, DataFrame]:
    """Give documents their numbers over all ranges; give them without their hashes, and these."""
    counts = sorted(numbered.groupBy("part").count().collect())
    before = [sum(row["count"] for row in counts[:at]) for at in range(len(counts))]
    starts = [(row["part"], start) for row, start in zip(counts, before, strict=True)]
    session = numbered.sparkSession
    table = session.createDataFrame(starts, "part int, start bigint").hint("broadcast")
    whole = numbered.join(table, "part").selectExpr("start + local as document", "*")
    facts = whole.drop("print", "times", "block", "title", "part", "local", "start")
    sources = facts.groupBy("source").agg({"document": "min", "*": "count"})
    sources = sources.toDF("source", *_order(sources.columns[1:]))
    documents = stages.kept("documents", facts.join(sources, "source"))
    return documents, _entries(whole, saved)


def _order(names: list[str]) -> list[str]:
    return ["source_first" if name.startswith("min") else "pages" for name in names]


def _entries(whole: DataFrame, saved: Path | None) -> DataFrame:
    """Give the hashes of every document, one a row, with how often it has them."""
    who = ("document", "bucket", "more")
    prints = whole.selectExpr(*who, "inline(arrays_zip(print, times))")
    blocks = whole.selectExpr(*who, "explode(block) as hash")
    titles = whole.where("title != 0").selectExpr(*who, "title as hash")
    found = prints.selectExpr(f"{PRINT} as kind", "print as hash", "times", *who)
    for kind, of in ((BLOCK, blocks), (TITLE, titles)):
        found = found.unionByName(of.selectExpr(f"{kind} as kind", "hash", "1 as times", *who))
    if saved is not None:
        mine = whole.where("saved is not null").select("saved", *who)
        theirs = _slices(whole, saved, taking.entries_of_saved, taking.ENTRIES)
        found = found.unionByName(theirs.join(mine, "saved").drop("saved"))
    return found


def _posted(entries: DataFrame) -> DataFrame:
    """Group by hash: who asks, and which documents all look at, CAP evenly chosen ones."""
    from pyspark.sql import Window
    from pyspark.sql import functions as sf

    ordered = Window.partitionBy("kind", "hash").orderBy("document")
    whole = ordered.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    upto = sf.sum("times").over(ordered.rowsBetween(Window.unboundedPreceding, 0))
    # the place of step s is s * total // taken: so many steps come before place x
    steps = "((least(total, {cap}) * ({x}) + total - 1) div total)"
    picked = f"{steps.format(cap=CAP, x='upto')} - {steps.format(cap=CAP, x='upto - times')}"
    chosen = sf.flatten(
        sf.collect_list(sf.expr("if(picked > 0, array_repeat(document, picked), null)")).over(whole)
    )
    found = (
        entries.withColumn("company", sf.count("*").over(whole))
        .where("company > 1")
        .withColumn("total", sf.sum("times").over(whole))
        .withColumn("upto", upto)
        .withColumn("nth", sf.row_number().over(ordered))
        .withColumn("picked", sf.expr(f"cast({picked} as int)"))
        .withColumn("chosen", chosen)
        .withColumn("chosen", sf.expr("if(nth = 1, chosen, null)"))
    )
    given = found.select("kind", "hash", "document", "times", "bucket", "more", "company", "chosen")
    return given.mapInArrow(posted, POSTED)


def _facts(documents: DataFrame, clusters: DataFrame) -> DataFrame:
    """Say of every document what is known of it."""
    return documents.join(clusters, "document", "left").selectExpr(
        "document", "source_first", "pages", "source", "id", "digest", "published", "precision",
        "agencies", "prints", "credits", "coalesce(cluster, document) as cluster",
        "coalesce(partners, 0) as partners", "coalesce(size, 1) as size",
    )  # fmt: skip


def _lists(stages: Stages, found: DataFrame, facts: DataFrame, buckets: int) -> DataFrame:
    """Give the hashes of every bucket, and the documents its articles look at."""
    asked = found.where("bucket >= 0")
    parts = partitions(found, buckets)
    prints = (
        asked.where(f"kind = {PRINT}").drop("kind").repartition(parts, "bucket")
        .sortWithinPartitions("bucket").mapInArrow(pruned, PRUNED)
    )  # fmt: skip
    titles = asked.where(f"kind = {TITLE}").select("bucket", "hash", "chosen")
    network, own = _recurring(stages, found, facts)
    said = prints.selectExpr("bucket", f"{PRINT} as kind", "hash", "chosen")
    said = said.unionByName(titles.selectExpr("bucket", f"{TITLE} as kind", "hash", "chosen"))
    for more in (network, own):
        said = said.unionByName(more, allowMissingColumns=True)
    return stages.kept("lists", said)


def partitions(frame: DataFrame, buckets: int) -> int:
    """Say over how many partitions buckets are spread."""
    return min(buckets, int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1))


def _recurring(stages: Stages, found: DataFrame, facts: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Give the paragraphs that recur across sources, and those that recur within the bucket's own."""
    blocks = found.where(f"kind = {BLOCK}")
    who = facts.select("document", "source_first", "cluster", "pages")
    holders = blocks.selectExpr("hash", "bucket", "explode(asked) as document").join(
        who, "document"
    )
    holders = stages.kept("holders", holders)
    each = holders.select("hash", "document", "source_first", "cluster").distinct()
    of_source = each.groupBy("hash", "source_first").agg(
        *_counts("count(*) as hits", "count(distinct cluster) as apart")
    )
    network = (
        of_source.groupBy("hash").agg(*_counts("count(*) as one", "count_if(apart > 1) as other"))
        .where(f"one >= {NETWORK_SOURCES} and other >= {NETWORK_RECURRENT}")
    )  # fmt: skip
    asked = blocks.where("bucket >= 0").select("bucket", "hash", "chosen")
    across = asked.join(network, "hash").selectExpr("*", f"{BLOCK} as kind")
    recurring = of_source.where(f"hits >= {OWN_LEAST}").select("hash", "source_first", "hits")
    mine = holders.where(f"bucket >= 0 and pages >= {OWN_PAGES}")
    mine = mine.select("bucket", "hash", "source_first").distinct()
    own = mine.join(recurring, ["hash", "source_first"]).selectExpr(
        "bucket", f"{OWN} as kind", "hash", "source_first as one", "hits as other"
    )
    return across, own


def _counts(*said: str) -> list[Any]:
    from pyspark.sql import functions as sf

    return [sf.expr(expression) for expression in said]


def _told(said: DataFrame, documents: DataFrame, facts: DataFrame) -> DataFrame:
    """Give the facts of all documents that a bucket needs: its own, theirs, and the clusters' firsts."""
    listed = said.where("chosen is not null").selectExpr("bucket", "explode(chosen) as document")
    places = "explode(concat(array(bucket), coalesce(more, cast(array() as array<int>)))) as bucket"
    own = documents.where("bucket is not null").selectExpr(places, "document")
    several = facts.where("size > 1").select("document", "cluster")
    firsts = own.join(several, "document").selectExpr("bucket", "cluster as document")
    needed = listed.unionByName(own).unionByName(firsts).distinct()
    known = needed.join(facts, "document")
    packed = "struct(" + ", ".join(facts.columns) + ") as of"
    return known.selectExpr("bucket", f"{DOCUMENT} as kind", packed)
