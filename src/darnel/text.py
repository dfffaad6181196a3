"""Pages parsed once for all signals: blocks, sentences and words as spans of the original.

A batch of articles becomes flat arrays. Every distinct word and every distinct gap between two
words is interned to an integer (`darnel.lexicon`), so that whatever is known of a word or a gap is
worked out once and gathered by index. All offsets are code points of the field as received.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from darnel.article import Article
from darnel.compiled import also_in
from darnel.corpus import Corpus, Evidence, evidence_of
from darnel.lexicon import (
    DOT,
    GLUED,
    GLUED_QUOTE,
    Gaps,
    Lexicon,
    Vocabulary,
    in_order_of_use,
    lexicons,
)
from darnel.shadow import Shadow, charset, holds_any, shadow_of
from darnel.wordlists import (
    ABBREVIATIONS,
    CAPITAL_ABBREVIATIONS,
    LINK_STARTS,
    NUMBERED,
    SENTENCE_STARTERS,
    TIME_COMPANIONS,
    TITLES_OF_PERSONS,
    VERSUS,
)

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
T = TypeVar("T")

MOST_BLOCKS = 5_000
"""Blocks of a text. Of more, so many neighbours count as one that this many remain: all is looked at, but
more coarsely. Books have fewer paragraphs, and what compares blocks takes time and memory with each."""

WRAPPED_WIDTHS = (40, 100)
"""Hard-wrapped prose has lines between these lengths: shorter is verse, longer is paragraphs."""

LIST_DIGITS = 4
"""Numbers of list items have fewer digits; a year at the start of a paragraph has four."""

WRAPPED_LINES = 4
"""Fewer lines in a row are no sign of hard wrapping."""


_MARK_CODES = [c for c in range(0x300, 0x1E95B) if unicodedata.category(chr(c)) in {"Mn", "Mc"}]
_MARK = charset(map(chr, _MARK_CODES))
"""The combining marks: they are part of a word."""


def _mark_ranges() -> str:
    """List the combining marks as ranges of a character class."""
    codes = _MARK_CODES
    breaks = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(codes)) if b != a + 1), len(codes)]
    return "".join(f"{chr(codes[a])}-{chr(codes[b - 1])}" for a, b in pairwise(breaks))


_MARKS = _mark_ranges()
_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")
_MARKED_WORD = re.compile(rf"((?:[^\W_]|[{_MARKS}])+(?:['’](?:[^\W_]|[{_MARKS}])+)*)")


_BLANK_LINES = re.compile(r"\n[^\S\n]*+\n\s*+")


@dataclass(frozen=True, slots=True)
class Spans:
    """Blocks or sentences of a batch: arrays with one entry a span, in reading order.

    `page` is the article's number; `start` and `end` are half-open offsets in the field as
    received; `first` and `last` are the half-open range of its words.
    """

    page: Ints
    start: Ints
    end: Ints
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.page)

    @property
    def words(self) -> Ints:
        """Words in each span."""
        return self.last - self.first


@dataclass(frozen=True)
class Tokens:
    """One field of every article of the batch, parsed.

    `word`, `before` and `after` index the batch's vocabulary and gaps; `start` and `end` are the
    word's offsets; `page`, `block` and `sentence` number the spans that hold it. `page_words` and
    `page_blocks` have one entry more than there are pages: page p owns the half-open range
    [p] to [p + 1]. `shadows` are the copies that were parsed: patterns are looked for in them.
    """

    word: Ints
    before: Ints
    after: Ints
    start: Ints
    end: Ints
    page: Ints
    block: Ints
    sentence: Ints
    blocks: Spans
    sentences: Spans
    page_words: Ints
    page_blocks: Ints
    page_sentences: Ints
    shadows: Sequence[Shadow]

    def __len__(self) -> int:
        return len(self.word)


@dataclass(frozen=True)
class Pages:
    """A batch of articles, parsed once. `body` is their text, `title` their title.

    `corpus` is what stands elsewhere, None where that is not known.
    """

    articles: Sequence[Article]
    body: Tokens
    title: Tokens
    vocabulary: Vocabulary
    gaps: Gaps
    _memory: dict[str, Any]
    corpus: Corpus | None = None

    def __len__(self) -> int:
        return len(self.articles)

    def elsewhere(self) -> Sequence[Evidence] | None:
        """Give what the corpus knows of each article, None without a corpus."""
        corpus = self.corpus
        if corpus is None:
            return None
        return self.once("elsewhere", lambda: evidence_of(corpus, self.articles))

    def lower(self) -> Ints:
        """Give the lower-cased number of every word of the bodies."""
        return self.once("lower", lambda: self.vocabulary.lower[self.body.word])

    def titled(self) -> Bools:
        """Say of every word of the bodies whether the title of its page has it, whatever the case."""

        def make() -> Bools:
            other = self.vocabulary.lower[self.title.word]
            words = len(self.vocabulary.lowers)
            return also_in(self.body.page, self.lower(), self.title.page, other, words)

        return self.once("titled", make)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Make a value that several signals share once for this batch."""
        if name not in self._memory:
            self._memory[name] = make()
        return cast(T, self._memory[name])


def parse(articles: Sequence[Article], corpus: Corpus | None = None) -> Pages:
    """Parse a batch of articles, which signals may look up in a corpus."""
    held = lexicons()
    bodies, titles = (
        [_split(text, held.words, held.gaps) for text in texts]
        for texts in ([a.text for a in articles], [a.title for a in articles])
    )
    fields = [*bodies, *titles]
    words, word_place = in_order_of_use(_joined([f.words for f in fields]), len(held.words))
    gaps, gap_place = in_order_of_use(_joined([f.gaps for f in fields]), len(held.gaps))
    vocabulary, distinct = Vocabulary(held, words), Gaps(held, gaps)
    body, title = (
        _Draft(part, word_place, gap_place, vocabulary, distinct).tokens()
        for part in (bodies, titles)
    )
    return Pages(articles, body, title, vocabulary, distinct, {}, corpus)


_ROLES = (
    TITLES_OF_PERSONS,
    VERSUS,
    ABBREVIATIONS,
    CAPITAL_ABBREVIATIONS,
    NUMBERED,
    SENTENCE_STARTERS,
    LINK_STARTS,
    TIME_COMPANIONS,
    {"m"},
    {"i"},
)
_TITLE, _VERSUS, _SHORT, _CAPITAL_SHORT, _NUMBERED, _OPENER, _LINK, _TIME, _HOUR, _PRONOUN = (
    1 << bit for bit in range(len(_ROLES))
)
_ROLE_OF = {
    word: sum(1 << bit for bit, group in enumerate(_ROLES) if word in group)
    for word in frozenset().union(*_ROLES)
}


def _roles(vocabulary: Vocabulary) -> Ints:
    """Give the parts that each word plays at the ends of sentences, as bits."""
    return cast(Ints, vocabulary.each_lower(_role, np.int32)[vocabulary.lower])


def _role(word: str) -> int:
    return _ROLE_OF.get(word, 0)


@dataclass(frozen=True, slots=True)
class _Field:
    """One text split into gaps and words: gap, word, gap, …, word, gap."""

    shadow: Shadow
    words: Ints
    gaps: Ints
    wrapped: bool


def _split(text: str, words: Lexicon, gaps: Lexicon) -> _Field:
    shadow = shadow_of(text)
    plain = shadow.text.isascii() or not holds_any(shadow.text, _MARK)
    parts = (_WORD if plain else _MARKED_WORD).split(shadow.text)
    return _Field(
        shadow,
        words.numbers(parts[1::2]),
        gaps.numbers(parts[0::2]),
        _is_wrapped(shadow.text),
    )


def _is_wrapped(text: str) -> bool:
    """Tell hard-wrapped prose, whose single newlines part no paragraphs."""
    lines = text.count("\n")
    if lines < WRAPPED_LINES or len(text) > WRAPPED_WIDTHS[1] * (lines + 1):
        return False
    runs = [run.splitlines() for run in _BLANK_LINES.split(text)]
    inner = [line.rstrip() for run in runs if len(run) >= WRAPPED_LINES for line in run[:-1]]
    if len(inner) < WRAPPED_LINES - 1:
        return False
    low, high = WRAPPED_WIDTHS
    full = sum(low <= len(line) <= high for line in inner) / len(inner)
    ended = sum(line.endswith((".", "!", "?", '"', "”", ":")) for line in inner) / len(inner)
    return full > 0.9 and ended < 0.4  # noqa: PLR2004


class _Draft:
    """The flat arrays of one field over the batch, before they are cut into spans."""

    def __init__(
        self,
        fields: Sequence[_Field],
        word_place: Ints,
        gap_place: Ints,
        vocabulary: Vocabulary,
        gaps: Gaps,
    ) -> None:
        self._fields = fields
        counts = np.array([len(f.words) for f in fields], np.int32)
        self.page_words = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self.page = np.repeat(np.arange(len(fields), dtype=np.int32), counts)
        self.word = word_place[_joined([f.words for f in fields])]
        self.before = gap_place[_joined([f.gaps[:-1] for f in fields])]
        self.after = gap_place[_joined([f.gaps[1:] for f in fields])]
        self._vocabulary, self._gaps = vocabulary, gaps
        # Offsets in the shadows: what stood before a word on its page, and the word.
        length = vocabulary.length[self.word]
        upto = np.append(0, np.cumsum(gaps.length[self.before] + length, dtype=np.int64))
        opened = upto[self.page_words[:-1]]
        self._end = (upto[1:] - opened[self.page]).astype(np.int32)
        self._start = self._end - length
        self.wrapped = np.array([f.wrapped for f in fields], np.bool_)

    def tokens(self) -> Tokens:
        """Cut the field into blocks and sentences."""
        vocabulary, gaps = self._vocabulary, self._gaps
        count = len(self.word)
        first_of_page = np.zeros(count, np.bool_)
        first_of_page[self.page_words[:-1][np.diff(self.page_words) > 0]] = True
        needed = 1 + self.wrapped[self.page]
        opens_block = self._at_most(first_of_page | (gaps.newlines[self.before] >= needed))
        opens_sentence = opens_block | self._sentence_starts(vocabulary, gaps, opens_block)

        block_at = np.flatnonzero(opens_block).astype(np.int32)
        sentence_at = np.flatnonzero(opens_sentence).astype(np.int32)
        block = (np.cumsum(opens_block) - 1).astype(np.int32)
        sentence = (np.cumsum(opens_sentence) - 1).astype(np.int32)

        block_start = self._start[block_at] - gaps.head[self.before[block_at]]
        block_last = _following(block_at, count)
        final = block_last - 1
        block_end = self._end[final] + gaps.tail[self.after[final]] if count else block_start

        gap = self.before[sentence_at]
        inside = self._start[sentence_at] - gaps.length[gap] + gaps.resume[gap]
        sentence_start = np.where(opens_block[sentence_at], block_start[block[sentence_at]], inside)
        sentence_last = _following(sentence_at, count)
        final = sentence_last - 1
        closes_block = np.append(opens_block[sentence_at][1:], True) if count else final
        sentence_end = np.where(
            closes_block.astype(np.bool_),
            block_end[block[final]] if count else 0,
            self._end[final] + gaps.cut[self.after[final]] if count else 0,
        )
        return Tokens(
            word=self.word,
            before=self.before,
            after=self.after,
            start=self._original(self._start, self.page, "original_starts"),
            end=self._original(self._end, self.page, "original_ends"),
            page=self.page,
            block=block,
            sentence=sentence,
            blocks=self._spans(block_at, block_last, block_start, block_end),
            sentences=self._spans(sentence_at, sentence_last, sentence_start, sentence_end),
            page_words=self.page_words,
            page_blocks=self._offsets(self.page[block_at]),
            page_sentences=self._offsets(self.page[sentence_at]),
            shadows=[field.shadow for field in self._fields],
        )

    def _at_most(self, opens: Bools) -> Bools:
        """Leave out so many starts of blocks that no page has more than MOST_BLOCKS."""
        at = np.flatnonzero(opens)
        page = self.page[at]
        counts = np.bincount(page, minlength=len(self._fields))
        if counts.max(initial=0) <= MOST_BLOCKS:
            return opens
        rank = np.arange(len(at)) - (np.cumsum(counts) - counts)[page]
        kept = np.zeros(len(opens), np.bool_)
        kept[at[rank % -(-counts // MOST_BLOCKS)[page] == 0]] = True
        return kept

    def _sentence_starts(self, vocabulary: Vocabulary, gaps: Gaps, opens_block: Bools) -> Bools:
        """Say of each word whether a sentence ends in the gap before it.

        A stop ends no sentence before a lower-case word (a link apart), after a title of a
        person, after an initial or the number of a list item, nor after an abbreviation unless the
        next word is one that opens sentences. A stop without white space behind it ends one only
        before a quotation or a word that opens sentences.
        """
        starts = np.zeros(len(self.word), np.bool_)
        at = np.flatnonzero(gaps.cut[self.before] >= 0)
        at = at[at > 0]
        if not len(at):
            return starts
        kind, gap = gaps.kind[self.before[at]], self.before[at - 1]
        last, following = self.word[at - 1], self.word[at]
        roles = _roles(vocabulary)
        capital, lower = vocabulary.capitalised, vocabulary.lower_case
        opener = (roles[following] & _OPENER > 0) & capital[following]
        minor = lower & vocabulary.flags(str.islower)
        ends = ~minor[following] | (roles[following] & _LINK > 0)

        letter = (vocabulary.length[last] == 1) & vocabulary.alphabetic[last]
        acronym = letter & gaps.flags(lambda g: g == ".")[gap]
        joined = ~gaps.spaced[gap] & ~opens_block[at - 1]
        initial = letter & capital[last] & ~joined & (roles[last] & _PRONOUN == 0)
        hour = acronym & (roles[last] & _HOUR > 0)
        item = opens_block[at - 1] & (
            letter | (vocabulary.numeric[last] & (vocabulary.length[last] < LIST_DIGITS))
        )
        short = (roles[last] & _SHORT > 0) | ((roles[last] & _CAPITAL_SHORT > 0) & capital[last])
        short |= initial | (acronym & ~hour)
        titled = np.where(capital[last], roles[last] & _TITLE > 0, roles[last] & _VERSUS > 0)
        blocked = item | titled | (short & ~opener)
        blocked |= (roles[last] & _NUMBERED > 0) & vocabulary.numeric[following]
        blocked |= hour & ((roles[following] & _TIME > 0) | vocabulary.numeric[following])

        word_end = vocabulary.alphabetic[last] & ~letter & capital[following]
        glued = word_end & ((kind == GLUED_QUOTE) | (lower[last] & opener))
        starts[at] = np.where(kind >= GLUED, glued, ends & ~((kind == DOT) & blocked))
        return starts

    def _spans(self, first: Ints, last: Ints, start: Ints, end: Ints) -> Spans:
        page = self.page[first]
        return Spans(
            page,
            self._original(start.astype(np.int32), page, "original_starts"),
            self._original(end.astype(np.int32), page, "original_ends"),
            first,
            last,
        )

    def _original(self, offsets: Ints, page: Ints, way: str) -> Ints:
        """Map offsets in the shadows to the originals; most pages are their own shadow."""
        mapped = offsets.copy()
        for number, field in enumerate(self._fields):
            if field.shadow.starts is not None:
                low, high = np.searchsorted(page, [number, number + 1])
                mapped[low:high] = getattr(field.shadow, way)(offsets[low:high])
        return mapped

    def _offsets(self, page: Ints) -> Ints:
        return np.searchsorted(page, np.arange(len(self._fields) + 1)).astype(np.int32)


def _following(starts: Ints, count: int) -> Ints:
    """Give where each run ends: where the next one starts, the last one at `count`."""
    return np.append(starts[1:], count).astype(np.int32) if len(starts) else starts


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32)
