"""Before and after on the pages that were held out, whole and in slices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.feedback.fits import Fit, recalibrated, retrained
from training.feedback.measures import (
    TOLERATED,
    Bounded,
    Compared,
    Said,
    compare,
    log_loss,
    resamplings,
    worse,
)
from training.feedback.table import Bools, Table

LEAST_SLICE = 50
"""Pages that a slice needs to be looked at by itself."""

SLICE_TAIL = 0.01
"""A slice is worse if so few resamplings say that it is not: there are many slices to be wrong about."""

Fitting = Callable[[Table], Fit]


@dataclass(frozen=True)
class Slice:
    """Hold the log loss of the pages of one language or source, before and after."""

    kind: str
    name: str
    pages: int
    before: float
    after: float
    change: Bounded
    worse: bool


def recalibrating(base: Fit) -> Fitting:
    """Give the first fit as a function of the pages it may see."""
    return lambda table: recalibrated(table, (base.review, base.block))


def retraining(base: Fit, gain_sd: float) -> Fitting:
    """Give the second fit as a function of the pages it may see."""
    return lambda table: retrained(table, recalibrating(base)(table), base, gain_sd)


def said(fit: Fit, table: Table) -> Said:
    """Judge pages by a fit."""
    z = fit.log_odds(table.evidence)
    return Said(z, z > fit.review, z > fit.block)


def blind(fitting: Fitting, seen: Table, held: Table) -> Said:
    """Judge each held-out page by a fit that saw no page of its source, and none after the cut.

    So every page of the latest time is judged, also of sources that were there before: holding them
    out whole would leave odd sources on one side, dropping them from the fit the large ones.
    """
    z, not_clear, block = np.zeros(len(held)), np.zeros(len(held), bool), np.zeros(len(held), bool)
    for fold in np.unique(held.fold).tolist():
        mine = held.fold == fold
        inside = seen[seen.fold != fold]
        found = said(fitting(inside), held[mine])
        z[mine], not_clear[mine], block[mine] = found.z, found.not_clear, found.block
    return Said(z, not_clear, block)


def whole(before: Said, after: Said, held: Table) -> dict[str, Compared]:
    """Compare on all held-out pages."""
    return compare(before, after, held.farm, held.weight, resamplings(held.source))


def slices(before: Said, after: Said, held: Table) -> list[Slice]:
    """Compare on each language and each source with enough pages."""
    found = []
    for kind, of_page in (("language", held.language), ("source", held.source)):
        for name, count in sorted(Counter(of_page.tolist()).items()):
            if count >= LEAST_SLICE:
                found.append(_slice(kind, name, before, after, held, of_page == name))
    return found


def _slice(
    kind: str, name: str, before: Said, after: Said, held: Table, mine: Bools
) -> Slice:  # fmt: skip
    one, other = (Said(s.z[mine], s.not_clear[mine], s.block[mine]) for s in (before, after))
    groups = held.source[mine] if kind == "language" else np.arange(mine.sum()).astype(str)
    drawn = resamplings(groups)
    figures = compare(
        one, other, held.farm[mine], held.weight[mine], drawn, frozenset({"log_loss"})
    )["log_loss"]
    fell = worse_slice(one, other, held, mine, drawn)
    return Slice(
        kind, name, int(mine.sum()), figures.before.value, figures.after.value, figures.change, fell
    )


def worse_slice(
    one: Said, other: Said, held: Table, mine: Bools,
    drawn: NDArray[np.int16],
) -> bool:  # fmt: skip
    """Tell whether a slice's log loss rose in all but a few resamplings."""
    farm, weight = held.farm[mine], held.weight[mine]
    rises = [
        log_loss(other, farm, weight * counts) - log_loss(one, farm, weight * counts)
        for counts in drawn
    ]
    return bool(np.quantile(rises, SLICE_TAIL) > TOLERATED)


def regressions(figures: dict[str, Compared], parts: list[Slice]) -> list[str]:
    """Say in words what is worse beyond chance; nothing if nothing is."""
    found = [
        f"{name} went from {c.before.value:.4f} to {c.after.value:.4f} "
        f"(change {c.change.low:+.4f} to {c.change.high:+.4f})"
        for name, c in figures.items()
        if worse(name, c)
    ]
    return found + [
        f"the log loss of the {part.kind} {part.name} went from {part.before:.4f} to "
        f"{part.after:.4f}"
        for part in parts
        if part.worse
    ]
