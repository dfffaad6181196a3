"""Good words: honest prose on the same subject round, before and within what was planted."""

from __future__ import annotations

from training.attacks.base import (
    MOST_ADDED,
    PLANTED,
    Attack,
    Prose,
    Rng,
    inserted,
    up_to,
    with_blocks,
)
from training.attacks.splices import names_of
from training.simulate import Page

SENTENCES = 3
"""Sentences of a paragraph of padding."""


def paragraphs(page: Page, prose: Prose, most: int = MOST_ADDED) -> list[str]:
    """Give honest paragraphs of so many words at most."""
    lines = up_to(prose(page), most)
    return [" ".join(lines[i : i + SENTENCES]) for i in range(0, len(lines), SENTENCES)]


def before(page: Page, _rng: Rng, prose: Prose) -> Page:
    """Honest paragraphs before the text."""
    return inserted(page, 0, paragraphs(page, prose))


def after(page: Page, _rng: Rng, prose: Prose) -> Page:
    """Honest paragraphs behind it."""
    return inserted(page, len(page.blocks), paragraphs(page, prose))


def between(page: Page, rng: Rng, prose: Prose) -> Page:
    """An honest paragraph here and there."""
    for line in paragraphs(page, prose):
        page = inserted(page, int(rng.integers(1, len(page.blocks) + 1)), [line])
    return page


def own_words(page: Page, rng: Rng, _prose: Prose) -> Page:
    """Sentences of the page's own words: names and nouns of the host in idle sentences."""
    names = names_of(page) or ["the story"]
    lines, left = [], MOST_ADDED
    while left > 0:
        frame = IDLE[int(rng.integers(len(IDLE)))]
        line = frame.format(*(names[int(rng.integers(len(names)))] for _ in range(2)))
        left -= len(line.split())
        if left >= 0:
            lines.append(line)
    paragraphs = [" ".join(lines[i : i + SENTENCES]) for i in range(0, len(lines), SENTENCES)]
    for line in paragraphs:
        page = inserted(page, int(rng.integers(1, len(page.blocks) + 1)), [line])
    return page


IDLE = (
    "It was a long day for {}, and for {} it was not over by the evening.",
    "Much has been said about {} since then, and {} has had a share in most of it.",
    "Those who know {} well were not surprised by any of this.",
    "What {} will do next, and what {} will make of it, remains to be seen.",
    "There was no immediate answer from {}, who had been asked on the day before.",
    "A year ago {} stood in much the same place, and {} was not yet mentioned.",
)
"""Sentences that would fit in any news."""


def within(page: Page, _rng: Rng, prose: Prose) -> Page:
    """Honest sentences at the end of every planted block, so that no block is foreign throughout."""
    spots = [i for i, label in enumerate(page.labels) if label in PLANTED]
    if not spots:
        return page
    each = max(1, MOST_ADDED // len(spots))
    blocks, labels, said = list(page.blocks), list(page.labels), list(prose(page))
    for at in spots:
        lines = up_to(said, each)
        if lines:
            del said[: len(lines)]
            blocks[at] = " ".join([blocks[at], *lines])
            labels[at] = page.labels[at]
    return with_blocks(page, blocks, labels)


ATTACKS = (
    Attack("150 honest words before", "padding", before, target=3),
    Attack("150 honest words after", "padding", after, target=3),
    Attack("150 honest words between", "padding", between, target=3),
    Attack("150 honest words within what was planted", "padding", within),
    Attack("150 words on the page's own names between", "padding", own_words, target=3, twin=own_words),
)  # fmt: skip
