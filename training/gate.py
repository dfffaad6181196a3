"""The accuracy gate: what the repository itself holds must score at least at the floors.

`python -m training.gate` loads the page model, which must reproduce the reference scores stored with
it, scores the articles written for the tests, hard honest genres among them, and checks these figures
and those of the last fit against `training/floors.json`. The floors hold for the data whose digests
stand beside them: if a file of the tests or a corpus of the last fit is another, figures are not
compared, and `--update` is asked for. `--update` raises floors to what is reached; a floor is lowered
only with `--allow-regression`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.model import ModelError
from darnel.scorer import Scorer
from training import genres
from training.attacks.undone import share_undone
from training.results import figure

FIXTURES = Path("tests/data")
FLOORS = Path("training/floors.json")
RESULTS = Path("training/results.json")

MARGIN = 0.01
"""Floors stay this far under what was reached: a refit moves figures that much by chance."""

EXACT = frozenset({"genres.not_block", "fixtures.honest_not_block", "fixtures.attacks_undone"})
"""Figures whose floor has no margin: not one honest page of the tests may be blocked, and not one of
their farm pages may look better for swapped letters or unseen characters."""

HELD = (
    "splice.R.auroc", "splice.R.headline.auroc", "splice.R.headline.recall_at_1_fpr",
    "splice.R.recall_at_1_fpr", "splice.R.passage_ap", "splice.T.auroc", "splice.T.recall_at_1_fpr",
    "splice.T.passage_ap", "residue.talk.f1_comment", "residue.policy.recall_at_1_fpr",
    "residue.policy.recall_of_several_lines", "residue.policy.recall_of_whole", "headlines.f1.least", "headlines.pointed.all",
    "word_pairs.recall_at_1_fpr_mythes", "doses.stuffing.1_in_30.recall",
    "residue.wcxb.macro_f1", "residue.talk.macro_f1", "pages.auroc_untouched", "pages.auroc",
    "copies.passage_recall", "copies.passage_precision", "copies.cluster_ari", "copies.first_right",
    "copies.first_decided", "copies.patchwork_recall_at_1_fpr", "copies.same_event.recall_at_1_fpr",
    "sources.steady.5.auroc", "sources.steady.20.auroc", "sources.dispersed.20.auroc",
    "sources.dispersed.20.covered", "sources.real.20_pages.auroc",
    "pages.recall_at_1_fpr", "pages.unseen.all.auroc", "pages.unseen.all.recall_at_1_fpr",
    "pages.unseen.with_leftovers.auroc", "pages.unseen.with_leftovers.recall_at_1_fpr",
)  # fmt: skip
"""Figures of the last fit that have a floor, where it gave them."""


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
    """Score the fixtures and the genres, name alarms; give shares in [0, 1], larger is better."""
    rows, scorer = fixtures(), Scorer.load()
    assessed = scorer.assess([article for article, _ in rows])
    groups: dict[str, list[Assessment]] = {"farm": [], "honest": [], "abstain": []}
    for (_, expect), assessment in zip(rows, assessed, strict=True):
        groups[expect].append(assessment)

    def share(group: str, *bands: str | None) -> float:
        return sum(a.band in bands for a in groups[group]) / len(groups[group])

    found = {
        "fixtures.farm_not_clear": share("farm", "review", "block"),
        "fixtures.farm_block": share("farm", "block"),
        "fixtures.honest_clear": share("honest", "clear"),
        "fixtures.honest_not_block": share("honest", "clear", "review", None),
        "fixtures.abstained": share("abstain", None),
        "fixtures.attacks_undone": share_undone(scorer, [a for a, e in rows if e == "farm"]),
    }
    return found | hard_genres()


def hard_genres() -> dict[str, float]:
    """Measure the hard genres; print those with an alarm, and the articles."""
    pages = genres.judged()
    found = genres.tables(pages)
    print(f"Honest genres with an alarm, of {len(found['genres'])} (ceiling {genres.CEILING:.0%})")
    print("\n".join(genres.table(found["genres"], alarmed=True)), end="\n\n")
    print("\n".join(genres.table(found["varieties"], alarmed=True)), end="\n\n")
    print("\n".join(genres.alarms(pages)), end="\n\n")
    return genres.figures(found)


def last_fit() -> dict[str, float]:
    """Read the held figures of the last fit, those of its honest look-alikes among them."""
    results: dict[str, Any] = json.loads(RESULTS.read_text())
    found = {name: value for name in HELD if (value := figure(results, name)) is not None}
    honest: dict[str, dict[str, float]] = results["pages"]["honest"]
    return found | {
        "look_alikes.least_clear": 1 - max(kind["not_clear"] for kind in honest.values()),
        "look_alikes.least_not_block": 1 - max(kind["block"] for kind in honest.values()),
    }


def digests() -> dict[str, str]:
    """Give the SHA-256 of every file of the tests, and those of the corpora of the last fit."""
    own = [*sorted(FIXTURES.glob("*.csv")), *genres.files()]
    corpora: dict[str, str] = json.loads(RESULTS.read_text())["data"]
    return {f.as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in own} | corpora


def changed(pinned: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Name the files that are not the ones that the floors were set on."""
    return sorted(name for name in {*pinned, *now} if pinned.get(name) != now.get(name))


def main() -> int:
    """Compare with the floors; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the floors to what is reached")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower floors")
    arguments = parser.parse_args()
    stored: dict[str, Any] = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    floors: dict[str, float] = stored.get(
        "floors", stored
    )  # a file without digests is floors alone
    data = digests()
    others = changed(stored.get("data", {}), data)
    if others and not arguments.update:
        print("The floors were set on other data; these differ:", *others, sep="\n  ")
        print("Look at the change, then run python -m training.gate --update.")
        return 1
    try:
        reached = measured() | last_fit()
    except ModelError as error:
        print(f"The page model can't be used: {error}")
        return 1
    failed = [name for name, floor in floors.items() if reached.get(name, -1.0) < floor]
    for name in sorted({*reached, *floors}):
        mark = "BELOW" if name in failed else "ok"
        value = f"{reached[name]:.4f}" if name in reached else "absent"
        print(f"{name:36} {value}  floor {floors.get(name, 0.0):.4f}  {mark}")
    if arguments.update:
        held = {n: _floored(v - (0 if n in EXACT else MARGIN)) for n, v in reached.items()}
        if not arguments.allow_regression:
            held |= {n: max(floor, held.get(n, 0.0)) for n, floor in floors.items()}
        said = {"data": data, "floors": held}
        FLOORS.write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")
        return 0 if arguments.allow_regression else int(bool(failed))
    return int(bool(failed))


def _floored(value: float) -> float:
    """Round down to four digits, so that a floor is never above what it was set from."""
    return max(0.0, int(value * 1e4 + 1e-6) / 1e4)


if __name__ == "__main__":
    sys.exit(main())
