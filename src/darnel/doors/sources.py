"""Scored pages in, from a file, a frame or assessments; verdicts on their sources out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from darnel.assessment import SCHEMA, Assessment
from darnel.domains import source_among, source_of
from darnel.doors import frames
from darnel.doors.columns import find_columns, plain, seen
from darnel.doors.summary import NAMED_ERRORS
from darnel.doors.tables import Inputs, Progress
from darnel.errors import InputError
from darnel.lists import RatingList, load_list
from darnel.populations import Populations
from darnel.sources import LEAST_PAGES, SourcePage, Sources, SourceVerdict

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

By = Literal["source", "network"]

PREVALENCE = 0.1
"""The share of farm pages that quality assumes where a table does not say it: the model's own."""

WEIGHTY = 0.7
"""Log-odds from which a signal pulls a page down: they double the odds of a farm page."""

STRONG = 0.5
"""The score from which a signal pulls a page down, in a table that has scores alone."""


class RowError(ValueError):
    """A row can't be taken in; the message says why and what to do."""


class PageReader:
    """Read the pages of one input off its rows: assessments, or a table that `darnel score` wrote.

    Raises InputError if the columns hold no quality or no source.
    """

    def __init__(
        self, header: Sequence[str], said: Mapping[str, str], name: str, prevalence: float,
        *, option: str = "--{}",
    ) -> None:  # fmt: skip
        positions = find_columns(header, said, name, option=option, textless=True).positions
        order = [key for key in ("source", "url") if key in said] or ["source", "url"]
        self._from = [header[positions[key]] for key in order if key in positions]
        if not self._from:
            raise InputError(
                f"{name}: no column is known to hold the source; name it with "
                f"{option.format('source')}, or the address with {option.format('url')}. "
                f"{seen(header)}"
            )
        ours = {key: f"darnel_{key}" for key in ("quality", "reason")}
        self._names = {key: new if new in header else key for key, new in ours.items()}
        if self._names["quality"] not in header:
            raise InputError(
                f"{name}: there is no column 'quality'; score it first: "
                f"darnel score {name} -o scored.csv. {seen(header)}"
            )
        self._scores = [label for label in header if label.endswith(".score")]
        self._prevalence = prevalence
        self._hint = f"{option.format('source')} or {option.format('url')}"

    def page(self, values: Mapping[str, Any]) -> SourcePage:
        """Read one row; raise RowError if it has no source or no usable quality."""
        source = source_among(plain(values.get(column)) for column in self._from)
        if not source:
            columns = " and ".join(map(repr, self._from))
            raise RowError(f"no source in {columns}; name another column with {self._hint}")
        quality = read_quality(values.get(self._names["quality"]))
        reason = plain(values.get(self._names["reason"]))
        if values.get("schema") == SCHEMA:
            try:
                return self._assessed(values, source, quality, reason)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise RowError(f"this is not a whole assessment ({error!r})"[:200]) from error
        scores = ((label, read_number(values.get(label))) for label in self._scores)
        return SourcePage(
            source, quality, self._prevalence, reason, reason.startswith("Not judged"),
            tuple(label.removesuffix(".score") for label, score in scores if score >= STRONG),
            plain(values.get("cluster")),
            _names(values.get("copied_from")) if values.get("copy") == "uncredited" else (),
            _names(values.get("copied_by")), plain(values.get("template")),
        )  # fmt: skip

    def _assessed(
        self, values: Mapping[str, Any], source: str, quality: float | None, reason: str
    ) -> SourcePage:
        model, elsewhere = values.get("model") or {}, values.get("elsewhere") or {}
        contributions = values.get("contributions") or ()
        return SourcePage(
            source, quality, model.get("prevalence") or self._prevalence, reason,
            values.get("abstained") is not None,
            tuple(c["signal"] for c in contributions if c["log_odds"] >= WEIGHTY),
            elsewhere.get("cluster") or "",
            _pages(elsewhere.get("copied_from")) if elsewhere.get("copy") == "uncredited" else (),
            _pages(elsewhere.get("copied_by")), elsewhere.get("template") or "",
        )  # fmt: skip


@dataclass(slots=True)
class Gathered:
    """Hold the pages of a run by source, and name the rows that could not be taken in."""

    sources: Sources = field(default_factory=Sources)
    rows: int = 0
    faults: int = 0
    named: list[str] = field(default_factory=list)

    def fault(self, said: str) -> None:
        """Count a row that could not be taken in, and name the first of many."""
        self.faults += 1
        if len(self.named) < NAMED_ERRORS:
            self.named.append(said)

    def fault_lines(self) -> list[str]:
        """Name the rows, the first of many."""
        more = self.faults - len(self.named)
        return [*self.named, *([f"… and {more:,} more rows like these"] if more else [])]


def gather(
    inputs: Inputs,
    said: Mapping[str, str],
    name: str,
    prevalence: float = PREVALENCE,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Gathered:
    """Read all rows of the inputs, opened as `textless`, and gather their pages by source."""
    reader = PageReader(inputs.columns, said, name, prevalence)
    gathered = Gathered()
    for chunk in inputs.chunks():
        for row in chunk.rows:
            gathered.rows += 1
            if row.error is not None:
                gathered.fault(row.error)
                continue
            try:
                gathered.sources.add(
                    reader.page(dict(zip(inputs.columns, row.cells, strict=False)))
                )
            except RowError as fault:
                gathered.fault(f"{row.place}: {fault}")
        progress(Progress(gathered.rows, inputs.position()))
    return gathered


def verdicts(
    sources: Sources, *, by: By = "source", prior: RatingList | None = None,
    least: float = LEAST_PAGES,
) -> list[SourceVerdict]:  # fmt: skip
    """Judge gathered sources, the worst first, from the populations that came with the package."""
    start = Populations.shipped()
    return sources.verdicts(start, networks=by == "network", least=least, prior=prior)


@overload
def judge_sources(
    pages: pd.DataFrame, *, source: str | None = None, url: str | None = None, by: By = "source",
    prior: str | None = None, least: float = LEAST_PAGES, prevalence: float = PREVALENCE,
) -> pd.DataFrame: ...  # fmt: skip


@overload
def judge_sources(
    pages: pl.DataFrame | pa.Table, *, source: str | None = None, url: str | None = None,
    by: By = "source", prior: str | None = None, least: float = LEAST_PAGES, prevalence: float = PREVALENCE,
) -> pl.DataFrame | pa.Table: ...  # fmt: skip


@overload
def judge_sources(
    pages: Iterable[Assessment], *, source: Sequence[str] | None = None, by: By = "source",
    prior: str | None = None, least: float = LEAST_PAGES,
) -> list[SourceVerdict]: ...  # fmt: skip


def judge_sources(
    pages: pd.DataFrame | pl.DataFrame | pa.Table | Iterable[Assessment],
    *,
    source: str | Sequence[str] | None = None,
    url: str | None = None,
    by: By = "source",
    prior: str | None = None,
    least: float = LEAST_PAGES,
    prevalence: float = PREVALENCE,
) -> pd.DataFrame | pl.DataFrame | pa.Table | list[SourceVerdict]:
    """Judge sources by their scored pages, the worst first: frame in, frame out; else a list.

    A frame, of pandas, Polars or Arrow, is what `score_frame` gave; `source` or `url` names its
    column. With assessments, `source` gives the source or address of each. `by="network"` joins
    sources that share a template or copy each other; `prior` is `cred1`, `towcenter` or a CSV file; `least` the effective pages that a
    verdict needs; `prevalence` the share of farm pages that a frame's quality assumes. Raises
    InputError for a row that can't be taken in.
    """
    listed = None if prior is None else load_list(prior)
    frame = frames.opened(pages)
    if frame is not None:
        found = _framed(frame, source, url, prevalence)
        from darnel.doors.verdicts import columns_of

        return frame.made(columns_of(verdicts(found, by=by, prior=listed, least=least)))
    if not isinstance(pages, Iterable) or hasattr(pages, "__arrow_c_stream__"):
        raise frames.refused(pages, "judge_sources")
    if isinstance(source, str):
        raise TypeError("source must give the source of each assessment, not be one string")
    assessments = cast(Iterable[Assessment], pages)
    return verdicts(_assessed(assessments, source), by=by, prior=listed, least=least)


def _framed(
    frame: frames.Frame, source: str | Sequence[str] | None, url: str | None, prevalence: float
) -> Sources:
    said = {
        key: str(label) for key, label in (("source", source), ("url", url)) if label is not None
    }
    header = frame.header
    reader = PageReader(header, said, "the frame", prevalence, option="{}=")
    sources = Sources()
    rows = zip(*(frame.cells(at) for at in range(len(header))), strict=True)
    for label, cells in zip(frame.labels(), rows, strict=True):
        sources.add(_page(reader, dict(zip(header, cells, strict=True)), f"row {label!r}"))
    return sources


def _assessed(pages: Iterable[Assessment], source: Sequence[str] | None) -> Sources:
    header = ("source", "quality", "reason")
    reader = PageReader(header, {}, "the assessments", PREVALENCE, option="{}=")
    sources = Sources()
    given = None if source is None else iter(source)
    for number, assessment in enumerate(pages, start=1):
        values = assessment.to_dict()
        if given is not None:
            values["source"] = next(given, "")
        sources.add(_page(reader, values, f"assessment {number}"))
    return sources


def _page(reader: PageReader, values: Mapping[str, Any], place: str) -> SourcePage:
    try:
        return reader.page(values)
    except RowError as fault:
        raise InputError(f"{place}: {fault}") from fault


def read_quality(cell: Any) -> float | None:  # noqa: ANN401 (a cell of any table)
    """Read a quality, None where there is none; raise RowError for what is no quality."""
    if not plain(cell).strip():
        return None
    quality = read_number(cell)
    if not 0 <= quality <= 1:
        raise RowError(f"quality is {plain(cell)[:40]!r}; darnel score writes 0 to 1, or nothing")
    return quality


def read_number(cell: Any) -> float:  # noqa: ANN401
    """Read a number, NaN where there is none."""
    try:
        return float(plain(cell))
    except ValueError:
        return math.nan


def _names(cell: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Read sources that are joined by "; ", each once."""
    parts = (source_of(part) for part in plain(cell).split(";"))
    return tuple(dict.fromkeys(filter(None, parts)))


def _pages(found: Any) -> tuple[str, ...]:  # noqa: ANN401 (JSON)
    """Read the sources of pages elsewhere, each once."""
    parts = (source_of(page.get("source") or "") for page in found or ())
    return tuple(dict.fromkeys(filter(None, parts)))
