"""What a team sets about its review page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from darnel.doors.service.pages.admission import Oidc

Blind = Literal["usual", "always", "never"]
"""When the verdict comes before the score: for audit samples, second reviews and appeals; each time;
never."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Name a rule that a page breaks; the id goes into decisions."""

    id: str
    name: str


POLICIES = (
    Policy("assembled", "assembled from unrelated parts"),
    Policy("template", "template or boilerplate in place of text"),
    Policy("spun", "machine-spun wording"),
    Policy("copied", "copied without credit"),
)


@dataclass(frozen=True, slots=True)
class Pages:
    """Hold the settings of the review page.

    `policies` are offered in this order, the first nine by the keys 1 to 9. After `break_after` cases
    in a row a break is suggested; 0: never. `life` is how long a login lasts. `oidc` lets people log in at
    their own provider; None: by key alone.
    """

    blind: Blind = "usual"
    policies: tuple[Policy, ...] = POLICIES
    break_after: int = 0
    life: timedelta = field(default=timedelta(hours=12))
    oidc: Oidc | None = None
