"""Standard streams that the caller has closed, and what darnel itself trips over: a sentence, no traceback."""

from __future__ import annotations

import os
import signal
import sys

import pytest
from typer.testing import CliRunner

from darnel.cli import app, main, speech
from darnel.doors import batch, corpora, readers, tables
from darnel.doors.unfinished import Unfinished
from darnel.errors import InputError

WORDS = "words of an article"


def closed(*numbers: int):
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


def test_a_closed_standard_input_is_told(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input is closed; name a file in place of -"):
        readers.standard_input()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs descriptors of its own")
def test_a_closed_standard_output_is_told(command, table) -> None:
    process = command("score", table, "--no-corpus", stdout=None, preexec_fn=closed(0, 1))
    _, said = process.communicate()
    assert (process.returncode, said) == (2, b"darnel: standard output: Bad file descriptor\n")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs descriptors of its own")
def test_with_every_stream_closed_a_file_is_whole_and_no_stream_of_ours(
    command, table, tmp_path
) -> None:
    out, good = tmp_path / "o.csv", tmp_path / "good.csv"
    assert command("score", table, "-o", good).wait() == 0
    none = {"stdin": None, "stdout": None, "stderr": None}
    assert command("score", table, "-o", out, **none, preexec_fn=closed(0, 1, 2)).wait() == 0
    assert out.read_bytes() == good.read_bytes()
    process = command("explain", "-", stdin=None, preexec_fn=closed(0))
    assert process.communicate()[1].startswith(b"darnel: standard input is closed")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run `darnel …` in this process as its own would; give the exit code and what was said."""
    monkeypatch.setattr(speech, "_forget_output", lambda: None)  # the runner's, not ours

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["darnel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().err

    return run


def failing(error: BaseException):
    def fail(*_, **__):
        raise error

    return fail


def test_a_fault_of_our_own_has_an_exit_code_of_its_own_and_says_where_but_no_text(
    run, table, tmp_path, monkeypatch, stand_in
) -> None:
    monkeypatch.setattr(tables, "judge", failing(KeyError(WORDS)))
    code, said = run("score", table, "-o", tmp_path / "o.csv")
    assert code == 70
    assert said.startswith("darnel: darnel failed (KeyError), by a fault of its own; report it")
    assert "in fail" in said
    assert "the corpus is kept" in said
    assert WORDS not in said
    assert "Traceback" not in said


def test_memory_that_runs_out_is_a_sentence(run, table, monkeypatch, stand_in) -> None:
    monkeypatch.setattr(tables, "judge", failing(MemoryError()))
    code, said = run("score", table, "--no-corpus")
    assert code == 2
    assert said == "darnel: there is not enough memory; take fewer --workers, or split the input\n"


def test_memory_that_runs_out_over_one_article_is_that_articles_error(
    table, monkeypatch, stand_in
) -> None:
    stand_in.before = failing(MemoryError())
    done = CliRunner().invoke(app, ["score", str(table), "--no-corpus", "-q"])
    assert done.exit_code == 1
    assert done.stdout.count("darnel failed on this article (MemoryError)") == 300
    assert done.stderr.endswith("280 more rows; each is named in its reason\n")


def interrupted(*_, **__):
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize(
    ("where", "name"),
    [
        pytest.param(batch, "Batch", id="before any work", marks=pytest.mark.slow),
        pytest.param(tables, "find_inputs", id="finding inputs", marks=pytest.mark.slow),
        pytest.param(corpora, "build", id="in the corpus"),
        pytest.param(tables, "judge", id="in scoring"),
        pytest.param(Unfinished, "finish", id="at the end", marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_at_any_point_is_one_word_and_130(
    run, table, tmp_path, monkeypatch, stand_in, where, name
) -> None:
    out = tmp_path / "o.csv"
    with monkeypatch.context() as patch:
        patch.setattr(where, name, interrupted)
        code, said = run("score", table, "-o", out)
    assert code == 130
    assert said.startswith("darnel: stopped\n")
    assert not out.exists()
    assert run("score", table, "-o", out, "--resume")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGTERM")
@pytest.mark.slow
def test_a_terminated_run_goes_on(command, table, tmp_path) -> None:
    out = tmp_path / "o.csv"
    slow = "def before(article):\n    time.sleep(0.002)\n"
    process = command("score", table, "-o", out, "--no-corpus", fault=slow)
    while not (tmp_path / "o.csv.part.state").exists():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.wait()
    assert not out.exists()
    assert command("score", table, "-o", out, "--no-corpus", "--resume").wait() == 0
