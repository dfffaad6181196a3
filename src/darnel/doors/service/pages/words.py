"""Fixed sentences and names: what was done, what things are called. No word of a request is among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from darnel.queue.case import Verdict
from darnel.queue.sampling import Why

VERDICT_NAMES: Mapping[Verdict, str] = {
    "content_farm": "content farm", "credible": "credible", "unsure": "unsure",
}  # fmt: skip

VERDICT_KEYS: Mapping[Verdict, str] = {"content_farm": "f", "credible": "c", "unsure": "u"}

WHYS: Mapping[Why, str] = {
    "threshold": "its band is review",
    "near_threshold": "its quality is near an edge of the bands",
    "new_source": "its source was new here",
    "audit": "drawn as a sample of what is otherwise decided by machine",
    "report": "somebody asked for it",
}

SAID: Mapping[str, str] = {
    "empty": "Nothing is waiting for you in these queues.",
    "claimed": "The case is in your hands.",
    "released": "The case was given back.",
    "skipped": "The case was given back; it will not be offered to you again.",
    "held": "The case was put off.",
    "escalated": "The case was given to those who read the queue “escalated”.",
    "second": "A second person will review this case too.",
    "decided": "Your verdict is kept.",
    "sealed": "Your verdict is kept, and the score is shown. Judge the findings, then send it.",
    "undone": "Your verdict was taken back; the case is in your hands again.",
    "appealed": "The case is open again, for somebody who has not judged it.",
    "drafted": "What you have so far is kept.",
    "renewed": "The case stays in your hands.",
}
"""What was done, by the word in the address."""

EVENTS: Mapping[str, str] = {
    "case.opened": "came in",
    "case.claimed": "taken into hands",
    "case.released": "given back",
    "case.skipped": "skipped",
    "case.held": "put off",
    "case.resumed": "open again after being put off",
    "case.escalated": "escalated",
    "case.second_asked": "second review asked for",
    "case.reviewed": "reviewed, another review is needed",
    "case.disputed": "reviewed, and reviewers disagree",
    "case.decided": "decided",
    "case.undone": "verdict taken back",
    "case.appealed": "appealed",
    "case.reopened": "opened again",
    "case.refreshed": "article or band changed",
    "case.closed": "closed without a verdict",
    "case.lease_expired": "hold ran out",
    "case.overdue": "overdue",
}

REASONED = ("case.appealed", "case.escalated", "case.closed")
"""Events whose reason everybody sees: it is no review of the article."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Name a time for which a case can be put off."""

    id: str
    name: str
    time: timedelta


HOLDINGS = (
    Holding("hour", "an hour", timedelta(hours=1)),
    Holding("day", "a day", timedelta(days=1)),
    Holding("days", "three days", timedelta(days=3)),
    Holding("week", "a week", timedelta(days=7)),
)
DEFAULT_HOLDING = HOLDINGS[1]
