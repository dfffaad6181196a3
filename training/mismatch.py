"""Headlines put over the wrong text: how well `headline_mismatch` tells them from honest ones.

Each article of a `test` publisher gets the headline of another publisher's article: a random one, and
the nearest by TF-IDF that tells another story. The baseline is what everybody writes first: the share
of the headline's content words that the text lacks. The weights of the signal are learned in the same
way on `tune` publishers (`--learn` prints them); none of the figures was used to choose them.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from darnel.article import Article
from darnel.signals import headline_mismatch as signal
from darnel.text import Pages, parse
from darnel.wordlists import STOPWORDS
from training.corpora import Clean, load_news, split

Floats = NDArray[np.float64]

SAME_STORY = 0.35
"""A neighbour nearer than this tells the same story: its headline may well fit."""

MOST = 2500
"""Articles of the figures."""

LEARNED = 1800
"""Articles that the weights are learned from."""

OVER_HALF = 0.003
"""Share of honest tune headlines that the scale of the score puts over a half."""

SHORT = 5
"""Words up to which a headline counts as short."""

_QUOTED = re.compile(r"[\"“”]|(?:^|\s)['‘]\w")


@dataclass(frozen=True)
class Pairs:
    """Texts with their own headline, a near neighbour's ("" where none is) and a random one."""

    texts: list[str]
    own: list[str]
    near: list[str]
    random: list[str]


def pairs(news: Sequence[Clean], rng: np.random.Generator) -> Pairs:
    """Pair articles with headlines of other publishers."""
    texts = ["\n\n".join(a.blocks) for a in news]
    X = TfidfVectorizer(max_df=0.3, sublinear_tf=True, dtype=np.float32).fit_transform(texts)
    site = np.array([a.publisher for a in news])
    near = []
    for low in range(0, len(news), 200):
        likeness = np.asarray((X[low : low + 200] @ X.T).todense())
        for row, values in enumerate(likeness, start=low):
            values[(site == site[row]) | (values >= SAME_STORY)] = -1
            best = int(values.argmax())
            near.append(news[best].title if values[best] > 0 else "")
    drawn = rng.permutation(len(news))
    fair = [news[j] if site[i] != site[j] else None for i, j in enumerate(drawn)]
    return Pairs(texts, [a.title for a in news], near, [a.title if a else "" for a in fair])


def drawn(data: Path, part: str, most: int, rng: np.random.Generator) -> list[Clean]:
    """Draw titled articles of one split."""
    some = [a for a in load_news(data) if split(a.publisher) == part and a.title]
    return [some[i] for i in rng.permutation(len(some))[:most]]


def batches(texts: Sequence[str], titles: Sequence[str]) -> list[Pages]:
    """Parse texts under headlines."""
    return [
        parse([Article(text=x, title=t) for x, t in zip(texts[i : i + 256], titles[i : i + 256], strict=True)])
        for i in range(0, len(texts), 256)
    ]  # fmt: skip


def scores(texts: Sequence[str], titles: Sequence[str]) -> Floats:
    """Give the score of every text under its headline, NaN where there is nothing to compare."""
    return np.concatenate([signal.measure(p).features["score"] for p in batches(texts, titles)])


def overlap(texts: Sequence[str], titles: Sequence[str]) -> Floats:
    """Give the baseline: the share of the headline's content words that the text lacks."""
    absent = []
    for text, title in zip(texts, titles, strict=True):
        wanted = set(re.findall(r"\w+", title.lower())) - STOPWORDS
        own = set(re.findall(r"\w+", text.lower()))
        absent.append(len(wanted - own) / len(wanted) if wanted else np.nan)
    return np.array(absent)


def report(data: Path) -> dict[str, float]:
    """Measure the signal and the baseline on articles of unseen publishers."""
    rng = np.random.default_rng(17)
    news = drawn(data, "test", MOST, rng)
    made = pairs(news, rng)
    result: dict[str, float] = {}
    for name, measure in (("signal", scores), ("overlap", overlap)):
        honest = measure(made.texts, made.own)
        limit = np.nanquantile(honest, 0.99)
        result[f"measured_{name}"] = float(np.isfinite(honest).mean())
        for kind, titles in (("near", made.near), ("random", made.random)):
            other = np.where([bool(t) for t in titles], measure(made.texts, titles), np.nan)
            both = np.concatenate([honest, other])
            label = np.repeat([0, 1], [len(honest), len(other)])
            some = np.isfinite(both)
            result[f"auroc_{kind}_{name}"] = float(roc_auc_score(label[some], both[some]))
            result[f"recall_at_1_fpr_{kind}_{name}"] = float(
                (other > limit)[np.isfinite(other)].mean()
            )
        for kind, chosen in kinds(made.own).items():
            result[f"over_limit_{kind}_{name}"] = float((honest[chosen] > limit).mean())
        if name == "signal":
            result["honest_over_half"] = float((honest > 0.5).mean())
            for kind, chosen in kinds(made.own).items():
                result[f"over_half_{kind}"] = float((honest[chosen] > 0.5).mean())
            near = scores(made.texts, made.near)
            result["near_over_half"] = float((near > 0.5).mean())
    return result


def kinds(titles: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """Say which headlines hold a quotation and which are short."""
    return {
        "quote_headlines": np.array([_QUOTED.search(t) is not None for t in titles]),
        "short_headlines": np.array([len(t.split()) <= SHORT for t in titles]),
    }


def learn(data: Path) -> dict[str, float]:
    """Learn the weights of the signal's facts on tune publishers, and where its score is a half."""
    rng = np.random.default_rng(19)
    made = pairs(drawn(data, "tune", LEARNED, rng), rng)
    rows, labels = [], []
    for titles, label in ((made.own, 0), (made.near, 1), (made.random, 1)):
        facts = [signal.facts(pages) for pages in batches(made.texts, titles)]
        X = np.concatenate([columns for columns, _ in facts])
        some = np.concatenate([usable for _, usable in facts])
        rows.append(X[some])
        labels.append(np.full(int(some.sum()), label))
    X, y = np.concatenate(rows), np.concatenate(labels)
    scaler = StandardScaler().fit(X)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(scaler.transform(X), y)
    weights = model.coef_[0] / scaler.scale_
    raw = X @ weights
    middle = np.quantile(raw[y == 0], 1 - OVER_HALF)
    return dict(zip(signal.WEIGHTS, map(float, weights), strict=True)) | {"MIDDLE": float(middle)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--learn", action="store_true", help="print the weights for the signal")
    arguments = parser.parse_args()
    for key, value in (learn if arguments.learn else report)(arguments.data).items():
        print(f"{key:36} {value:.4f}")
