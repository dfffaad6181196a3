"""Values that JSON brought, each checked as it is read: a wrong one is a ValueError that names it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

SHOWN = 40
"""Characters of a wrong value that an error repeats."""


def wrong(value: object, name: str, wanted: str) -> ValueError:
    """Make the error of a value that is not as wanted."""
    shown = repr(value)
    shown = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
    return ValueError(f"{name} must be {wanted}, not {shown}")


def mapping(value: object, name: str) -> Mapping[str, Any]:
    """Give an object back."""
    if not isinstance(value, Mapping):
        raise wrong(value, name, "an object")
    return value


def sequence(value: object, name: str) -> Sequence[Any]:
    """Give a list back; a string is none."""
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise wrong(value, name, "a list")
    return value


def text(value: object, name: str) -> str:
    """Give a string back."""
    if not isinstance(value, str):
        raise wrong(value, name, "a string")
    return value


def number(value: object, name: str, low: float = -math.inf, high: float = math.inf) -> float:
    """Give a finite number in [low, high] back, as it is."""
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not plain or not (abs(value) < math.inf and low <= value <= high):  # type: ignore[arg-type, operator]
        bounds = "" if low == -math.inf else f" from {low:g} to {high:g}"
        raise wrong(value, name, f"a number{bounds}")
    return value  # type: ignore[return-value]


def count(value: object, name: str) -> int:
    """Give a whole number that is not negative back."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise wrong(value, name, "a whole number, 0 or more")
    return value


def one_of(value: object, name: str, choices: Sequence[T]) -> T:
    """Give one of some values back."""
    found = next((choice for choice in choices if choice == value), None)
    if found is None:
        raise wrong(value, name, f"one of {', '.join(map(str, choices))}")
    return found


def optional(read: Callable[..., T], value: object, *more: Any) -> T | None:  # noqa: ANN401
    """Read a value unless it is None."""
    return None if value is None else read(value, *more)
