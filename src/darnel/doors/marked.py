"""Findings marked in a text, as HTML: what the report, `explain --html` and a review page share.

The text is cut wherever a finding begins or ends, so findings may nest and overlap. A mark has its
number in front, an underline and a colour, never the colour alone, and is described by its note.
The template is `templates/marked.html`; `text` and `notes` are its macros.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from darnel.article import FIELDS, Article
from darnel.assessment import Assessment, Finding
from darnel.doors.rendering import line, shown
from darnel.doors.terminal import numbered, pieces

BEFORE, INSIDE = 220, 700
"""Characters that an excerpt shows round a finding, and of a long one from its beginning."""

STRONGEST = 12
"""Findings that an excerpt shows."""

LEAST_LEFT_OUT = 120
"""Gaps under this many characters are not worth a note that they were left out."""

LONGEST_WORD = 40
"""Characters by which a window is widened at most so that it cuts no word."""

TINTS = 4
"""How many colours marks go through."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold a stretch of one field: its text disarmed, and the findings that open, cover, close it.

    `left_out` characters before it are not shown.
    """

    text: str
    opens: tuple[int, ...] = ()
    covers: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()
    left_out: int = 0

    @property
    def tint(self) -> int:
        """Give the number of the colour, from 1; that of the finding that opened last."""
        return (self.covers[-1] - 1) % TINTS + 1 if self.covers else 0


@dataclass(frozen=True, slots=True)
class MarkedField:
    """Hold a field in stretches; `left_out` characters after the last are not shown."""

    name: str
    stretches: tuple[Stretch, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Hold what stands beside a mark; `quote` is empty where the mark itself shows it.

    `elsewhere` names the other pages that the message does not name itself. `place` is the finding's
    in its assessment, from 0.
    """

    number: int
    signal: str
    message: str
    quote: str
    elsewhere: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Marked:
    """Hold an article's fields with marks, title first, and the notes to them.

    `fields` is empty without the article: the notes then have quotes. `more` findings, the weakest,
    are left out.
    """

    fields: tuple[MarkedField, ...]
    notes: tuple[Note, ...]
    more: int = 0

    def field(self, name: str) -> MarkedField | None:
        """Give a field, None if the article has none of this name."""
        return next((field for field in self.fields if field.name == name), None)


OTHERS = 5
"""How many other pages a note names."""


def marked(article: Article | None, assessment: Assessment, *, excerpt: bool = False) -> Marked:
    """Mark an assessment's findings in its article, whole or as an excerpt of the strongest.

    Findings that the article does not hold at their place are quoted in their note instead.
    """
    findings = sorted(assessment.findings, key=lambda f: -f.score)
    marks = numbered(findings[:STRONGEST] if excerpt else findings)
    placed = [
        (number, finding)
        for number, finding in marks
        if article is not None and _stands(article, finding)
    ]
    known = {number for number, _ in placed}
    places = {id(finding): place for place, finding in enumerate(assessment.findings)}
    notes = tuple(
        _note(number, finding, places[id(finding)], quoted=number not in known)
        for number, finding in marks
    )
    fields = []
    for field in reversed(FIELDS):
        text = "" if article is None else article.field(field).rstrip()
        if not text:
            continue
        mine = [(number, finding) for number, finding in placed if finding.field == field]
        kept = _kept(text, mine) if excerpt else [(0, len(text))]
        stretches = tuple(_stretches(text, mine, kept))
        fields.append(MarkedField(field, stretches, len(text) - kept[-1][1]))
    return Marked(tuple(fields), notes, len(findings) - len(marks))


def _stands(article: Article, finding: Finding) -> bool:
    held = article.field(finding.field)[finding.start : finding.end]
    return bool(held) and held == finding.quote


def _note(number: int, finding: Finding, place: int, *, quoted: bool) -> Note:
    unnamed = [other for other in finding.elsewhere if other.id not in finding.message]
    others = [f"{line(o.source or '?', 80)}: {line(o.id, 80)}" for o in unnamed[:OTHERS]]
    more = len(unnamed) - OTHERS
    return Note(
        number,
        line(finding.signal, 60),
        line(finding.message, 400),
        line(finding.quote, 300) if quoted else "",
        (*others, *([f"and {more:,} more"] if more > 0 else ())),
        place,
    )


def _kept(text: str, marks: Sequence[tuple[int, Finding]]) -> list[tuple[int, int]]:
    """Choose what of a text an excerpt shows: round both ends of each finding, or its beginning."""
    wanted = [(0, BEFORE)] if not marks else []
    for _, finding in marks:
        wanted.append((finding.start - BEFORE, min(finding.end, finding.start + INSIDE)))
        wanted.append((max(finding.start, finding.end - BEFORE), finding.end + BEFORE))
    kept: list[tuple[int, int]] = []
    length = len(text)
    for start, end in sorted(_at_words(text, start, end) for start, end in wanted):
        if kept and start - kept[-1][1] < LEAST_LEFT_OUT:
            kept[-1] = kept[-1][0], max(kept[-1][1], end)
        else:
            kept.append((start if start >= LEAST_LEFT_OUT else 0, end))
    if length - kept[-1][1] < LEAST_LEFT_OUT:
        kept[-1] = kept[-1][0], length
    return kept


def _at_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a window to whole words, if these end soon."""
    start, end = max(0, start), min(end, len(text))
    head = text[max(0, start - LONGEST_WORD) : start].split(" ")
    tail = text[end : end + LONGEST_WORD].split(" ", 1)
    widened = end + len(tail[0]) if len(tail) > 1 else end
    return start - len(head[-1]) if len(head) > 1 else start, widened


def _stretches(
    text: str, marks: Sequence[tuple[int, Finding]], kept: Sequence[tuple[int, int]]
) -> Iterator[Stretch]:
    """Cut a text at marks and at the edges of what is kept; say what is left out between."""
    at, window, left_out = 0, 0, 0
    for piece in pieces(text, marks):
        start, end = at, at + len(piece.text)
        at = end
        opens, first = piece.opens, start
        while first < end:
            while window < len(kept) and kept[window][1] <= first:
                window += 1
            low, high = kept[window] if window < len(kept) else (len(text), len(text))
            if low > first:
                left_out += min(low, end) - first
                first = min(low, end)
                continue
            last = min(high, end)
            closes = piece.closes if last == end else ()
            part = shown(text[first:last].replace("\r\n", "\n"))
            yield Stretch(part, opens, piece.covers, closes, left_out)
            opens, left_out, first = (), 0, last
