"""Count how many fingerprints pairs of documents share, in bounded memory.

Most pairs of a large corpus share one stock phrase, and there are far more of these than documents.
They are counted on disk, in parts by the first document of the pair, and only those that share
enough are kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from darnel.errors import named

Ints = NDArray[np.int64]
Array = NDArray[Any]

HELD = 4_000_000
"""Pairs held in memory before they are spilled, about 64 MB."""

PARTS = 128
"""Parts in which pairs are counted: of a billion, 8 million at a time."""

_PAIR = np.dtype([("key", "<u8"), ("shared", "<u4")])


class Pairs(NamedTuple):
    """Pairs of documents and how many fingerprints each pair shares."""

    first: Ints
    second: Ints
    shared: Ints


class Tally:
    """Take pairs, as `first << 32 | second`, with counts; give their sums, sorted."""

    def __init__(self, folder: Path, documents: int) -> None:
        self._folder = folder
        width = -(-max(documents, 1) // PARTS)
        self._starts = np.arange(PARTS, dtype=np.uint64) * np.uint64(width) << np.uint64(32)
        self._held: list[tuple[Array, Array]] = []
        self._count = 0
        self._spilled = False

    def add(self, keys: Array, counts: Array) -> None:
        """Count pairs."""
        self._held.append((keys, counts))
        self._count += len(keys)
        if self._count > HELD:
            self._spill()

    def pairs(self, least: int) -> Pairs:
        """Give the pairs that share at least so much."""
        if self._spilled:
            self._spill()
            found = [_summed([self._part(number)], least) for number in range(PARTS)]
        else:
            found = [_summed(self._held, least)]
        keys = np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in found)])
        return Pairs(
            (keys >> np.uint64(32)).astype(np.int64),
            (keys & np.uint64(0xFFFFFFFF)).astype(np.int64),
            np.concatenate([np.zeros(0, np.int64), *(counts for _, counts in found)]),
        )

    def _spill(self) -> None:
        keys, counts = _summed(self._held, 1)
        records = np.zeros(len(keys), _PAIR)
        records["key"], records["shared"] = keys, counts
        bounds = [*np.searchsorted(keys, self._starts).tolist(), len(keys)]
        for number in range(PARTS):
            if bounds[number + 1] > bounds[number]:
                path = self._path(number)
                with named(path), path.open("ab") as file:
                    file.write(records[bounds[number] : bounds[number + 1]].tobytes())
        self._held, self._count, self._spilled = [], 0, True

    def _part(self, number: int) -> tuple[Array, Array]:
        path = self._path(number)
        records = np.fromfile(path, _PAIR) if path.exists() else np.zeros(0, _PAIR)
        path.unlink(missing_ok=True)
        return records["key"], records["shared"]

    def _path(self, number: int) -> Path:
        return self._folder / f"pairs.{number}"


def _summed(parts: list[tuple[Array, Array]], least: int) -> tuple[Array, Ints]:
    """Sum counts by key; keys come sorted, those under `least` are left out."""
    keys = np.concatenate([np.zeros(0, np.uint64), *(k for k, _ in parts)])
    counts = np.concatenate([np.zeros(0, np.int64), *(c.astype(np.int64) for _, c in parts)])
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    start = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    sums = np.add.reduceat(counts, start) if len(start) else counts
    kept = sums >= least
    return keys[start][kept], sums[kept]
