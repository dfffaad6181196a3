"""The headline is worded to draw a click rather than to tell the story.

Why: pages that live by the click are headed by bait.
False alarms: listicles, quizzes and magazines that are written by people; weak by design.
Source: Chakraborty et al. (2016) and Potthast et al. (2018, Webis Clickbait). Their headlines come
from other outlets for each class, so case and digits tell the source: the model sees neither.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import arrays
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Pages

NAME = "clickbait"

BUCKETS = 1 << 15
"""Hash buckets of words and word pairs."""

LEAST_WORDS = 4
"""Shorter titles are labels."""

SHOWN = 0.9
"""A probability from which the title is pointed at."""

SHAPES = ("question", "exclamation", "ellipsis", "words", "stop_share", "you", "this")
"""What the model sees of a title's shape beside its words."""

_NUMBER = np.uint32(7)
_PAIR = np.uint32(2654435761)


def title_buckets(pages: Pages) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Hash the words and neighbouring pairs of every title; give pages and buckets."""
    title, vocabulary = pages.title, pages.vocabulary
    hashed = np.where(vocabulary.numeric, _NUMBER, vocabulary.hash)[title.word]
    single = hashed ^ (hashed >> np.uint32(13))
    together = title.page[1:] == title.page[:-1]
    pair = (hashed[:-1] * _PAIR) ^ hashed[1:]
    pair ^= pair >> np.uint32(15)
    page = np.concatenate([title.page, title.page[1:][together]])
    bucket = np.concatenate([single, pair[together]]) & np.uint32(BUCKETS - 1)
    return page, bucket.astype(np.int64)


def shapes(pages: Pages) -> FloatArray:
    """Describe the shape of every title, shape (pages, len(SHAPES))."""
    title, vocabulary = pages.title, pages.vocabulary
    words = np.diff(title.page_words).astype(np.float64)

    def share(of_word: NDArray[np.bool_]) -> FloatArray:
        found = np.bincount(title.page, of_word[title.word], len(pages))
        rate: FloatArray = found / np.maximum(words, 1)
        return rate

    texts = [shadow.text for shadow in pages.title.shadows]
    marks = [[float("?" in t), float("!" in t), float("..." in t or "…" in t)] for t in texts]
    return np.column_stack(
        [
            np.array(marks).reshape(-1, 3),
            words / 10,
            share(vocabulary.stop),
            share(vocabulary.among({"you", "your", "you're", "yourself"})),
            share(vocabulary.among({"this", "these", "that", "here"})),
        ]
    )


def measure(pages: Pages) -> Reading:
    """Give the probability that each title is clickbait."""
    stored = arrays("clickbait")
    page, bucket = title_buckets(pages)
    words = np.diff(pages.title.page_words)
    size = np.sqrt(np.maximum(np.bincount(page, minlength=len(pages)), 1))
    raw = np.bincount(page, stored["weights"].astype(np.float64)[bucket], len(pages)) / size
    raw = raw + shapes(pages) @ stored["shapes"].astype(np.float64) + float(stored["bias"][0])
    score = np.where(words >= LEAST_WORDS, 1 / (1 + np.exp(-raw)), np.nan)
    findings = Findings(NAME, pages)
    for number in np.flatnonzero(np.nan_to_num(score) >= SHOWN):
        title = pages.articles[int(number)].title
        findings.add(
            int(number), "title", 0, len(title), float(score[number]),
            "This headline is worded to draw clicks rather than to tell the story.",
        )  # fmt: skip
    return Reading({"score": score}, findings.lists)


SIGNAL = Signal(
    NAME,
    (Feature("score", "probability that the title is clickbait", evidence=True),),
    measure,
)
