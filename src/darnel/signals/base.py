"""What every signal is: a name, its features, and one pure function over a batch of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darnel.article import Field
from darnel.assessment import Finding, Other
from darnel.text import Pages

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feature:
    """Describe one number of a signal.

    `evidence` features are weighed by the page model, which may only ever let more of them mean
    more likely assembled; the others are shown and exported.
    """

    name: str
    meaning: str
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what a signal measured on a batch.

    `features` maps every feature's name to an array of shape (pages,), float64, NaN where there
    was nothing to measure. `findings` has one list a page.
    """

    features: Mapping[str, FloatArray]
    findings: list[list[Finding]]


@dataclass(frozen=True, slots=True)
class Signal:
    """Name a signal, its features (the first is always `score` in [0, 1]) and how it measures.

    One that `needs_corpus` has nothing to measure on pages that are looked up nowhere.
    """

    name: str
    features: tuple[Feature, ...]
    measure: Callable[[Pages], Reading]
    needs_corpus: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the full names of its features, `<signal>.<feature>`."""
        return tuple(f"{self.name}.{feature.name}" for feature in self.features)


class Findings:
    """Collect the findings of one signal over a batch, slicing every quote from the article."""

    def __init__(self, signal: str, pages: Pages) -> None:
        self._signal = signal
        self._pages = pages
        self.lists: list[list[Finding]] = [[] for _ in pages.articles]

    def add(
        self, page: int, field: Field, start: int, end: int, score: float, message: str,
        elsewhere: tuple[Other, ...] = (),
    ) -> None:  # fmt: skip
        """Add a finding on `page` at [start, end) of `field`, about the pages `elsewhere`."""
        quote = self._pages.articles[page].field(field)[start:end]
        self.lists[page].append(
            Finding(
                self._signal,
                field,
                int(start),
                int(end),
                quote,
                round(float(score), 4),
                message,
                elsewhere,
            )
        )


SHOWN = 3
"""Other pages that a message names; the finding names more."""


def named(others: Sequence[Other]) -> str:
    """Name other pages in a sentence: "a-1 (daily.example), b-2 (news.example) and 4 more"."""
    shown = [f"{other.id or 'a page'} ({other.source or 'no source'})" for other in others[:SHOWN]]
    more = len(others) - SHOWN
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
