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
        r"""^[^\w"“”'‘’\n]{0,3}(?:"""
        r"""(?P<filler>lorem~ipsum~dolor\b|ut~enim~ad~minim\b|duis~aute~irure\b|(?:type|add|enter|place)~your"""
        r"""~(?:text|content|paragraph|story)~here\b|your~(?:text|content)~goes~here\b|this~is~(?:a~)?"""
        r"""(?:sample|placeholder|dummy)~(?:text|paragraph|content)\b|replace~this~(?:text|paragraph)~with\b)"""
        r"""|(?P<button>(?:(?:regenerate|stop|continue)~(?:response|generating)|thumbs~up~thumbs~down"""
        r"""|was~this~response~better~or~worse)\?{0,1}\s{0,4}$)"""
        r"""|(?P<limits>(?:as|being)~an?~(?:(?:large~)?(?:language|text)|ai|artificial~intelligence)"""
        r"""(?:~language|~text)?~(?:model|assistant),?~i\b|as~of~my~last~(?:knowledge~|training~)?update\b"""
        r"""|my~(?:knowledge|training)(?:~data)?~(?:cut-?off|is~limited~to|ends~(?:in|with)|was~last~updated)\b"""
        r"""|i~(?:was|am)~(?:only~)?trained~on~(?:data|text)\b"""
        r""")"""
        r"""|(?P<help>(?:i~cannot|i~can['’]t|i(?:~am|['’]m)~(?:unable|not~able)~to)~(?:browse\b|open~(?:links|urls|web~pages)\b"""
        r"""|access~(?:the~internet|external|links|urls|real-time)\b)"""
        r"""|i(?:~am|['’]m)~sorry,?~but~i~(?:cannot|can['’]t|am~unable~to|am~not~able~to)"""
        r"""~(?:help~with~(?:this|that)|assist~with|fulfill?|comply~with|generate|write~(?:about|this|that))\b)"""
        r"""|(?P<refusal>(?:i~cannot|i~can['’]t|i(?:~am|['’]m)~unable~to|i~must~decline~to)~(?:fulfill?|complete|comply~with|produce)"""
        r"""~(?:this|that|your|the)~(?:request|prompt|text)\b)"""
        r"""|(?P<reworked>(?:here(?:~is|['’]s)|below~is)~(?:an?|the|your|one)~(?:[\w-]{2,20}~){0,2}?"""
        r"""(?:(?:rewritten|reworded|rephrased|paraphrased|plagiarism-free|seo-friendly|seo-optimi[sz]ed|unique)"""
        r"""~(?:version|article|text|passage|paragraph|content|piece|draft|copy)|(?:paraphrase|rewrite|article|text|draft)"""
        r"""~(?:you~(?:asked~for|requested)|based~on~your~(?:keywords|prompt|input|request|topic)))\b"""
        r"""|i(?:~have|['’]ve)~(?:(?:rewritten|reworded|rephrased|paraphrased)~(?:the|your|this|it)"""
        r"""|(?:kept|preserved|maintained|retained)~the~(?:original~)?(?:meaning|wording|structure|tone|keywords)"""
        r"""~(?:while|but|and|of~the~(?:original|source)))\b)"""
        r"""|(?P<offer>(?:would~you~like~me~to|shall~i(?:~also)?|i(?:~am|['’]m)~happy~to|i~can(?:~also)?"""
        r"""|let~me~know~if~you(?:['’]d|~would)?~(?:like|want|need)(?:~me~to)?)~(?:adjust~the|expand~(?:the|on)"""
        r"""|shorten|rewrite|rephrase|reword|paraphrase|continue~with~the~next|suggest~(?:a~few~|some~)?(?:headlines|titles))\b"""
        r"""|if~you~(?:paste|provide|share|send~me|give~me)~(?:me~)?(?:the|your)~(?:full~|complete~|original~)?"""
        r"""(?:text|article|url|link|passage),?~i~can\b)"""
        r"""|(?P<order>(?:write|generate|compose|create)~(?:me~)?an?~(?:(?:\d[\d,]{0,5}[ -]words?|seo|seo-friendly"""
        r"""|seo-optimi[sz]ed|unique|plagiarism-free)~)(?:[\w-]{2,16}~){0,2}?(?:article|post|essay|text|story)\b"""
        r"""|(?:rewrite|paraphrase|rephrase|reword)~(?:the~following~(?:article|text|passage|content)"""
        r"""|the~(?:article|text|passage)~(?:below|above))\b|translate~the~following~(?:article|text)~into\b"""
        r"""|make~it~(?:sound~(?:more~)?human|unique|plagiarism-free|undetectable)\b)"""
        r"""|(?P<turn><\|(?:endoftext|im_start|im_end|user|assistant|system)\|>|\#{2,3}~(?:instruction|response):"""
        r"""|(?:user|human):~(?:write|make|rewrite|summari[sz]e)\b|(?:assistant|chatgpt):~(?:sure|of~course|certainly|here)\b"""
        r"""|continued~in~the~next~message)"""
        r"""|(?P<brief>(?:meta~(?:description|title|keywords?)|seo~(?:title|description)|(?:focus|lsi)~key(?:words?|phrases?)"""
        r"""|key(?:word|phrase)~density)\s{0,2}:|focus~keyphrase~in~|uniqueness(?:~score)?:?~\d{1,3}~?%|faq~schema~to~be\b)"""
        r"""|(?P<answer>(?:sure|certainly|of~course|absolutely)[!,.]~(?:here(?:~is|['’]s)~(?:a|an|the|your)|below~is)\b)"""
        r"""|(?P<blank>\[(?:insert|add|your)~[^\]\n]{2,60}\]|\{\{[^}\n]{1,60}\}\}))"""
        r"""|(?P<spun>\{[a-z][a-z' ]{1,40}(?:\|[a-z][a-z' ]{1,40}){1,6}\}[^{}\n]{1,80}\{[a-z][a-z' ]{1,40}(?:\|[a-z][a-z' ]{1,40}){1,6}\})"""
    ),
    "teaser": _lines_of(
        r"""(?P<cut>(?:…|\.\.\.)\]?[^\S\n]{1,3}(?:source~link"""
        r"""|(?:continue~reading|read~(?:more|on|the~rest))[^\n.]{0,60}"""
        r"""|the~post~[^\n]{3,160}~appeared~first~on~[^\n]{2,60})$)"""
    ),
    "chrome": _lines_of(
        r"""^[ \t]{0,4}(?:(?P<advice>[\[(](?:[a-z]{1,15}[ :,-]{1,2}){0,3}(?:warning|alert|advisory|advised)\b"""
        r"""[^\])\n]{0,60}[\])])"""
        r"""|(?P<embed>\[(?:embed|video|audio|tweet)(?:ded)?(?: [a-z]{1,15}){0,2}\])"""
        r"""|(?P<desk>[\[(](?:(?:article|post|story|report) )?(?:correct(?:s|ed|ion)|refile[sd]|add(?:s|ed)"""
        r"""|update[sd]?|recasts|repeats|removes|fixe[sd]|clarifie[sd]|amend(?:s|ed))\b[^)\]\n]{0,160}[\])])"""
        r"""|(?P<version>[\[(*]? ?(?:this|an earlier version of this) (?:story|report|article|item|post|column|piece"""
        r"""|version)\b[^\n]{0,120}?\b(?:refiled|updated|corrected|amended|changed|clarified|repeats|corrects|adds"""
        r"""|removes|fixes)\b[^\n]{0,160})"""
        r"""|(?P<note>(?:editor['’]?s['’]?|editors['’]?) note:[^\n]{0,400})"""
        r"""|(?P<news>this is a (?:breaking|developing)(?: news)? (?:story|post|report|event)\b[^\n]{0,120})"""
        r"""|(?P<code>\[(?:n[a-z0-9]{7,12}|[a-z]{2,15}[_-][a-z_-]{2,20} [a-z_-]{1,20}=[^\]\n]{1,200})\])"""
        r"""|(?P<thanks>[\[(](?:h/t|hat tip)\b[^\])\n]{1,80}[\])])"""
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

SPOKEN = {"answer", "help", "offer"}
DOUBTFUL = SPOKEN | {"blank"}
"""Sayings that people have, too: "Sure. Here's the thing" in an interview, "[your name]" in a model letter, "I can't
open links" and "I'm happy to rephrase that" in a discussion."""


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
