"""What a block looks like, whatever it says: its capitals, digits, marks and plainest words, each a word.

What is counted of a word or of a gap between words is a bit, asked once a lexicon; a block's counts are
one pass over its bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from darnel.compiled import compiled, counts_of_bits
from darnel.text import Ints, Pages
from darnel.wordlists import STOPWORDS, groups_of

Floats = NDArray[np.float64]

MARKS = frozenset("[]{}<>%|$_…#→»")
"""Characters that template engines, generators and scrapers leave between words."""

CUT_TAIL = 8
"""An ellipsis this near the end of a block may be where a teaser was cut; links are no longer."""

_TEMPLATE = re.compile(r"\{\{|\}\}|\[\[|\]\[|%%|<\?|\$\{|\{\$|\{%|<\||__|</|\$_|\|\w*\}")
"""What template engines and generators put round their fields."""

WORDS = groups_of({
    "first_person": "i i'm i've i'd i'll me my mine myself im ive",
    "second_person": "you your yours yourself you're you've you'll u ur",
    "telling": "said says told added asked according reported announced he she his her they their",
    "time_words": "ago am pm jan january feb february mar march apr april may jun june jul july aug"
    " august sep sept september oct october nov november dec december monday tuesday wednesday"
    " thursday friday saturday sunday minutes hours days",
})  # fmt: skip
"""Words whose rate tells readers' talk, template text and reporting apart, whatever the subject."""


_IN_WORDS = ("capitals", "shouted", "digits", *WORDS, "function_words")
_BESIDE = ("commas", "quotes", "urls", "asked", "marks", "template_marks", "brackets", "cut")
"""What is counted of each block's words and of the gaps beside them, in the order of their bits."""

_BEFORE = sum(1 << _BESIDE.index(n) for n in ("quotes", "marks", "template_marks", "brackets"))
_AFTER = sum(1 << _BESIDE.index(n) for n in ("commas", "urls", "asked", "template_marks", "cut"))
_CUT = _BESIDE.index("cut")
_CLOSED = 1 << len(_BESIDE)


def _bits(held: Iterable[bool]) -> int:
    return sum(1 << place for place, one in enumerate(held) if one)


def _word_bits(word: str) -> int:
    shouted = len(word) > 1 and word.isupper()
    return _bits((word[:1].isupper(), shouted, any(map(str.isdigit, word))))


def _lower_bits(word: str) -> int:
    return _bits((False, False, False, *(word in group for group in (*WORDS.values(), STOPWORDS))))


def _gap_bits(gap: str) -> int:
    held = (
        "," in gap, '"' in gap or "“" in gap or "”" in gap, gap in {"://", "@", "/"},
        "?" in gap or "!" in gap, not MARKS.isdisjoint(gap), _TEMPLATE.search(gap) is not None,
        gap.endswith(("[", "<", "{")), "…" in gap or "..." in gap,
        gap[:1] in _STOPS or gap.lstrip("\"'”’)] ")[:1] in _STOPS,
    )  # fmt: skip
    return _bits(held)


_STOPS = frozenset(".!?…")


def shapes_of_blocks(pages: Pages) -> dict[str, Floats]:
    """Count capitals, digits, punctuation and plain words a word of every block, by name."""
    blocks, tokens, vocabulary = pages.body.blocks, pages.body, pages.vocabulary
    lower: Ints = vocabulary.each_lower(_lower_bits, np.int32)[vocabulary.lower]
    written: Ints = vocabulary.each(_word_bits, np.int32)
    word: Ints = (written | lower)[tokens.word]
    gaps = pages.gaps.each(_gap_bits, np.int32)
    after: Ints = gaps[tokens.after]
    beside: Ints = (gaps & _BEFORE)[tokens.before] | (after & _AFTER)
    words, cut = blocks.words, np.zeros(len(blocks))
    table: dict[str, Floats] = {}
    for names, bits in ((_IN_WORDS, word), (_BESIDE, beside)):
        counted = counts_of_bits(bits, blocks.first, blocks.last, len(names)) / words
        table |= dict(zip(names, counted, strict=True))
    _mark_cut(beside, blocks.first, blocks.last, cut)
    table["cut"] = cut
    table["closed"] = (after[blocks.last - 1] & _CLOSED > 0).astype(np.float64)
    return table


@compiled
def _mark_cut(beside: Ints, first: Ints, last: Ints, cut: Floats) -> None:
    """Put a 1 where dots stand near the end of a block."""
    for block in range(len(first)):
        for token in range(max(first[block], last[block] - CUT_TAIL), last[block]):
            if (beside[token] >> _CUT) & 1:
                cut[block] = 1.0
