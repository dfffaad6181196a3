"""Shares of all ingested articles, estimated from the rows that people judged, with intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.assessment import Band
from darnel.queue.exported import Labelled
from darnel.queue.sampling import Why

Floats = NDArray[np.float64]
Answered = Mapping[tuple[Why, Band | None], float]
"""The share of what was chosen, by reason and band, that is decided."""

TAILS = (0.05, 0.95)
"""The quantiles that bound the 90 % interval."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Count the cases of one reason and band that were chosen and still stand, and those decided."""

    why: Why
    band: Band | None
    chosen: int
    decided: int


@dataclass(frozen=True, slots=True)
class Share:
    """Hold an estimated share in [0, 1] with its 90 % interval; NaN and [0, 1] without rows.

    `rows` counts what it rests on, `effective` how many rows of a plain random sample would be as
    good: unequal weights, and findings of one article, which are alike, are worth less.
    """

    value: float
    low: float
    high: float
    rows: int
    effective: float


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Hold the share of farm pages among the articles that people could judge.

    `least` and `most` are what it is if all `unsure` rows are honest, or all are farms' pages.
    `reported` counts rows that are left out because somebody asked for them.
    """

    share: Share
    least: float
    most: float
    unsure: int
    reported: int


def share_of(hits: Sequence[float] | Floats, weights: Floats, groups: Sequence[object]) -> Share:
    """Estimate a share: the weighted mean of `hits`, each in [0, 1].

    Rows of one group are alike, such as the findings of one article. Articles are chosen each by a
    draw of its own, so that of a share of articles each is a group: the interval is for articles
    of the same sources, not for sources that nobody saw.

    The interval is that of Korn and Graubard (Survey Methodology 24, 1998) with Jeffreys' prior: a
    beta interval of the effective number n* of rows, n* = p (1 - p) / v, at most the rows. v is the
    linearised variance of the ratio over the k groups:

        v = k / (k - 1) sum_groups (sum_rows w (y - p))^2 / (sum w)^2

    Where p is 0 or 1, n* is (sum_groups w)^2 / sum_groups w^2 (Kish 1965); with one group it is 1.
    """
    y, w = np.asarray(hits, np.float64), np.asarray(weights, np.float64)
    if not len(y):
        return Share(math.nan, 0.0, 1.0, 0, 0.0)
    p = float(min(1.0, max(0.0, (w * y).sum() / w.sum())))
    effective = min(float(len(y)), _effective(y, w, p, groups))
    low, high = interval(p, effective)
    return Share(p, low, high, len(y), effective)


def interval(p: float, n: float) -> tuple[float, float]:
    """Bound a share that is p among n rows by Jeffreys' 90 % interval; p is always within."""
    from scipy.special import betaincinv  # SciPy takes a while, and only here

    hits = p * n
    low, high = (float(betaincinv(hits + 0.5, n - hits + 0.5, tail)) for tail in TAILS)
    return min(low, p), max(high, p)


def answered_of(counted: Iterable[Coverage]) -> Answered:
    """Give the decided share of each reason and band."""
    return {(each.why, each.band): each.decided / each.chosen for each in counted if each.chosen}


def prevalence(rows: Sequence[Labelled], answered: Answered | None = None) -> Prevalence:
    """Estimate the share of farm pages among all ingested articles; `exported` says from what.

    While cases wait, give `answered`: urgent ones are decided first, and audits, each of which
    stands for fifty articles, last. A row then also stands for those of its reason and band that
    wait. Where nothing of a reason and band is decided, nothing is known of it.
    """
    sampled = [row for row in rows if row.sampled]
    labels = [row.label for row in sampled]
    known = [row for row in sampled if row.label is not None]
    share = share_of(
        [float(row.label or 0) for row in known], weights_of(known, answered), cases_of(known)
    )
    whole = weights_of(sampled, answered)
    farm, unsure = (np.array([said == kind for said in labels], bool) for kind in (1, None))
    total = whole.sum() if len(whole) else math.nan
    return Prevalence(
        share, float(whole[farm].sum() / total), float(whole[farm | unsure].sum() / total),
        int(unsure.sum()), len(rows) - len(sampled),
    )  # fmt: skip


def weights_of(rows: Sequence[Labelled], answered: Answered | None = None) -> Floats:
    """Give how many articles each row stands for: 1 / (probability * the share answered)."""
    shares = {} if answered is None else answered
    known = [shares.get((row.why, row.assessment.band), 1.0) or 1.0 for row in rows]
    return np.array([row.weight / share for row, share in zip(rows, known, strict=True)])


def cases_of(rows: Sequence[Labelled]) -> list[str]:
    """Give the case of each row, as the group that it belongs to."""
    return [row.case_id for row in rows]


def _effective(y: Floats, w: Floats, p: float, groups: Sequence[object]) -> float:
    place = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    of_row = np.array([place[group] for group in groups])
    if len(place) == 1:
        return 1.0
    residuals = np.bincount(of_row, w * (y - p))
    v = len(place) / (len(place) - 1) * (residuals**2).sum() / w.sum() ** 2
    if v > 0:
        return float(p * (1 - p) / v)
    weights = np.bincount(of_row, w)
    return float(weights.sum() ** 2 / (weights**2).sum())
