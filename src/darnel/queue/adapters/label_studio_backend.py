"""Label Studio's ML backend: the bodies of /health, /setup, /predict, /webhook and /metrics.

Its webhooks are unsigned, never sent again and wait one second: take a decision down, answer, and read
exports for what got lost. `/setup` carries a live access token in clear, which must not reach a log and
is not kept here. Answer actions that nobody knows with 200.

Source: HumanSignal/label-studio-ml-backend d02cedf (label_studio_ml/api.py) and label-studio 1.23.2
(ml/api_connector.py), recorded from its server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.queue.adapters.label_studio import (
    SOURCE,
    VERDICTS,
    from_annotation,
    missing_tags,
    to_prediction,
)
from darnel.queue.decisions import Decision, Verdict, listing, mapping, words

Judge = Callable[[Sequence[Article]], Sequence[Assessment]]
"""What assesses articles, as `darnel.Scorer.assess`."""

MODEL_CLASS = "darnel"

_WRITTEN = ("ANNOTATION_CREATED", "ANNOTATION_UPDATED")
_DELETED = ("ANNOTATION_DELETED", "ANNOTATIONS_DELETED")


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold the answer to a webhook, and the decisions that it brought."""

    status: int
    body: dict[str, Any]
    decisions: tuple[Decision, ...] = ()


def health() -> dict[str, Any]:
    """Answer GET /health."""
    return {"status": "UP", "model_class": MODEL_CLASS}


def metrics() -> dict[str, Any]:
    """Answer GET /metrics."""
    return {}


def setup(body: object, model_version: str) -> dict[str, Any]:
    """Answer POST /setup, and name the tags of ours that the project's configuration lacks.

    `model_version` is what predictions say, `<name>-<version>`.
    """
    schema = words(mapping(body, "the body of /setup").get("schema"))
    lacking = missing_tags(schema) if schema else ()
    answer: dict[str, Any] = {"model_version": model_version}
    return {**answer, "missing_tags": list(lacking)} if lacking else answer


def predict(body: object, judge: Judge) -> dict[str, Any]:
    """Answer POST /predict: a prediction for each task, in their order."""
    tasks = listing(mapping(body, "the body of /predict").get("tasks"), "tasks")
    articles = [article_of(mapping(task, f"task {n}")) for n, task in enumerate(tasks)]
    return {"results": [to_prediction(one) for one in judge(articles)]}


def article_of(task: Mapping[str, Any]) -> Article:
    """Read a task's article; what its data lack is ""."""
    data = mapping(task.get("data") or {}, "the task's data")
    return Article(
        text=words(data.get("text")),
        title=words(data.get("title")),
        id=words(data.get("item_id")) or words(task.get("id")),
        url=words(data.get("url")),
    )


def webhook(body: object, verdicts: Mapping[str, Verdict] = VERDICTS) -> Reply:
    """Answer POST /webhook and read what was decided, or taken back, off it."""
    said = mapping(body, "the body of /webhook")
    action = words(said.get("action"))
    task = mapping(said.get("task") or {}, "the webhook's task")
    if action in _WRITTEN:
        annotation = mapping(said.get("annotation"), "the webhook's annotation")
        decision = from_annotation(annotation, task, verdicts)
        return Reply(201, _ok(action), () if decision is None else (decision,))
    if action in _DELETED:
        gone = listing(said.get("annotations") or [said.get("annotation")], "annotations")
        return Reply(201, _ok(action), tuple(_retracted(one, task) for one in gone))
    return Reply(200, _ok(action))


def _ok(action: str) -> dict[str, Any]:
    return {"result": {"action": action}, "status": "ok"}


def _retracted(annotation: object, task: Mapping[str, Any]) -> Decision:
    one = mapping(annotation, "a deleted annotation")
    id = words(one.get("id")) or words(one.get("unique_id"))
    item = words((task.get("data") or {}).get("item_id")) or words(task.get("id"))
    return Decision(SOURCE, id, item or words(one.get("task")), None, retracts=True)
