"""The headline of a page, and the lines of its body that are the headline again.

A line is the headline if it has the same letters, or the same words but for few, or is the
beginning of it with dots, or its address, or it with the name of a site. Every comparison is of a
line with the one title of its page, and a line is only compared if it shares most of its words
with the title, which is counted for all lines of a batch at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.lookalikes import LOOKALIKES
from darnel.text import Bools, Ints, Pages

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

FIRST_LINE = 18
"""A first line of so many words is no headline, even where the page has no other."""

EDIT_COST = 0.3
"""What is lost of the likeness for the share of words that differ: one in ten is the headline still."""

CUT, SITE = 0.98, 0.98
"""Likeness of the beginning of a headline, and of one with the name of a site."""

EDIT_EVERY = 6
"""An edit of one word is up to two here ("re-election"): 1 of 5 words, 2 of 9, 3 of 15."""

SHORT_EDIT = 0.7
"""A headline of four words may differ in one place by a word or a slip, if so much of it is left."""

SITE_WORDS = 6
"""The name of a site after a headline is no longer."""

MOST_COPIES = 32
"""Lines of one page that are compared with its headline: more copies make a page no worse."""

CUT_WORDS, CUT_SHARE = 3, 0.25
"""A line that ends in dots and is the beginning of the headline: so many words of it, and so large
a share of its letters."""

STEM_WORDS, STEM_SHARE = 4, 0.75
"""The same of a line without dots: section headings may open as the headline does."""

LONG_STEM_WORDS, LONG_STEM_SHARE = 5, 0.62
"""The same where more words are the headline's: no heading repeats so many and then stops."""

ORDER, ORDER_EDIT = 0.98, 8
"""Weight of the headline's words in another order, and from how many words on one may differ."""

SLUG_SHARE = 0.8
"""Share of the gaps of an address that are hyphens, and of its words that are the headline's."""

SLUG_CONTENT = 0.25
"""Share of the headline's words that an address must have: some are cut short."""

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

HYPHENS = frozenset("-_+")
_SEPARATORS = frozenset("|-–—·•»~/") | {"::"}
_FULL_STOP = "."
_LATIN = str.maketrans(LOOKALIKES)


@dataclass(frozen=True, slots=True)
class Bare:
    """The words of a batch without case, apostrophes and borrowed letters, as slugs write them.

    `index` gives for each word of the vocabulary its place in `words`.
    """

    words: list[str]
    index: Ints


def bare_words(pages: Pages) -> Bare:
    """Intern the bare words once a batch."""

    def make() -> Bare:
        vocabulary = pages.vocabulary
        numbers = {word: number for number, word in enumerate(vocabulary.lowers)}
        index = vocabulary.lower.copy()
        odd = vocabulary.flags(lambda word: "'" in word or not word.isascii())
        for number in np.flatnonzero(odd).tolist():
            # A word all of whose letters are borrowed looks the same and is no Latin word.
            word = vocabulary.words[number].translate(_LATIN).lower()
            word = word.replace("'", "").replace("’", "")
            index[number] = numbers.setdefault(word, len(numbers))
        return Bare(list(numbers), index)

    return pages.once("bare words", make)


# --- headlines ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Title:
    """A headline to look for: its bare words, and `forms` of them without a site's name.

    `content` counts the words that say something; `cut` tells one that was cut short, `stopped` one
    that ends with a full stop, `own` one that came as the title and not as the first line.
    """

    words: tuple[int, ...]
    forms: tuple[tuple[int, ...], ...]
    content: int
    cut: bool
    stopped: bool
    own: bool


def titles_of(pages: Pages) -> list[Title | None]:
    """Take each page's headline; without one, a first line that reads as one."""
    bare, stop = bare_words(pages).index, pages.vocabulary.stop
    result: list[Title | None] = []
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
        end = line_end(pages.gaps.gaps[tokens.after[last - 1]])
        result.append(Title(words, _forms(words, gaps), content, _cut(end), _FULL_STOP in end, own))
    return result


def _first_line(pages: Pages, page: int) -> tuple[int, int]:
    """Give the words of a first line that has the shape of a headline, else an empty range."""
    block, end = (int(v) for v in pages.body.page_blocks[page : page + 2])
    blocks = pages.body.blocks
    if end - block < SHORTEST_TITLE or blocks.words[block] >= FIRST_LINE:
        return 0, 0
    last = int(blocks.last[block])
    closing = pages.gaps.gaps[pages.body.after[last - 1]].lstrip()[:1]
    return (0, 0) if closing in {".", ":", ","} else (int(blocks.first[block]), last)


def line_end(gap: str) -> str:
    """Give what stands behind the last word of a line."""
    return gap.split("\n", 1)[0]


def _cut(end: str) -> bool:
    """Tell the dots of a text that was cut short."""
    return "..." in end or "…" in end


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
    return gap != inner and (inner[-1:] in _SEPARATORS or inner[-2:] in _SEPARATORS)


# --- where the headline stands again ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copy:
    """One place where the headline stands in the body: words [first, last), and how alike.

    `blocks` is the half-open range of the lines that it fills; a headline within a line fills none.
    """

    first: int
    last: int
    block: int
    alike: float
    blocks: range


def copies_of(pages: Pages, titles: Sequence[Title | None]) -> dict[int, list[Copy]]:
    """Find the headline on lines of its own, over two lines, and in running text."""
    found: dict[int, list[Copy]] = {}
    looked: dict[int, int] = {}
    for block, count in _candidates(pages, titles):
        page = int(pages.body.blocks.page[block])
        title = titles[page]
        looked[page] = looked.get(page, 0) + 1
        if title is None or looked[page] > MOST_COPIES:
            continue
        if not title.own and block == pages.body.page_blocks[page]:
            continue
        first = int(pages.body.blocks.first[block])
        last = int(pages.body.blocks.last[block + count - 1])
        alike = _alike_line(pages, title, first, last, joined=count > 1)
        if alike:
            copy = Copy(first, last, block, alike, range(block, block + count))
            found.setdefault(page, []).append(copy)
    for page, copy in _running(pages, titles):
        taken = found.setdefault(page, [])
        if len(taken) < 2 * MOST_COPIES:
            taken.append(copy)
    return {page: _apart(copies) for page, copies in found.items()}


def lines_of_headlines(pages: Pages) -> tuple[dict[int, list[Copy]], Bools]:
    """Give the copies of every page's headline, found once a batch, and the blocks that they stand on."""

    def make() -> tuple[dict[int, list[Copy]], Bools]:
        copies = copies_of(pages, titles_of(pages))
        copied = np.zeros(len(pages.body.blocks), np.bool_)
        copied[[b for found in copies.values() for copy in found for b in copy.blocks]] = True
        return copies, copied

    return pages.once("lines of headlines", make)


def _apart(copies: Sequence[Copy]) -> list[Copy]:
    """Keep the closest of copies that overlap, in reading order."""
    kept: list[Copy] = []
    for copy in sorted(copies, key=lambda c: (-c.alike, c.first)):
        if all(copy.last <= other.first or copy.first >= other.last for other in kept):
            kept.append(copy)
    return sorted(kept, key=lambda c: c.first)


def _candidates(pages: Pages, titles: Sequence[Title | None]) -> list[tuple[int, int]]:
    """Choose the lines, and pairs of lines, that share most of their words with the headline."""
    blocks, bare = pages.body.blocks, bare_words(pages).index
    sizes = np.array([0 if t is None else len(t.words) for t in titles], np.int32)
    keys = [np.array(t.words, np.int64) + (p << 32) for p, t in enumerate(titles) if t is not None]
    size = sizes[blocks.page]
    short = (blocks.words <= size + SITE_WORDS + 2) & (size > 0) & (blocks.words > 0)
    at = np.flatnonzero(short)
    if not len(at):
        return []
    known = np.unique(np.concatenate(keys))
    words = ranges(blocks.first[at], blocks.words[at])
    key = bare[pages.body.word[words]] + (pages.body.page[words].astype(np.int64) << 32)
    place = np.minimum(np.searchsorted(known, key), len(known) - 1)
    heads = np.cumsum(blocks.words[at]) - blocks.words[at]
    shared = np.add.reduceat((known[place] == key).astype(np.int32), heads)
    length = blocks.words[at]
    # A word cut by the dots behind it is not the headline's, so that two of three may be shared.
    single = (shared >= np.minimum(CUT_WORDS - 1, size[at])) & (shared * 2 >= length)
    next_is = np.append((np.diff(at) == 1) & (np.diff(blocks.page[at]) == 0), False)
    both = shared + np.append(shared[1:], 0)
    total = length + np.append(length[1:], 0)
    pair = next_is & (np.abs(total - size[at]) <= SITE_WORDS) & (both * 5 >= total * 4)
    pair &= (both * 3 >= size[at] * 2) & (length < size[at]) & (total - length < size[at])
    chosen = [(int(b), 1) for b in at[single]] + [(int(b), 2) for b in at[pair]]
    return sorted(chosen)


def ranges(starts: Ints, lengths: Ints) -> NDArray[np.int64]:
    """Give the indices start, start + 1, … of every range, one after the other."""
    heads = np.cumsum(lengths) - lengths
    return np.repeat(starts.astype(np.int64) - heads, lengths) + np.arange(int(lengths.sum()))


def _alike_line(pages: Pages, title: Title, first: int, last: int, *, joined: bool) -> float:
    """Say how surely a line is the headline: 0 is another line, 1 the same words."""
    body, bare = pages.body, bare_words(pages)
    line = tuple(bare.index[body.word[first:last]].tolist())
    gaps = [pages.gaps.gaps[gap] for gap in body.before[first + 1 : last].tolist()]
    end = line_end(pages.gaps.gaps[body.after[last - 1]])
    extra = set(line).difference(title.words)
    if any(bare.words[word] in FURNITURE for word in extra) or any("://" in gap for gap in gaps):
        return 0.0
    # A sentence that says what the headline says has a full stop and other words.
    sentence = _FULL_STOP in end and not _cut(end) and not title.stopped
    same = _letters_alike if sentence else _same
    alike = max(same(bare, form, line) for form in title.forms)
    if joined or alike == 1:
        return alike
    if not sentence:
        alike = max(alike, *(ORDER * _reordered(form, line) for form in title.forms))
    parted = [i + 1 for i, gap in enumerate(gaps) if _parts(gap)][-1:]
    if parted and len(line) - parted[0] <= SITE_WORDS:
        alike = max(alike, *(SITE * _same(bare, form, line[: parted[0]]) for form in title.forms))
    alike = max(alike, CUT * _truncated(bare, title.words, line, cut=_cut(end)))
    if title.cut:
        alike = max(alike, CUT * _truncated(bare, line, title.words, cut=True))
    if gaps and sum(gap in HYPHENS for gap in gaps) >= SLUG_SHARE * len(gaps):
        alike = max(alike, 0.95 * _slug(title, line))
    return alike


def _letters_alike(bare: Bare, title: tuple[int, ...], line: tuple[int, ...]) -> float:
    return float(_glued(bare, title) == _glued(bare, line))


def _same(bare: Bare, title: tuple[int, ...], line: tuple[int, ...]) -> float:
    """Compare in order: the same letters, or few other words."""
    if alike := _letters_alike(bare, title, line) or _edited(title, line):
        return alike
    if len(title) == SHORTEST_COPY and abs(len(line) - len(title)) <= 1:
        framed = _framed(_glued(bare, title), _glued(bare, line))
        return framed if framed >= SHORT_EDIT else 0.0
    return 0.0


def _framed(one: str, other: str) -> float:
    """Give the share of letters before and behind the one place in which two texts differ."""
    ahead = _shared_start(one, other)
    behind = _shared_start(one[ahead:][::-1], other[ahead:][::-1])
    return (ahead + behind) / max(len(one), len(other))


def _shared_start(one: str, other: str) -> int:
    """Count the letters with which both texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _glued(bare: Bare, words: tuple[int, ...]) -> str:
    """Join the words, so that "U.S." is "US" and "Obama-era" is "ObamaEra"."""
    return "".join([bare.words[word] for word in words])


def _edited(title: tuple[int, ...], line: tuple[int, ...]) -> float:
    """Compare in order, allowing few other words; of a short headline, none."""
    longer = max(len(title), len(line))
    if longer < SHORTEST_COPY:
        return 0.0
    allowed = (longer + 3) // EDIT_EVERY if longer > SHORTEST_COPY else 0
    if abs(len(title) - len(line)) > allowed:
        return 0.0
    wrong = longer - _common(title, line)
    return 1 - EDIT_COST * wrong / longer if wrong <= allowed else 0.0


def _reordered(title: tuple[int, ...], line: tuple[int, ...]) -> float:
    """Compare in whatever order, allowing one other word in a long headline."""
    longer = max(len(title), len(line))
    if longer < SHORTEST_COPY:
        return 0.0
    wrong = longer - (Counter(title) & Counter(line)).total()
    return 1 - EDIT_COST * wrong / longer if wrong <= (longer >= ORDER_EDIT) else 0.0


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


def _truncated(bare: Bare, title: tuple[int, ...], line: tuple[int, ...], *, cut: bool) -> float:
    """Say whether a line is the beginning of the headline, if it shows dots perhaps of a word."""
    least, share = (CUT_WORDS, CUT_SHARE) if cut else (STEM_WORDS, STEM_SHARE)
    if not cut and len(line) >= LONG_STEM_WORDS:
        share = LONG_STEM_SHARE
    whole, stem = _glued(bare, title), _glued(bare, line)
    if len(line) < least or len(stem) < share * len(whole) or not whole.startswith(stem):
        return 0.0
    return float(cut or stem == _glued(bare, title[: len(line)]))


def _slug(title: Title, line: tuple[int, ...]) -> float:
    """Say whether a line joined by hyphens is an address made of the headline's words."""
    shared = _common(title.words, line)
    least = max(min(SHORTEST_COPY, title.content), title.content * SLUG_CONTENT)
    return float(shared >= SLUG_SHARE * len(line) and shared >= least)


def _running(pages: Pages, titles: Sequence[Title | None]) -> list[tuple[int, Copy]]:
    """Find the whole headline within a longer block, as its own sentence or between sentences."""
    body, bare = pages.body, bare_words(pages)
    stream = bare.index[body.word]
    counts = np.bincount(stream, minlength=len(bare.words))
    anchor = np.full(len(pages), -1, np.int64)
    offset = np.zeros(len(pages), np.int64)
    for page, title in enumerate(titles):
        if title is not None and title.own and len(title.forms[-1]) >= RUNNING_COPY:
            words = title.forms[1] if len(title.forms) > 1 else title.words
            offset[page] = int(np.argmin(counts[list(words)]))
            anchor[page] = words[offset[page]]
    found: list[tuple[int, Copy]] = []
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
                found.append((page, Copy(first, last, block, RUNNING, range(0))))
    return found


def _same_case(pages: Pages, page: int, first: int, count: int) -> bool:
    """Tell a headline from a sentence of the same words: its capitals are the headline's."""
    capitals = pages.vocabulary.capitalised
    start = int(pages.title.page_words[page])
    here = capitals[pages.body.word[first : first + count]]
    return bool(here.all() or (here == capitals[pages.title.word[start : start + count]]).all())
