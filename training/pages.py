"""The page model: fitted, calibrated and banded on publishers that no detector has seen."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from darnel.article import Article
from darnel.language import LEAST_WORDS
from darnel.model import Model
from darnel.scorer import batches, measure
from darnel.signals import load_signals
from darnel.text import parse
from training import store
from training.corpora import Part, load_chrome, load_donors, load_news, split
from training.shapes import tabled
from training.simulate import (
    HONEST,
    RECIPES,
    Page,
    Pool,
    farm_pages,
    honest_pages,
    untouched,
    with_chrome,
)

PREVALENCE = 0.1
"""The share of farm pages that quality assumes: the order of a filtered crawl, not of the training
pages, half of which are farm pages. See the card."""

MEMBERS = 12
"""Models in the bag, each of resampled publishers."""

CLEAN_PAGES = 5_000
FARM_PAGES = 6_400
HONEST_PAGES = 4_200

REVIEW_RATE, BLOCK_RATE = 0.008, 0.0015
"""Shares of untouched news of unseen publishers that may fall under each threshold."""

HONEST_BLOCK_RATE = 0.01
"""Share of honest pages that bear one sign (a policy, a link list, …) that may fall under block."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """Measured pages: one row a page; columns are the evidence features of all signals."""

    X: Floats
    farm: NDArray[np.bool_]
    recipe: NDArray[np.str_]
    publisher: NDArray[np.str_]


def evidence_columns() -> list[str]:
    """Name the features that the page model weighs."""
    return [f"{s.name}.{f.name}" for s in load_signals() for f in s.features if f.evidence]


def measured(pages: Iterable[Page]) -> Measured:
    """Measure simulated pages that are long enough to be judged."""
    kept = [p for p in pages if len(p.text.split()) >= LEAST_WORDS]
    articles = [Article(text=p.text, title=p.title) for p in kept]
    columns = evidence_columns()
    rows = []
    for batch in batches(articles):
        features, _ = measure(parse(batch))
        rows.append(np.column_stack([features[column] for column in columns]))
    return Measured(
        np.concatenate(rows),
        np.array([p.farm for p in kept]),
        np.array([p.recipe for p in kept]),
        np.array([p.publisher for p in kept]),
    )


def simulated(data: Path, part: Part, seed: int) -> Measured:
    """Draw and measure the pages of a split: farm recipes, untouched news, honest look-alikes."""
    rng = np.random.default_rng(seed)
    mine = [a for a in load_news(data) if split(a.publisher) == part]
    pool = Pool(mine, load_donors(data), part)
    drawn = [mine[i] for i in rng.permutation(len(mine))[:CLEAN_PAGES]]
    pages: list[Page] = list(untouched(drawn))
    pages += with_chrome(mine, load_chrome(data))
    pages += honest_pages(pool, rng, list(HONEST), HONEST_PAGES)
    pages += farm_pages(pool, rng, list(RECIPES), FARM_PAGES)
    return measured(pages)


def weights(table: Measured) -> Floats:
    """Weigh pages so that farm and honest, and untouched and odd honest pages, count alike."""
    groups = np.where(table.farm, 0, np.where(table.recipe == "untouched", 1, 2))
    share = np.array([0.5, 0.3, 0.2]) / np.maximum(np.bincount(groups, minlength=3), 1)
    result: Floats = (share * len(groups))[groups]
    return result


def additive(count: int, seed: int) -> HistGradientBoostingClassifier:
    """Make an unfitted additive, monotone model."""
    return HistGradientBoostingClassifier(
        max_iter=160, learning_rate=0.08, max_leaf_nodes=6, min_samples_leaf=60,
        l2_regularization=5.0, monotonic_cst=[1] * count, interaction_cst="no_interactions",
        early_stopping=False, random_state=seed,
    )  # fmt: skip


def platt(raw: Floats, farm: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Fit slope and offset of the log-odds by weighted likelihood (Platt 1999)."""

    def loss(ab: Floats) -> float:
        z = ab[0] * raw + ab[1]
        return float((weight * (np.logaddexp(0, z) - farm * z)).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return max(float(slope), 1e-3), float(offset)


def out_of_fold(table: Measured, weight: Floats, folds: int = 5) -> Floats:
    """Score every page by a model that saw no page of its publisher."""
    raw = np.zeros(len(table.farm))
    for train, test in GroupKFold(folds).split(table.X, groups=table.publisher):
        model = additive(table.X.shape[1], 0)
        model.fit(table.X[train], table.farm[train], sample_weight=weight[train])
        raw[test] = model.decision_function(table.X[test])
    return raw


def resampled(table: Measured, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw publishers with replacement; give the rows of their pages."""
    names, rows = np.unique(table.publisher), defaultdict(list)
    for row, name in enumerate(table.publisher.tolist()):
        rows[name].append(row)
    drawn = rng.choice(names, len(names))
    return np.array([row for name in drawn.tolist() for row in rows[name]])


def fit(data: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Fit the page model on the `tune` publishers, write `page.skops`, measure it on `test`."""
    table = simulated(data, "tune", seed)
    used = np.asarray(~np.isnan(table.X).all(axis=0))  # an all-NaN column stops scikit-learn's fit
    columns = [c for c, keep in zip(evidence_columns(), used, strict=True) if keep]
    table = Measured(table.X[:, used], table.farm, table.recipe, table.publisher)
    weight, rng = weights(table), np.random.default_rng(seed)
    shift = np.log(PREVALENCE / (1 - PREVALENCE))
    raw = out_of_fold(table, weight)
    slope, offset = platt(raw, table.farm, weight)
    members, slopes, offsets = [], [slope], [offset + shift]
    for member in range(MEMBERS):
        rows = resampled(table, rng)
        model = additive(len(columns), member)
        model.fit(table.X[rows], table.farm[rows], sample_weight=weight[rows])
        members.append(model)
        again = platt(raw[rows], table.farm[rows], weight[rows])
        slopes.append(again[0])
        offsets.append(again[1] + shift)
    clean = table.X[table.recipe == "untouched"]
    stored: dict[str, Any] = {
        "name": "darnel", "version": version("darnel"), "columns": columns, **tabled(members, len(columns)),
        "slope": np.array(slopes), "offset": np.array(offsets),
        "ordinary": np.nanmedian(clean, axis=0),
        "bands": {"name": "default-1", "review": 0.5, "block": 0.5},
    }  # fmt: skip
    model = Model(stored, "")
    stored["bands"] |= thresholds(slope, offset + shift, raw, table)
    reference = table.X[:: max(1, len(table.X) // 64)][:64]
    trees = np.mean([m.decision_function(reference) for m in members], axis=0)
    stored |= {
        "reference": reference,
        "log_odds": trees,
        "expected": model.judge(reference).quality,
    }
    store.write(out / "page.skops", stored)
    said = {"bands": stored["bands"], "columns": columns, "members": MEMBERS}
    return {**said, "prevalence": PREVALENCE, **evaluate(data, out, columns, seed + 1)}


def thresholds(slope: float, offset: float, raw: Floats, table: Measured) -> dict[str, float]:
    """Set the bands by the rates of honest pages, scored by models blind to their publisher."""
    quality = 1 / (1 + np.exp(slope * raw + offset))
    clean = quality[table.recipe == "untouched"]
    odd = quality[~table.farm & (table.recipe != "untouched")]
    block = min(np.quantile(clean, BLOCK_RATE), np.quantile(odd, HONEST_BLOCK_RATE))
    review = np.quantile(clean, REVIEW_RATE)
    return {"review": round(float(max(review, block)), 4), "block": round(float(block), 4)}


def evaluate(data: Path, out: Path, columns: Sequence[str], seed: int) -> dict[str, Any]:
    """Measure the stored model on pages of publishers that nothing was trained on."""
    table = simulated(data, "test", seed)
    every = evidence_columns()
    X = table.X[:, [every.index(column) for column in columns]]
    model = Model.load(out / "page.skops")
    quality = model.judge(X).quality
    clean = table.recipe == "untouched"
    limit = np.quantile(quality[clean], 0.01)
    bands = np.array([model.bands.of(q) for q in quality])
    result: dict[str, Any] = {
        "auroc": float(roc_auc_score(table.farm, -quality)),
        "auroc_untouched": float(roc_auc_score(table.farm[table.farm | clean], -quality[table.farm | clean])),
        "recall_at_1_fpr": float((quality[table.farm] < limit).mean()),
        "ece": calibration_error(quality, table.farm, weights(table)),
        "recipes": {}, "honest": {},
    }  # fmt: skip
    for name in sorted(set(table.recipe.tolist())):
        mine = table.recipe == name
        group = "recipes" if table.farm[mine].all() else "honest"
        result[group][name] = {
            "pages": int(mine.sum()),
            "median_quality": float(np.median(quality[mine])),
            "not_clear": float((bands[mine] != "clear").mean()),
            "block": float((bands[mine] == "block").mean()),
        }
        if group == "recipes":
            result[group][name]["recall_at_1_fpr"] = float((quality[mine] < limit).mean())
    return result


def calibration_error(quality: Floats, farm: NDArray[np.bool_], weight: Floats) -> float:
    """Give the expected calibration error over 15 bins of equal weight, at the assumed prevalence."""
    w = weight * np.where(farm, PREVALENCE, 1 - PREVALENCE)
    order = np.argsort(quality)
    bins = np.minimum((np.cumsum(w[order]) / w.sum() * 15).astype(int), 14)
    total = 0.0
    for b in range(15):
        mine = order[bins == b]
        if len(mine) and w[mine].sum() > 0:
            said = np.average(1 - quality[mine], weights=w[mine])
            true = np.average(farm[mine], weights=w[mine])
            total += w[mine].sum() / w.sum() * abs(said - true)
    return float(total)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    print(json.dumps(fit(arguments.data, arguments.out), indent=1))
