"""`darnel doctor`: each fault that an installation can have is named, with what to do."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import metadata
from types import SimpleNamespace

import numpy as np
import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

import darnel.artifacts
from darnel.cli import app
from darnel.doors import doctor, doctored
from darnel.stored import load_stored, save_stored


def of(health: doctor.Health, name: str) -> doctor.Check:
    (found,) = [check for check in health.checks if check.name == name]
    return found


@pytest.fixture
def quick(monkeypatch):
    """Import nothing in other processes, and judge nothing."""
    monkeypatch.setattr(doctor, "imported", lambda modules: None)
    monkeypatch.setattr(doctored, "_judged", lambda model: ("works", "clear"))
    monkeypatch.setattr(doctor, "_java", lambda: True)


def lines_of(*needed: str):
    return lambda name: list(needed)


@pytest.fixture(scope="module")
def today() -> doctor.Health:
    """Look once at what is installed here, with nothing put in its place but the slow parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "imported", lambda modules: None)
        patch.setattr(doctor, "_java", lambda: True)
        return doctor.examined()


def test_a_whole_installation_is_well(today) -> None:
    health = today
    assert health.well, [check for check in health.checks if check.state == "broken"]
    assert of(health, "libraries").state == "works"
    assert "detectors" in of(health, "reference scores").detail
    assert of(health, "report").state in ("works", "missing")


def test_an_extra_that_is_missing_is_no_fault_and_has_its_line(quick, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "requires", lines_of("ferry-timetables>=1; extra == 'report'"))
    health = doctor.examined()
    assert health.well
    found = of(health, "report")
    assert (found.state, found.detail) == ("missing", "pip install 'darnel[report]'")


def test_an_extra_of_which_a_part_is_missing_is_missing(quick, monkeypatch) -> None:
    needed = lines_of("numpy; extra == 'report'", "ferry-timetables; extra == 'report'")
    monkeypatch.setattr(doctor, "requires", needed)
    assert of(doctor.examined(), "report").state == "missing"


def test_a_library_in_a_version_that_does_not_do_is_a_fault(quick, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "requires", lines_of("numpy<1.2; extra == 'report'"))
    health = doctor.examined()
    found = of(health, "report")
    assert not health.well
    assert found.state == "broken"
    assert "numpy" in found.detail
    assert "<1.2 is needed" in found.detail
    assert "pip install 'darnel[report]'" in found.detail


def test_a_library_of_the_core_that_is_missing_is_a_fault(quick, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "requires", lines_of("numpy", "ferry-timetables>=1"))
    health = doctor.examined()
    assert not health.well
    assert "ferry-timetables is missing" in of(health, "libraries").detail


def test_an_extra_that_is_there_and_can_not_be_imported_is_broken(quick, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "requires", lines_of("numpy; extra == 'report'"))
    monkeypatch.setattr(doctor, "imported", lambda modules: "ImportError: no libferry.so.2")
    health = doctor.examined()
    assert not health.well
    assert of(health, "report").detail.startswith("ImportError: no libferry.so.2")


@pytest.mark.parametrize(
    ("module", "said"),
    [
        pytest.param(
            "raise ImportError('no libferry.so.2')", "no libferry.so.2", id="a missing part"
        ),
        pytest.param("import os; os.abort()", "ended the process", id="a crash"),
    ],
)
def test_what_fails_in_an_import_is_told(tmp_path, monkeypatch, module, said) -> None:
    (tmp_path / "ferry_timetables.py").write_text(module, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert said in (doctor.imported(["ferry_timetables"]) or "")
    assert doctor.imported(["json"]) is None


def test_an_import_that_hangs_is_given_up(tmp_path, monkeypatch) -> None:
    (tmp_path / "ferry_timetables.py").write_text("import time; time.sleep(60)", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(doctor, "PATIENCE", 0.2)
    assert "takes over" in (doctor.imported(["ferry_timetables"]) or "")


def test_spark_without_java_is_broken(quick, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "_java", lambda: False)
    found = doctor._extra("spark", [Requirement("numpy; extra == 'spark'")])
    assert found.state == "broken"
    assert "JDK" in found.detail


@pytest.fixture
def artifacts(tmp_path, monkeypatch):
    """Give a copy of what training wrote, which may be spoilt."""
    folder = shutil.copytree(darnel.artifacts.FOLDER, tmp_path / "artifacts")
    monkeypatch.setattr("darnel.artifacts.FOLDER", folder)
    return folder


def test_a_model_that_does_not_give_its_reference_scores_is_a_fault(quick, artifacts) -> None:
    file = artifacts / "residue.npz"
    stored = load_stored(file)
    save_stored(file, stored | {"expected": np.asarray(stored["expected"]) * 0.9})
    health = doctor.examined()
    assert not health.well
    assert (
        "residue.npz does not reproduce its reference scores"
        in of(health, "reference scores").detail
    )


def test_another_model_is_looked_at_if_named(quick, tmp_path, another_model) -> None:
    file = another_model(tmp_path, "march")
    assert "darnel march" in of(doctor.examined(file), "reference scores").detail
    stored = load_stored(file)
    save_stored(file, stored | {"expected": np.asarray(stored["expected"]) * 0.9})
    assert of(doctor.examined(file), "reference scores").state == "broken"


def test_files_that_are_not_as_they_were_installed_are_named(quick, artifacts, monkeypatch) -> None:
    path = SimpleNamespace(
        locate=lambda: artifacts / "page.npz", hash=SimpleNamespace(value="AAAA")
    )
    monkeypatch.setattr(doctored, "files", lambda package: [path])
    found = of(doctor.examined(), "files")
    assert found.state == "broken"
    assert "page.npz" in found.detail


def test_files_as_they_were_installed_are_well(quick, artifacts, monkeypatch) -> None:
    import hashlib

    digest = doctored._encoded(hashlib.sha256((artifacts / "page.npz").read_bytes()).digest())
    path = SimpleNamespace(
        locate=lambda: artifacts / "page.npz", hash=SimpleNamespace(value=digest)
    )
    monkeypatch.setattr(doctored, "files", lambda package: [path])
    assert "as they were installed" in of(doctor.examined(), "files").detail


def test_an_article_is_judged_by_all_parts_together(today) -> None:
    found = of(today, "an article")
    assert found.state == "works"
    assert found.detail.startswith("judged clear")


def test_a_scorer_that_fails_is_a_fault(monkeypatch) -> None:
    def fails(path=None):
        raise RuntimeError("no libferry.so.2")

    monkeypatch.setattr("darnel.doors.load_scorer", fails)
    assert doctored._judged(None) == ("broken", "RuntimeError: no libferry.so.2")


def test_nowhere_to_keep_compiled_loops_is_told(monkeypatch) -> None:
    monkeypatch.setattr(
        "darnel.compiled.counts_on_page", SimpleNamespace(stats=SimpleNamespace(cache_path=None))
    )
    found = doctor._cache()
    assert found.state == "note"
    assert "NUMBA_CACHE_DIR" in found.detail


def test_every_extra_has_a_door_or_is_for_the_workshop() -> None:
    extras = set(metadata("darnel").get_all("Provides-Extra") or [])
    assert extras <= set(doctor.DOORS) | set(doctor.WORKSHOP)


@pytest.fixture
def sick(monkeypatch):
    checks = (
        doctor.Check("extra", "serve", "works"),
        doctor.Check("extra", "report", "broken", "ImportError: [red]\x1b[2J"),
    )
    monkeypatch.setattr(doctor, "examined", lambda model=None: doctor.Health(checks))


def test_the_command_ends_with_one_if_something_is_broken(sick) -> None:
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert "\x1b" not in done.output
    assert done.output.splitlines()[1].split()[:3] == ["extra", "report", "broken"]


def test_the_command_in_json(sick) -> None:
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 1
    said = json.loads(done.output)
    assert said["well"] is False
    assert [check["state"] for check in said["checks"]] == ["works", "broken"]


def test_on_a_terminal_a_table_is_drawn_and_nothing_in_it_steers(sick, capsys) -> None:
    from darnel.cli.doctor import _table

    _table(doctor.examined())
    said = capsys.readouterr().out
    assert "[red]" in said
    assert "\x1b[2J" not in said
