"""The detector of template residue and comments, trained on labelled blocks of web pages.

Text: WCXB blocks (CC-BY-4.0, domains of the `fit` split), reader comments of fox-news-comments (MIT)
and trafilatura's snippets (Apache-2.0), template texts written for this project, and news articles
for the article side. The dragnet blocks (AGPL-3.0) are only ever checked against, never trained on.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from darnel import residue
from darnel.article import Article
from darnel.artifacts import arrays
from darnel.text import Pages, parse
from training.corpora import HAS_WORD, load_news, one_line, split
from training.phrases import families, machine, policy
from training.store import save_detector

WEAK_KINDS = (
    ("legal", r"cookie|privacy|terms (?:of|and)|all rights reserved|copyright|disclaimer|gdpr"),
    ("policy", r"comment\w* (?:polic|guideline|rule)|moderat\w+.{0,80}comment|comment.{0,80}moderat"),
    ("subscription", r"subscri|newsletter|sign up|inbox|membership|free trial"),
    ("recirculation", r"^(?:related|recommended|more (?:from|on|news|stories)|you (?:may|might)"
                      r"|read (?:more|next|also)|trending|most (?:read|popular)|popular|latest)"),
)  # fmt: skip
"""Which kind a block that WCXB calls boilerplate is; those that match none are `chrome`."""

PHRASE_KINDS = {
    "policy": "policy", "recirculation": "recirculation", "subscription": "subscription",
    "legal": "legal", "machine": "machine", "comment_chrome": "chrome", "share": "chrome",
    "credits": "chrome", "comments": "comment",
}  # fmt: skip
PHRASE_WEIGHT = 6.0
"""A template line stands for the many pages that would carry it."""


@dataclass(frozen=True)
class Page:
    """A labelled page: its title, blocks and the label of each (`article`, `residue`, `comment`)."""

    title: str
    blocks: tuple[str, ...]
    labels: tuple[str, ...]
    sure: tuple[bool, ...]
    group: str


def block_pages(frame: pd.DataFrame) -> list[Page]:
    """Make pages of labelled blocks (columns page_id, order, text, label, hi, domain)."""
    pages = []
    for _, rows in frame.sort_values(["page_id", "order"]).groupby("page_id", sort=False):
        texts = [one_line(t) for t in rows.text]
        keep = [i for i, t in enumerate(texts) if HAS_WORD.search(t)]
        if not keep:
            continue
        named = ["residue" if v == "boilerplate" else v for v in rows.label]
        sure, group = list(rows.hi), str(rows.domain.iloc[0])
        pages.append(
            Page(
                "",
                tuple(texts[i] for i in keep),
                tuple(named[i] for i in keep),
                tuple(bool(sure[i]) for i in keep),
                group,
            )
        )
    return pages


def forum_posts(data: Path, part: str) -> list[str]:
    """Load posts of WCXB's forum pages: readers' writing of a clean licence."""
    frame = pd.read_parquet(data / "blocks_wcxb.parquet")
    posts = frame[(frame.page_type == "forum") & (frame.label == "article") & (frame.n_tok >= 6)]
    tested = posts.domain.fillna(posts.page_id).map(split) == "test"
    mine = tested if part == "test" else ~tested
    return [one_line(t) for t in posts.text[mine] if HAS_WORD.search(t)]


def commented(page: Page, comments: Sequence[str], rng: np.random.Generator) -> Page:
    """Put readers' comments, each under a name or a date, behind the last block of the article."""
    inside = [i for i, label in enumerate(page.labels) if label == "article"]
    if not inside:
        return page
    at = inside[-1] + 1
    blocks, labels = [], []
    if rng.random() < 0.6:
        blocks.append(str(rng.choice(HEADS)).format(int(rng.integers(2, 90))))
        labels.append("residue")
    byline = str(rng.choice(BYLINES))
    for comment in rng.choice(comments, int(rng.integers(2, 14))):
        if byline:
            blocks.append(byline.format(str(rng.choice(NAMES)), int(rng.integers(1, 28))))
            labels.append("residue")
        blocks.append(str(comment))
        labels.append("comment")
        if rng.random() < 0.3:
            blocks.append("Reply")
            labels.append("residue")
    return Page(
        page.title,
        (*page.blocks[:at], *blocks, *page.blocks[at:]),
        (*page.labels[:at], *labels, *page.labels[at:]),
        (*page.sure[:at], *(True,) * len(blocks), *page.sure[at:]),
        page.group,
    )


HEADS = (
    "{} Comments",
    "Comments ({})",
    "{} responses",
    "Discussion",
    "What readers say",
    "Comments",
)
BYLINES = ("", "{0} says:", "{0} wrote on March {1}", "{0}, {1} days ago", "{0} | {1} May 2014 at 10:15 am",
           "Posted by {0}", "{0}")  # fmt: skip
NAMES = (
    "sandyb",
    "Tom W.",
    "anon",
    "River Rat",
    "jk1974",
    "Marta",
    "OldTimer",
    "Dee",
    "P. Okoye",
    "guest",
)


def thinned(page: Page, rng: np.random.Generator) -> Page:
    """Leave what an extractor would: the article and a few runs of what stands round it."""
    inside = [i for i, label in enumerate(page.labels) if label != "residue"]
    if not inside:
        return page
    keep = set(inside)
    outside = [i for i in range(len(page.labels)) if i not in keep]
    for _ in range(int(rng.integers(0, 4))):
        if outside:
            start = int(rng.choice(outside))
            keep |= {
                i for i in range(start, start + int(rng.integers(1, 7))) if i < len(page.labels)
            }
    order = sorted(keep)
    return Page(
        page.title,
        tuple(page.blocks[i] for i in order),
        tuple(page.labels[i] for i in order),
        tuple(page.sure[i] for i in order),
        page.group,
    )


def news_pages(
    data: Path, part: str, count: int, rng: np.random.Generator, chrome: Sequence[str] = ()
) -> list[Page]:
    """Make clean news pages with, in most, template lines or readers' comments of our families.

    `chrome` are short lines of web pages that stand between paragraphs in a part of the pages.
    """
    clean = [a for a in load_news(data) if split(a.publisher) == part]
    lines = {kind: list(families(kind, part).values()) for kind in PHRASE_KINDS}
    lines["policy"] += [tuple(policy(rng)) for _ in range(300 if part == "fit" else 0)]
    lines["machine"] += [(machine(rng),) for _ in range(300 if part == "fit" else 0)]
    comments = [c for family in lines["comments"] for c in family] + fox_comments(data, part)
    headlines = [a.title for a in clean if a.title]
    pages = []
    for number in rng.permutation(len(clean))[:count]:
        article = clean[number]
        blocks, labels = list(article.blocks), ["article"] * len(article.blocks)
        for _ in range(int(rng.integers(0, 3))):
            kind = str(rng.choice([k for k in PHRASE_KINDS if k != "comments"]))
            family = lines[kind][int(rng.integers(len(lines[kind])))]
            added = [family[i] for i in sorted(rng.permutation(len(family))[: rng.integers(1, 6)])]
            if kind == "recirculation":
                added = added[:1] + [str(h) for h in rng.choice(headlines, rng.integers(0, 6))]
            spot = len(blocks) if rng.random() < 0.6 else int(rng.integers(1, len(blocks) + 1))
            blocks[spot:spot] = added
            labels[spot:spot] = ["residue"] * len(added)
        for _ in range(int(rng.integers(0, 4)) if chrome and rng.random() < 0.4 else 0):
            spot = int(rng.integers(1, len(blocks) + 1))
            blocks.insert(spot, str(rng.choice(chrome)))
            labels.insert(spot, "residue")
        if rng.random() < 0.35:
            said = [str(c) for c in rng.choice(comments, rng.integers(1, 12))]
            if rng.random() < 0.5:
                chrome = [
                    str(c) for c in rng.choice([x for f in lines["comment_chrome"] for x in f], 2)
                ]
                blocks += chrome[:1]
                labels += ["residue"]
            blocks += said
            labels += ["comment"] * len(said)
        texts = [one_line(b) for b in blocks]
        keep = [i for i, t in enumerate(texts) if HAS_WORD.search(t)]
        pages.append(
            Page(article.title, tuple(texts[i] for i in keep), tuple(labels[i] for i in keep),
                 (True,) * len(keep), article.publisher)
        )  # fmt: skip
    return pages


def fox_comments(data: Path, part: str) -> list[str]:
    """Load reader comments, split by the article that they stand under."""
    frame = pd.read_parquet(data / "fox_comments.parquet")
    mine = [split(str(t)) == part for t in frame.title]
    return [one_line(t) for t in frame.text[mine] if HAS_WORD.search(t)]


def kind_of(text: str, label: str) -> str:
    """Name the kind of a labelled block."""
    if label != "residue":
        return label
    lowered = text.lower()
    return next((k for k, pattern in WEAK_KINDS if re.search(pattern, lowered)), "chrome")


def parsed(pages: Sequence[Page], size: int = 128) -> Iterable[tuple[Pages, list[Page]]]:
    """Parse pages in batches; every block of a page is one block of the parsed page."""
    for low in range(0, len(pages), size):
        some = list(pages[low : low + size])
        batch = parse([Article(text="\n\n".join(p.blocks), title=p.title) for p in some])
        counts = np.diff(batch.body.page_blocks)
        wrong = [p.group for p, n in zip(some, counts, strict=True) if len(p.blocks) != n]
        if wrong:
            raise ValueError(f"blocks of {wrong[0]} were parsed to another number of blocks")
        yield batch, some


def fit_kinds(
    pages: Sequence[Page], extra: Sequence[tuple[str, str]], seed: int = 0
) -> dict[str, Any]:
    """Fit the linear first stage on single blocks; give its arrays."""
    texts, kinds, weights = [], [], []
    seen: set[str] = set()
    for page in pages:
        for text, label, sure in zip(page.blocks, page.labels, page.sure, strict=True):
            if sure and label in residue.CLASSES and text not in seen:
                seen.add(text)
                texts.append(text)
                kinds.append(kind_of(text, label))
                weights.append(1.0)
    for text, kind in extra:
        texts.append(text)
        kinds.append(kind)
        weights.append(1.0 if kind in {"comment", "policy", "machine"} else PHRASE_WEIGHT)
    X = hashed(texts)
    y = np.array([residue.KINDS.index(k) for k in kinds])
    share = np.bincount(y, minlength=len(residue.KINDS))
    balance = np.minimum((share.max() / np.maximum(share, 1)) ** 0.4, 8.0)
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=12, tol=None, random_state=seed,
                          average=True)  # fmt: skip
    model.fit(X, y, sample_weight=np.array(weights) * balance[y])
    coefficients = np.zeros((residue.BUCKETS, len(residue.KINDS)), np.float32)
    intercept = np.full(len(residue.KINDS), -20.0)
    for row, label in enumerate(model.classes_):
        coefficients[:, label], intercept[label] = model.coef_[row], model.intercept_[row]
    return {"weights": coefficients.astype(np.float16), "bias": intercept}


def hashed(texts: Sequence[str]) -> csr_array:
    """Hash blocks as the detector does, one row a text."""
    rows, columns, values = [], [], []
    for low in range(0, len(texts), 20_000):
        batch = parse([Article(text=t) for t in texts[low : low + 20_000]])
        single, pair = residue.buckets(batch)
        scale = 1 / np.sqrt(2.0 * np.diff(batch.body.page_words)[batch.body.page])
        for bucket in (single, pair):
            rows.append(batch.body.page + low)
            columns.append(bucket)
            values.append(scale)
    return csr_array(
        (
            np.concatenate(values).astype(np.float32),
            (np.concatenate(rows), np.concatenate(columns)),
        ),
        shape=(len(texts), residue.BUCKETS),
    )


def table(
    pages: Sequence[Page],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    """Measure every block: features, class (-1 unlabelled), and whether the label is sure."""
    rows, labels, sure = [], [], []
    for batch, some in parsed(pages):
        rows.append(residue.features(batch))
        for page in some:
            labels += [
                residue.CLASSES.index(v) if v in residue.CLASSES else -1 for v in page.labels
            ]
            sure += list(page.sure)
    return np.concatenate(rows), np.array(labels), np.array(sure)


def extra_texts(part: str, data: Path) -> list[tuple[str, str]]:
    """Give the template lines and comments of a split's families with their kind."""
    lines = [
        (line, PHRASE_KINDS[kind])
        for kind in PHRASE_KINDS
        for family in families(kind, part).values()
        for line in family
    ]
    rng = np.random.default_rng(3)
    made = {line for _ in range(500 if part == "fit" else 0) for line in policy(rng)}
    lines += [(line, "policy") for line in sorted(made)]
    left = {machine(rng) for _ in range(1500 if part == "fit" else 0)}
    lines += [(line, "machine") for line in sorted(left)]
    return lines + [(c, "comment") for c in fox_comments(data, part)]


def fit(data: Path, out: Path, seed: int = 0) -> dict[str, float]:
    """Fit both stages, write `block_kinds.npz` and `residue.skops` to `out`, give figures."""
    rng = np.random.default_rng(seed)
    wcxb = pd.read_parquet(data / "blocks_wcxb.parquet")
    wcxb = wcxb[wcxb.page_type == "article"]
    part = wcxb.domain.map(split)
    web = block_pages(wcxb[part != "test"])
    posts = forum_posts(data, "fit")
    said = [*posts, *fox_comments(data, "fit")]
    short = [
        t for p in web for t, v, sure in zip(p.blocks, p.labels, p.sure, strict=True)
        if v == "residue" and sure and 2 <= len(t.split()) <= 20
    ]  # fmt: skip
    news = news_pages(data, "fit", 4000, rng, list(rng.permutation(short)[:20_000]))
    out.mkdir(parents=True, exist_ok=True)
    first = fit_kinds(
        [*web, *news], [*extra_texts("fit", data), *((post, "comment") for post in posts)], seed
    )
    np.savez_compressed(out / "block_kinds.npz", **first)
    arrays.cache_clear()
    talked = [commented(p, said, rng) for p in web for _ in range(2)]
    pages = [*web, *talked, *(thinned(p, rng) for p in [*web, *talked]), *news]
    X, y, sure = table(pages)
    weight = np.where(sure, 1.0, 0.3)
    share = np.bincount(y[y >= 0])
    weight *= np.append((share.max() / share) ** 0.7, 0)[y]
    model = HistGradientBoostingClassifier(
        max_iter=160, learning_rate=0.1, max_leaf_nodes=24, min_samples_leaf=40,
        l2_regularization=1.0, early_stopping=False, random_state=seed,
    )  # fmt: skip
    model.fit(X[y >= 0], y[y >= 0], sample_weight=weight[y >= 0])
    save_detector(out / "residue.skops", model, residue.COLUMNS, X[:: max(1, len(X) // 64)][:64])
    return figures(data, model)


def figures(data: Path, model: HistGradientBoostingClassifier) -> dict[str, float]:
    """Measure the detector on domains and families never trained on."""
    wcxb = pd.read_parquet(data / "blocks_wcxb.parquet")
    wcxb = wcxb[wcxb.page_type == "article"]
    result: dict[str, float] = {}
    sets = {"wcxb": block_pages(wcxb[wcxb.domain.map(split) == "test"])}
    talk = [*forum_posts(data, "test"), *fox_comments(data, "test")]
    rng = np.random.default_rng(2)
    sets["talk"] = [commented(page, talk, rng) for page in sets["wcxb"]]
    sets["news"] = news_pages(data, "test", 1500, np.random.default_rng(1))
    dragnet = pd.read_parquet(data / "blocks_dragnet_dev.parquet")
    sets["dragnet"] = block_pages(dragnet)
    for name, pages in sets.items():
        X, y, sure = table(pages)
        long = X[:, residue.COLUMNS.index("words")] >= 4
        use = (y >= 0) & sure & long
        if name == "wcxb":
            use &= y != 2
        P = model.predict_proba(X[use])
        said = P.argmax(axis=1)
        labels = sorted(set(y[use].tolist()))
        each = f1_score(y[use], said, labels=labels, average=None)
        result[f"{name}.macro_f1"] = float(each.mean())
        for label, value in zip(labels, each, strict=True):
            result[f"{name}.f1_{residue.CLASSES[label]}"] = float(value)
        other = y[use] != 0
        result[f"{name}.auroc"] = float(roc_auc_score(other, 1 - P[:, 0]))
        result[f"{name}.ap"] = float(average_precision_score(other, 1 - P[:, 0]))
        limit = np.quantile(1 - P[~other, 0], 0.99)
        result[f"{name}.recall_at_1_fpr"] = float(((1 - P[other, 0]) > limit).mean())
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    for key, value in fit(arguments.data, arguments.out).items():
        print(f"{key:28} {value:.4f}")
