"""The licences of all that darnel needs, by what needs it: `python -m training.licences [--write] [--check]`.

Read off the metadata of what is installed here, for the core and for each extra that is installed whole.
What the weights and lists were made from stands in DATA below, by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

FILE = Path("src/darnel/manual/pages/licences.md")

LEFT_OUT = frozenset({"test", "fuzz", "mutation", "training", "peers"})
"""Extras that nobody needs who uses darnel: for its tests, its training and what it is compared with."""

ALLOWED: Mapping[str, str] = {
    "MIT": "permissive", "BSD": "permissive", "Apache-2.0": "permissive; ours", "ISC": "permissive",
    "PSF-2.0": "permissive; Python's own", "MPL-2.0": "copyleft by file: used as it is, never altered",
    "Unlicense": "public domain", "HPND": "permissive", "CNRI-Python": "permissive",
    "MIT-CMU": "permissive", "Zlib": "permissive", "0BSD": "permissive", "CC0-1.0": "public domain", "MIT-0": "permissive",
    "LGPL": "copyleft of the library: a package of its own, imported and replaceable, never altered",
}  # fmt: skip
"""What may be needed, and why; everything else is looked at first."""

REVIEWED: Mapping[str, tuple[str, str]] = {
    "pyphen": ("MPL-2.0", "GPL, LGPL or MPL, as one chooses; its dictionaries likewise"),
}
"""Packages whose metadata do not say it in words that can be read, or that leave a choice."""

DATA = """\
| source | licence | what of it is in the package |
| --- | --- | --- |
| news articles of US publishers, 2012 to 2020 | © their publishers | weights and figures; no text |
| Reuters-21578, ABC corpus of NLTK, BBC | non-commercial research | their share in the weights of `splice*.npz`; no text |
| WCXB | CC-BY-4.0 | weights of `block_kinds.npz`, `residue.npz`, `structure.npz` |
| fox-news-comments | MIT | weights of `residue.npz` |
| Chakraborty et al. 2016; peterldowns' headlines | MIT | weights of `clickbait.npz` |
| all-MiniLM-L6-v2 | Apache-2.0 | start of `vectors.npz`, `wordpieces.json` |
| CMU Pronouncing Dictionary | BSD-2-Clause | `syllables.npz`; its licence beside it |
| CRED-1 by Alexander Loth | CC-BY-4.0 | `lists/cred1.csv`; see `lists/NOTICE.md` |
| Tow Center's networks | MIT | `lists/towcenter.csv`; see `lists/NOTICE.md` |
| WordNet, MyThes en-US (training only) | WordNet; BSD | none: they simulate spun text |
"""

HEAD = """\
# Licences

Written by `python -m training.licences --write`. darnel is Apache-2.0. No dependency is shipped inside of it; all
are installed beside it, so that a copyleft one binds whoever alters it.

"""

_KINDS = (
    (r"apache", "Apache-2.0"), (r"mpl|mozilla", "MPL-2.0"), (r"lgpl|lesser", "LGPL"),
    (r"\bgpl|general public", "GPL"), (r"mit-cmu", "MIT-CMU"), (r"mit-0", "MIT-0"), (r"\bmit\b|mit license", "MIT"),
    (r"bsd|new bsd", "BSD"), (r"psf|python software", "PSF-2.0"), (r"\bisc\b", "ISC"),
    (r"unlicense|public domain", "Unlicense"), (r"hpnd", "HPND"), (r"zlib", "Zlib"),
)  # fmt: skip


def licence_of(name: str) -> str:
    """Give the licence of an installed package, as short as may be; "unknown" if it says none."""
    if name in REVIEWED:
        return REVIEWED[name][0]
    said = metadata.metadata(name)
    expression = _first(said, "License-Expression")
    trove = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or [] if "License" in c]
    first = _first(said, "License").strip().partition("\n")[0]
    for words in (expression, " / ".join(trove), first):
        kinds = [kind for pattern, kind in _KINDS if re.search(pattern, words, re.IGNORECASE)]
        if kinds:
            return " or ".join(dict.fromkeys(kinds))
    return expression or first[:40] or "unknown"


def _first(said: metadata.PackageMetadata, field: str) -> str:
    return next(iter(said.get_all(field) or []), "")


def is_allowed(licence: str) -> bool:
    """Tell whether a licence, or one of several to choose from, is allowed."""
    return any(part in ALLOWED for part in licence.split(" or "))


def needed(extra: str) -> set[str] | None:
    """Name all that an extra needs ("" is the core), directly or not; None if it is not all here."""
    found: set[str] = set()
    waiting = [("darnel", extra)]
    seen = set(waiting)
    while waiting:
        package, of = waiting.pop()
        try:
            lines = metadata.requires(package) or []
        except metadata.PackageNotFoundError:
            return None
        for name, extras in _asked(lines, of):
            found.add(name)
            fresh = {(name, one) for one in ("", *extras)} - seen
            seen |= fresh
            waiting += sorted(fresh)
    return found - {"darnel"}


def _asked(lines: list[str], extra: str) -> Iterator[tuple[str, set[str]]]:
    for line in lines:
        asked = Requirement(line)
        always = asked.marker is None or asked.marker.evaluate({"extra": ""})
        if asked.marker is None or asked.marker.evaluate({"extra": extra}):
            if extra and always:
                continue  # the core's, counted there
            yield re.sub(r"[-_.]+", "-", asked.name).lower(), asked.extras


def rows() -> tuple[dict[str, list[str]], list[str]]:
    """Give every package with what needs it, and the extras that are not installed here."""
    extras = metadata.metadata("darnel").get_all("Provides-Extra") or []
    found: dict[str, list[str]] = {}
    missing = []
    for extra in ("", *sorted(set(extras) - LEFT_OUT)):
        names = needed(extra)
        if names is None:
            missing.append(extra)
        for name in sorted(names or ()):
            if "core" not in found.setdefault(name, []):
                found[name].append(extra or "core")
    return dict(sorted(found.items())), missing


def written() -> tuple[str, list[str]]:
    """Give the page, and what is not allowed."""
    found, missing = rows()
    lines = ["| package | licence | needed by |", "| --- | --- | --- |"]
    wrong = []
    for name, by in found.items():
        licence = licence_of(name)
        if not is_allowed(licence):
            wrong.append(f"{name}: {licence}")
        lines.append(f"| {name} | {licence} | {', '.join(by)} |")
    allowed = "\n".join(f"* {licence}: {why}" for licence, why in ALLOWED.items())
    reviewed = "\n".join(f"* {name}: {lic}; {why}" for name, (lic, why) in REVIEWED.items())
    without = f"\nNot installed where this was written: {', '.join(missing)}.\n" if missing else ""
    body = "\n".join(lines)
    page = f"{HEAD}{body}\n{without}\n## What is allowed\n\n{allowed}\n\nLooked at by hand:\n\n{reviewed}\n"
    return f"{page}\n## Data and models\n\n{DATA}", wrong


def main() -> None:
    """Print the page, or write it; with --check, end with 1 if a licence is not allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    page, wrong = written()
    if asked.write:
        FILE.write_text(page, "utf-8")
    elif not asked.check:
        print(page)
    for line in wrong:
        print(f"not allowed: {line}", file=sys.stderr)
    if asked.check:
        print(
            f"{len(rows()[0])} packages, {len(wrong)} of them under a licence that is not allowed"
        )
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
