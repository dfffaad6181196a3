"""The detector of foreign passages, trained on simulated splices of publishers of the `fit` split."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

from darnel.article import Article
from darnel.passages import COLUMNS, monotone, passages_of
from darnel.text import parse
from training.corpora import Clean, Donor, load_donors, load_news, split
from training.simulate import Page, Pool, splices
from training.store import save_detector
from training.vectors import half, using

MODES = ("R", "S", "T", "ST", "E")
SHARES = {"R": 0.4, "S": 0.2, "T": 0.2, "ST": 0.1, "E": 0.1}
"""Donors: any publisher, same publisher, nearest subject, both, same event; and their shares."""

MIXED = (0.25, 0.75)
"""Passages with a share of foreign words between these teach nothing and are left out."""

PAGES = {"fit": 36_000, "test": 3_000}
"""Simulated pages of each split: for fitting over all modes, for testing a mode."""


@dataclass(frozen=True)
class Table:
    """Measured passages of simulated pages: features, foreign share, page number and its label."""

    X: NDArray[np.float64]
    foreign: NDArray[np.float64]
    page: NDArray[np.int64]
    pages: list[Page]


def measure(pages: Sequence[Page], size: int = 128) -> Table:
    """Measure all passages of simulated pages."""
    X, foreign, number = [], [], []
    for low in range(0, len(pages), size):
        some = pages[low : low + size]
        batch = parse([Article(text=p.text, title=p.title) for p in some])
        counts = np.diff(batch.body.page_blocks)
        wrong = [p for p, n in zip(some, counts, strict=True) if len(p.blocks) != n]
        if wrong:
            raise ValueError(f"page {wrong[0].host} was parsed to another number of blocks")
        labels = np.array([label for p in some for label in p.labels])
        words = batch.body.blocks.words
        found = passages_of(batch)
        running = np.concatenate([[0], np.cumsum(words * np.isin(labels, (1, 2)))])
        whole = np.concatenate([[0], np.cumsum(words)])
        X.append(found.features)
        foreign.append(
            (running[found.last] - running[found.first]) / (whole[found.last] - whole[found.first])
        )
        number.append(found.page + low)
    return Table(np.concatenate(X), np.concatenate(foreign), np.concatenate(number), list(pages))


def simulated(
    pool: Pool, count: int, mode: str, rng: np.random.Generator, headline_share: float
) -> list[Page]:
    """Draw pages of one mode: half spliced, half clean (sham-edited or untouched)."""
    pages: list[Page] = []
    with_headline = round(count * headline_share)
    for headline, wanted in ((True, with_headline), (False, count - with_headline)):
        if wanted:
            pages += take(splices(pool, rng, mode=mode, headline=headline), wanted)
    return pages


def take(pages: Iterator[Page], count: int) -> list[Page]:
    """Take at most `count` pages."""
    return [page for page, _ in zip(pages, range(count), strict=False)]


def fit(data: Path, out: Path, seed: int = 0) -> dict[str, float]:
    """Fit the detector, write `splice.skops` to `out`, give figures on unseen publishers.

    The pages of each half of the publishers are measured with vectors of the other half.
    """
    rng = np.random.default_rng(seed)
    news, donors = load_news(data), load_donors(data)
    tables = []
    with np.load(out / "halves.npz") as halves:
        for number in (0, 1):
            hosts = [a for a in news if split(a.publisher) == "fit" and half(a.publisher) == number]
            pool = Pool(hosts, donors, "fit")
            pages = [
                page
                for mode in MODES
                for page in simulated(pool, int(PAGES["fit"] * SHARES[mode] / 2), mode, rng, 0.4)
            ]
            with using(halves[f"arr_{1 - number}"]):
                tables.append(measure(pages))
    X = np.concatenate([table.X for table in tables])
    share = np.concatenate([table.foreign for table in tables])
    use = (share <= MIXED[0]) | (share >= MIXED[1])
    model = HistGradientBoostingClassifier(
        max_iter=250, learning_rate=0.08, max_leaf_nodes=31, min_samples_leaf=60,
        l2_regularization=2.0, monotonic_cst=monotone(), early_stopping=False, random_state=seed,
    )  # fmt: skip
    model.fit(X[use], share[use] >= MIXED[1])
    save_detector(out / "splice.skops", model, COLUMNS, X[:: max(1, len(X) // 64)][:64])
    return report(model, news, donors)


def report(
    model: HistGradientBoostingClassifier, news: Sequence[Clean], donors: Sequence[Donor]
) -> dict[str, float]:
    """Measure by donor mode, with and without a headline, on publishers of the `test` split."""
    rng = np.random.default_rng(7)
    pool = Pool([a for a in news if split(a.publisher) == "test"], donors, "test")
    result: dict[str, float] = {}
    for headline in (True, False):
        for mode in MODES:
            pages = simulated(pool, PAGES["test"], mode, rng, float(headline))
            if len(pages) < 100:
                continue
            table = measure(pages)
            P = model.predict_proba(table.X)[:, 1]
            worst = np.zeros(len(pages))
            np.maximum.at(worst, table.page, P)
            spliced = np.array([p.farm for p in pages])
            name = f"{mode}{'.headline' if headline else ''}"
            limit = np.quantile(worst[~spliced], 0.99)
            result[f"{name}.auroc"] = float(roc_auc_score(spliced, worst))
            result[f"{name}.recall_at_1_fpr"] = float((worst[spliced] > limit).mean())
            clear = (table.foreign <= MIXED[0]) | (table.foreign >= MIXED[1])
            result[f"{name}.passage_ap"] = float(
                average_precision_score(table.foreign[clear] >= MIXED[1], P[clear])
            )
            result[f"{name}.pages"] = float(len(pages))
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    for key, value in fit(arguments.data, arguments.out).items():
        print(f"{key:28} {value:.4f}")
