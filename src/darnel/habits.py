"""How a passage is written beside the rest of its page: what a hand or a house does the same way throughout.

A desk writes "Mr. Lee" or "Lee", "percent" or "%", "says" or "said"; a writer's sentences, quotes and
asides keep a measure. Nothing is right or wrong and no style is a sign: only that one passage differs.
After intrinsic plagiarism detection (Stein, Lipka and Prettenhofer 2011).
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from darnel.compiled import counts_of_bits
from darnel.mentions import name_forms
from darnel.text import Ints, Pages
from darnel.wordlists import groups_of

Floats = NDArray[np.float64]

WORDS = groups_of({
    "honorific": "mr mrs ms",
    "said": "said told added asked",
    "says": "says tells adds asks",
    "month_short": "jan feb aug sept oct nov dec",
    "month_long": "january february august september october november december",
    "percent": "percent cent",
    "title_short": "sen sens rep reps gov gen",
    "title_long": "senator senators congressman congresswoman representative governor general",
    "first_person": "i me my we us our i'm we're i've we've",
    "second_person": "you your you're",
    "past": "was were had did",
    "present": "is are has have do does",
    "third_person": "he she his her him they their them",
    "the": "the",
    "and": "and",
})  # fmt: skip

EITHER = (
    ("honorific", "bare_name"), ("said", "says"), ("month_short", "month_long"), ("percent", "sign"),
    ("title_short", "title_long"), ("us_plain", "us_dotted"), ("and_after_comma", "and"),
)  # fmt: skip
"""Two ways to write one thing, of which a house has one."""

RATES = (
    "first_person", "second_person", "contraction", "past", "present", "third_person", "the", "numeric",
    "capital", "comma", "quote",
)  # fmt: skip
"""What one hand writes about as often throughout."""

_KINDS = (
    *WORDS, "contraction", "numeric", "us_plain", "us_dotted", "sign", "stop", "comma", "quote",
    "capital", "bare_name", "and_after_comma",
)  # fmt: skip
"""What is counted of each block, in the order of their bits."""

_BIT = {name: 1 << place for place, name in enumerate(_KINDS)}
_PLACE = {name: place for place, name in enumerate(_KINDS)}

COLUMNS = (
    *(f"either_{one}" for one, _ in EITHER), "clashes", *(f"rate_{name}" for name in RATES),
    "word_letters", "sentence_words", "rates_apart",
)  # fmt: skip
"""What `habits` gives of each passage against the rest of its page: the difference of the shares of each two
ways, shrunk where either is rare; the sum of their sizes; the difference of each rate in standard errors;
of mean letters a word in units of 1 / sqrt(words); of words a sentence as a log ratio; and the mean size of
the rates' differences."""

LEAST_REST = 40
"""Words of the rest of a page that has a measure of its own."""

MOST_ERRORS = 6.0
"""Standard errors at which a difference is cut."""

_COMMA = re.compile(r"""["'”’]?,""")


def _lower_bits(word: str) -> int:
    bits = sum(_BIT[name] for name, group in WORDS.items() if word in group)
    return bits | _BIT["contraction"] * ("'" in word and not word.endswith("'s"))


def _written_bits(word: str) -> int:
    plain, dotted = word in {"US", "UN"}, word == "U"
    numeric = any(map(str.isdigit, word))
    return _BIT["us_plain"] * plain | _BIT["us_dotted"] * dotted | _BIT["numeric"] * numeric


def _gap_bits(gap: str) -> int:
    comma, quote = _COMMA.match(gap) is not None, not _QUOTES.isdisjoint(gap)
    return _BIT["comma"] * comma | _BIT["quote"] * quote | _BIT["sign"] * ("%" in gap)


_QUOTES = frozenset('"“”')
_BEFORE = _BIT["comma"] | _BIT["quote"]


def habits(pages: Pages, page: Ints, first: Ints, last: Ints) -> dict[str, Floats]:
    """Give the columns COLUMNS of each passage, the blocks from `first` up to `last`.

    NaN: the passage or the rest of the page has nothing of the kind, or the rest is too short.
    """
    blocks = pages.body.blocks
    counted = np.zeros((len(_KINDS) + 2, len(blocks) + 1))
    bits, letters = _bits(pages)
    counted[:-2, 1:] = counts_of_bits(bits, blocks.first, blocks.last, len(_KINDS))
    counted[-2, 1:] = blocks.words
    counted[-1, 1:] = np.add.reduceat(letters, blocks.first) if len(blocks) else 0
    np.cumsum(counted, axis=1, out=counted)
    low, high = pages.body.page_blocks[page], pages.body.page_blocks[page + 1]
    own = counted[:, last] - counted[:, first]
    around = counted[:, np.minimum(last + 1, high)] - counted[:, np.maximum(first - 1, low)]
    rest = counted[:, high] - counted[:, low] - around
    return dict(zip(COLUMNS, np.vstack([_either(own, rest), _rates(own, rest)]), strict=True))


def _bits(pages: Pages) -> tuple[Ints, Ints]:
    """Say of every word of the bodies which of the kinds it is, as bits, and how many letters it has."""
    tokens, vocabulary = pages.body, pages.vocabulary
    lower = vocabulary.each_lower(_lower_bits, np.int32)[vocabulary.lower]
    known = lower | vocabulary.each(_written_bits, np.int32)
    gaps = pages.gaps.each(_gap_bits, np.int32)
    stop = (pages.gaps.kind >= 0) * np.int32(_BIT["stop"])
    after = (gaps & _BIT["sign"]) | stop
    bits: Ints = known[tokens.word] | (gaps & _BEFORE)[tokens.before] | after[tokens.after]
    inner = np.zeros(len(bits), np.bool_)
    inner[1:] = tokens.sentence[1:] == tokens.sentence[:-1]
    bits |= (vocabulary.capitalised[tokens.word] & inner) * np.int32(_BIT["capital"])
    called = bits & _BIT["honorific"] > 0
    bare, _ = name_forms(pages)
    bare = bare & ~called
    bare[1:] &= ~called[:-1]
    bits |= bare * np.int32(_BIT["bare_name"])
    listed = (bits & _BIT["and"] > 0) & (bits & _BIT["comma"] > 0)
    bits ^= listed * np.int32(_BIT["and"] | _BIT["and_after_comma"])
    return bits, vocabulary.length[tokens.word]


def _either(own: Floats, rest: Floats) -> Floats:
    """Compare how one thing is written, a row each of EITHER and one for all; `own` and `rest` are counts."""
    one, other = ([_PLACE[pair[side]] for pair in EITHER] for side in (0, 1))
    here, there = own[one] + own[other], rest[one] + rest[other]
    share, usual = own[one] / np.maximum(here, 1), rest[one] / np.maximum(there, 1)
    apart = (share - usual) * (here / (here + 1)) * (there / (there + 2))
    clashes = np.abs(apart).sum(axis=0)
    return np.vstack([np.where((here > 0) & (there > 0), apart, np.nan), clashes])


def _rates(own: Floats, rest: Floats) -> Floats:
    """Compare how often things stand, a row each of RATES, then letters, sentences and all rates."""
    chosen = [_PLACE[name] for name in RATES]
    words, others = own[-2], np.maximum(rest[-2], 1)
    pooled = (own[chosen] + rest[chosen] + 0.5) / (words + others + 1)
    error = np.sqrt(pooled * np.maximum(1 - pooled, 0.01) * (1 / words + 1 / others))
    rates = (own[chosen] / words - rest[chosen] / others) / error
    rates = np.clip(rates, -MOST_ERRORS, MOST_ERRORS)
    letters = (own[-1] / words - rest[-1] / others) * np.sqrt(words)
    stops = _PLACE["stop"]
    here, there = words / np.maximum(own[stops], 1), others / np.maximum(rest[stops], 1)
    table = np.vstack([rates, letters, np.log(here / there), np.abs(rates).mean(axis=0)])
    return np.where(rest[-2] >= LEAST_REST, table, np.nan)
