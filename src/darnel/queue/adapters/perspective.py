"""Answers in the shape of Perspective's `comments:analyze`, for programs that were written for it.

Perspective itself ends on 2026-12-31 and is never called. Values count up to harm; offsets are UTF-16
code units here and nowhere else, as its clients count them.

Source: conversationai/perspectiveapi (docs; commentanalyzer v1alpha1); its error bodies are google.rpc.Status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import (
    Decision,
    SpanVerdict,
    SpanWord,
    Verdict,
    item_name,
    listing,
    mapping,
    words,
)
from darnel.queue.harm import harm
from darnel.queue.offsets import Ruler
from darnel.queue.plain import plain

SOURCE = "perspective"
ATTRIBUTE = "CONTENT_FARM"

MAX_TEXT = 1_000_000
"""Characters of a comment; Perspective's own limit was 20,480 bytes."""

LEAST_FARM = 0.5
"""A suggested score from here on says that the article is a farm's."""


@dataclass(frozen=True, slots=True)
class Question:
    """Hold a request: the article, and how its answer is to be shown.

    `threshold` in [0, 1] is the least score that is answered; `keep` is false where the client asked not
    to store anything.
    """

    article: Article
    spans: bool = False
    threshold: float = 0.0
    languages: tuple[str, ...] = ()
    token: str | None = None
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold an HTTP status and its JSON body."""

    status: int
    body: dict[str, Any]


def from_request(body: object) -> Question:
    """Read a request; raise InputError, for `refusal`, if it is none or asks for no attribute of ours."""
    said = mapping(body, "the request")
    comment = mapping(said.get("comment"), "comment")
    wanted = mapping(said.get("requestedAttributes"), "requestedAttributes")
    unknown = [name for name in wanted if name != ATTRIBUTE]
    if unknown or not wanted:
        raise InputError(f"requestedAttributes: only {ATTRIBUTE} is known")
    text = comment.get("text")
    if not isinstance(text, str) or not text:
        raise InputError("comment.text must hold the text")
    if len(text) > MAX_TEXT:
        raise InputError(f"comment.text has over {MAX_TEXT:,} characters")
    token = said.get("clientToken")
    return Question(
        article=Article(text=text),
        spans=said.get("spanAnnotations") is True,
        threshold=_threshold(wanted[ATTRIBUTE]),
        languages=tuple(words(one) for one in listing(said.get("languages") or [], "languages")),
        token=token if isinstance(token, str) else None,
        keep=said.get("doNotStore") is not True,
    )


def _threshold(asked: object) -> float:
    value = mapping(asked or {}, ATTRIBUTE).get("scoreThreshold", 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InputError("scoreThreshold must lie in 0 to 1")
    return float(value)


def to_answer(question: Question, assessment: Assessment) -> Answer:
    """Give an assessment as the answer to a request; an article that was not judged is a 400.

    Perspective answers a text that it can't judge so; a made-up score would be taken for one.
    """
    score = harm(assessment.quality)
    if score is None:
        return refusal(assessment.error or assessment.reason)
    body: dict[str, Any] = {"attributeScores": {}}
    if score >= question.threshold:
        scores: dict[str, Any] = {"summaryScore": _score(score)}
        if question.spans:
            scores["spanScores"] = _spans(question.article, assessment)
        body["attributeScores"][ATTRIBUTE] = scores
    body["languages"] = list(question.languages) or (
        [assessment.language] if assessment.language else []
    )
    if question.token is not None:
        body["clientToken"] = question.token
    return Answer(200, plain(body))


def refusal(why: str, status: int = 400) -> Answer:
    """Give an error in Google's shape."""
    name = "INVALID_ARGUMENT" if status == 400 else "UNAVAILABLE"  # noqa: PLR2004
    return Answer(status, {"error": {"code": status, "message": why, "status": name}})


def _score(value: float) -> dict[str, Any]:
    return {"value": value, "type": "PROBABILITY"}


def _spans(article: Article, assessment: Assessment) -> list[dict[str, Any]]:
    ruler = Ruler(article.text, "utf-16")
    found = []
    for finding in assessment.findings:
        if finding.field == "text":
            begin, end = ruler.to(finding.start, finding.end)
            found.append({"begin": begin, "end": end, "score": _score(finding.score)})
    return found


def from_suggestion(body: object) -> Decision:
    """Read a `comments:suggestscore` as a decision; its spans come back in code points.

    The item is the client's token, else a name made from the text. A score of LEAST_FARM or more says
    farm. `policies` holds the `communityId`.
    """
    said = mapping(body, "the suggestion")
    text = mapping(said.get("comment"), "comment").get("text")
    if not isinstance(text, str) or not text:
        raise InputError("comment.text must hold the text")
    scores = mapping(said.get("attributeScores"), "attributeScores")
    scored = mapping(scores.get(ATTRIBUTE), f"attributeScores.{ATTRIBUTE}")
    value = _value(scored.get("summaryScore"))
    verdict: Verdict = "content_farm" if value >= LEAST_FARM else "credible"
    token, community = words(said.get("clientToken")), words(said.get("communityId"))
    item = token or item_name(Article(text=text))
    return Decision(
        source=SOURCE,
        id=f"{community} {item}".strip(),
        item=item,
        verdict=verdict,
        spans=_suggested(text, scored),
        policies=(community,) if community else (),
    )


def _suggested(text: str, scored: Mapping[str, Any]) -> tuple[SpanVerdict, ...]:
    ruler, found = Ruler(text, "utf-16"), []
    for one in listing(scored.get("spanScores") or [], "spanScores"):
        span = mapping(one, "a span's score")
        begin, end = span.get("begin"), span.get("end")
        if not isinstance(begin, int) or not isinstance(end, int):
            raise InputError("a span's score needs begin and end")
        start, stop = ruler.back(begin, end)
        sure = _value(span.get("score")) >= LEAST_FARM
        word: SpanWord = "added" if sure else "reject"
        found.append(SpanVerdict(word, "", "", "text", start, stop, text[start:stop]))
    return tuple(found)


def _value(score: object) -> float:
    value = mapping(score, "a score").get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InputError("a score's value must lie in 0 to 1")
    return float(value)
