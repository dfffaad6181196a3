"""Model files: plain arrays and a few words about them, in one `.npz`. Nothing in them is ever run.

What training fits with scikit-learn is written as the numbers that scoring needs (`training/store.py`),
so that loading takes milliseconds, needs no scikit-learn, and can't be a way in: no pickle is read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np

from darnel.errors import ArtifactError as ArtifactError

ABOUT = "about"
"""The entry that holds everything but arrays, as JSON."""

MOST_BYTES = 2**28
"""Bytes that a model file may unpack to; those of the package unpack to a tenth of it."""

Stored = dict[str, Any]
"""What a model file holds, by name: arrays, lists of arrays, and what JSON can say."""


def load_stored(path: Path) -> Stored:
    """Load a model file; raise ArtifactError if it is missing or was not written by darnel."""
    try:
        _check_size(path)
        with np.load(path, allow_pickle=False) as file:
            stored: Stored = json.loads(str(file[ABOUT]))
            lists: dict[str, dict[int, Any]] = {}
            for key in file.files:
                name, _, place = key.partition("/")
                if place:
                    lists.setdefault(name, {})[int(place)] = file[key]
                elif key != ABOUT:
                    stored[key] = file[key]
        if not isinstance(stored, dict):
            raise ValueError("it does not say what it holds")
        return stored | {name: [its[i] for i in range(len(its))] for name, its in lists.items()}
    except FileNotFoundError as error:
        raise ArtifactError(f"{path} is missing: reinstall darnel, or retrain") from error
    except Exception as error:  # whatever reading a file ends in that anybody may have written
        said = "it is no archive of plain arrays" if "pickle" in str(error) else str(error)
        raise ArtifactError(f"{path} is no model that darnel wrote: {said}") from error


def _check_size(path: Path) -> None:
    """Raise ValueError for an archive that unpacks to more than any model: it would fill the memory."""
    with ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > MOST_BYTES:
        raise ValueError(f"it unpacks to {size:,} bytes, no model has more than {MOST_BYTES:,}")


def save_stored(path: Path, stored: Stored) -> None:
    """Write a model file; the same content gives the same file on the same NumPy."""
    about, arrays = {}, {}
    for name, value in stored.items():
        if isinstance(value, np.ndarray):
            if value.dtype.hasobject:
                raise ValueError(f"{name} holds objects: NumPy would pickle them")
            arrays[name] = value
        elif isinstance(value, list) and value and isinstance(value[0], np.ndarray):
            arrays |= {f"{name}/{place}": part for place, part in enumerate(value)}
        else:
            about[name] = value
    held: dict[str, Any] = {ABOUT: np.array(json.dumps(about)), **arrays}
    np.savez_compressed(path, **held)
