"""Rating lists: what others say of sources, kept apart from what their pages say."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from darnel.artifacts import FOLDER
from darnel.domains import hosts_strangers, source_of
from darnel.errors import InputError

BUNDLED = ("cred1", "towcenter")
"""Lists that came with the package: `artifacts/lists/` has their licences and where they are from."""

MOST_ODDS = 10.0
"""By what a list can multiply or divide the odds of a farm at most: about what one bad page can do."""

_LICENCES = ("licence", "license")


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what a list says of a source: a score in [0, 1], 1 is best, or none, and the list's name.

    `counts_as` is the score that weighs: the list's own, or what its unscored entries stand for.
    """

    score: float | None
    list: str
    counts_as: float | None

    @property
    def log_odds(self) -> float:
        """Give what the entry adds to the log-odds of a farm: 0 for a score of 0.5 or none."""
        score = 0.5 if self.counts_as is None else self.counts_as
        return (1 - 2 * score) * math.log(MOST_ODDS)


@dataclass(frozen=True, slots=True)
class RatingList:
    """Hold a list by source, with its name and its licence, "" if it states none.

    `skipped` counts entries for domains that host strangers: they fit no page there.
    """

    name: str
    licence: str
    entries: Mapping[str, Entry]
    skipped: int = 0

    def line(self) -> str:
        """Name the list with its licence and its size."""
        licence = self.licence or "no licence stated"
        left = f", {self.skipped:,} for domains of strangers left out" if self.skipped else ""
        return f"{self.name} ({licence}): {len(self.entries):,} sources{left}"

    def entry(self, sources: Iterable[str]) -> Entry | None:
        """Find what the list says of these sources, at its worst."""
        found = [self.entries[source] for source in sources if source in self.entries]
        return max(found, key=lambda entry: entry.log_odds, default=None)


def load_list(name: str) -> RatingList:
    """Load a bundled list by its name, or a CSV file with the columns `domain` and `score`.

    `score` is in [0, 1], 1 is best; an empty one is shown and moves nothing. The columns `list` and
    `licence` are shown if there. A domain matches a source of that very name: `a.example.com` is not
    what is said of `example.com`. Raises InputError, with the row, for what can't be read.
    """
    if name not in BUNDLED:
        return _read(Path(name), Path(name).stem, "", None)
    about = json.loads((FOLDER / "lists" / "lists.json").read_text("utf-8"))[name]
    licence = f"{about['title']}, {about['licence']}"
    return _read(FOLDER / "lists" / f"{name}.csv", name, licence, about["unscored"])


def _read(path: Path, name: str, licence: str, unscored: float | None) -> RatingList:
    if not path.is_file():
        known = " or ".join(BUNDLED)
        raise InputError(f"--prior: there is no file {path}; name a CSV file, or {known}")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _check(rows.fieldnames or (), path)
            return _gathered(rows, path, name, licence, unscored)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8; save the list as UTF-8") from error


def _check(header: Sequence[str], path: Path) -> None:
    for column in ("domain", "score"):
        if column not in header:
            seen = ", ".join(map(repr, header)) or "none"
            raise InputError(
                f"{path}: there is no column {column!r}; a list has domain and score "
                f"(0 to 1, 1 is best). Columns seen: {seen}."
            )


def _gathered(
    rows: Iterable[Mapping[str, str | None]], path: Path, name: str, licence: str,
    unscored: float | None,
) -> RatingList:  # fmt: skip
    entries: dict[str, Entry] = {}
    skipped = 0
    for number, row in enumerate(rows, start=1):
        source = source_of(row["domain"] or "")
        if hosts_strangers(source):
            skipped += 1
        elif source and _whole(row["domain"] or "", source):
            score = _score(row["score"] or "", f"{path}, row {number}")
            entry = Entry(score, row.get("list") or name, unscored if score is None else score)
            if source not in entries or entry.log_odds > entries[source].log_odds:
                entries[source] = entry
        licence = licence or next((row[key] or "" for key in _LICENCES if row.get(key)), "")
    return RatingList(name, licence, entries, skipped)


def _whole(domain: str, source: str) -> bool:
    """Tell an entry for a source from one for a part of it, `de.example.com`."""
    bare = domain.strip().casefold().rstrip(".").removeprefix("www.")
    return bare == source or not bare.isascii() or "/" in bare


def _score(cell: str, place: str) -> float | None:
    if not cell.strip():
        return None
    try:
        score = float(cell)
    except ValueError:
        score = math.nan
    if not 0 <= score <= 1:
        raise InputError(f"{place}: the score is {cell!r}; it must be between 0 and 1 (1 is best)")
    return score
