"""Probes of simulated pages: what a classifier learns from their style or length alone.

A detector is worth as much as its pages are honest. If the marks of a house style, or mere length,
tell spliced pages from clean ones, then a detector may have learned that instead of the passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

STYLE_LIMIT, LENGTH_LIMIT = 0.60, 0.54
"""AUROC that style and length may reach: what is left of a house style in an inserted passage, and
the length of a headline line, cannot be taken away wholly."""

FOLDS = 5
SHUFFLES = 5
"""Shuffled labels are scored this often, for one draw of a few thousand pages strays by .02."""

Floats = NDArray[np.float64]


class Labelled(Protocol):
    """What the probes ask of a page."""

    @property
    def blocks(self) -> tuple[str, ...]:
        """Give the blocks."""

    @property
    def publisher(self) -> str:
        """Give the host's publisher: pages of one are never on both sides of a fold."""

    @property
    def farm(self) -> bool:
        """Tell whether anything foreign was put in."""


MARKS = (
    '"', "'", "“", "”", "‘", "’", "–", "—", "--", " - ", "…", "...", ",", ";", ":", "!", "?", "(", "%", "$", "£",
    '."', '".', ',"', '",', ".”", "”.", ",”", "”,", "Mr. ", "Mr ", "U.S.", "US ", "per cent", "percent",
)  # fmt: skip
BRITISH = re.compile(r"\b\w+(?:isation|ised|ising|our|ours|oured|centre|defence|programme|tre)\b")
AMERICAN = re.compile(r"\b\w+(?:ization|ized|izing|or|ors|ored|center|defense|program|ter)\b")
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
CAPITALISED = re.compile(r"\b[A-Z][a-z]")
DIGIT = re.compile(r"\d")


def style(text: str) -> list[float]:
    """Count marks of house style in 1,000 characters: quotes, dashes, stops, capitals, spelling."""
    counts = [text.count(mark) for mark in MARKS]
    patterns = (BRITISH, AMERICAN, CAPITALS, CAPITALISED, DIGIT)
    counts += [sum(1 for _ in pattern.finditer(text)) for pattern in patterns]
    return [1000 * count / max(1, len(text)) for count in counts]


def length(blocks: Sequence[str]) -> list[float]:
    """Count words and blocks, and give the mean length of a block."""
    words = sum(len(block.split()) for block in blocks)
    return [float(words), float(len(blocks)), words / max(1, len(blocks))]


def auroc(X: Floats, farm: NDArray[np.bool_], groups: NDArray[np.str_]) -> float:
    """Score each fold of publishers by a classifier fitted on the others."""
    scores = np.zeros(len(farm))
    for train, test in GroupKFold(FOLDS).split(X, groups=groups):
        model = HistGradientBoostingClassifier(max_iter=80, max_leaf_nodes=15, random_state=0)
        scores[test] = model.fit(X[train], farm[train]).predict_proba(X[test])[:, 1]
    return float(roc_auc_score(farm, scores))


def _probe(rows: Iterable[Sequence[float]], pages: Sequence[Labelled]) -> dict[str, float]:
    X = np.array(list(rows))
    farm = np.array([page.farm for page in pages])
    groups = np.array([page.publisher for page in pages])
    rng = np.random.default_rng(0)
    shuffled = [auroc(X, rng.permutation(farm), groups) for _ in range(SHUFFLES)]
    return {"auroc": auroc(X, farm, groups), "shuffled": float(np.mean(shuffled))}


def style_probe(pages: Sequence[Labelled]) -> dict[str, float]:
    """Give the AUROC of style alone, with true and with shuffled labels."""
    return _probe((style(" ".join(page.blocks)) for page in pages), pages)


def length_probe(pages: Sequence[Labelled]) -> dict[str, float]:
    """Give the AUROC of length alone, with true and with shuffled labels."""
    return _probe((length(page.blocks) for page in pages), pages)
