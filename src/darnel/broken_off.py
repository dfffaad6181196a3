"""Whether a page's text breaks off in mid-sentence, as an excerpt of another site's story does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darnel.text import Bools, Ints, Pages
from darnel.titles import line_end, lines_of_headlines

Floats = NDArray[np.float64]

PROSE = 10
"""Words of a paragraph, at least, that can be the last of a text."""

LINK = 14
"""Words of a line, at most, that says where the rest of the text is."""

LINKS = 4
"""Lines behind the break among which such a link may stand."""

LINKING = frozenset(
    "complete continue continued entire full link original originally reposted rest whole".split()
)
LINKING_FIRST = frozenset("click go read see visit".split())
"""Words with which a line says where a text is from or goes on, anywhere in it and as its first."""

UNLINKED = 0.5
"""What a break counts by itself: feeds, previews and pipelines cut honest texts short too."""


def broken_off(pages: Pages, own: Floats, prompt: Floats) -> tuple[Floats, Ints]:
    """Say of every page how surely it is an excerpt: its last paragraph ends in dots, a link to the rest behind.

    The headline once more is no paragraph.
    `own` and `prompt` give for every block how likely it is the text's own, and a prompt to subscribe: before such
    a prompt a publisher cuts its own text. Of each page the value, NaN without text, and the block, -1 for none.
    """
    blocks, ends = pages.body.blocks, pages.body.page_blocks
    value = np.where(np.diff(ends) > 0, 0.0, np.nan)
    where = np.full(len(value), -1, np.int32)
    cut, links = _cut(pages), _links(pages)
    if not cut.any():
        return value, where
    _, headline = lines_of_headlines(pages)
    prose = np.flatnonzero((own >= 0.5) & (blocks.words >= PROSE) & ~headline)  # noqa: PLR2004 (likelier than not)
    last = np.searchsorted(prose, ends[1:]) - 1
    for page in np.flatnonzero(last >= 0).tolist():
        block = int(prose[last[page]])
        if block < ends[page] or not cut[block]:
            continue
        behind = slice(block + 1, min(block + 1 + LINKS, int(ends[page + 1])))
        counted = 1.0 if links[behind].any() else UNLINKED
        value[page] = counted * (1 - prompt[behind].max(initial=0.0))
        where[page] = block
    return value, where


def _cut(pages: Pages) -> Bools:
    """Tell the blocks that end in dots, and not with a quotation's."""
    cut: Bools = pages.gaps.flags(_breaks)[pages.body.after[pages.body.blocks.last - 1]]
    return cut


def _breaks(gap: str) -> bool:
    end = line_end(gap)
    dots = max(end.rfind("..."), end.rfind("…"))
    return dots >= 0 and not any(mark in "\"”'’!?" for mark in end[dots:])


def _links(pages: Pages) -> Bools:
    """Tell the short blocks that name a site, words joined by a dot, or say where a text is from or goes on."""
    body, blocks = pages.body, pages.body.blocks
    joined = pages.gaps.flags(lambda gap: gap == ".")[body.after]
    word = (pages.vocabulary.length > 1)[body.word]
    lettered = word & pages.vocabulary.alphabetic[body.word]
    inner = np.ones(len(joined), np.bool_)
    inner[blocks.last - 1] = False
    named = joined & word & inner & np.append(lettered[1:], False)
    said = named | pages.vocabulary.among(LINKING)[body.word]
    opens = pages.vocabulary.among(LINKING_FIRST)[body.word[blocks.first]]
    found: Bools = (opens | np.logical_or.reduceat(said, blocks.first)) & (blocks.words <= LINK)
    return found
