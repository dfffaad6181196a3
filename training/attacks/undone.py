"""Attacks that reach no signal: swapped letters and unseen characters, on the articles of the tests."""

from __future__ import annotations

import re
from collections.abc import Sequence

from darnel.article import Article
from darnel.scorer import Scorer
from training.attacks import ATTACKS
from training.attacks.report import article, attacked
from training.simulate import HOST, Page

IN_PART = frozenset({"look-alikes in ASCII (I for l, 0 for o)"})
"""Attacks that are undone only in part: a capital I at the start of a word may be one."""

UNDONE = tuple(a for a in ATTACKS if a.group in {"letters", "invisible"} and a.name not in IN_PART)

BY_CHANCE = 1e-6
"""By so much may quality rise: the order of sums."""


def page_of(given: Article) -> Page:
    """Take an article for a page whose planted lines nobody has marked."""
    blocks = tuple(re.split(r"\n\s*\n", given.text))
    labels = tuple(HOST for _ in blocks)
    return Page(given.title, blocks, labels, "", given.id, given.source, farm=True)


def share_undone(scorer: Scorer, articles: Sequence[Article]) -> float:
    """Give the share of attacked articles whose quality is no higher than before."""
    pages = [page_of(given) for given in articles]
    before = [a.quality for a in scorer.assess([article(page) for page in pages])]
    held: list[bool] = []
    for attack in UNDONE:
        after = scorer.assess(attacked(attack, pages, lambda _: []))
        held += [
            b is None or (a.quality is not None and a.quality <= b + BY_CHANCE)
            for b, a in zip(before, after, strict=True)
        ]
    return sum(held) / len(held)
