"""A made-up world for the feedback loop: traffic, the queue's own sampler, and reviewers who err.

What the model says of a page is drawn from the reliability figures of the model that ships: within a
bin of quality as many honest and farm pages as were measured there. Only the share of farm pages, the
sources, the reports and the reviewers are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from darnel.assessment import Assessment, ModelName
from darnel.calibration import Calibration
from darnel.model import Bands
from darnel.queue.case import Verdict
from darnel.queue.sampling import Choice, Sampler, Why
from darnel.queue.states import A_THIRD, settled
from training.feedback.table import Bools, Floats, Names

LEAST, MOST = 0.0005, 0.9995
"""Quality is drawn between these: the outer bins reach to 0 and 1, where log-odds have no end."""


@dataclass(frozen=True)
class Traffic:
    """Hold the articles of one round; `reported` are those that readers complain of."""

    farm: Bools
    quality: Floats
    source: Names
    reported: Bools


@dataclass(frozen=True)
class Judged:
    """Hold what was chosen and what people said; arrays over the chosen rows of a round.

    `row` is the place among the articles; `said` is 1, 0 or NaN for unsure.
    """

    row: NDArray[np.int64]
    probability: Floats
    why: NDArray[np.str_]
    said: Floats
    reviews: int

    @property
    def sampled(self) -> Bools:
        """Tell which rows chance chose and people could judge."""
        by_chance: Bools = (self.why != "report") & ~np.isnan(self.said)
        return by_chance


@dataclass(frozen=True)
class Setting:
    """Set a world: shares in [0, 1].

    `first` and `last` are the shares of farm pages in the first and the last round, on a straight
    line between; `caught` and `cleared` bound how surely a reviewer knows a farm's page, an honest
    one. `farms_new` and `honest_new` are how often a page is of a source that was not seen before.
    """

    articles: int = 30_000
    first: float = 0.04
    last: float = 0.08
    rounds: int = 10
    reviewers: int = 6
    caught: tuple[float, float] = (0.93, 0.99)
    cleared: tuple[float, float] = (0.985, 0.998)
    unsure: float = 0.02
    farm_reported: float = 0.05
    honest_reported: float = 0.001
    farms_new: float = 0.15
    honest_new: float = 0.03
    sources: int = 400
    audit: float = 0.02
    two_reviews: frozenset[str] = frozenset({"clear", "block"})


@dataclass
class World:
    """Run the rounds of one seed; what the queue has seen is remembered from round to round."""

    setting: Setting
    figures: Calibration
    seed: int
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        bands = self.figures
        self.bands = Bands(bands.bands, bands.review, bands.block)
        s = self.setting
        self.sampler = Sampler(bands.review, bands.block, audit=s.audit, salt=str(self.seed))
        self.caught = self.rng.uniform(*s.caught, s.reviewers)
        self.cleared = self.rng.uniform(*s.cleared, s.reviewers)

    def rounds(self) -> Iterator[tuple[Traffic, Judged]]:
        """Give each round's articles, and what came of those that were chosen."""
        shares = np.linspace(self.setting.first, self.setting.last, self.setting.rounds)
        for number, share in enumerate(shares.tolist()):
            traffic = self.traffic(share, number)
            yield traffic, self.judged(traffic, number)

    def traffic(self, share: float, number: int) -> Traffic:
        """Draw the articles of a round; farms and honest sites are sources of their own."""
        s, rng = self.setting, self.rng
        farm = rng.random(s.articles) < share
        new = rng.random(s.articles) < np.where(farm, s.farms_new, s.honest_new)
        regular = np.minimum(rng.zipf(1.4, s.articles), s.sources)
        which = np.where(new, rng.integers(0, s.articles // 20, s.articles), regular)
        names = np.char.add(np.where(farm, "farm", "site"), np.where(new, f"-{number}-", "-"))
        reported = rng.random(s.articles) < np.where(farm, s.farm_reported, s.honest_reported)
        return Traffic(farm, self.qualities(farm), np.char.add(names, which.astype(str)), reported)

    def qualities(self, farm: Bools) -> Floats:
        """Draw what the model says of each page: by bin, then evenly in log-odds within it."""
        bins = self.figures.bins
        honest = np.array([b.share * b.honest for b in bins])
        others = np.array([b.share * (1 - b.honest) for b in bins])
        place = np.where(
            farm,
            self.rng.choice(len(bins), len(farm), p=others / others.sum()),
            self.rng.choice(len(bins), len(farm), p=honest / honest.sum()),
        )
        edges = np.clip([(b.start, b.end) for b in bins], LEAST, MOST)
        odds = np.log(edges) - np.log1p(-edges)
        drawn = self.rng.uniform(odds[place, 0], odds[place, 1])
        quality: Floats = 1 / (1 + np.exp(-drawn))
        return quality

    def judged(self, traffic: Traffic, number: int) -> Judged:
        """Let the queue's sampler choose, and people review what it chose or somebody reported."""
        rows: list[int] = []
        choices: list[Choice] = []
        for row, (quality, source, reported) in enumerate(
            zip(
                traffic.quality.tolist(), traffic.source.tolist(), traffic.reported.tolist(),
                strict=True,
            )
        ):  # fmt: skip
            choice = self.sampler.choose(
                self._assessment(quality), f"{number}-{row}", new_source=source not in self.known
            )
            if choice is None and reported:
                choice = Choice("report", 1.0)
            if choice is not None:
                self.known.add(source)
                rows.append(row)
                choices.append(choice)
        verdicts = [
            self._verdict(bool(traffic.farm[row]), self.bands.of(float(traffic.quality[row])))
            for row in rows
        ]
        meant = {"content_farm": 1.0, "credible": 0.0, "unsure": np.nan}
        why: list[Why] = [choice.why for choice in choices]
        return Judged(
            np.array(rows, np.int64), np.array([c.probability for c in choices]), np.array(why),
            np.array([meant[said] for said, _ in verdicts]), sum(count for _, count in verdicts),
        )  # fmt: skip

    def _assessment(self, quality: float) -> Assessment:
        return Assessment(
            "", quality, None, self.bands.of(quality), None, "en", "", {}, (), 0.0, (), NAME
        )

    def _verdict(self, farm: bool, band: str) -> tuple[Verdict, int]:  # noqa: FBT001
        """Let one or two people judge a page, and a third where they differ; count the reviews."""
        required = 2 if band in self.setting.two_reviews else 1
        who = self.rng.permutation(self.setting.reviewers)[:A_THIRD]
        said: list[tuple[str, Verdict]] = []
        for reviewer in who.tolist():
            said.append((str(reviewer), self._said(farm, reviewer)))
            verdict = settled(tuple(said), A_THIRD if len(said) > required else required)
            if verdict is not None:
                return verdict, len(said)
        return said[-1][1], len(said)

    def _said(self, farm: bool, reviewer: int) -> Verdict:  # noqa: FBT001
        draw, unsure = self.rng.random(2)
        if unsure < self.setting.unsure:
            return "unsure"
        right = draw < (self.caught if farm else self.cleared)[reviewer]
        return "content_farm" if farm == right else "credible"


NAME = ModelName("darnel", "simulated", "simulated")
