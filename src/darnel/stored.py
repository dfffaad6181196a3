"""Model files: plain arrays and a few words about them, in one `.npz`. Nothing in them is ever run.

What training fits with scikit-learn is written as the numbers that scoring needs (`training/store.py`),
so that loading takes milliseconds, needs no scikit-learn, and can't be a way in: no pickle is read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 (a class, whatever it is called)

import numpy as np

ABOUT = "about"
"""The entry that holds everything but arrays, as JSON."""

MOST_BYTES = 2**30
"""Bytes that a model file may unpack to; the largest of the package has a twentieth of it."""

_BROKEN = (
    BadZipFile, OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, ZlibError,
    RecursionError, MemoryError, NotImplementedError, RuntimeError, SyntaxError, OverflowError,
)  # fmt: skip
"""What NumPy and zipfile raise at a file that is none of theirs, or was altered."""

Stored = dict[str, Any]
"""What a model file holds, by name: arrays, lists of arrays, and what JSON can say."""


class ArtifactError(RuntimeError):
    """A model file is missing, foreign, or does not reproduce its reference scores."""


def load_stored(path: Path) -> Stored:
    """Load a model file; raise ArtifactError if it is missing or was not written by darnel."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if sum(entry.file_size for entry in file.zip.infolist()) > MOST_BYTES:
                raise ValueError(f"it would unpack to more than {MOST_BYTES // 2**20:,} MB")
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
    except _BROKEN as error:
        raise ArtifactError(f"{path} is no model that darnel wrote: {error}") from error


def save_stored(path: Path, stored: Stored) -> None:
    """Write a model file; the same content gives the same file on the same NumPy."""
    about, arrays = {}, {}
    for name, value in stored.items():
        if isinstance(value, np.ndarray):
            arrays[name] = value
        elif isinstance(value, list) and value and isinstance(value[0], np.ndarray):
            arrays |= {f"{name}/{place}": part for place, part in enumerate(value)}
        else:
            about[name] = value
    np.savez_compressed(path, allow_pickle=False, **{ABOUT: np.array(json.dumps(about))}, **arrays)
