"""Parquet, with its types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from darnel.article import Article
from darnel.doors.columns import plain
from darnel.doors.readers import bounds
from darnel.doors.readers.lines import too_long, undecoded
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
    """Read the schema; batches come as chunks of rows.

    Text is read as dictionaries, and only made whole where a batch of it is of a size to be held.
    """
    import pyarrow as pa  # only Parquet needs it
    from pyarrow import parquet

    try:
        where = pa.BufferReader(stream.read()) if source.path is None else str(source.path)
        schema = parquet.ParquetFile(where).schema_arrow
        header = list(schema.names)
        columns = columns_of(header, reading, source)
        texts = [field.name for field in schema if _is_text(field.type)]
        file = parquet.ParquetFile(where, read_dictionary=texts)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{source.name} can't be read as Parquet; it may be half-copied"
        ) from error
    _refuse_groups(source, file.metadata)
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
            for part in _parts(batch):
                if part.num_rows == 1 and _bytes(part) > bounds.LONGEST:
                    read += 1
                    place, none = source.place(read), [None] * len(header)
                    article = Article(id=source.article_id(read))
                    yield Chunk([Row(place, none, article, f"{place}: {too_long()}")])
                    continue
                whole = _whole(part, schema)
                rows = []
                for cells in zip(*map(values_of, whole.columns), strict=True):
                    read += 1
                    said = [
                        cell if at in fields and isinstance(cell, str) else ""
                        for at, cell in enumerate(cells)
                    ]
                    fault = undecoded(said, header, "utf-8-sig")
                    rows.append(read_row(source, read, cells, columns, header, fault, reading))
                yield Chunk(rows, whole)

    def progress() -> int:
        return int((source.size or 0) * read / max(file.metadata.num_rows, 1))

    note = textless_note(source, reading, columns, header)
    return Table(tuple(header), chunks(), progress, schema, note, columns.html)


def _is_text(kind: Any) -> bool:  # noqa: ANN401 (an Arrow type)
    import pyarrow as pa

    kinds = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_binary,
        pa.types.is_large_binary,
    )
    return any(of_kind(kind) for of_kind in kinds)


def _refuse_groups(source: Input, metadata: Any) -> None:  # noqa: ANN401 (of a Parquet file)
    """Raise InputError for a row group that claims more than can be held."""
    for number in range(metadata.num_row_groups):
        claimed = metadata.row_group(number).total_byte_size
        if claimed > bounds.GROUP_BYTES:
            raise InputError(
                f"{source.name}: row group {number + 1} claims {claimed / 2**30:,.1f} GB; at most "
                f"{bounds.GROUP_BYTES // 2**30} GB are read. Write the file with smaller row groups"
            )


def _bytes(batch: Any) -> int:  # noqa: ANN401 (an Arrow batch)
    """Count the bytes of text that a batch has once its dictionaries are written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    total = 0
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
            lengths = pc.binary_length(column.dictionary)
            total += pc.sum(pc.take(lengths.cast(pa.int64()), column.indices)).as_py() or 0
    return total


def _parts(batch: Any) -> Iterator[Any]:  # noqa: ANN401 (an Arrow batch)
    """Give a batch, or its rows one by one if it would be too much to hold."""
    if batch.num_rows == 1 or _bytes(batch) <= bounds.BATCH_BYTES:
        yield batch
    else:
        yield from (batch.slice(at, 1) for at in range(batch.num_rows))


def _whole(batch: Any, schema: Any) -> Any:  # noqa: ANN401 (an Arrow batch and schema)
    """Give a batch as its schema has it: text that was read as a dictionary is written out."""
    import pyarrow as pa

    columns = [
        column if column.type == field.type else _written_out(column, field.type)
        for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _written_out(column: Any, kind: Any) -> Any:  # noqa: ANN401 (an Arrow array and type)
    plain = column.dictionary_decode()
    return plain if plain.type == kind else plain.cast(kind)


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
