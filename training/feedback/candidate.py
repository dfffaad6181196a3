"""A fit becomes a whole model file, with its own reference scores, version and bands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from darnel.model import Model
from darnel.models import PAGE
from darnel.stored import save_stored
from training.feedback.fits import LEAST_SLOPE, OFFSET_SD, SLOPE_SD, Fit, fit_weights, map_logistic
from training.feedback.measures import resamplings
from training.feedback.table import Base, Floats, Table, expit

RULE = "\n---\n\n"
"""Stands between a candidate's own card and that of the first fit."""

LEAST_EDGE = 1e-8
"""An edge at 0 or 1 would be none, and has no log-odds."""

LEAST_SHARE = 1e-4
"""A candidate never assumes fewer farm pages, nor more than 1 - this."""


def write(
    folder: Path, base: Base, fit: Fit, table: Table, *, version: str, bands: str,
    prevalence: float, seed: int,
) -> Path:  # fmt: skip
    """Write a fit as `page.npz`, checked by loading it; give the file.

    Each member of the bag is calibrated on other sources drawn with replacement, so that the
    interval of quality knows how few the labels were. Its spread stays the base model's.
    """
    stored = corrected(base, fit, table.evidence.signals)
    slopes, offsets = calibrations(fit, table, len(base.stored["slope"]) - 1, seed)
    stored |= {
        "version": version,
        "slope": np.asarray(base.stored["slope"]) * slopes,
        "offset": np.asarray(base.stored["offset"]) * slopes + offsets,
        "prevalence": float(np.clip(prevalence, LEAST_SHARE, 1 - LEAST_SHARE)),
        "bands": {"name": bands, **_bands(fit)},
        "base": base.model.version,
    }
    judged = Model(stored, "").judge(np.asarray(stored["reference"]))
    raw = judged.bias + np.sum(list(judged.contributions.values()), axis=0)
    stored |= {"expected": judged.quality, "log_odds": raw}
    folder.mkdir(parents=True, exist_ok=True)
    save_stored(folder / PAGE, stored)
    Model.load(folder / PAGE)
    return folder / PAGE


def corrected(base: Base, fit: Fit, signals: Sequence[str]) -> dict[str, Any]:
    """Scale what each signal adds beside an ordinary page; an ordinary page stays where it was."""
    gain = dict(zip(signals, fit.gains.tolist(), strict=True))
    gains = np.array([gain[column.partition(".")[0]] for column in base.stored["columns"]])
    values = [g * np.asarray(v) for g, v in zip(gains, base.stored["values"], strict=True)]
    bias = np.asarray(base.stored["bias"]) + ((1 - gains)[:, None] * base.ordinary).sum(axis=0)
    return base.stored | {"values": values, "bias": bias}


def calibrations(fit: Fit, table: Table, members: int, seed: int) -> tuple[Floats, Floats]:
    """Give slopes and offsets: the fit's own, then one for each member, on resampled sources."""
    seen = table.evidence
    page = seen.constant + seen.parts @ fit.gains
    Z = np.column_stack([page, np.ones(len(page))])
    found = [(fit.slope, fit.offset)]
    for counts in resamplings(table.source, members, seed):
        kept = counts > 0
        if not kept.any():
            found.append(found[0])
            continue
        weight = fit_weights(table.weight[kept] * counts[kept])
        slope, offset = map_logistic(
            Z[kept], seen.added[kept], table.farm[kept], weight,
            mean=(1.0, 0.0), sd=(SLOPE_SD, OFFSET_SD), least=(LEAST_SLOPE, None),
        )  # fmt: skip
        found.append((float(slope), float(offset)))
    slopes, offsets = np.array(found).T
    return slopes, offsets


def _bands(fit: Fit) -> dict[str, float]:
    edges = np.clip(expit(-np.array([fit.review, fit.block])), LEAST_EDGE, 1 - LEAST_EDGE)
    review, block = edges.round(8).tolist()
    return {"review": max(review, block), "block": block}


def card(base: Base, version: str, kind: str, report: str) -> str:
    """Write the card: what this model is, the report on it, and the card of what was first fitted."""
    first = base.model.card.rpartition(RULE)[2] if "base" in base.stored else base.model.card
    return (
        f"# Model card: darnel {version}\n\n"
        f"This is darnel {base.model.version}, {kind} on what people said of its articles. The "
        "figures of the report hold for the traffic that was labelled; those of the first fit, below, "
        f"for publishers that nothing was fitted on.\n\n{report}\n{RULE}{first}"
    )
