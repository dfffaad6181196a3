"""What tests of the doors share: prose to judge, a scorer to judge it with, every command."""

from __future__ import annotations

from typing import Any

import pytest
from standin import PROSE, StandIn
from typer.main import get_command

import darnel.doors.frame  # noqa: F401 (what it imports must be bound before a test patches it)
from darnel.cli import app


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
def commands() -> dict[str, Any]:
    """Every command of the command line, by its words: `corpus build` is one."""
    found = {}
    pending = [("", get_command(app))]
    while pending:
        name, command = pending.pop(0)
        below = getattr(command, "commands", None)
        if below is None:
            found[name.strip()] = command
        else:
            pending += [(f"{name} {word}", part) for word, part in below.items()]
    return found
