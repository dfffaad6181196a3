"""What OpenAPI says of the queue's routes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from darnel.doors.service.problems import MEDIA
from darnel.doors.service.queue import models
from darnel.doors.service.schema import ref

REFUSALS = {
    400: "What was sent can't be read",
    401: "A key is needed",
    403: "The key does not allow this",
    404: "There is no such thing",
    409: "The case does not stand so: `code` says which rule",
    413: "Too large",
    415: "Not a type that is read",
    422: "Not valid: it says which field",
    507: "The queue's disk is full: nothing was kept; see Retry-After",
    503: "The database or the scorer is busy; see Retry-After",
}

IDEMPOTENT = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same call with the same key is done once, and answered alike for a day.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}

ACTING = {
    "name": "Darnel-Reviewer",
    "in": "header",
    "required": False,
    "description": "Whom the key acts for; stands behind the key's own name.",
    "schema": {"type": "string", "maxLength": 100, "pattern": "^[ -~]*$"},
}


def taken(model: type[BaseModel]) -> dict[str, Any]:
    """Describe the body of a call, and the headers that it may have."""
    content = {"application/json": {"schema": ref(model.__name__)}}
    return {
        "requestBody": {"required": True, "content": content},
        "parameters": [IDEMPOTENT, ACTING],
    }


NOTHING_TAKEN: dict[str, Any] = {"parameters": [IDEMPOTENT, ACTING]}


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route may answer with; those of keys are always among them."""
    return {
        status: {"description": REFUSALS[status], "content": {MEDIA: {"schema": ref("Problem")}}}
        for status in sorted({401, 403, 503, 507, *statuses})
    }


READ = refused(400, 404, 422)
CHANGED = refused(400, 404, 409, 413, 415, 422)


def schemas() -> dict[str, Any]:
    """Give the schemas of everything that comes in."""
    inward = [
        model
        for name, model in vars(models).items()
        if name.endswith("In") and isinstance(model, type) and issubclass(model, BaseModel)
    ]
    _, said = models_json_schema(
        [(model, "validation") for model in inward if not model.__name__.startswith("_")],
        ref_template="#/components/schemas/{model}",
    )
    found: dict[str, Any] = said["$defs"]
    return found
