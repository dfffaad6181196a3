"""The headline, or a line of keywords or a caption, stands again where no template puts it.

Why: farms fill a page by machine: the headline or its slug leaks into the text from a picture's
description or a stitched source, and a line of search terms is printed twice before the lead.
False alarms: sites whose template prints the headline or a caption twice, galleries, video pages,
a story that was updated by pasting it below itself. The headline as the first line is ordinary and
counts next to nothing; refrains, tables, labels and page furniture are left out.
Source: 52 pages of one network of farms against 43 honest pages on the same events (2018): the
headline three times, or a line doubled before the lead, marks the farm; token-set matching after
Cohen et al. (2003, A comparison of string distance metrics for name-matching tasks).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from darnel.passages import timed
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Ints, Pages
from darnel.titles import (
    FURNITURE,
    HYPHENS,
    SLUG_SHARE,
    Copy,
    line_end,
    lines_of_headlines,
    ranges,
    titles_of,
)

NAME = "duplicated_headline"

LEAD_WORDS, LEAD_SENTENCE = 18, 10
"""A block of this many words, or of so many that end as a sentence does, is prose: the first one is
the lead."""

TEMPLATE_LINES = 3
"""The headline within the first lines is what a site's template prints."""

KEYWORD_LINE = (4, 16)
"""Words of a doubled line: fewer are a label or a section's name, more are a sentence."""

HEADER_BLOCKS = 8
"""More lines before the first prose are a list or verse, and none of them is a header."""

CAPITALS = 0.6
"""A line of keywords is mostly names: this share of its words is capitalised."""

FUNCTION_WORDS = 0.15
"""A line of keywords has hardly a function word; a caption is a sentence and has some."""

DEEP_COPY = 0.9
"""Weight of the headline below the lead: 14 of 7,399 honest articles of the fit and tune publishers
have it there."""

RUNNING_COPY = 0.3
"""Weight of the headline inside a paragraph, or as a sentence by itself: a player's label, "our first post, ..." and a
credit name it, too, and many a headline is taken from the text."""

HEADER_COPIES = (0.05, 0.15, 0.6)
"""Weights of the first, second and any further headline above the lead: templates print one, many
a second one for a link's preview or a player."""

HEADER_KEYWORDS, HEADER_LINE, INNER_KEYWORDS, INNER_LINE = 0.85, 0.3, 0.6, 0.08
"""Weights of a doubled line: of keywords above the lead, another twice there, of keywords among the prose and another
one there. Keywords above the lead may stand again anywhere: no line of 10,025 honest articles of the tune and test
publishers does. Twice among the prose they stand in 1 of 9,000 articles of the fit publishers."""

INNER_WORDS = 7
"""Words of a line of keywords among the prose, at least: shorter ones are crossheads, products and people's posts. Of
1,256 web pages of all kinds 24 have a line likelier keywords than not twice there, 3 of them one of so many words."""

SHOWN = 0.5
"""A line that is likelier keywords than not is called so."""

MOST_REPEATS = 3
"""A line that stands more often is a refrain, a label or page furniture."""

VERSE_LINES = 3
"""A headline among so many lines before it and behind it, none of them prose, is a refrain or an
entry of a list."""


def measure(pages: Pages) -> Reading:
    """Look for the headline in every body and for short lines that stand twice."""
    features = {feature.name: np.full(len(pages), np.nan) for feature in SIGNAL.features}
    findings = Findings(NAME, pages)
    if not len(pages.body.blocks):
        return Reading(features, findings.lists)
    filled = np.diff(pages.body.page_blocks) > 0
    titles = titles_of(pages)
    copies, copied = lines_of_headlines(pages)
    prose = _prose(pages) & ~copied
    leads = _leads(pages, prose)
    absent = np.where(filled, 1.0, np.nan)
    titled = filled & np.array([title is not None for title in titles], np.bool_)
    for name in ("title_copies", "title_alone"):
        features[name][titled] = 0.0
    for page, found in copies.items():
        verse = [_in_verse(pages, copy, prose | copied) for copy in found]
        refrain = sum(verse) > 1
        kept = [copy for copy, among in zip(found, verse, strict=True) if not (among and refrain)]
        absent[page] *= _weigh_copies(pages, page, kept, int(leads[page]), features, findings)
        features["distance"][page] = found[-1].first - pages.body.page_words[page]
    for name in ("doubled_lines", "doubled_above", "doubled_keyword_line"):
        features[name][filled] = 0.0
    _weigh_lines(pages, leads, copied, absent, features, findings)
    features["score"] = 1 - absent
    return Reading(features, findings.lists)


def _prose(pages: Pages) -> Bools:
    """Tell the blocks that are prose and no caption with its credit."""
    blocks, body = pages.body.blocks, pages.body
    last = blocks.last - 1
    ended = pages.gaps.flags(lambda gap: any(mark in _ENDS for mark in line_end(gap)))
    sentence = ended[body.after[last]]
    prose = (blocks.words >= LEAD_WORDS) | ((blocks.words >= LEAD_SENTENCE) & sentence)
    credit = pages.vocabulary.among(FURNITURE)[body.word[last]] & ~sentence
    return np.asarray(prose & ~credit, np.bool_)


_ENDS = frozenset(".!?…")


def _leads(pages: Pages, prose: Bools) -> Ints:
    """Give the number of each page's first prose block, or the end of the page without one."""
    at = np.append(np.flatnonzero(prose), len(prose))
    first = at[np.searchsorted(at, pages.body.page_blocks[:-1])].astype(np.int32)
    return np.minimum(first, pages.body.page_blocks[1:])


# --- the headline ---------------------------------------------------------------------------


def _in_verse(pages: Pages, copy: Copy, other: Bools) -> bool:
    """Tell a copy that stands among lines; `other` are the blocks that are no plain line."""
    if not copy.blocks:
        return False
    low, high = (int(v) for v in pages.body.page_blocks[pages.body.blocks.page[copy.block] :][:2])
    before = other[max(low, copy.block - VERSE_LINES) : copy.block]
    behind = other[copy.blocks.stop : min(high, copy.blocks.stop + VERSE_LINES)]
    return len(before) + len(behind) >= VERSE_LINES and not (before.any() or behind.any())


def _weigh_copies(
    pages: Pages, page: int, copies: Sequence[Copy], lead: int,
    features: dict[str, FloatArray], findings: Findings,
) -> float:  # fmt: skip
    """Fill in what the copies on a page amount to; return the odds that they mean nothing."""
    body, labels = pages.body, timed(pages)
    opening = int(body.page_blocks[page])
    absent, count, alone, header = 1.0, 0.0, 0.0, 0
    for copy in copies:
        above = copy.block < (lead if copy.blocks else opening + TEMPLATE_LINES)
        own = bool(copy.blocks) and not labels[copy.block] and not _told(pages, page, copy)
        weight = DEEP_COPY if own else RUNNING_COPY / copy.alike
        if above:
            weight = HEADER_COPIES[min(header, len(HEADER_COPIES) - 1)]
            header += 1
        score = weight * copy.alike
        absent *= 1 - score
        if above and header == 1:
            continue
        count += copy.alike
        alone = max(alone, 0.0 if above else copy.alike)
        start, end = body.start[copy.first], body.end[copy.last - 1]
        if copy.blocks:
            start, end = body.blocks.start[copy.block], body.blocks.end[copy.blocks[-1]]
        findings.add(
            page, "text", start, end, score,
            "The headline stands here again, before the article begins." if above
            else "The headline stands here again, inside the article.",
        )  # fmt: skip
    features["title_copies"][page] = count
    features["title_alone"][page] = alone
    return absent


def _told(pages: Pages, page: int, copy: Copy) -> bool:
    """Tell a copy that is a sentence of the text, or leads over to a list, and not the headline printed again.

    It ends in a full stop, as the headline does not, or in a colon.
    """
    end = line_end(pages.gaps.gaps[pages.body.after[copy.last - 1]]).strip()
    title = pages.articles[page].title.rstrip()
    return end[:1] == ":" or (end == "." and not title.endswith("."))


# --- lines that stand twice -----------------------------------------------------------------


def _weigh_lines(
    pages: Pages, leads: Ints, copied: Bools, absent: FloatArray,
    features: dict[str, FloatArray], findings: Findings,
) -> None:  # fmt: skip
    """Weigh every short line that stands twice on its page, once a line."""
    blocks = pages.body.blocks
    ends = pages.body.page_blocks
    for first, second in _doubled(pages):
        page = int(blocks.page[first])
        if copied[first] or copied[second] or _repeats_by_nature(pages, first):
            continue
        lead = int(leads[page])
        above = first < lead < ends[page + 1] and lead - ends[page] <= HEADER_BLOCKS
        header = above and second < lead
        if not header and not ((above or _by_prose(pages, first)) and _by_prose(pages, second)):
            continue
        keywords = _keywords(pages, first)
        if not above and blocks.words[first] < INNER_WORDS:
            keywords = 0.0
        features["doubled_lines"][page] += 1
        least = HEADER_LINE if header else INNER_LINE
        most = HEADER_KEYWORDS if above else INNER_KEYWORDS
        weight = least + (most - least) * keywords
        if above and not (_asks(pages, first) or _asks(pages, second)):
            features["doubled_above"][page] = 1.0
        features["doubled_keyword_line"][page] = max(
            features["doubled_keyword_line"][page], keywords
        )
        if header or weight > SHOWN:
            findings.add(
                page, "text", blocks.start[second], blocks.end[second], weight,
                _message(keywords, header=header),
            )  # fmt: skip
        absent[page] *= 1 - weight


def _message(keywords: float, *, header: bool) -> str:
    """Say what stands twice, and where."""
    if not header:
        return "A line of keywords stands here again."
    if keywords > SHOWN:
        return "A line of keywords stands twice before the article begins."
    return "This line stands twice before the article begins."


def _doubled(pages: Pages) -> list[tuple[int, int]]:
    """Give the first two blocks of every short line that stands two or three times on its page."""
    blocks, lower = pages.body.blocks, pages.vocabulary.lower
    low, high = KEYWORD_LINE
    at = np.flatnonzero((blocks.words >= low) & (blocks.words <= high))
    if not len(at):
        return []
    lengths = blocks.words[at]
    words = ranges(blocks.first[at], lengths)
    heads = np.cumsum(lengths) - lengths
    place = np.arange(len(words)) - np.repeat(heads, lengths)
    mixed = (lower[pages.body.word[words]].astype(np.uint64) + np.uint64(1)) * _MIXER
    mixed ^= mixed >> np.uint64(29)
    key = np.add.reduceat(mixed * _POWERS[place], heads)
    order = np.lexsort((at, key, blocks.page[at]))
    same = (np.diff(key[order]) == 0) & (np.diff(blocks.page[at][order]) == 0)
    fresh = np.flatnonzero(np.concatenate([[True], ~same]))
    count = np.diff(np.append(fresh, len(order)))
    twice = fresh[(count > 1) & (count <= MOST_REPEATS)]
    firsts, seconds = at[order[twice]].tolist(), at[order[twice + 1]].tolist()
    return list(zip(firsts, seconds, strict=True))


_MIXER = np.uint64(0x9E3779B97F4A7C15)
_POWERS = np.cumprod(np.full(KEYWORD_LINE[1], 0xD1342543DE82EF95, np.uint64))
"""Hash of a line: mixed words times a power for their place, modulo 2 to the 64th."""


def _repeats_by_nature(pages: Pages, block: int) -> bool:
    """Tell lines that stand more than once on honest pages: labels, rows, quotes, furniture."""
    body, vocabulary = pages.body, pages.vocabulary
    first, last = int(body.blocks.first[block]), int(body.blocks.last[block])
    ids = body.word[first:last]
    closing = pages.gaps.gaps[body.after[last - 1]].split("\n", 1)[0]
    opening = pages.gaps.gaps[body.before[first]].rsplit("\n", 1)[-1]
    quoted = not _QUOTES.isdisjoint(closing) or (
        not _QUOTES.isdisjoint(opening) and not _ENDS.isdisjoint(closing)
    )
    if closing[:1] == ":" or quoted:
        return True
    if 2 * int(vocabulary.numeric[ids].sum()) >= len(ids):
        return True
    return any(vocabulary.lowers[vocabulary.lower[word]] in FURNITURE for word in ids.tolist())


_QUOTES = frozenset('"“”«»‘„♪')


def _asks(pages: Pages, block: int) -> bool:
    """Tell a question, a call or a player's text, as polls and advertisements print them more than once."""
    first, last = int(pages.body.blocks.first[block]), int(pages.body.blocks.last[block])
    end = line_end(pages.gaps.gaps[pages.body.after[last - 1]])
    vocabulary = pages.vocabulary
    words = {
        vocabulary.lowers[vocabulary.lower[word]] for word in pages.body.word[first:last].tolist()
    }
    return "?" in end or "!" in end or not _CALLS.isdisjoint(words)


_CALLS = frozenset("autoplay code embed poll survey vote".split())


def _by_prose(pages: Pages, block: int) -> bool:
    """Say whether the block before or after is prose: not so in verse, tables and lists."""
    low, high = pages.body.page_blocks[pages.body.blocks.page[block] :][:2]
    near = [other for other in (block - 1, block + 1) if low <= other < high]
    return any(pages.body.blocks.words[other] >= LEAD_WORDS for other in near)


def _keywords(pages: Pages, block: int) -> float:
    """Say how far a line is a string of keywords: names or a slug, without function words."""
    body, vocabulary = pages.body, pages.vocabulary
    first, last = int(body.blocks.first[block]), int(body.blocks.last[block])
    ids = body.word[first:last]
    gaps = [pages.gaps.gaps[gap] for gap in body.before[first + 1 : last].tolist()]
    closing = pages.gaps.gaps[body.after[last - 1]].split("\n", 1)[0]
    if any(mark in closing for mark in ".!?…") or any(c in gap for gap in gaps for c in ".!?;:()"):
        return 0.0
    if sum(gap in HYPHENS for gap in gaps) >= SLUG_SHARE * len(gaps):
        return 1.0
    named = float((vocabulary.capitalised | vocabulary.numeric)[ids].mean())
    function = float(vocabulary.stop[ids].mean())
    return _ramp(named, CAPITALS - 0.2, CAPITALS) * _ramp(
        -function, -2 * FUNCTION_WORDS, -FUNCTION_WORDS
    )


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


SIGNAL = Signal(
    NAME,
    (
        Feature(
            "score", "strength of a repeated headline or line that no template puts", evidence=True
        ),
        Feature(
            "title_copies",
            "headlines in the body beyond one above the lead, by likeness",
            evidence=True,
        ),
        Feature("title_alone", "likeness of the closest headline below the lead", evidence=True),
        Feature(
            "doubled_lines",
            "short lines that stand twice above the lead or by prose",
            evidence=True,
        ),
        Feature(
            "doubled_above",
            "1 if a line above the lead, neither headline nor question, stands twice",
            evidence=True,
        ),
        Feature(
            "doubled_keyword_line",
            "likeness to keywords of a line that stands twice above the lead or by prose",
            evidence=True,
        ),
        Feature("distance", "words before the last headline in the body"),
    ),
    measure,
)
