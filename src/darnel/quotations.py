"""What a page quotes: its words inside quotation marks, paragraphs of nothing else, and lines that say whose they are."""

from __future__ import annotations

import numpy as np

from darnel.lexicon import head_of
from darnel.text import Bools, Ints, Pages


def quoted(pages: Pages) -> Bools:
    """Say of every word whether it stands inside quotation marks, paragraph by paragraph.

    Only what stands on the paragraph's own side of a gap counts: the mark that closes the
    paragraph before opens nothing.
    """
    return pages.once("quotations.quoted", lambda: _quoted(pages))


def _quoted(pages: Pages) -> Bools:
    body = pages.body
    opens = np.zeros(len(body), np.bool_)
    opens[body.blocks.first] = True
    heads = pages.gaps.flags(lambda gap: head_of(gap).count('"') % 2 == 1)[body.before]
    curly_heads = pages.gaps.flags(lambda gap: "“" in head_of(gap))[body.before]
    straight = pages.gaps.flags(lambda gap: gap.count('"') % 2 == 1)[body.before]
    curly = pages.gaps.flags(lambda gap: "“" in gap)[body.before]
    straight = np.where(opens, heads, straight).astype(np.int32)
    curly = np.where(opens, curly_heads, curly).astype(np.int32)
    close = pages.gaps.flags(lambda gap: "”" in gap)[body.after].astype(np.int32)
    head = body.blocks.first
    turns: Ints = np.cumsum(straight, dtype=np.int32)
    turns -= np.repeat(turns[head] - straight[head], body.blocks.words)
    opened: Ints = np.cumsum(curly, dtype=np.int32)
    depth: Ints = opened - np.cumsum(close, dtype=np.int32) + close
    depth -= np.repeat(depth[head] - curly[head], body.blocks.words)
    inside: Bools = (turns % 2 == 1) | (depth > 0)
    return inside


LONGEST_CREDIT = 12
"""Words of a line that names who is quoted."""

LONGEST_SIGNATURE = 30
"""Words of a line behind a dash that names who is quoted, where and when."""

QUOTING = 0.8
"""Share of a block's words within quotation marks from which it is a quotation."""

_DASHES = frozenset("-–—―")
_MARKS = frozenset('"“')


def quoting(pages: Pages) -> Bools:
    """Say of every block whether it opens with a quotation mark and is nothing but quotation, closed or not."""
    blocks = pages.body.blocks
    begins = pages.gaps.flags(lambda gap: head_of(gap).strip()[:1] in _MARKS)
    within = np.add.reduceat(quoted(pages), blocks.first, dtype=np.int64)
    result: Bools = begins[pages.body.before[blocks.first]] & (within >= QUOTING * blocks.words)
    return result


def attribution_lines(pages: Pages) -> Bools:
    """Say of every block whether it is a line of names with a comma, or one behind a dash.

    So press reviews name whom they quote, and lists of quotations the place and the day.
    """
    body, blocks, vocabulary = pages.body, pages.body.blocks, pages.vocabulary
    # "Maren Oss, Island Gazette": capitals and a comma, where a headline has words in lower case.
    name = (vocabulary.capitalised & vocabulary.alphabetic) | vocabulary.stop | vocabulary.numeric
    plain = np.logical_and.reduceat(name[body.word], blocks.first)
    inner = np.append(body.block[1:] == body.block[:-1], False)
    comma = pages.gaps.flags(lambda gap: gap[:1] == "," and gap.rstrip() == ",")[body.after] & inner
    named = plain & (blocks.words <= LONGEST_CREDIT) & np.logical_or.reduceat(comma, blocks.first)
    dash = pages.gaps.flags(lambda gap: head_of(gap).strip()[:1] in _DASHES)
    signed = dash[body.before[blocks.first]] & (blocks.words <= LONGEST_SIGNATURE)
    result: Bools = named | signed
    return result


def runs_of(page: Ints, member: Bools) -> Ints:
    """Give each block the number of its run: of neighbouring members of one page, or itself."""
    apart = np.append(True, (page[1:] != page[:-1]) | ~(member[1:] & member[:-1]))
    runs: Ints = np.cumsum(apart, dtype=np.int32) - np.int32(1)
    return runs


def beside(page: Ints, run: Ints, speaks: Bools, *, behind: bool = True) -> Bools:
    """Say of every run whether a block in it, right before it or, if wanted, right behind it speaks."""
    first = np.flatnonzero(np.append(True, np.diff(run) > 0))
    last = np.append(first[1:], len(page)) - 1
    spoken: Bools = np.logical_or.reduceat(speaks, first)
    before, after = np.maximum(first - 1, 0), np.minimum(last + 1, len(page) - 1)
    spoken |= speaks[before] & (page[before] == page[first])
    if behind:
        spoken |= speaks[after] & (page[after] == page[last])
    return spoken


def attributed(pages: Pages) -> Bools:
    """Say of every block whether it is of a run of quotations with a line beside it that says whose, or that line."""
    page, quotes, lines = pages.body.blocks.page, quoting(pages), attribution_lines(pages)
    run = runs_of(page, quotes)
    theirs: Bools = quotes & beside(page, run, lines)[run]
    near = np.append(theirs[1:], False) | np.append(False, theirs[:-1])
    result: Bools = theirs | (lines & near)
    return result
