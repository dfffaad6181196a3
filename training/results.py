"""Figures of the last fit, looked up by their dotted names, and figures of several draws of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def figure(results: Mapping[str, Any], name: str) -> float | None:
    """Find a figure by its dotted name, whether its keys are nested or hold dots themselves."""
    if name in results:
        return None if isinstance(results[name], dict) else float(results[name])
    for key, inner in results.items():
        if isinstance(inner, dict) and name.startswith(f"{key}."):
            found = figure(inner, name.removeprefix(f"{key}."))
            if found is not None:
                return found
    return None


def mean_of(draws: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Give the mean of each figure over the draws that have it; of counts of pages, the sum."""
    found: dict[str, float] = {}
    for key in dict.fromkeys(key for one in draws for key in one):
        values = [one[key] for one in draws if key in one]
        found[key] = float(np.sum(values) if key.endswith("pages") else np.mean(values))
    return found
