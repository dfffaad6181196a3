"""Writing trained estimators so that loading can check them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

Floats = NDArray[np.float64]


def write(path: Path, stored: dict[str, Any]) -> None:
    """Write a skops file, compressed: trees are mostly zeros."""
    skops.io.dump(stored, path, compression=ZIP_DEFLATED, compresslevel=9)


def save_detector(
    path: Path, model: HistGradientBoostingClassifier, columns: Sequence[str], reference: Floats
) -> None:
    """Write a classifier with its column names and reference rows with their probabilities."""
    stored = {
        "model": model,
        "columns": list(columns),
        "reference": np.asarray(reference, np.float64),
        "expected": model.predict_proba(reference),
    }
    write(path, stored)
