"""The text that was extracted from a page, as the page has it, line by line with its layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from darnel.article import Layout
from darnel.doors.layout import PROSE_LINKS, PROSE_WORDS, Block, Walk, key_of

LONGEST_GAP = 20
"""Blocks from a line to the next over which the article runs on, with a list or a table in it; more are
another part of the page."""

_BULLET = re.compile(r"(?:[-*•] |\d+\. )")


def restored(text: str, title: str, walked: Walk) -> tuple[str, tuple[Layout, ...]]:
    """Give the extracted text as the page has it, and the layout of its lines found there.

    Extraction repairs: it drops characters that do not show and lines that stand twice, and keeps the
    headline that is the page's title. All three are evidence or would be taken for it, so the first
    two are put back and the third is left out. Prose that it dropped between two lines of the article,
    in the same surroundings, is the article's and put back too.
    """
    lines = _Lines()
    headline, last, keys = key_of(title), -1, key_of(text)
    for line, span in zip(text.split("\n"), _spans(text, walked), strict=True):
        if span is None:
            lines.add(line, None)
            continue
        first, end = walked.range(*span)
        for at in _left_out(walked, last, first, keys) if 0 <= last < first else ():
            if not _is_headline(walked.blocks[at], headline):
                lines.add(walked.blocks[at].text, walked.layout(at, at + 1))
        last = end - 1
        whole = end == first + 1 and span[1] - span[0] == len(walked.blocks[first].key)
        if whole and _is_headline(walked.blocks[first], headline):
            continue
        shown = _as_on_page(line, walked.blocks[first]) if whole else line
        lines.add(shown, walked.layout(first, end, span))
    for at in _repeats(walked, last):
        lines.add(walked.blocks[at].text, walked.layout(at, at + 1))
    return lines.text, tuple(lines.layout)


def _left_out(walked: Walk, last: int, first: int, keys: str) -> Iterator[int]:
    """Give the blocks between two lines' that repeat one of them, or are prose as they are."""
    before, after = walked.blocks[last], walked.blocks[first]
    near = first - last <= LONGEST_GAP and before.within == after.within
    for at in range(last + 1, first):
        block = walked.blocks[at]
        prose = block.words >= PROSE_WORDS and block.links <= PROSE_LINKS
        inside = near and prose and block.within == before.within
        if block.key in (before.key, after.key) or (inside and block.key not in keys):
            yield at


def _repeats(walked: Walk, last: int) -> Iterator[int]:
    """Give the blocks behind the last line that say the same again."""
    if last >= 0:
        after = range(last + 1, len(walked.blocks))
        yield from takewhile(lambda at: walked.blocks[at].key == walked.blocks[last].key, after)


def _spans(text: str, walked: Walk) -> list[tuple[int, int] | None]:
    """Find each line among the page's keys: behind the line before it, or else anywhere."""
    found: list[tuple[int, int] | None] = []
    after = 0
    for line in text.split("\n"):
        key = key_of(line)
        place = walked.keys.find(key, after) if key else -1
        if place < 0 and key:
            place = walked.keys.find(key)
        if place >= 0:
            after = place + len(key)
        found.append((place, place + len(key)) if place >= 0 else None)
    return found


def _is_headline(block: Block, headline: str) -> bool:
    return block.tag == "h1" and block.key == headline


def _as_on_page(line: str, block: Block) -> str:
    bullet = _BULLET.match(line)
    if bullet is None or block.text.startswith(bullet.group()):
        return block.text
    return bullet.group() + block.text


class _Lines:
    """Put a text together line by line, with the layout of those that have one."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._size = 0
        self.layout: list[Layout] = []

    def add(self, line: str, layout: Layout | None) -> None:
        if layout is not None:
            end = self._size + len(line)
            self.layout.append(replace(layout, start=self._size, end=end))
        self._lines.append(line)
        self._size += len(line) + 1

    @property
    def text(self) -> str:
        return "\n".join(self._lines)
