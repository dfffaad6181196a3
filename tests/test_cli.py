"""The command line as users meet it: help, exit codes, pipes, signals, terminals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import darnel
from darnel.artifacts import FOLDER
from darnel.cli import app

BOOT = """
import sys, time
sys.path.insert(0, {home!r})
import conftest, darnel.doors
def wait(article): time.sleep({pause})
darnel.doors.load_scorer = lambda path=None, prevalence=None, corpus=None: conftest.StandIn(wait)
from darnel.cli import main
main()
"""


def command(pause: float = 0) -> list[str]:
    return [sys.executable, "-c", BOOT.format(home=str(Path(__file__).parent), pause=pause)]


def run(*arguments: object, given: bytes = b"", **options):
    return subprocess.run(
        [*command(), *map(str, arguments)], input=given, capture_output=True, check=False, **options
    )


@pytest.fixture
def articles(tmp_path, prose) -> Path:
    path = tmp_path / "in.csv"
    body = prose.replace("\n\n", " ").replace('"', "'")
    path.write_text("id,text\n" + f'1,"{body}"\n' * 2000, "utf-8")
    return path


# help


def test_every_command_has_help_and_examples(commands) -> None:
    for name, command in commands.items():
        assert command.help
        assert f"darnel {name} " in (command.epilog or "").partition("Examples:")[2]


def test_every_option_has_help(commands) -> None:
    for name, command in commands.items():
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name}"


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"darnel {darnel.__version__}\n")


@pytest.mark.parametrize("arguments", [["score"], ["explain"], ["unknown"], ["score", "a", "--b"]])
def test_wrong_usage_exits_2(arguments) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_the_card_is_printed(stand_in) -> None:
    result = CliRunner().invoke(app, ["model"])
    assert (result.exit_code, result.stdout) == (0, "# A stand-in\n")


def test_a_model_that_cannot_be_used_is_a_sentence(monkeypatch, tmp_path) -> None:
    from darnel.model import ModelError
    from darnel.scorer import Scorer

    def load(path=None, *, prevalence=None, corpus=None):
        raise ModelError("page.npz is altered")

    monkeypatch.setattr(Scorer, "load", load)
    (tmp_path / "a.txt").write_text("Some text.")
    for arguments in (["explain", str(tmp_path / "a.txt")], ["model"]):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 2
        assert result.stderr == "darnel: the model can't be used: page.npz is altered\n"


# pipes and signals


def test_in_a_pipe_only_the_summary_is_said(articles) -> None:
    done = run("score", articles)
    assert done.returncode == 0
    assert done.stdout.startswith(b"id,text,quality,band,reason\n1,")
    first, second = done.stderr.decode().splitlines()
    assert first == "darnel: 2,000 rows: 0 clear, 2,000 review, 0 block"
    assert second.endswith(" rows a second")


def test_standard_input_flows_through(prose) -> None:
    body = prose.replace("\n\n", " ")
    done = run("score", "-", given=f'text\n"{body}"\n'.encode())
    assert done.returncode == 0
    assert b"0.4500,review" in done.stdout


def test_a_reader_that_leaves_is_no_news(articles) -> None:
    process = subprocess.Popen(
        [*command(), "score", str(articles)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(20) == 141


@pytest.mark.thorough
def test_ctrl_c_leaves_what_resume_goes_on_with(articles, tmp_path) -> None:
    out = tmp_path / "out.csv"
    process = subprocess.Popen(
        [*command(pause=0.01), "score", str(articles), "-o", str(out)], stderr=subprocess.PIPE
    )
    until = time.monotonic() + 20
    while not list(tmp_path.glob("out.csv.part.corpus")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    said = process.stderr.read().decode()
    assert said.startswith("darnel: stopped\n")
    assert "the same command with --resume goes on" in said
    assert not out.exists()
    done = run("score", articles, "-o", out, "--resume")
    assert done.returncode == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "out.csv"]
    assert out.read_bytes() == run("score", articles).stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_behind_a_pipe_is_told(articles) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command(), "score", str(articles)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"darnel: standard output: No space left on device; make room")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read all files")
def test_a_file_that_may_not_be_read_is_told(articles) -> None:
    articles.chmod(0)
    result = CliRunner().invoke(app, ["score", str(articles)])
    assert result.exit_code == 2
    assert "Permission denied" in result.stderr


# a terminal


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_on_a_terminal_there_is_a_table_and_progress(articles) -> None:
    import pty

    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [*command(), "score", str(articles)],
        stdout=terminal,
        stderr=terminal,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "90", "NO_COLOR": "1"},
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            data = os.read(main, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.close(main)
    assert process.wait(20) == 0
    text = shown.decode()
    assert "rows, " in text
    assert "The 100 lowest of 2,000 rows" in text
    assert "darnel: 2,000 rows:" in text


# the package


def test_importing_darnel_imports_nothing_heavy() -> None:
    code = (
        "import sys, darnel; darnel.__version__; darnel.Article; darnel.Assessment; darnel.Finding;"
        "heavy = {'numpy', 'sklearn', 'pandas', 'pyarrow', 'textstat', 'pydantic', 'typer'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_help_comes_at_once_and_needs_no_model() -> None:
    code = (
        "import sys; from darnel.cli import app; app(['score', '--help'], standalone_mode=False);"
        "heavy = {'numpy', 'sklearn', 'pandas', 'pyarrow', 'textstat'};"
        "sys.exit(len(heavy & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)


def test_the_public_names_are_there() -> None:
    for name in darnel.__all__:
        assert getattr(darnel, name) is not None
    assert set(darnel.__all__) <= set(dir(darnel))
    with pytest.raises(AttributeError, match="no attribute 'scroe'"):
        darnel.scroe  # noqa: B018


def test_one_call_scores_one_article(stand_in, prose) -> None:
    assessment = darnel.score(prose, title="Ferry late", id="a-1")
    assert (assessment.id, assessment.band) == ("a-1", "review")
    with pytest.raises(TypeError, match="text must be a string, not NoneType"):
        darnel.score(None)
    with pytest.raises(TypeError, match="comments"):
        darnel.score(prose, comments="One.")


# the prevalence


@pytest.mark.parametrize("share", ["0", "1", "2", "-0.1", "nan"])
def test_a_prevalence_that_is_no_share_is_a_sentence(tmp_path, prose, share) -> None:
    path = tmp_path / "a.txt"
    path.write_text(prose)
    table = tmp_path / "a.csv"
    table.write_text("text\nOne.\n")
    for arguments in (["explain", str(path)], ["score", str(table)]):
        result = CliRunner().invoke(app, [*arguments, f"--prevalence={share}"])
        assert result.exit_code == 2
        assert "above 0 and under 1 (0.02 is 2 %), not" in result.stderr
        assert result.stdout == ""


def test_a_finished_assessment_cannot_be_explained_at_another_prevalence(
    tmp_path, stand_in, prose
) -> None:
    path = tmp_path / "a.json"
    path.write_text(darnel.score(prose).to_json())
    result = CliRunner().invoke(app, ["explain", str(path), "--prevalence", "0.02"])
    assert result.exit_code == 2
    assert "--prevalence needs the article" in result.stderr


def test_every_door_takes_a_prevalence(tmp_path, prose) -> None:
    import json

    import pandas as pd

    table, page = tmp_path / "in.csv", tmp_path / "page.txt"
    table.write_text("text\n" + f'"{prose}"\n' * 2, "utf-8")
    page.write_text(prose)
    plain = darnel.score(prose)
    wanted = darnel.score(prose, prevalence=0.5)
    assert wanted.quality < plain.quality
    assert wanted.band == plain.band
    assert wanted.model.prevalence == 0.5
    for workers in ("1", "2"):
        arguments = ["score", str(table), "--format", "jsonl", "--prevalence", "0.5"]
        result = CliRunner().invoke(app, [*arguments, "--workers", workers])
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        assert [a["quality"] for a in answers] == pytest.approx([wanted.quality] * 2)
        assert [a["model"]["prevalence"] for a in answers] == [0.5] * 2
    frame = darnel.score_frame(pd.DataFrame({"text": [prose]}), prevalence=0.5)
    assert frame["quality"][0] == pytest.approx(wanted.quality)
    with pytest.raises(darnel.InputError, match=r"Scorer\.load"):
        darnel.score_frame(frame, prevalence=0.5, scorer=darnel.Scorer.load())
    shown = CliRunner().invoke(app, ["explain", str(page), "--no-title", "--prevalence", "0.5"])
    assert f"quality {wanted.quality:.2f}" in shown.stdout
    assert "at 50 % farm pages; 1 is best)" in shown.stdout


def test_equal_loadings_are_one_for_a_worker() -> None:
    from darnel.doors import Loading

    assert Loading(0.02) == Loading(0.02) != Loading(0.1)
    assert len({Loading(0.02), Loading(0.02), Loading()}) == 2


# with the model that ships


@pytest.mark.skipif(not (FOLDER / "page.npz").exists(), reason="no model has been trained yet")
def test_all_doors_say_the_same_of_one_article(tmp_path, prose) -> None:
    import csv

    import pandas as pd

    assessment = darnel.score(prose, title="New ferry is late")
    frame = darnel.score_frame(pd.DataFrame({"title": ["New ferry is late"], "text": [prose]}))
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["title", "text"], ["New ferry is late", prose]])
    for workers in ("1", "2"):
        arguments = ["score", str(path), "-o", str(out), "--workers", workers]
        assert CliRunner().invoke(app, arguments).exit_code == 0
        with out.open(newline="", encoding="utf-8") as file:
            (row,) = csv.DictReader(file)
        assert row["quality"] == f"{assessment.quality:.4f}"
        assert (row["band"], row["reason"]) == (assessment.band, assessment.reason)
    assert frame["quality"][0] == pytest.approx(assessment.quality)
    assert frame["reason"][0] == assessment.reason


def test_sums_of_one_article_are_no_work_for_many_threads(monkeypatch) -> None:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    monkeypatch.delenv("OMP_NUM_THREADS")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")  # who says so has reasons
    monkeypatch.setattr(sys, "argv", ["darnel", "--version"])
    with pytest.raises(SystemExit):
        darnel.cli.main()
    assert [os.environ[name] for name in names] == ["1", "1", "3"]
