"""How much of an input is held at a time."""

from __future__ import annotations

CHUNK_ROWS = 512
CHUNK_CHARACTERS = 8_000_000
"""A chunk ends at either: enough for the scorer's batches, and memory stays flat."""

LONGEST = 64 * 2**20
"""Characters of one row. More than this is a quote left open or no table at all."""
