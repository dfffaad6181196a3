"""Every command's help has examples, and they are commands that exist."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from documentation import ROOT
from standin import PROSE
from typer.main import get_command
from typer.testing import CliRunner

from darnel.cli import app

ROOT_COMMAND = get_command(app)


def everything():
    """Give every command and group, each with its words."""
    pending = [("", ROOT_COMMAND)]
    while pending:
        name, command = pending.pop(0)
        yield name, command
        pending += [(f"{name} {word}".strip(), part) for word, part in getattr(command, "commands", {}).items()]  # fmt: skip


ALL = list(everything())


def examples(command) -> list[str]:
    """Give the examples in a command's help: the paragraphs of its epilog that call darnel."""
    paragraphs = [" ".join(part.split()) for part in (command.epilog or "").split("\n\n")]
    return [part for part in paragraphs if part.startswith("darnel ") or "| darnel " in part]


def called(line: str) -> list[list[str]]:
    """Give the words after `darnel` of each call in a line of the shell."""
    calls = [shlex.split(part.partition(" > ")[0]) for part in line.split(" | ")]
    return [words[1:] for words in calls if words[0] == "darnel"]


@pytest.mark.parametrize("command", [command for _, command in ALL], ids=[name or "darnel" for name, _ in ALL])  # fmt: skip
def test_help_has_two_examples_or_more_and_they_are_shown(command) -> None:
    assert 2 <= len(examples(command)) <= 6
    shown = CliRunner().invoke(app, [*_words_of(command), "--help"], env={"COLUMNS": "300"}).output
    for line in examples(command):
        assert line in " ".join(shown.split())


def _words_of(wanted) -> list[str]:
    return next(name.split() for name, command in ALL if command is wanted)


@pytest.mark.parametrize("line", sorted({line for _, command in ALL for line in examples(command)}))
def test_an_example_can_be_typed(line: str) -> None:
    for words in called(line):
        command, name = ROOT_COMMAND, "darnel"
        while words and words[0] in getattr(command, "commands", {}):
            name = words.pop(0)
            command = command.commands[name]
        command.make_context(name, words)  # raises what is wrong with the options


RUN = ("explain", "score", "sources", "report", "corpus build", "corpus info")


@pytest.fixture
def visited(tmp_path, monkeypatch, stand_in):
    """Give a folder with what the examples name, made of the articles that come with the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("articles.csv", "crawl.csv", "new.csv", "crawl/a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "tests/data/articles.csv", tmp_path / name)
    shutil.copy(ROOT / "tests/data/pages/report.html", tmp_path / "page.html")
    (tmp_path / "article.txt").write_text(f"Ferry late\n\n{PROSE}", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        line
        for name, command in ALL
        if name in RUN
        for line in examples(command)
        if line.startswith("darnel") and not any(part in line for part in ("*", "--workers", "export.csv", "article.json", "--corpus", "--by network"))
    ],
)  # fmt: skip
def test_an_example_that_needs_nothing_else_runs(line, visited: Path) -> None:
    run = CliRunner().invoke
    if "scored" in line and not line.startswith("darnel score"):
        suffix = ".jsonl" if "scored.jsonl" in line else ".csv"
        run(app, ["score", "crawl.csv", "-o", f"scored{suffix}", "--no-corpus", "-q"])
    if "corpus info" in line:
        run(app, ["corpus", "build", "crawl.csv", "-o", "crawl.corpus", "-q"])
    (words,) = called(line)
    done = run(app, words)
    assert done.exit_code == 0, done.output
