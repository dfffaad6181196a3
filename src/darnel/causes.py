"""Pages with one cause count as one page: a copy made twice, a template printed on every page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNIFORM = 0.5
"""The share of a source's pages above which one kind of sign is taken for its template's."""


@dataclass(frozen=True, slots=True)
class Evidenced:
    """Hold judged pages as columns: number of the source, log ratio, and what tells their cause.

    `cluster` (near-duplicates) and `quote` (the chief sign, word for word) are hashes, 0 for none;
    `kind` is the number of the sign's kind, -1 for none.
    """

    source: Ints
    ratio: Floats
    cluster: Ints
    kind: Ints
    quote: Ints


@dataclass(frozen=True, slots=True)
class Causes:
    """Give each page its weight, and each source the pages and the kind of its commonest repeat.

    `repeats` is 0 and `kind` -1 where no sign that speaks for a farm repeats.
    """

    weight: Floats
    repeats: Ints
    kind: Ints


def causes(pages: Evidenced, count: int, of_template: NDArray[np.bool_]) -> Causes:
    """Weigh the pages of `count` sources: 1 / the number of pages with the same cause.

    Near-duplicates on one source are one page. A page that speaks for a farm by a chief sign whose very
    words stand on k pages of its source, whether those speak or not, counts 1 / k; likewise one of k that
    speak by one kind of sign that a template can cause (`of_template`, by kind), if these are more than
    UNIFORM of the source's pages. A farm that shows the same sign everywhere is thereby held for a broken
    template: only a look at a page can tell them apart.
    """
    judged = np.bincount(pages.source, minlength=count)
    speaks = pages.ratio > 0
    alone = -1 - np.arange(len(pages.source), dtype=np.int64)
    copies = _sizes(pages.source, np.where(pages.cluster != 0, pages.cluster, alone))
    same = _sizes(pages.source, np.where(pages.quote != 0, pages.quote, alone))
    same = np.where(speaks, same, 1)
    alike = _sizes(pages.source, np.where(speaks & (pages.kind >= 0), pages.kind, alone))
    known = np.append(of_template, False)[pages.kind]
    alike = np.where(known & (alike > UNIFORM * judged[pages.source]), alike, 1)
    signed = np.maximum(same, alike)
    repeats, kind = np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    repeated = np.flatnonzero(signed > 1)
    repeated = repeated[np.argsort(signed[repeated], kind="stable")]  # the largest is written last
    repeats[pages.source[repeated]] = signed[repeated]
    kind[pages.source[repeated]] = pages.kind[repeated]
    return Causes(1.0 / np.maximum(copies, signed), repeats, kind)


def _sizes(source: Ints, key: Ints) -> Ints:
    """Give each page the number of pages of its source with its key."""
    _, keys = np.unique(key, return_inverse=True)
    width = int(keys.max(initial=0)) + 1
    _, pairs, counts = np.unique(source * width + keys, return_inverse=True, return_counts=True)
    return np.asarray(counts[pairs] if len(source) else source, dtype=np.int64)
