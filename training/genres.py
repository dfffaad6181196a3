"""Hard honest genres: letters, briefs, listings, verse, plain and small papers, in many Englishes.

`python -m training.genres` prints how many of the articles written for the tests
(`tests/data/genres/*.jsonl`) are not `clear`, by genre and by variety of English, and names them. An
abstained page is neither an alarm nor clear.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.scorer import Scorer

FOLDER = Path("tests/data/genres")

CEILING = 0.03
"""The share of a genre's pages that may be not `clear`. With a dozen pages a genre that is none."""

LEAST_PAGES = 8
"""Pages of the smallest variety that counts for the worst: of two, one alarm is a half."""


@dataclass(frozen=True)
class Honest:
    """An honest article with its genre, its variety of English, and what is said of it."""

    genre: str
    variety: str
    said: Assessment

    @property
    def alarm(self) -> bool:
        """Tell whether the page was judged and is not clear."""
        return self.said.band in ("review", "block")


def files() -> list[Path]:
    """List the files of articles, one a genre."""
    return sorted(FOLDER.glob("*.jsonl"))


def judged() -> list[Honest]:
    """Score all articles with the model in use."""
    rows: list[dict[str, str]] = [
        json.loads(line) for file in files() for line in file.read_text("utf-8").splitlines()
    ]
    articles = [Article(id=row["id"], title=row["title"], text=row["text"]) for row in rows]
    return [
        Honest(row["genre"], row["variety"], said)
        for row, said in zip(rows, Scorer.load().assess(articles), strict=True)
    ]


def shares(said: Sequence[Assessment]) -> dict[str, float]:
    """Give the number of pages, how many of them were judged, and shares of the judged."""
    bands = [assessment.band for assessment in said if assessment.band is not None]
    return {
        "pages": float(len(said)),
        "judged": float(len(bands)),
        "not_clear": sum(band != "clear" for band in bands) / max(1, len(bands)),
        "block": bands.count("block") / max(1, len(bands)),
    }


def grouped(pages: Sequence[Honest], key: Callable[[Honest], str]) -> dict[str, dict[str, float]]:
    """Give the shares of every group."""
    names = sorted({key(page) for page in pages})
    return {name: shares([page.said for page in pages if key(page) == name]) for name in names}


def tables(pages: Sequence[Honest]) -> dict[str, Any]:
    """Give the shares of all pages, by genre and by variety."""
    return {
        "all": shares([page.said for page in pages]),
        "genres": grouped(pages, lambda page: page.genre),
        "varieties": grouped(pages, lambda page: page.variety),
    }


def report() -> dict[str, Any]:
    """Score all articles; give the shares of all pages, by genre and by variety."""
    return tables(judged())


def figures(found: Mapping[str, Any]) -> dict[str, float]:
    """Sum tables up in figures of which a larger one is better."""
    genres, whole = found["genres"].values(), found["all"]
    varieties = [v for v in found["varieties"].values() if v["judged"] >= LEAST_PAGES]
    return {
        "genres.judged": whole["judged"] / whole["pages"],
        "genres.clear": 1 - whole["not_clear"],
        "genres.not_block": 1 - whole["block"],
        "genres.least_clear": 1 - max(genre["not_clear"] for genre in genres),
        "genres.within_ceiling": sum(g["not_clear"] <= CEILING for g in genres) / len(genres),
        "varieties.least_clear": 1 - max(v["not_clear"] for v in varieties),
        "varieties.within_ceiling": sum(v["not_clear"] <= CEILING for v in varieties)
        / len(varieties),
    }


def table(groups: Mapping[str, Mapping[str, float]], *, alarmed: bool = False) -> Iterator[str]:
    """Give a table of groups as lines, with `alarmed` of those with an alarm alone."""
    yield f"{'':20} pages judged not clear block"
    for name, v in sorted(groups.items(), key=lambda item: (-item[1]["not_clear"], item[0])):
        if v["not_clear"] or not alarmed:
            mark = "  over the ceiling" if v["not_clear"] > CEILING else ""
            yield (
                f"{name:20} {v['pages']:5.0f} {v['judged']:6.0f} {v['not_clear']:9.1%} "
                f"{v['block']:5.1%}{mark}"
            )


def alarms(pages: Sequence[Honest]) -> Iterator[str]:
    """Name the articles that are not clear, with the two signals that weigh most."""
    for page in sorted(pages, key=lambda page: page.said.quality or 0.0):
        if page.alarm:
            most = sorted(page.said.contributions, key=lambda c: -c.log_odds)[:2]
            why = ", ".join(f"{c.signal} {c.log_odds:+.2f}" for c in most)
            said = page.said
            yield f"{said.id} ({page.variety}): {said.band}, quality {said.quality:.2f}; {why}"


def main() -> None:
    """Print the tables and the articles that are not clear."""
    pages = judged()
    found = tables(pages)
    for name in ("genres", "varieties"):
        print(name)
        print("\n".join(table(found[name])), end="\n\n")
    print("\n".join(table({"all": found["all"]})))
    print("\n".join(alarms(pages)))


if __name__ == "__main__":
    main()
