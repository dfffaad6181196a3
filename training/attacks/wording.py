"""Template text in other words, and other marks for quotation marks."""

from __future__ import annotations

import re

from training.attacks.base import (
    PLANTED,
    Attack,
    Change,
    Prose,
    Rng,
    allowance,
    swap,
    with_blocks,
)
from training.simulate import RESIDUE, Page

LINED = ("comment_policy", "template_text")
"""Pages with lines of a template, chiefly."""

OTHERWISE = {
    "comments": "remarks", "comment": "remark", "commenting": "writing in", "commenters": "writers",
    "posts": "entries", "post": "entry", "posted": "put up", "posting": "putting up",
    "moderators": "editors on duty", "moderator": "editor on duty", "moderated": "looked over",
    "readers": "visitors", "reader": "visitor", "users": "guests", "user": "guest",
    "remove": "take down", "removed": "taken down", "delete": "take down", "deleted": "taken down",
    "please": "kindly", "abuse": "rough talk", "abusive": "rough", "offensive": "rude",
    "threats": "menaces", "insults": "slights", "rules": "terms of the house", "rule": "term",
    "subscribe": "come aboard", "subscription": "membership", "newsletter": "weekly letter",
    "sign": "put your name down", "email": "mail", "inbox": "mailbox", "account": "profile",
    "rights": "claims", "reserved": "kept", "copyright": "ownership", "share": "pass on",
    "report": "flag", "respect": "regard", "civil": "polite", "topic": "matter",
    "discussion": "talk", "opinions": "views", "views": "opinions", "content": "material",
    "publish": "print", "published": "printed", "reserve": "keep", "terms": "conditions",
    "policy": "custom", "community": "neighbourhood", "language": "wording", "links": "addresses",
    "spam": "advertising", "advertising": "adverts", "register": "enrol", "log": "check",
    "must": "have to", "not": "never", "will": "shall", "may": "can", "allowed": "welcome",
}  # fmt: skip
"""What the one who rewrites a policy would say instead."""

_WORD = re.compile(r"[A-Za-z]+")


def reworded(page: Page, _rng: Rng, _prose: Prose) -> Page:
    """Every word of template lines that has another swapped for it, while the budget lasts."""
    left = allowance(page)

    def other(match: re.Match[str]) -> str:
        nonlocal left
        word = match.group()
        said = OTHERWISE.get(word.lower(), word)
        said = said.capitalize() if word[0].isupper() else said
        cost = 0 if said.lower() == word.lower() else len(word) + len(said)
        left -= cost
        return said if left >= 0 else word

    pairs = zip(page.blocks, page.labels, strict=True)
    return with_blocks(page, [_WORD.sub(other, b) if k == RESIDUE else b for b, k in pairs])


def shuffled(page: Page, rng: Rng, _prose: Prose) -> Page:
    """Template lines in another order, and each away from its neighbours."""
    own = [(b, k) for b, k in zip(page.blocks, page.labels, strict=True) if k not in PLANTED]
    planted = [(b, k) for b, k in zip(page.blocks, page.labels, strict=True) if k in PLANTED]
    for pair in planted:
        own.insert(int(rng.integers(1, len(own) + 1)) if own else 0, pair)
    return with_blocks(page, [b for b, _ in own], [k for _, k in own])


CURLY = {'"': "“”", "'": "’"}
STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}
ODD = {'"': "«»„‟″", "“": "«„‟〝", "”": "»‟″〞", "'": "ʼ′´", "’": "ʼ′´‛", "‘": "‛´"}


def paired(page: Page, _rng: Rng, _prose: Prose) -> Page:
    """Curly marks for straight ones, the first of two to open and the second to close."""
    left, blocks = allowance(page), []
    for block in page.blocks:
        opened, line = False, []
        for character in block:
            if character in CURLY and left > 0:
                left -= 1
                opened = not opened if character == '"' else opened
                character = ("“" if opened else "”") if character == '"' else "’"
            line.append(character)
        blocks.append("".join(line))
    return with_blocks(page, blocks)


def _marks(table: dict[str, str]) -> Change:
    return swap(table, aimed=True)


QUOTING = ("orphan_quotes", "patchwork", "network")

ATTACKS = (
    Attack("policies in other words", "wording", reworded, LINED),
    Attack("template lines scattered", "wording", shuffled, LINED),
    Attack("curly quotation marks", "quotes", paired, QUOTING, twin=paired),
    Attack("straight quotation marks", "quotes", _marks(STRAIGHT), QUOTING, twin=_marks(STRAIGHT)),
    Attack("other quotation marks", "quotes", _marks(ODD), QUOTING),
)  # fmt: skip
