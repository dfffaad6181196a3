"""The headline speaks of something that the text does not.

Why: farms put a headline that draws clicks over whatever text they have.
False alarms: puns, quotations as headlines, essays whose opening leads away, digests.
Source: headline and body overlap after Ferreira and Vlachos (2016, Emergent); random pairs are told
by words alone, so near neighbours are the test that counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel import vectors
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Pages

NAME = "headline_mismatch"

LEAST_TITLE_WORDS = 3
"""Content words under which a headline says too little to be held to."""

LEAST_TEXT_WORDS = 60
"""A shorter text cannot be expected to take up the headline's words."""

NEAR = 0.45
"""Likeness of headline and text that honest pages seldom fall far under (5 % of news)."""

SHOWN = 0.7
"""A score from which the headline is pointed at."""

NO_HEADLINE = ("://", "_", "Ã", "â‚¬", "\ufffd")
"""An address, a file name or broken letters stand where the headline should: nothing to compare."""


def measure(pages: Pages) -> Reading:
    """Measure what of the headline's words and subject the text takes up."""
    absent, count = _absent(pages)
    names, named = _absent(pages, names=True)
    likeness = _likeness(pages)
    words = np.diff(pages.body.page_words)
    some = (count >= LEAST_TITLE_WORDS) & (words >= LEAST_TEXT_WORDS)
    titles = [article.title for article in pages.articles]
    some &= ~np.array([any(mark in title for mark in NO_HEADLINE) for title in titles], np.bool_)
    far = np.clip((NEAR - likeness) / NEAR, 0, 1)
    score = np.where(some, absent * far, np.nan)
    features: dict[str, FloatArray] = {
        "score": score,
        "absent_words": np.where(some, absent, np.nan),
        "absent_names": np.where(some & (named > 0), names, np.nan),
        "likeness": np.where(some, likeness, np.nan),
    }
    findings = Findings(NAME, pages)
    for page in np.flatnonzero(np.nan_to_num(score) >= SHOWN):
        title = pages.articles[int(page)].title
        findings.add(
            int(page), "title", 0, len(title), float(score[page]),
            "The text takes up hardly anything of this headline.",
        )  # fmt: skip
    return Reading(features, findings.lists)


def _stem(word: str) -> str:
    """Cut the commonest endings, so that plural and past meet their singular and present."""
    for ending in ("'s", "ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word


LEAST_STEM = 3


def _stems(pages: Pages) -> NDArray[np.int64]:
    """Give a number to the stem of every lower-cased distinct word."""

    def make() -> NDArray[np.int64]:
        seen: dict[str, int] = {}
        lowers = pages.vocabulary.lowers
        return np.array([seen.setdefault(_stem(word), len(seen)) for word in lowers], np.int64)

    return pages.once("headline_mismatch.stems", make)


def _absent(pages: Pages, *, names: bool = False) -> tuple[FloatArray, FloatArray]:
    """Give the share of the headline's content words that the text lacks, and their number.

    Words weigh by the length of their vector: how much they say of a subject.
    """
    stems, vocabulary = _stems(pages), pages.vocabulary
    size = np.int64(len(stems) + 1)
    title = pages.title
    lower = vocabulary.lower[title.word]
    use: Bools = (vocabulary.content & ~vocabulary.numeric)[title.word]
    if names:
        inner = np.append(False, title.page[1:] == title.page[:-1]) if len(title) else use
        use = use & vocabulary.capitalised[title.word] & inner
    wanted = title.page[use] * size + stems[lower[use]]
    body = pages.body.page * size + stems[vocabulary.lower[pages.body.word]]
    missing = ~np.isin(wanted, body)
    weight = np.linalg.norm(vectors.of_vocabulary(pages), axis=1)[lower[use]].astype(np.float64)
    count = np.bincount(title.page[use], minlength=len(pages)).astype(np.float64)
    whole = np.bincount(title.page[use], weight, len(pages))
    lost = np.bincount(title.page[use], weight * missing, len(pages))
    return lost / np.maximum(whole, 1e-9), count


def _likeness(pages: Pages) -> FloatArray:
    """Give the cosine of the headline's vector and the whole text's."""
    blocks = vectors.of_blocks(pages)
    summed = np.zeros((len(pages), blocks.shape[1]))
    np.add.at(summed, pages.body.blocks.page, blocks)
    title = vectors.of_titles(pages)
    norm = np.linalg.norm(summed, axis=1) * np.linalg.norm(title, axis=1)
    cosine: FloatArray = np.einsum("ij,ij->i", summed, title) / np.maximum(norm, 1e-9)
    return cosine


SIGNAL = Signal(
    NAME,
    (
        Feature(
            "score", "absent words of the headline times its distance from the text", evidence=True
        ),
        Feature("absent_words", "share of the headline's content words that the text lacks"),
        Feature("absent_names", "share of the headline's names that the text lacks"),
        Feature("likeness", "cosine of the vectors of headline and text"),
    ),
    measure,
)
