"""What every signal measures on the articles of the tests: `python tests/signals/measured.py` writes it down.

An older model goes on weighing the features of newer signals, so a figure that moves unmeant is a fault
even where no finding moves. Beside the articles as written stand some that were tampered with, in ways that
reach what honest pages do not.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from prose import POLICY

from darnel.article import Article
from darnel.corpus import corpus_of
from darnel.signals import REGISTRY, load_signals
from darnel.text import Pages, parse

DATA = Path(__file__).parents[1] / "data"
WRITTEN = DATA / "measured"
OF_EACH_GENRE = 3
DIGITS = 7
FINDINGS = 4
"""Findings of a page that are written out; the others are counted."""


CYRILLIC = str.maketrans("aeopc", "аеорс")
SWAPPED = {
    "said": "aforesaid", "people": "folk", "last": "final", "made": "manufactured",
    "year": "twelvemonth", "first": "foremost", "two": "2", "new": "novel",
}  # fmt: skip


def written() -> list[Article]:
    """The articles of the tests, and the first of each genre."""
    with (DATA / "articles.csv").open(encoding="utf-8", newline="") as file:
        names = ("id", "title", "text", "url", "source", "published", "author")
        found = [Article(**{name: row[name] for name in names}) for row in csv.DictReader(file)]
    for genre in sorted((DATA / "genres").glob("*.jsonl")):
        rows = [json.loads(line) for line in genre.read_text("utf-8").splitlines()]
        for number, row in enumerate(rows[:OF_EACH_GENRE]):
            page = Article(row["text"], row["title"], f"{genre.stem}-{number}")
            found.append(replace(page, source=f"{genre.stem}.example", published="2024-03-01"))
    return found


def _spliced(page: Article, other: Article) -> str:
    mine, theirs = page.text.split("\n\n"), other.text.split("\n\n")
    return "\n\n".join([*mine[:2], other.title, *theirs[1:3], *mine[2:]])


def _slug(title: str) -> str:
    return "-".join(word.strip(".,:;'\"’").lower() for word in title.split())


Tampering = Callable[[Article, Article], Article]

TAMPERINGS: dict[str, Tampering] = {
    "spliced": lambda page, other: replace(page, text=_spliced(page, other)),
    "title-again": lambda page, other: replace(page, text=f"{page.title}\n\n{page.text}"),
    "slug": lambda page, other: replace(page, text=f"{_slug(page.title)}\n\n{page.text}"),
    "shouted": lambda page, other: replace(page, text=f"{page.title.upper()}!\n{page.text}"),
    "policy": lambda page, other: replace(page, text="\n\n".join([page.text, *POLICY])),
    "twice": lambda page, other: replace(page, text=f"{page.text}\n\n{page.text[:700]}"),
    "one-block": lambda page, other: replace(page, text=" ".join(page.text.split())),
    "other-headline": lambda page, other: replace(page, title=other.title),
    "bait": lambda page, other: replace(page, title=f"You won't believe why {page.title}?!"),
    "dots": lambda page, other: replace(page, title=f"What they found in {page.title}..."),
    "question": lambda page, other: replace(page, title=f"10 reasons: is this {page.title}?"),
    "no-title": lambda page, other: replace(page, title=""),
    "short": lambda page, other: replace(page, text=" ".join(page.text.split()[:90])),
    "stuffed": lambda page, other: replace(
        page, text=page.text + f"\n\nBest {page.title}, cheap {page.title}, buy {page.title}." * 6
    ),
    "look-alikes": lambda page, other: replace(
        page,
        text=" ".join(
            word.translate(CYRILLIC) if n % 5 == 0 else word
            for n, word in enumerate(page.text.split(" "))
        ),
    ),
    "unseen-signs": lambda page, other: replace(page, text=page.text.replace("th", "t\u200bh")),
    "swapped": lambda page, other: replace(
        page, text=" ".join(SWAPPED.get(word, word) for word in page.text.split(" "))
    ),
    "no-attribution": lambda page, other: replace(
        page, text=page.text.replace(" said", "").replace("“", "").replace("”", '"')
    ),
    "copied": lambda page, other: replace(
        page, text="\n\n".join([page.text, *other.text.split("\n\n")[:3]])
    ),
}


def tampered(pages: list[Article]) -> Iterator[Article]:
    """Each way on some of the pages, with the page after next as the other story; four sources a way."""
    for number, (name, change) in enumerate(TAMPERINGS.items()):
        for place in range(number, len(pages), len(TAMPERINGS)):
            page, other = pages[place], pages[(place + 2) % len(pages)]
            site = place // len(TAMPERINGS) % 4
            yield replace(
                change(page, other), id=f"{page.id} {name}", source=f"{name}-{site}.example",
                published="2024-03-09",
            )  # fmt: skip


@cache
def batch() -> Pages:
    pages = written()
    pages = [*pages, *tampered(pages)]
    pages = [*pages, *tampered(pages[1::5])]  # some are tampered with twice
    return parse(pages, corpus_of(pages))


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")


def measured(name: str) -> dict[str, Any]:
    """Features in the order of the signal, and findings, by the id of the article."""
    pages = batch()
    signal = next(signal for signal in load_signals() if signal.name == name)
    reading = signal.measure(pages)
    found: dict[str, Any] = {"features": [feature.name for feature in signal.features]}
    for at, article in enumerate(pages.articles):
        values = [_rounded(reading.features[feature][at]) for feature in found["features"]]
        findings = [
            [f.field, f.start, f.end, f.score, f.message, [other.id for other in f.elsewhere]]
            for f in reading.findings[at][:FINDINGS]
        ]
        count = len(reading.findings[at])
        found[article.id] = [values, count, findings] if findings else [values]
    return found


def write(name: str) -> None:
    WRITTEN.mkdir(exist_ok=True)
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in measured(name).items()]
    (WRITTEN / f"{name}.json").write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


if __name__ == "__main__":
    for signal in sys.argv[1:] or REGISTRY:
        write(signal)
