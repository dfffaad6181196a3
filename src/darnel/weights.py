"""What evidence of the corpus adds to the log-odds of a farm page, beside the page model.

The page model is fitted on single pages, which know nothing of each other; what stands elsewhere is
weighed by a table of its own: for each feature a log-likelihood ratio that never falls and is never
below 0, as fitted by `training/copies.py` on batches with simulated copies. Of the features of one
signal the greatest counts, for they measure the same thing. Without a corpus nothing is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import FOLDER
from darnel.stored import ArtifactError, load_stored

Floats = NDArray[np.float64]


class CorpusWeights:
    """The table of one fit: for every feature its edges, and what is added from each edge on."""

    def __init__(self, steps: Mapping[str, tuple[Floats, Floats]]) -> None:
        self._steps = steps
        self.columns: tuple[str, ...] = tuple(steps)

    @classmethod
    def load(cls, path: Path | None = None) -> CorpusWeights:
        """Load the table that came with the package, or another; raise ArtifactError if it is none."""
        path = FOLDER / "corpus.npz" if path is None else path
        stored = load_stored(path)
        try:
            steps = {
                column: (np.asarray(edges, np.float64), np.asarray(values, np.float64))
                for column, edges, values in zip(
                    stored["columns"], stored["edges"], stored["values"], strict=True
                )
            }
        except Exception as error:  # whatever may stand in a file
            raise ArtifactError(f"{path} is no table of corpus weights ({error!r})") from error
        for column, (edges, values) in steps.items():
            rising = (np.diff(edges) > 0).all() and (np.diff(values, prepend=0.0) >= 0).all()
            if len(edges) != len(values) or not rising:
                raise ArtifactError(f"{path}: the weights of {column} do not rise from 0")
        return cls(steps)

    def added(self, features: Mapping[str, Floats]) -> dict[str, Floats]:
        """Give what each signal adds to each page; nothing where there was nothing to measure."""
        found: dict[str, Floats] = {}
        for column, (edges, values) in self._steps.items():
            signal = column.partition(".")[0]
            x = features[column]
            table = np.concatenate([[0.0], values])
            mine = np.where(np.isnan(x), 0.0, table[np.searchsorted(edges, x, side="right")])
            found[signal] = np.maximum(found[signal], mine) if signal in found else mine
        return found
