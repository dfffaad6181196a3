"""Figures of the last fit, looked up by their dotted names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
