"""What Tab offers, asked as bash, zsh and fish ask it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from documentation import ROOT
from typer.testing import CliRunner

from darnel.cli import app, completing


def asked(shell: str, line: str) -> list[str]:
    """Give what a shell is answered for a line, bare of the shell's own dress."""
    words = line.split(" ")
    env = {"_DARNEL_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
    env |= {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    env |= {"_TYPER_COMPLETE_FISH_ACTION": "get-args", "COLUMNS": "1000"}
    said = CliRunner().invoke(app, [], env=env, prog_name="darnel").output
    if shell == "zsh":
        said = said.removeprefix("_arguments '*: :((").removesuffix("))'\n")
    lines = [one.split("\t")[0] for one in said.splitlines()]
    return [one.partition('":"')[0].strip('"') for one in lines if one]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crawl.csv").write_text("Headline,body,the url\nFerry late,It is.,x\n", "utf-8")
    (tmp_path / "crawl.png").write_bytes(b"")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html").write_text("<p>", "utf-8")
    (tmp_path / "pages" / "old.corpus").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        pytest.param("darnel sc", ["score"], id="a command"),
        pytest.param("darnel model pro", ["promote"], id="a command below another"),
        pytest.param("darnel score --resu", ["--resume"], id="an option"),
        pytest.param("darnel score crawl.csv --format ", ["csv", "jsonl", "parquet"], id="a format"),
        pytest.param("darnel score cr", ["crawl.csv"], id="a table, and no picture"),
        pytest.param("darnel score pages/", ["pages/one.html"], id="a file in a folder"),
        pytest.param("darnel corpus info pages/", ["pages/old.corpus"], id="a corpus"),
        pytest.param("darnel score crawl.csv -o scored.", ["scored.csv", "scored.jsonl", "scored.parquet"], id="a suffix that can be written"),
        pytest.param("darnel score crawl.csv --text ", ["Headline", "body"], id="a column of the table, if it needs no quotes"),
        pytest.param("darnel sources crawl.csv --prior t", ["towcenter"], id="a rating list"),
        pytest.param("darnel sources crawl.csv --encoding cp125", ["cp1250", "cp1251", "cp1252"], id="an encoding"),
        pytest.param("darnel serve-key add a --scope in", ["ingest"], id="a scope"),
    ],
)  # fmt: skip
def test_tab_offers(shell, line, offered) -> None:
    assert asked(shell, line) == offered


def test_names_of_keys_and_of_models_are_offered(here) -> None:
    (here / "keys.json").write_text(json.dumps({"keys": [{"name": "ingest"}, {"name": "ann"}]}))
    assert asked("bash", "darnel serve-key remove --keys keys.json in") == ["ingest"]
    (here / "models").mkdir()
    (here / "models/models.json").write_text(json.dumps({"models": {"0.2.0": "", "march": ""}}))
    assert asked("bash", "darnel model promote --models models --why x m") == ["march"]


def test_names_of_keys_are_those_that_darnel_writes(here) -> None:
    keys = pytest.importorskip("darnel.doors.service.keys")
    keys.write_keys(here / "keys.json", [keys.made("ann", ["score"])[1]])
    assert asked("bash", "darnel serve-key remove --keys keys.json a") == ["ann"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", "headline\tbody\n"),
        ("a.jsonl", '{"headline": "", "body": ""}\n'),
        ("semicolons.csv", "headline;body\n"),
    ],
)
def test_columns_are_read_off_each_kind_of_table(here, name, text) -> None:
    (here / name).write_text(text, "utf-8")
    assert asked("bash", f"darnel score {name} --text b") == ["body"]


def test_columns_of_parquet(here) -> None:
    import pandas as pd

    pd.DataFrame({"headline": [""], "body": [""]}).to_parquet(here / "a.parquet")
    assert asked("bash", "darnel score a.parquet --text b") == ["body"]


@pytest.mark.parametrize("line", ["darnel score nope.csv --text ", "darnel score nowhere/", "darnel serve-key remove --keys nope.json "])  # fmt: skip
def test_what_can_not_be_read_is_no_fault(line) -> None:
    assert asked("bash", line) == []


def test_a_file_that_is_no_table_is_no_fault(here) -> None:
    (here / "a.jsonl").write_bytes(b"\xff\xfe[1")
    (here / "a.parquet").write_bytes(b"PAR1")
    assert completing.columns(_Line(["a.jsonl", "a.parquet"]), "") == []


class _Line:
    def __init__(self, inputs) -> None:
        self.params, self.args = {"inputs": inputs}, []


def test_a_name_that_needs_quotes_is_left_to_the_shell(here) -> None:
    (here / "crawl of march.csv").write_text("a\n", "utf-8")
    assert asked("bash", "darnel score cr") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_can_be_printed(shell) -> None:
    done = CliRunner().invoke(
        app, [], env={"_DARNEL_COMPLETE": f"source_{shell}"}, prog_name="darnel"
    )
    assert done.exit_code == 0
    assert "_DARNEL_COMPLETE" in done.output
    assert "--install-completion" in CliRunner().invoke(app, ["--help"]).output


def test_a_long_description_stays_on_one_line() -> None:
    env = {**os.environ, "_DARNEL_COMPLETE": "complete_fish", "COLUMNS": "40"}
    env |= {"_TYPER_COMPLETE_ARGS": "darnel score --r", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    asking = "import sys; sys.argv = ['darnel']; from darnel.cli import main; main()"
    command = [sys.executable, "-c", asking]
    ran = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    said = ran.stdout
    assert all(line.startswith("--") for line in said.splitlines())
    assert [line.partition("\t")[0] for line in said.splitlines()] == ["--resume", "--raw-cells"]
