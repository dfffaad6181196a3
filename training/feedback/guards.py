"""What labels must be before anything is learned from them; each refusal says what is lacking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from darnel.queue.agreement import TENTATIVE, Agreement
from darnel.queue.estimates import Coverage
from darnel.queue.exported import Labelled
from training.feedback.fits import Fit, fit_weights, recalibrated
from training.feedback.table import Table


@dataclass(frozen=True)
class Limits:
    """Set what is enough.

    `labels` and `sources` are wanted of each class before the cut, `held_labels` after it, and
    `effective` is the least effective number of rows (Kish) before it. `most` is the largest share
    that one reviewer or one source may have. `moves` is by how many log-odds leaving a reviewer out
    may move what a page at an edge of the bands is said to be. `retrain_…` are wanted for a retrain.
    """

    labels: int = 50
    sources: int = 5
    held_labels: int = 10
    effective: float = 50.0
    most: float = 0.6
    moves: float = 0.5
    audited: int = 10
    retrain_labels: int = 300
    retrain_sources: int = 20


FARTHEST = 4.6
"""Log-odds of 99 %: what lies further out is said to be as good as sure, and moves are cut there."""

HALF = 0.5
"""Less than this of a kind decided, and what is decided says little of the rest."""

CLASSES = (("farm pages", True), ("honest pages", False))


def lacking(fit: Table, held: Table, limits: Limits) -> list[str]:
    """Say what is too little: labels, sources, or what they are worth."""
    found = []
    for name, farm in CLASSES:
        mine = fit.farm == farm
        labels, sources = int(mine.sum()), len(set(fit.source[mine].tolist()))
        later = int((held.farm == farm).sum())
        if labels < limits.labels:
            found.append(f"{labels} labelled {name} before the cut; at least {limits.labels}")
        if sources < limits.sources:
            found.append(f"{name} of {sources} sources before the cut; at least {limits.sources}")
        if later < limits.held_labels:
            found.append(f"{later} labelled {name} held out; at least {limits.held_labels}")
    worth = float(fit_weights(fit.weight).sum()) if len(fit) else 0.0
    if len(fit) and worth < limits.effective:
        found.append(
            f"the weights leave {worth:.0f} effective rows of {len(fit)}; at least "
            f"{limits.effective:.0f}: a higher audit rate makes them more even"
        )
    return found


def unseen_bands(rows: Sequence[Labelled], limits: Limits) -> list[str]:
    """Say which bands nobody looked into: of them nothing can be known, whatever the weights."""
    counts = Counter(row.assessment.band for row in rows if row.sampled and row.label is not None)
    return [
        f"{counts[band]} labelled rows of the band {band}; at least {limits.audited}: without its "
        "audit sample nobody knows what is missed there"
        for band in ("clear", "review", "block")
        if counts[band] < limits.audited
    ]


def one_sided(table: Table, limits: Limits) -> list[str]:
    """Say whose labels, or whose pages, are most of all."""
    found = []
    reviewers = Counter(name for those in table.reviewers for name in those)
    for name, count in reviewers.most_common(1):
        if count > limits.most * len(table):
            share = count / len(table)
            found.append(
                f"{name} had a say in {share:.0%} of all rows; at most {limits.most:.0%} may hang "
                "on one reviewer"
            )
    for label, farm in CLASSES:
        of_class = Counter(table.source[table.farm == farm].tolist())
        for name, count in of_class.most_common(1):
            if count > limits.most * of_class.total():
                found.append(
                    f"{name} is the source of {count / of_class.total():.0%} of the {label}; at "
                    f"most {limits.most:.0%}"
                )
    return found


def moves(table: Table, edges: tuple[float, float]) -> dict[str, float]:
    """Give by how many log-odds each reviewer moves an edge: the larger move of the two edges.

    That is how differently a page at the edge is judged if the rows that the reviewer had a say in
    are left out; infinite if nothing is left to fit.
    """
    whole, found = recalibrated(table, edges), {}
    for name in sorted({name for those in table.reviewers for name in those}):
        rest = table.without(name)
        if not len(rest) or rest.farm.all() or not rest.farm.any():
            found[name] = float("inf")
            continue
        found[name] = _farthest(whole, recalibrated(rest, edges))
    return found


def _farthest(one: Fit, other: Fit) -> float:
    first, second = (np.clip((fit.review, fit.block), -FARTHEST, FARTHEST) for fit in (one, other))
    return float(np.abs(first - second).max())


def poisoned(moved: dict[str, float], limits: Limits) -> list[str]:
    """Say which reviewers move the bands' edges too far."""
    return [
        f"without the rows of {name} an edge of the bands moves by {by:.2f} log-odds; at most "
        f"{limits.moves:.2f}: have others review a part of the same rows, or gather more"
        for name, by in moved.items()
        if by > limits.moves
    ]


def warnings(agreed: Agreement, bulk: float) -> list[str]:
    """Say what does not stop a fit and should worry people."""
    found = []
    if np.isnan(agreed.alpha):
        found.append(
            "nobody knows whether reviewers agree: too few rows have two independent reviews; ask "
            "for second reviews (Settings.two_reviews)"
        )
    elif agreed.policy_unclear:
        found.append(
            f"alpha is {agreed.alpha:.2f}, under {TENTATIVE}: reviewers read the policy in "
            "different ways; mend its text first, their labels are no truth yet"
        )
    if bulk > 0.2:
        found.append(f"{bulk:.0%} of the rows were decided in bulk, not looked at one by one")
    return found


def undecided(waiting: Sequence[Coverage] | None) -> list[str]:
    """Say of which kinds much still waits, for what is decided is their most urgent part."""
    if waiting is None:
        return [
            "nobody said what still waits (--coverage, from Store.coverage): with a backlog, urgent "
            "cases are decided first, and the share of farm pages comes out too high"
        ]
    return [
        f"{each.decided:,} of {each.chosen:,} cases chosen as {each.why} in {each.band} are decided"
        for each in waiting
        if each.why != "report" and each.decided < HALF * each.chosen
    ]
