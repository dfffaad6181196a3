"""Assessments on file, judged by another model as well."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from darnel.assessment import Assessment, Band
from darnel.doors import load_scorer
from darnel.doors.readers import standard_input
from darnel.errors import InputError
from darnel.model import ModelError
from darnel.opinions import Comparison, compared, opinions

AT_ONCE = 1000
BANDS: tuple[Band, ...] = ("clear", "review", "block")


def compare(scored: Path, model: Path) -> list[str]:
    """Compare the bands of assessments (JSONL; - is standard input) with another model's; in lines.

    Raises InputError for a line that is no assessment, or a model that can't be used.
    """
    other = load_scorer(model).model
    total: Comparison = Comparison()
    with ExitStack() as stack:
        stream = standard_input() if str(scored) == "-" else stack.enter_context(scored.open("rb"))
        rows = _assessments(stream, str(scored))
        while some := list(islice(rows, AT_ONCE)):
            try:
                total = _together(total, compared(some, opinions(other, some)))
            except ModelError as error:
                raise InputError(f"the model can't be used: {error}") from error
    return _table(total, f"{other.name} {other.version}")


def _assessments(lines: Iterable[str | bytes], where: str) -> Iterator[Assessment]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield Assessment.from_dict(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise InputError(
                    f"{where}, line {number} is no assessment ({type(error).__name__}); "
                    "darnel score … -o scored.jsonl writes them"
                ) from error


def _together(one: Comparison, other: Comparison) -> Comparison:
    bands = Counter(one.bands) + Counter(other.bands)
    parts = [part for part in (one, other) if part.articles]
    shift = sum(part.shift * part.articles for part in parts) / max(1, sum(bands.values()))
    return Comparison(dict(bands), shift)


def _table(found: Comparison, name: str) -> list[str]:
    if not found.articles:
        return ["no article was judged by both"]
    rows = [f"{'':12}" + "".join(f"{band:>10}" for band in BANDS) + f"   by {name}"]
    for one in BANDS:
        counts = "".join(f"{found.bands.get((one, other), 0):>10,}" for other in BANDS)
        rows.append(f"was {one:8}{counts}")
    share = found.moved / found.articles
    said = (
        f"{found.moved:,} of {found.articles:,} articles ({share:.1%}) change their band; quality "
        f"moves by {found.shift:+.4f} in the mean."
    )
    return [*rows, said]
