"""Scorers that another process can load by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from hashlib import sha256
from types import SimpleNamespace

from darnel.article import Article
from darnel.assessment import Assessment, ModelName


class Brittle:
    """A scorer that dies of arsenic and falls asleep over poppies; quality is a hash of the text.

    It takes `pause` seconds an article.
    """

    feature_names = ("gears.score",)
    model = SimpleNamespace(name="brittle", version="1", bands=SimpleNamespace(name="bands-1"))

    def __init__(self, pause: float = 0) -> None:
        self.pause = pause

    def assess(self, articles: Sequence[Article]) -> list[Assessment]:
        time.sleep(self.pause * len(articles))
        return [self.one(article) for article in articles]

    def one(self, article: Article) -> Assessment:
        if "arsenic" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "poppies" in article.text:
            time.sleep(600)
        quality = sha256(article.text.encode("utf-8", "surrogatepass")).digest()[0] / 255
        return Assessment(
            article.id, quality, (quality, quality), "clear" if quality > 0.5 else "review", None,
            "en", "No sign of assembly stands out.", {"gears.score": 1 - quality}, (), 0.0, (),
            ModelName("brittle", "1", "bands-1"),
        )  # fmt: skip


def brittle() -> Brittle:
    return Brittle()
