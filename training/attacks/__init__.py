"""What an adversary would do to a farm page so that it passes, each within a budget.

`python -m training.attacks --data DIR` attacks farm pages of publishers that nothing was fitted on and
tells what each attack costs in recall; see `report`. Families of attacks are files; each attack takes a
page and gives the page as its maker would then publish it.
"""

from __future__ import annotations

from training.attacks import headlines, invisible, letters, markup, padding, splices, wording
from training.attacks.base import Attack
from training.attacks.markup import Trick

ATTACKS: tuple[Attack, ...] = (
    *letters.ATTACKS, *invisible.ATTACKS, *padding.ATTACKS, *splices.ATTACKS, *headlines.ATTACKS,
    *wording.ATTACKS,
)  # fmt: skip
"""Attacks on the text."""

TRICKS: tuple[Trick, ...] = markup.ATTACKS
"""Attacks on the HTML."""
