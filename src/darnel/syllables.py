"""Syllables and familiar words of English, as textstat counts them, without a download.

textstat asks the CMU Pronouncing Dictionary, which nltk fetches from the net at the first call,
and pyphen's hyphenation for words outside of it. The dictionary's counts are kept in an artifact as
hashes of its words, made by `training/syllables.py`; pyphen does the rest. The Dale-Chall list of
familiar words is read from textstat's own file; textstat itself is never imported.

The CMU Pronouncing Dictionary is Copyright (C) 1993-2015 Carnegie Mellon University, all rights
reserved, under a 2-clause BSD licence, which stands beside the artifact (`syllables.LICENSE`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from pyphen import Pyphen

from darnel.artifacts import arrays
from darnel.text import Bools, Ints

CACHED_WORDS = 100_000
"""Words outside the dictionary whose hyphenation is remembered."""

LONGEST = 60
"""Longer strings are no words; hyphenation takes time with the square of the length."""

Hashes = NDArray[np.uint32]


@cache
def _hyphens() -> Callable[[str], list[int]]:
    return cast(Callable[[str], list[int]], Pyphen(lang="en_US").positions)


@lru_cache(CACHED_WORDS)
def hyphenated(word: str) -> int:
    """Count the syllables of a word by hyphenation alone."""
    return len(_hyphens()(word)) + 1


def hashes_of(words: Iterable[str]) -> Hashes:
    """Hash lower-cased words as the artifact does, and as `Vocabulary.hash` does."""
    return np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint32)


def counts(words: Sequence[str], hashes: Hashes) -> Ints:
    """Count the syllables of lower-cased words, given with their hashes."""
    stored = arrays("syllables")
    at = np.minimum(np.searchsorted(stored["words"], hashes), len(stored["words"]) - 1)
    result = stored["counts"][at].astype(np.int32)
    for index in np.flatnonzero(stored["words"][at] != hashes).tolist():
        result[index] = hyphenated(words[index][:LONGEST])
    return result


@cache
def _familiar() -> Hashes:
    spec = find_spec("textstat")
    if spec is None or spec.origin is None:
        raise RuntimeError("textstat is not installed: pip install textstat")
    file = Path(spec.origin).parent / "resources" / "en" / "easy_words.txt"
    return np.unique(hashes_of(file.read_text("utf-8").split()))


def familiar(hashes: Hashes) -> Bools:
    """Say of lower-cased words, given by their hashes, whether they are on the Dale-Chall list."""
    known = _familiar()
    found: Bools = known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes
    return found
