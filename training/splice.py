"""The detector of foreign passages, trained on simulated splices of publishers of the `fit` split.

Two stages (`darnel.splices`). The second learns from log-odds that a first stage of the other half of
the publishers gave, as the first learns from vectors of the other half: neither is trusted more in
training than it deserves later.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

from darnel.article import Article
from darnel.detectors import detector
from darnel.pairs import shared_pairs
from darnel.passages import COLUMNS, Passages, monotone, passages_of
from darnel.splices import COLUMNS as IN_CONTEXT
from darnel.splices import corrected, in_context, log_odds
from darnel.text import parse
from training.corpora import HAS_WORD, Clean, Donor, Part, load_donors, load_news, split
from training.look_alikes import HONEST, honest_pages
from training.results import mean_of
from training.simulate import FOREIGN, HEADLINE, Page, Pool, splices
from training.store import Classifier, Shipped, save_detector
from training.vectors import half, halves_of, using

MODES = ("R", "S", "T", "ST", "N", "E")
SHARES = {"R": 0.26, "S": 0.08, "T": 0.38, "ST": 0.1, "N": 0.09, "E": 0.09}
"""Donors: any publisher, same publisher and other topic, other publisher and same topic, both the same,
nearest subject, same event; and their shares of the pages fitted on."""

WITH_HEADLINE = 0.4
"""Share of the spliced passages fitted on that their headline leads."""

MIXED = (0.25, 0.75)
"""Passages with a share of foreign words between these teach nothing and are left out."""

PAGES = {"fit": 128_000, "test": 3_000}
"""Simulated pages: for fitting over all modes (12 GB of memory), for testing a mode."""

DRAWS = 3
"""Draws of test pages whose figures are averaged: one alone strays by .01 of AUROC."""

FIRST, SECOND = (200, 0.08), (400, 0.06)
"""Rounds and learning rate of the stages."""

LOOK_ALIKES = 10_000
"""Honest pages of many parts (briefs, link lists, …) fitted on: nothing on them is foreign."""

WORDS = (0, 30, 60, 100, 180, 100_000)
"""Strata of spliced words: a passage of one sentence says little of its subject."""

Floats = NDArray[np.float64]
Columns = NDArray[np.float32]
"""Measured columns are kept in single precision: a fit looks at 255 steps of each."""


@dataclass(frozen=True)
class Table:
    """Measured passages of simulated pages, with the foreign share of each; pages count from 0.

    `features` are the passages' own, which are empty there: shape (passages, columns); `shared` are their pairs of
    words that stand elsewhere on the page, too, for each word.
    """

    passages: Passages
    features: Columns
    shared: Floats
    page_blocks: NDArray[np.int32]
    foreign: Floats
    pages: list[Page]

    def context(self, first_stage: Classifier) -> Columns:
        """Put what a first stage says of the page beside the columns of every passage."""
        odds = log_odds(first_stage.predict_proba(self.features.astype(np.float64))[:, 1])
        context = in_context(self.passages, self.page_blocks, odds)
        return np.column_stack([self.features, context.astype(np.float32)])

    @property
    def weight(self) -> Floats:
        """Weigh passages so that every page counts alike: false alarms are counted in pages."""
        passages = np.bincount(self.passages.page, minlength=len(self.pages))
        share: Floats = len(self.foreign) / len(self.pages) / passages[self.passages.page]
        return share

    @property
    def pure(self) -> NDArray[np.bool_]:
        """Say of which passages it is plain whether they are foreign."""
        return (self.foreign <= MIXED[0]) | (self.foreign >= MIXED[1])


def measure(pages: Sequence[Page], size: int = 128) -> Table:
    """Measure all passages of simulated pages."""
    ranges: list[NDArray[np.int32]] = []
    features: list[Columns] = []
    shared: list[Floats] = []
    counts, foreign = [np.zeros(1, np.int32)], []
    blocks = 0
    for low in range(0, len(pages), size):
        some = pages[low : low + size]
        batch = parse([Article(text=p.text, title=p.title) for p in some])
        own = np.diff(batch.body.page_blocks)
        wrong = [p for p, n in zip(some, own, strict=True) if len(p.blocks) != n]
        if wrong:
            raise ValueError(f"page {wrong[0].host} was parsed to another number of blocks")
        labels = np.array([label for p in some for label in p.labels])
        words = batch.body.blocks.words
        found = passages_of(batch)
        running = np.concatenate([[0], np.cumsum(words * np.isin(labels, (FOREIGN, HEADLINE)))])
        whole = np.concatenate([[0], np.cumsum(words)])
        foreign.append(
            (running[found.last] - running[found.first]) / (whole[found.last] - whole[found.first])
        )
        ranges.append(
            np.array([found.page + low, found.first + blocks, found.last + blocks], np.int32)
        )
        features.append(found.features.astype(np.float32))
        shared.append(shared_pairs(batch, found.first, found.last))
        counts.append(own.astype(np.int32))
        blocks += len(words)
    page, first, last = np.concatenate(ranges, axis=1)
    joined = Passages(page, first, last, np.zeros((len(page), 0)))
    page_blocks = np.cumsum(np.concatenate(counts)).astype(np.int32)
    return Table(
        joined, np.concatenate(features), np.concatenate(shared), page_blocks,
        np.concatenate(foreign), list(pages),
    )  # fmt: skip


def measure_with(vectors: NDArray[np.float32], pages: Sequence[Page]) -> Table:
    """Measure with another table of vectors than the package's."""
    with using(vectors):
        return measure(pages)


def is_block(text: str) -> bool:
    """Say whether a text is parsed to one block: a rule or a verse of several lines is not."""
    return "\n" not in text and bool(HAS_WORD.search(text))


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


def boosted(seed: int, constraints: list[int] | None) -> HistGradientBoostingClassifier:
    """Make an unfitted detector of one stage: the first with constraints, the second without."""
    rounds, rate = FIRST if constraints else SECOND
    return HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=rate, max_leaf_nodes=31, min_samples_leaf=80,
        l2_regularization=4.0, monotonic_cst=constraints, early_stopping=False, random_state=seed,
    )  # fmt: skip


def fit_stage(
    tables: Sequence[Table], X: Sequence[Columns], seed: int, *, rules: bool
) -> HistGradientBoostingClassifier:
    """Fit one stage on what is plainly foreign or plainly the article's own."""
    rows = np.concatenate([x[t.pure] for t, x in zip(tables, X, strict=True)])
    foreign = np.concatenate([t.foreign[t.pure] >= MIXED[1] for t in tables])
    weight = np.concatenate([t.weight[t.pure] for t in tables])
    return boosted(seed, monotone() if rules else None).fit(rows, foreign, sample_weight=weight)


def pages_to_fit(
    news: Sequence[Clean], donors: Sequence[Donor], rng: np.random.Generator
) -> list[list[Page]]:
    """Draw the pages that are fitted on, of each half of the publishers."""
    drawn = []
    for number in (0, 1):
        hosts = [a for a in news if split(a.publisher) == "fit" and half(a.publisher) == number]
        pool = Pool(hosts, donors, "fit")
        pages: list[Page] = []
        for mode in MODES:
            pool.used.clear()  # a donor paragraph serves once in each mode
            count = int(PAGES["fit"] * SHARES[mode] / 2)
            pages += simulated(pool, count, mode, rng, WITH_HEADLINE)
        look_alikes = take(honest_pages(pool, rng, list(HONEST), LOOK_ALIKES), LOOK_ALIKES // 2)
        drawn.append(pages + [p for p in look_alikes if all(map(is_block, p.blocks))])
    return drawn


def fit(data: Path, out: Path, seed: int = 0) -> dict[str, float]:
    """Fit both stages, write `splice.npz` and `splice_context.npz` to `out`, measure them.

    The pages of each half of the publishers are measured with vectors of the other half.
    """
    news, donors = load_news(data), load_donors(data)
    drawn = pages_to_fit(news, donors, np.random.default_rng(seed))
    other = halves_of(out)[::-1]
    tables = Parallel(n_jobs=2)(
        delayed(measure_with)(*pair) for pair in zip(other, drawn, strict=True)
    )
    alone = [table.features for table in tables]
    parts = ((0, 1), (0,), (1,))  # both halves, and each alone to judge the other
    first, *blind = (
        fit_stage([tables[i] for i in part], [alone[i] for i in part], seed, rules=True)
        for part in parts
    )
    context = [table.context(model) for table, model in zip(tables, blind[::-1], strict=True)]
    second = fit_stage(tables, context, seed, rules=False)
    for name, model, columns, X in (
        ("splice", first, COLUMNS, alone),
        ("splice_context", second, IN_CONTEXT, context),
    ):
        some = np.concatenate([x[:: max(1, len(x) // 32)][:32] for x in X])
        save_detector(out / f"{name}.npz", model, columns, some.astype(np.float64))
    return report(first, second, news, donors)


@dataclass(frozen=True)
class Scored:
    """Simulated pages of one donor mode with the strongest passage of each, and passages' figures."""

    strongest: Floats
    spliced: NDArray[np.bool_]
    words: NDArray[np.int64]
    passage_ap: float


def report(
    first: Classifier, second: Classifier, news: Sequence[Clean], donors: Sequence[Donor],
    part: Part = "test",
) -> dict[str, float]:  # fmt: skip
    """Measure by donor mode, spliced words and headline on publishers of a split never fitted on.

    Each figure is the mean of DRAWS draws of pages, but the counts of pages are sums.
    """
    pool = Pool([a for a in news if split(a.publisher) == part], donors, part)
    return mean_of(
        Parallel(n_jobs=2)(
            delayed(_of_draw)(first, second, pool, 7 + number) for number in range(DRAWS)
        )
    )


def _of_draw(first: Classifier, second: Classifier, pool: Pool, seed: int) -> dict[str, float]:
    """Measure pages of one draw.

    AUROC and average precision are against the clean pages of the same mode; the threshold of 1 %
    false positives is that of the clean pages of all modes together.
    """
    rng = np.random.default_rng(seed)
    sets: dict[str, Scored] = {}
    for headline in (True, False):
        for mode in MODES:
            pool.used.clear()  # a donor paragraph serves once in each mode
            pages = simulated(pool, PAGES["test"], mode, rng, float(headline))
            if len(pages) >= 100:
                sets[f"{mode}{'.headline' if headline else ''}"] = scored(first, second, pages)
    clean = np.concatenate([s.strongest[~s.spliced] for s in sets.values()])
    limit = np.quantile(clean, 0.99)
    result = {"clean_pages": float(len(clean))}
    for name, s in sets.items():
        result[f"{name}.auroc"] = float(roc_auc_score(s.spliced, s.strongest))
        result[f"{name}.recall_at_1_fpr"] = float((s.strongest[s.spliced] > limit).mean())
        result[f"{name}.passage_ap"] = s.passage_ap
        result[f"{name}.pages"] = float(len(s.spliced))
        for low, high in pairwise(WORDS):
            mine = s.spliced & (s.words >= low) & (s.words < high)
            if mine.sum() >= 20:
                label = f"{low}-{high}" if high < WORDS[-1] else f"{low}+"
                result[f"{name}.words.{label}"] = float((s.strongest[mine] > limit).mean())
    return result


def scored(first: Classifier, second: Classifier, pages: list[Page]) -> Scored:
    """Score simulated pages."""
    table = measure(pages)
    likely = second.predict_proba(table.context(first).astype(np.float64))[:, 1]
    P = corrected(likely, table.shared)
    strongest = np.zeros(len(pages))
    np.maximum.at(strongest, table.passages.page, P)
    truth = table.foreign[table.pure] >= MIXED[1]
    return Scored(
        strongest,
        np.array([p.farm for p in pages]),
        np.array([p.foreign_words for p in pages]),
        float(average_precision_score(truth, P[table.pure])),
    )


def shipped(data: Path) -> dict[str, float]:
    """Measure the stages that come with the package, without fitting."""
    stages = (
        Shipped(detector("splice", COLUMNS)), Shipped(detector("splice_context", IN_CONTEXT))
    )  # fmt: skip
    return report(*stages, load_news(data), load_donors(data))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    parser.add_argument("--shipped", action="store_true", help="measure the package's own stages")
    arguments = parser.parse_args()
    data = arguments.data
    measured = shipped(data) if arguments.shipped else fit(data, arguments.out)
    for key, value in measured.items():
        print(f"{key:28} {value:.4f}")
