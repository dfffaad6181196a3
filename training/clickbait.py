"""The clickbait model: linear over hashed words of lower-cased titles, tested across sources."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from darnel.article import Article
from darnel.signals.clickbait import BUCKETS, shapes, title_buckets
from darnel.text import parse
from training.corpora import load_news, split

SOURCES = ("chakraborty", "peterldowns")

PRIOR = 0.1
"""The share of clickbait that the score assumes; half of the training titles are."""

ENTERTAINMENT = 3.0
"""Weight of an honest celebrity title: there are few, and without them the names are the bait."""


def matrix(titles: Sequence[str]) -> csr_array:
    """Measure titles as the signal does: hashed words, then shapes."""
    pages = parse([Article(title=title.lower()) for title in titles])
    page, bucket = title_buckets(pages)
    size = np.sqrt(np.maximum(np.bincount(page, minlength=len(titles)), 1))
    shape = shapes(pages)
    row = np.repeat(np.arange(len(titles), dtype=np.int32), shape.shape[1])
    column = np.tile(np.arange(shape.shape[1], dtype=np.int32) + BUCKETS, len(titles))
    X = csr_array(
        (
            np.concatenate([1 / size[page], shape.ravel()]),
            (np.concatenate([page, row]), np.concatenate([bucket.astype(np.int32), column])),
        ),
        shape=(len(titles), BUCKETS + shape.shape[1]),
    )
    return narrow(X)


def narrow(X: csr_array) -> csr_array:
    """Index with 32 bits, as liblinear wants."""
    X.indices, X.indptr = X.indices.astype(np.int32), X.indptr.astype(np.int32)
    return X


def news_titles(data: Path, part: str) -> tuple[list[str], NDArray[np.float64]]:
    """List the titles of honest news of one split, and what each weighs."""
    news = [a for a in load_news(data) if split(a.publisher) == part and a.title]
    weight = [ENTERTAINMENT if a.topic == "entertainment" else 1.0 for a in news]
    return [a.title for a in news], np.array(weight)


def model(
    parts: Sequence[csr_array], y: NDArray[np.int64], weight: NDArray[np.float64]
) -> LogisticRegression:
    """Fit the linear model."""
    X = narrow(csr_array(vstack(parts)))
    return LogisticRegression(C=2.0, max_iter=400, solver="liblinear").fit(
        X, y, sample_weight=weight
    )


def fit(data: Path, out: Path) -> dict[str, float]:
    """Write `clickbait.npz` to `out`; give how a model of one source does on the other.

    Titles of news of the fit publishers are honest beside either source; recall is at 1 % of the
    titles of news of the test publishers.
    """
    frames = [pd.read_parquet(data / f"clickbait_{source}.parquet") for source in SOURCES]
    X = [matrix(frame["headline"].astype(str).tolist()) for frame in frames]
    y = [frame["label"].to_numpy().astype(np.int64) for frame in frames]
    titles, weight = news_titles(data, "fit")
    honest, unseen = matrix(titles), matrix(news_titles(data, "test")[0])
    zero = np.zeros(len(titles), np.int64)
    # The smaller source weighs as much a title as keeps it audible beside the larger.
    own = [np.full(len(labels), np.sqrt(len(y[0]) / len(labels))) for labels in y]
    figures = {}
    for one, other in ((0, 1), (1, 0)):
        trained = model([X[one], honest], np.append(y[one], zero), np.append(own[one], weight))
        raw = trained.decision_function(X[other])
        limit = np.quantile(trained.decision_function(unseen), 0.99)
        figures[f"auroc_on_{SOURCES[other]}"] = float(roc_auc_score(y[other], raw))
        figures[f"recall_at_1_fpr_on_{SOURCES[other]}"] = float((raw[y[other] == 1] > limit).mean())
    both = model([*X, honest], np.concatenate([*y, zero]), np.concatenate([*own, weight]))
    weights = both.coef_[0]
    share = float(np.average(np.concatenate([*y, zero]), weights=np.concatenate([*own, weight])))
    shift = np.log(1 / PRIOR - 1) - np.log(1 / share - 1)
    np.savez_compressed(
        out / "clickbait.npz",
        weights=weights[:BUCKETS].astype(np.float16),
        shapes=weights[BUCKETS:].astype(np.float32),
        bias=(both.intercept_ - shift).astype(np.float32),
    )
    news = 1 / (1 + np.exp(-both.decision_function(unseen) + shift))
    return figures | {f"news_over_{s}": float((news > s).mean()) for s in (0.5, 0.9)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    print(fit(arguments.data, arguments.out))
