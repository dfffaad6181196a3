"""Parquet, with its types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from darnel.article import Article
from darnel.doors.columns import plain
from darnel.doors.readers import bounds
from darnel.doors.readers.lines import undecoded
from darnel.doors.readers.rows import (
    Chunk,
    Input,
    Reading,
    Row,
    Table,
    columns_of,
    read_row,
    textless_note,
)
from darnel.errors import InputError


def open_parquet(source: Input, reading: Reading, stream: BinaryIO) -> Table:
    """Read the schema; batches come as chunks of rows."""
    import pyarrow as pa  # only Parquet needs it
    from pyarrow import parquet

    try:
        where = pa.BufferReader(stream.read()) if source.path is None else str(source.path)
        file = parquet.ParquetFile(where)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{source.name} can't be read as Parquet; it may be half-copied"
        ) from error
    schema = file.schema_arrow
    header = list(schema.names)
    columns = columns_of(header, reading, source)
    fields = set(columns.positions.values())  # other columns may hold any bytes
    read = 0

    def chunks() -> Iterator[Chunk]:
        nonlocal read
        batches = file.iter_batches(batch_size=bounds.CHUNK_ROWS)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                place = source.place(read + 1)
                broken = f"{place}: the file is damaged from here on ({type(error).__name__})"
                article = Article(id=source.article_id(read + 1))
                yield Chunk([Row(place, [None] * len(header), article, broken)])
                return
            if batch is None:
                return
            rows = []
            values = [values_of(column) for column in batch.columns]
            for cells in zip(*values, strict=True):
                read += 1
                texts = [
                    cell if at in fields and isinstance(cell, str) else ""
                    for at, cell in enumerate(cells)
                ]
                fault = undecoded(texts, header, "utf-8-sig")
                rows.append(read_row(source, read, cells, columns, header, fault, reading))
            yield Chunk(rows, batch)

    def progress() -> int:
        return int((source.size or 0) * read / max(file.metadata.num_rows, 1))

    note = textless_note(source, reading, columns, header)
    return Table(tuple(header), chunks(), progress, schema, note, columns.html)


def values_of(column: Any) -> list[Any]:  # noqa: ANN401 (an Arrow array)
    """Give the values of a column; text that is not UTF-8 keeps its bytes as lone surrogates."""
    try:
        values = column.to_pylist()
    except ValueError:  # nanoseconds, or text that is not UTF-8: Arrow's own casting copes
        import pyarrow as pa

        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
        to = pa.binary() if any(kind(column.type) for kind in kinds) else pa.string()
        values = column.cast(to).to_pylist()
    return [plain(value) if isinstance(value, bytes) else value for value in values]
