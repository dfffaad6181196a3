"""A passage of another story stands inside the article.

Why: farms stitch pages from several outlets, and their tools leave headlines and paragraphs of other
stories between those of the first.
False alarms: briefs and round-ups, background that leaves the subject at the end of a story,
newsletter pitches, anecdotal leads, captions of unrelated pictures.
Source: leave-window-out likeness and non-adjacent likeness after Guthrie (2007, unsupervised segment
anomaly) and INSteD (2021); the nearest word elsewhere after ColBERT (Khattab and Zaharia 2020); one hand
or two after intrinsic plagiarism detection (Stein, Lipka and Prettenhofer 2011). The word vectors and the
detector are trained in `training/`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel import residue, splices
from darnel.passages import Passages, headline_like
from darnel.quotations import attributed
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Pages

NAME = "spliced_content"

SHOWN = 0.5
"""A passage is pointed at if it is likelier foreign than the article's own."""

UNJUDGED_BLOCKS = 3
"""With fewer blocks there is nothing to be foreign to."""


def measure(pages: Pages) -> Reading:
    """Score every passage of every page and keep the strongest ones apart from each other."""
    passages, foreign = splices.foreign(pages)
    foreign = foreign * _own(pages, passages)
    headline = headline_like(pages)
    features = {
        name: np.full(len(pages), np.nan)
        for name in ("score", "second", "with_headline", "passages", "words", "share")
    }
    findings = Findings(NAME, pages)
    blocks = np.diff(pages.body.page_blocks)
    bounds = np.searchsorted(passages.page, np.arange(len(pages) + 1))
    for page in range(len(pages)):
        low, high = bounds[page], bounds[page + 1]
        if blocks[page] < UNJUDGED_BLOCKS or low == high:
            continue
        chosen = _apart(passages, foreign, low, high)
        strength = foreign[chosen]
        led = _led_by_headline(passages, headline, pages, chosen)
        shown = chosen[strength >= SHOWN]
        words = _words(pages, passages, shown)
        features["score"][page] = strength[0]
        features["second"][page] = strength[1] if len(strength) > 1 else 0.0
        features["with_headline"][page] = (strength * led).max()
        features["passages"][page] = len(shown)
        features["words"][page] = words
        features["share"][page] = words / (
            pages.body.page_words[page + 1] - pages.body.page_words[page]
        )
        for passage in shown:
            _point(pages, passages, int(passage), float(foreign[passage]), headline, findings)
    return Reading(features, findings.lists)


FURNITURE = ("residue", "policy")
"""Kinds of blocks that are no passage of a story: links, invitations, notices and menus are of every subject. Nor is
a quotation with a line under it that says whose it is."""


def _own(pages: Pages, passages: Passages) -> FloatArray:
    """Give the share of each passage's words that is neither page furniture nor a credited quotation."""
    words = pages.body.blocks.words.astype(np.int64)
    likely = residue.likely(pages)[:, [residue.CLASSES.index(kind) for kind in FURNITURE]]
    other = likely.sum(axis=1) >= SHOWN
    if len(words):
        other |= attributed(pages)
    upto = np.append(0, np.cumsum(words * ~other))
    every = np.append(0, np.cumsum(words))
    first, last = passages.first, passages.last
    share: FloatArray = (upto[last] - upto[first]) / np.maximum(every[last] - every[first], 1)
    return share


def _apart(passages: Passages, foreign: FloatArray, low: int, high: int) -> NDArray[np.int64]:
    """Choose passages by falling probability, none overlapping a stronger one; at most eight."""
    chosen: list[int] = []
    for passage in low + np.argsort(-foreign[low:high], kind="stable"):
        clear = all(
            passages.last[passage] <= passages.first[other]
            or passages.first[passage] >= passages.last[other]
            for other in chosen
        )
        if clear:
            chosen.append(int(passage))
        if len(chosen) == MOST_PASSAGES or (
            chosen and foreign[passage] < SHOWN and len(chosen) > 1
        ):
            break
    return np.array(chosen, np.int64)


MOST_PASSAGES = 8
"""More foreign passages than this make a page no worse and a list of findings no clearer."""


def _led_by_headline(
    passages: Passages, headline: NDArray[np.bool_], pages: Pages, chosen: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say whether each passage begins with, or follows, a headline-like line of the same page."""
    first = passages.first[chosen]
    inner = first > pages.body.page_blocks[passages.page[chosen]]
    return inner & (headline[first] | headline[np.maximum(first - 1, 0)])


def _words(pages: Pages, passages: Passages, shown: NDArray[np.int64]) -> int:
    blocks = pages.body.blocks
    return int((blocks.last[passages.last[shown] - 1] - blocks.first[passages.first[shown]]).sum())


def _point(
    pages: Pages, passages: Passages, passage: int, score: float,
    headline: NDArray[np.bool_], findings: Findings,
) -> None:  # fmt: skip
    """Point at a passage, and at the headline that leads it as a place of its own."""
    blocks = pages.body.blocks
    page, first, last = (int(v[passage]) for v in (passages.page, passages.first, passages.last))
    opening = int(pages.body.page_blocks[page])
    if first > opening and not headline[first] and headline[first - 1]:
        first -= 1
    if first > opening and headline[first] and last - first > 1:
        findings.add(
            page, "text", blocks.start[first], blocks.end[first], score,
            "This line reads as the headline of another story, and the text under it leaves this one.",
        )  # fmt: skip
        first += 1
    findings.add(
        page, "text", blocks.start[first], blocks.end[last - 1], score,
        "This passage shares no subject with the rest of the article.",
    )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature(
            "score", "probability that the most foreign passage is of another story", evidence=True
        ),
        Feature(
            "second", "the same of the second such passage elsewhere on the page", evidence=True
        ),
        Feature("with_headline", "the same of passages led by a headline-like line", evidence=True),
        Feature("passages", "passages likelier foreign than not", evidence=True),
        Feature("words", "words in these passages", evidence=True),
        Feature("share", "share of the page's words in these passages"),
    ),
    measure,
)
