"""The accuracy gate: what the repository itself holds must score at least at the floors.

`python -m training.gate` scores the articles written for the tests and checks the figures of the last
fit against `training/floors.json`. `--update` raises floors to what is reached; a floor is lowered only
with `--allow-regression`.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.scorer import Scorer

FIXTURES = Path("tests/data")
FLOORS = Path("training/floors.json")
RESULTS = Path("training/results.json")

MARGIN = 0.01
"""Floors stay this far under what was reached: a refit moves figures that much by chance."""

HELD = (
    "splice.R.auroc", "splice.R.headline.auroc", "splice.R.headline.recall_at_1_fpr",
    "residue.wcxb.macro_f1", "residue.talk.macro_f1", "pages.auroc_untouched", "pages.recall_at_1_fpr",
)  # fmt: skip
"""Figures of the last fit that have a floor."""


def fixtures() -> list[tuple[Article, str]]:
    """Load the articles of the tests with what is expected of each: farm, honest or abstain."""
    with (FIXTURES / "kinds.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["id"]: row["expect"] for row in csv.DictReader(file)}
    with (FIXTURES / "articles.csv").open(encoding="utf-8", newline="") as file:
        return [
            (
                Article(
                    id=row["id"], title=row["title"], text=row["text"], url=row["url"],
                    source=row["source"], comments=(row["comments"],) if row["comments"] else (),
                ),
                expected[row["id"]],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def measured() -> dict[str, float]:
    """Score the fixtures; give shares in [0, 1], larger is better."""
    rows = fixtures()
    assessed = Scorer.load().assess([article for article, _ in rows])
    groups: dict[str, list[Assessment]] = {"farm": [], "honest": [], "abstain": []}
    for (_, expect), assessment in zip(rows, assessed, strict=True):
        groups[expect].append(assessment)

    def share(group: str, *bands: str | None) -> float:
        return sum(a.band in bands for a in groups[group]) / len(groups[group])

    return {
        "fixtures.farm_not_clear": share("farm", "review", "block"),
        "fixtures.farm_block": share("farm", "block"),
        "fixtures.honest_clear": share("honest", "clear"),
        "fixtures.honest_not_block": share("honest", "clear", "review", None),
        "fixtures.abstained": share("abstain", None),
    }


def last_fit() -> dict[str, float]:
    """Read the held figures of the last fit."""
    results: dict[str, Any] = json.loads(RESULTS.read_text())
    found = {}
    for name in HELD:
        step, _, key = name.partition(".")
        found[name] = float(results[step][key])
    return found


def main() -> int:
    """Compare with the floors; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the floors to what is reached")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower floors")
    arguments = parser.parse_args()
    reached = measured() | last_fit()
    floors: dict[str, float] = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    failed = [name for name, floor in floors.items() if reached.get(name, 0.0) < floor]
    for name, value in reached.items():
        mark = "BELOW" if name in failed else "ok"
        print(f"{name:36} {value:.4f}  floor {floors.get(name, 0.0):.4f}  {mark}")
    if arguments.update:
        held = {name: round(max(value - MARGIN, 0), 4) for name, value in reached.items()}
        if not arguments.allow_regression:
            held = {name: max(value, floors.get(name, 0.0)) for name, value in held.items()}
        FLOORS.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n")
        return 0 if arguments.allow_regression else int(bool(failed))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
