"""Label Studio's marked spans against those that it was sent: confirmed, adjusted, rejected or added.

Source: HumanSignal/label-studio 1.23.2, regions of type `labels` in `result`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from darnel.article import FIELDS, Field
from darnel.queue.decisions import SpanVerdict, SpanWord, words
from darnel.queue.offsets import located

EVIDENCE: Mapping[Field, str] = {"text": "evidence", "title": "title_evidence"}
"""The control tags of spans, by the field that they lie in."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Hold one span and label; `id` is the region's, without the annotation that follows a `#`."""

    id: str
    field: Field
    start: int
    end: int
    label: str
    quote: str

    @property
    def place(self) -> tuple[Field, int, int, str]:
        """Give what tells whether two are the same."""
        return self.field, self.start, self.end, self.label


def span_verdicts(
    shown: Sequence[Mapping[str, Any]], result: Sequence[Mapping[str, Any]], texts: Mapping[Field, str]
) -> tuple[tuple[SpanVerdict, ...], int]:  # fmt: skip
    """Compare the regions that came back with those that were shown.

    `texts` are the fields of the task, where it holds them: a span that does not stand where it says is
    found by its quote. Also gives how many could not be placed, and are left out: a verdict must not
    fail for them.
    """
    before = list(_marked(shown))
    came = list(_marked(result))
    placed = [_placed(one, texts) for one in came]
    after = [one for one in placed if one is not None]
    gone = {one.id for one, now in zip(came, placed, strict=True) if now is None}
    by_id, by_place = {one.id: one for one in after}, {one.place: one for one in after}
    found, used = [], set()
    for one in before:
        same = by_place.get(one.place) or by_id.get(one.id)
        if same is None and one.id in gone:
            continue
        if same is None:
            found.append(_said("reject", one.id, one, one.label))
            continue
        used.add((same.id, same.place))
        word: SpanWord = "confirm" if same.place == one.place else "adjusted"
        found.append(_said(word, one.id, same, same.label))
    own = [one for one in after if (one.id, one.place) not in used]
    found += [_said("added", "", one, one.label) for one in own]
    return tuple(found), len(came) - len(after)


def _said(word: SpanWord, finding: str, span: Marked, signal: str) -> SpanVerdict:
    return SpanVerdict(word, finding, signal, span.field, span.start, span.end, span.quote)


def _marked(regions: Sequence[Mapping[str, Any]]) -> Iterator[Marked]:
    for region in regions:
        value = region.get("value")
        field = _field(region)
        if region.get("type") != "labels" or field is None or not isinstance(value, Mapping):
            continue
        start, end, quote = value.get("start"), value.get("end"), words(value.get("text"))
        labels = value.get("labels")
        if not isinstance(start, int) or not isinstance(end, int) or not isinstance(labels, list):
            start, end, labels = -1, -1, [""]  # nowhere: it is counted as lost
        id = words(region.get("id")).partition("#")[0]
        for label in labels:
            yield Marked(id, field, start, end, words(label), quote)


def _field(region: Mapping[str, Any]) -> Field | None:
    for field in FIELDS:
        if region.get("from_name") == EVIDENCE[field] and region.get("to_name") == field:
            return field
    return None


def _placed(span: Marked, texts: Mapping[Field, str]) -> Marked | None:
    text = texts.get(span.field)
    if text is None:
        return span if 0 <= span.start <= span.end else None
    at = located(text, span.start, span.end, span.quote)
    if at is None and _bare(text[max(span.start, 0) : max(span.end, 0)]) == _bare(span.quote):
        at = located(text, span.start, span.end, "")
    return None if at is None else replace(span, start=at[0], end=at[1])


def _bare(quote: str) -> str:
    """Take white space out, and backslash-n, which the editor writes for a newline."""
    return "".join(quote.replace("\\n", "").split())
