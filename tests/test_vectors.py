"""Word vectors: pieces as the tokenizer cuts them, sums as NumPy makes them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.article import Article
from darnel.compiled import sums_by_row, sums_of_runs
from darnel.text import parse
from darnel.vectors import directions, of_vocabulary, of_words, word_pieces

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


def test_directions_are_of_length_one_and_near_as_the_vectors_are() -> None:
    first = parse(
        [Article(text="The senator lost the vote in the election, and the ferry sank. Qqzzxy")]
    )
    told, whole = directions(first), of_vocabulary(first).astype(float)
    norms = np.linalg.norm(told, axis=1)
    known = np.linalg.norm(whole, axis=1) > 0
    np.testing.assert_allclose(norms[known], 1, atol=1e-5)
    unit = whole / np.maximum(np.linalg.norm(whole, axis=1), 1e-9)[:, None]
    np.testing.assert_allclose(
        (told @ told.T)[known][:, known], (unit @ unit.T)[known][:, known], atol=0.35
    )
    words = first.vocabulary.lowers
    vote, others = words.index("vote"), [words.index(w) for w in ("ferry", "election")]
    assert told[vote] @ told[others[1]] > told[vote] @ told[others[0]]


def test_a_direction_does_not_hang_on_the_batch() -> None:
    one, other = parse([Article(text="ferry")]), parse([Article(text="a vote on the ferry " * 9)])
    at = other.vocabulary.lowers.index("ferry")
    np.testing.assert_array_equal(directions(one)[0], directions(other)[at])
