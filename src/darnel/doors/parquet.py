"""Scored rows as Parquet: workers make Arrow streams of chunks, and these become one file.

A Parquet file has its footer at the end and can't be gone on with after a kill; a file of Arrow
streams can. Row groups are cut by rows and bytes alone, so the same rows give the same file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from darnel.assessment import Assessment
from darnel.doors.columns import CORPUS, free_names, plain
from darnel.doors.forms import Header, bare, elsewhere_cells
from darnel.doors.readers import Chunk, Row, writable

GROUP_ROWS = 65_536
GROUP_BYTES = 64 * 2**20
"""A row group ends at the chunk that reaches either: readers skip by group, and hold one."""


@dataclass(frozen=True, slots=True)
class ParquetForm:
    """The input's columns, with their types if they came from Parquet, then ours."""

    header: Header

    @property
    def schema(self) -> Any:  # noqa: ANN401 (an Arrow schema)
        """Give the schema of the file; every column may be empty, for a row may be unreadable."""
        import pyarrow as pa  # only Parquet needs it

        header = self.header
        names = free_names(header.columns, ())
        theirs = header.schema or pa.schema([(names[c], pa.string()) for c in header.columns])
        numbers = {"quality", *header.features}
        added = [
            pa.field(name, pa.float64() if ours in numbers else pa.string())
            for ours, name in header.ours.items()
        ]
        fields = [field.with_nullable(True) for field in theirs]  # noqa: FBT003 (Arrow's)
        return pa.schema([*fields, *added], metadata=theirs.metadata)

    def head(self) -> bytes:
        """Give nothing: every chunk brings its schema."""
        return b""

    def lean(self, chunk: Chunk) -> Chunk:
        """Leave the cells out where the Arrow batch holds them; the batch goes as bytes."""
        if self.header.schema is None:
            return Chunk(chunk.rows)
        if chunk.batch is None:
            return bare(chunk)
        # pickling a slice of a batch would take the whole of it
        return Chunk(bare(chunk).rows, _streamed(chunk.batch))

    def render(self, chunk: Chunk, assessments: Sequence[Assessment]) -> bytes:
        """Give the rows as one Arrow stream."""
        import pyarrow as pa

        ours: list[list[Any]] = [
            [a.quality for a in assessments],
            [a.band for a in assessments],
            [writable(a.reason) for a in assessments],
        ]
        if self.header.corpus:
            known = [elsewhere_cells(assessment) for assessment in assessments]
            ours += [[_text_or_none(cells[name]) for cells in known] for name in CORPUS]
        ours += [
            [_number(a.signals.get(name)) for a in assessments] for name in self.header.features
        ]
        schema = self.schema
        theirs = self._their_arrays(chunk, schema)
        types = schema.types[len(theirs) :]
        added = [pa.array(values, kind) for values, kind in zip(ours, types, strict=True)]
        return _streamed(pa.RecordBatch.from_arrays([*theirs, *added], schema=schema))

    def _their_arrays(self, chunk: Chunk, schema: Any) -> list[Any]:  # noqa: ANN401
        import pyarrow as pa

        if self.header.schema is None:
            return [
                pa.array([_text(row, at) for row in chunk.rows], pa.string())
                for at in range(len(self.header.columns))
            ]
        if chunk.batch is None:
            kinds = schema.types[: len(self.header.schema)]
            return [pa.nulls(len(chunk.rows), kind) for kind in kinds]
        batch = chunk.batch
        if isinstance(batch, bytes):
            batch = pa.ipc.open_stream(batch).read_next_batch()
        return list(batch.columns)

    def assemble(self, stream: BinaryIO) -> ParquetAssembly:
        """Make a Parquet file of the streams of chunks."""
        return ParquetAssembly(stream, self.schema)


class ParquetAssembly:
    """Gathers batches into row groups; use `add` and then `close`."""

    def __init__(self, stream: BinaryIO, schema: Any) -> None:  # noqa: ANN401
        from pyarrow import parquet

        self._schema = schema
        self._writer = parquet.ParquetWriter(stream, schema)
        self._held: list[Any] = []
        self._rows = self._bytes = 0

    def add(self, pieces: bytes | Path) -> None:
        """Take the next Arrow streams."""
        import pyarrow as pa

        given = pa.BufferReader(pieces) if isinstance(pieces, bytes) else pa.OSFile(str(pieces))
        with given as source:
            size = source.size()
            while source.tell() < size:
                with pa.ipc.open_stream(source) as batches:
                    for batch in batches:
                        self._hold(batch)

    def _hold(self, batch: Any) -> None:  # noqa: ANN401
        self._held.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        import pyarrow as pa

        if self._held:
            table = pa.Table.from_batches(self._held, self._schema)
            self._writer.write_table(table, row_group_size=max(self._rows, 1))
        self._held, self._rows, self._bytes = [], 0, 0

    def close(self) -> None:
        """Write the last group and the footer, without which there is no Parquet file."""
        self._write_group()
        self._writer.close()


def _streamed(batch: Any) -> bytes:  # noqa: ANN401
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, batch.schema, options=options) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue().to_pybytes())


def _text(row: Row, at: int) -> str | None:
    value = row.cells[at] if at < len(row.cells) else None
    return None if value is None else writable(plain(value))


def _text_or_none(value: str | None) -> str | None:
    return None if value is None else writable(value)


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value
