"""Trained detectors inside signals: plain arrays, checked, and read by column name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import FOLDER
from darnel.trees import Trees

Floats = NDArray[np.float64]

TOLERANCE = 1e-6
"""Reference scores must come out the same up to floating-point noise."""


class DetectorError(RuntimeError):
    """A model file is missing, foreign, or does not reproduce its reference scores."""


@cache
def detector(name: str, columns: tuple[str, ...]) -> Detector:
    """Load `artifacts/<name>.npz` for features in the order of `columns`; check it."""
    return Detector(FOLDER / f"{name}.npz", columns)


class Detector:
    """A classifier over named columns that has reproduced its reference scores."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Load a file; raise DetectorError if it is missing, foreign or altered."""
        try:
            with np.load(path, allow_pickle=False) as file:
                stored = {key: file[key] for key in file.files}
            needed = stored["columns"].tolist()
            self._trees = Trees(stored, len(needed))
            reference, expected = stored["reference"], stored["expected"]
        except FileNotFoundError as error:
            raise DetectorError(f"{path} is missing: reinstall darnel, or retrain") from error
        except (BadZipFile, OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise DetectorError(f"{path} is no model that darnel wrote: {error}") from error
        missing = [column for column in needed if column not in columns]
        if missing:
            raise DetectorError(f"{path} needs the column {missing[0]!r}, which is not measured")
        self._order = [list(columns).index(column) for column in needed]
        said = self._trees.probabilities(reference)
        if said.shape != expected.shape or not np.allclose(said, expected, atol=TOLERANCE):
            raise DetectorError(f"{path} does not reproduce its reference scores: reinstall darnel")

    def probabilities(self, features: Floats) -> Floats:
        """Give the probability of each class, shape (rows, classes)."""
        return self._trees.probabilities(features[:, self._order])


def load_skops(path: Any) -> dict[str, Any]:  # noqa: ANN401 (what skops takes)
    """Load a skops file, refusing any type but those that skops itself trusts."""
    import skops.io

    try:
        unknown = set(skops.io.get_untrusted_types(file=path))
        if unknown:
            raise DetectorError(
                f"{path} holds the untrusted type {min(unknown)}; it was not loaded"
            )
        return cast(dict[str, Any], skops.io.load(path, trusted=[]))
    except FileNotFoundError as error:
        raise DetectorError(f"{path} is missing: reinstall darnel, or retrain") from error
    except (BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DetectorError(f"{path} is no model that darnel wrote: {error}") from error
