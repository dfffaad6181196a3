"""Prose to judge, and a scorer to judge it with, whose answers a test can foresee."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import SimpleNamespace

from darnel.article import Article
from darnel.assessment import Assessment, Contribution, Finding, ModelName

PROSE = (
    "The harbour board met on Tuesday to hear why the new ferry is late. "
    "Its engineers said that the gearbox, ordered in March, had failed two tests. "
    "“We would rather be late than sorry,” said Ines Valdo, who chairs the board. "
    "The ferry was to carry its first passengers in June; the board now hopes for October.\n\n"
    "Passengers on the island have used a hired boat since the old ferry was sold. "
    "It carries forty people and no cars, and in a south wind it does not sail. "
    "The island's doctor said she had missed eleven surgeries since the spring.\n\n"
    "The yard that built the ferry did not answer a letter from the board. "
    "Its contract allows a fine of two thousand a day, but the board has not asked for it yet."
)


class StandIn:
    """A scorer of the same shape as the real one, whose answers a test can foresee.

    Quality falls with the word "gearbox"; each is a finding. Under 60 words it abstains.
    """

    feature_names = ("gears.score", "gears.share")
    model = SimpleNamespace(
        name="stand-in", version="1", bands=SimpleNamespace(name="bands-1"), columns=(),
        card="# A stand-in\n",
    )  # fmt: skip

    def __init__(self, before: Callable[[Article], None] = lambda _: None) -> None:
        self.before = before
        self.batches: list[int] = []

    def assess(self, articles: Sequence[Article]) -> list[Assessment]:
        self.batches.append(len(articles))
        return [self.one(article) for article in articles]

    def one(self, article: Article) -> Assessment:
        self.before(article)
        model = ModelName("stand-in", "1", "bands-1")
        words = len(article.text.split())
        if words < 60:
            return Assessment(
                article.id, None, None, None, "too_short", "en", "Not judged: too short.",
                {"gears.score": 0.0, "gears.share": math.nan}, (), 0.0, (), model,
            )  # fmt: skip
        findings, start = [], article.text.find("gearbox")
        while start >= 0:
            found = Finding(
                "gears", "text", start, start + 7, "gearbox", 0.9, "A gearbox stands here."
            )
            findings.append(found)
            start = article.text.find("gearbox", start + 1)
        quality = 0.9 / (1 + len(findings))
        band = "clear" if quality > 0.6 else "review" if quality > 0.2 else "block"
        return Assessment(
            article.id, quality, (max(0.0, quality - 0.05), quality + 0.05), band, None, "en",
            "A gearbox stands here." if findings else "No sign of assembly stands out.",
            {"gears.score": float(bool(findings)), "gears.share": len(findings) / words},
            (Contribution("gears", 0.7 * len(findings)), Contribution("brakes", -0.2)), -1.0,
            tuple(findings), model,
        )  # fmt: skip
