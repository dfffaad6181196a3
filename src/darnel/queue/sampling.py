"""Which articles people see, and with what probability: recorded, so that labels can be weighed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from darnel.assessment import Assessment
from darnel.errors import InputError

Why = Literal["threshold", "near_threshold", "new_source", "audit", "report"]
"""The band is review; quality is near an edge of the bands; the source is new to the queue; a
sample of what is otherwise decided by machine; somebody asked for it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Say why an article goes to people, and the probability in (0, 1] that it was to be chosen."""

    why: Why
    probability: float

    @property
    def weight(self) -> float:
        """Give how many articles this one stands for: 1 / probability."""
        return 1 / self.probability


@dataclass(frozen=True, slots=True)
class Sampler:
    """Choose articles for review; pure, the same article is always answered alike.

    `review` and `block` are the edges of the bands; an article within `margin` of one is near.
    The rest are probabilities in [0, 1] of each kind; `audit` is that of the bands clear and block.
    `salt` makes another draw. What was abstained from is never chosen.
    """

    review: float = 0.5
    block: float = 0.1
    margin: float = 0.05
    threshold: float = 1.0
    near_threshold: float = 0.5
    new_source: float = 0.1
    audit: float = 0.02
    salt: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no probability."""
        for name in ("threshold", "near_threshold", "new_source", "audit"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"sampling: {name} must be in [0, 1], not {getattr(self, name)}")

    def choose(self, assessment: Assessment, key: str, *, new_source: bool) -> Choice | None:
        """Choose an article or not.

        Of the kinds that apply the likeliest counts, and it gives its probability:
        P(chosen) = max of their rates. `key` names the article's content: the draw is its hash.
        """
        applying = self._applying(assessment, new_source=new_source)
        if not applying:
            return None
        choice = max(applying, key=lambda each: each.probability)
        return choice if self.draw(key) < choice.probability else None

    def draw(self, key: str) -> float:
        """Give a number in [0, 1) that depends on the key and the salt only, evenly spread."""
        digest = blake2b(key.encode(), digest_size=8, person=b"sampling", key=self._key()).digest()
        return (int.from_bytes(digest) >> 11) / 2**53

    def _key(self) -> bytes:
        return self.salt.encode()[:64]

    def _applying(self, assessment: Assessment, *, new_source: bool) -> list[Choice]:
        quality = assessment.quality
        if quality is None or assessment.band is None:
            return []
        near = min(abs(quality - self.review), abs(quality - self.block)) <= self.margin
        rates: list[tuple[Why, float, bool]] = [
            ("threshold", self.threshold, assessment.band == "review"),
            ("near_threshold", self.near_threshold, near),
            ("new_source", self.new_source, new_source),
            ("audit", self.audit, assessment.band != "review"),
        ]
        return [Choice(why, rate) for why, rate, applies in rates if applies and rate > 0]
