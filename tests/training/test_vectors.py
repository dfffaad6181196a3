"""Training of word vectors: passages of two lengths, drawn apart from what they are compared with."""

from __future__ import annotations

import numpy as np

from darnel.artifacts import FOLDER
from training.corpora import Clean
from training.vectors import UNIT_WORDS, _pairs, units


def test_an_article_is_cut_once_for_each_length() -> None:
    blocks = tuple(f"The ferry left the harbour late again on day {i}, he said." for i in range(12))
    article = Clean("1", "Ferry", blocks, "a.org", "", "")
    [cuts] = units([article], FOLDER / "wordpieces.json")
    assert len(cuts) == len(UNIT_WORDS)
    short, long = (len(cut) for cut in cuts)
    assert short == 12  # each paragraph has twelve words
    assert long == 4
    for cut in cuts:
        np.testing.assert_array_equal(
            np.concatenate(cut), np.concatenate(cuts[0])[: len(np.concatenate(cut))]
        )


def test_a_passage_is_not_in_what_it_is_compared_with() -> None:
    cuts = [[np.arange(i * 100, i * 100 + 50, dtype=np.int32) for i in range(9)]] * 2
    rng = np.random.default_rng(0)
    for _ in range(20):
        passages, rests = _pairs([cuts], rng)
        passage, rest = set((passages[0] // 100).tolist()), set((rests[0] // 100).tolist())
        assert len(passage) == 1
        drawn = passage.pop()
        assert not rest & {drawn - 1, drawn, drawn + 1}
        assert len(rest) >= 6
        assert len(passages[0]) < 50
