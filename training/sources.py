"""Verdicts on sources: the populations they start from, and how good they are.

`python -m training.sources --data DIR` prints every figure; `python -m training.fit --data DIR --only
sources` also writes `artifacts/populations.json` and puts the figures on record. Honest sources are
real publishers of the `test` split, of which half teach the populations and half are judged; farms are
publishers 30 % of whose pages are simulated farm pages. No labelled farms with page text exist: that
farms differ so much, and that one source in ten is one, is assumed (`ASSUMED`) until a file says more.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import betabinom, spearmanr
from sklearn.metrics import roc_auc_score

from darnel.article import Article
from darnel.doors.sources import WEIGHTY
from darnel.language import LEAST_WORDS
from darnel.populations import Evidence, Populations, learned, log_ratio
from darnel.scorer import Scorer
from darnel.sources import SourcePage, Sources, SourceVerdict
from training.corpora import load_chrome, load_donors, load_news, registrable, split
from training.look_alikes import untouched, with_chrome
from training.simulate import RECIPES, Page, Pool, farm_pages

Floats = NDArray[np.float64]

ASSUMED = Populations(honest_mean=0.01, honest_size=10.0, farm_mean=0.3, farm_size=5.0, farms=0.1)
"""What is known before any page: only the honest population is then learned, from real publishers."""

PAGES = (1, 3, 5, 10, 20, 40)
SIMULATED = 4_000
"""Simulated sources of each size, half of them farms."""

FARM_RATE, HONEST_RATE = 0.3, 0.02
FARM_SIZE, HONEST_SIZE = 5.0, 20.0
STEADY = 1e6
"""The size of a Beta that is all but a point: sources without over-dispersion."""

FLAGGED, PLAIN = 0.01, 0.996
"""Page quality of a page that bears a sign, and of one that does not, as the page model has them."""

KINDS = 6
"""Kinds of signs that a simulated source bears."""

OF_A_SOURCE = 20
LEAST_OF_A_SOURCE = 5
FARM_POOL = 700
FARMS = 10
FILES = 20
RECIPES_OF_A_FARM = 3
"""Pages taken of a real publisher, and asked for; simulated farm pages; farms in a file of real
publishers, and files; a farm's recipes."""


@dataclass(frozen=True)
class Drawn:
    """Hold simulated sources: whether each is a farm, its share of farm pages, its flagged pages."""

    farm: NDArray[np.bool_]
    share: Floats
    flagged: NDArray[np.int64]


def draw(pages: int, farm_size: float, honest_size: float, rng: np.random.Generator) -> Drawn:
    """Draw sources of so many pages: half are farms."""
    farm = np.arange(SIMULATED) % 2 == 0
    share = np.where(
        farm,
        rng.beta(FARM_RATE * farm_size, (1 - FARM_RATE) * farm_size, SIMULATED),
        rng.beta(HONEST_RATE * honest_size, (1 - HONEST_RATE) * honest_size, SIMULATED),
    )
    return Drawn(farm, share, rng.binomial(pages, share))


def ceiling(pages: int, farm_size: float, honest_size: float) -> float:
    """Give the exact AUROC of the count of flagged pages, the best that any verdict can reach."""
    counts = np.arange(pages + 1)
    farm, honest = (
        betabinom.pmf(counts, pages, rate * size, (1 - rate) * size)
        for rate, size in ((FARM_RATE, farm_size), (HONEST_RATE, honest_size))
    )
    return float(np.sum(farm * (np.cumsum(honest) - honest / 2)))


def flagged_pages(
    source: str, flagged: int, pages: int, kind: str = "", quote: str = ""
) -> Iterator[SourcePage]:
    """Make the pages of a source, so many of them flagged.

    Without `kind` the signs are of KINDS kinds in turn, without `quote` each has its own words.
    """
    for number in range(pages):
        said = quote or f"{source} {_letters(number)}"
        sign = f"{kind or f'A sign of kind {_letters(number % KINDS)}'}: “{said}”"
        bears = number < flagged
        yield SourcePage(source, FLAGGED if bears else PLAIN, 0.1, sign if bears else "")


def simulated(pages: int, *, dispersed: bool, rng: np.random.Generator) -> dict[str, float]:
    """Compare verdicts on simulated sources with the exact ceiling, and see what intervals hold.

    `count` is the AUROC of the bare count of flagged pages on the same sources: what `ceiling` is in
    the limit of many.
    """
    sizes = (FARM_SIZE, HONEST_SIZE) if dispersed else (STEADY, STEADY)
    drawn = draw(pages, *sizes, rng)
    gathered = Sources()
    for number, flagged in enumerate(drawn.flagged.tolist()):
        for page in flagged_pages(f"s{number}.example", flagged, pages):
            gathered.add(page)
    judged = {int(v.source[1:-8]): v for v in gathered.verdicts(Populations.shipped())}
    verdicts = [judged[number] for number in range(SIMULATED)]
    quality = np.array([v.quality for v in verdicts])
    low, high = (
        np.array([getattr(v, f"farm_share_{end}") for v in verdicts]) for end in ("low", "high")
    )
    block = np.array([v.verdict == "block" for v in verdicts])
    return {
        "auroc": float(roc_auc_score(drawn.farm, -quality)),
        "count": float(roc_auc_score(drawn.farm, drawn.flagged)),
        "ceiling": ceiling(pages, *sizes),
        "covered": float(((low <= drawn.share) & (drawn.share <= high)).mean()),
        "farms_block": float(block[drawn.farm].mean()),
        "honest_block": float(block[~drawn.farm].mean()),
    }


def one_cause(rng: np.random.Generator) -> dict[str, float]:
    """Judge honest sources with one fault on every page, among simulated sources: quality, 1 is best.

    The fault is a policy printed in the same words, a headline printed again (other words on each page),
    or one flagged page in twenty copies.
    """
    pages = OF_A_SOURCE
    policy = "This is a comment policy, a template text and not part of the article"
    again = "The headline stands here again, before the article begins"
    faults = {
        "policy": list(flagged_pages("policy.example", pages, pages, policy, "We invite readers")),
        "headline": list(flagged_pages("headline.example", pages, pages, again)),
        "half_policy": list(flagged_pages("half.example", pages // 2, pages, policy, "We invite")),
        "copies": [
            replace(page, cluster="one") for page in flagged_pages("copies.example", pages, pages)
        ],
        "farm_alike": list(flagged_pages("farm.example", pages // 2, pages)),
    }
    gathered = Sources()
    drawn = draw(pages, FARM_SIZE, HONEST_SIZE, rng)
    for number, flagged in enumerate(drawn.flagged[:400].tolist()):
        for page in flagged_pages(f"s{number}.example", flagged, pages):
            gathered.add(page)
    for made in faults.values():
        for page in made:
            gathered.add(page)
    found = {v.source: v for v in gathered.verdicts(Populations.shipped())}
    result = {}
    for name, made in faults.items():
        verdict = found[made[0].source]
        result[f"{name}.quality"] = verdict.quality
        result[f"{name}.effective_pages"] = verdict.effective_pages
        result[f"{name}.block"] = float(verdict.verdict == "block")
    return result


def scored(scorer: Scorer, pages: Iterable[Page]) -> dict[str, list[SourcePage]]:
    """Score pages and gather them by publisher."""
    kept = [page for page in pages if len(page.text.split()) >= LEAST_WORDS]
    said = scorer.assess([Article(text=page.text, title=page.title) for page in kept])
    result: defaultdict[str, list[SourcePage]] = defaultdict(list)
    for page, a in zip(kept, said, strict=True):
        signals = tuple(c.signal for c in a.contributions if c.log_odds >= WEIGHTY)
        name = page.recipe if page.farm else registrable(page.publisher)
        result[name].append(
            SourcePage(
                name, a.quality, a.model.prevalence or ASSUMED.farms, a.reason,
                a.abstained is not None, signals,
            )
        )  # fmt: skip
    return result


def honest_population(publishers: Sequence[Sequence[SourcePage]]) -> Populations:
    """Learn the honest population from publishers, with no farm among them."""
    source, ratio = [], []
    for number, pages in enumerate(publishers):
        for page in pages:
            if page.quality is not None:
                source.append(number)
                ratio.append(log_ratio(page.quality, page.prevalence))
    evidence = Evidence(np.array(source), np.array(ratio), np.ones(len(ratio)), len(publishers))
    found = learned(evidence, replace(ASSUMED, farms=0.001))
    return replace(ASSUMED, honest_mean=found.honest_mean, honest_size=found.honest_size)


def as_farms(
    publishers: Sequence[Sequence[SourcePage]], farm: dict[str, list[SourcePage]], pages: int,
    rng: np.random.Generator,
) -> dict[str, list[SourcePage]]:  # fmt: skip
    """Make farms: a publisher's pages, of which 30 % in the mean are farm pages of a few recipes."""
    made: dict[str, list[SourcePage]] = {}
    recipes = sorted(farm)
    for number in range(FARMS):
        host = publishers[int(rng.integers(len(publishers)))]
        name = f"farm{number}.example"
        mine = rng.choice(recipes, RECIPES_OF_A_FARM, replace=False).tolist()
        pool = [page for recipe in mine for page in farm[recipe]]
        drawn = [host[int(i)] for i in rng.integers(len(host), size=pages)]
        share = rng.beta(FARM_RATE * FARM_SIZE, (1 - FARM_RATE) * FARM_SIZE)
        bad = rng.random(pages) < share
        made[name] = [
            replace(pool[int(rng.integers(len(pool)))] if is_bad else page, source=name)
            for page, is_bad in zip(drawn, bad, strict=True)
        ]
    return made


def judged_together(
    sources: Iterable[Sequence[SourcePage]], start: Populations
) -> dict[str, SourceVerdict]:
    """Judge sources as one file."""
    gathered = Sources()
    for pages in sources:
        for page in pages:
            gathered.add(page)
    return {verdict.source: verdict for verdict in gathered.verdicts(start)}


def taken(pages: Sequence[SourcePage], count: int, rng: np.random.Generator) -> list[SourcePage]:
    """Take some pages of a source."""
    return [pages[int(i)] for i in rng.permutation(len(pages))[:count]]


def real(data: Path, start: Populations | None = None) -> tuple[Populations, dict[str, Any]]:
    """Judge real publishers, and farms made of them, by pages that the model never saw."""
    rng, scorer = np.random.default_rng(41), Scorer.load()
    articles = [a for a in load_news(data) if split(a.publisher) == "test"]
    by_site: defaultdict[str, list[Any]] = defaultdict(list)
    for at in rng.permutation(len(articles)).tolist():
        by_site[registrable(articles[at].publisher)].append(articles[at])
    sites = {
        name: some[:OF_A_SOURCE] for name, some in by_site.items() if len(some) >= LEAST_OF_A_SOURCE
    }
    honest = scored(scorer, untouched([a for some in sites.values() for a in some]))
    chrome = scored(scorer, with_chrome(articles, load_chrome(data)))
    chrome = {n: p[:OF_A_SOURCE] for n, p in chrome.items() if len(p) >= LEAST_OF_A_SOURCE}
    pool = Pool(articles, load_donors(data), "test")
    farm = scored(scorer, farm_pages(pool, rng, list(RECIPES), FARM_POOL))
    teach = [pages for name, pages in sorted(honest.items()) if crc32(name.encode()) % 2]
    judge = {name: pages for name, pages in honest.items() if not crc32(name.encode()) % 2}
    start = start or honest_population(teach)
    figures: dict[str, Any] = {"populations": asdict(start), "taught": len(teach)}
    for pages in (5, 10, 20):
        figures[f"{pages}_pages"] = mixed(judge, farm, pages, start, rng)
    alone = list(judged_together(judge.values(), start).values())
    figures["honest_alone"] = verdict_figures(alone, [])
    figures["chrome"] = verdict_figures(list(judged_together(chrome.values(), start).values()), [])
    figures["pc1"] = against_ratings(data, judged_together(honest.values(), start))
    return start, figures


def against_ratings(data: Path, verdicts: Mapping[str, SourceVerdict]) -> dict[str, float]:
    """Rank publishers against PC1, a rating of credibility that nothing is fitted on (Spearman)."""
    frame = pd.read_parquet(data / "sources_rated_publishers.parquet", columns=["domain", "pc1"])
    frame = frame.dropna()
    rated = dict(zip(frame["domain"].map(registrable), frame["pc1"].tolist(), strict=True))
    names = [name for name in verdicts if name in rated]
    found = spearmanr([verdicts[n].quality for n in names], [rated[n] for n in names])
    return {"publishers": float(len(names)), "spearman": float(found.statistic)}


def mixed(
    publishers: Mapping[str, Sequence[SourcePage]], farm: dict[str, list[SourcePage]], pages: int,
    start: Populations, rng: np.random.Generator,
) -> dict[str, float]:  # fmt: skip
    """Judge files of honest publishers and farms, so many pages each, and pool the verdicts."""
    honest: list[SourceVerdict] = []
    farms: list[SourceVerdict] = []
    for _ in range(FILES):
        mine = {n: taken(p, pages, rng) for n, p in publishers.items() if len(p) >= pages}
        made = as_farms(list(publishers.values()), farm, pages, rng)
        found = judged_together([*mine.values(), *made.values()], start)
        honest += [found[name] for name in mine]
        farms += [found[name] for name in made]
    return verdict_figures(honest, farms)


def verdict_figures(
    honest: Sequence[SourceVerdict], farms: Sequence[SourceVerdict]
) -> dict[str, float]:
    """Count verdicts, and give the AUROC of quality."""
    result = {"honest": float(len(honest)), "farms": float(len(farms))}
    for name, verdicts in (("honest", honest), ("farms", farms)):
        for band in ("review", "block"):
            if verdicts:
                share = sum(v.verdict == band for v in verdicts) / len(verdicts)
                result[f"{name}_{band}"] = share
    if farms:
        labels = np.repeat([0, 1], [len(honest), len(farms)])
        quality = np.array([v.quality for v in (*honest, *farms)])
        result["auroc"] = float(roc_auc_score(labels, -quality))
    return result


def report() -> dict[str, Any]:
    """Give the figures that need no corpora."""
    figures: dict[str, Any] = {}
    for name, dispersed in (("steady", False), ("dispersed", True)):
        rng = np.random.default_rng(40)
        figures[name] = {f"{n}": simulated(n, dispersed=dispersed, rng=rng) for n in PAGES}
    figures["one_cause"] = one_cause(np.random.default_rng(42))
    return figures


def fit(data: Path, out: Path) -> dict[str, Any]:
    """Learn the populations, write them, and measure verdicts."""
    start, figures = real(data)
    kept = {name: round(value, 4) for name, value in asdict(start).items()}
    (out / "populations.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return report() | {"real": figures}


def _letters(number: int) -> str:
    """Spell a number in letters, for the digits of quotes do not count."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="the folder of the corpora; without it, no real ones"
    )
    data = parser.parse_args().data
    figures = report() | ({} if data is None else {"real": real(data, Populations.shipped())[1]})
    print(json.dumps(figures, indent=1))
