"""The page model: fitted, calibrated and banded on publishers that no detector has seen.

`python -m training.pages --data DIR --halves` says what rounds, rates and priors are worth, on the tune
split alone.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
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
from darnel.model import INTERVAL, Model
from darnel.scorer import batches, measure
from darnel.signals import load_signals
from darnel.stored import save_stored
from darnel.text import parse
from training.corpora import Part, load_chrome, load_donors, load_news, split
from training.look_alikes import HONEST, honest_pages, untouched, with_chrome
from training.reliability import reliability
from training.shapes import tabled
from training.simulate import LEFTOVERS, RECIPES, Page, Pool, farm_pages
from training.word_pairs import need_thesauri

PREVALENCE = 0.1
"""The share of farm pages that quality assumes: the order of a filtered crawl, not of the training
pages, half of which are farm pages. See the card."""

MEMBERS = 12
"""Models in the bag, each of resampled publishers."""

CLEAN_PAGES = {"fit": 2_000, "tune": 5_000, "test": 5_000}
FARM_PAGES = {"fit": 4_000, "tune": 10_000, "test": 6_000}
HONEST_PAGES = {"fit": 4_000, "tune": 7_200, "test": 6_000}
"""Pages of each kind that a split is asked for; those of `fit` are for probes alone."""

LATER = ("misfiled",)
"""Look-alikes that are drawn last, for they came last: the pages of earlier figures stay what they were."""

REVIEW_RATE, BLOCK_RATE = 0.0015, 0.0005
"""Shares of untouched news that may fall under each threshold, on publishers of the tune split, each scored
by models blind to it: far under the 1 % that is promised, for honest pages of other genres lie lower than
news (of the tests' 372 hard-genre articles none is sent to review)."""

HONEST_BLOCK_RATE = 0.005
"""Share of honest pages that bear one sign (a policy, a link list, …) that may fall under block."""

KIND_BLOCK_RATE = 0.05
"""Share of the pages of any one such kind that may: some publishers print nothing else."""

ROUNDS, RATE = 400, 0.3
"""Boosting rounds and what each may add. A sign that is rare but nearly proof is learned last, for it gains
little a round: after 160 rounds of .1 a model that had seen no page with look-alike letters missed five in
six of those that bear nothing else, now none. A thousand rounds change nothing more."""

FOLDS, FOLD_MEMBERS = 4, 6
"""Folds of publishers that calibrate, each with a small bag: as the shipped bag is less sure of itself
than a single model, a single model must not calibrate it."""

HONEST_ODD = 0.2
"""Share of honest pages taken to be odd: links in mid-text, a line twice and a policy stand on 8, 1 and 0 in 100 pages
of clean news, on 12, 10 and 3 of pages with publishers' chrome left in."""

PRIOR, PRIOR_ROWS, STRONG, STRONG_RATE = 0.0136, 200, 0.85, 0.002
"""Weight of a signal's prior rows as a share of all pages', how many there are, and the score from which they say
that the signal is evidence; a higher one if more of the untouched pages than the rate have it. Most of the rows lie
near 1, as scores of copied headlines and template text do. Without the rate every hundredth honest page had a foreign passage strong enough,
and the threshold at which 1 in 100 is a false alarm lay among them."""

PROOFS = {
    "template_boilerplate.sayings": (0.8, 4.0),
    "template_boilerplate.broken_off": (0.8, 1.0),
    "duplicated_headline.doubled_above": (1.0, 1.0),
    "duplicated_headline.doubled_keyword_line": (0.8, 1.0),
    "sourcing.labelled_paragraphs": (3.0, 10.0),
    "sourcing.quote_fragments": (1.0, 3.0),
}
"""Values, from which to which, that have prior rows of their own: hardly an honest page of any split has them, and
too few of the simulated ones, or of one recipe alone, for the model to learn it."""

STYLE_SIGNALS = frozenset({"clickbait", "readability"})
"""Signals of style and not of construction: they have no prior, honest pages being as strange."""

TWINS = (
    frozenset({"splice_headline", "splice_plain", "patchwork", "network"}),
    frozenset({"teasers", "teaser_run", "truncated"}),
    frozenset({"keyword_line", "doubled_caption"}),
    frozenset({"related_list", "recirculation_label"}),
)
"""Recipes that are so alike that one teaches the other."""

COVERAGE, COVERAGE_BINS = 0.9, (12, 16, 20, 24, 28, 32)
"""Share of bins of pages that the interval is to cover, and the numbers of bins that pages are cut into, one
after another: where one cut falls is chance, and moves the share by .05.
"""
SPREADS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
"""Factors by which the interval may be widened; the least that covers is taken."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """Measured pages: one row a page; columns are the evidence features of all signals.

    `signs` names all recipes of a farm page, with blanks between.
    """

    X: Floats
    farm: NDArray[np.bool_]
    recipe: NDArray[np.str_]
    publisher: NDArray[np.str_]
    signs: NDArray[np.str_]

    def __getitem__(self, rows: NDArray[Any]) -> Measured:
        """Take some of the rows."""
        return Measured(
            self.X[rows], self.farm[rows], self.recipe[rows], self.publisher[rows], self.signs[rows]
        )

    def only(self, columns: Sequence[int]) -> Measured:
        """Take some of the columns."""
        X = self.X[:, list(columns)]
        return Measured(X, self.farm, self.recipe, self.publisher, self.signs)


def joined(one: Measured, other: Measured) -> Measured:
    """Put the rows of two tables into one."""
    pairs = ((getattr(one, f.name), getattr(other, f.name)) for f in fields(Measured))
    return Measured(*(np.concatenate(pair) for pair in pairs))


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
        np.array([" ".join(p.signs) for p in kept]),
    )


def simulated(data: Path, part: Part, seed: int) -> Measured:
    """Draw and measure the pages of a split: farm recipes, untouched news, honest look-alikes.

    The test split has pages with leftovers of templates besides, see `parted`. Raises FileNotFoundError without the
    thesauri that spin pages.
    """
    need_thesauri()
    rng = np.random.default_rng(seed)
    mine = [a for a in load_news(data) if split(a.publisher) == part]
    pool = Pool(mine, load_donors(data), part)
    drawn = [mine[i] for i in rng.permutation(len(mine))[: CLEAN_PAGES[part]]]
    pages: list[Page] = list(untouched(drawn))
    pages += with_chrome(mine, load_chrome(data))
    first = [name for name in HONEST if name not in LATER]
    pages += honest_pages(pool, rng, first, HONEST_PAGES[part])
    pages += farm_pages(pool, rng, list(RECIPES), FARM_PAGES[part])
    each = HONEST_PAGES[part] // len(first)
    pages += honest_pages(pool, rng, LATER, each * len(LATER))
    if part == "test":
        each = FARM_PAGES[part] // len(RECIPES)
        pages += farm_pages(pool, rng, list(LEFTOVERS), each * len(LEFTOVERS))
    return measured(pages)


def parted(table: Measured) -> tuple[Measured, Measured]:
    """Part the pages whose chief sign is a template's leftover from all others; give these first."""
    left = np.isin(table.recipe, list(LEFTOVERS))
    return table[~left], table[left]


def weights(table: Measured) -> Floats:
    """Weigh pages so that farm and honest ones count alike, and of these a share is odd."""
    groups = np.where(table.farm, 0, np.where(table.recipe == "untouched", 1, 2))
    odd = 0.5 * HONEST_ODD
    share = np.array([0.5, 0.5 - odd, odd]) / np.maximum(np.bincount(groups, minlength=3), 1)
    result: Floats = (share * len(groups))[groups]
    return result


def assumed(table: Measured) -> Floats:
    """Weigh pages so that farm pages have the assumed share of them."""
    result: Floats = weights(table) * np.where(table.farm, PREVALENCE, 1 - PREVALENCE)
    return result


def additive(count: int, seed: int) -> HistGradientBoostingClassifier:
    """Make an unfitted additive, monotone model."""
    return HistGradientBoostingClassifier(
        max_iter=ROUNDS, learning_rate=RATE, max_leaf_nodes=4, min_samples_leaf=30,
        l2_regularization=2.0, monotonic_cst=[1] * count, interaction_cst="no_interactions",
        early_stopping=False, random_state=seed,
    )  # fmt: skip


def trained(
    table: Measured, columns: Sequence[str], weight: Floats, seed: int
) -> HistGradientBoostingClassifier:
    """Fit an additive model to pages and to the prior rows of its signals."""
    prior = prior_rows(table, columns, np.random.default_rng(seed))
    X = np.concatenate([table.X, prior])
    y = np.concatenate([table.farm, np.ones(len(prior), bool)])
    w = np.concatenate([weight, np.full(len(prior), PRIOR * weight.sum() / PRIOR_ROWS)])
    return additive(len(columns), seed).fit(X, y, sample_weight=w)


def prior_rows(table: Measured, columns: Sequence[str], rng: np.random.Generator) -> Floats:
    """Make rows of untouched pages on which one signal alone is strong, or one of PROOFS is there.

    They say that a strong signal is evidence even if no recipe of the training pages shows it: a
    model fitted to recipes alone would weigh it at nothing and miss every farm of another kind.
    """
    clean = table.X[table.recipe == "untouched"]
    scores = [
        j for j, c in enumerate(columns)
        if c.endswith(".score") and c.partition(".")[0] not in STYLE_SIGNALS
    ]  # fmt: skip
    rows = []
    for j in scores:
        some = clean[rng.integers(0, len(clean), PRIOR_ROWS)].copy()
        strong = max(STRONG, float(np.nanquantile(clean[:, j], 1 - STRONG_RATE)))
        some[:, j] = 1 - (1 - min(strong, 1.0)) * rng.random(PRIOR_ROWS) ** 2
        rows.append(some)
    for column, (least, most) in PROOFS.items():
        if column in columns:
            some = clean[rng.integers(0, len(clean), PRIOR_ROWS)].copy()
            some[:, columns.index(column)] = rng.uniform(least, most, PRIOR_ROWS)
            rows.append(some)
    return np.concatenate(rows) if rows and len(clean) else np.zeros((0, len(columns)))


def platt(raw: Floats, farm: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Fit slope and offset of the log-odds by weighted likelihood (Platt 1999)."""

    def loss(ab: Floats) -> float:
        z = ab[0] * raw + ab[1]
        return float((weight * (np.logaddexp(0, z) - farm * z)).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return max(float(slope), 1e-3), float(offset)


def filled(table: Measured, ordinary: Floats) -> Measured:
    """Give the table with what was not measured as it is on an ordinary page.

    Left absent it would tell pages apart: cut-off texts are too short for readability, and an honest
    round-up must not be blamed for having none.
    """
    return replace(table, X=np.where(np.isnan(table.X), ordinary, table.X))


def ordinary_of(table: Measured) -> Floats:
    """Give the median untouched page's features."""
    result: Floats = np.nanmedian(table.X[table.recipe == "untouched"], axis=0)
    return result


def out_of_fold(
    table: Measured, columns: Sequence[str], weight: Floats, rng: np.random.Generator
) -> Floats:
    """Score every page by a small bag that saw no page of its publisher: shape (pages, members)."""
    raw = np.zeros((len(table.farm), FOLD_MEMBERS))
    for train, test in GroupKFold(FOLDS).split(table.X, groups=table.publisher):
        for member in range(FOLD_MEMBERS):
            rows = train[resampled(table.publisher[train], rng)]
            model = trained(table[rows], columns, weight[rows], member)
            raw[test, member] = model.decision_function(table.X[test])
    return raw


def resampled(publisher: NDArray[np.str_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw publishers with replacement; give the rows of their pages."""
    names, rows = np.unique(publisher), defaultdict(list)
    for row, name in enumerate(publisher.tolist()):
        rows[name].append(row)
    drawn = rng.choice(names, len(names))
    return np.array([row for name in drawn.tolist() for row in rows[name]])


def fit(data: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Fit the page model on the `tune` publishers, write `page.npz`, measure it on `test`."""
    tune = simulated(data, "tune", seed)
    columns = [evidence_columns()[j] for j in measurable(tune)]
    said = fit_model(tune.only(measurable(tune)), columns, out, seed)
    test, left = parted(simulated(data, "test", seed + 1).only(measurable(tune)))
    model = Model.load(out / "page.npz")
    return {
        **said,
        **evaluate(test, model),
        "leftovers": leftovers(test, left, model),
        "unseen": unseen(tune.only(measurable(tune)), test, left, columns),
        "ablation": ablation(tune.only(measurable(tune)), test, columns),
    }


def measure_again(data: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Measure the stored model anew on the pages on which a fit with `seed` measures it."""
    model = Model.load(out / "page.npz")
    columns = [evidence_columns().index(column) for column in model.columns]
    test, left = parted(simulated(data, "test", seed + 1).only(columns))
    return {
        "version": model.version,
        **evaluate(test, model),
        "leftovers": leftovers(test, left, model),
    }


def measurable(table: Measured) -> list[int]:
    """List the columns that hold anything: an all-NaN column stops scikit-learn's fit."""
    return np.flatnonzero(~np.isnan(table.X).all(axis=0)).tolist()


def fit_model(table: Measured, columns: Sequence[str], out: Path, seed: int) -> dict[str, Any]:
    """Fit, calibrate and band the bag, and write it; give what was chosen."""
    weight, rng = weights(table), np.random.default_rng(seed)
    ordinary = ordinary_of(table)
    table = filled(table, ordinary)
    shift = np.log(PREVALENCE / (1 - PREVALENCE))
    folded = out_of_fold(table, columns, weight, rng)
    raw = folded.mean(axis=1)
    slope, offset = platt(raw, table.farm, weight)
    members, slopes, offsets = [], [slope], [offset + shift]
    for member in range(MEMBERS):
        rows = resampled(table.publisher, rng)
        members.append(trained(table[rows], columns, weight[rows], member))
        again = platt(raw[rows], table.farm[rows], weight[rows])
        slopes.append(again[0])
        offsets.append(again[1] + shift)
    centre = slope * raw + offset + shift
    drawn = folded * slopes[1 : FOLD_MEMBERS + 1] + offsets[1 : FOLD_MEMBERS + 1]
    spread = spread_of(centre, drawn, table)
    stored: dict[str, Any] = {
        "name": "darnel", "version": version("darnel"), "columns": list(columns),
        **tabled(members, ordinary),
        "slope": np.array(slopes), "offset": np.array(offsets), "spread": spread,
        "prevalence": PREVALENCE,
        "ordinary": ordinary,
        "bands": {"name": "default-1", "review": 0.5, "block": 0.5},
    }  # fmt: skip
    model = Model(stored, "")
    stored["bands"] |= thresholds(_expit(-centre), table)
    reference = table.X[:: max(1, len(table.X) // 64)][:64]
    trees = np.mean([m.decision_function(reference) for m in members], axis=0)
    stored |= {
        "reference": reference,
        "log_odds": trees,
        "expected": model.judge(reference).quality,
    }
    save_stored(out / "page.npz", stored)
    return {
        "version": stored["version"], "bands": stored["bands"], "columns": list(columns),
        "members": MEMBERS, "prevalence": PREVALENCE, "spread": spread,
    }  # fmt: skip


def thresholds(quality: Floats, table: Measured) -> dict[str, float]:
    """Set the bands by the rates of honest pages, scored by models blind to their publisher."""
    clean = quality[table.recipe == "untouched"]
    odd = ~table.farm & (table.recipe != "untouched")
    kinds = [quality[odd & (table.recipe == kind)] for kind in np.unique(table.recipe[odd])]
    worst = [
        np.quantile(some, KIND_BLOCK_RATE, method="lower")
        for some in kinds if len(some) * KIND_BLOCK_RATE >= 1
    ]  # fmt: skip
    block = min(
        np.quantile(clean, BLOCK_RATE), np.quantile(quality[odd], HONEST_BLOCK_RATE), *worst
    )
    review = np.quantile(clean, REVIEW_RATE)
    return {"review": round(float(max(review, block)), 4), "block": round(float(block), 4)}


def spread_of(centre: Floats, drawn: Floats, table: Measured) -> float:
    """Choose by how much to widen the bag's interval so that it covers, on pages not fitted on."""
    quality = _expit(-centre)
    for factor in SPREADS:
        low, high = interval(centre, drawn, factor)
        if covered(quality, low, high, table)["covered"] >= COVERAGE:
            return factor
    return SPREADS[-1]


def interval(centre: Floats, drawn: Floats, factor: float) -> tuple[Floats, Floats]:
    """Give the interval of quality, the members' distance from the centre widened by a factor."""
    members = centre[:, None] + factor * (drawn - centre[:, None])
    low, high = np.quantile(_expit(-members), INTERVAL, axis=1)
    quality = _expit(-centre)
    return np.minimum(low, quality), np.maximum(high, quality)


def covered(quality: Floats, low: Floats, high: Floats, table: Measured) -> dict[str, float]:
    """Tell how often the interval holds the true share of honest pages of pages of like quality.

    Pages are ordered by quality and cut into bins of as many pages each; a bin is covered if its
    share of honest pages, at the assumed prevalence, lies between its mean bounds. The share of bins
    is the mean over COVERAGE_BINS. An interval is of the probability, not of the label: one page has
    no rate.
    """
    w, order = assumed(table), np.argsort(quality)
    shares, widths = [], []
    for count in COVERAGE_BINS:
        hits = []
        for mine in np.array_split(order, count):
            honest = np.average(~table.farm[mine], weights=w[mine])
            bottom, top = (np.average(bound[mine], weights=w[mine]) for bound in (low, high))
            hits.append(bool(bottom <= honest <= top))
            widths.append(float(top - bottom))
        shares.append(np.mean(hits))
    return {"covered": float(np.mean(shares)), "width": float(np.mean(widths))}


def told(honest: Floats, farm: Floats) -> dict[str, float]:
    """Give AUROC, and recall at 1 % false positives, of farm pages' log-odds against honest pages'."""
    labels = np.repeat([0, 1], [len(honest), len(farm)])
    return {
        "auroc": float(roc_auc_score(labels, np.concatenate([honest, farm]))),
        "recall_at_1_fpr": float((farm > np.quantile(honest, 0.99)).mean()),
    }


def against_untouched(table: Measured, raw: Floats) -> dict[str, float]:
    """Tell the farm pages of a table from its untouched news by their log-odds."""
    return told(raw[table.recipe == "untouched"], raw[table.farm])


def evaluate(table: Measured, model: Model) -> dict[str, Any]:
    """Measure the stored model on pages of publishers that nothing was trained on."""
    judged = model.judge(table.X)
    quality = judged.quality
    clean = table.recipe == "untouched"
    limit = np.quantile(quality[clean], 0.01)
    figures = against_untouched(table, -quality)
    result: dict[str, Any] = {
        "auroc": float(roc_auc_score(table.farm, -quality)),
        "auroc_untouched": figures["auroc"],
        "recall_at_1_fpr": figures["recall_at_1_fpr"],
        "ece": calibration_error(quality, table.farm, weights(table)),
        "interval_coverage": covered(quality, judged.low, judged.high, table),
        "reliability": reliability(quality, table.farm, assumed(table), table.publisher),
        "recipes": {}, "honest": {},
    }  # fmt: skip
    for name in sorted(set(table.recipe.tolist())):
        mine = table.recipe == name
        group = "recipes" if table.farm[mine].all() else "honest"
        result[group][name] = banded(quality[mine], model)
        if group == "recipes":
            result[group][name]["recall_at_1_fpr"] = float((quality[mine] < limit).mean())
    return result


def banded(quality: Floats, model: Model) -> dict[str, float]:
    """Say of some pages how many they are, their median quality and the shares that are not clear and block."""
    bands = np.array([model.bands.of(q) for q in quality])
    return {
        "pages": len(quality),
        "median_quality": float(np.median(quality)),
        "not_clear": float((bands != "clear").mean()),
        "block": float((bands == "block").mean()),
    }


def leftovers(test: Measured, left: Measured, model: Model) -> dict[str, dict[str, float]]:
    """Measure the stored model on articles that bear nothing but templates' leftovers, by how many kinds of them.

    Nobody can say of such a page whether a farm or a careless publisher made it: these are figures of what it costs.
    """
    kinds = {*LEFTOVERS, "recirculation_label"}
    alone = np.array([kinds.issuperset(signs.split()) for signs in left.signs.tolist()], bool)
    number = np.array([len(signs.split()) for signs in left.signs.tolist()])
    quality = model.judge(left.X).quality
    limit = np.quantile(model.judge(test.X[test.recipe == "untouched"]).quality, 0.01)
    result: dict[str, dict[str, float]] = {}
    for count in np.unique(number[alone]).tolist():
        mine = quality[alone & (number == count)]
        result[str(count)] = banded(mine, model) | {"recall_at_1_fpr": float((mine < limit).mean())}
    return result


def family(recipe: str) -> frozenset[str]:
    """Give a recipe and its near twins, which teach much the same."""
    return next((twins for twins in TWINS if recipe in twins), frozenset({recipe}))


def bears(table: Measured, names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which pages went through any of some recipes, as chief or further sign or as a part of one."""
    found = {s: not names.isdisjoint(s.replace("+", " ").split()) for s in np.unique(table.signs)}
    return np.array([found[signs] for signs in table.signs.tolist()], dtype=bool)


def unseen(
    tune: Measured, test: Measured, left: Measured | None, columns: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Score the pages of every recipe by a bag as large as the shipped one that saw no page of it or of its twins.

    `alone` is the recall of pages that bear no further sign. `all` pools the pages of all recipes, each ranked among
    the untouched pages of its own model; there `signs_1` to `signs_4` are the recall of pages that bear so many signs.
    `with_leftovers` pools with them the pages `left` whose chief sign is a template's leftover.
    """
    ordinary = ordinary_of(tune)
    tune, test = filled(tune, ordinary), filled(test, ordinary)
    clean = test.recipe == "untouched"
    farm = test[test.farm]
    every = farm if left is None else joined(farm, filled(left, ordinary))
    names = [*np.unique(farm.recipe), *(np.unique(left.recipe) if left is not None else ())]
    result: dict[str, dict[str, float]] = {}
    raws: dict[frozenset[str], tuple[Floats, Floats]] = {}
    caught = np.zeros(len(every.farm), np.bool_)
    for recipe in names:
        out = family(recipe)
        if out not in raws:
            raw = bagged(tune[~bears(tune, out)], columns, np.concatenate([test.X[clean], every.X]))
            raws[out] = raw[: clean.sum()], raw[clean.sum() :]
        honest, raw = raws[out]
        mine = every.recipe == recipe
        caught[mine] = raw[mine] > np.quantile(honest, 0.99)
        alone = mine & (np.char.find(every.signs, " ") < 0)
        result[recipe] = {"pages": float(mine.sum()), **told(honest, raw[mine])}
        if alone.any():
            result[recipe]["alone"] = float(caught[alone].mean())
    signs = np.array([len(signs.split()) for signs in every.signs.tolist()])
    own = np.isin(every.recipe, np.unique(farm.recipe))
    by_signs = {
        f"signs_{number}": float(caught[own & (signs == number)].mean())
        for number in np.unique(signs[own]).tolist()
    }
    pooled = {"all": _pooled([result[name] for name in np.unique(farm.recipe)]) | by_signs}
    if left is not None:
        pooled["with_leftovers"] = _pooled(list(result.values()))
    return {**result, **pooled}


def _pooled(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """Give the number of pages of some recipes, and the mean of their figures weighed by it."""
    pages = np.array([row["pages"] for row in rows])
    means = {
        key: float(np.average([row[key] for row in rows], weights=pages))
        for key in ("auroc", "recall_at_1_fpr")
    }
    return {"pages": float(pages.sum()), **means}


def halved(table: Measured, columns: Sequence[str]) -> dict[str, dict[str, float]]:
    """Measure recipes seen and unseen on each half of the publishers with fits on the other half.

    For choosing rounds, rates and priors by the tune split alone.
    """
    said = defaultdict(list)
    for fitted, held in GroupKFold(2).split(table.X, groups=table.publisher):
        mine, other = table[fitted], table[held]
        said["unseen"].append(unseen(mine, other, None, columns)["all"])
        ordinary = ordinary_of(mine)
        raw = bagged(filled(mine, ordinary), columns, filled(other, ordinary).X)
        said["seen"].append(against_untouched(other, raw))
    return {
        kind: {key: float(np.mean([f[key] for f in both])) for key in ("auroc", "recall_at_1_fpr")}
        for kind, both in said.items()
    }


def bagged(table: Measured, columns: Sequence[str], X: Floats) -> Floats:
    """Score pages by a small bag of models of resampled publishers: their mean log-odds."""
    rng, weight = np.random.default_rng(0), weights(table)
    raws = []
    for member in range(MEMBERS):
        rows = resampled(table.publisher, rng)
        model = trained(table[rows], columns, weight[rows], member)
        raws.append(model.decision_function(X))
    result: Floats = np.mean(raws, axis=0)
    return result


def ablation(tune: Measured, test: Measured, columns: Sequence[str]) -> dict[str, dict[str, float]]:
    """Measure the fit without each signal, and with it alone."""
    ordinary = ordinary_of(tune)
    tune, test = filled(tune, ordinary), filled(test, ordinary)
    result: dict[str, dict[str, float]] = {}
    signals = list(dict.fromkeys(column.partition(".")[0] for column in columns))
    every = list(range(len(columns)))
    weight = weights(tune)

    def figures(kept: list[int]) -> dict[str, float]:
        names = [columns[j] for j in kept]
        model = trained(tune.only(kept), names, weight, 0)
        return against_untouched(test, model.decision_function(test.X[:, kept]))

    whole = figures(every)
    result["nothing"] = whole
    for signal in signals:
        mine = [j for j in every if columns[j].partition(".")[0] == signal]
        without, alone = figures([j for j in every if j not in mine]), figures(mine)
        result[signal] = {
            **without,
            "recall_lost": whole["recall_at_1_fpr"] - without["recall_at_1_fpr"],
            "alone_auroc": alone["auroc"],
            "alone_recall_at_1_fpr": alone["recall_at_1_fpr"],
        }
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


def _expit(x: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(x, -700, 700)))
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    parser.add_argument(
        "--halves", action="store_true", help="fit nothing: measure on halves of tune"
    )
    arguments = parser.parse_args()
    if arguments.halves:
        pages = simulated(arguments.data, "tune", 0)
        kept = measurable(pages)
        names = [evidence_columns()[j] for j in kept]
        print(json.dumps(halved(pages.only(kept), names), indent=1))
    else:
        print(json.dumps(fit(arguments.data, arguments.out), indent=1))
