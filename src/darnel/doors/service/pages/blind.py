"""Who sees what of a case before their verdict: a score that is seen first is agreed with too easily."""

from __future__ import annotations

from dataclasses import dataclass

from darnel.doors.service.pages.drafts import Draft
from darnel.doors.service.pages.settings import Blind
from darnel.queue.case import Case, Verdict
from darnel.queue.sampling import Why
from darnel.queue.states import A_THIRD

ENDED = ("decided", "closed")


@dataclass(frozen=True, slots=True)
class Sight:
    """Say whether a person's verdict comes `first`, and whether the score is `hidden` from them now.

    `sealed` is the verdict that they gave before it was shown, and that stands.
    """

    first: bool
    hidden: bool
    sealed: Verdict | None = None
    before: Verdict | None = None

    def saw_score(self, verdict: Verdict) -> bool:
        """Tell whether a verdict is given in sight of the score.

        One that was given before is still blind after it was taken back, if it stays the same.
        """
        return not self.first or verdict not in (self.sealed, self.before)


def sight(case: Case, why: Why | None, draft: Draft, who: str, mode: Blind) -> Sight:
    """Say what a person sees of a case; `draft` is theirs."""
    if not is_first(case, why, who, mode):
        return Sight(first=False, hidden=False)
    return Sight(first=True, hidden=not draft.open_eyed, sealed=draft.sealed, before=draft.before)


def is_first(case: Case, why: Why | None, who: str, mode: Blind) -> bool:
    """Tell whether a person's verdict on a case comes before its score."""
    if mode == "never" or case.state in ENDED or who in case.reviewed:
        return False
    return mode == "always" or why == "audit" or is_second(case) or is_appeal(case)


def is_dispute(case: Case) -> bool:
    """Tell whether two reviewers disagreed, and a third is to settle it in sight of both."""
    return case.required >= A_THIRD and bool(case.verdicts)


def is_second(case: Case) -> bool:
    """Tell whether another review comes before, which this one is not to follow."""
    return bool(case.verdicts) and not is_dispute(case)


def is_appeal(case: Case) -> bool:
    """Tell whether the round is an appeal's: those who judged before it may not judge again."""
    return bool(case.reviewed - {who for who, _ in case.verdicts})


def may_see_reviews(case: Case, who: str) -> bool:
    """Tell whether a person may see the reviews of this round: they would sway an independent one."""
    return case.state in ENDED or who in case.reviewed or is_dispute(case)
