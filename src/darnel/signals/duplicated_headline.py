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
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Ints, Pages

NAME = "duplicated_headline"

LEAD_WORDS = 18
"""A block of this many words is prose: the first one is the lead."""

LONGEST_LINE = 40
"""No headline, with the name of its site, has more words."""

SHORTEST_TITLE = 3
"""A title of fewer words is the name of a column or a place, and may well stand again."""

SHORTEST_COPY = 4
"""Fewer words of a headline meet again by chance."""

RUNNING_COPY = 6
"""A headline found in running text, not on a line of its own, must have this many words."""

RUNNING = 0.6
"""Likeness of a headline within running text: some sentences open with the headline's words."""

TEMPLATE_LINES = 3
"""The headline within the first lines is what a site's template prints."""

EDIT_EVERY = 6
"""An edit of one word is up to two here ("re-election"): 1 of 5 words, 2 of 9, 3 of 15."""

SITE_WORDS = 6
"""The name of a site after a headline is no longer."""

MOST_COPIES = 32
"""Lines of one page that are compared with its headline: more copies make a page no worse."""

KEYWORD_LINE = (4, 16)
"""Words of a doubled line: fewer are a label or a section's name, more are a sentence."""

HEADER_BLOCKS = 8
"""More lines before the first prose are a list or verse, and none of them is a header."""

CAPITALS = 0.6
"""A line of keywords is mostly names: this share of its words is capitalised."""

FUNCTION_WORDS = 0.15
"""A line of keywords has hardly a function word; a caption is a sentence and has some."""

DEEP_COPY = 0.9
"""Weight of the headline below the lead: 16 of 5,000 honest articles have it there."""

HEADER_COPIES = (0.05, 0.4, 0.6)
"""Weights of the first, second and any further headline above the lead: templates print one, some
a second one for a link's preview."""

HEADER_KEYWORDS, HEADER_LINE, INNER_LINE = 0.85, 0.3, 0.08
"""Weights of a doubled line: of keywords above the lead, another there, and any among the prose."""

MOST_REPEATS = 3
"""A line that stands more often is a refrain, a label or page furniture."""

FURNITURE = frozenset({
    "advertisement", "advertising", "ad", "ads", "sponsored", "caption", "copyright", "credit",
    "image", "images", "photo", "photos", "photograph", "picture", "pictures", "video", "videos",
    "gallery", "slideshow", "playback", "click", "tap", "share", "tweet", "facebook", "twitter",
    "email", "print", "subscribe", "newsletter", "newsletters", "sign", "login", "log", "menu",
    "related", "recommended", "read", "watch", "listen", "loading", "continue", "continued",
    "comments", "comment", "updated", "published", "browser", "javascript", "unsupported",
    "follow", "hide", "show", "view", "file", "courtesy", "via",
})  # fmt: skip
"""Words of page furniture and credits: a line with one is repeated by every template."""

SLUG_SHARE = 0.8
"""Share of the gaps of an address that are hyphens, and of its words that are the headline's."""

_SEPARATORS = frozenset("|-–—·•»:~/")
_HYPHENS = frozenset("-_+")


@dataclass(frozen=True, slots=True)
class _Title:
    """A headline to look for: its bare words, and `forms` of them without a site's name.

    `content` counts the words that say something; `cut` tells one that was cut short, `own` one
    that came as the title and not as the first line.
    """

    words: tuple[int, ...]
    forms: tuple[tuple[int, ...], ...]
    content: int
    cut: bool
    own: bool


@dataclass(frozen=True, slots=True)
class _Copy:
    """One place where the headline stands in the body: words [first, last), and how alike."""

    first: int
    last: int
    block: int
    alike: float


def measure(pages: Pages) -> Reading:
    """Look for the headline in every body and for short lines that stand twice."""
    names = ("score", "title_copies", "title_alone", "doubled_lines", "doubled_keyword_line",
             "distance")  # fmt: skip
    features = {name: np.full(len(pages), np.nan) for name in names}
    findings = Findings(NAME, pages)
    blocks = pages.body.blocks
    if not len(blocks):
        return Reading(features, findings.lists)
    filled = np.diff(pages.body.page_blocks) > 0
    absent = np.where(filled, 1.0, np.nan)
    leads = _leads(pages)
    titles = _titles(pages)
    for page, title in enumerate(titles):
        if title is not None and filled[page]:
            for name in ("title_copies", "title_alone"):
                features[name][page] = 0.0
    copied: set[int] = set()
    for page, copies in _copies(pages, titles).items():
        copied.update(copy.block for copy in copies if copy.alike > RUNNING)
        absent[page] *= _weigh_copies(pages, page, copies, int(leads[page]), features, findings)
    for name in ("doubled_lines", "doubled_keyword_line"):
        features[name][filled] = 0.0
    _weigh_lines(pages, leads, copied, absent, features, findings)
    features["score"] = 1 - absent
    return Reading(features, findings.lists)


def _leads(pages: Pages) -> Ints:
    """Give the number of each page's first prose block, or the end of the page without one."""
    blocks = pages.body.blocks
    credit = pages.vocabulary.among(FURNITURE)[pages.body.word[blocks.last - 1]]
    prose = np.flatnonzero((blocks.words >= LEAD_WORDS) & ~credit)
    prose = np.append(prose, len(blocks))
    first = prose[np.searchsorted(prose, pages.body.page_blocks[:-1])]
    return np.minimum(first, pages.body.page_blocks[1:]).astype(np.int32)


@dataclass(frozen=True, slots=True)
class _Bare:
    """The words of a batch without case and apostrophes, as slugs write them."""

    words: list[str]
    index: Ints


def _bare(pages: Pages) -> _Bare:
    """Intern the bare words once a batch."""

    def make() -> _Bare:
        numbers: dict[str, int] = {}
        lowers = [
            numbers.setdefault(word.replace("'", ""), len(numbers))
            for word in pages.vocabulary.lowers
        ]
        index = np.array(lowers, np.int32)[pages.vocabulary.lower]
        return _Bare(list(numbers), index)

    return pages.once("bare words", make)


# --- headlines ------------------------------------------------------------------------------


def _titles(pages: Pages) -> list[_Title | None]:
    """Take each page's headline; without one, a first line that reads as one."""
    bare, stop = _bare(pages).index, pages.vocabulary.stop
    result: list[_Title | None] = []
    for page in range(len(pages)):
        first, last = (int(v) for v in pages.title.page_words[page : page + 2])
        tokens, own = pages.title, True
        if first == last:
            first, last = _first_line(pages, page)
            tokens, own = pages.body, False
        if not SHORTEST_TITLE <= last - first <= LONGEST_LINE:
            result.append(None)
            continue
        ids = tokens.word[first:last]
        words = tuple(bare[ids].tolist())
        gaps = [pages.gaps.gaps[gap] for gap in tokens.before[first + 1 : last].tolist()]
        content = int((~stop[ids]).sum())
        cut = _cut(pages.gaps.gaps[tokens.after[last - 1]])
        result.append(_Title(words, _forms(words, gaps), content, cut, own))
    return result


def _first_line(pages: Pages, page: int) -> tuple[int, int]:
    """Give the words of a first line that has the shape of a headline, else an empty range."""
    block, end = (int(v) for v in pages.body.page_blocks[page : page + 2])
    blocks = pages.body.blocks
    if end - block < TEMPLATE_LINES or blocks.words[block] >= LEAD_WORDS:
        return 0, 0
    last = int(blocks.last[block])
    closing = pages.gaps.gaps[pages.body.after[last - 1]].lstrip()[:1]
    return (0, 0) if closing in {".", ":", ","} else (int(blocks.first[block]), last)


def _cut(gap: str) -> bool:
    """Tell the dots of a text that was cut short."""
    line = gap.lstrip("\n").split("\n", 1)[0]
    return "..." in line or "…" in line


def _forms(words: tuple[int, ...], gaps: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Give the headline as it is, and without the name of a site at its end or before it."""
    forms = [words]
    parted = [i + 1 for i, gap in enumerate(gaps) if _parts(gap)]
    if parted and parted[-1] >= SHORTEST_COPY and len(words) - parted[-1] <= SITE_WORDS:
        forms.append(words[: parted[-1]])
    if parted and "|" in gaps[parted[0] - 1] and len(words) - parted[0] >= SHORTEST_COPY:
        forms.append(words[parted[0] :])
    return tuple(forms)


def _parts(gap: str) -> bool:
    """Tell a separator between a headline and the name of its site."""
    inner = gap.strip()
    return inner[-1:] in _SEPARATORS and gap != inner


# --- copies of the headline -----------------------------------------------------------------


def _copies(pages: Pages, titles: Sequence[_Title | None]) -> dict[int, list[_Copy]]:
    """Find the headline on lines of its own, over two lines, and in running text."""
    found: dict[int, list[_Copy]] = {}
    looked: dict[int, int] = {}
    for block, count in _candidates(pages, titles):
        page = int(pages.body.blocks.page[block])
        title = titles[page]
        looked[page] = looked.get(page, 0) + 1
        if title is None or looked[page] > MOST_COPIES:
            continue
        first = int(pages.body.blocks.first[block])
        last = int(pages.body.blocks.last[block + count - 1])
        taken = found.setdefault(page, [])
        if not title.own and block == pages.body.page_blocks[page]:
            continue
        if taken and first < taken[-1].last:
            continue
        alike = _alike_line(pages, title, first, last, joined=count > 1)
        if alike:
            taken.append(_Copy(first, last, block, alike))
    for page, copy in _running(pages, titles):
        taken = found.setdefault(page, [])
        if len(taken) < 2 * MOST_COPIES and all(
            copy.last <= other.first or copy.first >= other.last for other in taken
        ):
            taken.append(copy)
    return {page: sorted(copies, key=lambda c: c.first) for page, copies in found.items() if copies}


def _candidates(pages: Pages, titles: Sequence[_Title | None]) -> list[tuple[int, int]]:
    """Choose the lines, and pairs of lines, that share most of their words with the headline."""
    blocks, bare = pages.body.blocks, _bare(pages).index
    sizes = np.array([0 if t is None else len(t.words) for t in titles], np.int32)
    keys = [np.array(t.words, np.int64) + (p << 32) for p, t in enumerate(titles) if t is not None]
    size = sizes[blocks.page]
    short = (blocks.words <= size + SITE_WORDS + 2) & (size > 0) & (blocks.words > 0)
    at = np.flatnonzero(short)
    if not len(at):
        return []
    known = np.unique(np.concatenate(keys))
    words = _ranges(blocks.first[at], blocks.words[at])
    key = bare[pages.body.word[words]] + (pages.body.page[words].astype(np.int64) << 32)
    place = np.minimum(np.searchsorted(known, key), len(known) - 1)
    heads = np.cumsum(blocks.words[at]) - blocks.words[at]
    shared = np.add.reduceat((known[place] == key).astype(np.int32), heads)
    length = blocks.words[at]
    enough = np.minimum(SHORTEST_TITLE, size[at])
    single = (shared >= enough) & (shared * 2 >= length)
    next_is = np.append((np.diff(at) == 1) & (np.diff(blocks.page[at]) == 0), False)
    both = shared + np.append(shared[1:], 0)
    total = length + np.append(length[1:], 0)
    pair = next_is & (np.abs(total - size[at]) <= SITE_WORDS) & (both * 5 >= total * 4)
    pair &= (both * 3 >= size[at] * 2) & (length < size[at]) & (total - length < size[at])
    chosen = [(int(b), 1) for b in at[single]] + [(int(b), 2) for b in at[pair]]
    return sorted(chosen)


def _ranges(starts: Ints, lengths: Ints) -> NDArray[np.int64]:
    """Give the indices start, start + 1, … of every range, one after the other."""
    heads = np.cumsum(lengths) - lengths
    return np.repeat(starts.astype(np.int64) - heads, lengths) + np.arange(int(lengths.sum()))


def _alike_line(pages: Pages, title: _Title, first: int, last: int, *, joined: bool) -> float:
    """Say how surely a line is the headline: 0 is another line, 1 the same words."""
    body, bare = pages.body, _bare(pages)
    line = tuple(bare.index[body.word[first:last]].tolist())
    gaps = [pages.gaps.gaps[gap] for gap in body.before[first + 1 : last].tolist()]
    furniture = bare.words[line[0]] in FURNITURE and line[0] != title.words[0]
    if furniture or any("://" in gap for gap in gaps):
        return 0.0
    alike = max(_same(bare, form, line) for form in title.forms)
    if joined or alike == 1:
        return alike
    parted = [i + 1 for i, gap in enumerate(gaps) if _parts(gap)][-1:]
    if parted and len(line) - parted[0] <= SITE_WORDS:
        alike = max(alike, *(0.95 * _same(bare, form, line[: parted[0]]) for form in title.forms))
    cut = _cut(pages.gaps.gaps[body.after[last - 1]])
    alike = max(alike, 0.9 * _truncated(bare, title.words, line, cut=cut))
    if title.cut:
        alike = max(alike, 0.9 * _truncated(bare, line, title.words, cut=True))
    if gaps and sum(gap in _HYPHENS for gap in gaps) >= SLUG_SHARE * len(gaps):
        alike = max(alike, 0.95 * _slug(title, line))
    return alike


def _same(bare: _Bare, title: tuple[int, ...], line: tuple[int, ...]) -> float:
    """Compare in order: the same letters, or few other words."""
    return 1.0 if _glued(bare, title) == _glued(bare, line) else _edited(title, line)


def _glued(bare: _Bare, words: tuple[int, ...]) -> str:
    """Join the words, so that "U.S." is "US" and "Obama-era" is "ObamaEra"."""
    return "".join([bare.words[word] for word in words])


def _edited(title: tuple[int, ...], line: tuple[int, ...]) -> float:
    """Compare in order, allowing few other words; of a short headline, none."""
    if title == line:
        return 1.0
    longer = max(len(title), len(line))
    if longer < SHORTEST_COPY:
        return 0.0
    allowed = (longer + 3) // EDIT_EVERY if longer > SHORTEST_COPY else 0
    if abs(len(title) - len(line)) > allowed:
        return 0.0
    wrong = longer - _common(title, line)
    return 1 - wrong / longer if wrong <= allowed else 0.0


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Count the words of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        diagonal = 0
        for i, another in enumerate(other):
            above = row[i + 1]
            row[i + 1] = diagonal + 1 if word == another else max(above, row[i])
            diagonal = above
    return row[-1]


def _truncated(bare: _Bare, title: tuple[int, ...], line: tuple[int, ...], *, cut: bool) -> float:
    """Say whether a line is the beginning of the headline, if it shows dots perhaps of a word."""
    least, share = (SHORTEST_TITLE, 0.35) if cut else (SHORTEST_COPY, 0.6)
    whole, stem = _glued(bare, title), _glued(bare, line)
    if len(line) < least or len(stem) < share * len(whole) or not whole.startswith(stem):
        return 0.0
    return float(cut or stem == _glued(bare, title[: len(line)]))


def _slug(title: _Title, line: tuple[int, ...]) -> float:
    """Say whether a line joined by hyphens is an address made of the headline's words."""
    shared = _common(title.words, line)
    least = min(SHORTEST_COPY, title.content)
    return float(shared >= SLUG_SHARE * len(line) and shared >= max(least, title.content / 4))


def _running(pages: Pages, titles: Sequence[_Title | None]) -> list[tuple[int, _Copy]]:
    """Find the whole headline within a longer block, as its own sentence or between sentences."""
    body, bare = pages.body, _bare(pages)
    stream = bare.index[body.word]
    counts = np.bincount(stream, minlength=len(bare.words))
    anchor = np.full(len(pages), -1, np.int64)
    offset = np.zeros(len(pages), np.int64)
    for page, title in enumerate(titles):
        if title is not None and title.own and len(title.forms[-1]) >= RUNNING_COPY:
            words = title.forms[1] if len(title.forms) > 1 else title.words
            offset[page] = int(np.argmin(counts[list(words)]))
            anchor[page] = words[offset[page]]
    found: list[tuple[int, _Copy]] = []
    looked: dict[int, int] = {}
    for at in np.flatnonzero(stream == anchor[body.page]).tolist():
        page = int(body.page[at])
        looked[page] = looked.get(page, 0) + 1
        title = titles[page]
        if title is None or looked[page] > MOST_COPIES * LONGEST_LINE:
            continue
        words = title.forms[1] if len(title.forms) > 1 else title.words
        first = at - int(offset[page])
        last = first + len(words)
        if first < body.page_words[page] or last > body.page_words[page + 1]:
            continue
        if tuple(stream[first:last].tolist()) == words:
            block = int(body.block[first])
            if body.block[last - 1] == block and _same_case(pages, page, first, len(words)):
                found.append((page, _Copy(first, last, block, RUNNING)))
    return found


def _same_case(pages: Pages, page: int, first: int, count: int) -> bool:
    """Tell a headline from a sentence of the same words: its capitals are the headline's."""
    capitals = pages.vocabulary.capitalised
    start = int(pages.title.page_words[page])
    here = capitals[pages.body.word[first : first + count]]
    return bool(here.all() or (here == capitals[pages.title.word[start : start + count]]).all())


def _weigh_copies(
    pages: Pages, page: int, copies: Sequence[_Copy], lead: int,
    features: dict[str, FloatArray], findings: Findings,
) -> float:  # fmt: skip
    """Fill in what the copies on a page amount to; return the odds that they mean nothing."""
    body = pages.body
    opening = int(body.page_blocks[page])
    absent, count, alone, header = 1.0, 0.0, 0.0, 0
    for copy in copies:
        line = copy.alike > RUNNING
        above = copy.block < (lead if line else opening + TEMPLATE_LINES)
        weight = DEEP_COPY
        if above:
            weight = HEADER_COPIES[min(header, len(HEADER_COPIES) - 1)]
            header += 1
        score = weight * copy.alike
        absent *= 1 - score
        if above and header == 1:
            continue
        count += copy.alike
        alone = max(alone, 0.0 if above else copy.alike)
        findings.add(
            page, "text", body.start[copy.first], body.end[copy.last - 1], score,
            "The headline stands here again, before the article begins." if above
            else "The headline stands here again, inside the article.",
        )  # fmt: skip
    features["title_copies"][page] = count
    features["title_alone"][page] = alone
    features["distance"][page] = copies[-1].first - body.page_words[page]
    return absent


# --- lines that stand twice -----------------------------------------------------------------


def _weigh_lines(
    pages: Pages, leads: Ints, copied: set[int], absent: FloatArray,
    features: dict[str, FloatArray], findings: Findings,
) -> None:  # fmt: skip
    """Weigh every short line that stands twice on its page, once a line."""
    blocks = pages.body.blocks
    ends = pages.body.page_blocks
    for first, second in _doubled(pages):
        page = int(blocks.page[first])
        if first in copied or second in copied or _repeats_by_nature(pages, first):
            continue
        lead = int(leads[page])
        header = second < lead < ends[page + 1] and lead - ends[page] <= HEADER_BLOCKS
        if not header and not (_by_prose(pages, first) and _by_prose(pages, second)):
            continue
        keywords = _keywords(pages, first)
        features["doubled_lines"][page] += 1
        weight = INNER_LINE
        if header:
            weight = HEADER_LINE + (HEADER_KEYWORDS - HEADER_LINE) * keywords
            features["doubled_keyword_line"][page] = max(
                features["doubled_keyword_line"][page], keywords
            )
            findings.add(
                page, "text", blocks.start[second], blocks.end[second], weight,
                "A line of keywords stands twice before the article begins." if keywords > 0.5  # noqa: PLR2004
                else "This line stands twice before the article begins.",
            )  # fmt: skip
        absent[page] *= 1 - weight


def _doubled(pages: Pages) -> list[tuple[int, int]]:
    """Give the first two blocks of every short line that stands two or three times on its page."""
    blocks, lower = pages.body.blocks, pages.vocabulary.lower
    low, high = KEYWORD_LINE
    at = np.flatnonzero((blocks.words >= low) & (blocks.words <= high))
    if not len(at):
        return []
    lengths = blocks.words[at]
    words = _ranges(blocks.first[at], lengths)
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
    if closing[:1] == ":" or any(mark in _QUOTES for mark in opening + closing):
        return True
    if 2 * int(vocabulary.numeric[ids].sum()) >= len(ids):
        return True
    return any(vocabulary.lowers[vocabulary.lower[word]] in FURNITURE for word in ids.tolist())


_QUOTES = frozenset('"“”«»‘„♪')


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
    if sum(gap in _HYPHENS for gap in gaps) >= SLUG_SHARE * len(gaps):
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
            "doubled_keyword_line",
            "likeness to keywords of a line doubled above the lead",
            evidence=True,
        ),
        Feature("distance", "words before the last headline in the body"),
    ),
    measure,
)
