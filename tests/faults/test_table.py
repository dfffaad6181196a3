"""The table of faults names tests that exist, and every test of this folder stands in it or beside it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "src/darnel/manual/pages/faults.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE)


@cache
def named_in(path: Path) -> dict[str, set[str]]:
    """The tests of a file, and the marks of each."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name: {ast.unparse(mark).removeprefix("pytest.mark.") for mark in node.decorator_list}
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def test_every_test_that_the_table_names_exists() -> None:
    assert len(NAMED) > 50
    for path, name in NAMED:
        assert name in named_in(ROOT / path), f"{path}::{name}"


def test_a_test_that_needs_a_mark_is_said_to() -> None:
    for path, name in NAMED:
        needs = named_in(ROOT / path)[name] & {"slow", "postgres", "brokers"}
        said = re.search(rf"\*`{path}::{name}`\* \((\w+)\)", TABLE)
        for mark in needs:
            assert said is not None, f"{name} runs only with -m {mark}"
            assert said[1] == mark


def test_every_row_promises_something_and_names_a_test() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "**" not in line][2:]
    for row in rows:
        cells = re.split(r"(?<!\\)\|", row)[1:-1]
        assert len(cells) == 3, row
        assert all(cell.strip() for cell in cells), row
        assert "::test_" in cells[2], row
