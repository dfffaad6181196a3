"""Who had it first, and who credits whom: what a shared passage means for the page that has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from darnel.corpus.documents import REPUBLISHED, UNKNOWN, Document, names_of

Standing = Literal["credited", "uncredited", "undetermined", "first"]
"""Of a page beside another one with the same passage: it took it with credit, without, nobody
can tell, or it had the passage first."""

WHOLE = 0.8
"""A page of which this share stands in wire copy is that wire copy."""


PATCHES, PATCHES_MORE = 3, 2
"""A page that shares passages with three others, and with two more than the other one does, is the
patchwork of both, whatever the dates lack."""


@dataclass(frozen=True, slots=True)
class Common:
    """What two pages have in common.

    `share` is the part of the page that both have; `chief` says that no other page shares much
    more, so that an unnamed credit means this one; `partners` and `their_partners` count the pages
    that each of them shares passages with.
    """

    share: float
    chief: bool
    partners: int
    their_partners: int


def standing(page: Document, other: Document, common: Common) -> Standing:
    """Say how a page stands beside another that shares a passage with it.

    Without dates and credits a patchwork is known by the number of pages it shares passages with;
    otherwise nobody can tell. A page without a credit whose whole is an agency's copy may have lost
    its credit line: nobody can tell either.
    """
    if names_of(other.source) & set(page.credits):
        return "credited"
    if names_of(page.source) & set(other.credits):
        return "first"
    if page.agencies & other.agencies & ~REPUBLISHED:
        return "credited"
    if _before(page, other):
        return "first"
    if page.agencies and common.chief:
        return "credited"
    if not _before(other, page):
        return _by_patches(common)
    lost = bool(other.agencies & ~REPUBLISHED) and common.share >= WHOLE
    return "undetermined" if lost else "uncredited"


def _by_patches(common: Common) -> Standing:
    more = common.partners - common.their_partners
    if common.partners >= PATCHES and more >= PATCHES_MORE:
        return "uncredited"
    if common.their_partners >= PATCHES and -more >= PATCHES_MORE:
        return "first"
    return "undetermined"


def _before(one: Document, other: Document) -> bool:
    """Say whether one was certainly published before the other."""
    if UNKNOWN in (one.published, other.published):
        return False
    return one.published + one.precision <= other.published
