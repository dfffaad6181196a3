"""Trained detectors inside signals: plain arrays, checked, and read by column name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import FOLDER
from darnel.stored import ArtifactError, load_stored
from darnel.trees import Trees

Floats = NDArray[np.float64]

TOLERANCE = 1e-6
"""Reference scores must come out the same up to floating-point noise."""


@cache
def detector(name: str, columns: tuple[str, ...]) -> Detector:
    """Load `artifacts/<name>.npz` for features in the order of `columns`; check it."""
    return Detector(FOLDER / f"{name}.npz", columns)


class Detector:
    """A classifier over named columns that has reproduced its reference scores."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Load a file; raise ArtifactError if it is missing, foreign or altered."""
        stored = load_stored(path)
        try:
            needed = list(stored["columns"])
            self._trees = Trees(stored, len(needed))
            reference, expected = stored["reference"], stored["expected"]
            if reference.shape != (len(expected), len(needed)):
                raise ValueError("its reference is of another shape")
        except Exception as error:  # whatever may stand in a file
            raise ArtifactError(f"{path} is no detector that darnel wrote: {error}") from error
        missing = [column for column in needed if column not in columns]
        if missing:
            raise ArtifactError(f"{path} needs the column {missing[0]!r}, which is not measured")
        self._order = [list(columns).index(column) for column in needed]
        self._as_given = self._order == list(range(len(columns)))
        said = self._trees.probabilities(reference)
        if said.shape != expected.shape or not np.allclose(said, expected, atol=TOLERANCE):
            raise ArtifactError(f"{path} does not reproduce its reference scores: reinstall darnel")

    def probabilities(self, features: Floats) -> Floats:
        """Give the probability of each class, shape (rows, classes)."""
        chosen = features if self._as_given else features.T[self._order].T
        return self._trees.probabilities(chosen)
