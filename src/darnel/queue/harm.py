"""Quality counts up to good; most queues count up to harm. Here, and nowhere else, one becomes the other."""

from __future__ import annotations

import math

from darnel.errors import InputError

_DIGITS = 6
"""Enough for any threshold, and `1 - 0.13` comes out as 0.87."""


def harm(quality: float | None) -> float | None:
    """Give P(farm) = 1 - quality, in [0, 1]; None if the article was not judged (None or NaN)."""
    known = _known(quality)
    return None if known is None else round(1.0 - known, _DIGITS)


def percent(quality: float | None) -> int | None:
    """Give P(farm) as a whole number of per cent, 0 to 100; None if the article was not judged."""
    known = harm(quality)
    return None if known is None else round(100 * known)


def harm_interval(interval: tuple[float, float] | None) -> tuple[float, float] | None:
    """Give an interval of quality as one of P(farm): its ends change places."""
    if interval is None:
        return None
    low, high = harm(interval[1]), harm(interval[0])
    return None if low is None or high is None else (low, high)


def confidence(quality: float | None) -> float:
    """Say how sure the quality is of either side, |2 quality - 1| in [0, 1]; 0 if not judged."""
    known = _known(quality)
    return 0.0 if known is None else round(abs(2 * known - 1), _DIGITS)


def _known(quality: float | None) -> float | None:
    if quality is None or math.isnan(quality):
        return None
    if not 0 <= quality <= 1:
        raise InputError(f"a quality of {quality} is outside of 0 to 1")
    return quality
