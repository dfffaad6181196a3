"""Does darnel have a viewpoint? Quality by side of the outlet, and with the sides swapped.

`python -m training.viewpoint --data DIR` takes publishers of the `test` split. First it compares the
quality of clean articles of left, centre and right outlets. Then it swaps in each article parties,
politicians, places, personal names and gender (`training/swaps.py`) and measures what that moves;
weekdays and months, which have no side, show what any swap moves. `--signals` says where it moves.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.scorer import Scorer
from training.corpora import Clean, load_donors, load_news, registrable, split
from training.simulate import RECIPES, Pool, farm_pages
from training.swaps import SWAPS, Swap, Table, swapped

SIDES = ("left", "center", "right")

LARGEST_GAP = 0.03
"""Limit of the largest difference between the mean qualities of two sides."""

LARGEST_MOVE = 0.02
"""Limit of the mean absolute change of quality by a swap."""

SWAPPED_ARTICLES = 2_500
"""Articles drawn for the swaps; each swap counts those in which it finds a word."""

FARM_PAGES = 1_000

DRAWS = 1_000
"""Draws of the bootstrap."""

LEAST_ARTICLES = 5
"""Publishers with fewer articles have no mean of their own."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """A page to swap words in."""

    title: str
    blocks: tuple[str, ...]

    def article(self) -> Article:
        """Give it as the scorer takes it."""
        return Article(text="\n\n".join(self.blocks), title=self.title)


def sides(data: Path) -> dict[str, str]:
    """Read the side of each article's outlet, by id."""
    frame = pd.read_parquet(data / "news.parquet", columns=["id", "bias"])
    return dict(zip(frame["id"].astype(str), frame["bias"].astype(str), strict=True))


def by_publisher(values: Floats, publishers: Sequence[str]) -> dict[str, Floats]:
    """Group values by publisher."""
    groups: dict[str, list[float]] = defaultdict(list)
    for value, publisher in zip(values.tolist(), publishers, strict=True):
        groups[registrable(publisher)].append(value)
    return {name: np.array(group) for name, group in groups.items()}


def bootstrap(groups: Mapping[str, Floats], rng: np.random.Generator) -> Floats:
    """Draw means over articles of as many publishers, with replacement."""
    sums = np.array([group.sum() for group in groups.values()])
    counts = np.array([len(group) for group in groups.values()])
    drawn = rng.integers(len(groups), size=(DRAWS, len(groups)))
    means: Floats = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return means


def by_side(articles: Sequence[Clean], said: Sequence[Assessment], side: Mapping[str, str]) -> dict[str, float]:  # fmt: skip
    """Compare the quality of the sides' articles; abstained ones are left out."""
    rng = np.random.default_rng(0)
    result: dict[str, float] = {}
    drawn: dict[str, Floats] = {}
    for name in SIDES:
        mine = [
            (a.publisher, s.quality, s.band) for a, s in zip(articles, said, strict=True)
            if side.get(a.id) == name and s.quality is not None
        ]  # fmt: skip
        quality = np.array([q for _, q, _ in mine])
        groups = by_publisher(quality, [publisher for publisher, _, _ in mine])
        drawn[name] = bootstrap(groups, rng)
        own = [group.mean() for group in groups.values() if len(group) >= LEAST_ARTICLES]
        result |= {
            f"{name}.articles": float(len(mine)),
            f"{name}.publishers": float(len(groups)),
            f"{name}.quality": float(quality.mean()),
            f"{name}.quality_by_publisher": float(np.mean(own)),
            f"{name}.not_clear": float(np.mean([band != "clear" for _, _, band in mine])),
        }
    for one, other in (("left", "center"), ("left", "right"), ("center", "right")):
        gap = drawn[one] - drawn[other]
        low, high = np.quantile(gap, (0.025, 0.975))
        name = f"{one}_less_{other}"
        result |= {
            name: result[f"{one}.quality"] - result[f"{other}.quality"],
            f"{name}.low": float(low), f"{name}.high": float(high),
        }  # fmt: skip
    means = [result[f"{name}.quality"] for name in SIDES]
    return result | {"largest_gap": max(means) - min(means)}


@dataclass(frozen=True)
class Moved:
    """What a swap did to the pages in which it found a word."""

    before: list[Assessment]
    after: list[Assessment]
    balance: list[int]
    """Words of the first side (left, men) less those of the other, for swaps that know sides."""

    def pairs(self) -> list[tuple[Assessment, Assessment]]:
        """Give the pages that were judged before and after."""
        every = zip(self.before, self.after, strict=True)
        return [(b, a) for b, a in every if b.quality is not None and a.quality is not None]

    def change(self) -> Floats:
        """Give the change of quality, page by page."""
        return np.array([(a.quality or 0.0) - (b.quality or 0.0) for b, a in self.pairs()])

    def figures(self) -> dict[str, float]:
        """Sum the changes up; all in quality, the last a share of pages."""
        change = self.change()
        result = {
            "pages": float(len(change)),
            "signed": float(change.mean()),
            "absolute": float(np.abs(change).mean()),
            "p99": float(np.quantile(np.abs(change), 0.99)),
            "band_changed": float(np.mean([a.band != b.band for b, a in self.pairs()])),
        }
        return result | ({"directed": self.directed()} if self.balance else {})

    def directed(self) -> float:
        """Give the mean change from the first side to the second, over pages that name one more.

        Pages on Democrats made to name Republicans, less pages on Republicans made to name Democrats:
        above 0, quality likes the second side.
        """
        every = zip(self.before, self.after, np.sign(self.balance).tolist(), strict=True)
        change = [
            side * (a.quality - b.quality) for b, a, side in every
            if side and a.quality is not None and b.quality is not None
        ]  # fmt: skip
        return float(np.mean(change)) if change else 0.0

    def signals(self) -> dict[str, tuple[float, float, float, float]]:
        """Give each signal's mean signed and mean absolute change of log-odds and of its score."""
        added: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for before, after in self.pairs():
            for b, a in zip(before.contributions, after.contributions, strict=True):
                score = f"{b.signal}.score"
                change = after.signals.get(score, np.nan) - before.signals.get(score, np.nan)
                added[b.signal].append((a.log_odds - b.log_odds, change))
        found = {}
        for name, changes in added.items():
            odds, score_change = np.nan_to_num(np.array(changes)).T
            found[name] = (
                float(odds.mean()), float(np.abs(odds).mean()),
                float(score_change.mean()), float(np.abs(score_change).mean()),
            )  # fmt: skip
        return found


def moved(scorer: Scorer, pages: Sequence[Text], said: Sequence[Assessment], swap: Swap) -> Moved:
    """Score again the pages that a swap alters."""
    others, before, balance = [], [], []
    for page, assessment in zip(pages, said, strict=True):
        title, blocks = swapped(swap, page.title, page.blocks)
        other = Text(title, tuple(blocks))
        if other != page:
            others.append(other.article())
            before.append(assessment)
            if isinstance(swap, Table) and swap.sided:
                balance.append(swap.balance([page.title, *page.blocks]))
    return Moved(before, scorer.assess(others), balance)


def _news(data: Path, limit: int | None) -> list[Clean]:
    mine = [a for a in load_news(data) if split(a.publisher) == "test"]
    return [mine[int(i)] for i in np.random.default_rng(0).permutation(len(mine))[:limit]]


def _farm(data: Path, count: int) -> list[Text]:
    mine = [a for a in load_news(data) if split(a.publisher) == "test"]
    pool = Pool(mine, load_donors(data), "test")
    drawn = farm_pages(pool, np.random.default_rng(0), list(RECIPES), count)
    return [Text(page.title, page.blocks) for page in drawn]


def measured(
    data: Path, limit: int | None = None
) -> tuple[dict[str, float], dict[str, Moved], dict[str, Moved]]:
    """Give the sides' figures, and what each swap moved in news and in farm pages."""
    scorer = Scorer.load()
    news = _news(data, limit)
    pages = [Text(a.title, a.blocks) for a in news]
    said = scorer.assess([page.article() for page in pages])
    farm = _farm(data, FARM_PAGES if limit is None else limit // 4)
    farm_said = scorer.assess([page.article() for page in farm])
    some = slice(SWAPPED_ARTICLES)
    in_news = {name: moved(scorer, pages[some], said[some], swap) for name, swap in SWAPS.items()}
    in_farm = {name: moved(scorer, farm, farm_said, swap) for name, swap in SWAPS.items()}
    return by_side(news, said, sides(data)), in_news, in_farm


def flat(
    of_sides: Mapping[str, float], in_news: Mapping[str, Moved], in_farm: Mapping[str, Moved]
) -> dict[str, float]:
    """Put all figures into one table."""
    result = {f"side.{name}": value for name, value in of_sides.items()}
    for group, every in (("news", in_news), ("farm", in_farm)):
        for name, done in every.items():
            result |= {f"{group}.{name}.{key}": value for key, value in done.figures().items()}
    return result


def report(data: Path) -> dict[str, float]:
    """Measure quality by side, and what swapping sides moves."""
    return flat(*measured(data))


def over_limits(figures: Mapping[str, float]) -> list[str]:
    """Name the figures that are over their limits."""
    limits = {"side.largest_gap": LARGEST_GAP} | {f"news.{n}.absolute": LARGEST_MOVE for n in SWAPS}
    return [name for name, limit in limits.items() if figures[name] >= limit]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="measure so many articles only")
    parser.add_argument("--signals", action="store_true", help="say which signals a swap moves")
    arguments = parser.parse_args()
    of_sides, in_news, in_farm = measured(arguments.data, arguments.limit)
    figures = flat(of_sides, in_news, in_farm)
    for name, value in figures.items():
        print(f"{name:36} {value:.4f}")
    if arguments.signals:
        print("\nchange of log-odds (signed, absolute) and of the score (signed, absolute)")
        for swap, done in in_news.items():
            for signal, row in sorted(done.signals().items(), key=lambda s: -s[1][1]):
                print(f"{swap:12} {signal:24}" + "".join(f" {value:+.4f}" for value in row))
    print("\nover the limit:", ", ".join(over_limits(figures)) or "none")


if __name__ == "__main__":
    main()
