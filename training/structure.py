"""The structure model: where residue stands on a page, whatever it says, and what that adds to its words.

Trained on the blocks of whole pages of WCXB (CC-BY-4.0) whose domains the text detector was trained on
too; measured on the pages of all other domains, on their whole text and on what extraction leaves:

    python -m training.structure --data DIR
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from darnel import structure
from darnel.article import Article, Layout
from darnel.doors import html
from darnel.doors.layout import Walk, key_of, walk
from darnel.signals.template_boilerplate import kinds_of_blocks
from darnel.text import parse
from training.corpora import Part, split
from training.store import save_detector

Labels = NDArray[np.float64]


@dataclass(frozen=True)
class HtmlPage:
    """A page of the archive: its bytes, its gold, and the labels of its blocks by their key."""

    id: str
    html: bytes
    url: str
    title: str
    text: str
    part: Part
    labels: dict[str, str]

    def truth(self, key: str) -> float:
        """Give 1 for residue, 0 for the article's own, NaN where WCXB leaves it open.

        WCXB is sure of few lines, items and cells; those that its gold text holds are the article's.
        """
        label = self.labels.get(key)
        if label is not None:
            return {"article": 0.0, "boilerplate": 1.0}.get(label, np.nan)
        lines = [key_of(line) for line in self.text.split("\n")]
        inside = key in lines or (len(key) >= LONG_ENOUGH and key in "".join(lines))
        return 0.0 if inside and key else np.nan


LONG_ENOUGH = 25
"""Letters and digits of a block that stands in the gold text by more than chance."""


@cache
def pages(data: Path) -> tuple[HtmlPage, ...]:
    """Load the raw article pages of WCXB with their gold; labels are those WCXB is sure of."""
    frame = pd.read_parquet(data / "blocks_wcxb.parquet")
    made = []
    with ZipFile(data / "html_wcxb.zip") as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith(".html")):
            gold = json.loads(archive.read(name.removesuffix("html") + "json"))
            rows = frame[frame.page_id == f"wcxb/dev/{gold['file_id']}"]
            truth = gold["ground_truth"]
            part = split(str(rows.domain.iloc[0]))
            page = HtmlPage(
                gold["file_id"], archive.read(name), gold["url"], truth["title"],
                truth["main_content"], part, _labels(rows[rows.hi]),
            )  # fmt: skip
            made.append(page)
    return tuple(made)


def _labels(rows: pd.DataFrame) -> dict[str, str]:
    """Give the label of each text that has one only."""
    found: dict[str, set[str]] = {}
    for text, label in zip(rows.text, rows.label, strict=True):
        found.setdefault(key_of(text), set()).add(label)
    return {key: label for key, (label, *more) in found.items() if key and not more}


def whole(page: HtmlPage) -> Article:
    """Make an article of all blocks of a page, as a crude extraction would."""
    walked: Walk = walk(html.parsed(html.as_utf8(page.html)), html.MAX_DEPTH)
    layout, at = [], 0
    for block in walked.blocks:
        end = at + len(block.text)
        place = block.start / len(walked.keys)
        layout.append(Layout(at, end, block.links, block.tag, block.within, place))
        at = end + 1
    text = "\n".join(block.text for block in walked.blocks)
    return Article(text, page.title, layout=tuple(layout))


@dataclass(frozen=True)
class Blocks:
    """Labelled blocks: probability of residue by text alone and with structure; 1 is residue."""

    alone: Labels
    both: Labels
    truth: Labels


def blocks(articles: Iterator[tuple[HtmlPage, Article]]) -> Blocks:
    """Judge the labelled blocks of articles with and without their layout."""
    parts = []
    for page, article in articles:
        parsed = parse([article])
        keys = _keys(article, parsed)
        truth = np.array([page.truth(key) for key in keys])
        both = kinds_of_blocks(parsed).sum(axis=1)
        alone = kinds_of_blocks(parse([replace(article, layout=())])).sum(axis=1)
        sure = ~np.isnan(truth)
        parts.append(np.column_stack([alone, both, truth])[sure])
    return Blocks(*np.concatenate(parts).T)


def _keys(article: Article, parsed: Any) -> list[str]:  # noqa: ANN401
    spans = parsed.body.blocks
    return [key_of(article.text[a:b]) for a, b in zip(spans.start, spans.end, strict=True)]


def figures_of(truth: Labels, said: Labels) -> dict[str, float]:
    """Give how well residue is told from the article's own blocks."""
    limit = np.quantile(said[truth == 0], 0.99)
    return {
        "auroc": float(roc_auc_score(truth, said)),
        "ap": float(average_precision_score(truth, said)),
        "recall_at_1_fpr": float((said[truth == 1] > limit).mean()),
        "f1": float(f1_score(truth, said > 0.5)),
        "macro_f1": float(f1_score(truth, said > 0.5, average="macro")),
    }


def report(data: Path) -> dict[str, Any]:
    """Compare text alone and text with structure on pages of domains that no model saw."""
    unseen = [page for page in pages(data) if page.part == "test"]
    sets = {
        "whole": blocks((page, whole(page)) for page in unseen),
        "extracted": blocks((page, html.read_html(page.html, page.url)) for page in unseen),
    }
    found: dict[str, Any] = {"pages": len(unseen)}
    for name, judged in sets.items():
        found[f"{name}.residue"] = int(judged.truth.sum())
        found[f"{name}.article"] = int((judged.truth == 0).sum())
        found[f"{name}.text"] = figures_of(judged.truth, judged.alone)
        found[f"{name}.structure"] = figures_of(judged.truth, judged.both)
    return found


def fit(data: Path, out: Path) -> dict[str, Any]:
    """Fit the structure model, write `structure.npz` to `out`, give figures."""
    rows, truths = [], []
    for page in pages(data):
        if page.part == "test":
            continue
        article = whole(page)
        parsed = parse([article])
        known, X = structure.features(parsed)
        keys = _keys(article, parsed)
        truth = np.array([page.truth(keys[at]) for at in known])
        rows.append(X[~np.isnan(truth)])
        truths.append(truth[~np.isnan(truth)])
    X, y = np.concatenate(rows), np.concatenate(truths)
    model = HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.08, max_leaf_nodes=8, min_samples_leaf=40,
        l2_regularization=5.0, class_weight="balanced", early_stopping=False, random_state=0,
    ).fit(X, y)  # fmt: skip
    save_detector(out / "structure.npz", model, structure.COLUMNS, X[:: len(X) // 64][:64])
    return report(data)


def main() -> None:
    """Fit the model and print what it adds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    print(json.dumps(fit(arguments.data, arguments.out), indent=1))


if __name__ == "__main__":
    main()
