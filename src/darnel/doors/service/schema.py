"""What the OpenAPI description says of bodies and answers: JSON Schemas with examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from darnel.assessment import SCHEMA
from darnel.doors.service.perspective import FARM
from darnel.doors.service.problems import MEDIA

BATCH = "darnel.assessments/1"

JSON = "application/json"

_STRING = {"type": "string"}
_NUMBER = {"type": "number"}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_MAYBE_SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_MAYBE_STRING = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_STRINGS = {"type": "array", "items": _STRING}


def _object(needed: str, /, **properties: Any) -> dict[str, Any]:  # noqa: ANN401 (a JSON Schema)
    """Describe an object; `needed` names what is always there, "*" is all of it."""
    required = list(properties) if needed == "*" else needed.split()
    said: dict[str, Any] = {"type": "object", "properties": properties}
    return said | ({"required": required} if required else {})


def ref(name: str) -> dict[str, str]:
    """Point at a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


ARTICLE_EXAMPLE = {
    "id": "a-1",
    "title": "New ferry is late after failed tests",
    "text": "The harbour board met on Tuesday to hear why the new ferry is late. …",
    "url": "https://news.example/ferry",
}

_OTHER = _object("*", id=_STRING, source=_STRING)
_SHARED = _object("*", id=_STRING, source=_STRING, words=_COUNT)
_SHARED_LIST = {"type": "array", "items": _SHARED}

FINDING = _object(
    "signal field start end quote score message",
    signal=_STRING,
    field={"enum": ["text", "title"]},
    start=_COUNT | {"description": "In Unicode code points of the field as received."},
    end=_COUNT | {"description": "Exclusive."},
    quote=_STRING,
    score=_SHARE,
    message=_STRING,
    elsewhere={"type": "array", "items": _OTHER},
)

ASSESSMENT = _object(
    "*",
    schema={"const": SCHEMA},
    id=_STRING,
    quality=_MAYBE_SHARE | {"description": "1 - P(the page is a content farm's); 1 is best."},
    interval={"type": ["array", "null"], "items": _SHARE, "minItems": 2, "maxItems": 2},
    band={"enum": ["clear", "review", "block", None]},
    abstained={"enum": ["too_short", "language", "no_prose", "wall", None]},
    error=_MAYBE_STRING | {"description": "Why an article of a batch could not be read or judged."},
    language=_MAYBE_STRING,
    reason=_STRING,
    signals={"type": "object", "additionalProperties": {"type": ["number", "null"]}},
    bias=_NUMBER,
    contributions={"type": "array", "items": _object("*", signal=_STRING, log_odds=_NUMBER)},
    findings={"type": "array", "items": ref("Finding")},
    model=_object("*", name=_STRING, version=_STRING, bands=_STRING, prevalence=_MAYBE_SHARE),
    offset_unit={"const": "codepoint"},
    source=_STRING,
    elsewhere={
        "anyOf": [
            {"type": "null"},
            _object(
                "*", cluster=_MAYBE_STRING, cluster_size=_COUNT,
                copy={"enum": ["credited", "uncredited", "undetermined", None]},
                copied_share=_SHARE, copied_from=_SHARED_LIST, copied_by=_SHARED_LIST,
                template=_MAYBE_STRING,
            ),
        ]
    },
)  # fmt: skip

ARTICLE = _object(
    "", id=_STRING, title=_STRING, text=_STRING, url=_STRING,
    source=_STRING | {"description": "The site; otherwise the host of the url."},
    published=_STRING | {"description": "ISO 8601, or as the publisher has it."},
    author=_STRING, comments=_STRINGS | {"description": "Readers' comments, apart from the text."},
    html=_STRING | {"description": "A page instead of all but id and url; needs darnel[html]."},
) | {
    "additionalProperties": False,
    "anyOf": [{"required": ["text"]}, {"required": ["title"]}, {"required": ["html"]}],
    "example": ARTICLE_EXAMPLE,
}  # fmt: skip

_SCORE = _object("*", value=_SHARE, type={"const": "PROBABILITY"})
_SPAN = _object("*", begin=_COUNT, end=_COUNT, score=_SCORE)

SCHEMAS: Mapping[str, Any] = {
    "Article": ARTICLE,
    "Articles": {
        "oneOf": [
            {"type": "array", "items": ref("Article")},
            _object("articles", articles={"type": "array", "items": ref("Article")}),
        ],
        "example": {"articles": [ARTICLE_EXAMPLE, {"id": "a-2", "title": "Second", "text": "…"}]},
    },
    "Finding": FINDING,
    "Assessment": ASSESSMENT,
    "Assessments": _object(
        "*", schema={"const": BATCH}, count=_COUNT, errors=_COUNT,
        assessments={"type": "array", "items": ref("Assessment"),
                     "description": "One an article, in their order."},
    ),
    "Problem": _object(
        "type title status detail request_id", type=_STRING, title=_STRING, status=_COUNT,
        detail=_STRING, request_id=_STRING,
        errors={"type": "array", "items": _object("*", pointer=_STRING, detail=_STRING)},
    ) | {"example": {
        "type": "urn:darnel:problem:not-valid", "title": "The request is not valid", "status": 422,
        "detail": "#/title: must be a string, not a number", "request_id": "6f1c0a52e9d84b7a",
        "errors": [{"pointer": "#/title", "detail": "must be a string, not a number"}],
    }},
    "PerspectiveRequest": _object(
        "comment requestedAttributes",
        comment=_object("text", text=_STRING, type={"const": "PLAIN_TEXT"}),
        requestedAttributes={"type": "object", "additionalProperties": _object(
            "", scoreType={"const": "PROBABILITY"}, scoreThreshold=_SHARE)},
        languages=_STRINGS, spanAnnotations={"type": "boolean"}, doNotStore={"type": "boolean"},
        clientToken=_STRING,
    ) | {"example": {
        "comment": {"text": "The harbour board met on Tuesday. …"},
        "requestedAttributes": {FARM: {}, "SPLICED_CONTENT": {}}, "spanAnnotations": True,
    }},
    "PerspectiveResponse": _object(
        "attributeScores languages",
        attributeScores={"type": "object", "additionalProperties": _object(
            "summaryScore", summaryScore=_SCORE, spanScores={"type": "array", "items": _SPAN})},
        languages=_STRINGS, abstained=_MAYBE_STRING, reason=_STRING, model=_STRING,
        clientToken=_STRING,
    ),
    "LabelStudioSetup": _object("", project=_STRING, schema=_STRING),
    "LabelStudioTasks": _object(
        "tasks",
        tasks={"type": "array", "items": _object("", id={"type": "integer"}, data=_object(
            "", text=_STRING, title=_STRING, url=_STRING, item_id=_STRING))},
        project=_STRING,
        label_config=_STRING | {"description": "XML; without it, the configuration is ours."},
    ),
    "LabelStudioEvent": _object(
        "action", action=_STRING, annotation={"type": ["object", "array"]},
        task={"type": ["object", "array"]}, annotations={"type": "array"},
    ),
}  # fmt: skip


def body(**by_media: str) -> dict[str, Any]:
    """Describe a request's body: a schema by media type; `_` stands for JSON."""
    content = {
        JSON if media == "_" else media: {"schema": ref(name)} for media, name in by_media.items()
    }
    return {"requestBody": {"required": True, "content": content}}


PAGE_BODY = {"text/html": {"schema": _STRING | {"description": "A page; needs darnel[html]."}}}

_REFUSED = {
    400: "What was sent can't be read", 401: "A key is needed", 403: "The key does not allow this",
    413: "Too large", 415: "Not a type that is read", 422: "Not valid: it says which field",
    503: "Too much is waiting; see Retry-After",
}  # fmt: skip


def answers(name: str, what: str, *refused: int) -> dict[int | str, dict[str, Any]]:
    """Describe what a route answers: its schema, and problems by status."""
    good = {"description": what, "content": {JSON: {"schema": ref(name)}}}
    return {200: good, **refusals(*refused)}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route may answer with, by status."""
    return {
        status: {"description": _REFUSED[status], "content": {MEDIA: {"schema": ref("Problem")}}}
        for status in statuses
    }
