"""What the model and its signals are, in JSON."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from typing import Any

from darnel.assessment import SCHEMA
from darnel.calibration import shipped
from darnel.doors import Assessor, name_of
from darnel.signals import Signal, load_signals

_PARTS = re.compile(r"^(Why|False alarms|Source): ", re.MULTILINE)


def model_of(scorer: Assessor) -> dict[str, Any]:
    """Describe the model in use: name, bands, figures of trust, card."""
    name = name_of(scorer)
    model = getattr(scorer, "model", None)
    bands = getattr(model, "bands", None)
    figures = shipped()
    return {
        "name": name.name,
        "version": name.version,
        "prevalence": name.prevalence,
        "bands": {
            "name": name.bands,
            "review": getattr(bands, "review", None),
            "block": getattr(bands, "block", None),
        },
        "schema": SCHEMA,
        "corpus": getattr(scorer, "corpus", None) is not None,
        "weighed": list(getattr(model, "columns", ())),
        "calibration": asdict(figures) if figures is not None and figures.of(name) else None,
        "card": getattr(model, "card", ""),
    }


def signals_of(scorer: Assessor) -> list[dict[str, Any]]:
    """Describe every signal: what it is, why, when it is wrong, and its features."""
    weighed = set(getattr(getattr(scorer, "model", None), "columns", ()))
    return [_signal(signal, weighed) for signal in load_signals()]


def _signal(signal: Signal, weighed: set[str]) -> dict[str, Any]:
    doc = sys.modules[f"darnel.signals.{signal.name}"].__doc__ or ""
    what, *parts = _PARTS.split(doc)
    said = dict(zip(parts[::2], parts[1::2], strict=True))
    return {
        "name": signal.name,
        "what": _line(what),
        "why": _line(said.get("Why", "")),
        "false_alarms": _line(said.get("False alarms", "")),
        "source": _line(said.get("Source", "")),
        "needs_corpus": signal.needs_corpus,
        "features": [
            {
                "name": column,
                "meaning": feature.meaning,
                "evidence": feature.evidence,
                "weighed": column in weighed,
            }
            for column, feature in zip(signal.columns, signal.features, strict=True)
        ],
    }


def _line(text: str) -> str:
    return " ".join(text.split())
