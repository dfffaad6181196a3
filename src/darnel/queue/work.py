"""What a reviewer is given, and what a reviewer gives back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from darnel.article import Article, Layout
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.actions import SYSTEM
from darnel.queue.case import FINDING_VERDICTS, VERDICTS, Case, FindingVerdict, Verdict
from darnel.queue.sampling import Choice

LONGEST = 10_000
"""Characters of a reason."""

LONGEST_NAME = 200


@dataclass(frozen=True)
class Work:
    """Hold a case with what it is about.

    `draft` is what the asking reviewer left, None without one. `order_reason` says why the case
    stands where it does in its queue. The article and its assessment are kept as the JSON they are
    stored as, and read when they are first asked for: not who claims needs them, but who looks.
    """

    case: Case
    article_json: str = field(repr=False)
    assessment_json: str = field(repr=False)
    choice: Choice
    order_reason: str
    draft: Mapping[str, Any] | None = None

    @cached_property
    def article(self) -> Article:
        """Give the article."""
        return article_of(json.loads(self.article_json))

    @cached_property
    def assessment(self) -> Assessment:
        """Give its assessment; raise ValueError for one of another schema."""
        return Assessment.from_dict(json.loads(self.assessment_json))


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold what a reviewer says of a case.

    `findings` maps the place of a finding in the assessment, from 0, to "confirm" or "reject".
    `confidence` is in [0, 1], None if it was not asked for. `saw_score` says whether quality was
    shown before the verdict, `lead_time_ms` how long it took.
    """

    verdict: Verdict
    reason: str = ""
    policy_ids: tuple[str, ...] = ()
    confidence: float | None = None
    saw_score: bool | None = None
    lead_time_ms: int | None = None
    findings: Mapping[int, FindingVerdict] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain JSON values, as drafts keep it."""
        said = asdict(self)
        findings = {str(place): verdict for place, verdict in self.findings.items()}
        return said | {"policy_ids": list(self.policy_ids), "findings": findings}

    def check(self, findings: int) -> None:
        """Refuse a verdict or a finding that there is not; `findings` is how many there are."""
        if self.verdict not in VERDICTS:
            raise InputError(f"verdict is {self.verdict!r}; give one of {', '.join(VERDICTS)}")
        if len(self.reason) > LONGEST:
            raise InputError(f"a reason has at most {LONGEST} characters")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise InputError("confidence must be in [0, 1]")
        for place, verdict in self.findings.items():
            if not 0 <= place < findings:
                raise InputError(f"there is no finding {place}; this assessment has {findings}")
            if verdict not in FINDING_VERDICTS:
                raise InputError(f"finding {place}: say confirm or reject, not {verdict!r}")


def named(who: str) -> str:
    """Check the name of a person: not empty, not the queue's own, printable."""
    if not who.strip() or not who.isprintable() or len(who) > LONGEST_NAME or who == SYSTEM:
        raise InputError(f"{who[:LONGEST_NAME]!r} can't be the name of a reviewer")
    return who


def clean(text: str) -> str:
    """Replace what a database can't hold: NULs and lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def plain_article(article: Article) -> dict[str, Any]:
    """Give an article as plain JSON values, nothing left out."""
    return asdict(article) | {"comments": list(article.comments)}


def article_of(said: Mapping[str, Any]) -> Article:
    """Read what `plain_article` wrote."""
    layout = tuple(
        Layout(**{**line, "within": tuple(line["within"])}) for line in said.get("layout", ())
    )
    return Article(**{**said, "comments": tuple(said["comments"]), "layout": layout})
