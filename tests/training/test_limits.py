"""The bounds that PAGE names are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from training.limits import rows, table

PAGE = (Path(__file__).parents[2] / "src/darnel/manual/pages/limits.md").read_text("utf-8")


def test_readme_has_every_bound_as_the_code_has_it() -> None:
    stands = PAGE.partition("<!-- limits -->\n")[2].partition("\n<!-- /limits -->")[0]
    assert stands == table(), "python -m training.limits"


def test_what_happens_beyond_a_bound_is_said_of_each() -> None:
    assert all(what and bound and then for what, bound, then in rows())
    assert len({what for what, _, _ in rows()}) == len(list(rows()))


def test_a_bound_that_moves_moves_the_table(monkeypatch) -> None:
    before = table()
    monkeypatch.setattr("darnel.doors.readers.bounds.MOST_COLUMNS", 12)
    assert table() != before
