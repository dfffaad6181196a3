"""What a passage says that the rest of its page says too: content words, names, days and numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from darnel import vectors
from darnel.compiled import compiled
from darnel.text import Bools, Ints, Pages

Floats = NDArray[np.float64]

WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
"""Two stories of one topic seldom happened on the same day."""

COLUMNS = (
    "words_elsewhere", "words_in_title", "words_deficit", "rare_elsewhere", "rarest_elsewhere",
    "rare_deficit", "names", "bare_names_elsewhere", "bare_names_nowhere", "full_names_nowhere",
    "introduces", "days_elsewhere", "numbers_elsewhere", "headline_rare", "names_elsewhere",
    "names_in_title",
)  # fmt: skip
"""What `mentions` gives of each passage."""

_WORD, _TITLED, _RARE, _BARE, _BARE_ONLY, _FULL, _INTRODUCED, _DAY, _NUMBER, _NAME, _NAME_TITLED = (
    range(11)
)


class _Items(NamedTuple):
    """The distinct content words of every block, in reading order.

    `at` is the first token of each and `word` its lower-cased number. `bare` says that it is a name by
    itself somewhere in the block, `full` that it ends a name of several words; `earliest` and `latest`
    are the first and the last block of the page that has the word. `introduced`: it is full in this
    block alone, and bare in another.
    """

    at: Ints
    block: Ints
    word: Ints
    bare: Bools
    full: Bools
    earliest: Ints
    latest: Ints
    introduced: Bools


def mentions(
    pages: Pages, page: Ints, first: Ints, last: Ints, headline: Bools
) -> dict[str, Floats]:
    """Give the columns COLUMNS of each passage, the blocks from `first` up to `last`.

    `headline` says of every block whether it reads as one. NaN: the passage has nothing of the kind.
    """
    tokens = pages.body
    items = items_of(pages)
    weights = _weights(pages, items)
    bounds = np.searchsorted(items.block, np.arange(len(tokens.blocks) + 1)).astype(np.int32)
    ranges = (first, last, items.earliest, items.latest)
    whole, away, here, most = _summed(bounds[first], bounds[last], *ranges, weights)
    led = weights[:, _RARE : _RARE + 1] * headline[items.block][:, None]
    line, line_away, _, _ = _summed(bounds[first], bounds[first + 1], *ranges, led)
    table = {
        "words_elsewhere": share(away[:, _WORD], whole[:, _WORD]),
        "words_in_title": share(whole[:, _TITLED], whole[:, _WORD]),
        "rare_elsewhere": share(away[:, _RARE], whole[:, _RARE]),
        "rarest_elsewhere": most[:, _RARE],
        "bare_names_elsewhere": away[:, _BARE],
        "bare_names_nowhere": here[:, _BARE_ONLY],
        "full_names_nowhere": here[:, _FULL],
        "introduces": away[:, _INTRODUCED],
        "days_elsewhere": share(away[:, _DAY], whole[:, _DAY]),
        "numbers_elsewhere": share(away[:, _NUMBER], whole[:, _NUMBER]),
        "headline_rare": share(line_away[:, 0], line[:, 0]),
        "names": whole[:, _NAME],
        "names_elsewhere": share(away[:, _NAME], whole[:, _NAME]),
        "names_in_title": share(whole[:, _NAME_TITLED], whole[:, _NAME]),
    }
    for name in ("words", "rare"):
        shares = table[f"{name}_elsewhere"]
        summed = np.bincount(page, np.nan_to_num(shares), len(pages))
        mean = summed / np.maximum(np.bincount(page, minlength=len(pages)), 1)
        table[f"{name}_deficit"] = mean[page] - shares
    return table


def items_of(pages: Pages) -> _Items:
    """Gather the content words of every block, once a batch."""

    def make() -> _Items:
        tokens, vocabulary = pages.body, pages.vocabulary
        bare, full = name_forms(pages)
        return _Items(
            *_gathered(
                tokens.page, tokens.block, pages.lower(),
                vocabulary.content[tokens.word], bare, full, len(vocabulary.lowers),
            )
        )  # fmt: skip

    return pages.once("mentions.items", make)


def share(part: Floats, whole: Floats) -> Floats:
    """Give part / whole; NaN where the whole is nothing."""
    return np.where(whole > 0, part / np.maximum(whole, 1e-9), np.nan)


def _weights(pages: Pages, items: _Items) -> Floats:
    """Weigh the items for each of the sums, shape (items, sums)."""
    tokens, vocabulary = pages.body, pages.vocabulary
    word = tokens.word[items.at]
    inner = np.append(False, tokens.sentence[1:] == tokens.sentence[:-1])[items.at]
    name = vocabulary.capitalised[word] & inner
    titled = pages.titled()[items.at]
    length = vectors.lengths(pages)[items.word].astype(np.float64)
    rarity = vectors.rarity(pages)[items.word].astype(np.float64)
    number = vocabulary.numeric & (vocabulary.length > 1)
    weights = [
        length, length * titled, rarity, rarity * items.bare,
        rarity * (items.bare & ~items.full), rarity * items.full, rarity * items.introduced,
        vocabulary.among(WEEKDAYS)[word], number[word], name, name & titled,
    ]  # fmt: skip
    return np.ascontiguousarray(np.array(weights, np.float64).T)


def name_forms(pages: Pages) -> tuple[Bools, Bools]:
    """Say of every word whether it is a name by itself ("Dunford"), or ends one of several words.

    An article gives a person in full and then bare; a passage from elsewhere has bare names that
    nothing introduced.
    """

    def make() -> tuple[Bools, Bools]:
        tokens, vocabulary = pages.body, pages.vocabulary
        capital = (vocabulary.capitalised & vocabulary.alphabetic)[tokens.word]
        return _formed(tokens.sentence, capital, pages.gaps.blank[tokens.after])

    return pages.once("mentions.name_forms", make)


@compiled
def _formed(sentence: Ints, capital: Bools, plain: Bools) -> tuple[Bools, Bools]:
    """Do so for words of which `capital` are capitalised; `plain` says that a blank follows."""
    alone, full = np.zeros(len(sentence), np.bool_), np.zeros(len(sentence), np.bool_)
    for at in range(len(sentence)):
        if not capital[at]:
            continue
        inner = at > 0 and sentence[at] == sentence[at - 1]
        led = inner and plain[at - 1] and capital[at - 1]
        last = at + 1 == len(sentence) or sentence[at + 1] != sentence[at]
        if last or not (plain[at] and capital[at + 1]):
            alone[at], full[at] = inner and not led, led
    return alone, full


@compiled
def _gathered(
    page: Ints, block: Ints, word: Ints, content: Bools, bare: Bools, full: Bools, words: int
) -> tuple[Ints, Ints, Ints, Bools, Bools, Ints, Ints, Bools]:
    """Gather the items (`_Items`) of tokens that are sorted by page and block."""
    count = 0
    item = np.full(words, -1, np.int32)  # of the word's last block so far
    at = np.empty(len(word), np.int32)
    is_bare, is_full = np.zeros(len(word), np.bool_), np.zeros(len(word), np.bool_)
    for token in range(len(word)):
        if not content[token]:
            continue
        known = item[word[token]]
        if known < 0 or block[at[known]] != block[token]:
            known = count
            at[known] = token
            item[word[token]] = known
            count += 1
        is_bare[known] |= bare[token]
        is_full[known] |= full[token]
    at, is_bare, is_full = at[:count], is_bare[:count], is_full[:count]
    its_block, its_word = block[at], word[at]
    earliest, latest = np.empty(count, np.int32), np.empty(count, np.int32)
    introduced = np.zeros(count, np.bool_)
    first, last = np.empty(words, np.int32), np.empty(words, np.int32)
    bares, fulls = np.zeros(words, np.int32), np.zeros(words, np.int32)
    low = 0
    while low < count:
        high = low
        while high < count and page[at[high]] == page[at[low]]:
            high += 1
        for number in range(high - 1, low - 1, -1):
            first[its_word[number]] = its_block[number]
            bares[its_word[number]] = fulls[its_word[number]] = 0
        for number in range(low, high):
            last[its_word[number]] = its_block[number]
            bares[its_word[number]] += is_bare[number]
            fulls[its_word[number]] += is_full[number]
        for number in range(low, high):
            its = its_word[number]
            earliest[number], latest[number] = first[its], last[its]
            others = bares[its] - is_bare[number]
            introduced[number] = is_full[number] and fulls[its] == 1 and others > 0
        low = high
    return at, its_block, its_word, is_bare, is_full, earliest, latest, introduced


@compiled
def _summed(
    low: Ints, high: Ints, first: Ints, last: Ints, earliest: Ints, latest: Ints, weights: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Sum the weights of each passage's items, from `low` up to `high`.

    Gives all, those that stand elsewhere too, those that stand nowhere else, each of shape (passages,
    sums), and the most among the second. Blocks beside the passage are not elsewhere.
    """
    shape = (len(low), weights.shape[1])
    whole, away, here, most = np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for passage in range(len(low)):
        for item in range(low[passage], high[passage]):
            outside = earliest[item] < first[passage] - 1 or latest[item] > last[passage]
            for column in range(shape[1]):
                weight = weights[item, column]
                whole[passage, column] += weight
                if outside:
                    away[passage, column] += weight
                    most[passage, column] = max(most[passage, column], weight)
                else:
                    here[passage, column] += weight
    return whole, away, here, most
