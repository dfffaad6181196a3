"""A spliced passage made to look at home: cut small, mixed in, led over to, given the host's names."""

from __future__ import annotations

import re
from collections import Counter

from training.attacks.base import (
    MOST_ADDED,
    Attack,
    Prose,
    Rng,
    allowance,
    sentences_of,
    with_blocks,
    words,
)
from training.simulate import FOREIGN, HEADLINE, HOST, Page

RECIPES = ("splice_headline", "splice_plain", "patchwork", "network")
"""Farm pages whose chief sign is a passage of another story."""

_NAME = re.compile(r"\b[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*")
_OPENS = re.compile(r"(?:^|[.!?] )[A-Z]\w+")


def names_of(page: Page) -> list[str]:
    """List the names that the host's own paragraphs say most, the first words of sentences left out."""
    found: Counter[str] = Counter()
    for block, label in zip(page.blocks, page.labels, strict=True):
        if label == HOST:
            found.update(_NAME.findall(_OPENS.sub(" ", block)))
    return [name for name, _ in found.most_common(8)]


def _split(page: Page, labels: frozenset[int]) -> Page:
    """Print every sentence of some blocks as a paragraph of its own."""
    left, blocks, kinds = allowance(page), list[str](), list[int]()
    for block, label in zip(page.blocks, page.labels, strict=True):
        lines = sentences_of(block) if label in labels else [block]
        cost = 2 * (len(lines) - 1)
        if cost > left:
            lines, cost = [block], 0
        left -= cost
        blocks += lines
        kinds += [label] * len(lines)
    return with_blocks(page, blocks, kinds)


def split_passage(page: Page, _rng: Rng, _prose: Prose) -> Page:
    """The passage in paragraphs of one sentence."""
    return _split(page, frozenset({FOREIGN}))


def split_page(page: Page, _rng: Rng, _prose: Prose) -> Page:
    """The whole page in paragraphs of one sentence."""
    return _split(page, frozenset({FOREIGN, HOST}))


def interleaved(page: Page, _rng: Rng, _prose: Prose) -> Page:
    """The passage's sentences one by one, each behind a paragraph of the host's."""
    page = split_passage(page, _rng, _prose)
    pairs = list(zip(page.blocks, page.labels, strict=True))
    foreign = [pair for pair in pairs if pair[1] in {FOREIGN, HEADLINE}]
    own = [pair for pair in pairs if pair[1] not in {FOREIGN, HEADLINE}]
    step = max(1, len(own) // (len(foreign) + 1))
    mixed = []
    for number, pair in enumerate(own, 1):
        mixed.append(pair)
        if number % step == 0 and foreign:
            mixed.append(foreign.pop(0))
    mixed += foreign
    return with_blocks(page, [b for b, _ in mixed], [label for _, label in mixed])


BRIDGES = (
    "Meanwhile, those who follow {} have had other news to take in this week.",
    "The affair of {} was not the only one that people spoke about.",
    "It is not hard to see what this has to do with {}.",
    "All of this comes as {} is still in the headlines.",
)
RETURNS = (
    "As for {}, the matter is far from settled.",
    "Back to {}, where much the same can be said.",
    "None of that changes much for {}.",
)


def bridged(page: Page, rng: Rng, _prose: Prose) -> Page:
    """A sentence that leads over to the passage, and one that leads back, each with a host's name."""
    names = names_of(page) or [page.title]
    blocks, left = list(page.blocks), MOST_ADDED
    for at, label in enumerate(page.labels):
        if label != FOREIGN:
            continue
        name = names[int(rng.integers(min(3, len(names))))]
        first = at == 0 or page.labels[at - 1] != FOREIGN
        last = at + 1 == len(blocks) or page.labels[at + 1] != FOREIGN
        lead = BRIDGES[int(rng.integers(len(BRIDGES)))].format(name) if first else ""
        back = RETURNS[int(rng.integers(len(RETURNS)))].format(name) if last else ""
        left -= words(lead) + words(back)
        if left >= 0:
            blocks[at] = " ".join(part for part in (lead, blocks[at], back) if part)
    return with_blocks(page, blocks)


ASIDES = (
    ", as {} knows well,", " (see also {})", ", not unlike {},", ", much as with {},",
    ", to speak with {},",
)  # fmt: skip


def named(page: Page, rng: Rng, _prose: Prose) -> Page:
    """The host's names put into the passage's sentences, in turn."""
    names = names_of(page)
    if not names:
        return page
    blocks, left, turn = list(page.blocks), MOST_ADDED, 0
    for at, label in enumerate(page.labels):
        if label != FOREIGN:
            continue
        lines = sentences_of(blocks[at])
        for number, line in enumerate(lines):
            end = len(line.rstrip('.!?”"’'))
            aside = (
                ASIDES[int(rng.integers(len(ASIDES)))].rstrip(",").format(names[turn % len(names)])
            )
            left -= words(aside)
            if left >= 0:
                lines[number] = line[:end] + aside + line[end:]
                turn += 1
        blocks[at] = " ".join(lines)
    return with_blocks(page, blocks)


def all_blocks(page: Page) -> Page:
    """Give a page whose inner paragraphs count as if they were planted, for honest twins."""
    middle = len(page.blocks) // 2
    labels = [FOREIGN if i in {middle, middle + 1} else HOST for i in range(len(page.blocks))]
    return with_blocks(page, page.blocks, labels)


def bridged_honestly(page: Page, rng: Rng, prose: Prose) -> Page:
    """Honest: the same idle sentences round two of the page's own paragraphs."""
    return bridged(all_blocks(page), rng, prose)


def named_honestly(page: Page, rng: Rng, prose: Prose) -> Page:
    """Honest: the page's names once more in two of its own paragraphs."""
    return named(all_blocks(page), rng, prose)


ATTACKS = (
    Attack("passage split into one-sentence paragraphs", "splices", split_passage, RECIPES, 12, split_page),
    Attack("whole page in one-sentence paragraphs", "splices", split_page, RECIPES, 12, split_page),
    Attack("passage interleaved sentence by sentence", "splices", interleaved, RECIPES),
    Attack("bridge sentences", "splices", bridged, RECIPES, twin=bridged_honestly),
    Attack("host's names within the passage", "splices", named, RECIPES, twin=named_honestly),
)  # fmt: skip
