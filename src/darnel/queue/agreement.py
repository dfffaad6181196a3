"""How far reviewers agree: Krippendorff's alpha, with an interval.

Source: K. Krippendorff, Computing Krippendorff's alpha-reliability (2011), section C: nominal data,
any number of reviewers, missing verdicts.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TENTATIVE = 0.67
"""Under it Krippendorff draws no conclusion from the data: the policy's words are the problem then."""

BOUNDS = (0.05, 0.95)
"""The quantiles over resampled units that bound the 90 % interval."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Say how far reviewers agree on the `units` that at least two of them judged.

    `alpha` is 1 for full agreement, 0 for that of chance, below 0 for less; NaN where it is not
    defined: no unit has two verdicts, or all verdicts are the same. `raw` is the share of pairs of
    verdicts on one unit that are the same, in [0, 1] or NaN. `low` to `high` is the 90 % interval of
    alpha over resampled units, NaN as alpha. `reviewers` and `verdicts` count those of the units.
    """

    alpha: float
    raw: float
    low: float
    high: float
    units: int
    reviewers: int
    verdicts: int

    @property
    def policy_unclear(self) -> bool:
        """Tell whether alpha is so low that the policy text is the problem, not the reviewers."""
        return self.alpha < TENTATIVE


def agreement(
    rows: Iterable[tuple[Hashable, Hashable, Hashable]], *, draws: int = 1000, seed: int = 0
) -> Agreement:
    """Measure the agreement of verdicts, given as (unit, reviewer, verdict).

    With n_uc the reviewers that gave verdict c to unit u, m_u = sum_c n_uc >= 2 and n = sum_u m_u:

        D_o = 1/n sum_u (m_u^2 - sum_c n_uc^2) / (m_u - 1)
        D_e = (n^2 - sum_c n_c^2) / (n (n - 1))
        alpha = 1 - D_o / D_e

    Of several verdicts of one reviewer on one unit the last counts.
    """
    said = {(unit, reviewer): verdict for unit, reviewer, verdict in rows}
    counts, pairable = _counts(said)
    judged = {reviewer for unit, reviewer in said if unit in pairable}
    alike, often = np.unique(counts, axis=0, return_counts=True)  # few, however many units
    alpha = float(_alphas(alike, often[None, :])[0])
    low, high = math.nan, math.nan
    if not math.isnan(alpha):
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(len(counts), often / len(counts), draws)
        low, high = map(float, np.nanquantile(_alphas(alike, drawn), BOUNDS))
    return Agreement(alpha, _raw(counts), low, high, len(counts), len(judged), int(counts.sum()))


def _counts(
    said: dict[tuple[Hashable, Hashable], Hashable],
) -> tuple[Floats, set[Hashable]]:
    """Count the verdicts of each kind, a row a unit that has two or more; name these units."""
    by_unit: dict[Hashable, list[Hashable]] = {}
    for (unit, _), verdict in said.items():
        by_unit.setdefault(unit, []).append(verdict)
    pairable = {unit: verdicts for unit, verdicts in by_unit.items() if len(verdicts) > 1}
    kinds = {verdict: None for verdicts in pairable.values() for verdict in verdicts}
    place = {verdict: number for number, verdict in enumerate(kinds)}
    counts = np.zeros((len(pairable), len(place)))
    for row, verdicts in enumerate(pairable.values()):
        for verdict in verdicts:
            counts[row, place[verdict]] += 1
    return counts, set(pairable)


def _alphas(counts: Floats, drawn: NDArray[np.int64] | Floats) -> Floats:
    """Give alpha where unit u counts drawn[d, u] times, for every row d."""
    of_unit = counts.sum(axis=1)
    differing = (of_unit**2 - (counts**2).sum(axis=1)) / np.maximum(of_unit - 1, 1)
    observed, of_kind = drawn @ differing, drawn @ counts
    n = of_kind.sum(axis=1)
    by_chance = n**2 - (of_kind**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        alphas: Floats = 1 - (n - 1) * observed / by_chance
    return np.where(by_chance > 0, alphas, math.nan)


def _raw(counts: Floats) -> float:
    of_unit = counts.sum(axis=1)
    pairs = (of_unit * (of_unit - 1)).sum()
    return float((counts * (counts - 1)).sum() / pairs) if pairs else math.nan
