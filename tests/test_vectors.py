"""Word vectors: pieces as the tokenizer cuts them, sums as NumPy makes them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.compiled import sums_by_row, sums_of_runs
from darnel.vectors import of_words, word_pieces

WORDS = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12),
    st.text("aeioué'’ßﬁ中я-\u0301A", min_size=1, max_size=8),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=6, unique=True))
def test_words_are_cut_as_the_tokenizer_cuts_them(words) -> None:
    pieces = word_pieces()
    flat, bounds = pieces.of(words)
    tokenizer, unknown = pieces._tokenizer, pieces._unknown
    for number, word in enumerate(words):
        whole = tokenizer.encode(word, add_special_tokens=False).ids
        own = flat[bounds[number] : bounds[number + 1]].tolist()
        assert own == [piece for piece in whole if piece != unknown], word


def test_an_endless_word_is_unknown_whatever_it_is_made_of() -> None:
    assert not of_words(["a" * 5000, "é" * 5000]).any()


def test_chosen_rows_are_summed_by_run_and_by_row() -> None:
    dice = np.random.default_rng(0)
    table = dice.normal(size=(9, 5)).astype(np.float32)
    chosen = dice.integers(0, 9, 12).astype(np.int32)
    bounds = np.array([0, 3, 3, 12], np.int32)
    runs = [table[chosen[low:high]].sum(axis=0) for low, high in ((0, 3), (3, 3), (3, 12))]
    np.testing.assert_allclose(sums_of_runs(table, chosen, bounds), runs, rtol=1e-5)
    row = np.array([0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2], np.int32)
    found = sums_by_row(table, chosen, row, 4)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found[[0, 2]], [runs[0], runs[2]], rtol=1e-5)
    assert not found[[1, 3]].any()
