"""What generators and feed plug-ins leave word for word, and editors' notes, which learned residue is taken for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.text import Pages

Floats = NDArray[np.float64]

_BLANK = r"[^\S\n]{1,4}"
"""Blanks between words: a farm may set two, or others than a space."""


def _lines_of(pattern: str) -> re.Pattern[str]:
    """Compile the expression of some lines, in which a tilde stands for blanks."""
    return re.compile(pattern.replace("~", _BLANK), re.IGNORECASE | re.MULTILINE)


STOCK = {
    "machine": _lines_of(
        r"""^[^\w"“”'‘’\n]{0,3}(?:(?P<filler>lorem~ipsum~dolor\b)|(?P<button>regenerate~response\s{0,4}$)"""
        r"""|(?P<limits>as~an?~(?:ai|artificial~intelligence)(?:~language|~text)?~(?:model|assistant),?~i\b"""
        r"""|as~a~large~language~model,?~i\b)"""
        r"""|(?P<answer>(?:sure|certainly|of~course|absolutely)[!,.]~here(?:~is|['’]s)~(?:a|an|the|your)\b)"""
        r"""|(?P<blank>\[(?:insert|add|your)~[^\]\n]{2,60}\]|\{\{[^}\n]{1,60}\}\}))"""
    ),
    "teaser": _lines_of(
        r"""(?P<cut>(?:…|\.\.\.)\]?[ \t]{1,3}(?:source~link"""
        r"""|(?:continue~reading|read~(?:more|on|the~rest))[^\n.]{0,60}"""
        r"""|the~post~[^\n]{3,160}~appeared~first~on~[^\n]{2,60})$)"""
    ),
    "chrome": _lines_of(
        r"""^[ \t]{0,4}(?:(?P<advice>[\[(](?:[a-z]{1,15}[ :,-]{1,2}){0,3}(?:warning|alert|advisory|advised)\b"""
        r"""[^\])\n]{0,60}[\])])"""
        r"""|(?P<embed>\[(?:embed|video|audio|tweet)(?:ded)?(?: [a-z]{1,15}){0,2}\])"""
        r"""|(?P<desk>[\[(](?:(?:article|post|story|report) )?(?:correct(?:s|ed|ion)|refile[sd]|add(?:s|ed)"""
        r"""|update[sd]?|recasts|repeats|removes|fixe[sd]|clarifie[sd]|amend(?:s|ed))\b[^)\]\n]{0,160}[\])])"""
        r"""|(?P<version>[\[(]?(?:this|an earlier version of this) (?:story|report|article|item|post|column|piece"""
        r"""|version)\b[^\n]{0,120}?\b(?:refiled|updated|corrected|amended|changed|clarified|repeats|corrects|adds"""
        r"""|removes|fixes)\b[^\n]{0,160})"""
        r"""|(?P<first>[-*–—]{2,6}[^\n]{0,20}\b(?:original|first|earlier) (?:post|story|report)\b[^\n]{0,40}))"""
        r"""[ \t]{0,4}$"""
    ),
}
"""What generators and feed plug-ins print word for word, and editors: by named group, a saying. It stands at the
start or the end of a line and outside of quotation marks: a report that quotes it is none."""

ABOUT_GENERATORS = re.compile(
    r"\b(?:chat ?(?:bot|gpt)|language models|generative|openai)", re.IGNORECASE
)
"""A page with one of these words may print a generator's sayings as examples: none is counted there. A single
"language model" is not among them, for it stands in the sayings."""

DOUBTFUL = {"answer", "blank"}
"""Sayings that people have, too: "Sure. Here's the thing" in an interview, "[your name]" in a model letter."""


@dataclass(frozen=True)
class Saying:
    """A saying: the block that holds it, its kind (`machine`, `teaser` or `chrome`) and which one it is."""

    page: int
    block: int
    kind: str
    name: str


def lines(pages: Pages) -> list[Saying]:
    """List what generators and feed plug-ins left word for word, and editors' notes."""
    return pages.once("sayings.lines", lambda: list(_lines(pages)))


def _lines(pages: Pages) -> Iterator[Saying]:
    starts, bounds = pages.body.blocks.start, pages.body.page_blocks
    for page, shadow in enumerate(pages.body.shadows):
        low, high = (int(v) for v in bounds[page : page + 2])
        for kind, pattern in STOCK.items():
            for match in pattern.finditer(shadow.text):
                _, end = shadow.span(*match.span())
                block = low - 1 + int(np.searchsorted(starts[low:high], end, "left"))
                if low <= block:
                    yield Saying(page, block, kind, str(match.lastgroup))


def of_generators(pages: Pages) -> Floats:
    """Count the different sayings of generators on each page, shape (pages,); none on a page about generators.

    One of DOUBTFUL by itself is none.
    """
    found: dict[int, set[str]] = {}
    for line in lines(pages):
        if line.kind == "machine":
            found.setdefault(line.page, set()).add(line.name)
    counted = np.zeros(len(pages))
    for page, sayings in found.items():
        alone = len(sayings) == 1 and sayings <= DOUBTFUL
        if not alone and not ABOUT_GENERATORS.search(pages.body.shadows[page].text):
            counted[page] = len(sayings)
    return counted
