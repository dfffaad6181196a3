"""What tests of the doors share: prose to judge, a scorer to judge it with, every command."""

from __future__ import annotations

import os

os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # fits are small: a second thread costs more than it brings

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.testing
from standin import PROSE, StandIn
from typer.main import get_command

import darnel.doors.frame  # noqa: F401 (what it imports must be bound before a test patches it)
from darnel.cli import app

# A test runner puts the whole command line together for every command that it is given: a tenth of a second.
typer.testing._get_command = cache(typer.testing._get_command)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Use every core for the whole suite alone; few tests take longer to start, and servers keep their ports."""
    named = config.args != config.getini("testpaths")
    everyday = config.getoption("markexpr").startswith("not slow")
    thorough = config.getoption("markexpr").startswith("thorough")
    return None if not named and (everyday or thorough) else 0


@pytest.fixture
def prose() -> str:
    return PROSE


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a scorer with foreseeable answers behind every door."""
    scorer = StandIn()
    monkeypatch.setattr(
        "darnel.doors.load_scorer", lambda path=None, prevalence=None, corpus=None: scorer
    )
    monkeypatch.setattr("darnel.doors.default_scorer", lambda: scorer)
    monkeypatch.setattr("darnel.doors.frame.default_scorer", lambda: scorer)
    return scorer


@pytest.fixture
def another_model() -> Callable[..., Path]:
    """Write a model that takes every page for a farm's by `shift` log-odds more; give its file."""
    import numpy as np

    from darnel.artifacts import FOLDER
    from darnel.model import Model
    from darnel.stored import load_stored, save_stored

    def made(folder: Path, version: str, shift: float = 0.5) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        stored = load_stored(FOLDER / "page.npz") | {"version": version}
        stored["offset"] = np.asarray(stored["offset"]) + shift
        stored["expected"] = Model(stored, "").judge(np.asarray(stored["reference"])).quality
        save_stored(folder / "page.npz", stored)
        (folder / "card.md").write_text(f"# The card of {version}\n", "utf-8")
        return folder / "page.npz"

    return made


@pytest.fixture
def commands() -> dict[str, Any]:
    """Every command of the command line, by its words: `corpus build` is one."""
    found = {}
    pending = [("", get_command(app))]
    while pending:
        name, command = pending.pop(0)
        below = getattr(command, "commands", None)
        if below is None or command.invoke_without_command:
            found[name.strip()] = command
        if below is not None:
            pending += [(f"{name} {word}", part) for word, part in below.items()]
    return found
