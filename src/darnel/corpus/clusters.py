"""What stands in many documents: clusters of near-duplicates, and paragraphs that recur.

Both are worked out from the sorted arrays of a whole corpus, so that they depend on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from darnel.corpus.tally import Pairs, Tally

Ints = NDArray[np.int64]
Array = NDArray[Any]

CONTAINED, HALF = 0.7, 0.5
"""Two articles are near-duplicates if they share this part of the fingerprints of the shorter one,
or half of those of the longer one."""

MAYBE_CONTAINED, FEW_PARTNERS = 0.3, 2
"""Or this part of the shorter one's, if neither shares passages with more than two other stories:
an abridged copy with edits and padding looks like the donor of a patchwork, whose maker has more."""

LEAST_SHARED = 4
"""Fewer shared fingerprints are a quotation or a stock phrase."""

CLOSE_COMPANY, WIDE_COMPANY = 32, 4
"""All pairs are counted of a shingle that stands in up to so many documents; of one that stands in
more, which is a template or a stock phrase, each is paired with the next few only."""


class Sliced(Protocol):
    """An array, or one that is read from its file piece by piece."""

    def __len__(self) -> int: ...

    def __getitem__(self, piece: slice, /) -> Array:
        """Give a piece."""
        ...


STRIDE = 1_000_000
"""Fingerprints that are looked at together."""


def clusters_of(
    hashes: Sliced, documents: Sliced, prints: Array, source: Array, folder: Path | None = None
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Give each document the least number of its cluster of near-duplicates, its own if alone.

    The second array counts its partners: other sources' pages outside of the cluster that share a
    passage with it, near-duplicates counted once. Pairs that memory should not hold are kept in
    `folder`, or where the system has its own.
    """
    pairs = counted_pairs(hashes, documents, len(prints), LEAST_SHARED, folder)
    first, second, shared = pairs
    own, other = prints[first], prints[second]
    sure = contained(shared, own, other)
    partners = _partners(pairs, components(first[sure], second[sure], len(prints)), source)
    few = np.maximum(partners[first], partners[second]) <= FEW_PARTNERS
    linked = sure | (maybe_contained(shared, own, other) & few)
    cluster = components(first[linked], second[linked], len(prints))
    partners = _partners(pairs, cluster, source)
    return cluster.astype(np.uint32), partners.astype(np.uint32)


def counted_pairs(
    hashes: Sliced, documents: Sliced, count: int, least: int, folder: Path | None = None
) -> Pairs:
    """Count the fingerprints that pairs of `count` documents share, and keep those with so many."""
    with TemporaryDirectory(prefix="darnel-", dir=folder) as name:
        tally = Tally(Path(name), count)
        for low, high in strides(hashes):
            tally.add(*_pairs(hashes[low:high], documents[low:high]))
        return tally.pairs(least)


def contained(shared: Array, own: Array, other: Array) -> NDArray[np.bool_]:
    """Say of pairs whether one surely is a near-duplicate of the other, by fingerprints."""
    least, most = np.minimum(own, other), np.maximum(own, other)
    enough = shared >= LEAST_SHARED
    return np.asarray(enough & ((shared >= CONTAINED * least) | (shared >= HALF * most)))


def maybe_contained(shared: Array, own: Array, other: Array) -> NDArray[np.bool_]:
    """Say of pairs whether one is a near-duplicate of the other if both have few partners."""
    return np.asarray(shared >= MAYBE_CONTAINED * np.minimum(own, other))


def components(first: Array, second: Array, count: int) -> Ints:
    """Give each of `count` documents the least of those it is linked to, through any others."""
    from scipy.sparse import coo_array  # a fifth of a second, for what makes a corpus only
    from scipy.sparse.csgraph import connected_components

    links = np.ones(len(first), np.bool_), (first, second)
    parts, label = connected_components(coo_array(links, shape=(count, count)), directed=False)
    least = np.full(parts, count, np.int64)
    np.minimum.at(least, label, np.arange(count))
    return cast(Ints, least[label])


def _partners(pairs: Pairs, cluster: Ints, source: Ints) -> Ints:
    """Count the clusters, beside its own, that each document shares passages with elsewhere."""
    apart = source[pairs.first] != source[pairs.second]
    first, second = pairs.first[apart], pairs.second[apart]
    one = np.concatenate([first, second])
    other = cluster[np.concatenate([second, first])]
    beside = cluster[one] != other
    distinct = np.unique((one[beside] << 32) | other[beside])
    return np.bincount(distinct >> 32, minlength=len(cluster)).astype(np.int64)


def strides(hashes: Sliced) -> Iterator[tuple[int, int]]:
    """Cut sorted hashes into stretches that part no equal ones."""
    low = 0
    while low < len(hashes):
        high = min(low + STRIDE, len(hashes))
        last, more = hashes[high - 1 : high], hashes[high : high + STRIDE]
        while len(more):
            same = int(np.searchsorted(more, last[0], side="right"))
            high += same
            more = hashes[high : high + STRIDE] if same == len(more) else more[:0]
        yield low, high
        low = high


def _pairs(hashes: Array, documents: Array) -> tuple[Array, Array]:
    hashes, documents = np.asarray(hashes), np.asarray(documents).astype(np.uint64)
    fresh = np.ones(len(hashes), np.bool_)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (documents[1:] != documents[:-1])
    hashes, documents = hashes[fresh], documents[fresh]
    start = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    company = np.diff(np.append(start, len(hashes)))
    left = np.repeat(start + company, company) - np.arange(len(hashes)) - 1
    reach = np.where(np.repeat(company, company) > CLOSE_COMPANY, WIDE_COMPANY, CLOSE_COMPANY)
    at = np.flatnonzero(left > 0)
    found = []
    for step in range(1, CLOSE_COMPANY):
        at = at[(left[at] >= step) & (reach[at] >= step)]
        if not len(at):
            break
        found.append((documents[at] << np.uint64(32)) | documents[at + step])
    keys, counts = np.unique(np.concatenate([np.zeros(0, np.uint64), *found]), return_counts=True)
    return keys, counts


def repeated_blocks(
    hashes: Sliced, documents: Sliced, source: Array, cluster: Array
) -> dict[str, Array]:
    """Count where the paragraphs stand that more than one source has.

    `documents` and `sources` have them; in `recurrent` sources they stand on pages that are no
    near-duplicates of each other; `clusters` counts pages without their near-duplicates.
    """
    found: list[tuple[Array, ...]] = []
    for low, high in strides(hashes):
        found.append(_repeated(hashes[low:high], documents[low:high], source, cluster))
    names = ("hash", "documents", "sources", "recurrent", "clusters")
    return {
        name: np.concatenate([np.zeros(0, np.uint64), *(part[at] for part in found)])
        for at, name in enumerate(names)
    }


def _repeated(hashes: Array, documents: Array, source: Array, cluster: Array) -> tuple[Array, ...]:
    hashes = np.asarray(hashes)
    _, group, size = np.unique(hashes, return_inverse=True, return_counts=True)
    several = size[group] > 1
    group, hashes, documents = group[several], hashes[several], documents[several]
    distinct, group, size = np.unique(group, return_inverse=True, return_counts=True)
    sources, clusters = source[documents].astype(np.int64), cluster[documents].astype(np.int64)
    order = np.lexsort((clusters, sources, group))
    new_source = _changes(group[order], sources[order])
    new_pair = new_source | _changes(clusters[order])
    of_source = np.cumsum(new_source) - 1
    pairs = np.bincount(of_source, new_pair)
    owner = group[order][new_source]
    count = len(distinct)
    by_cluster = np.lexsort((clusters, group))
    new_cluster = _changes(group[by_cluster], clusters[by_cluster])
    number = np.bincount(owner, minlength=count)
    recurrent = np.bincount(owner, pairs > 1, count)
    apart = np.bincount(group[by_cluster], new_cluster, count)
    first = np.flatnonzero(_changes(group))
    kept = number > 1
    return hashes[first][kept], size[kept], number[kept], recurrent[kept], apart[kept]


def _changes(*columns: Array) -> NDArray[np.bool_]:
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed
