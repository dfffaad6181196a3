"""The shapes of a page model as lines of text: what each feature adds, from its least to its most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    Floats = NDArray[np.float64]

WIDTH = 79
"""Characters of the longest line: a terminal of 80 columns does not break it."""

CELLS = 24
BLOCKS = "▁▂▃▄▅▆▇█"
FLAT = 0.05
"""Log-odds that change no verdict: a feature that adds less has a number, but no plot, which would
look as steep as any other."""

ROUNDING = 1e-9
"""Log-odds by which two equal steps of a bag may differ."""

NAME, NUMBER = 24, 6
"""Characters of a feature's name and of a number beside its plot."""

HEAD = (
    "What each feature adds to the log-odds of a farm page, beside an ordinary honest page: from "
    "below its first step (left, at the value in front) to above its last (right, at the value "
    "behind). Each plot has a height of its own: the two numbers at its end are its lowest and its "
    "highest step."
)
MONOTONE = "No plot falls: more of any sign never raises quality."
FALLING = "Not monotone, so more of it can raise quality: {}."


class Shaped(Protocol):
    """What is asked of a page model."""

    columns: tuple[str, ...]

    def steps(self, column: str) -> tuple[Floats, Floats]:
        """Give the edges of a feature's steps, and what each step adds."""


def lines(model: Shaped) -> Iterator[str]:
    """Give the shapes of all features, by signal, the weightiest first."""
    signals: dict[str, list[str]] = defaultdict(list)
    for column in model.columns:
        signals[column.partition(".")[0]].append(column)
    if not signals:
        return
    yield "## Shapes"
    yield ""
    fall = [
        column for column in model.columns if (np.diff(model.steps(column)[1]) < -ROUNDING).any()
    ]
    yield from wrap(f"{HEAD} {FALLING.format(', '.join(fall)) if fall else MONOTONE}", WIDTH)
    meanings = _meanings()
    most = {s: sum(float(model.steps(c)[1][-1]) for c in mine) for s, mine in signals.items()}
    for signal in sorted(signals, key=lambda s: -most[s]):
        yield ""
        yield f"{signal:<{NAME + 2}} adds up to {_signed(most[signal])}"
        nothing = []
        for column in signals[signal]:
            name = column.partition(".")[2]
            edges, added = model.steps(column)
            if added.max() - added.min() < FLAT:
                nothing.append(name)
                continue
            yield plot(name, edges, added)
            yield from wrap(
                meanings.get(column, ""), WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 4
            )
        if nothing:
            said = f"adding under {FLAT}: {', '.join(nothing)}"
            yield from wrap(said, WIDTH, initial_indent="  ", subsequent_indent="    ")


def plot(name: str, edges: Floats, added: Floats) -> str:
    """Draw one feature in a line: its name, least value, steps, most value, and what they add."""
    low, high = float(edges[0]), float(edges[-1])
    line = f"  {name:<{NAME}}{_short(low):>{NUMBER}} {spark(sampled(edges, added))} "
    return f"{line}{_short(high):<{NUMBER}} {_signed(added.min())} to {_signed(added.max())}"


def sampled(edges: Floats, added: Floats) -> Floats:
    """Give what is added at CELLS values, the first below all edges and the last above them."""
    inner = np.linspace(edges[0], edges[-1], CELLS - 1)
    middle: Floats = added[np.searchsorted(edges, inner[1:], side="left")]
    return np.concatenate([added[:1], middle, added[-1:]])


def spark(values: Sequence[float] | Floats) -> str:
    """Draw values as blocks, the least at the bottom and the most at the top."""
    low, high = min(values), max(values)
    steps = len(BLOCKS) - 1
    height = (high - low) or 1.0
    return "".join(BLOCKS[round(steps * (value - low) / height)] for value in values)


def _signed(value: float) -> str:
    """Write log-odds with their sign, and never a minus before nothing."""
    return f"{round(float(value), 2) + 0.0:+.2f}"


def _short(value: float) -> str:
    """Write a number in at most NUMBER characters."""
    if value == 0 or abs(value) >= 0.01:  # noqa: PLR2004 (two places show it)
        return f"{value:.3g}" if abs(value) >= 10 else f"{value:.2f}"  # noqa: PLR2004
    return f"{value:.0e}".replace("e-0", "e-")


def _meanings() -> dict[str, str]:
    from darnel.signals import load_signals

    return {f"{s.name}.{f.name}": f.meaning for s in load_signals() for f in s.features}
