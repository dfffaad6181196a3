"""What a reviewer has so far: read off a form or the store, and kept until it is decided.

A draft also remembers a verdict that was given before the score was shown, so that it can't be changed in
sight of it: `sealed` while the findings are judged, `before` after the decision was taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from darnel.doors.service.pages.forms import Form
from darnel.queue.case import FINDING_VERDICTS, VERDICTS, FindingVerdict, Verdict
from darnel.queue.work import LONGEST, Decision

FINDING = "finding-"
"""How the fields begin that say what of a finding; its place follows."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Say of which assessment and round a draft is."""

    assessment: str
    round: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what was said so far. `seen` is true for who saw the score in an earlier round."""

    findings: Mapping[int, FindingVerdict] = field(default_factory=dict)
    policies: tuple[str, ...] = ()
    reason: str = ""
    verdict: Verdict | None = None
    sealed: Verdict | None = None
    before: Verdict | None = None
    seen: bool = False

    @property
    def open_eyed(self) -> bool:
        """Tell whether its writer has seen the score of this case."""
        return self.sealed is not None or self.before is not None or self.seen

    def body(self, seal: Seal) -> dict[str, Any]:
        """Give it as the store keeps it, in the words of a decision."""
        kept = self.sealed or self.before
        return {
            "verdict": self.sealed or self.verdict or self.before,
            "reason": self.reason,
            "policy_ids": list(self.policies),
            "confidence": None,
            "saw_score": False if kept else None,
            "lead_time_ms": None,
            "findings": {str(place): said for place, said in self.findings.items()},
            "sealed": self.sealed,
            "before": self.before,
            "seen": self.seen,
            "assessment": seal.assessment,
            "round": seal.round,
        }


def of_form(form: Form, kept: Draft) -> Draft:
    """Read a form; what `kept` remembers of a verdict before the score goes on."""
    findings: dict[int, FindingVerdict] = {}
    for name in form.fields:
        place = name.removeprefix(FINDING)
        said = _finding(form.one(name))
        if name.startswith(FINDING) and place.isascii() and place.isdecimal() and said is not None:
            findings[int(place[:9])] = said
    return Draft(
        findings, tuple(dict.fromkeys(form.all("policy"))), form.one("reason"),
        _verdict(form.one("verdict")), kept.sealed, kept.before, kept.seen,
    )  # fmt: skip


def of_body(body: Mapping[str, Any] | None, now: Seal) -> Draft:
    """Read what the store kept, of this page or another program; what does not fit is left out."""
    if body is None:
        return Draft()
    said = _verdict(body.get("verdict"))
    blind = body.get("saw_score") is False
    sealed, before = _verdict(body.get("sealed")), _verdict(body.get("before"))
    if "sealed" not in body and blind:
        before = said  # a decision that was taken back, or came too late
    reason = str(body.get("reason") or "")[:LONGEST]
    policies = tuple(map(str, body.get("policy_ids") or ()))
    if body.get("assessment", now.assessment) != now.assessment:
        return Draft({}, policies, reason)  # the article or the model is another: judge anew
    seen = bool(body.get("seen"))
    if body.get("round", now.round) != now.round:
        return Draft(seen=seen or blind)
    return Draft(_findings(body.get("findings")), policies, reason, said, sealed, before, seen)


def decision(
    draft: Draft, verdict: Verdict, *, saw_score: bool, lead_time_ms: int | None
) -> Decision:
    """Make a decision of a draft."""
    return Decision(
        verdict, draft.reason, draft.policies, None, saw_score, lead_time_ms, dict(draft.findings)
    )


def _verdict(said: object) -> Verdict | None:
    return next((one for one in VERDICTS if one == said), None)


def _finding(said: object) -> FindingVerdict | None:
    return next((one for one in FINDING_VERDICTS if one == said), None)


def _findings(said: object) -> dict[int, FindingVerdict]:
    if not isinstance(said, Mapping):
        return {}
    read = {int(place): _finding(word) for place, word in said.items() if str(place).isdecimal()}
    return {place: word for place, word in read.items() if word is not None}
