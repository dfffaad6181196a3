"""What a person elsewhere decided, read off whatever their tool sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from darnel.article import Article, Field
from darnel.assessment import Band, Finding
from darnel.errors import InputError
from darnel.queue.case import Verdict as Verdict  # what adapters read decisions with
from darnel.queue.content import content_key

SpanWord = Literal["confirm", "reject", "adjusted", "added"]
"""What a person says of a finding: right, wrong, right at another place; or one of their own."""

SUGGESTED: Mapping[Band, Verdict] = {
    "block": "content_farm",
    "review": "unsure",
    "clear": "credible",
}
"""What a band suggests to a reviewer."""


@dataclass(frozen=True, slots=True)
class SpanVerdict:
    """Hold what a person says of one place.

    `finding` is the name that `finding_name` gave, "" for one that the person added. `start` and `end`
    are code points of `field`; `quote` is that slice as their tool had it.
    """

    word: SpanWord
    finding: str
    signal: str
    field: Field
    start: int
    end: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold one decision of another tool; `source` and `id` tell whether it came before.

    `item` is our name of the article as it was sent. `verdict` is None where only spans or notes came.
    `retracts` is true where the tool says that the decision with this id no longer holds. `quality` is
    what the reviewer was shown, None if unknown; `automated` is true where no person decided.
    `seconds` is the time that it took, None if the tool does not say. `lost` counts spans that could not
    be placed in the text.
    """

    source: str
    id: str
    item: str
    verdict: Verdict | None
    spans: tuple[SpanVerdict, ...] = ()
    reviewer: str = ""
    reason: str = ""
    policies: tuple[str, ...] = ()
    seconds: float | None = None
    at: str = ""
    quality: float | None = None
    automated: bool = False
    retracts: bool = False
    lost: int = 0


def finding_name(number: int) -> str:
    """Name the finding with this place in an assessment's list: `f_1` for number 0."""
    return f"f_{number + 1}"


def item_name(article: Article) -> str:
    """Name an article for another tool: its id, else its address, else a hash of title and text."""
    if article.id or article.url:
        return article.id or article.url
    return f"sha256:{content_key(article)}"


def chief(findings: tuple[Finding, ...]) -> Finding | None:
    """Give the strongest finding, the first of equals; None if there is none."""
    return max(findings, key=lambda finding: finding.score, default=None)


def verdict_of(name: str, verdicts: Mapping[str, Verdict], where: str) -> Verdict:
    """Look up what an action or label of theirs means; raise InputError if nobody said."""
    if name not in verdicts:
        known = ", ".join(sorted(verdicts)) or "none"
        raise InputError(f"{where} {name!r} has no verdict; say which it means (known: {known})")
    verdict = verdicts[name]
    if verdict not in get_args(Verdict):
        raise InputError(f"{where} {name!r} means {verdict!r}, which is no verdict")
    return verdict


def mapping(value: object, where: str) -> Mapping[str, Any]:
    """Give a JSON object that came in; raise InputError if it is none."""
    if not isinstance(value, Mapping):
        raise InputError(f"{where} must be a JSON object, not {type(value).__name__}")
    return value


def listing(value: object, where: str) -> list[Any]:
    """Give a JSON array that came in; raise InputError if it is none."""
    if not isinstance(value, list):
        raise InputError(f"{where} must be a JSON array, not {type(value).__name__}")
    return value


def words(value: object) -> str:
    """Give a text or number that came in as text; anything else, and null, is ""."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
