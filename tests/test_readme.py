"""Every example of the README and the manual runs, and every command of the tool stands in one of them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from documentation import PAGES, ROOT, TEXT, blocks
from typer.testing import CliRunner

from darnel.cli import app

PYTHON = blocks("python")
README = PAGES["README.md"]


@pytest.mark.parametrize("code", [code for _, code in PYTHON], ids=[place for place, _ in PYTHON])
def test_every_python_example_runs(code: str, capsys) -> None:
    exec(compile(code, "example", "exec"), {})


def test_every_command_is_in_the_manual_and_has_help(commands) -> None:
    for name in commands:
        assert f"darnel {name}" in TEXT
        shown = CliRunner().invoke(app, [*name.split(), "--help"])
        assert shown.exit_code == 0
        assert len(shown.output.splitlines()) > 5


def test_every_option_of_the_manual_exists(commands) -> None:
    lines = [
        line
        for _, block in blocks("sh")
        for line in block.splitlines()
        if line.startswith(("darnel ", "cat "))
    ]
    assert len(lines) > 40
    helps: dict[str, str] = {}
    for line in lines:
        words = shlex.split(line.partition("#")[0])
        at = words.index("darnel") + 1
        command = words[at : at + (2 if " ".join(words[at : at + 2]) in commands else 1)]
        if (name := " ".join(command)) not in helps:
            asked = [*command, "--help"]
            helps[name] = CliRunner().invoke(app, asked, env={"COLUMNS": "200"}).output
        for word in words:
            if word.startswith("--"):
                assert word in helps[name], line


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_points_to_is_there(name: str) -> None:
    for target in re.findall(
        r"\]\(([^)]+)\)", re.sub(r"```.*?```", "", PAGES[name], flags=re.DOTALL)
    ):
        place, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (ROOT / name).parent / place if place else ROOT / name
        assert path.is_file(), target
        if heading:
            heads = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
            assert heading in [_anchor(head) for head in heads], target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_readme_shows_a_marked_article_before_its_first_command() -> None:
    head = README.partition("```sh")[0]
    (picture,) = re.findall(r'<img src="([^"]+)" width="\d+" alt="[^"]+">', head)
    assert Path(picture).name == "explain.png"
    assert (ROOT / picture).is_file()
    assert len(head.splitlines()) < 20


def test_a_reader_understands_the_readme_in_one_screen() -> None:
    first = README.partition("## Three uses")[0]
    assert len(first.splitlines()) < 30
    assert len(README.partition("## CHANGELOG")[0].splitlines()) < 120


def test_the_two_commands_are_the_ones_that_were_agreed() -> None:
    assert "pip install -e . && darnel score tests/data/articles.csv" in README
    assert "pip install -e '.[test]' && pytest" in README
