"""Learn from what people decided: `python -m training.feedback --labelled FILE.jsonl --out DIR`.

Reads the rows of the queue's export, says how far reviewers agree and what they confirm, and, if the
labels are enough and of enough hands, writes candidates: `DIR/recalibrated` and, with many labels,
`DIR/retrained`. Nothing is put in use: `darnel model promote DIR/recalibrated --models MODELS` is.

Only rows that chance chose teach (`darnel.queue.exported` says why), each weighed by 1/probability.
The rows of the first fit are not at hand, and need not be: the model in use is the prior. Exit codes:
0 done; 1 refused, with what is lacking; 2 usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from darnel.artifacts import FOLDER
from darnel.doors.terminal import visible
from darnel.errors import InputError
from darnel.model import ModelError
from darnel.models import PAGE, model_file
from darnel.queue.estimates import Coverage
from darnel.queue.exported import read_rows
from darnel.stored import ArtifactError
from training.feedback.guards import Limits
from training.feedback.learning import Learning, learn
from training.feedback.report import candidate_text
from training.feedback.table import Base

DONE, REFUSED, USAGE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run; give the exit code."""
    asked = _parser().parse_args(arguments)
    limits = Limits(
        labels=asked.least_labels, sources=asked.least_sources, most=asked.most, moves=asked.moves,
        retrain_labels=asked.retrain_labels, retrain_sources=asked.retrain_sources,
    )  # fmt: skip
    try:
        if not 0 < asked.holdout < 1:
            raise InputError("--holdout is a share between 0 and 1, as in 0.3")
        base = Base.load(model_file(FOLDER / PAGE if asked.model is None else asked.model))
        with asked.labelled.open("rb") as lines:
            rows = list(read_rows(lines))
        waiting = None if asked.coverage is None else read_coverage(asked.coverage)
        learning = Learning(base, rows, asked.out, limits, asked.holdout, asked.seed, waiting)
        outcomes = learn(learning)
    except (InputError, ModelError, ArtifactError, OSError) as error:
        print(f"training.feedback: {visible(str(error))}", file=sys.stderr)
        return USAGE
    if learning.refusals:
        print("Nothing was learned. There is", file=sys.stderr)
        print(*(f"- {visible(each)}" for each in learning.refusals), sep="\n", file=sys.stderr)
        return REFUSED
    for outcome in outcomes:
        print(visible("\n".join(candidate_text(learning.run, outcome))), end="\n\n")
    return DONE


def read_coverage(file: Path) -> list[Coverage]:
    """Read what `Store.coverage` counted, as a JSON list; raise InputError if it is none."""
    try:
        return [Coverage(**each) for each in json.loads(file.read_bytes())]
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{file} is no coverage: a JSON list of objects with why, band, chosen and decided"
        ) from error


def _parser() -> argparse.ArgumentParser:
    limits = Limits()
    parser = argparse.ArgumentParser(prog="python -m training.feedback", description=__doc__)
    parser.add_argument("--labelled", type=Path, required=True, help="the export, JSONL")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write into")
    parser.add_argument("--model", type=Path, help="the model in use: file, folder, or models")
    parser.add_argument(
        "--coverage", type=Path, help="what is decided of what was chosen: Store.coverage, as JSON"
    )
    parser.add_argument("--holdout", type=float, default=0.3, help="the latest share, held out")
    parser.add_argument("--least-labels", type=int, default=limits.labels, help="of each class")
    parser.add_argument("--least-sources", type=int, default=limits.sources, help="of each class")
    parser.add_argument(
        "--most", type=float, default=limits.most, help="the share one reviewer or source may have"
    )
    parser.add_argument(
        "--moves", type=float, default=limits.moves,
        help="log-odds by which leaving a reviewer out may move an edge of the bands",
    )  # fmt: skip
    parser.add_argument(
        "--retrain-labels",
        type=int,
        default=limits.retrain_labels,
        help="of each class, to retrain",
    )
    parser.add_argument(
        "--retrain-sources", type=int, default=limits.retrain_sources, help="the same, of sources"
    )
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
