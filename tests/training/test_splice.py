from __future__ import annotations

import numpy as np
import pytest

from darnel.passages import COLUMNS
from darnel.splices import CONTEXT
from training import splice
from training.simulate import FOREIGN, Page, Pool


class Even:
    """A first stage that cannot tell."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        return np.full((len(X), 2), 0.5)


@pytest.fixture
def pages(pool: Pool) -> list[Page]:
    return splice.simulated(pool, 24, "R", np.random.default_rng(2), 0.5)


def test_pages_are_measured_alike_in_batches_of_any_size(pages: list[Page]) -> None:
    whole, parts = splice.measure(pages), splice.measure(pages, size=5)
    for name in ("page", "first", "last"):
        one, other = (getattr(table.passages, name) for table in (whole, parts))
        assert one.tolist() == other.tolist()
    assert whole.page_blocks.tolist() == parts.page_blocks.tolist()
    np.testing.assert_allclose(whole.foreign, parts.foreign)
    np.testing.assert_allclose(whole.features, parts.features, rtol=1e-4, atol=1e-5)
    context = parts.context(Even())
    assert context.dtype == np.float32
    assert context.shape == (len(parts.foreign), len(COLUMNS) + len(CONTEXT))


def test_passages_are_foreign_on_spliced_pages_alone(pages: list[Page]) -> None:
    table = splice.measure(pages)
    most = np.zeros(len(pages))
    np.maximum.at(most, table.passages.page, table.foreign)
    spliced = np.array([FOREIGN in page.labels for page in pages])
    assert 0 < spliced.sum() < len(pages)
    assert (most[spliced] > 0.5).all()
    assert not most[~spliced].any()
