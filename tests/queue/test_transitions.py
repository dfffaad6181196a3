"""Every action on every kind of case does what the table in `golden/transitions.txt` says, at all times."""

from __future__ import annotations

import pytest
from transitions import GOLDEN, lines

WRITTEN = GOLDEN.read_text("utf-8").split("\n\n")


@pytest.mark.parametrize("part", WRITTEN, ids=lambda part: part.split("\n")[0].removeprefix("# "))
def test_a_case_goes_where_the_table_says(part: str) -> None:
    head = part.split("\n")[0]
    now = {said.split("\n")[0]: said for said in "\n".join(lines()).split("\n\n")}
    assert now[head].strip("\n").split("\n") == part.strip("\n").split("\n")


def test_the_table_has_every_kind_of_case() -> None:
    assert "\n".join(lines()).count("# ") == len(WRITTEN)
