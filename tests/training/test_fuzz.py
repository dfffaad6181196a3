"""What fuzzing has kept is asked again of every part, by the same oracles, without the fuzzer."""

from __future__ import annotations

import json
import os
from functools import cache
from importlib.util import find_spec

import pytest

from training.fuzz import NAMES, Oracle, target_of
from training.fuzz.__main__ import FIGURES, table
from training.fuzz.drawing import PIECES, Draw, text_of
from training.fuzz.kept import Crash, crashes, inputs_of, keep, keep_crash

NEEDED = {"html": "trafilatura", "warc": "warcio", "http": "fastapi", "bodies": "fastapi", "settings": "fastapi",
          "adapters": "fastapi"}  # fmt: skip
SLOW = 6
"""Inputs of the targets that take longest that are asked every day; the others under the mark slow."""
TAKE_LONG = {"signals", "html", "model", "corpus", "http"}


@cache
def oracle(name: str) -> Oracle:
    if not os.environ.get("CI") and not find_spec(NEEDED.get(name, "darnel")):
        pytest.skip(f"needs {NEEDED[name]}")
    return target_of(name).make()


@pytest.mark.parametrize("name", NAMES)
def test_no_kept_input_breaks_its_part(name: str) -> None:
    inputs = inputs_of(name)
    assert inputs, f"python -m training.fuzz {name}, then with --keep"
    step = max(1, len(inputs) // SLOW) if name in TAKE_LONG else 1
    for data in inputs[::step]:
        oracle(name)(data)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_kept_input_and_no_seed_breaks_its_part(name: str) -> None:
    for data in [*target_of(name).seeds(), *inputs_of(name)]:
        oracle(name)(data)


@pytest.mark.parametrize("crash", crashes(), ids=lambda crash: f"{crash.target}: {crash.said}")
def test_what_broke_something_once_does_no_more(crash: Crash) -> None:
    oracle(crash.target)(crash.data)


def test_an_oracle_lets_what_should_not_come_out_through(monkeypatch) -> None:
    def broken(*_args, **_more):
        raise LookupError

    asked = target_of("article").make()
    monkeypatch.setattr("training.fuzz.answers.item_of", broken)
    with pytest.raises(LookupError):
        asked(b'\x00{"text": "The ferry"}')


def test_a_text_is_drawn_of_bytes() -> None:
    assert text_of(b"") == ""
    assert text_of(b"\x00caf\xc3\xa9 \xff") == "café \udcff"
    assert text_of(b"\x01\x00\x01") == PIECES[0] + PIECES[1]
    draw = Draw(b"\x02ab\x07c")
    assert (draw.some(), draw.pick("xyz"), draw.rest(), draw.byte()) == (b"ab", "y", b"c", 0)


def test_kept_inputs_and_crashes_come_back_as_they_went_in(tmp_path) -> None:
    keep("csv", [b"long one", b"", b"\xff", b""], tmp_path)
    assert inputs_of("csv", tmp_path) == [b"", b"\xff", b"long one"]
    keep_crash(Crash("csv", "it fell over", b"\x00\xff"), tmp_path)
    assert crashes(tmp_path) == [Crash("csv", "it fell over", b"\x00\xff")]


def test_the_table_adds_up() -> None:
    figures = json.loads(FIGURES.read_text("utf-8"))
    assert f"| all | | {sum(one['runs'] for one in figures.values()):,} |" in table(figures)
