"""Verdicts on sources out: CSV, JSONL, Parquet, a frame, and a table in the terminal."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, BinaryIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from darnel.doors.formulas import disarmed
from darnel.doors.frames import Column, Kind, arrays
from darnel.doors.readers import writable
from darnel.doors.terminal import BAND_STYLE, ROWS_SHOWN, on_one_line
from darnel.sources import SourceVerdict

SCHEMA = "darnel.source/1"

COLUMNS = tuple(field.name for field in fields(SourceVerdict))


def cells(verdict: SourceVerdict) -> dict[str, Any]:
    """Give a verdict as plain values by column: None for what is absent, lists joined by "; "."""
    values: dict[str, Any] = {name: getattr(verdict, name) for name in COLUMNS}
    values["signals"] = "; ".join(f"{name} {share:.0%}" for name, share in verdict.signals.items())
    for name in ("copies", "copied_by"):
        values[name] = "; ".join(f"{other} {count}" for other, count in values[name].items())
    values["members"] = "; ".join(verdict.members)
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in values.items()
    }


def columns_of(verdicts: Sequence[SourceVerdict]) -> list[Column]:
    """Give verdicts as the columns of a frame, one row each."""
    rows = [cells(verdict) for verdict in verdicts]
    kinds: Mapping[str, Kind] = {"int": "count", "float": "number", "float | None": "number"}
    return [
        Column(field.name, [row[field.name] for row in rows], kinds.get(str(field.type), "text"))
        for field in fields(SourceVerdict)
    ]


def write(
    verdicts: Sequence[SourceVerdict], form: str, stream: BinaryIO, *, raw: bool = False
) -> None:
    """Write verdicts in a format: csv, tsv, jsonl or parquet.

    Cells of csv and tsv that a spreadsheet would run are disarmed, unless they are to be `raw`.
    """
    known = {"jsonl": _jsonl, "parquet": _parquet}
    known.get(form, _separated(form, raw=raw))(verdicts, stream)


def _separated(form: str, *, raw: bool) -> Callable[[Sequence[SourceVerdict], BinaryIO], None]:
    def written(verdicts: Sequence[SourceVerdict], stream: BinaryIO) -> None:
        lines = io.StringIO(newline="")
        rows = csv.writer(lines, delimiter="\t" if form == "tsv" else ",", lineterminator="\n")
        rows.writerow(COLUMNS)
        for verdict in verdicts:
            shown = (_shown(value) for value in cells(verdict).values())
            rows.writerow(shown if raw else map(disarmed, shown))
        stream.write(writable(lines.getvalue()).encode())

    return written


def _shown(value: Any) -> str:  # noqa: ANN401 (a cell)
    if isinstance(value, float):
        return f"{value:.4f}"
    return "" if value is None else str(value)


def _jsonl(verdicts: Sequence[SourceVerdict], stream: BinaryIO) -> None:
    for verdict in verdicts:
        nested = {name: getattr(verdict, name) for name in ("signals", "copies", "copied_by")}
        values = {
            "schema": SCHEMA, **cells(verdict), **nested, "members": list(verdict.members),
        }  # fmt: skip
        line = json.dumps(values, ensure_ascii=False, allow_nan=False)
        stream.write(writable(line).encode() + b"\n")


def _parquet(verdicts: Sequence[SourceVerdict], stream: BinaryIO) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table(arrays(columns_of(verdicts))), stream)


def show(console: Console, verdicts: Sequence[SourceVerdict]) -> None:
    """Print the worst verdicts as a table."""
    if len(verdicts) > ROWS_SHOWN:
        console.print(f"The {ROWS_SHOWN} worst of {len(verdicts):,} sources:")
    listed = any(verdict.prior_list is not None for verdict in verdicts)
    table = Table(box=None, pad_edge=False, header_style="bold", width=console.width)
    table.add_column("source", no_wrap=True, overflow="ellipsis", max_width=28)
    table.add_column("verdict", no_wrap=True, min_width=7)
    for name in ("quality", "90 %", "pages", *(("with list",) if listed else ())):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("reason", no_wrap=True, overflow="ellipsis", ratio=1)
    for verdict in verdicts[:ROWS_SHOWN]:
        table.add_row(*_row(verdict, listed=listed))
    console.print(table)
    hint = "To keep all rows and columns: darnel sources … -o sources.csv"
    console.print(hint, highlight=False, soft_wrap=True)


def _row(verdict: SourceVerdict, *, listed: bool) -> list[Text]:
    judged = not math.isnan(verdict.quality)
    more = len(verdict.members) - 1
    name = on_one_line(verdict.source) + (f" +{more}" if more else "")
    with_list = verdict.quality_with_prior
    return [
        Text(name),
        Text(verdict.verdict or "-", BAND_STYLE.get(verdict.verdict, "dim")),
        Text(f"{verdict.quality:.2f}" if judged else ""),
        Text(f"{verdict.low:.2f}-{verdict.high:.2f}" if judged else ""),
        Text(f"{verdict.effective_pages:.3g}/{verdict.pages}"),
        *([Text("" if with_list is None else f"{with_list:.2f}")] if listed else []),
        Text(on_one_line(verdict.reason)),
    ]


def summary(verdicts: Sequence[SourceVerdict]) -> str:
    """Sum verdicts up in one line."""
    counts: Mapping[str | None, int] = {
        band: sum(v.verdict == band for v in verdicts)
        for band in ("clear", "review", "block", None)
    }
    judged = ", ".join(f"{counts[band]:,} {band}" for band in ("clear", "review", "block"))
    return (
        f"{len(verdicts):,} sources: {judged}, {counts[None]:,} without a verdict (too few pages)"
    )
