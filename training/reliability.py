"""The reliability diagram of the page model, as the report shows it: what was said, what was true."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.calibration import SCHEMA

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EDGES = (0.0, 0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.96, 0.985, 1.0)
"""Bounds of the bins of quality: narrow at both ends, where most pages are."""

DRAWS, BOUNDS = 400, (0.05, 0.95)
"""Resamplings of publishers that bound a bin's share of honest pages, and the quantiles taken."""


def reliability(
    quality: Floats, farm: Bools, weight: Floats, publisher: NDArray[np.str_]
) -> list[dict[str, float]]:
    """Set said quality against the true share of honest pages, by bins of quality.

    `weight` is a page's at the assumed prevalence. A bin holds its bounds, the mean quality, the share
    of honest pages with a 90 % interval over resampled publishers, its share of all pages and how many
    it holds; bins without pages are left out.
    """
    at = np.clip(np.searchsorted(EDGES, quality, side="right") - 1, 0, len(EDGES) - 2)
    names, publishers = np.unique(publisher, return_inverse=True)
    rng = np.random.default_rng(0)
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), DRAWS)
    found = []
    for number in np.unique(at).tolist():
        mine = at == number
        share = np.average(~farm[mine], weights=weight[mine])
        bounds = _bounds(weight[mine], farm[mine], publishers[mine], counts)
        found.append(
            {
                "start": EDGES[number], "end": EDGES[number + 1],
                "quality": float(np.average(quality[mine], weights=weight[mine])),
                "honest": float(share), "low": bounds[0], "high": bounds[1],
                "share": float(weight[mine].sum() / weight.sum()), "pages": int(mine.sum()),
            }
        )  # fmt: skip
    return found


def _bounds(
    weight: Floats, farm: Bools, publisher: NDArray[Any], counts: NDArray[Any]
) -> tuple[float, float]:
    """Bound a bin's share of honest pages by drawing publishers with replacement."""
    honest = np.bincount(publisher, weight * ~farm, counts.shape[1])
    whole = np.bincount(publisher, weight, counts.shape[1])
    drawn = counts @ whole
    shares = (counts @ honest)[drawn > 0] / drawn[drawn > 0]
    low, high = np.quantile(shares, BOUNDS)
    return float(low), float(high)


def written(results: Mapping[str, Any]) -> str:
    """Write what the report shows of the shipped model, from the figures of its pages."""
    page = results["pages"]
    clean, unseen = page["honest"]["untouched"], page.get("unseen", {}).get("all", {})
    groups = [*page["honest"].values(), *page["recipes"].values()]
    said = {
        "schema": SCHEMA, "name": "darnel", "version": page["version"],
        "bands": page["bands"]["name"], "review": page["bands"]["review"],
        "block": page["bands"]["block"], "prevalence": page["prevalence"],
        "pages": sum(group["pages"] for group in groups),
        "farm_pages": sum(group["pages"] for group in page["recipes"].values()),
        "ece": page["ece"], "covered": page["interval_coverage"]["covered"],
        "auroc": page["auroc_untouched"], "recall": page["recall_at_1_fpr"],
        "unseen_auroc": unseen.get("auroc"), "unseen_recall": unseen.get("recall_at_1_fpr"),
        "clean_not_clear": clean["not_clear"], "clean_block": clean["block"],
        "farm_not_clear": _share(page, "not_clear"), "farm_block": _share(page, "block"),
        "bins": page["reliability"],
    }  # fmt: skip
    return json.dumps(said, indent=1) + "\n"


def _share(page: Mapping[str, Any], band: str) -> float:
    groups = page["recipes"].values()
    return round(
        float(np.average([g[band] for g in groups], weights=[g["pages"] for g in groups])), 4
    )
