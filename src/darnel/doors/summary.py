"""What came out of a run: bands, abstentions, errors, and where the time went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from darnel.assessment import Assessment

NAMED_ERRORS = 20
"""How many bad rows are named at the end; each is named in the output's reason anyway."""

ABSTENTIONS: Mapping[str, str] = {
    "too_short": "too short",
    "language": "in another language",
    "no_prose": "no prose",
    "wall": "walls",
}

_MINUTE, _HOUR = 60, 3600


@dataclass(slots=True)
class Summary:
    """Count what came out, and name the rows that could not be judged.

    `spent` are seconds by signal, over all workers; `seconds` went by on the clock.
    """

    rows: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    named: list[str] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @classmethod
    def of(cls, assessments: Sequence[Assessment], spent: Mapping[str, float]) -> Summary:
        """Count assessments that took so long."""
        made = cls(len(assessments), spent=dict(spent))
        for assessment in assessments:
            if assessment.error is not None:
                made.errors += 1
                if len(made.named) < NAMED_ERRORS:
                    made.named.append(assessment.error)
            elif assessment.abstained is not None:
                made.abstained[assessment.abstained] += 1
            elif assessment.band is not None:
                made.bands[assessment.band] += 1
        return made

    def add(self, other: Summary) -> None:
        """Count what another summary counted of the rows that follow."""
        self.rows += other.rows
        self.bands.update(other.bands)
        self.abstained.update(other.abstained)
        self.errors += other.errors
        self.named += other.named[: NAMED_ERRORS - len(self.named)]
        for name, seconds in other.spent.items():
            self.spent[name] = self.spent.get(name, 0.0) + seconds
        self.seconds += other.seconds

    def copy(self) -> Summary:
        """Give these counts in a summary of their own."""
        made = Summary()
        made.add(self)
        return made

    def to_dict(self) -> dict[str, Any]:
        """Give the counts as plain JSON values."""
        return {
            "rows": self.rows, "bands": dict(self.bands), "abstained": dict(self.abstained),
            "errors": self.errors, "named": list(self.named), "spent": dict(self.spent),
            "seconds": self.seconds,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Summary:
        """Read what `to_dict` wrote."""
        return cls(
            data["rows"], Counter(data["bands"]), Counter(data["abstained"]), data["errors"],
            list(data["named"]), dict(data["spent"]), data["seconds"],
        )  # fmt: skip

    def line(self) -> str:
        """Give what came out as one line."""
        return f"{_counted(self.rows, 'row')}: {', '.join(self.parts())}"

    def parts(self) -> list[str]:
        """Say how many there are in each band, not judged, and wrong."""
        parts = [f"{self.bands[band]:,} {band}" for band in ("clear", "review", "block")]
        if self.abstained:
            why = ", ".join(
                f"{count:,} {ABSTENTIONS.get(reason, reason)}"
                for reason, count in self.abstained.most_common()
            )
            parts.append(f"{self.abstained.total():,} not judged ({why})")
        if self.errors:
            parts.append(_counted(self.errors, "error"))
        return parts

    def time_line(self) -> str | None:
        """Say how fast it went and which signal took most, or None if nothing was measured."""
        if not self.rows or self.seconds <= 0:
            return None
        said = f"{duration(self.seconds)}, {self.rows / self.seconds:,.0f} rows a second"
        total = sum(self.spent.values())
        if total <= 0:
            return said
        slowest = max(self.spent, key=lambda name: self.spent[name])
        share = self.spent[slowest] / total
        return f"{said}; slowest signal: {slowest} ({share:.0%} of the time of all signals)"

    def error_lines(self) -> list[str]:
        """Name the bad rows, the first of many."""
        more = self.errors - len(self.named)
        rest = [f"… and {_counted(more, 'more row')}; each is named in its reason"] if more else []
        return [*self.named, *rest]


def duration(seconds: float) -> str:
    """Say how long something took, as in "2 h 05 min"."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min {int(seconds % _MINUTE):02} s"
    return f"{int(seconds // _HOUR)} h {int(seconds % _HOUR // _MINUTE):02} min"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
