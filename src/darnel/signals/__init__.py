"""The register of signals: each name is a file beside this one.

To add a signal: write `signals/<name>.py` with a `SIGNAL`, its test, and one line in `REGISTRY`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from darnel.signals.base import Feature, Reading, Signal

REGISTRY: tuple[str, ...] = (
    "duplicated_headline",
    "spliced_content",
    "template_boilerplate",
    "readability",
    "repetition",
    "headline_mismatch",
    "clickbait",
    "keyword_stuffing",
    "sourcing",
    "spun_wording",
    "disguise",
    "copied_passages",
    "shared_template",
)


@cache
def load_signals() -> tuple[Signal, ...]:
    """Import every signal of the register, in its order."""
    return tuple(import_module(f"darnel.signals.{name}").SIGNAL for name in REGISTRY)


__all__ = ["REGISTRY", "Feature", "Reading", "Signal", "load_signals"]
