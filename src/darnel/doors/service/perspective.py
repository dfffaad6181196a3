"""Answers in the shape of Perspective's API, for clients written for it. It counts up to harm.

`CONTENT_FARM` is 1 - quality; each signal is an attribute too, its value the strength of its
evidence. Spans count in UTF-16 code units, as clients in JavaScript read them, and end exclusively.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isnan
from typing import Any

from darnel.assessment import Assessment, Finding
from darnel.doors.articles import named
from darnel.doors.service.problems import not_valid
from darnel.signals import REGISTRY

FARM = "CONTENT_FARM"
SIGNALS: Mapping[str, str] = {name.upper(): name for name in REGISTRY}

_ASTRAL = 0xFFFF


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what was asked: a text, attributes with their least scores, and whether spans too."""

    text: str
    attributes: Mapping[str, float]
    spans: bool
    languages: tuple[str, ...]
    token: str | None


def asked_of(said: Any, characters: int) -> Asked:  # noqa: ANN401 (whatever a client sent)
    """Read a request; raise Problem that says which field and what to do."""
    if not isinstance(said, dict):
        raise not_valid("#", "the body is an object with 'comment' and 'requestedAttributes'")
    comment = _object(said, "comment")
    text = comment.get("text")
    if not isinstance(text, str):
        raise not_valid("#/comment/text", "give the article's text, a string")
    if len(text) > characters:
        raise not_valid(
            "#/comment/text", f"has {len(text):,} characters; at most {characters:,} are taken"
        )
    if comment.get("type", "PLAIN_TEXT") not in ("PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"):
        raise not_valid("#/comment/type", "must be PLAIN_TEXT; send pages to /v1/score as 'html'")
    languages, token = said.get("languages") or [], said.get("clientToken")
    if not isinstance(languages, list) or not all(isinstance(name, str) for name in languages):
        raise not_valid("#/languages", "must be a list of language codes")
    if token is not None and not isinstance(token, str):
        raise not_valid("#/clientToken", "must be a string")
    return Asked(
        text, _attributes(said), said.get("spanAnnotations") is True, tuple(languages), token
    )


def _object(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    if not isinstance(found, dict):
        raise not_valid(f"#/{name}", "must be an object")
    return found


def _attributes(said: Mapping[str, Any]) -> dict[str, float]:
    wanted = _object(said, "requestedAttributes")
    if not wanted:
        raise not_valid("#/requestedAttributes", f"ask for at least one, as {FARM}")
    least: dict[str, float] = {}
    for name, how in wanted.items():
        if name != FARM and name not in SIGNALS:
            raise not_valid(
                "#/requestedAttributes",
                f"{named(name)} is not known; these are: {FARM}, {', '.join(SIGNALS)}",
            )
        how = {} if how is None else how
        threshold = how.get("scoreThreshold", 0) if isinstance(how, dict) else None
        if isinstance(threshold, bool) or not isinstance(threshold, int | float):
            raise not_valid(
                f"#/requestedAttributes/{name}", "must be an object; its scoreThreshold a number"
            )
        least[name] = float(threshold)
    return least


def answer_of(asked: Asked, assessment: Assessment) -> dict[str, Any]:
    """Give the answer; of an article that was not judged it has no scores, but `abstained`."""
    scores: dict[str, dict[str, Any]] = {}
    units = _Units(asked.text)
    for name, least in asked.attributes.items():
        value = _value(name, assessment)
        if value is not None and value >= least:
            scores[name] = {"summaryScore": _score(value)}
            if asked.spans:
                scores[name]["spanScores"] = units.spans(_findings(name, assessment))
    said: dict[str, Any] = {
        "attributeScores": scores,
        "languages": [assessment.language] if assessment.language else list(asked.languages),
        "abstained": assessment.abstained,
        "reason": assessment.reason,
        "model": f"{assessment.model.name}/{assessment.model.version}",
    }
    return said if asked.token is None else said | {"clientToken": asked.token}


def _value(name: str, assessment: Assessment) -> float | None:
    if assessment.quality is None:
        return None
    if name == FARM:
        return 1 - assessment.quality
    value = assessment.signals[f"{SIGNALS[name]}.score"]
    return None if isnan(value) else value


def _findings(name: str, assessment: Assessment) -> list[Finding]:
    return [
        finding
        for finding in assessment.findings
        if finding.field == "text" and (name == FARM or finding.signal == SIGNALS[name])
    ]


def _score(value: float) -> dict[str, Any]:
    return {"value": value, "type": "PROBABILITY"}


class _Units:
    """Turn offsets in code points into offsets in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._plain = text.isascii() or max(map(ord, text), default=0) <= _ASTRAL
        pairs = () if self._plain else (1 + (ord(c) > _ASTRAL) for c in text)
        self._at: Sequence[int] = [] if self._plain else list(accumulate(pairs, initial=0))

    def spans(self, findings: Sequence[Finding]) -> list[dict[str, Any]]:
        return [
            {"begin": self._unit(f.start), "end": self._unit(f.end), "score": _score(f.score)}
            for f in findings
        ]

    def _unit(self, at: int) -> int:
        return at if self._plain else self._at[at]
