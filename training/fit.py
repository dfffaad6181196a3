"""Retrain everything from the data folder: `python -m training.fit --data DIR`.

Writes all artifacts, the figures with the digests of the data (`training/results.json`) and the card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training import (
    card,
    clickbait,
    copies,
    doses,
    elsewhere,
    genres,
    headlines,
    html_pages,
    mismatch,
    pages,
    probes,
    reliability,
    residue,
    sources,
    sourcing,
    splice,
    structure,
    syllables,
    vectors,
    viewpoint,
    word_pairs,
)
from training.documents import put

ARTIFACTS = Path("src/darnel/artifacts")
RESULTS = Path("training/results.json")

USED = (
    "news.parquet", "news_entertainment.parquet", "news_with_publisher_chrome.parquet",
    "donors.parquet", "blocks_wcxb.parquet", "blocks_dragnet_dev.parquet", "fox_comments.parquet",
    "clickbait_chakraborty.parquet", "clickbait_peterldowns.parquet", "html_wcxb.zip",
)  # fmt: skip

STEPS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "syllables": lambda _, out: syllables.fit(out),
    "vectors": vectors.fit,
    "clickbait": clickbait.fit,
    "word_pairs": word_pairs.fit,
    "residue": residue.fit,
    "structure": structure.fit,
    "splice": splice.fit,
    "pages": pages.fit,
    "copies_fit": copies.fit,
    "headlines": lambda data, _: headlines.report(data),
    "doses": lambda data, _: doses.report(data),
    "mismatch": lambda data, _: mismatch.report(data),
    "sourcing": lambda data, _: sourcing.report(data),
    "sources": sources.fit,
    "probes": lambda data, _: probes.report(data),
    "viewpoint": lambda data, _: viewpoint.report(data),
    "genres": lambda _data, _out: genres.report(),
    "elsewhere": lambda data, _: elsewhere.report(data),
    "html_pages": lambda data, _: html_pages.report(data),
}
"""In the order in which each needs the artifacts of those before it; those after `pages` only measure."""


def digests(data: Path) -> dict[str, str]:
    """Give the SHA-256 of every file used: another file is another experiment."""
    return {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in USED}


def main() -> None:
    """Run the steps asked for, in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    parser.add_argument(
        "--only", choices=STEPS, nargs="*", help="run these steps alone; none: card and manual"
    )
    parser.add_argument(
        "--measure", action="store_true", help="measure the page model in use anew, fit nothing"
    )
    arguments = parser.parse_args()
    if arguments.measure:
        found = pages.measure_again(arguments.data, ARTIFACTS)
        keep("pages", recorded()["pages"] | found)
        arguments.only = []
    keep("data", digests(arguments.data))
    for name, step in STEPS.items():
        if arguments.only is not None and name not in arguments.only:
            continue
        started = time.perf_counter()
        keep(name, step(arguments.data, ARTIFACTS))
        print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    results = recorded()
    (ARTIFACTS / "calibration.json").write_text(reliability.written(results), "utf-8")
    (ARTIFACTS / "card.md").write_text(card.written(results), "utf-8")
    for name, table in card.tables(results).items():
        put(name, table)


def recorded() -> dict[str, Any]:
    """Read the figures of the last fit."""
    found: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return found


def keep(name: str, figures: dict[str, Any]) -> None:
    """Put a step's figures beside those on record."""
    results = rounded(recorded() | {name: figures})
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")


def rounded(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Round every number to four digits: more is noise and makes every fit a change."""
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
