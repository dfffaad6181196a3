"""Pairs are counted alike in memory and on disk."""

from __future__ import annotations

import numpy as np
import pytest

from darnel.corpus import tally
from darnel.corpus.tally import Tally


@pytest.mark.parametrize("held", [10, 1000, 10**9])
def test_pairs_on_disk_are_counted_as_those_in_memory(tmp_path, monkeypatch, held) -> None:
    monkeypatch.setattr(tally, "HELD", held)
    random = np.random.default_rng(0)
    counted: dict[tuple[int, int], int] = {}
    told = Tally(tmp_path, 300)
    for _ in range(40):
        first, second = random.integers(0, 300, 50), random.integers(0, 300, 50)
        keys = np.unique(first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64))
        counts = random.integers(1, 4, len(keys))
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
            pair = (key >> 32, key & 0xFFFFFFFF)
            counted[pair] = counted.get(pair, 0) + count
        told.add(keys, counts)
    found = told.pairs(4)
    expected = sorted((*pair, count) for pair, count in counted.items() if count >= 4)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected
    assert list(tmp_path.iterdir()) == []


def test_no_pairs_are_none(tmp_path) -> None:
    assert [len(column) for column in Tally(tmp_path, 0).pairs(1)] == [0, 0, 0]
