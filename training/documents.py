"""Figures stand in the manual beside the command that prints them: who measures writes them there."""

from __future__ import annotations

from pathlib import Path

README = Path("README.md")
PAGES = Path("src/darnel/manual/pages")
PICTURES = PAGES / "pictures"


def documents() -> list[Path]:
    """Give the README and the pages of the manual."""
    return [README, *sorted(PAGES.glob("*.md"))]


def put(name: str, text: str) -> Path:
    """Put text between `<!-- name -->` and `<!-- /name -->`, on whichever page has them; give the page."""
    first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
    having = [path for path in documents() if first in path.read_text("utf-8")]
    if len(having) != 1:
        raise ValueError(f"{first} has to stand on one page of the manual, not {len(having)}")
    page = having[0].read_text("utf-8")
    head, _, rest = page.partition(first)
    _, found, tail = rest.partition(last)
    if not found:
        raise ValueError(f"{having[0]}: {first} has no {last}")
    having[0].write_text(f"{head}{first}\n{text}\n{last}{tail}", "utf-8")
    return having[0]
