from __future__ import annotations

import json
from pathlib import Path

import pytest

from training import gate


@pytest.fixture
def floors(tmp_path: Path, monkeypatch) -> Path:
    file = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "FLOORS", file)
    monkeypatch.setattr(gate, "measured", lambda: {"fixtures.farm_block": 0.7})
    monkeypatch.setattr(gate, "last_fit", lambda: {"splice.R.auroc": 0.92})
    return file


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["gate", *arguments])
    return gate.main()


def test_a_figure_under_its_floor_fails_the_gate(floors: Path, monkeypatch, capsys) -> None:
    floors.write_text(json.dumps({"fixtures.farm_block": 0.75, "splice.R.auroc": 0.9}))
    assert run(monkeypatch) == 1
    assert "BELOW" in capsys.readouterr().out


def test_figures_at_their_floors_pass(floors: Path, monkeypatch) -> None:
    floors.write_text(json.dumps({"fixtures.farm_block": 0.7, "splice.R.auroc": 0.9}))
    assert run(monkeypatch) == 0


def test_a_floor_without_its_figure_fails(floors: Path, monkeypatch) -> None:
    floors.write_text(json.dumps({"dropped.figure": 0.1}))
    assert run(monkeypatch) == 1


def test_an_update_raises_floors_and_lowers_one_only_if_told(floors: Path, monkeypatch) -> None:
    floors.write_text(json.dumps({"fixtures.farm_block": 0.75, "splice.R.auroc": 0.5}))
    run(monkeypatch, "--update")
    held = json.loads(floors.read_text())
    assert held == {"fixtures.farm_block": 0.75, "splice.R.auroc": 0.91}
    run(monkeypatch, "--update", "--allow-regression")
    assert json.loads(floors.read_text())["fixtures.farm_block"] == 0.69
