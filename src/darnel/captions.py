"""Captions of pictures: of one, with its credit, and of a gallery that an article carries along.

A gallery prints its name over every picture and often all its captions twice. That is no phrase that somebody
wants to be found for and no text that repeats itself.
"""

from __future__ import annotations

import numpy as np

from darnel.credits import AGENCIES
from darnel.text import Bools, Ints, Pages

CREDITING = AGENCIES | {
    "caption",
    "credit",
    "courtesy",
    "getty",
    "handout",
    "photo",
    "photograph",
    "photos",
}
"""Words of captions and their credits."""

CREDIT_WORDS = 12
"""Words at the end of a caption that its credit takes."""


def credited(pages: Pages) -> Bools:
    """Say of every block whether it ends in a credit in brackets, or after a stroke, as captions do."""
    blocks, body = pages.body.blocks, pages.body
    if not len(blocks):
        return np.zeros(0, np.bool_)
    close = blocks.last[body.block] - np.arange(len(body), dtype=np.int32) <= CREDIT_WORDS
    word = pages.vocabulary.among(CREDITING)[body.word] & close
    opened = pages.gaps.flags(lambda gap: "(" in gap or gap.strip() == "/")[body.before]
    named = np.add.reduceat(word, blocks.first, dtype=np.int64) > 0
    marked: Bools = named & (np.add.reduceat(opened, blocks.first, dtype=np.int64) > 0)
    return marked | _signed(pages)


def _signed(pages: Pages) -> Bools:
    """Say of every block whether it ends in "Ines Bram/Harbour News", without a stop."""
    blocks, body, vocabulary = pages.body.blocks, pages.body, pages.vocabulary
    stroke = pages.gaps.flags(lambda gap: gap == "/")[body.before]
    name = (vocabulary.capitalised & vocabulary.alphabetic)[body.word]
    place = np.arange(len(body), dtype=np.int32)
    inner = (place - blocks.first[body.block] >= PERSON) & (
        blocks.last[body.block] - place <= PAPER
    )
    at = np.flatnonzero(stroke & inner & name)
    at = at[np.logical_and.reduce([name[at - back] for back in range(1, PERSON + 1)])]
    bare = pages.gaps.flags(lambda gap: not any(mark in gap.split("\n", 1)[0] for mark in ".!?…"))
    signed = np.zeros(len(blocks), np.bool_)
    signed[body.block[at]] = True
    result: Bools = signed & bare[body.after[blocks.last - 1]]
    return result


PERSON, PAPER = 2, 4
"""Words of a photographer's name before the stroke, at least, and of the paper's behind it, at most."""


def of_gallery(pages: Pages) -> Bools:
    """Say of every block whether it holds captions of a gallery.

    It opens with "Photos:", names the button that hides a caption, or counts pictures through: "3/20 … 4/20 …".
    """
    return pages.once("captions.of_gallery", lambda: _of_gallery(pages))


def _of_gallery(pages: Pages) -> Bools:
    blocks, body, vocabulary = pages.body.blocks, pages.body, pages.vocabulary
    if not len(blocks):
        return np.zeros(0, np.bool_)
    colon = pages.gaps.flags(lambda gap: gap.strip() == ":")[body.after]
    found: Bools = vocabulary.among(_OPENING)[body.word[blocks.first]] & colon[blocks.first]
    same = np.append(body.block[1:] == body.block[:-1], False)
    hides = vocabulary.among({"hide"})[body.word] & same
    hides &= np.append(vocabulary.among({"caption"})[body.word[1:]], False)
    found[body.block[hides]] = True
    found[_counted(pages, same)] = True
    return found


_OPENING = frozenset("gallery photos pictures slideshow".split())


def _counted(pages: Pages, same: Bools) -> Ints:
    """List the blocks in which one "n/m" follows another, n one more."""
    body = pages.body
    value = pages.vocabulary.each(_number, np.int64)[body.word]
    stroke = pages.gaps.flags(lambda gap: gap == "/")[body.after]
    at = np.flatnonzero(same & stroke & (value > 0))
    at = at[value[at + 1] >= value[at]]
    block, of, which = body.block[at], value[at + 1], value[at]
    next_one = (np.diff(block) == 0) & (np.diff(of) == 0) & (np.diff(which) == 1)
    result: Ints = block[:-1][next_one]
    return result


def _number(word: str) -> int:
    return int(word) if len(word) <= LONGEST_NUMBER and word.isascii() and word.isdigit() else 0


LONGEST_NUMBER = 3
"""Digits of a picture's number."""
