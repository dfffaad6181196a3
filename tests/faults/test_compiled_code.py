"""Machine code that can't be kept, or was kept only half: it is compiled anew, and no article is lost for it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from numba.core import config

SOURCE = """
from darnel.compiled import compiled

@compiled
def twice(x):
    return x + x
"""


@pytest.fixture
def twice(tmp_path, monkeypatch):
    """Give a fresh process' view of a compiled function, as often as it is called."""
    (tmp_path / "doubling.py").write_text(SOURCE)

    def load(cache: Path):
        monkeypatch.setattr(config, "CACHE_DIR", str(cache))
        spec = importlib.util.spec_from_file_location("doubling", tmp_path / "doubling.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "doubling", module)
        spec.loader.exec_module(module)
        return module.twice

    return load


def test_code_is_kept_and_found_again(twice, tmp_path) -> None:
    assert twice(tmp_path / "kept")(2) == 4
    again = twice(tmp_path / "kept")
    assert again(2) == 4
    assert sum(again.stats.cache_hits.values()) == 1


def test_a_full_disk_keeps_nothing_and_costs_nothing_else(twice, disk) -> None:
    disk.fill()
    assert twice(disk.path)(2) == 4


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("left", [0, 30])
def test_code_that_was_kept_only_half_is_compiled_and_kept_anew(
    twice, tmp_path, suffix, left
) -> None:
    twice(tmp_path / "kept")(2)
    (half,) = (tmp_path / "kept").rglob(f"*{suffix}")
    half.write_bytes(half.read_bytes()[:left])
    assert twice(tmp_path / "kept")(2) == 4
    again = twice(tmp_path / "kept")
    assert again(2) == 4
    assert sum(again.stats.cache_hits.values()) == 1
