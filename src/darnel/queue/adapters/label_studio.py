"""Label Studio: tasks with predictions and marked spans out, annotations back as decisions.

Offsets are code points, as ours, and exclude their end. Label Studio neither finds duplicates on import
nor checks names and offsets of predictions, so look an article up by `item_id` first and ask
`missing_tags` what a project's configuration lacks.

Source: HumanSignal/label-studio 1.23.2 (import, export and webhook bodies as its server gave them);
HumanSignal/label-studio-ml-backend d02cedf.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from darnel.article import FIELDS, Article
from darnel.assessment import Assessment, Finding
from darnel.errors import InputError
from darnel.queue.adapters.label_studio_spans import EVIDENCE, span_verdicts
from darnel.queue.decisions import (
    SUGGESTED,
    Decision,
    Verdict,
    finding_name,
    item_name,
    listing,
    mapping,
    verdict_of,
    words,
)
from darnel.queue.harm import confidence
from darnel.queue.plain import plain
from darnel.signals import REGISTRY

VERDICTS: Mapping[str, Verdict] = {
    "credible": "credible",
    "content_farm": "content_farm",
    "unsure": "unsure",
}
"""The choices of our configuration, with the keys 1, 2 and 3."""

SOURCE = "label_studio"


def config(signals: Sequence[str] = REGISTRY) -> str:
    """Give the labelling configuration that our predictions fit: a label for each signal."""
    labels = "".join(f"<Label value={quoteattr(name)}/>" for name in signals)
    choices = "".join(
        f'<Choice value="{name}" hotkey="{number}"/>' for number, name in enumerate(VERDICTS, 1)
    )
    return (
        "<View>\n"
        '  <Text name="title" value="$title" granularity="word"/>\n'
        '  <Text name="text" value="$text" granularity="word"/>\n'
        f'  <Labels name="{EVIDENCE["text"]}" toName="text">{labels}</Labels>\n'
        f'  <Labels name="{EVIDENCE["title"]}" toName="title">{labels}</Labels>\n'
        '  <Choices name="verdict" toName="text" choice="single" showInline="true" required="true">'
        f"{choices}</Choices>\n"
        '  <Number name="quality" toName="text" min="0" max="1" step="0.01"/>\n'
        '  <TextArea name="why" toName="text" rows="2"/>\n'
        "</View>"
    )


def missing_tags(schema: str) -> tuple[str, ...]:
    """Name the tags of our predictions that a project's configuration lacks, which it would not tell.

    Raises InputError if the configuration can't be read.
    """
    if "<!" in schema.replace("<!--", ""):
        raise InputError("the labelling configuration holds a document type; take it out")
    try:
        tags = {(tag.tag, tag.get("name")) for tag in ElementTree.fromstring(schema).iter()}
    except ElementTree.ParseError as error:
        raise InputError(f"the labelling configuration can't be read: {error}") from None
    ours = [("Text", "text"), ("Text", "title"), ("Labels", EVIDENCE["text"])]
    ours += [("Labels", EVIDENCE["title"]), ("Choices", "verdict"), ("Number", "quality")]
    ours += [("TextArea", "why")]
    return tuple(f"{kind} {name}" for kind, name in ours if (kind, name) not in tags)


def to_task(article: Article, assessment: Assessment) -> dict[str, Any]:
    """Give an article with its assessment as one task of an import's list."""
    data = {
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "item_id": item_name(article),
    }
    return {"data": data, "predictions": [to_prediction(assessment)]}


def to_prediction(assessment: Assessment) -> dict[str, Any]:
    """Give an assessment as a prediction.

    `score` is how sure it is, not its quality: uncertainty sampling serves the lowest first. An article
    that was not judged has the score 0, its reason, and no verdict.
    """
    model = assessment.model
    result = [_region(n, finding) for n, finding in enumerate(assessment.findings)]
    if assessment.band is not None and assessment.quality is not None:
        result.append(_control("verdict", "choices", {"choices": [SUGGESTED[assessment.band]]}))
        result.append(_control("quality", "number", {"number": assessment.quality}))
    why = assessment.error or assessment.reason
    if why:
        result.append(_control("why", "textarea", {"text": [why]}))
    version = f"{model.name}-{model.version}"
    score = confidence(assessment.quality)
    said: dict[str, Any] = plain({"model_version": version, "score": score, "result": result})
    return said


def _region(number: int, finding: Finding) -> dict[str, Any]:
    value = {
        "start": finding.start,
        "end": finding.end,
        "text": finding.quote,
        "labels": [finding.signal],
    }
    return {
        "id": finding_name(number),
        "from_name": EVIDENCE[finding.field],
        "to_name": finding.field,
        "type": "labels",
        "score": finding.score,
        "value": value,
        "meta": {"text": [finding.message]},
    }


def _control(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "from_name": name, "to_name": "text", "type": kind, "value": value}


def from_export(tasks: object, verdicts: Mapping[str, Verdict] = VERDICTS) -> list[Decision]:
    """Read the decisions off an export, which is what to trust: webhooks get lost.

    Annotations that were skipped are left out. Raises InputError where it is no export.
    """
    found = []
    for number, task in enumerate(listing(tasks, "a Label Studio export")):
        one = mapping(task, f"task {number} of the export")
        for annotation in listing(one.get("annotations") or [], f"annotations of task {number}"):
            said = mapping(annotation, f"an annotation of task {number}")
            decision = from_annotation(said, one, verdicts)
            found += [] if decision is None else [decision]
    return found


def from_annotation(
    annotation: Mapping[str, Any], task: Mapping[str, Any], verdicts: Mapping[str, Verdict] = VERDICTS
) -> Decision | None:  # fmt: skip
    """Read one annotation of a task, as exports and webhooks have it; None if it was skipped.

    A span of the prediction that the reviewer saw is confirmed if it stands there unchanged, adjusted if
    moved or relabelled, rejected if gone; others are the reviewer's own.
    """
    if annotation.get("was_cancelled"):
        return None
    data = mapping(task.get("data") or {}, "the task's data")
    result = _regions(annotation.get("result"))
    shown = _regions(_prediction(annotation).get("result"))
    texts = {field: words(data[field]) for field in FIELDS if field in data}
    spans, lost = span_verdicts(shown, result, texts)
    lead = annotation.get("lead_time")
    return Decision(
        source=SOURCE,
        id=words(annotation.get("id")) or words(annotation.get("unique_id")),
        item=words(data.get("item_id")) or words(task.get("id")),
        verdict=_verdict(result, verdicts),
        spans=spans,
        lost=lost,
        reviewer=_reviewer(annotation.get("completed_by")),
        reason="\n".join(_values(result, "why", "text")),
        seconds=float(lead) if isinstance(lead, int | float) else None,
        at=words(annotation.get("updated_at")) or words(annotation.get("created_at")),
        quality=_quality(shown),
    )


def _prediction(annotation: Mapping[str, Any]) -> Mapping[str, Any]:
    shown = annotation.get("prediction")
    return shown if isinstance(shown, Mapping) else {}


def _regions(result: object) -> list[Mapping[str, Any]]:
    regions = listing(result or [], "an annotation's result")
    return [region for region in regions if isinstance(region, Mapping)]


def _verdict(result: list[Mapping[str, Any]], verdicts: Mapping[str, Verdict]) -> Verdict | None:
    chosen = _values(result, "verdict", "choices")
    return verdict_of(chosen[0], verdicts, "the choice") if chosen else None


def _values(result: Iterable[Mapping[str, Any]], name: str, key: str) -> list[str]:
    found = []
    for region in result:
        if region.get("from_name") == name and isinstance(region.get("value"), Mapping):
            value = region["value"].get(key)
            found += [words(one) for one in (value if isinstance(value, list) else [value])]
    return [value for value in found if value]


def _quality(shown: list[Mapping[str, Any]]) -> float | None:
    found = _values(shown, "quality", "number")
    return float(found[0]) if found else None


def _reviewer(by: object) -> str:
    return words(by.get("email") or by.get("id")) if isinstance(by, Mapping) else words(by)
