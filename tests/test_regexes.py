"""No regular expression of the package backtracks without bound, whatever it is given."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from regexes import faults

import darnel

SOURCE = Path(darnel.__file__).parent
ELSEWHERE = {"search", "findall", "finditer", "sub", "subn", "split"}
"""Methods that look for a match at every place."""


@cache
def sources() -> dict[str, str]:
    return {
        ".".join(("darnel", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"):
        path.read_text("utf-8")
        for path in sorted(SOURCE.rglob("*.py"))
    }  # fmt: skip


def compiling() -> list[str]:
    return [name for name, text in sources().items() if "re.compile(" in text]


def patterns(module: str):
    """Give the compiled patterns of a module by the name they stand under."""
    for name, value in vars(import_module(module)).items():
        held = value.values() if isinstance(value, dict) else [value]
        for pattern in held:
            if (isinstance(pattern, re.Pattern) and f"{name} " in sources()[module]) or (
                isinstance(pattern, re.Pattern) and f"{name}:" in sources()[module]
            ):
                yield name, pattern


def used(module: str, name: str) -> set[str]:
    """Give the methods of `re` that are called on a name in its module, else anywhere."""
    calls = rf"\b{name}(?:\[\w+\]|\.get\(\w+\))?\.(\w+)"
    own = set(re.findall(calls, sources()[module]))
    return own or {found for text in sources().values() for found in re.findall(calls, text)}


def as_text(pattern: re.Pattern) -> str:
    return (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )


@pytest.mark.parametrize("module", compiling())
def test_no_compiled_expression_backtracks_without_bound(module: str) -> None:
    said = []
    for name, pattern in patterns(module):
        how = used(module, name) & (ELSEWHERE | {"match", "fullmatch"})
        found = faults(
            as_text(pattern), pattern.flags & ~re.UNICODE, searched=not how or bool(how & ELSEWHERE),
            whole=how == {"fullmatch"},
        )  # fmt: skip
        if found:
            said.append(f"{module}.{name}: {found}: {as_text(pattern)[:120]!r}")
    assert not said


def inline() -> list:
    found = []
    for module, text in sources().items():
        for node in ast.walk(ast.parse(text)):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if (
                not called
                or not isinstance(node.func.value, ast.Name)
                or node.func.value.id != "re"
            ):
                continue
            if node.func.attr in ELSEWHERE | {"match", "fullmatch"}:
                found.append(pytest.param(module, node, id=f"{module}:{node.lineno}"))
    return found


@pytest.mark.parametrize(("module", "call"), inline())
def test_no_expression_in_a_call_backtracks_without_bound(module: str, call: ast.Call) -> None:
    said = call.args[0]
    if isinstance(said, ast.Name):  # one of a table of names
        return
    assert isinstance(said, ast.Constant), (
        "compile it where the module begins, so that it is tested"
    )
    text = said.value if isinstance(said.value, str) else said.value.decode("latin-1")
    how = call.func.attr
    found = faults(text, searched=how in ELSEWHERE, whole=how == "fullmatch")
    assert not found, f"{module}:{call.lineno}: {found}: {text!r}"


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        pytest.param(r"(a+)+b", 0, id="a loop in a loop"),
        pytest.param(r"(a|a)*b", 0, id="two ways round a loop"),
        pytest.param(r"(?:x+\s*){1,4}$", 0, id="a loop that is repeated"),
        pytest.param(r"\s+\|", 0, id="a loop that a search begins with"),
        pytest.param(r"b\s*\n?\s*c", 0, id="two loops that share letters"),
        pytest.param(r"b(?=\w+\w+x)", 0, id="two loops in what must follow"),
        pytest.param(r"[a-z-]+-\d", 0, id="a mark that is also in the loop before it"),
        pytest.param(r"(?<=[a ])\s+x", 0, id="a loop behind a letter of its own"),
        pytest.param(r"^\W*x$", re.MULTILINE, id="a loop at the start of every line"),
    ],
)
def test_what_backtracks_without_bound_is_told(pattern: str, flags: int) -> None:
    assert faults(pattern, flags)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"[^\W_]+(?:['’][^\W_]+)*", id="a word"),
        pytest.param(r"a+|b+", id="loops that match at once"),
        pytest.param(r"b\s*+c", id="a possessive loop"),
        pytest.param(r"b\s{0,9}c", id="a bounded repeat"),
        pytest.param(r"“[^”\n“]*”?", id="a loop that may end anywhere"),
        pytest.param(r"^\s*x", id="a loop at the start of a text"),
        pytest.param(
            r"(?<!\s)\s+x", id="a loop that a search begins with at its first letter only"
        ),
        pytest.param(r"(?<=a)\s+x", id="a loop behind another letter"),
    ],
)
def test_what_does_not_is_let_pass(pattern: str) -> None:
    assert not faults(pattern)
