"""What the page's own structure says of the blocks of a text: menu, list of links, form, or article.

A model over tags, link densities and surroundings, trained on the blocks of whole pages without a look
at their words (`training/structure.py`), says how much likelier residue is than the article's own where
a block stands. It speaks only of articles that came from HTML, and of lines found in the markup.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.article import Layout
from darnel.detectors import detector
from darnel.text import Ints, Pages

Floats = NDArray[np.float64]

SURROUNDINGS = (
    "aside", "nav", "footer", "header", "form", "figure", "list", "table", "blockquote", "related",
    "subscribe", "comments", "share", "credit", "legal", "navigation", "advert", "body", "main",
    "article",
)  # fmt: skip
"""What a block can stand in, as `Layout.within` has it."""

TAGS = ("heading", "item", "cell", "paragraph", "other")
"""Kinds of elements that a block can be."""

_KIND_OF_TAG = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("td", "th", "tr"), "cell"),
    "p": "paragraph",
}

COLUMNS = (
    "links", "links_only", "short", "short_links", "log_words", "place",
    *TAGS, *(f"in_{place}" for place in SURROUNDINGS), "links_before", "links_after", "links_around",
)  # fmt: skip
"""The columns of `features`."""

LINKS_ONLY = 0.8
"""Share of link text from which on a block is links and little else."""

SHORT = 12
"""Blocks under this many words are lines, not paragraphs."""

AROUND = 2
"""Blocks to either side whose links are counted with a block's own."""

SUREST = 4.0
"""Log-odds that structure may add or take at most."""


def likelier(pages: Pages) -> Floats:
    """Give the log-likelihood ratio of residue to article by structure, shape (blocks,).

    It is 0 where structure is not known.
    """
    return pages.once("structure.likelier", lambda: _likelier(pages))


def _likelier(pages: Pages) -> Floats:
    ratio = np.zeros(len(pages.body.blocks))
    rows, X = features(pages)
    if len(rows):
        said = np.clip(detector("structure", COLUMNS).probabilities(X)[:, 1], 1e-6, 1 - 1e-6)
        ratio[rows] = np.clip(np.log(said / (1 - said)), -SUREST, SUREST)
    return ratio


def features(pages: Pages) -> tuple[Ints, Floats]:
    """Give the blocks whose structure is known, and what it is, shape (those blocks, columns)."""
    rows: list[int] = []
    found: list[Floats] = []
    bounds = pages.body.page_blocks
    for page, article in enumerate(pages.articles):
        if article.layout:
            blocks = np.arange(bounds[page], bounds[page + 1])
            known, X = _of_page(pages, article.layout, blocks)
            rows += blocks[known].tolist()
            found.append(X[known])
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros((0, len(COLUMNS)))
    return np.asarray(rows, dtype=np.int64), np.concatenate(found)


def _of_page(
    pages: Pages, layout: tuple[Layout, ...], blocks: Ints
) -> tuple[NDArray[np.bool_], Floats]:
    starts = np.array([line.start for line in layout])
    ends = np.array([line.end for line in layout])
    start, end = pages.body.blocks.start[blocks], pages.body.blocks.end[blocks]
    line = np.minimum(np.searchsorted(ends, start, side="right"), len(layout) - 1)
    known = (starts[line] < end) & (ends[line] > start)
    own = [layout[at] for at in line]
    links = np.where(known, [each.links for each in own], 0.0)
    words = pages.body.blocks.words[blocks].astype(np.float64)
    only, short = links > LINKS_ONLY, words < SHORT
    kinds = np.array([TAGS.index(_KIND_OF_TAG.get(each.tag, "other")) for each in own])
    within = np.array(
        [[place in each.within for place in SURROUNDINGS] for each in own], dtype=float
    )
    before, after = np.append(0.0, links)[:-1], np.append(links, 0.0)[1:]
    place = np.array([each.place for each in own])
    shapes = np.column_stack([links, only, short, only & short, np.log1p(words), place])
    tags = kinds[:, None] == np.arange(len(TAGS))
    near = np.column_stack([before, after, _around(links)])
    return known, np.column_stack([shapes, tags, within, near]).astype(np.float64)


def _around(links: Floats) -> Floats:
    """Give the mean over a block and its neighbours."""
    summed = np.append(0.0, np.cumsum(links))
    at = np.arange(len(links))
    low, high = np.maximum(at - AROUND, 0), np.minimum(at + AROUND + 1, len(links))
    mean: Floats = (summed[high] - summed[low]) / np.maximum(high - low, 1)
    return mean
