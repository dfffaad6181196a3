"""What training wrote: vectors, detectors, the page model and its card. Never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darnel.errors import ArtifactError

FOLDER = Path(__file__).parent


@cache
def arrays(name: str) -> Mapping[str, NDArray[Any]]:
    """Load the arrays of `artifacts/<name>.npz`; no pickled object is ever read.

    Raises ArtifactError if the file is not as it was installed.
    """
    path = FOLDER / f"{name}.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except Exception as error:  # whatever reading half a file ends in
        raise ArtifactError(f"{path} is missing or damaged: reinstall darnel") from error
