"""What Tab offers besides commands and options: files that can be read, columns, names that are kept.

Where nothing is offered the shell completes files by itself, which knows folders and odd names better;
so nothing is offered where a name would have to be quoted.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer  # typer itself reads these signatures

Offer = Callable[[str], list[str]]

TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
PACKED = tuple(f"{suffix}{packing}" for suffix in TABLES[:-1] for packing in (".gz", ".zst"))
PAGES = (".html", ".htm", ".warc", ".warc.gz", ".wet", ".wet.gz")
ONE_PAGE = (".txt", ".md", ".html", ".htm", ".json")
WRITTEN = (".csv", ".jsonl", ".parquet")

ENCODINGS = ("cp1250", "cp1251", "cp1252", "latin-1", "utf-8", "utf-16", "shift_jis", "gb18030")

_PLAIN = re.compile(r"[\w./~+,@%-]+")
_LONGEST_HEADER = 1 << 20


def files(*suffixes: str) -> Offer:
    """Offer the files with one of these suffixes, and the folders on the way."""

    def offered(incomplete: str) -> list[str]:
        folder, _, begun = incomplete.rpartition("/")
        place = Path(f"{folder}/" if "/" in incomplete else ".").expanduser()
        try:
            there = sorted(path for path in place.iterdir() if path.name.startswith(begun))
        except OSError:
            return []
        before = incomplete[: len(incomplete) - len(begun)]
        chosen = [before + path.name for path in there if path.name.lower().endswith(suffixes)]
        folders = [f"{before}{path.name}/" for path in there if path.is_dir()]
        found = chosen + [
            name for name in folders if not begun.startswith(".") and "/." not in name
        ]
        return found if chosen and all(map(_PLAIN.fullmatch, found)) else []

    return offered


readable = files(*TABLES, *PACKED, *PAGES)
scored = files(*TABLES, *PACKED)
one_page = files(*ONE_PAGE)
corpora = files(".corpus")


def outputs(incomplete: str) -> list[str]:
    """Offer a name with each suffix that can be written."""
    name = incomplete.rpartition("/")[2]
    if not name or not _PLAIN.fullmatch(incomplete):
        return []
    stem, dot, begun = incomplete.rpartition(".") if "." in name else (incomplete, "", "")
    return [f"{stem}{suffix}" for suffix in WRITTEN if suffix.startswith(dot + begun)]


def among(*names: str) -> Offer:
    """Offer fixed names."""
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


def columns(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the columns of the first table that the line names so far."""
    said = [*(ctx.params.get("inputs") or []), *ctx.args]
    for name in said:
        found = list(_header(Path(str(name))))
        if found:
            plain = [column for column in found if column.isprintable() and " " not in column]
            return [column for column in plain if column.startswith(incomplete)]
    return []


def keys(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the names in the file of keys that the line names."""
    said = _json(ctx.params.get("keys"))
    kept = said.get("keys", []) if isinstance(said, dict) else []
    names = [one.get("name", "") for one in kept if isinstance(one, dict)]
    return [name for name in names if name and name.startswith(incomplete)]


def versions(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the versions that the folder of models on the line keeps."""
    folder = ctx.params.get("models")
    said = _json(None if folder is None else Path(str(folder)) / "models.json")
    kept = said.get("models", {}) if isinstance(said, dict) else {}
    return [version for version in kept if version.startswith(incomplete)]


def _json(path: object) -> object:
    try:
        return json.loads(Path(str(path)).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _header(path: Path) -> Iterator[str]:
    """Read the names of a table's columns; nothing if it can't be read: Tab never complains."""
    try:
        if path.suffix in (".csv", ".tsv"):
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                line = file.readline(_LONGEST_HEADER)
            yield from next(csv.reader([line], delimiter=_delimiter(line)), [])
        elif path.suffix in (".jsonl", ".ndjson"):
            with path.open(encoding="utf-8-sig", errors="replace") as file:
                yield from _keys(json.loads(file.readline(_LONGEST_HEADER)))
        elif path.suffix == ".parquet":
            from pyarrow.parquet import read_schema

            yield from read_schema(path).names
    except (OSError, ValueError):
        return


def _keys(said: object) -> Iterable[str]:
    return said if isinstance(said, dict) else ()


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)
