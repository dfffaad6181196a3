"""The ceiling and the simulated sources that verdicts are measured on."""

from __future__ import annotations

import numpy as np
import pytest

from training import sources


@pytest.mark.parametrize(
    ("pages", "ceiling"), [(1, 0.64), (3, 0.81), (5, 0.89), (10, 0.97), (20, 0.997)]
)
def test_the_ceiling_is_that_of_counted_flags(pages: int, ceiling: float) -> None:
    found = sources.ceiling(pages, sources.STEADY, sources.STEADY)
    assert found == pytest.approx(ceiling, abs=0.006)


@pytest.mark.parametrize(("pages", "ceiling"), [(5, 0.83), (10, 0.90), (20, 0.94), (40, 0.96)])
def test_the_ceiling_of_rates_that_vary(pages: int, ceiling: float) -> None:
    found = sources.ceiling(pages, sources.FARM_SIZE, sources.HONEST_SIZE)
    assert found == pytest.approx(ceiling, abs=0.006)


def test_simulated_sources_reach_the_ceiling(monkeypatch) -> None:
    monkeypatch.setattr(sources, "SIMULATED", 600)
    figures = sources.simulated(20, dispersed=True, rng=np.random.default_rng(1))
    assert figures["auroc"] >= figures["count"] - 0.005
    assert figures["covered"] >= 0.85


def test_a_fault_of_one_cause_blocks_nobody() -> None:
    figures = sources.one_cause(np.random.default_rng(2))
    for name in ("policy", "headline", "half_policy", "copies"):
        assert figures[f"{name}.block"] == 0
    assert figures["farm_alike.block"] == 1
