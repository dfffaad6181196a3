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

    `repeats` is 0 and `kind` -1 where no sign repeats.
    """

    weight: Floats
    repeats: Ints
    kind: Ints


def causes(pages: Evidenced, count: int, of_template: NDArray[np.bool_]) -> Causes:
    """Weigh the pages of `count` sources: 1 / the number of pages with the same cause.

    Pages of a source share a cause if they are near-duplicates, or if they speak for a farm and their
    chief sign is word for word the same, or of one kind that a template can cause (`of_template`, by
    kind) and that stands on more than UNIFORM of the source's pages. A farm that shows the same sign
    everywhere is thereby held for a broken template: only a look at a page can tell them apart.
    """
    judged = np.bincount(pages.source, minlength=count)
    speaks = pages.ratio > 0
    ones = np.arange(len(pages.source), dtype=np.int64)
    cause = _groups(pages.source, np.where(pages.cluster != 0, pages.cluster, -1 - ones))
    quote = _groups(pages.source, np.where(speaks & (pages.quote != 0), pages.quote, -1 - ones))
    kind = _groups(pages.source, np.where(speaks & (pages.kind >= 0), pages.kind, -1 - ones))
    known = np.append(of_template, False)[pages.kind]
    same_quote = _sizes(quote) > 1
    uniform = known & (_sizes(kind) > 1) & (_sizes(kind) > UNIFORM * judged[pages.source])
    total = len(ones)
    cause = np.where(uniform, kind + 2 * total, np.where(same_quote, quote + total, cause))
    _, cause = np.unique(cause, return_inverse=True)
    sizes = _sizes(cause)
    repeats, at = np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    signed = np.flatnonzero(uniform | same_quote)
    signed = signed[np.argsort(sizes[signed], kind="stable")]  # the largest is written last
    repeats[pages.source[signed]], at[pages.source[signed]] = sizes[signed], pages.kind[signed]
    return Causes(1.0 / sizes, repeats, at)


def _groups(source: Ints, key: Ints) -> Ints:
    """Give each pair of source and key a number."""
    _, keys = np.unique(key, return_inverse=True)
    width = int(keys.max(initial=0)) + 1
    _, pairs = np.unique(source * width + keys, return_inverse=True)
    return np.asarray(pairs, dtype=np.int64)


def _sizes(group: Ints) -> Ints:
    """Give each page the number of pages in its group."""
    return np.asarray(np.bincount(group)[group] if len(group) else group, dtype=np.int64)
