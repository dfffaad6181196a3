"""How often each feature of `sourcing` fires on honest news, and on pages with orphan quotes.

Four forms of the same articles of `test` publishers: as they are; as they are with every stop moved
outside of the quotation marks, as British and Indian papers set them; with orphan quotes as
`training/simulate.py` plants them; and the same with the stops moved back inside, so that nothing but
the missing speakers tells them.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from darnel.article import Article
from darnel.signals import sourcing as signal
from darnel.text import parse
from training.corpora import load_news, split
from training.simulate import Draft, Pool, orphan_quotes

MOST = 1500
"""Articles of the figures."""

FORMS = ("honest", "logical", "orphaned", "orphaned_inside")

FEATURES = ("orphan_quotes", "strangers", "bare_speakers", "stops_outside", "agency")

_INSIDE = re.compile(r"([.,])([”\"])")
_OUTSIDE = re.compile(r"([”\"])([.,])(?!\d)")


def forms(data: Path, part: str, most: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """Make every form of articles of one split."""
    pool = Pool([a for a in load_news(data) if split(a.publisher) == part], [], "test")
    made: dict[str, list[str]] = {form: [] for form in FORMS}
    for number in rng.permutation(len(pool.hosts))[:most].tolist():
        honest = "\n\n".join(pool.hosts[number].blocks)
        draft = Draft.of(pool.hosts[number], rng)
        orphan_quotes(pool, number, draft, rng)
        orphaned = "\n\n".join(draft.blocks)
        made["honest"].append(honest)
        made["logical"].append(_INSIDE.sub(r"\2\1", honest))
        made["orphaned"].append(orphaned)
        made["orphaned_inside"].append(_OUTSIDE.sub(r"\2\1", orphaned))
    return made


def readings(texts: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Measure texts; 0 where there is nothing to measure."""
    parts = [
        signal.measure(parse([Article(text=text) for text in texts[low : low + 256]])).features
        for low in range(0, len(texts), 256)
    ]
    return {name: np.nan_to_num(np.concatenate([p[name] for p in parts])) for name in parts[0]}


def report(data: Path, part: str = "test", most: int = MOST) -> dict[str, float]:
    """Measure how often features fire, and how well the score tells orphaned from honest pages."""
    made = forms(data, part, most, np.random.default_rng(23))
    read = {form: readings(texts) for form, texts in made.items()}
    result: dict[str, float] = {}
    for form in FORMS:
        for name in FEATURES:
            result[f"{form}_{name}_fires"] = float((read[form][name] > 0).mean())
        result[f"{form}_shown"] = float((read[form]["score"] >= signal.SHOWN).mean())
        result[f"{form}_over_half"] = float((read[form]["score"] > 0.5).mean())
    honest = read["honest"]
    for form in FORMS[1:]:
        for name in ("score", "orphan_quotes", "strangers"):
            values = read[form][name]
            label = np.repeat([0, 1], [len(honest[name]), len(values)])
            both = np.concatenate([honest[name], values])
            result[f"auroc_{form}_{name}"] = float(roc_auc_score(label, both))
            limit = np.quantile(honest[name], 0.99)
            result[f"recall_at_1_fpr_{form}_{name}"] = float((values > limit).mean())
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("tune", "test"), default="test")
    arguments = parser.parse_args()
    for key, value in report(arguments.data, arguments.part).items():
        print(f"{key:44} {value:.4f}")
