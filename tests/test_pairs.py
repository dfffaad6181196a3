"""Pairs of words that a passage shares with the rest of its page."""

from __future__ import annotations

import numpy as np
import pytest

from darnel.article import Article
from darnel.pairs import shared_pairs
from darnel.text import Pages, parse

BLOCKS = (
    "The harbour board met. The board spoke of the harbour board.",
    "Nobody came to see the harbour board again.",
    "A goalkeeper scored twice in Dunsby.",
)


def read(*texts: str) -> Pages:
    return parse([Article(text=text) for text in texts])


def of_blocks(pages: Pages) -> list[float]:
    number = np.arange(len(pages.body.blocks), dtype=np.int32)
    return shared_pairs(pages, number, number + 1).tolist()


def test_pairs_with_a_content_word_that_stand_elsewhere_are_counted_once_each() -> None:
    # "the harbour" and "harbour board" of eleven words, and of eight.
    assert of_blocks(read("\n\n".join(BLOCKS))) == pytest.approx([2 / 11, 2 / 8, 0])


def test_what_stands_twice_within_a_passage_alone_is_not_shared() -> None:
    assert of_blocks(read(f"{BLOCKS[0]}\n\n{BLOCKS[2]}")) == [0, 0]


def test_a_pair_does_not_reach_over_blocks_or_pages() -> None:
    assert of_blocks(read("harbour\n\nboard met", "harbour board")) == [0, 0, 0]


def test_a_passage_of_several_blocks_is_compared_with_what_is_outside() -> None:
    pages = read("\n\n".join((*BLOCKS, BLOCKS[1])))
    shared = shared_pairs(pages, np.array([0, 0], np.int32), np.array([2, 4], np.int32))
    # "Nobody came", "the harbour", "harbour board" and "board again" of the second block come again.
    assert shared.tolist() == pytest.approx([4 / 19, 0])


def test_no_passages_share_nothing() -> None:
    none = np.zeros(0, np.int32)
    assert shared_pairs(read(""), none, none).tolist() == []
