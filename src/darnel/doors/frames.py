"""Frames in and out, each of the kind it came in: pandas, Polars, or an Arrow table.

A library that nobody has imported has made no frame, so none is imported to find out.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from darnel.doors.readers import writable
from darnel.doors.readers.parquet import values_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

TAKEN = "a pandas or Polars DataFrame or an Arrow table"


Kind = Literal["text", "number", "count"]
"""What a column holds: strings, floats, or integers, of which none is absent."""


class Column(NamedTuple):
    """Hold a column of ours; None is absent, and NaN too."""

    name: str
    values: Sequence[Any]
    kind: Kind = "text"


class Readable(Protocol):
    """What rows are read off."""

    @property
    def header(self) -> list[str]:
        """Give the names of all columns."""
        ...

    def cells(self, at: int) -> list[Any]:
        """Give the cells of the column at a position; absent ones are None."""
        ...


class Frame(Readable, Protocol):
    """What a door asks of a frame, whatever its library."""

    def labels(self) -> Sequence[Any]:
        """Give what rows are called: the index of pandas, else their number from 0."""
        ...

    def appended(self, columns: Sequence[Column]) -> Any:  # noqa: ANN401 (a frame of that library)
        """Give the frame with columns after its own, which stay as they are."""
        ...

    def made(self, columns: Sequence[Column]) -> Any:  # noqa: ANN401
        """Give another frame of that library."""
        ...


def opened(given: object) -> Frame | None:
    """Open a frame of a library that we know, or give None."""
    for library, kind, adapter in _KINDS:
        known = getattr(sys.modules.get(library), kind, None)
        if known is not None and isinstance(given, known):
            return adapter(given)
    return None


def refused(given: object, function: str) -> TypeError:
    """Say that a function does not take what was given, and what it does take."""
    kind, home = type(given).__name__, type(given).__module__
    if home.startswith("polars.lazyframe"):
        hint = "; collect it first: frame.collect()"
    elif home.startswith("pyspark."):
        hint = "; for Spark there is darnel.doors.spark.score_frame"
    elif hasattr(given, "__arrow_c_stream__") or home.startswith("pyarrow."):
        hint = "; pyarrow.table(…) makes one of it"
    else:
        hint = ""
    return TypeError(f"{function} takes {TAKEN}, not {kind}{hint}")


@dataclass(frozen=True, slots=True)
class _Pandas:
    frame: pd.DataFrame

    @property
    def header(self) -> list[str]:
        return [str(label) for label in self.frame.columns]

    def cells(self, at: int) -> list[Any]:
        column = self.frame.iloc[:, at].astype(object)
        cells: list[Any] = column.where(column.notna(), None).tolist()
        return cells

    def labels(self) -> Sequence[Any]:
        labels: Sequence[Any] = self.frame.index.tolist()
        return labels

    def appended(self, columns: Sequence[Column]) -> pd.DataFrame:
        import pandas as pd

        added = self.made(columns)
        added.index = self.frame.index
        return pd.concat([self.frame, added], axis=1)

    def made(self, columns: Sequence[Column]) -> pd.DataFrame:
        import pandas as pd

        types: dict[Kind, Any] = {"text": object, "number": "float64", "count": "int64"}
        return pd.DataFrame(
            {name: pd.Series(list(values), dtype=types[kind]) for name, values, kind in columns}
        )


@dataclass(frozen=True, slots=True)
class _Arrow:
    table: pa.Table

    @property
    def header(self) -> list[str]:
        return list(self.table.column_names)

    def cells(self, at: int) -> list[Any]:
        return values_of(self.table.column(at))

    def labels(self) -> Sequence[Any]:
        return range(self.table.num_rows)

    def appended(self, columns: Sequence[Column]) -> pa.Table:
        table = self.table
        for name, array in arrays(columns).items():
            table = table.append_column(name, array)
        return table

    def made(self, columns: Sequence[Column]) -> pa.Table:
        import pyarrow as pa

        return pa.table(arrays(columns))


@dataclass(frozen=True, slots=True)
class _Polars:
    frame: pl.DataFrame

    @property
    def header(self) -> list[str]:
        return list(self.frame.columns)

    def cells(self, at: int) -> list[Any]:
        cells: list[Any] = self.frame.to_series(at).to_list()
        return cells

    def labels(self) -> Sequence[Any]:
        return range(self.frame.height)

    def appended(self, columns: Sequence[Column]) -> pl.DataFrame:
        return self.frame.with_columns(self.made(columns).get_columns())

    def made(self, columns: Sequence[Column]) -> pl.DataFrame:
        import polars as pl

        types: dict[Kind, Any] = {"text": pl.String, "number": pl.Float64, "count": pl.Int64}
        return pl.DataFrame(
            [pl.Series(name, _plain(values), types[kind]) for name, values, kind in columns]
        )


_KINDS: tuple[tuple[str, str, Callable[[Any], Frame]], ...] = (
    ("pandas", "DataFrame", _Pandas),
    ("pyarrow", "Table", _Arrow),
    ("polars", "DataFrame", _Polars),
)


def arrays(columns: Sequence[Column]) -> dict[str, Any]:
    """Give columns as Arrow arrays by name."""
    import pyarrow as pa

    types: dict[Kind, Any] = {"text": pa.string(), "number": pa.float64(), "count": pa.int64()}
    return {name: pa.array(_plain(values), types[kind]) for name, values, kind in columns}


def _plain(values: Sequence[Any]) -> list[Any]:
    """Give values as Arrow holds them: NaN is None, and no text has lone surrogates."""
    return [_plain_value(value) for value in values]


def _plain_value(value: Any) -> Any:  # noqa: ANN401 (a cell)
    if isinstance(value, str):
        return writable(value)
    return None if isinstance(value, float) and math.isnan(value) else value
