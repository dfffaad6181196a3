"""How much of an input is held at a time."""

from __future__ import annotations

CHUNK_ROWS = 512
CHUNK_CHARACTERS = 8_000_000
"""A chunk ends at either: enough for the scorer's batches, and memory stays flat."""

LONGEST = 16 * 2**20
"""Characters of one row. More than this is a quote left open or no table at all."""

LEAST_LINE = 16
"""A line of a row counts as so many characters at least: a million lines in one row are as many as fit."""

MOST_COLUMNS = 10_000
"""Columns of a table, or keys of all lines of JSON. More is a text taken for a header, or an attack."""

BOMB_RATIO = 250
"""Bytes that one packed byte may stand for in the mean: for text it is under ten, and gzip can't do more than
a thousand."""

BOMB_FROM = 64 * 2**20
"""Unpacked bytes from which the ratio is looked at: little files may be as repetitive as they like."""

BATCH_BYTES = 128 * 2**20
"""Bytes of text that a batch of Parquet may hold: of more, each row is a batch of its own. One value of a
dictionary may stand in millions of rows."""

GROUP_BYTES = 4 * 2**30
"""Bytes that a row group of Parquet may claim."""
