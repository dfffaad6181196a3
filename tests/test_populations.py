"""Two populations of sources and what pages say of θ."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import betabinom

from darnel.populations import EVIDENCE, Evidence, Populations, learned, log_ratio, posterior

START = Populations(honest_mean=0.02, honest_size=20, farm_mean=0.3, farm_size=5, farms=0.2)


def flags(counts: list[int], pages: int) -> Evidence:
    """Make sources of so many pages, of which some are all but surely farm pages."""
    source = np.repeat(np.arange(len(counts)), pages)
    ratio = np.where(np.arange(pages)[None, :] < np.array(counts)[:, None], EVIDENCE, -EVIDENCE)
    return Evidence(source, ratio.ravel(), np.ones(len(source)), len(counts))


def test_the_prior_is_undone() -> None:
    assert log_ratio(0.9, 0.1) == pytest.approx(0)
    assert log_ratio(0.5, 0.1) == pytest.approx(math.log(9))
    assert log_ratio(0.5, 0.02) == pytest.approx(math.log(49))
    assert log_ratio(0.0, 0.1) == EVIDENCE
    assert log_ratio(1.0, 0.1) == -EVIDENCE


def test_masses_are_those_of_the_betas() -> None:
    assert START.honest().sum() == pytest.approx(1)
    assert START.farm().sum() == pytest.approx(1)


@pytest.mark.parametrize("flagged", [0, 1, 3, 6])
def test_flags_give_the_beta_binomial(flagged: int) -> None:
    found = posterior(flags([flagged], 10).likelihood(slice(None)), START, np.array([0.2]))
    farm = 0.2 * betabinom.pmf(flagged, 10, 1.5, 3.5)
    honest = 0.8 * betabinom.pmf(flagged, 10, 0.4, 19.6)
    assert found.quality[0] == pytest.approx(honest / (farm + honest), abs=0.03)


def test_no_evidence_gives_the_prior() -> None:
    evidence = Evidence(np.array([0]), np.array([0.0]), np.array([1.0]), 1)
    found = posterior(evidence.likelihood(slice(None)), START, np.array([0.2]))
    assert found.quality[0] == pytest.approx(0.8, abs=0.005)


def test_populations_survive_the_scales_they_are_learned_on() -> None:
    again = Populations.of_vector(START.to_vector())
    assert again.honest_mean == pytest.approx(START.honest_mean)
    assert again.farm_size == pytest.approx(START.farm_size)


def test_few_sources_teach_nothing() -> None:
    assert learned(flags([0, 5], 20), START) == START


def test_many_sources_teach_the_share_of_farms_and_their_rates() -> None:
    rng = np.random.default_rng(3)
    counts = [*rng.binomial(40, 0.5, 300).tolist(), *rng.binomial(40, 0.005, 300).tolist()]
    found = learned(flags(counts, 40), START)
    assert found.farms == pytest.approx(0.5, abs=0.05)
    assert found.farm_mean == pytest.approx(0.5, abs=0.05)
    assert found.honest_mean == pytest.approx(0.005, abs=0.003)


def test_the_shipped_populations_load() -> None:
    shipped = Populations.shipped()
    assert 0 < shipped.honest_mean < shipped.farm_mean < 1
