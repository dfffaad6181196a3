"""Static word vectors: one vector a word, whatever stands around it.

The table is a WordPiece vocabulary distilled from a sentence transformer and then trained so that a
passage lies near the rest of its own article and far from other articles on the same topic
(`training/vectors.py`). A passage's vector is the sum of its words'; the length of a word's vector is
how much the word says about the subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from darnel.artifacts import FOLDER, arrays
from darnel.compiled import sums_by_row, sums_of_runs
from darnel.text import Ints, Pages, Tokens

Floats = NDArray[np.float32]

CACHED_WORDS = 200_000
"""Distinct words whose pieces are remembered: a language's worth, about 50 MB."""


class WordPieces:
    """Cut words into the pieces of the vocabulary, remembering the words seen."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._unknown = tokenizer.token_to_id("[UNK]")
        self._seen: dict[str, tuple[int, ...]] = {}

    def of(self, words: Sequence[str]) -> tuple[Ints, Ints]:
        """Give the pieces of all words in a row, and where each word's begin (one more entry)."""
        seen = self._seen
        if len(seen) > CACHED_WORDS:  # replaced, not cleared: another thread may be reading it
            seen = self._seen = {}
        new = [word for word in words if word not in seen]
        plain = {word for word in new if word.isascii() and word.isalnum() and word.islower()}
        for word in plain:  # nothing is normalised and nothing split in these
            seen[word] = self._known(piece.id for piece in self._tokenizer.model.tokenize(word))
        other = [word for word in new if word not in plain]
        printable = [word.encode("utf-8", "replace").decode() for word in other]
        cut = self._tokenizer.encode_batch_fast(printable, add_special_tokens=False)
        for word, encoding in zip(other, cut, strict=True):
            seen[word] = self._known(encoding.ids)
        pieces = [seen[word] for word in words]
        bounds = np.zeros(len(words) + 1, np.int32)
        np.cumsum(np.fromiter(map(len, pieces), np.int32, len(pieces)), out=bounds[1:])
        flat = np.fromiter(chain.from_iterable(pieces), np.int32, int(bounds[-1]))
        return flat, bounds

    def _known(self, pieces: Iterable[int]) -> tuple[int, ...]:
        return tuple(piece for piece in pieces if piece != self._unknown)


@cache
def word_pieces() -> WordPieces:
    """Load the WordPiece vocabulary."""
    return WordPieces(Tokenizer.from_file(str(FOLDER / "wordpieces.json")))


@cache
def _table() -> Floats:
    stored = arrays("vectors")
    scaled: Floats = (
        stored["table"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None]
    )
    return scaled


def dimensions() -> int:
    """Give the number of dimensions of a vector."""
    return int(_table().shape[1])


def of_words(words: Sequence[str]) -> Floats:
    """Give the vectors of lower-cased words, shape (words, dimensions); unknown words are zero."""
    return _summed(*word_pieces().of(words))


def _pieces(pages: Pages) -> tuple[Ints, Ints]:
    return pages.once("vectors.pieces", lambda: word_pieces().of(pages.vocabulary.lowers))


def _summed(flat: Ints, bounds: Ints) -> Floats:
    return sums_of_runs(_table(), flat, bounds)


def of_vocabulary(pages: Pages) -> Floats:
    """Give the vector of every lower-cased distinct word of the batch, made once a batch."""
    return pages.once("vectors.vocabulary", lambda: _summed(*_pieces(pages)))


def lengths(pages: Pages) -> Floats:
    """Give the length of the vector of every lower-cased distinct word: how much it says."""

    def make() -> Floats:
        table = of_vocabulary(pages)
        squares: Floats = np.einsum("ij,ij->i", table, table)
        return np.sqrt(squares)

    return pages.once("vectors.lengths", make)


@cache
def _short_table() -> Floats:
    """Give the table along the axes on which its rows differ most: words are compared at a quarter of the work."""
    axes = arrays("vectors")["axes"].astype(np.float32)
    return np.ascontiguousarray(_table() @ axes)


def directions(pages: Pages) -> Floats:
    """Give every lower-cased distinct word a direction, shape (words, AXES): unit vectors, zero if unknown.

    Dot products of two are roughly the cosines of their vectors. A word's does not depend on the batch.
    """

    def make() -> Floats:
        table = sums_of_runs(_short_table(), *_pieces(pages))
        lengths = np.sqrt(np.einsum("ij,ij->i", table, table))
        unit: Floats = table / np.maximum(lengths, np.float32(1e-6))[:, None]
        return unit

    return pages.once("vectors.directions", make)


def rarity(pages: Pages) -> Floats:
    """Give the inverse document frequency of every lower-cased distinct word of the batch.

    idf = ln(articles / (articles with the word + 1)) over the training news, in nats, from the word's
    pieces: of several, their sum, but no more than a word that one article in all of them has.
    """

    def make() -> Floats:
        flat, bounds = _pieces(pages)
        idf = arrays("vectors")["idf"].astype(np.float32)
        running = np.concatenate([[0.0], np.cumsum(idf[flat], dtype=np.float64)])
        summed: Floats = np.minimum(running[bounds[1:]] - running[bounds[:-1]], idf.max())
        return summed.astype(np.float32)

    return pages.once("vectors.rarity", make)


def sums_of_blocks(pages: Pages) -> NDArray[np.float64]:
    """Give the vector of every block of the bodies, summed in double precision.

    What is near a step then falls on the same side of it alone and in a batch.
    """
    return pages.once(
        "vectors.blocks, wide",
        lambda: _sums(pages, pages.body, pages.body.block, len(pages.body.blocks)),
    )


def of_blocks(pages: Pages) -> Floats:
    """Give the vector of every block of the bodies, shape (blocks, dimensions)."""
    return pages.once("vectors.blocks", lambda: sums_of_blocks(pages).astype(np.float32))


def of_titles(pages: Pages) -> Floats:
    """Give the vector of every title, shape (pages, dimensions)."""

    def make() -> Floats:
        return _sums(pages, pages.title, pages.title.page, len(pages)).astype(np.float32)

    return pages.once("vectors.titles", make)


def _sums(pages: Pages, tokens: Tokens, row: Ints, rows: int) -> NDArray[np.float64]:
    columns = pages.vocabulary.lower[tokens.word] if len(tokens) else np.zeros(0, np.int32)
    return sums_by_row(of_vocabulary(pages), columns, row, rows)
