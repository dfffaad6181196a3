"""The pictures of the manual, made from the articles that come with the tests.

`python -m training.screenshots` scores them, writes the report and one explained page, and photographs both
(light, dark, on a phone), the review page and the terminal. Needs `pip install -e
'.[report,serve,training]'` and a Chromium (`apt-get install chromium`).
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from training.documents import PICTURES

ARTICLES = Path("tests/data/articles.csv")
OUT = PICTURES

EXPLAINED = "farm-network"
"""The article that is explained."""

COLOURS = 128
"""Colours of a picture: text and a few tints need no more, and it stays small."""

THEME = TerminalTheme(
    (24, 27, 31), (226, 230, 234),
    [(16, 18, 20), (240, 96, 88), (122, 196, 110), (224, 176, 64), (96, 160, 232), (216, 136, 200),
     (100, 200, 205), (226, 230, 234)],
)  # fmt: skip
"""Colours of the terminal: black on each of them can be read."""

SHOTS: dict[str, tuple[str, int, int, Literal["light", "dark"], str]] = {
    "report": ("report.html", 1080, 1290, "light", ""),
    "report-dark": ("report.html", 1080, 1290, "dark", "#pages"),
    "report-phone": ("report.html", 390, 1290, "light", ""),
    "explain": ("explain.html", 1080, 1000, "light", ""),
}
"""Page, width, height, colour scheme, and the place that is at the top."""


def main() -> None:
    """Make all pictures."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        article = _article(folder)
        scored = folder / "scored.jsonl"
        _darnel("score", ARTICLES, "-o", scored)
        _darnel("report", scored, "--articles", ARTICLES, "-o", folder / "report.html")
        _darnel("explain", article, "-o", folder / "explain.html")
        _photograph(folder, scored)
    _terminal(article.name)


def _article(folder: Path) -> Path:
    with ARTICLES.open(newline="", encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == EXPLAINED)
    path = folder / "page.txt"
    path.write_text(f"{row['title']}\n\n{row['text']}", "utf-8")
    return path


def _darnel(*arguments: object) -> None:
    subprocess.run([sys.executable, "-m", "darnel.cli", *map(str, arguments)], check=True)


def _photograph(folder: Path, scored: Path) -> None:
    from playwright.sync_api import sync_playwright

    from training import screenshots_review as review

    with sync_playwright() as played:
        browser = played.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, (page, width, height, scheme, at) in SHOTS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            tab = context.new_page()
            tab.goto(f"file://{folder / page}{at}")
            tab.screenshot(path=folder / f"{name}.png")
            _small(folder / f"{name}.png", OUT / f"{name}.png")
            context.close()
        review.photograph(
            browser, folder, ARTICLES, scored, EXPLAINED,
            lambda picture, name: _small(picture, OUT / f"{name}.png"),
        )  # fmt: skip
        browser.close()


def _small(picture: Path, out: Path) -> None:
    with Image.open(picture) as image:
        reduced = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        reduced.save(out, optimize=True)


def _terminal(page: str) -> None:
    """Record what `score` and `explain` print in a terminal, as SVG."""
    from contextlib import ExitStack

    from darnel.doors import load_scorer, tables, terminal
    from darnel.doors.readers import Chunk, Reading
    from darnel.doors.summary import Summary

    scorer = load_scorer()
    with ExitStack() as stack:
        inputs = tables.Inputs(tables.find_inputs([str(ARTICLES)]), Reading(), stack)
        console = _console(112)
        console.print("$ darnel score six.csv", style="bold")
        rows = [row for chunk in inputs.chunks() for row in chunk.rows if row.article.id in SHOWN]
    sink = terminal.TerminalSink(console)
    articles = [row.article for row in rows]
    made = scorer.assess(articles)
    sink.take(Chunk(rows), made, Summary.of(made, {}))
    sink.close()
    console.print()
    console.print(f"$ darnel explain {page}", style="bold")
    article = next(a for a in articles if a.id == EXPLAINED)
    terminal.explain(console, article, scorer.assess([article])[0])
    said = console.export_svg(title="darnel", unique_id="darnel", theme=THEME)
    said = re.sub(r"@font-face \{.*?\}\n", "", said, flags=re.DOTALL)  # they load from elsewhere
    said = said.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
    lines = (line.rstrip() for line in said.splitlines())
    (OUT / "terminal.svg").write_text("\n".join(lines) + "\n", "utf-8")


SHOWN = frozenset(
    """
    plain-council-budget plain-storm farm-network farm-disguise farm-title-again abstain-german
    """.split()
)
"""Articles of the table: a screen holds no more."""


def _console(width: int) -> Console:
    return Console(
        record=True, file=StringIO(), width=width, force_terminal=True, color_system="truecolor",
        highlight=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
