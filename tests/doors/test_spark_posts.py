"""What the Spark door does with hashes, on Arrow batches and without Spark."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from darnel.corpus.clusters import counted_pairs
from darnel.corpus.evidence import LEAST_MATCHES
from darnel.corpus.index import CAP, postings
from darnel.doors.spark import posts
from darnel.doors.spark.taking import BLOCK, PRINT, biased, signed, unbiased


@pytest.fixture
def entries() -> list[tuple[int, int, list[int]]]:
    """Kinds and hashes with their documents: of few, of more than all are paired of, of very many."""
    rng = np.random.default_rng(3)
    sizes = [2, 5, 31, 32, 33, 40, 300, *rng.integers(2, 9, 60).tolist()]
    return [
        (kind, hash, sorted(rng.choice(400, size, replace=False).tolist()))
        for kind in (PRINT, BLOCK)
        for hash, size in enumerate(sizes)
    ]


def batch_of(entries) -> pa.RecordBatch:
    """Set entries out as Spark sends them; of five documents one is asked for twice."""
    rows = [
        (kind, hash, d, 1, d % 3, [7] if d % 5 == 0 else None, len(documents), first)
        for kind, hash, documents in entries
        for d, first in zip(documents, [chosen_of(documents), *[None] * 400], strict=False)
    ]
    columns = zip(*rows, strict=True)
    types = (pa.int32(), pa.int64(), pa.int64(), pa.int32(), pa.int32(), pa.list_(pa.int32()),
             pa.int64(), pa.list_(pa.int64()))  # fmt: skip
    names = ("kind", "hash", "document", "times", "bucket", "more", "company", "chosen")
    return pa.RecordBatch.from_arrays(
        [pa.array(column, type) for column, type in zip(columns, types, strict=True)], names=names
    )


def chosen_of(documents: list[int]) -> list[int]:
    _, place, _ = postings(np.zeros(len(documents)), np.zeros(1))
    return [documents[at] for at in place.tolist()]


def given(entries, size: int) -> list[dict[str, object]]:
    whole = batch_of(entries)
    batches = (whole.slice(at, size) for at in range(0, whole.num_rows, size))
    return [row for batch in posts.posted(batches) for row in batch.to_pylist()]


@pytest.mark.parametrize("size", [1, 7, 33, 10_000])
def test_pairs_are_those_of_a_corpus_however_batches_are_cut(entries, size) -> None:
    found = Counter(
        pair
        for row in given(entries, size) if row["kind"] == posts.PAIRS
        for pair in zip(row["asked"], row["chosen"], strict=True)
    )  # fmt: skip
    prints = [(hash, d) for kind, hash, documents in entries if kind == PRINT for d in documents]
    hashes, documents = np.array(prints).T.astype(np.uint64)
    wanted = counted_pairs(hashes, documents, int(documents.max()) + 1, 1)
    assert found == {(a, b): n for a, b, n in zip(*map(np.ndarray.tolist, wanted), strict=True)}


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_every_bucket_learns_who_holds_its_hashes(entries, size) -> None:
    found: dict[tuple[int, int, int], list[int]] = {}
    chosen = {(kind, hash): chosen_of(documents) for kind, hash, documents in entries}
    assert any(len(of) == CAP for of in chosen.values())
    for row in given(entries, size):
        if row["kind"] != posts.PAIRS:
            key = row["kind"], row["hash"]
            found.setdefault((*key, row["bucket"]), []).extend(row["asked"])
            assert row["chosen"] == chosen[key]
    for kind, hash, documents in entries:
        for bucket in range(3):
            wanted = [d for d in documents if d % 3 == bucket]
            assert found.get((kind, hash, bucket), []) == wanted
        assert found.get((kind, hash, 7), []) == [d for d in documents if d % 5 == 0]


@pytest.mark.parametrize("held", [1, 50, 10**6])
def test_who_shares_too_little_is_left_out(monkeypatch, held) -> None:
    monkeypatch.setattr(posts, "HELD", held)
    rng = np.random.default_rng(1)
    rows = [
        {"bucket": 4, "hash": hash, "asked": [d for d in holders if d % 5 == 0],
         "times": [2 for d in holders if d % 5 == 0], "chosen": holders}
        for hash in range(300)
        for holders in [sorted(rng.choice(60, rng.integers(2, 9), replace=False).tolist())]
    ]  # fmt: skip
    shared = Counter()
    for row in rows:
        shared.update({(a, d): 2 for a in row["asked"] for d in row["chosen"] if a != d})
    wanted = {
        row["hash"]: [
            d for d in row["chosen"]
            if any(shared[a, d] >= LEAST_MATCHES for a in row["asked"] if a != d)
        ]
        for row in rows
    }  # fmt: skip
    whole = pa.RecordBatch.from_pylist(rows)
    batches = (whole.slice(at, 17) for at in range(0, len(rows), 17))
    found = [row for batch in posts.pruned(batches) for row in batch.to_pylist()]
    assert {row["hash"]: row["chosen"] for row in found} == {
        h: of for h, of in wanted.items() if of
    }
    assert 0 < sum(map(len, wanted.values())) < sum(len(row["chosen"]) for row in rows)


def test_digests_keep_their_order_with_a_sign() -> None:
    digests = np.array([0, 5, 2**63 - 1, 2**63, 2**64 - 1], np.uint64)
    assert (np.diff(biased(digests).astype(object)) > 0).all()
    assert (unbiased(biased(digests)) == digests).all()
    assert (signed(digests).view(np.uint64) == digests).all()
