"""Label Studio's ML backend: the bodies of /health, /setup, /predict, /webhook and /metrics.

Its webhooks are unsigned, without the password of the backend, never sent again and wait one second: take
a decision down, answer, and read exports for what got lost. `/setup` carries a live access token in clear, which must not reach a log and
is not kept here. Answer actions that nobody knows with 200.

Source: HumanSignal/label-studio-ml-backend d02cedf (label_studio_ml/api.py) and label-studio 1.23.2
(ml/api_connector.py), recorded from its server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from darnel.article import Article, Field
from darnel.assessment import Assessment
from darnel.queue.adapters.label_studio import to_prediction
from darnel.queue.adapters.label_studio_annotations import SOURCE, from_annotation, origin_of
from darnel.queue.adapters.label_studio_config import (
    VERDICTS,
    Layout,
    config,
    fitted,
    layout_of,
    missing_tags,
)
from darnel.queue.decisions import Decision, Verdict, listing, mapping, words

Judge = Callable[[Sequence[Article]], Sequence[Assessment]]
"""What assesses articles, as `darnel.Scorer.assess`."""

MODEL_CLASS = "darnel"

EMPTY: Mapping[str, Any] = {"score": 0.0, "result": []}
"""The prediction of a task that can't be read."""

_WRITTEN = ("ANNOTATION_CREATED", "ANNOTATIONS_CREATED", "ANNOTATION_UPDATED")
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
    """Answer POST /predict: a prediction for each task, in their order.

    What the project's configuration has no tag for is left out. A task without text and title, or that
    is none, has an empty result. Raises InputError if tasks or configuration can't be read.
    """
    asked = asked_of(body)
    return answer_of(asked, judge([article for article in asked.articles if article is not None]))


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what /predict asks: an article a task, None for one that can't be read."""

    articles: tuple[Article | None, ...]
    layout: Layout


def asked_of(body: object, characters: int | None = None) -> Asked:
    """Read the body of /predict; an article of more than so many `characters` can't be read."""
    said = mapping(body, "the body of /predict")
    layout = layout_of(words(said.get("label_config")) or config())
    tasks = listing(said.get("tasks"), "tasks")
    return Asked(tuple(_readable(task, layout, characters) for task in tasks), layout)


def answer_of(asked: Asked, assessments: Sequence[Assessment]) -> dict[str, Any]:
    """Answer with the assessments of the articles that could be read, in their order."""
    left = iter(assessments)
    results = [
        EMPTY if article is None else fitted(to_prediction(next(left)), asked.layout)
        for article in asked.articles
    ]
    return {"results": results}


def _readable(task: object, layout: Layout, characters: int | None) -> Article | None:
    if not isinstance(task, Mapping) or not isinstance(task.get("data") or {}, Mapping):
        return None
    article = article_of(task, layout)
    size = len(article.text) + len(article.title)
    return article if size and (characters is None or size <= characters) else None


def article_of(task: Mapping[str, Any], layout: Layout | None = None) -> Article:
    """Read a task's article where the configuration says that it stands; what its data lack is ""."""
    data = mapping(task.get("data") or {}, "the task's data")
    keys: Mapping[Field, str] = (
        {"text": "text", "title": "title"} if layout is None else layout.keys
    )
    return Article(
        text=words(data.get(keys.get("text", ""))),
        title=words(data.get(keys.get("title", ""))),
        id=words(data.get("item_id")) or words(task.get("id")),
        url=words(data.get("url")),
    )


def webhook(body: object, verdicts: Mapping[str, Verdict] = VERDICTS) -> Reply:
    """Answer POST /webhook and read what was decided, or taken back, off it."""
    said = mapping(body, "the body of /webhook")
    action = words(said.get("action"))
    if action in _WRITTEN:
        return Reply(201, _ok(action), tuple(_written(action, said, verdicts)))
    if action in _DELETED:
        task = mapping(said.get("task") or {}, "the webhook's task")
        gone = listing(said.get("annotations") or [said.get("annotation")], "annotations")
        return Reply(201, _ok(action), tuple(_retracted(one, task) for one in gone))
    return Reply(200, _ok(action))


def _written(
    action: str, said: Mapping[str, Any], verdicts: Mapping[str, Verdict]
) -> Iterator[Decision]:
    """Read an annotation and its task, or lists of both, which go together in order.

    One that was written first and is skipped now no longer holds. One whose origin is not known waits for
    the export: nobody can tell what its reviewer rejected.
    """
    for annotation, task in zip(
        _several(said.get("annotation")), _several(said.get("task")), strict=False
    ):
        one, of = mapping(annotation, "the annotation"), mapping(task, "the webhook's task")
        if origin_of(one) == "unknown":
            continue
        decision = from_annotation(one, of, verdicts)
        if decision is not None:
            yield decision
        elif action == "ANNOTATION_UPDATED":
            yield _retracted(one, of)


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ok(action: str) -> dict[str, Any]:
    return {"result": {"action": action}, "status": "ok"}


def _retracted(annotation: object, task: Mapping[str, Any]) -> Decision:
    one = mapping(annotation, "a deleted annotation")
    id = words(one.get("id")) or words(one.get("unique_id"))
    item = words((task.get("data") or {}).get("item_id")) or words(task.get("id"))
    return Decision(SOURCE, id, item or words(one.get("task")), None, retracts=True)
