"""Probes of simulated pages: what a classifier learns from their style or length alone.

A detector is worth as much as its pages are honest. If the marks of a house style, or mere length,
tell spliced pages from clean ones, then a detector may have learned that instead of the passage.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.inspection import permutation_importance
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from training.corpora import Part, load_donors, load_news, split
from training.look_alikes import honest_pages, sham_pages
from training.results import mean_of
from training.simulate import RECIPES, Page, Pool, farm_pages, splices

STYLE_LIMIT, LENGTH_LIMIT = 0.60, 0.54
"""AUROC that style and length may reach: what is left of a house style in an inserted passage, and
the length of a headline line, cannot be taken away wholly."""

FOLDS = 5
SHUFFLES = 5
"""Shuffled labels are scored this often, for one draw of a few thousand pages strays by .02."""

DRAWS = 3
"""Draws of pages whose figures are averaged: that of one strays by .015."""

SPLICE_MODES = ("R", "S", "T", "ST", "N", "E")
SPLICE_PAGES, RECIPE_PAGES = 3_000, 4_000
"""Pages of a probe, half of them clean."""

SINGLE_PAGES = 8_000
"""Farm pages that are drawn for those with a single sign, a fifth of them."""

EXEMPT = frozenset({
    "disguised", "stuffed", "truncated", "teasers", "teaser_run", "aggregator", "repeated", "orphan_quotes",
})  # fmt: skip
"""Recipes whose very mark is style or length: foreign letters, added sentences, what is cut short and ends in dots,
stops outside of quotation marks."""

LINED = (
    "related_line", "caption_twice", "policy_at_end", "title_on_top", "links_at_end", "legal_line", "credits",
    "newsletter_line", "share", "subheads",
)  # fmt: skip
"""Honest pages that bear a line or a few besides the article, as farm pages do: what these are matched to in length."""

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


def leaks(pages: Sequence[Labelled], most: int = 5) -> list[tuple[str, float]]:
    """Name the marks of style that tell the pages best, with the AUROC that shuffling each costs."""
    X = np.array([style(" ".join(page.blocks)) for page in pages])
    farm = np.array([page.farm for page in pages])
    model = HistGradientBoostingClassifier(max_iter=80, max_leaf_nodes=15, random_state=0)
    train, test = next(GroupKFold(2).split(X, groups=np.array([page.publisher for page in pages])))
    found = permutation_importance(
        model.fit(X[train], farm[train]), X[test], farm[test], scoring="roc_auc", random_state=0
    )
    names = (*MARKS, "british", "american", "capitals", "capitalised", "digits")
    order = np.argsort(-found.importances_mean)[:most]
    return [(names[i], float(found.importances_mean[i])) for i in order.tolist()]


def drawn(data: Path, part: Part = "test", seed: int = 11) -> dict[str, list[Page]]:
    """Draw the pages of all probes: splices of every donor mode, and whole pages of the recipes.

    `single_sign` are pages of one recipe and no further sign against honest ones that bear a line, too; `recipes` are
    pages with up to three further signs, each of which adds lines, against articles that were only edited.
    """
    rng = np.random.default_rng(seed)
    news, donors = load_news(data), load_donors(data)
    pool = Pool([a for a in news if split(a.publisher) == part], donors, part)
    groups: dict[str, list[Page]] = {}
    for mode in SPLICE_MODES:
        pages = splices(pool, rng, mode=mode, headline=False)
        groups[mode] = [page for page, _ in zip(pages, range(SPLICE_PAGES), strict=False)]
    names = [name for name in RECIPES if name not in EXEMPT]
    groups["recipes"] = [
        *farm_pages(pool, rng, names, RECIPE_PAGES // 2),
        *sham_pages(pool, rng, RECIPE_PAGES // 2),
    ]
    groups["single_sign"] = single_sign(pool, rng, names, SINGLE_PAGES)
    return groups


def single_sign(
    pool: Pool, rng: np.random.Generator, names: Sequence[str], count: int
) -> list[Page]:
    """Keep the pages with one sign alone of `count` farm pages, and draw as many honest ones that bear a line."""
    many = farm_pages(pool, rng, names, count)
    single = [page for page in many if len(page.signs) == 1 and "+" not in page.signs[0]]
    return [*single, *honest_pages(pool, rng, LINED, len(single))]


def report(data: Path) -> dict[str, float]:
    """Give the figures of all probes of the training data, by `group.probe`: means of DRAWS draws."""
    return mean_of(Parallel(n_jobs=2)(delayed(_of_draw)(data, number) for number in range(DRAWS)))


def _of_draw(data: Path, number: int) -> dict[str, float]:
    return figures(drawn(data, seed=11 + number))


def figures(groups: dict[str, list[Page]]) -> dict[str, float]:
    """Probe groups of pages."""
    result: dict[str, float] = {}
    for name, pages in groups.items():
        by_style, by_length = style_probe(pages), length_probe(pages)
        result |= {
            f"{name}.style": by_style["auroc"],
            f"{name}.length": by_length["auroc"],
            f"{name}.shuffled": (by_style["shuffled"] + by_length["shuffled"]) / 2,
            f"{name}.pages": float(len(pages)),
        }
    return result


def style_probe(pages: Sequence[Labelled]) -> dict[str, float]:
    """Give the AUROC of style alone, with true and with shuffled labels."""
    return _probe((style(" ".join(page.blocks)) for page in pages), pages)


def length_probe(pages: Sequence[Labelled]) -> dict[str, float]:
    """Give the AUROC of length alone, with true and with shuffled labels."""
    return _probe((length(page.blocks) for page in pages), pages)


def main() -> None:
    """Print the probes of the training data, with the marks that leak where one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    found = report(data)
    for name, pages in drawn(data).items():
        ours = {key: value for key, value in found.items() if key.startswith(f"{name}.")}
        print("  ".join(f"{key} {value:.3f}" for key, value in ours.items()))
        if ours[f"{name}.style"] > STYLE_LIMIT:
            print("   leaking:", ", ".join(f"{mark!r} {cost:.3f}" for mark, cost in leaks(pages)))


if __name__ == "__main__":
    main()
