"""What no reader sees: characters of no width, controls of direction, hyphens that may break, odd blanks."""

from __future__ import annotations

import re

from training.attacks.base import (
    Attack,
    Change,
    Prose,
    Rng,
    allowance,
    first,
    inside,
    places,
    put_before,
    swap,
    with_blocks,
)
from training.simulate import Page

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
MARKS = "\u200e\u200f\u061c"
SELECTORS = "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE0110))))
TAGS = "".join(map(chr, (*range(0xE0061, 0xE007B), 0x2061, 0x2063, 0x206A, 0x034F, 0x17B4, 0x180B)))
SPACES = "\u00a0\u2002\u2005\u2009\u200a\u202f\u205f\u3000"
FILLERS = "\u2800\u3164\uffa0\u1160"


def put(characters: str, *, aimed: bool, inner: bool = True) -> Change:
    """Make an attack that puts characters into words, or before them."""

    def change(page: Page, rng: Rng, _prose: Prose) -> Page:
        order = places(page, inside if inner else first, rng, aimed=aimed, most=allowance(page))
        return put_before(page, order, lambda r: characters[int(r.integers(len(characters)))], rng)

    return change


def bidi(page: Page, rng: Rng, _prose: Prose) -> Page:
    """Controls that turn the direction and turn it back: pairs within words, and marks."""
    pairs = (
        "\u202a\u202c",
        "\u202d\u202c",
        "\u2066\u2069",
        "\u2068\u2069",
        "\u202e\u202d\u202c\u202c",
    )
    order = places(page, inside, rng, aimed=True, most=allowance(page))

    def said(r: Rng) -> str:
        return pairs[int(r.integers(len(pairs)))] if r.random() < 0.6 else MARKS[int(r.integers(3))]

    return put_before(page, order, said, rng)


_LONG = re.compile(r"[a-z]{7,}")


def hyphenated(page: Page, _rng: Rng, _prose: Prose) -> Page:
    """Honest: soft hyphens where a publishing system would break long words."""

    def broken(match: re.Match[str]) -> str:
        word = match.group()
        return "\u00ad".join(re.findall(r".{1,3}(?=.{3})|.+$", word))

    return with_blocks(page, [_LONG.sub(broken, block) for block in page.blocks])


def hyphenated_within_budget(page: Page, rng: Rng, prose: Prose) -> Page:
    """Soft hyphens where a publishing system would put them, in as many words as the budget allows."""
    left, done = allowance(page), []
    for block in page.blocks:
        other = hyphenated(with_blocks(page, [block], [0]), rng, prose).blocks[0]
        left -= len(other) - len(block)
        done.append(other if left >= 0 else block)
    return with_blocks(page, done)


def typeset(page: Page, rng: Rng, _prose: Prose) -> Page:
    """Honest: a byte order mark, fixed blanks, a joiner between sentences, a mark after a name."""
    blocks = list(page.blocks)
    blocks[0] = "\ufeff" + blocks[0]
    for at in range(len(blocks)):
        blocks[at] = re.sub(r"(\d) ([a-z])", "\\1\u00a0\\2", blocks[at])
        blocks[at] = re.sub(r"\b(Mr|Mrs|Ms|Dr)\. ", "\\1.\u00a0", blocks[at])
        if rng.random() < 0.3:
            blocks[at] = blocks[at].replace(". ", ".\u200b ", 1)
        if rng.random() < 0.2:
            blocks[at] = re.sub(r"([A-Z][a-z]+),", "\\1\u200e,", blocks[at], count=1)
    return with_blocks(page, blocks)


ATTACKS = (
    Attack("zero-width characters in words", "invisible", put(ZERO_WIDTH, aimed=True), target=1, twin=typeset),
    Attack("zero-width characters in words, spread", "invisible", put(ZERO_WIDTH, aimed=False), target=1, twin=typeset),
    Attack("zero-width characters between words", "invisible", put(ZERO_WIDTH, aimed=True, inner=False), target=1, twin=typeset),
    Attack("controls of direction", "invisible", bidi, target=1, twin=typeset),
    Attack("soft hyphens at any letter", "invisible", put("\u00ad", aimed=True), target=1, twin=hyphenated),
    Attack("soft hyphens as in hyphenation", "invisible", hyphenated_within_budget, target=1, twin=hyphenated),
    Attack("selectors of variants", "invisible", put(SELECTORS, aimed=True), target=1, twin=typeset),
    Attack("tags and other ignorable characters", "invisible", put(TAGS, aimed=True), target=1, twin=typeset),
    Attack("other blanks for spaces", "invisible", swap({" ": SPACES}, aimed=True), target=1, twin=typeset),
    Attack("fillers for spaces", "invisible", swap({" ": FILLERS}, aimed=True), target=1),
    Attack("two spaces for one", "invisible", swap({" ": ("  ",)}, aimed=True), target=1),
)  # fmt: skip
