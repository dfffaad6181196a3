"""What each attack costs: recall at one per cent of false positives before and after it.

Farm pages are of publishers that nothing was fitted on. The threshold is the quality under which one in
a hundred of their untouched clean pages lies; clean pages are never attacked, so that it stands. A page
that is abstained from counts as missed. Intervals resample publishers, before and after together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from darnel.article import Article
from darnel.language import LEAST_WORDS
from darnel.scorer import Scorer
from training.attacks import ATTACKS, TRICKS
from training.attacks.base import MOST_ADDED, Attack, Change, Prose, sentences_of
from training.attacks.markup import Markup, Trick, plain
from training.corpora import load_donors, load_news, split
from training.look_alikes import untouched
from training.simulate import RECIPES, Page, Pool, farm_pages

FALSE = 0.01
"""Share of clean pages that may lie under the threshold."""

EACH_RECIPE = 60
"""Pages of each recipe for the attacks that concern every page."""

CONCERNED = 480
"""Pages of each recipe that an attack names: its figures are of these."""

CLEAN, TWINS, MARKED = 2_000, 300, 160
"""Clean pages that set the threshold, that bear honest twins, and pages of either kind read off HTML."""

DRAWS = 1_000
"""Resamples of publishers of an interval."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Qualities of pages (1 where abstained from), and the pages that would be blocked."""

    quality: Floats
    block: NDArray[np.bool_]

    @classmethod
    def of(cls, scorer: Scorer, articles: Sequence[Article]) -> Judged:
        """Judge articles."""
        said = scorer.assess(articles)
        quality = [1.0 if a.quality is None else a.quality for a in said]
        return cls(np.array(quality), np.array([a.band == "block" for a in said]))


@dataclass(frozen=True)
class Field:
    """The pages of a measurement: farm pages by chief sign, clean ones, and honest prose by subject."""

    farm: dict[str, list[Page]]
    clean: list[Page]
    prose: Prose

    def concerned(self, recipes: Sequence[str]) -> list[Page]:
        """Give the pages that an attack is made on; without names, some of every recipe."""
        if recipes:
            return [page for name in recipes for page in self.farm[name]]
        return [page for name in RECIPES for page in self.farm[name][:EACH_RECIPE]]


def long_enough(pages: Iterable[Page]) -> list[Page]:
    """Leave out what is too short to be judged before any attack."""
    return [page for page in pages if len(page.text.split()) >= LEAST_WORDS]


def field(data: Path, seed: int = 31) -> Field:
    """Draw the pages of the `test` publishers."""
    rng = np.random.default_rng(seed)
    mine = [a for a in load_news(data) if split(a.publisher) == "test"]
    pool = Pool(mine, load_donors(data), "test")
    named = {name for attack in ATTACKS for name in attack.recipes}
    farm = {
        name: long_enough(
            farm_pages(pool, rng, [name], CONCERNED if name in named else EACH_RECIPE)
        )
        for name in (*RECIPES, *sorted(named - RECIPES.keys()))
    }
    drawn = [mine[i] for i in rng.permutation(len(mine))[:CLEAN]]
    return Field(farm, long_enough(untouched(drawn)), prose_of(pool))


def prose_of(pool: Pool) -> Prose:
    """Take honest sentences from pages of other publishers that are likest to a page."""
    number = {host.id: i for i, host in enumerate(pool.hosts)}

    def prose(page: Page) -> list[str]:
        if page.host not in number:
            return []
        lines: list[str] = []
        for other in pool.candidates(number[page.host], "N")[:6]:
            if len(" ".join(lines).split()) > 2 * MOST_ADDED:
                break
            lines += [s for block in pool.hosts[other].blocks[1:4] for s in sentences_of(block)]
        return lines

    return prose


def article(page: Page) -> Article:
    """Give a page as it would be scored."""
    return Article(text=page.text, title=page.title)


def attacked(attack: Attack, pages: Sequence[Page], prose: Prose) -> list[Article]:
    """Attack pages, each with a generator of its own."""
    return [article(attack.change(p, seeded(attack.name, i), prose)) for i, p in enumerate(pages)]


def seeded(name: str, number: int) -> np.random.Generator:
    """Give the generator of an attack on one page."""
    return np.random.default_rng([crc32(name.encode()), number])


def read(markup: Markup, pages: Sequence[Page], name: str, prose: Prose) -> list[Article]:
    """Write pages as HTML and read them back."""
    from darnel import read_html

    return [read_html(markup(p, seeded(name, i), prose)) for i, p in enumerate(pages)]


def loss(before: Judged, after: Judged, pages: Sequence[Page], limit: float) -> dict[str, Any]:
    """Give recall before and after, and what was lost in points, with a 95 % interval."""
    caught = before.quality < limit, after.quality < limit
    low, high = interval(100.0 * (caught[0].astype(float) - caught[1]), pages)
    return {
        "pages": len(pages),
        "recall_before": float(caught[0].mean()),
        "recall_after": float(caught[1].mean()),
        "lost": 100 * float(caught[0].mean() - caught[1].mean()),
        "lost_low": low,
        "lost_high": high,
        "block_before": float(before.block.mean()),
        "block_after": float(after.block.mean()),
    }


def interval(values: Floats, pages: Sequence[Page]) -> tuple[float, float]:
    """Give the 95 % interval of a mean over pages, publishers resampled."""
    rows: dict[str, list[float]] = defaultdict(list)
    for page, value in zip(pages, values.tolist(), strict=True):
        rows[page.publisher].append(value)
    sums = np.array([[sum(mine), len(mine)] for mine in rows.values()])
    drawn = np.random.default_rng(0).integers(0, len(sums), (DRAWS, len(sums)))
    totals = sums[drawn].sum(axis=1)
    low, high = np.quantile(totals[:, 0] / totals[:, 1], [0.025, 0.975])
    return float(low), float(high)


def figures(
    data: Path, only: Callable[[str], bool] = lambda _: True, *, markup: bool = True
) -> dict[str, Any]:
    """Measure all attacks, or those whose name is wanted."""
    drawn, scorer = field(data), Scorer.load()
    found = on_text(drawn, scorer, [attack for attack in ATTACKS if only(attack.name)])
    wanted = [trick for trick in TRICKS if markup and only(trick.name)]
    return {"attacks": found | tricks(drawn, scorer, wanted)}


def on_text(drawn: Field, scorer: Scorer, wanted: Sequence[Attack]) -> dict[str, Any]:
    """Measure attacks on the text."""
    if not wanted:
        return {}
    clean = Judged.of(scorer, [article(page) for page in drawn.clean])
    limit = float(np.quantile(clean.quality, FALSE))
    known: dict[tuple[str, ...], Judged] = {}
    twins: dict[Change, Judged] = {}
    result: dict[str, Any] = {}
    for attack in wanted:
        pages = drawn.concerned(attack.recipes)
        if attack.recipes not in known:
            known[attack.recipes] = Judged.of(scorer, [article(page) for page in pages])
        after = Judged.of(scorer, attacked(attack, pages, drawn.prose))
        found = loss(known[attack.recipes], after, pages, limit) | _said(attack)
        if attack.twin is not None:
            honest = drawn.clean[:TWINS]
            if attack.twin not in twins:
                twin = Attack("twin", attack.group, attack.twin)
                twins[attack.twin] = Judged.of(scorer, attacked(twin, honest, drawn.prose))
            found |= false_alarms(clean.quality[: len(honest)], twins[attack.twin], limit)
        result[attack.name] = found
        print(row(attack.name, found), flush=True)
    return result


def tricks(drawn: Field, scorer: Scorer, wanted: Sequence[Trick]) -> dict[str, Any]:
    """Measure the attacks on HTML against the same pages, and clean ones, read off plain HTML."""
    if not wanted:
        return {}
    every = drawn.concerned(())
    pages = every[:: max(1, len(every) // MARKED)]
    honest = drawn.clean[: 2 * MARKED]
    before = Judged.of(scorer, read(plain, pages, "plain", drawn.prose))
    clean = Judged.of(scorer, read(plain, honest, "plain", drawn.prose))
    limit = float(np.quantile(clean.quality, FALSE))
    result: dict[str, Any] = {}
    twins: dict[Markup, Judged] = {}
    for trick in wanted:
        after = Judged.of(scorer, read(trick.markup, pages, trick.name, drawn.prose))
        found = loss(before, after, pages, limit) | _said(trick)
        if trick.twin is not None:
            if trick.twin not in twins:
                read_back = read(trick.twin, honest, "twin", drawn.prose)
                twins[trick.twin] = Judged.of(scorer, read_back)
            found |= false_alarms(clean.quality, twins[trick.twin], limit)
        result[trick.name] = found
        print(row(trick.name, found), flush=True)
    return result


def _said(attack: Attack | Trick) -> dict[str, Any]:
    recipes = attack.recipes if isinstance(attack, Attack) else ()
    return {"group": attack.group, "target": attack.target, "recipes": list(recipes)}


def false_alarms(before: Floats, after: Judged, limit: float) -> dict[str, float]:
    """Give the share of honest pages under the threshold, before and after they bear the twin."""
    return {
        "false_before": float((before < limit).mean()),
        "false_after": float((after.quality < limit).mean()),
        "false_block": float(after.block.mean()),
    }


HEADER = (
    "| attack | pages | recall at 1 % | after | points lost (95 %) | at most | `block` | after | honest twin: false alarms |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def row(name: str, found: dict[str, Any]) -> str:
    """Write one line of the table."""
    twin = "-"
    if "false_after" in found:
        twin = f"{found['false_before']:.1%} to {found['false_after']:.1%}"
    target = "-" if found["target"] is None else f"{found['target']:g}"
    lost = f"{found['lost']:.1f} ({found['lost_low']:.1f} to {found['lost_high']:.1f})"
    return (
        f"| {name} | {found['pages']} | {found['recall_before']:.3f} | {found['recall_after']:.3f} "
        f"| {lost} | {target} | {found['block_before']:.1%} | {found['block_after']:.1%} | {twin} |"
    )


def table(found: dict[str, Any]) -> str:
    """Write the whole table in Markdown."""
    return "\n".join([HEADER, *(row(name, each) for name, each in found["attacks"].items())])


def over(found: dict[str, Any]) -> list[str]:
    """Name the attacks that cost more than their target."""
    return [
        name
        for name, each in found["attacks"].items()
        if each["target"] is not None and each["lost"] > each["target"]
    ]
