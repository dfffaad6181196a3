"""What a caller is to send to another tool, and what we recommend there: nothing is sent from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from darnel.assessment import Assessment
from darnel.queue.decisions import chief
from darnel.queue.harm import harm

Advice = Literal["look_first", "look", "leave", "not_judged"]
"""How urgently a person should look; never what to do with the article."""

_ADVICE: Mapping[str | None, Advice] = {
    "block": "look_first",
    "review": "look",
    "clear": "leave",
    None: "not_judged",
}


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one HTTP request, for a caller who has the keys: `path` is under the tool's own address."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Say how urgently a person should look at a tool's item `id`, and why.

    `probability` is P(farm), None if the article was not judged. `quote` is the strongest finding's.
    """

    id: str
    advice: Advice
    probability: float | None
    reason: str
    quote: str = ""

    @property
    def note(self) -> str:
        """Give it as one line for a tool's note or message."""
        share = "" if self.probability is None else f" (P(farm) {self.probability:.2f})"
        return f"darnel: {self.advice.replace('_', ' ')}{share}. {self.reason}".strip()


def recommendation(id: str, assessment: Assessment) -> Recommendation:
    """Give what an assessment recommends for a tool's item."""
    strongest = chief(assessment.findings)
    probability = harm(assessment.quality)
    return Recommendation(
        id=id,
        advice="not_judged" if probability is None else _ADVICE[assessment.band],
        probability=probability,
        reason=assessment.error or assessment.reason,
        quote="" if strongest is None else strongest.quote,
    )
