"""Compiled loops give what plain Python gives, and do without a place to keep their code."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darnel import compiled
from darnel.compiled import also_in, counts_on_page, dots

PAGES = st.lists(st.lists(st.integers(0, 6), max_size=8), min_size=1, max_size=5)


def flat(pages: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    page = [number for number, words in enumerate(pages) for _ in words]
    return np.array(page, np.int32), np.array([w for words in pages for w in words], np.int32)


@given(PAGES)
def test_words_are_counted_on_their_own_page(pages) -> None:
    expected = [words.count(word) for words in pages for word in words]
    assert counts_on_page(*flat(pages), 7).tolist() == expected


@given(PAGES, PAGES)
def test_words_are_looked_up_on_their_own_page(pages, others) -> None:
    held = dict(enumerate(others))
    expected = [word in held.get(n, []) for n, words in enumerate(pages) for word in words]
    assert also_in(*flat(pages), *flat(others), 7).tolist() == expected


def test_a_dot_product_does_not_depend_on_the_others() -> None:
    rng = np.random.default_rng(0)
    one, other = (rng.normal(size=(n, 37)).astype(np.float32) for n in (9, 12))
    row, column = (rng.integers(0, n, 50).astype(np.int32) for n in (9, 12))
    found = dots(one, row, other, column)
    assert found == pytest.approx((one[row] * other[column]).sum(axis=1), rel=1e-4, abs=1e-5)
    alone = [dots(one, row[i : i + 1], other, column[i : i + 1])[0] for i in range(50)]
    assert found.tolist() == alone


def test_without_a_place_for_machine_code_it_is_made_anew(monkeypatch) -> None:
    njit = numba.njit

    def homeless(**options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return njit(**options)

    monkeypatch.setattr(numba, "njit", homeless)

    @compiled.compiled
    def doubled(value):
        return 2 * value

    assert doubled(21) == 42
