"""What an attack is, and what it may cost the one who makes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from training.simulate import FOREIGN, HEADLINE, HOST, RESIDUE, Page

MOST_CHANGED = 0.05
"""Share of a page's characters, title and text, that may be replaced, put in or taken out."""

MOST_ADDED = 150
"""Words that may be added to a page."""

PLANTED = frozenset({FOREIGN, HEADLINE, RESIDUE})
"""Labels of blocks that the farm put in: an adversary knows which they are."""

Rng = np.random.Generator
Prose = Callable[[Page], Sequence[str]]
"""Gives sentences of honest pages on a page's subject."""

Change = Callable[[Page, Rng, Prose], Page]
"""Makes the attacked page; the same page, generator and prose give the same answer."""


@dataclass(frozen=True)
class Attack:
    """An attack: `group` puts attacks of one kind together, `recipes` says which pages it is for.

    `target` is the most recall that it may cost, in points; `twin` makes of an honest page one
    that bears, honestly, what the attack leaves on a page.
    """

    name: str
    group: str
    change: Change
    recipes: tuple[str, ...] = ()
    target: float | None = None
    twin: Change | None = None


def allowance(page: Page) -> int:
    """Count the characters that may be changed."""
    return int(MOST_CHANGED * (len(page.title) + len(page.text)))


def with_blocks(page: Page, blocks: Sequence[str], labels: Sequence[int] | None = None) -> Page:
    """Give a page with other blocks."""
    kept = page.labels if labels is None else tuple(labels)
    return replace(page, blocks=tuple(blocks), labels=kept)


def inserted(page: Page, at: int, lines: Iterable[str], label: int = HOST) -> Page:
    """Give a page with lines put before block `at`."""
    lines = list(lines)
    blocks, labels = list(page.blocks), list(page.labels)
    blocks[at:at] = lines
    labels[at:at] = [label] * len(lines)
    return with_blocks(page, blocks, labels)


Place = tuple[int, int]
"""A character of a page: its block (-1 is the title) and its place there."""


def edited(page: Page, edits: dict[Place, str]) -> Page:
    """Give a page in which characters are other strings."""
    by_block: dict[int, dict[int, str]] = {}
    for (block, at), other in edits.items():
        by_block.setdefault(block, {})[at] = other

    def change(number: int, line: str) -> str:
        mine = by_block.get(number)
        return "".join(mine.get(i, c) for i, c in enumerate(line)) if mine else line

    title = change(-1, page.title)
    return replace(
        page, title=title, blocks=tuple(map(change, range(len(page.blocks)), page.blocks))
    )


Find = Callable[[str], Iterable[int]]
"""Gives the places in a line that an attack wants."""


def places(page: Page, find: Find, rng: Rng, *, aimed: bool, most: int) -> list[Place]:
    """Draw up to `most` characters that an attack wants, in the order in which it spends its budget.

    Aimed: those of planted blocks first, then the title's, then the rest; else wherever they are.
    """
    lines = [(-1, page.title), *enumerate(page.blocks)]
    groups = [lines]
    if aimed:
        planted = [line for line in lines[1:] if page.labels[line[0]] in PLANTED]
        groups = [planted, lines[:1], [line for line in lines[1:] if line not in planted]]
    chosen: list[Place] = []
    for group in groups:
        if len(chosen) < most:
            found = [(block, at) for block, line in group for at in find(line)]
            chosen += [found[int(i)] for i in rng.permutation(len(found))[: most - len(chosen)]]
    return chosen


def swap(table: Mapping[str, Sequence[str]], *, aimed: bool) -> Change:
    """Make an attack that swaps characters for one of several each until the budget is spent."""

    def find(line: str) -> list[int]:
        return [i for i, c in enumerate(line) if c in table]

    def change(page: Page, rng: Rng, _prose: Prose) -> Page:
        order = places(page, find, rng, aimed=aimed, most=allowance(page))
        lines = {-1: page.title, **dict(enumerate(page.blocks))}
        options = {(b, i): table[lines[b][i]] for b, i in order}
        return edited(page, {p: o[int(rng.integers(len(o)))] for p, o in options.items()})

    return change


_WORD = re.compile(r"[A-Za-z]{2,}")


def inside(line: str) -> list[int]:
    """Find the letters of words but for the first of each."""
    return [i for m in _WORD.finditer(line) for i in range(m.start() + 1, m.end())]


def first(line: str) -> list[int]:
    """Find the first letter of each word."""
    return [m.start() for m in _WORD.finditer(line)]


def put_before(page: Page, order: Sequence[Place], said: Callable[[Rng], str], rng: Rng) -> Page:
    """Put strings before letters until the budget is spent."""
    left, edits = allowance(page), {}
    lines = {-1: page.title, **dict(enumerate(page.blocks))}
    for block, at in order:
        more = said(rng)
        if len(more) > left:
            break
        left -= len(more)
        edits[block, at] = more + lines[block][at]
    return edited(page, edits)


def words(text: str) -> int:
    """Count words as a reader would."""
    return len(text.split())


def up_to(sentences: Iterable[str], most: int) -> list[str]:
    """Take sentences while all together have at most so many words."""
    taken: list[str] = []
    for sentence in sentences:
        if words(sentence) > most:
            break
        most -= words(sentence)
        taken.append(sentence)
    return taken


_END = re.compile(r"(?<=[.!?])([”\"’)]?)\s+(?=[“\"‘(]?[A-Z0-9])")


def sentences_of(block: str) -> list[str]:
    """Cut a paragraph at the ends of sentences, roughly, losing nothing but white space."""
    parts = re.split(_END, block)
    return [
        (parts[i] + (parts[i + 1] if i + 1 < len(parts) else "")).strip()
        for i in range(0, len(parts), 2)
        if parts[i].strip()
    ]
