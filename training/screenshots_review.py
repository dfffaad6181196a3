"""Pictures of the review page: a case in somebody's hands, on a desk and on a phone."""

from __future__ import annotations

import csv
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import load_scorer
from darnel.doors.service import Settings, create_app
from darnel.doors.service.running import address, bound, server_of
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice
from darnel.queue.store import Store

SHOTS: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "review": (1280, 860, "light"),
    "review-dark": (1280, 860, "dark"),
    "review-phone": (390, 1000, "light"),
}
"""Width, height and colour scheme."""

FIELDS = ("text", "title", "id", "url", "source", "author", "published")


def photograph(
    browser: Any,  # noqa: ANN401 (playwright has no types here)
    folder: Path, table: Path, scored: Path, chosen: str, keep: Callable[[Path, str], None],
) -> None:  # fmt: skip
    """Bring scored articles into a queue and photograph one of them in hands; `keep` takes each picture."""
    with _serving(folder) as (url, store):
        cases = {item.article.id: store.ingest(item).case_id for item in _items(table, scored)}
        for name, (width, height, scheme) in SHOTS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            tab = context.new_page()
            tab.goto(f"{url}/review/login?next=/review/cases/{cases[chosen]}")
            tab.get_by_label("Your name").fill("Ines")
            tab.keyboard.press("Enter")
            tab.wait_for_selector(".claim")
            tab.keyboard.press("Enter")
            tab.wait_for_selector("#judge")
            tab.goto(f"{url}/review/cases/{cases[chosen]}")
            for key in ("y", "1"):
                tab.keyboard.press(key)
            tab.wait_for_selector("#judge[data-kept]")
            if width < height:
                tab.evaluate("scrollTo(0, 0)")
            tab.screenshot(path=folder / f"{name}.png")
            keep(folder / f"{name}.png", name)
            tab.keyboard.press("b")
            tab.wait_for_selector("h1:has-text('Next case')")
            context.close()


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, Store]]:
    app = create_app(Settings(queue=str(folder / "queue.db")), scorer=load_scorer())
    listening = bound("127.0.0.1", 0)
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield address(listening), app.state.desk.store
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _items(table: Path, scored: Path) -> Iterator[Item]:
    """Pair articles with their assessments; those that were not judged stay out."""
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with scored.open(encoding="utf-8") as lines:
        for row, line in zip(rows, lines, strict=True):
            assessment = Assessment.from_dict(json.loads(line))
            told: dict[str, Any] = {name: row[name] for name in FIELDS if row.get(name)}
            if assessment.quality is not None:
                yield Item(Article(**told), assessment, Choice("threshold", 1.0))
