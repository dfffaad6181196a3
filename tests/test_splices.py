"""The context of a passage equals what a plain count over its page gives."""

from __future__ import annotations

import numpy as np
import pytest

from darnel.passages import Passages
from darnel.splices import CONTEXT, SURE, in_context, log_odds


def passages(rng: np.random.Generator, pages: int = 6) -> tuple[Passages, np.ndarray]:
    rows, bounds = [], [0]
    for page in range(pages):
        blocks = int(rng.integers(1, 14))
        base = bounds[-1]
        for first in range(blocks):
            ends = {min(blocks, first + int(size)) for size in rng.integers(1, 5, 3)}
            rows += [(page, base + first, base + last) for last in sorted(ends)]
        bounds.append(base + blocks)
    page, first, last = np.array(rows, np.int32).T
    return Passages(page, first, last, np.zeros((len(rows), 0))), np.array(bounds, np.int32)


def plain(found: Passages, odds: np.ndarray) -> np.ndarray:
    rows = []
    for i in range(len(odds)):
        mine = [j for j in range(len(odds)) if found.page[j] == found.page[i]]
        first, last = int(found.first[i]), int(found.last[i])

        def of(wanted, first=first, last=last, mine=mine, i=i) -> list[float]:
            return [
                odds[j] for j in mine if j != i and wanted(int(found.first[j]), int(found.last[j]))
            ]

        over = of(lambda f, t, a=first, b=last: f < b and t > a)
        within = of(lambda f, t, a=first, b=last: f >= a and t <= b)
        beside = of(lambda f, t, a=first, b=last: b == f or t == a)
        apart = of(lambda f, t, a=first, b=last: b <= f or t <= a)
        ranked = np.sort(odds[mine])
        mean = float(np.mean(apart)) if apart else np.nan
        rows.append(
            [odds[i], max(over, default=np.nan), min(within, default=np.nan), max(beside, default=np.nan),
             max(apart, default=np.nan), mean, float(np.std(apart)) if apart else np.nan,
             *(ranked[int((len(mine) - 1) * share)] for share in (0.5, 0.75, 0.9)),
             len(apart), odds[i] - mean]
        )  # fmt: skip
    return np.array(rows)


@pytest.mark.parametrize("seed", range(5))
def test_every_column_is_what_a_plain_count_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found, bounds = passages(rng)
    odds = rng.normal(0, 3, len(found.page))
    told = in_context(found, bounds, odds)
    for column, name in enumerate(CONTEXT):
        np.testing.assert_allclose(
            told[:, column], plain(found, odds)[:, column], atol=1e-6, err_msg=name
        )


def test_pages_of_a_batch_do_not_see_each_other() -> None:
    rng = np.random.default_rng(9)
    found, bounds = passages(rng, pages=2)
    odds = rng.normal(0, 3, len(found.page))
    before = in_context(found, bounds, odds)
    own = found.page == 0
    changed = np.where(own, odds, odds + 5)
    np.testing.assert_allclose(in_context(found, bounds, changed)[own], before[own], atol=1e-6)


def test_log_odds_are_cut_where_they_are_rounding() -> None:
    assert log_odds(np.array([0.0, 0.5, 1.0])) == pytest.approx([-SURE, 0.0, SURE])
