"""Label Studio's annotations as decisions: what a reviewer chose, and said of every finding.

What a reviewer saw is in `parent_prediction`: a number, null if they began with an empty form. The
prediction itself is carried along only where its version is the project's `model_version`.

Source: HumanSignal/label-studio 1.23.2 (tasks/api.py, data_manager/actions/predictions_to_annotations; as
its server gave exports and webhooks).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from darnel.article import FIELDS
from darnel.queue.adapters.label_studio_config import VERDICTS
from darnel.queue.adapters.label_studio_spans import span_verdicts
from darnel.queue.decisions import (
    Decision,
    SpanVerdict,
    Verdict,
    listing,
    mapping,
    verdict_of,
    words,
)

SOURCE = "label_studio"

Origin = Literal["prediction", "own", "unknown", "nobody"]
"""Begun with the prediction that it carries; with an empty form; with a prediction that it does not carry;
made of a prediction by the command for many, and looked at by nobody since."""


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
    moved or relabelled, rejected if gone; others are the reviewer's own. Who began with an empty form
    rejects none. If the origin is unknown or nobody's, no span counts. A reason that was ours is none.
    """
    if annotation.get("was_cancelled"):
        return None
    data = mapping(task.get("data") or {}, "the task's data")
    result = _regions(annotation.get("result"))
    origin = origin_of(annotation)
    shown = _regions(_prediction(annotation).get("result"))
    texts = {field: words(data[field]) for field in FIELDS if field in data}
    spans, lost = span_verdicts(shown, result, texts)
    known = origin in ("prediction", "own")
    return Decision(
        source=SOURCE,
        id=words(annotation.get("id")) or words(annotation.get("unique_id")),
        item=words(data.get("item_id")) or words(task.get("id")),
        verdict=_verdict(result, verdicts),
        spans=_counting(spans, origin),
        lost=lost if known else 0,
        reviewer=_reviewer(annotation.get("completed_by")),
        reason="\n".join(_own_words(result, shown)) if known else "",
        seconds=_number(annotation.get("lead_time")),
        at=words(annotation.get("updated_at")) or words(annotation.get("created_at")),
        quality=_quality(shown) if origin == "prediction" else None,
        automated=origin == "nobody",
    )


def origin_of(annotation: Mapping[str, Any]) -> Origin:
    """Say what an annotation was begun with.

    To one that is "unknown" put the prediction of the number `parent_prediction` as `prediction`.
    """
    number = annotation.get("parent_prediction", "not said")
    if number is None:
        return "own"
    if number == "not said":
        return "prediction"
    if annotation.get("lead_time") is None and annotation.get("updated_by") is None:
        return "nobody"
    shown = _prediction(annotation)
    return "prediction" if shown and shown.get("id", number) == number else "unknown"


def _counting(spans: tuple[SpanVerdict, ...], origin: Origin) -> tuple[SpanVerdict, ...]:
    if origin == "own":
        return tuple(span for span in spans if span.word != "reject")
    return spans if origin == "prediction" else ()


def _own_words(result: list[Mapping[str, Any]], shown: list[Mapping[str, Any]]) -> list[str]:
    ours = set(_values(shown, "why", "text"))
    return [said for said in _values(result, "why", "text") if said not in ours]


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
    return _number(next(iter(_values(shown, "quality", "number")), None))


def _number(said: object) -> float | None:
    """Read a finite number; whatever else came is None."""
    try:
        value = float(said) if isinstance(said, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _reviewer(by: object) -> str:
    return words(by.get("email") or by.get("id")) if isinstance(by, Mapping) else words(by)
