"""The deep stage of the passage detector: fitted on the doubtful among simulated splices.

A step of `training.fit`, and the slowest: the transformer reads some ten paragraphs a second on a busy core.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from darnel import deep
from darnel.article import Article
from darnel.passages import LIKENESSES
from darnel.splices import foreign, in_context, log_odds
from darnel.text import parse
from training.corpora import load_donors, load_news, split
from training.simulate import Page, Pool
from training.splice import MIXED, MODES, SHARES, Table, boosted, fit_stage, measure, simulated
from training.store import save_detector
from training.vectors import half, using

PAGES = 2_400
"""Simulated pages of each half, of which the doubtful are read."""

MOST_READ = 500
"""Doubtful pages of each half that are read."""

TESTED = {"R.headline": 800, "T": 1000, "R": 400}

Floats = NDArray[np.float64]


def batch(pages: Sequence[Page]) -> list[Article]:
    """Make articles of simulated pages."""
    return [Article(text=p.text, title=p.title) for p in pages]


def likenesses(pages: Sequence[Page], size: int = 64) -> Floats:
    """Give the transformer's likenesses of all passages, in the order of `measure`."""
    rows = []
    for low in range(0, len(pages), size):
        parsed = parse(batch(pages[low : low + size]))
        rows.append(deep.with_likenesses(parsed)[1][:, -len(LIKENESSES) :])
        print(f"read {low + size} of {len(pages)}", end="\r")
    return np.concatenate(rows)


def chosen(table: Table, odds: Floats) -> list[int]:
    """List the pages whose strongest passage is doubtful by log-odds of a first stage."""
    strongest = np.full(len(table.pages), -np.inf)
    np.maximum.at(strongest, table.passages.page, odds)
    low, high = (float(log_odds(np.array([p]))[0]) for p in deep.DOUBTFUL)
    return [int(i) for i in np.flatnonzero((strongest > low) & (strongest < high))][:MOST_READ]


def fit(data: Path, out: Path, seed: int = 3) -> dict[str, float]:
    """Fit the deep stage, write `splice_deep.skops` to `out`, measure it on unseen publishers."""
    rng = np.random.default_rng(seed)
    news, donors = load_news(data), load_donors(data)
    drawn: list[list[Page]] = []
    for number in (0, 1):
        hosts = [a for a in news if split(a.publisher) == "fit" and half(a.publisher) == number]
        pool = Pool(hosts, donors, "fit")
        mine = [
            p for mode in MODES for p in simulated(pool, int(PAGES * SHARES[mode]), mode, rng, 0.4)
        ]
        drawn.append([mine[i] for i in rng.permutation(len(mine))])
    tables: list[Table] = []
    X: list[Floats] = []
    with np.load(out / "halves.npz") as halves:
        whole = []
        for number, pages in enumerate(drawn):
            with using(halves[f"arr_{1 - number}"]):
                whole.append(measure(pages))
        blind = [fit_stage([t], [t.passages.features], seed, rules=True) for t in whole]
        for number, other in ((0, blind[1]), (1, blind[0])):
            odds = log_odds(other.predict_proba(whole[number].passages.features)[:, 1])
            kept = [drawn[number][i] for i in chosen(whole[number], odds)]
            with using(halves[f"arr_{1 - number}"]):
                table = measure(kept)
                odds = log_odds(other.predict_proba(table.passages.features)[:, 1])
                context = in_context(table.passages, table.page_blocks, odds)
                tables.append(table)
                X.append(np.column_stack([table.passages.features, context, likenesses(kept)]))
    rows = np.concatenate([x[t.pure] for t, x in zip(tables, X, strict=True)])
    truth = np.concatenate([t.foreign[t.pure] >= MIXED[1] for t in tables])
    weight = np.concatenate([t.weight[t.pure] for t in tables])
    model = boosted(seed, None).fit(rows, truth, sample_weight=weight)
    save_detector(
        out / "splice_deep.skops", model, deep.COLUMNS, rows[:: max(1, len(rows) // 64)][:64]
    )
    return {"fitted_pages": float(sum(len(t.pages) for t in tables))} | report(data)


def report(data: Path) -> dict[str, float]:
    """Measure pages of the `test` split with the doubtful read again, beside the static stages alone."""
    rng = np.random.default_rng(8)
    news = [a for a in load_news(data) if split(a.publisher) == "test"]
    pool = Pool(news, load_donors(data), "test")
    result: dict[str, float] = {}
    for name, count in TESTED.items():
        pool.used.clear()
        mode, headline = name.split(".")[0], float(name.endswith("headline"))
        pages = simulated(pool, count, mode, rng, headline)
        static, again = both(pages)
        spliced = np.array([p.farm for p in pages])
        read = (static > deep.DOUBTFUL[0]) & (static < deep.DOUBTFUL[1])
        for kind, score in (("static", static), ("deep", again)):
            result[f"{name}.{kind}.auroc"] = float(roc_auc_score(spliced, score))
            limit = np.quantile(score[~spliced], 0.99)
            result[f"{name}.{kind}.recall_at_1_fpr"] = float((score[spliced] > limit).mean())
        result[f"{name}.read_of_clean"] = float(read[~spliced].mean())
        result[f"{name}.read_of_spliced"] = float(read[spliced].mean())
        result[f"{name}.pages"] = float(len(pages))
    return result


def both(pages: Sequence[Page], size: int = 64) -> tuple[Floats, Floats]:
    """Give the strongest passage of each page by the static stages, and with the doubtful read again."""
    static, again = np.zeros(len(pages)), np.zeros(len(pages))
    for low in range(0, len(pages), size):
        some = pages[low : low + size]
        found, P = foreign(parse(batch(some)))
        np.maximum.at(static[low : low + size], found.page, P)
    again[:] = static
    doubtful = np.flatnonzero((static > deep.DOUBTFUL[0]) & (static < deep.DOUBTFUL[1]))
    for low in range(0, len(doubtful), size):
        mine = doubtful[low : low + size]
        parsed = parse(batch([pages[i] for i in mine]))
        deep.read_again(parsed)
        found, P = foreign(parsed)
        strongest = np.zeros(len(mine))
        np.maximum.at(strongest, found.page, P)
        again[mine] = strongest
    return static, again


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    for key, value in fit(arguments.data, arguments.out).items():
        print(f"{key:32} {value:.4f}")
