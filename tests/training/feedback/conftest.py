"""Labelled pages with the evidence of the model that ships, and labels of a known law."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from darnel.artifacts import FOLDER
from training.feedback.fits import Fit, unchanged
from training.feedback.table import Base, Evidence, Table, expit


@pytest.fixture(scope="session")
def base() -> Base:
    return Base.load(FOLDER / "page.npz")


@pytest.fixture(scope="session")
def reference(base: Base) -> Evidence:
    """The evidence of the reference pages that are stored with the model."""
    judged = base.model.judge(np.asarray(base.stored["reference"]))
    parts = base.slope * np.column_stack(list(judged.contributions.values()))
    constant = base.slope * judged.bias + float(base.stored["offset"][0])
    return Evidence(tuple(judged.contributions), constant, parts, np.zeros(len(parts)))


@pytest.fixture(scope="session")
def before(base: Base, reference: Evidence) -> Fit:
    return unchanged(len(reference.signals), base.edges)


@pytest.fixture(scope="session")
def pages(reference: Evidence) -> Callable[..., Table]:
    """Draw pages whose labels follow a fit; `reviewers` judge in turn, sources hold ten pages each."""

    def drawn(truth: Fit, count: int = 3000, seed: int = 0, reviewers: int = 4) -> Table:
        rng = np.random.default_rng(seed)
        evidence = reference[rng.integers(0, len(reference.parts), count)]
        farm = rng.random(count) < expit(truth.log_odds(evidence))
        weight = np.where(rng.random(count) < 0.5, 1.0, 10.0)
        source = np.array([f"site{n}.example" for n in rng.integers(0, count // 10 + 1, count)])
        names = [frozenset({f"reviewer {n % reviewers}"}) for n in range(count)]
        language = np.where(np.arange(count) % 3 == 0, "de", "en")
        decided = np.arange(count, dtype=float) * 60
        return Table(evidence, farm, weight, source, language, decided, tuple(names))

    return drawn
