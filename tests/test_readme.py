"""Every example of the README runs, and every command of the tool stands in it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from darnel.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS, ids=range(len(BLOCKS)))
def test_every_python_example_runs(code: str, capsys) -> None:
    exec(compile(code, "README.md", "exec"), {})


def test_every_command_is_in_the_readme_and_has_help(commands) -> None:
    for name in commands:
        assert f"darnel {name}" in README
        shown = CliRunner().invoke(app, [*name.split(), "--help"])
        assert shown.exit_code == 0
        assert len(shown.output.splitlines()) > 5


def test_every_option_of_the_readme_exists(commands) -> None:
    lines = [line for line in README.splitlines() if line.startswith(("darnel ", "cat "))]
    for line in lines:
        words = shlex.split(line.partition("#")[0])
        at = words.index("darnel") + 1
        command = words[at : at + (2 if " ".join(words[at : at + 2]) in commands else 1)]
        shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).output
        for word in words:
            if word.startswith("--"):
                assert word in shown, line


def test_the_two_commands_are_the_ones_that_were_agreed() -> None:
    assert "pip install -e . && darnel score tests/data/articles.csv" in README
    assert "pip install -e '.[test]' && pytest" in README
