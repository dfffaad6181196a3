"""Label Studio: tasks with predictions and marked spans out, annotations back as decisions.

Offsets are code points, as ours, and exclude their end; a carriage return and a line feed count as two, and
its editor shows each as a line break. Label Studio neither finds duplicates on import nor checks names and
offsets of predictions, so look an article up by `item_id` first and ask `missing_tags` what a project's
configuration lacks.

Source: HumanSignal/label-studio 1.23.2 (import, export and webhook bodies as its server gave them);
HumanSignal/label-studio-ml-backend d02cedf.
"""

from __future__ import annotations

from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment, Finding
from darnel.queue.adapters.label_studio_annotations import from_annotation, from_export
from darnel.queue.adapters.label_studio_spans import EVIDENCE
from darnel.queue.decisions import SUGGESTED, finding_name, item_name
from darnel.queue.harm import confidence
from darnel.queue.plain import plain

__all__ = ["from_annotation", "from_export", "to_prediction", "to_task", "version_of"]


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
    result = [_region(n, finding) for n, finding in enumerate(assessment.findings)]
    if assessment.band is not None and assessment.quality is not None:
        result.append(_control("verdict", "choices", {"choices": [SUGGESTED[assessment.band]]}))
        result.append(_control("quality", "number", {"number": assessment.quality}))
    why = assessment.error or assessment.reason
    if why:
        result.append(_control("why", "textarea", {"text": [why]}))
    score = confidence(assessment.quality)
    version = version_of(assessment)
    said: dict[str, Any] = plain({"model_version": version, "score": score, "result": result})
    return said


def version_of(assessment: Assessment) -> str:
    """Name the model as predictions do: `<name>-<version>`."""
    return f"{assessment.model.name}-{assessment.model.version}"


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
