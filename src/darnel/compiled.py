"""Loops that NumPy can't do in one pass, compiled by Numba."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core.caching import FunctionCache
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
Vectors = NDArray[np.float32]
F = TypeVar("F", bound=Callable[..., Any])


class _Kept(FunctionCache):
    """Machine code on disk, a help and never a need: what can't be kept or read is compiled anew."""

    def load_overload(self, sig: object, target_context: object) -> Any:  # noqa: ANN401 (Numba's own)
        """Give what is kept for these types; nothing where it is damaged, which is then forgotten."""
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except OSError:
            return None
        except Exception:  # whatever reading half a pickle ends in
            with suppress(OSError):
                self.flush()  # type: ignore[no-untyped-call]
            return None

    def save_overload(self, sig: object, data: object) -> None:
        """Keep machine code where there is room for it."""
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def _compiled(**options: Any) -> Callable[[F], F]:  # noqa: ANN401 (Numba's own)
    """Compile a function, and keep the machine code on disk where there is a place for it."""

    def compile_it(function: F) -> F:
        made: F = numba.njit(nogil=True, **options)(function)
        with suppress(
            RuntimeError
        ):  # neither the package's folder nor the user's cache can be written
            made._cache = _Kept(function)  # type: ignore[attr-defined, no-untyped-call]  # noqa: SLF001
        return made

    return compile_it


compiled = _compiled()

reordered = _compiled(fastmath={"reassoc", "contract"})
"""Compile a function in which sums may be added in any order: else each is one long chain of additions."""


@reordered
def dots(one: Vectors, row: Ints, other: Vectors, column: Ints) -> Vectors:
    """Give the dot product of each chosen row of one table with one of the other."""
    found = np.empty(len(row), np.float32)
    for i in range(len(row)):
        a, b = one[row[i]], other[column[i]]
        total = np.float32(0)
        for k in range(one.shape[1]):
            total += a[k] * b[k]
        found[i] = total
    return found


@compiled
def counts_on_page(page: Ints, word: Ints, words: int) -> Ints:
    """Count how often each token's word stands on its page; tokens are sorted by page."""
    seen = np.zeros(words, np.int32)
    found = np.empty(len(word), np.int32)
    low = 0
    while low < len(word):
        high = low
        while high < len(word) and page[high] == page[low]:
            seen[word[high]] += 1
            high += 1
        for at in range(low, high):
            found[at] = seen[word[at]]
        for at in range(low, high):
            seen[word[at]] = 0
        low = high
    return found


@compiled
def also_in(page: Ints, word: Ints, other_page: Ints, other: Ints, words: int) -> Bools:
    """Say of each token whether its word stands among the others of its page; all sorted by page."""
    held = np.full(words, -1, np.int32)
    found = np.zeros(len(word), np.bool_)
    at = 0
    for token in range(len(word)):
        while at < len(other) and other_page[at] <= page[token]:
            held[other[at]] = other_page[at]
            at += 1
        found[token] = held[word[token]] == page[token]
    return found


@compiled
def counts_of_bits(bits: Ints, first: Ints, last: Ints, kinds: int) -> NDArray[np.float64]:
    """Count each of so many bits from first[i] up to last[i], shape (kinds, runs)."""
    found = np.zeros((kinds, len(first)))
    for run in range(len(first)):
        for at in range(first[run], last[run]):
            for kind in range(kinds):
                found[kind, run] += (bits[at] >> kind) & 1
    return found


@compiled
def sums_of_runs(table: Vectors, chosen: Ints, bounds: Ints) -> Vectors:
    """Sum the rows of a table that are chosen from bounds[i] up to bounds[i + 1], for each i."""
    found = np.zeros((len(bounds) - 1, table.shape[1]), np.float32)
    for run in range(len(found)):
        for at in range(bounds[run], bounds[run + 1]):
            own, added = found[run], table[chosen[at]]
            for k in range(len(added)):
                own[k] += added[k]
    return found


@compiled
def sums_by_row(
    table: Vectors | NDArray[np.float64], chosen: Ints, row: Ints, rows: int
) -> NDArray[np.float64]:
    """Sum the chosen rows of a table, the i-th into row[i], in double precision."""
    found = np.zeros((rows, table.shape[1]), np.float64)
    for at in range(len(chosen)):
        own, added = found[row[at]], table[chosen[at]]
        for k in range(len(added)):
            own[k] += np.float64(added[k])
    return found
