"""Trained detectors inside signals: loaded without pickle, checked, and read by column name."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from darnel.artifacts import FOLDER

Floats = NDArray[np.float64]

TRUSTED = [
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn._loss._loss.CyHalfBinomialLoss",
    "sklearn._loss._loss.CyHalfMultinomialLoss",
]
"""What gradient boosting models are made of outside skops' own list: the predictor, and under
scikit-learn 1.6 to 1.8 the losses."""

TOLERANCE = 1e-6
"""Reference scores must come out the same up to floating-point noise."""


class DetectorError(RuntimeError):
    """A model file is missing, foreign, or does not reproduce its reference scores."""


@cache
def detector(name: str, columns: tuple[str, ...]) -> Detector:
    """Load `artifacts/<name>.skops` for features in the order of `columns`; check it."""
    return Detector(name, columns)


class Detector:
    """A classifier over named columns that has reproduced its reference scores."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        stored = load_skops(FOLDER / f"{name}.skops")
        missing = [column for column in stored["columns"] if column not in columns]
        if missing:
            raise DetectorError(
                f"{name}.skops needs the column {missing[0]!r}, which is not measured"
            )
        self._order = [columns.index(column) for column in stored["columns"]]
        self._model = stored["model"]
        said = self._model.predict_proba(stored["reference"])
        if not np.allclose(said, stored["expected"], atol=TOLERANCE):
            raise DetectorError(
                f"{name}.skops does not reproduce its reference scores: reinstall darnel"
            )

    def probabilities(self, features: Floats) -> Floats:
        """Give the probability of each class, shape (rows, classes)."""
        if not len(features):
            return np.zeros((0, len(self._model.classes_)))
        return cast(Floats, self._model.predict_proba(features[:, self._order]))


def load_skops(path: Any) -> dict[str, Any]:  # noqa: ANN401 (what skops takes)
    """Load a skops file, refusing any type but scikit-learn's own."""
    import skops.io
    from sklearn.exceptions import InconsistentVersionWarning

    try:
        unknown = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED)
        if unknown:
            raise DetectorError(
                f"{path} holds the untrusted type {min(unknown)}; it was not loaded"
            )
        with warnings.catch_warnings():  # whether another version will do, reference scores tell
            warnings.simplefilter("ignore", InconsistentVersionWarning)
            return cast(dict[str, Any], skops.io.load(path, trusted=TRUSTED))
    except FileNotFoundError as error:
        raise DetectorError(f"{path} is missing: reinstall darnel, or retrain") from error
    except (BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DetectorError(f"{path} is no model that darnel wrote: {error}") from error
