"""Coverage-guided fuzzing of every part that strangers' bytes reach.

A target is one function of bytes that holds a part to its contract: only the errors it documents come
out, and what it gives keeps its invariants. `python -m training.fuzz` searches with atheris for bytes
that break one; `tests/training/test_fuzz.py` asks the same of the kept corpus, without atheris.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

Oracle = Callable[[bytes], None]
"""Raises whatever should not have been raised."""


@dataclass(frozen=True, slots=True)
class Target:
    """Name a part, say what it reads, and make the function that holds it to its contract.

    `seeds` are inputs to start from, made of the product itself; `words` help to make more, of at most
    `longest` bytes: what lies deeper is for `training.linear_time`.
    """

    name: str
    reads: str
    make: Callable[[], Oracle]
    seeds: Callable[[], Sequence[bytes]] = lambda: ()
    words: Sequence[bytes] = ()
    longest: int = 4096


ROOMS: dict[str, tuple[str, ...]] = {
    "texts": ("shadow", "parsing", "fingerprints", "addresses"),
    "pages": ("signals", "html", "warc"),
    "answers": ("assessment", "article", "adapters"),
    "tables": ("csv", "jsonl", "packed", "parquet"),
    "files": ("settings", "model", "corpus"),
    "http": ("bodies", "http"),
}
"""The targets by the module of this package that holds them."""

NAMES = tuple(name for names in ROOMS.values() for name in names)


def target_of(name: str) -> Target:
    """Load a target; what it tests is imported with it."""
    room = next(room for room, names in ROOMS.items() if name in names)
    found: Target = import_module(f"training.fuzz.{room}").TARGETS[name]
    return found
