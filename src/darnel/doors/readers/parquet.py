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

    file, schema = _opened(source, stream)
    header = list(schema.names)
    columns = columns_of(header, reading, source)
    _refuse_groups(source, file.metadata)
    fields = set(columns.positions.values())  # other columns may hold any bytes
    read = 0

    def error_row(fault: str) -> Chunk:
        place, none = source.place(read + 1), [None] * len(header)
        return Chunk(
            [Row(place, none, Article(id=source.article_id(read + 1)), f"{place}: {fault}")]
        )

    def good_rows(whole: Any) -> Iterator[Row]:  # noqa: ANN401 (an Arrow batch)
        for number, cells in enumerate(zip(*map(values_of, whole.columns), strict=True), read + 1):
            said = [
                cell if at in fields and isinstance(cell, str) else ""
                for at, cell in enumerate(cells)
            ]
            fault = undecoded(said, header, "utf-8-sig")
            yield read_row(source, number, cells, columns, header, fault, reading)

    def chunks() -> Iterator[Chunk]:
        nonlocal read
        parts = _parts(file)
        while True:
            try:
                part = next(parts, None)
                whole = None if part is None or _is_too_long(part) else _whole(part, schema)
            except (pa.ArrowException, OSError, IndexError) as error:
                yield error_row(f"the file is damaged from here on ({type(error).__name__})")
                return
            if part is None:
                return
            if whole is None:
                yield error_row(too_long())
            else:
                yield Chunk(list(good_rows(whole)), whole)
            read += part.num_rows

    def progress() -> int:
        return int((source.size or 0) * read / max(file.metadata.num_rows, 1))

    note = textless_note(source, reading, columns, header)
    return Table(tuple(header), chunks(), progress, schema, note, columns.html)


def _opened(source: Input, stream: BinaryIO) -> tuple[Any, Any]:
    """Open a file twice: for the schema that it has, and to read its text as dictionaries."""
    import pyarrow as pa  # only Parquet needs it
    from pyarrow import parquet

    try:
        where = pa.BufferReader(stream.read()) if source.path is None else str(source.path)
        schema = parquet.ParquetFile(where).schema_arrow
        texts = [field.name for field in schema if _is_text(field.type)]
        file = parquet.ParquetFile(where, read_dictionary=texts)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(
            f"{source.name} can't be read as Parquet; it may be half-copied"
        ) from error
    return file, schema


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
    """Count the bytes of text that a batch has once its dictionaries are written out.

    Raises ArrowIndexError for what a dictionary does not have, which Arrow itself would not look at.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    total = 0
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
            lengths = pc.binary_length(column.dictionary).cast(pa.int64())
            total += pc.sum(pc.take(lengths, column.indices)).as_py() or 0
    return total


def _parts(file: Any) -> Iterator[Any]:  # noqa: ANN401 (a Parquet file)
    """Give its batches; one that would be too much to hold row by row."""
    for batch in file.iter_batches(batch_size=bounds.CHUNK_ROWS):
        if _bytes(batch) <= bounds.BATCH_BYTES:
            yield batch
        else:
            yield from (batch.slice(at, 1) for at in range(batch.num_rows))


def _is_too_long(batch: Any) -> bool:  # noqa: ANN401 (an Arrow batch)
    return batch.num_rows == 1 and _bytes(batch) > bounds.LONGEST


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
