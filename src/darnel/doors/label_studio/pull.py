"""Annotations come home from Label Studio as decisions: all of them, read off its export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from darnel.doors.label_studio.client import LabelStudio
from darnel.doors.label_studio.tasks import tasks_of
from darnel.errors import InputError
from darnel.queue.adapters.label_studio_annotations import from_annotation, origin_of
from darnel.queue.decisions import Decision
from darnel.queue.plain import encoded

SCHEMA = "darnel.decision/1"

_ANNOTATED = {
    "filter": "filter:tasks:total_annotations", "operator": "greater", "type": "Number", "value": 0,
}  # fmt: skip


def pull(client: LabelStudio, project: int) -> Iterator[Decision | str]:
    """Give the decision of every annotation of a project; a sentence for one that can't be read.

    Skipped annotations are left out; deleted ones are not there to be seen.
    """
    after = 0
    while ids := _annotated(client, project, after):
        after = ids[-1]
        params = {"exportType": "JSON", "ids[]": ids}
        for task in client.get(f"/api/projects/{project}/export", params):
            for annotation in task.get("annotations") or []:
                yield from _decision(client, annotation, task)


def row_of(decision: Decision) -> bytes:
    """Write a decision as one line of JSON."""
    return encoded({"schema": SCHEMA, **asdict(decision)}) + b"\n"


def _annotated(client: LabelStudio, project: int, after: int) -> list[int]:
    """Give the ids of the next annotated tasks: by id, so that what comes in meanwhile moves nothing."""
    later = {"filter": "filter:tasks:id", "operator": "greater", "type": "Number", "value": after}
    said = tasks_of(client, project, [_ANNOTATED, later], "id")
    return sorted(int(task["id"]) for task in said["tasks"])


def _decision(
    client: LabelStudio, annotation: dict[str, Any], task: dict[str, Any]
) -> Iterator[Decision | str]:
    try:
        decision = from_annotation(_shown(client, annotation), task)
    except InputError as error:
        yield f"annotation {annotation.get('id')} of task {task.get('id')}: {error}"
        return
    if decision is not None:
        yield decision


def _shown(client: LabelStudio, annotation: dict[str, Any]) -> dict[str, Any]:
    """Put the prediction to an annotation that was begun with it and does not carry it."""
    if origin_of(annotation) != "unknown":
        return annotation
    number = annotation["parent_prediction"]
    try:
        return {**annotation, "prediction": client.get(f"/api/predictions/{number}/")}
    except InputError:  # it was deleted: then its spans stay unknown
        return annotation
