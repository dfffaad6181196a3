"""The README and the manual, as tests read them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "src/darnel/manual/pages"

PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in [ROOT / "README.md", *sorted(MANUAL.rglob("*.md"))]
}
TEXT = "\n".join(PAGES.values())


def blocks(language: str) -> list[tuple[str, str]]:
    """Give every block of code in a language, each with where it stands: page and line."""
    return [
        (f"{name}:{page[: found.start()].count(chr(10)) + 1}", found[1])
        for name, page in PAGES.items()
        for found in re.finditer(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    ]
