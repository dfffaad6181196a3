"""Runs that are killed: whatever is left of them, `--resume` gives the file of an unbroken run."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from darnel.cli import app
from darnel.doors import unfinished
from darnel.doors.readers import bounds

pytestmark = pytest.mark.usefixtures("stand_in")

NAMES = ("o.csv", "o.tsv", "o.csv.gz", "o.jsonl", "o.jsonl.zst", "o.parquet")


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch) -> None:
    """A chunk of five rows, and a journal after each; no kill here takes the power away, so disks need not sync."""
    monkeypatch.setattr(bounds, "CHUNK_ROWS", 5)
    monkeypatch.setattr(unfinished, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(os, "fsync", lambda _file: None)


@pytest.fixture
def table(tmp_path, prose) -> Path:
    path = tmp_path / "in.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "source", "title", "text"])
        for n in range(23):
            text = "" if n == 7 else prose.replace("ferry", f"ferry {n}") + " gearbox" * (n % 3)
            title = "" if n == 7 else "=1+1"
            rows.writerow([n, f"s{n % 4}.example", title, text])
    return path


def score(*arguments: object):
    return CliRunner().invoke(app, ["score", *map(str, arguments)])


def beside(out: Path) -> list[str]:
    return sorted(p.name for p in out.parent.glob(f"{out.name}.*"))


class Killed(BaseException):
    """What stands for a kill: nothing is done about it."""


def snapshots(table: Path, out: Path, keep: Path, monkeypatch, *options: str) -> list[Path]:
    """Run to the end, and keep what stands beside OUT after every journal."""
    kept: list[Path] = []
    real = unfinished.Unfinished.checkpoint

    def checkpoint(run) -> None:
        real(run)
        at = keep / str(len(kept))
        at.mkdir(parents=True)
        for name in beside(out):
            if (out.parent / name).is_file():
                shutil.copy2(out.parent / name, at / name)
        kept.append(at)

    with monkeypatch.context() as patch:
        patch.setattr(unfinished.Unfinished, "checkpoint", checkpoint)
        assert score(table, "-o", out, *options).exit_code == 1  # row 8 has no text
    return kept


def put_back(state: Path, out: Path) -> None:
    out.unlink(missing_ok=True)
    for name in beside(out):
        (out.parent / name).unlink()
    for path in state.iterdir():
        shutil.copy2(path, out.parent / path.name)


@pytest.mark.parametrize("name", NAMES)
def test_a_run_killed_at_any_byte_goes_on_to_the_same_file(
    tmp_path, table, name, monkeypatch
) -> None:
    out = tmp_path / "out" / name
    out.parent.mkdir()
    states = snapshots(table, out, tmp_path / "kept", monkeypatch)
    whole = out.read_bytes()
    assert beside(out) == []
    assert len(states) >= 6
    part = f"{name}.part"
    dice = random.Random(name)
    for state, after in pairwise(states):
        if not (state / part).exists():
            continue
        good = (state / part).read_bytes()
        more = (after / part).read_bytes()[len(good) :] if (after / part).exists() else b""
        for written in {0, len(more), dice.randint(0, len(more))}:
            put_back(state, out)
            (out.parent / part).write_bytes(good + more[:written])
            done = score(table, "-o", out, "--resume")
            assert done.exit_code == 1, done.stderr
            assert out.read_bytes() == whole
            assert beside(out) == []
            assert "23 rows: " in done.stderr
            assert "1 error" in done.stderr


def test_every_byte_behind_the_good_ones_is_cut_off(tmp_path, table, monkeypatch) -> None:
    out = tmp_path / "o.csv"
    states = snapshots(table, out, tmp_path / "kept", monkeypatch, "--no-corpus")
    whole = out.read_bytes()
    state, after = states[2], states[3]
    good, more = ((s / "o.csv.part").read_bytes() for s in (state, after))
    for length in range(len(good), len(more), 97):
        put_back(state, out)
        (tmp_path / "o.csv.part").write_bytes(more[:length])
        score(table, "-o", out, "--resume", "--no-corpus")
        assert out.read_bytes() == whole


@pytest.mark.parametrize("name", ["o.csv", pytest.param("o.parquet", marks=pytest.mark.thorough)])
@pytest.mark.parametrize(
    "step", ["replace", *(pytest.param(s, marks=pytest.mark.thorough) for s in ("unlink", "fsync"))]
)
def test_a_kill_in_the_last_steps_leaves_a_state_to_go_on_from(
    tmp_path, table, monkeypatch, name, step
) -> None:
    whole = tmp_path / f"whole-{name}"
    score(table, "-o", whole)
    for nth in range(40):
        out = tmp_path / str(nth) / name
        out.parent.mkdir()
        with monkeypatch.context() as patch:
            killed = kill_at(patch, step, nth, out.parent)
            with suppress(Killed):
                score(table, "-o", out)
        if not killed:
            break
        again = score(table, "-o", out, "--resume")
        assert again.exit_code == 1, again.stderr
        assert out.read_bytes() == whole.read_bytes()
        assert beside(out) == []
    assert nth > 2


def kill_at(patch, step: str, nth: int, folder: Path) -> list[str]:
    """Let the nth such step in a folder, and all that follow, fail: as far as disks can see, a kill."""
    killed: list[str] = []
    left = [nth]

    def wrapped(real):
        def work(*given, **options):
            mine = step == "fsync" or str(given[0]).startswith(str(folder))
            if mine and (killed or left[0] == 0):
                killed.append(step)
                raise Killed
            left[0] -= mine
            return real(*given, **options)

        return work

    if step == "fsync":
        patch.setattr(os, "fsync", wrapped(os.fsync))
    else:
        patch.setattr(Path, step, wrapped(getattr(Path, step)))
    patch.setattr(unfinished.Unfinished, "abort", lambda run: None)
    return killed


def begun(table: Path, out: Path, stand_in, *options: str, rows: int = 12):
    """Stop a run by Ctrl-C at a row."""
    seen = [0]

    def stop(article) -> None:
        seen[0] += 1
        if seen[0] > rows:
            raise KeyboardInterrupt

    stand_in.before = stop
    done = score(table, "-o", out, *options)
    stand_in.before = lambda article: None
    return done


@pytest.mark.parametrize("rows", range(0, 46, 3))
def test_several_inputs_of_several_kinds_go_on_where_they_were(
    tmp_path, table, prose, stand_in, rows
) -> None:
    packed, typed = tmp_path / "b.jsonl.gz", tmp_path / "c.parquet"
    lines = "".join(json.dumps({"id": f"b{n}", "text": f"{n} {prose}"}) + "\n" for n in range(12))
    packed.write_bytes(gzip.compress(lines.encode()))
    parquet.write_table(pa.table({"text": [f"{prose} {n}" for n in range(12)]}), typed)
    whole, out = tmp_path / "whole.parquet", tmp_path / "o.parquet"
    inputs = [str(table), str(packed), str(typed)]
    score(*inputs, "-o", whole)
    begun(table, out, stand_in, *inputs[1:], rows=rows)
    assert score(*inputs, "-o", out, "--resume").exit_code == 1
    assert out.read_bytes() == whole.read_bytes()


def test_ctrl_c_says_how_to_go_on(tmp_path, table, stand_in) -> None:
    out = tmp_path / "o.csv"
    done = begun(table, out, stand_in)
    assert done.exit_code == 130
    assert done.stderr.splitlines()[:2] == [
        "darnel: stopped",
        f"darnel: 10 rows are kept in {out}.part; the same command with --resume goes on",
    ]
    assert beside(out) == ["o.csv.part", "o.csv.part.corpus", "o.csv.part.state"]
    again = score(table, "-o", out, "--resume")
    assert "going on behind row 10" in again.stderr


def test_without_resume_rows_of_an_unfinished_run_are_not_thrown_away(
    tmp_path, table, stand_in
) -> None:
    out = tmp_path / "o.csv"
    begun(table, out, stand_in)
    done = score(table, "-o", out)
    assert done.exit_code == 2
    assert "holds 10 rows of a run that was not finished; go on with --resume" in done.stderr
    assert not out.exists()


def test_with_nothing_to_lose_a_run_begins_anew(tmp_path, table, stand_in) -> None:
    out = tmp_path / "o.csv"
    begun(table, out, stand_in, rows=2)
    assert score(table, "-o", out).exit_code == 1
    assert beside(out) == []


def test_resume_without_an_unfinished_run_starts_from_the_beginning(tmp_path, table) -> None:
    out = tmp_path / "o.csv"
    done = score(table, "-o", out, "--resume")
    assert done.exit_code == 1
    assert "there is no unfinished run of o.csv; starting from the beginning" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--signals"], "--signals was False, is True"),
        (["--raw-cells"], "--raw-cells was False, is True"),
        (["--prevalence", "0.02"], "--prevalence was None, is 0.02"),
        (["--no-corpus"], "--no-corpus was False, is True"),
        (["--title", "source"], "--title is new"),
        (["--format", "jsonl"], "the format was csv, is jsonl"),
    ],
)
def test_another_run_does_not_go_on(tmp_path, table, stand_in, options, said) -> None:
    out = tmp_path / "o.csv"
    begun(table, out, stand_in)
    before = (tmp_path / "o.csv.part").read_bytes()
    done = score(table, "-o", out, "--resume", *options)
    assert done.exit_code == 2
    assert "this is not the run that it holds" in done.stderr
    assert said in done.stderr
    assert (tmp_path / "o.csv.part").read_bytes() == before


def test_an_input_that_changed_is_named(tmp_path, table, stand_in) -> None:
    out = tmp_path / "o.csv"
    begun(table, out, stand_in)
    table.write_bytes(table.read_bytes() + b"24,s,t,x\n")
    done = score(table, "-o", out, "--resume")
    assert done.exit_code == 2
    assert f"{table} (size, time) has changed" in done.stderr


@pytest.mark.parametrize("harm", ["altered", "cut"])
def test_a_part_that_is_not_what_its_journal_says_is_refused(
    tmp_path, table, stand_in, harm
) -> None:
    out = tmp_path / "o.csv"
    begun(table, out, stand_in)
    part = tmp_path / "o.csv.part"
    data = part.read_bytes()
    part.write_bytes(b"X" + data[1:] if harm == "altered" else data[:-1])
    done = score(table, "-o", out, "--resume")
    assert done.exit_code == 2
    assert "is not what its journal says" in done.stderr


def test_a_journal_that_cannot_be_read_is_refused(tmp_path, table, stand_in) -> None:
    out = tmp_path / "o.csv"
    begun(table, out, stand_in)
    (tmp_path / "o.csv.part.state").write_bytes(b"{}")
    assert "is no journal" in score(table, "-o", out, "--resume").stderr


def test_a_corpus_that_is_gone_or_harmed_is_made_again(tmp_path, table, stand_in) -> None:
    whole = tmp_path / "whole.csv"
    score(table, "-o", whole)
    for harm in (lambda p: p.unlink(), lambda p: p.write_bytes(p.read_bytes()[:-9])):
        out = tmp_path / "o.csv"
        out.unlink(missing_ok=True)
        begun(table, out, stand_in)
        harm(tmp_path / "o.csv.part.corpus")
        assert score(table, "-o", out, "--resume").exit_code == 1
        assert out.read_bytes() == whole.read_bytes()


def test_a_file_of_another_kind_in_the_way_is_left_alone(tmp_path, table) -> None:
    (tmp_path / "o.csv.part").write_text("a download")
    done = score(table, "-o", tmp_path / "o.csv")
    assert done.exit_code == 2
    assert "in the way" in done.stderr
    assert (tmp_path / "o.csv.part").read_text() == "a download"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "-o", "o.csv"], "--resume: standard input can be read only once"),
        (["in.csv"], "--resume: name a file with -o"),
        (["in.csv", "-o", "/dev/null", "--format", "csv"], "--resume: /dev/null is a device"),
    ],
)
def test_what_cannot_be_resumed_is_told(tmp_path, table, monkeypatch, arguments, said) -> None:
    monkeypatch.chdir(tmp_path)
    done = score(*arguments, "--resume")
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_disk_that_fills_up_keeps_what_was_good(tmp_path, table, monkeypatch) -> None:
    out, whole = tmp_path / "o.csv", tmp_path / "whole.csv"
    score(table, "-o", whole)
    real = unfinished.Unfinished.take
    taken = []

    def take(run, *given) -> None:
        taken.append(given)
        if len(taken) > 2:
            run._file.write(b"half a row")
            raise OSError(28, "No space left on device", str(run.part))
        real(run, *given)

    with monkeypatch.context() as patch:
        patch.setattr(unfinished.Unfinished, "take", take)
        done = score(table, "-o", out)
    assert done.exit_code == 2
    assert f"{out}.part: No space left on device" in done.stderr
    assert "10 rows are kept" in done.stderr
    assert score(table, "-o", out, "--resume").exit_code == 1
    assert out.read_bytes() == whole.read_bytes()


def test_a_folder_that_goes_during_the_run_is_told(tmp_path, table, stand_in) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    stand_in.before = lambda article: shutil.rmtree(folder, ignore_errors=True)
    done = score(table, "-o", folder / "o.csv", "--no-corpus")
    assert done.exit_code == 2
    assert "o.csv.part.state.new: No such file or directory" in done.stderr


def test_two_runs_do_not_write_one_output(tmp_path, table, stand_in) -> None:
    pytest.importorskip("fcntl", reason="this system has no locks of files")
    out = tmp_path / "o.csv"
    said = []

    def again(article) -> None:
        stand_in.before = lambda article: None
        said.append(score(table, "-o", out))

    stand_in.before = again
    assert score(table, "-o", out).exit_code == 1
    assert said[0].exit_code == 2
    assert f"another run is writing {out}" in said[0].stderr


def test_packed_outputs_are_read_by_others(tmp_path, table) -> None:
    plain, gz, zst = (tmp_path / name for name in ("o.csv", "o.csv.gz", "o.csv.zst"))
    for out in (plain, gz, zst):
        score(table, "-o", out)
    assert gzip.decompress(gz.read_bytes()) == plain.read_bytes()
    assert pa.input_stream(str(zst), compression="zstd").read() == plain.read_bytes()


def test_nothing_makes_a_whole_packed_file_too(tmp_path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"text\n")
    score(path, "-o", tmp_path / "o.jsonl.gz")
    assert gzip.decompress((tmp_path / "o.jsonl.gz").read_bytes()) == b""


def test_row_groups_do_not_follow_chunks(tmp_path, table) -> None:
    score(table, "-o", tmp_path / "o.parquet")
    file = parquet.ParquetFile(tmp_path / "o.parquet")
    assert (file.metadata.num_rows, file.num_row_groups) == (23, 1)


# killed in earnest

SCRIPT = """
import sys, time
sys.path.insert(0, {tests!r})
import conftest, darnel.doors
from darnel.doors import unfinished
from darnel.doors.readers import bounds
bounds.CHUNK_ROWS, unfinished.CHECKPOINT_SECONDS = 5, 0.01
pause = lambda article: time.sleep(0.01)
darnel.doors.load_scorer = (
    lambda path=None, prevalence=None, corpus=None: conftest.StandIn(pause)
)
from darnel.cli import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
@pytest.mark.thorough
@pytest.mark.parametrize("name", ["o.csv", "o.jsonl.gz", "o.parquet"])
def test_a_run_that_is_killed_three_times_gives_the_same_bytes(tmp_path, table, name) -> None:
    whole, out = tmp_path / f"whole-{name}", tmp_path / name
    command = [sys.executable, "-c", SCRIPT.format(tests=str(Path(__file__).parents[1])), "score"]
    subprocess.run([*command, table, "-o", whole], check=False, stderr=subprocess.PIPE)
    journal = tmp_path / f"{name}.part.state"
    dice = random.Random(name)
    for kill in range(3):
        process = subprocess.Popen(
            [*command, table, "-o", out, "--resume"], stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 30
        while not (journal.exists() and rows_of(journal) >= 5 * kill):
            assert time.monotonic() < until
            time.sleep(0.005)
        time.sleep(dice.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    done = subprocess.run(
        [*command, table, "-o", out, "--resume"], check=False, stderr=subprocess.PIPE
    )
    assert done.returncode == 1, done.stderr
    assert out.read_bytes() == whole.read_bytes()
    assert beside(out) == []


def rows_of(journal: Path) -> int:
    return json.loads(journal.read_bytes())["summary"]["rows"]


ORPHANS = """
import os, sys, time
from darnel.doors.parallel import in_processes

def work(seconds):
    print(os.getpid(), flush=True)
    time.sleep(seconds)

if __name__ == "__main__":
    list(in_processes(work, iter([(None, 60)] * 4), 2))
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_workers_of_a_killed_run_go_too(tmp_path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS)
    process = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE)
    workers = {int(process.stdout.readline()) for _ in range(2)}
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    until = time.monotonic() + 20
    while any(lives(worker) for worker in workers):
        assert time.monotonic() < until
        time.sleep(0.1)


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    try:
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
