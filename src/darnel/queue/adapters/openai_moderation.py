"""Answers in the shape of OpenAI's moderations endpoint, which many gateways can call.

Source: the moderation object of OpenAI's API reference, `{"id", "model", "results": […]}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import listing, mapping, words
from darnel.queue.harm import harm

CATEGORY = "content_farm"
MAX_INPUTS = 256


def from_request(body: object) -> list[Article]:
    """Read a request's `input`, a text or a list of texts or text parts; raise InputError otherwise."""
    given = mapping(body, "the request").get("input")
    parts = [given] if isinstance(given, str) else listing(given, "input")
    if not 0 < len(parts) <= MAX_INPUTS:
        raise InputError(f"input must hold 1 to {MAX_INPUTS} texts")
    return [Article(text=_text(part), id=str(number)) for number, part in enumerate(parts)]


def _text(part: object) -> str:
    if isinstance(part, str):
        return part
    said = mapping(part, "a part of input")
    if said.get("type") != "text":
        raise InputError("only parts of type text can be judged")
    return words(said.get("text"))


def to_answer(assessments: Sequence[Assessment], id: str) -> dict[str, Any]:
    """Give assessments as the answer; `flagged` is the band `block`.

    The shape has no way to say that an article was not judged: it has the score 0, is not flagged, and
    `darnel` beside it says why, null otherwise.
    """
    model = assessments[0].model if assessments else None
    name = f"{model.name}-{model.version}" if model else "darnel"
    return {"id": id, "model": name, "results": [_result(one) for one in assessments]}


def _result(assessment: Assessment) -> dict[str, Any]:
    score = harm(assessment.quality)
    flagged = score is not None and assessment.band == "block"
    return {
        "flagged": flagged,
        "categories": {CATEGORY: flagged},
        "category_scores": {CATEGORY: 0.0 if score is None else score},
        "category_applied_input_types": {CATEGORY: ["text"]},
        "darnel": None if score is not None else (assessment.error or assessment.reason),
    }
