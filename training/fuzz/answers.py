"""JSON from outside: assessments, articles, and what other moderation tools send."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from darnel.article import Article
from darnel.assessment import (
    Assessment,
    Contribution,
    Elsewhere,
    Finding,
    ModelName,
    Other,
    Shared,
)
from darnel.doors.articles import NotAnArticleError, NotJsonError, item_of, json_of
from darnel.errors import InputError
from darnel.queue.adapters import (
    cloudevents,
    coop,
    discourse,
    label_studio_annotations,
    label_studio_backend,
    mastodon,
    openai_moderation,
    osprey,
    ozone,
    perspective,
    standard,
)
from training.fuzz import Oracle, Target
from training.fuzz.drawing import Draw

SAMPLE = Assessment(
    "a-1", 0.08, (0.03, 0.15), "block", None, "en", "A report stands inside: “Albion 2-0”",
    {"spliced_content.score": 0.97, "readability.flesch": math.nan},
    (Contribution("spliced_content", 2.1),), -1.5,
    (
        Finding("spliced_content", "text", 4, 9, "ferry", 0.97, "It shares no subject."),
        Finding("copied_passages", "title", 0, 3, "The", 0.5, "It stands elsewhere.", (Other("b", "c.example"),)),
    ),
    ModelName("darnel", "0.2.0", "default-1", 0.1), None, "a.example",
    Elsewhere("c.example/b", 2, "uncredited", 0.4, (Shared("b", "c.example", 12),), (), "k"),
)  # fmt: skip
ABSTAINED = Assessment(
    "a-2", None, None, None, "too_short", None, "Not judged.", {}, (), 0.0, (), ModelName("", "", ""),
    "row 2: broken",
)  # fmt: skip


def _assessment() -> Oracle:
    def one(data: bytes) -> None:
        try:
            said = json.loads(data)
        except (ValueError, RecursionError):
            return
        try:
            read = Assessment.from_dict(said)
        except ValueError:
            return
        line = read.to_json()
        assert "\n" not in line
        again = Assessment.from_dict(json.loads(line))
        assert again.to_json() == line
        line.encode()

    return one


def _seeds_of_assessments() -> list[bytes]:
    spoilt: tuple[object, ...] = (None, [], {"a": 1})
    whole = [SAMPLE.to_json().encode(), ABSTAINED.to_json().encode()]
    said = SAMPLE.to_dict()
    return whole + [
        json.dumps({**said, name: wrong}).encode()
        for name in said
        for wrong in spoilt
    ]  # fmt: skip


def _article() -> Oracle:
    def one(data: bytes) -> None:
        draw = Draw(data)
        characters = draw.pick((1_000_000, 20, 0))
        try:
            said = json_of(draw.rest())
        except NotJsonError:
            return
        try:
            item = item_of(said, "#", characters)
        except NotAnArticleError as error:
            assert error.pointer.startswith("#")
            return
        if isinstance(item, Article):
            fields = (item.text, item.title, item.id, item.url, item.author, *item.comments)
            assert all(isinstance(field, str) for field in fields)
            assert sum(map(len, fields)) <= characters
            assert "text" in said or "title" in said

    return one


def _seeds_of_articles() -> list[bytes]:
    said: list[Any] = [
        {"text": "The ferry is late.", "title": "Late", "comments": ["Why?"], "id": "a"},
        {"html": "<p>The ferry is late.</p>", "url": "https://a.example"}, {"text": None, "title": "x"},
        [], {"text": 1}, {"text": "\ud800"}, [[[[[]]]]], 1e999, {"comments": [1], "text": ""},
    ]  # fmt: skip
    return [b"\x00" + json.dumps(one).encode() for one in said]


_VERDICTS: Mapping[str, Any] = {
    "remove": "content_farm",
    "keep": "credible",
    "!warn": "content_farm",
}


def _readers() -> dict[str, Callable[[Any], object]]:
    """Everything that reads another tool's message, by a name."""
    return {
        "standard": lambda said: standard.from_event(said, "tool", "id-1"),
        "cloudevent": cloudevents.from_cloudevent,
        "coop": lambda said: coop.from_message(said, _VERDICTS),
        "coop appeal": lambda said: coop.from_appeal(said, "credible"),
        "discourse": discourse.from_review,
        "discourse decision": discourse.from_reviewable,
        "label studio export": label_studio_annotations.from_export,
        "label studio setup": lambda said: label_studio_backend.setup(said, "v1"),
        "label studio predict": lambda said: label_studio_backend.asked_of(said, 1000),
        "label studio webhook": label_studio_backend.webhook,
        "mastodon": mastodon.from_links,
        "openai": openai_moderation.from_request,
        "osprey": osprey.from_action,
        "ozone": lambda said: ozone.from_label(said, _VERDICTS),
        "perspective": perspective.from_request,
        "perspective suggestion": perspective.from_suggestion,
    }


def _adapters() -> Oracle:
    readers = list(_readers().values())

    def one(data: bytes) -> None:
        draw = Draw(data)
        read = draw.pick(readers)
        try:
            said = json_of(draw.rest())
        except NotJsonError:
            return
        try:
            read(said)
        except InputError as error:
            assert str(error).strip()

    return one


_MESSAGES: tuple[Any, ...] = (
    {"type": "decision.made", "timestamp": "2024-05-14T08:00:00Z", "data": {
        "item": "a-1", "verdict": "content_farm", "seconds": 3.5, "policies": ["x"], "spans": [
            {"word": "confirmed", "signal": "disguise", "field": "text", "start": 0, "end": 3, "quote": "The"}]}},
    {"specversion": "1.0", "type": "t", "source": "s", "id": "1", "data": {"text": "The ferry"}},
    {"item": {"id": "a-1", "typeId": "t"}, "action": {"id": "remove"}, "policies": [{"id": "p"}], "custom": {}},
    {"reviewables": [{"id": 1, "type": "ReviewableQueuedPost", "payload": {"raw": "The ferry", "title": "x"}}]},
    [{"id": 1, "data": {"text": "The ferry", "title": "x", "id": "a"}, "annotations": [{"id": 2, "result": [
        {"from_name": "verdict", "type": "choices", "value": {"choices": ["content_farm"]}}]}]}],
    {"project": "1.2", "schema": '<View><Text name="text" value="$text"/><Choices name="verdict" toName="text"/></View>'},
    {"tasks": [{"id": 1, "data": {"text": "The ferry"}}], "label_config": "<View/>"},
    {"action": "ANNOTATION_CREATED", "task": {"id": 1, "data": {}}, "annotation": {"id": 1, "result": []}},
    [{"id": "1", "url": "https://a.example", "title": "x", "description": "The ferry", "history": []}],
    {"input": ["The ferry", {"type": "text", "text": "is late"}]},
    {"action_id": 1, "action_name": "post", "data": {"text": "The ferry", "id": "a"}},
    {"src": "did:plc:x", "uri": "at://did/app/1", "val": "!warn", "cts": "2024-05-14T08:00:00Z", "neg": True},
    {"comment": {"text": "The ferry"}, "requestedAttributes": {"CONTENT_FARM": {"scoreThreshold": 0.5}}},
    {"comment": {"text": "The ferry"}, "attributeScores": {"CONTENT_FARM": {"summaryScore": {"value": 1}}},
     "communityId": "a", "clientToken": "t"},
)  # fmt: skip


def _seeds_of_messages() -> list[bytes]:
    return [
        bytes([number]) + json.dumps(message).encode()
        for number in range(len(_readers()))
        for message in _MESSAGES
    ]


_NAMED = sorted({*SAMPLE.to_dict(), *SAMPLE.findings[0].to_dict(), "text", "title", "html"})
_WORDS = (
    *(f'"{word}"'.encode() for word in _NAMED), b"null", b"NaN", b"1e999", b"-0", b"[]", b"{}",
    b"true", b'"\\ud800"', b"99999999999999999999",
)  # fmt: skip

TARGETS = {
    target.name: target
    for target in (
        Target(
            "assessment", "assessments as JSON", _assessment, _seeds_of_assessments, _WORDS, 2400
        ),
        Target("article", "articles as JSON", _article, _seeds_of_articles, _WORDS, 600),
        Target("adapters", "messages of other tools", _adapters, _seeds_of_messages, _WORDS, 800),
    )
}
