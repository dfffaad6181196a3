"""What darnel needs is named with the least version that is enough, and its licence is known."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LICENCES = (ROOT / "src/darnel/manual/pages/licences.md").read_text("utf-8")
EVERY = [
    ("core", line) for line in PROJECT["dependencies"]
] + [
    (extra, line) for extra, lines in PROJECT["optional-dependencies"].items() for line in lines
]  # fmt: skip


@pytest.mark.parametrize(("extra", "line"), EVERY, ids=lambda said: said)
def test_every_dependency_has_a_least_version(extra: str, line: str) -> None:
    if not re.fullmatch(r"darnel\[\w+\]|playwright", line):
        assert re.search(r">=\d", line), f"{extra}: {line}"


def test_the_licence_of_every_dependency_of_a_user_is_listed() -> None:
    listed = set(re.findall(r"^\| ([\w.-]+) \|", LICENCES, re.MULTILINE))
    for extra, line in EVERY:
        name = re.split(r"[\[>=<~! ;]", line)[0].lower().replace("_", "-")
        if extra not in {
            "test",
            "fuzz",
            "mutation",
            "training",
            "peers",
            "spark",
            "threatexchange",
        }:
            assert name in listed | {"darnel"}, name


def test_what_the_weights_were_made_from_is_listed() -> None:
    for name in ("WCXB", "fox-news-comments", "all-MiniLM-L6-v2", "CMU Pronouncing", "CRED-1"):
        assert name in LICENCES
