"""Why the queue refuses something that was asked of a case."""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):  # noqa: N818 (it is an answer, not a fault)
    """Say that a case can't be changed so, and what to do instead.

    `code` names the reason for machines. `draft_kept` is true where a decision that came too late
    was kept as a draft, so that no work is lost.
    """

    code: ClassVar[str] = "refused"
    draft_kept: bool = False


class NoSuchCase(Refused):
    """Say that no case has this id."""

    code = "no_such_case"


class StaleVersion(Refused):
    """Say that the case changed since it was read: read it again."""

    code = "stale_version"


class LeaseLost(Refused):
    """Say that the caller does not hold the case, or no longer: claim it again."""

    code = "lease_lost"


class WrongState(Refused):
    """Say that this can't be done to a case in its state."""

    code = "wrong_state"


class SameReviewer(Refused):
    """Say that somebody else has to do this: the caller already gave a verdict on it."""

    code = "same_reviewer"


class UndoOver(Refused):
    """Say that a decision can no longer be undone: it went out, or the case went on."""

    code = "undo_over"


class NoSuchEndpoint(Refused):
    """Say that no webhook endpoint has this id."""

    code = "no_such_endpoint"


class NoSuchDelivery(Refused):
    """Say that no delivery has this id."""

    code = "no_such_delivery"
