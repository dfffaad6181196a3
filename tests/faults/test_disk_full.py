"""A disk that fills up: what was good stays, the message says which file, and what to do."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from darnel.cli import app
from darnel.corpus import Corpus
from darnel.doors import unfinished
from darnel.doors.readers import bounds

pytestmark = pytest.mark.usefixtures("stand_in")

ROOM = "No space left on device; make room there"


def darnel(*arguments: object, given: bytes | None = None):
    return CliRunner().invoke(app, [*map(str, arguments)], input=given)


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch) -> None:
    monkeypatch.setattr(bounds, "CHUNK_ROWS", 50)
    monkeypatch.setattr(unfinished, "CHECKPOINT_SECONDS", 0.0)


@pytest.mark.parametrize(
    "name",
    [
        "o.csv",
        *(pytest.param(n, marks=pytest.mark.slow) for n in ("o.csv.gz", "o.jsonl", "o.parquet")),
    ],
)
def test_an_output_that_outgrows_its_disk_goes_on_when_there_is_room(
    disk, table, tmp_path, name
) -> None:
    whole = tmp_path / name
    assert darnel("score", table, "-o", whole, "--no-corpus").exit_code == 0
    out = disk.path / name
    filler = disk.fill(leave=16_000 + whole.stat().st_size // 3)
    done = darnel("score", table, "-o", out, "--no-corpus")
    assert done.exit_code == 2, done.stderr
    assert f"{out}.part" in done.stderr
    assert ROOM in done.stderr
    assert not out.exists()
    kept = json.loads(Path(f"{out}.part.state").read_bytes())["summary"]["rows"]
    assert 0 < kept <= 300
    assert f"{kept} rows are kept in {out}.part; the same command with --resume" in done.stderr
    filler.unlink()
    disk.remount("size=4m")
    assert darnel("score", table, "-o", out, "--no-corpus", "--resume").exit_code == 0
    assert out.read_bytes() == whole.read_bytes()
    assert [p.name for p in disk.path.iterdir()] == [name]


def test_a_journal_without_room_promises_no_rows_that_it_does_not_hold(
    disk, table, monkeypatch
) -> None:
    out = disk.path / "o.csv"
    filler = disk.fill(leave=40_000)
    monkeypatch.setattr(unfinished, "CHECKPOINT_SECONDS", 1e9)
    real = unfinished.Unfinished.abort

    def abort(run):
        run._file.truncate(run.state.bytes)  # another program takes what this frees
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        return real(run)

    monkeypatch.setattr(unfinished.Unfinished, "abort", abort)
    done = darnel("score", table, "-o", out, "--no-corpus")
    assert (done.exit_code, ROOM in done.stderr) == (2, True)
    assert "rows are kept" not in done.stderr
    filler.unlink()
    disk.remount("size=4m")
    assert darnel("score", table, "-o", out, "--no-corpus", "--resume").exit_code == 0


def test_the_corpus_of_a_batch_without_room_leaves_nothing_behind(disk, table) -> None:
    out = disk.path / "o.csv"
    filler = disk.fill(leave=20_000)
    done = darnel("score", table, "-o", out)
    assert done.exit_code == 2
    assert f"{out}.part.work/" in done.stderr
    assert ROOM in done.stderr
    filler.unlink()
    assert [p.name for p in disk.path.iterdir()] == []


def test_a_corpus_without_room_leaves_the_old_one_as_it_was(disk, table, tmp_path) -> None:
    corpus = disk.path / "c.corpus"
    few = tmp_path / "few.csv"
    few.write_text("\n".join(table.read_text().splitlines()[:30]) + '"\n')
    darnel("corpus", "build", few, "-o", corpus)
    before = corpus.read_bytes()
    disk.fill(leave=30_000)
    done = darnel("corpus", "add", corpus, table)
    assert done.exit_code == 2
    assert f"{disk.path}/" in done.stderr
    assert ROOM in done.stderr
    assert corpus.read_bytes() == before
    assert Corpus.load(corpus).summary().articles > 0
    assert sorted(p.name for p in disk.path.iterdir()) == ["c.corpus", "filler"]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        pytest.param(["report", "scored.jsonl"], "r.html", marks=pytest.mark.slow),
        (["sources", "scored.csv"], "s.csv"),
        pytest.param(["explain", "page.txt"], "p.html", marks=pytest.mark.slow),
    ],
)
def test_a_page_or_table_without_room_leaves_the_old_one_as_it_was(
    disk, table, tmp_path, monkeypatch, prose, command, name
) -> None:
    monkeypatch.chdir(tmp_path)
    for out in ("scored.jsonl", "scored.csv"):
        assert darnel("score", table, "-o", out, "--no-corpus").exit_code == 0
    Path("page.txt").write_text(f"Ferry is late\n\n{prose}\n")
    out = disk.path / name
    out.write_text("the old one")
    disk.fill()
    done = darnel(*command, "-o", out)
    assert done.exit_code == 2, done.stderr
    assert f"{disk.path}/" in done.stderr
    assert ROOM in done.stderr
    assert out.read_text() == "the old one"
    assert sorted(p.name for p in disk.path.iterdir()) == sorted([name, "filler"])


def test_standard_input_that_outgrows_the_temporary_folder_is_told(
    disk, table, monkeypatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(disk.path))
    done = darnel("score", "-", "--format", "csv", given=table.read_bytes() * 3)
    assert done.exit_code == 2
    assert f"{disk.path}/darnel-" in done.stderr
    assert "TMPDIR" in done.stderr
    assert list(disk.path.iterdir()) == []


def test_a_read_only_disk_is_told_before_any_work(disk, table) -> None:
    disk.remount("ro")
    for command in (["score", table], ["corpus", "build", table]):
        done = darnel(*command, "-o", disk.path / "o.csv")
        assert done.exit_code == 2
        assert f"{disk.path}/" in done.stderr
        assert "Read-only file system" in done.stderr


def test_a_link_to_another_disk_stays_a_link(disk, table, tmp_path) -> None:
    disk.remount("size=4m")
    link = tmp_path / "o.csv"
    link.symlink_to(disk.path / "o.csv")
    assert darnel("score", table, "-o", link, "--no-corpus").exit_code == 0
    assert link.is_symlink()
    assert len((disk.path / "o.csv").read_bytes()) > 200_000
    assert [p.name for p in tmp_path.glob("o.csv.*")] == []
