"""Libraries that a test may lack: it is skipped with the line that installs them, and fails in CI."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest

POLARS = "needs pip install 'darnel[polars]'"
SERVE = "needs pip install 'darnel[serve]' httpx"
SCHEMATHESIS = "needs pip install 'schemathesis>=4,<5'"
BROKER = "needs pip install 'darnel[broker]'"
DATATROVE = "needs pip install 'darnel[datatrove]'"


def lacking(*names: str) -> bool:
    """Tell whether a library is not installed, outside of CI."""
    return not os.environ.get("CI") and not all(map(find_spec, names))


def polars() -> ModuleType:
    """Give Polars, or skip."""
    if lacking("polars"):
        pytest.skip(POLARS)
    return import_module("polars")
