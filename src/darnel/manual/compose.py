"""Put the manual together: the pages as they are written, and in them what the package says of itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from darnel.manual import api, card, commands, signals

HERE = Path(__file__).parent
PAGES = HERE / "pages"

CONTENTS: Mapping[str, tuple[str, ...]] = {
    "Start": ("get_started", "first_visit", "help"),
    "Batch": ("batch", "explain", "files", "corpus", "sources", "cluster"),
    "Library": ("library", "api"),
    "Queue": ("queue", "service", "worker", "tools", "feedback"),
    "Judgement": (
        "judging",
        "signals",
        "card",
        "comparison",
        "limits",
        "security",
        "faults",
        "licences",
    ),
    "Yours": ("commands", "add_signal", "retrain", "develop"),
}
"""The pages beside the first, as the site's menu has them."""

FILLED: Mapping[str, Callable[[], str]] = {
    "contents": lambda: "\n\n".join(_menu(title, pages) for title, pages in CONTENTS.items()),
    "commands": commands.page,
    "signals": signals.overview,
    "card": card.page,
    "api": api.page,
}
"""What is put between `<!-- built: name -->` and `<!-- /built: name -->`."""


def compose(folder: Path) -> None:
    """Write all that Sphinx needs into a folder."""
    shutil.copytree(PAGES, folder)
    shutil.copytree(HERE / "static", folder / "static")
    shutil.copy(HERE / "conf.py", folder / "conf.py")
    for path in sorted(folder.glob("*.md")):
        path.write_text(filled(path.read_text("utf-8")), "utf-8")
    (folder / "signals").mkdir()
    for name, text in signals.pages().items():
        (folder / "signals" / f"{name}.md").write_text(text, "utf-8")


def filled(page: str) -> str:
    """Put in what the package says of itself, in place of what stands there for who reads the file."""
    for name, made in FILLED.items():
        head, found, rest = page.partition(f"<!-- built: {name} -->")
        _, closed, tail = rest.partition(f"<!-- /built: {name} -->")
        if found and closed:
            page = f"{head}{made()}{tail}"
    return page


def _menu(title: str, pages: tuple[str, ...]) -> str:
    names = "\n".join(pages)
    return f"```{{toctree}}\n:caption: {title}\n:hidden:\n:maxdepth: 1\n\n{names}\n```"
