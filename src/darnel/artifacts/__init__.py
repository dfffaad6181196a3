"""What training wrote: vectors, detectors, the page model and its card. Never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent


@cache
def arrays(name: str) -> Mapping[str, NDArray[Any]]:
    """Load the arrays of `artifacts/<name>.npz`; no pickled object is ever read."""
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as file:
        return {key: file[key] for key in file.files}
