from __future__ import annotations

import json
from pathlib import Path

import pytest

from darnel.model import ModelError
from training import gate, genres
from training.results import figure

DATA = {"tests/data/articles.csv": "aa", "news.parquet": "bb"}


@pytest.fixture
def floors(tmp_path: Path, monkeypatch) -> Path:
    file = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "FLOORS", file)
    monkeypatch.setattr(gate, "digests", lambda: dict(DATA))
    monkeypatch.setattr(
        gate, "measured", lambda: {"fixtures.farm_block": 0.7, "genres.not_block": 1.0}
    )
    monkeypatch.setattr(gate, "last_fit", lambda: {"splice.R.auroc": 0.92})
    return file


def put(file: Path, floors: dict[str, float], data: dict[str, str] | None = None) -> None:
    file.write_text(json.dumps({"data": DATA if data is None else data, "floors": floors}))


def held(file: Path) -> dict[str, float]:
    return json.loads(file.read_text())["floors"]


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["gate", *arguments])
    return gate.main()


def test_a_figure_under_its_floor_fails_the_gate(floors: Path, monkeypatch, capsys) -> None:
    put(floors, {"fixtures.farm_block": 0.75, "splice.R.auroc": 0.9})
    assert run(monkeypatch) == 1
    assert "BELOW" in capsys.readouterr().out


def test_figures_at_their_floors_pass(floors: Path, monkeypatch) -> None:
    put(floors, {"fixtures.farm_block": 0.7, "splice.R.auroc": 0.9})
    assert run(monkeypatch) == 0


def test_a_floor_without_its_figure_fails(floors: Path, monkeypatch, capsys) -> None:
    put(floors, {"dropped.figure": 0.0})
    assert run(monkeypatch) == 1
    assert "absent" in capsys.readouterr().out


def test_an_update_raises_floors_and_lowers_one_only_if_told(floors: Path, monkeypatch) -> None:
    put(floors, {"fixtures.farm_block": 0.75, "splice.R.auroc": 0.5})
    assert run(monkeypatch, "--update") == 1
    assert held(floors) == {
        "fixtures.farm_block": 0.75, "splice.R.auroc": 0.91, "genres.not_block": 1.0,
    }  # fmt: skip
    assert run(monkeypatch, "--update", "--allow-regression") == 0
    assert held(floors)["fixtures.farm_block"] == 0.69


def test_a_floor_of_a_figure_that_is_gone_stays_until_it_may_be_dropped(
    floors: Path, monkeypatch
) -> None:
    put(floors, {"dropped.figure": 0.1})
    assert run(monkeypatch, "--update") == 1
    assert held(floors)["dropped.figure"] == 0.1
    assert run(monkeypatch, "--update", "--allow-regression") == 0
    assert "dropped.figure" not in held(floors)


@pytest.mark.parametrize(
    "pinned",
    [
        pytest.param(DATA | {"news.parquet": "cc"}, id="another file"),
        pytest.param(DATA | {"tests/data/genres/verse.jsonl": "dd"}, id="one taken away"),
        pytest.param({"news.parquet": "bb"}, id="one added"),
    ],
)
def test_figures_of_other_data_are_not_compared(floors: Path, monkeypatch, capsys, pinned) -> None:
    put(floors, {"fixtures.farm_block": 0.1}, pinned)
    assert run(monkeypatch) == 1
    said = capsys.readouterr().out
    (name,) = {k for k in {*pinned, *DATA} if pinned.get(k) != DATA.get(k)}
    assert f"  {name}\n" in said
    assert "--update" in said
    assert "floor 0.1" not in said


def test_an_update_pins_the_data_at_hand_and_lowers_no_floor_for_it(
    floors: Path, monkeypatch
) -> None:
    put(floors, {"fixtures.farm_block": 0.9}, {"news.parquet": "older"})
    assert run(monkeypatch, "--update") == 1
    assert json.loads(floors.read_text())["data"] == DATA
    assert held(floors)["fixtures.farm_block"] == 0.9


def test_floors_from_before_the_digests_are_kept(floors: Path, monkeypatch) -> None:
    floors.write_text(json.dumps({"fixtures.farm_block": 0.8}))
    assert run(monkeypatch) == 1
    assert run(monkeypatch, "--update") == 1
    assert held(floors)["fixtures.farm_block"] == 0.8


def test_without_a_file_every_figure_gets_a_floor(floors: Path, monkeypatch) -> None:
    assert run(monkeypatch, "--update") == 0
    assert held(floors) == {
        "fixtures.farm_block": 0.69, "genres.not_block": 1.0, "splice.R.auroc": 0.91,
    }  # fmt: skip
    assert run(monkeypatch) == 0


def test_a_model_that_does_not_reproduce_its_reference_scores_fails(
    floors: Path, monkeypatch, capsys
) -> None:
    def altered() -> dict[str, float]:
        raise ModelError("page.npz does not reproduce its reference scores")

    monkeypatch.setattr(gate, "measured", altered)
    put(floors, {})
    assert run(monkeypatch) == 1
    assert "reference scores" in capsys.readouterr().out


def test_digests_are_of_the_files_of_the_tests_and_of_the_last_fit(tmp_path, monkeypatch) -> None:
    found = gate.digests()
    assert {"tests/data/articles.csv", "tests/data/kinds.csv", "news.parquet"} <= set(found)
    assert sum(name.startswith("tests/data/genres/") for name in found) == len(genres.files()) > 20
    assert all(len(digest) == 64 for digest in found.values())
    (tmp_path / "a.csv").write_text("a")
    monkeypatch.setattr(gate, "FIXTURES", tmp_path)
    first = gate.digests()[f"{tmp_path.as_posix()}/a.csv"]
    (tmp_path / "a.csv").write_text("b")
    assert gate.digests()[f"{tmp_path.as_posix()}/a.csv"] != first


def test_figures_are_found_under_flat_and_nested_keys() -> None:
    results = {
        "splice": {"R.auroc": 0.9, "R.headline.auroc": 0.95},
        "pages": {"unseen": {"all": {"auroc": 0.8}}, "auroc": 0.7},
    }
    assert figure(results, "splice.R.headline.auroc") == 0.95
    assert figure(results, "pages.unseen.all.auroc") == 0.8
    assert figure(results, "pages.unseen.all") is None
    assert figure(results, "pages.unseen.none.auroc") is None
    assert figure(results, "residue.wcxb.macro_f1") is None


def test_look_alikes_count_by_their_worst_kind(tmp_path: Path, monkeypatch) -> None:
    kinds = {
        "verse": {"not_clear": 0.2, "block": 0.0}, "briefs": {"not_clear": 0.1, "block": 0.02},
    }  # fmt: skip
    file = tmp_path / "results.json"
    file.write_text(json.dumps({"pages": {"auroc": 0.9, "honest": kinds}}))
    monkeypatch.setattr(gate, "RESULTS", file)
    assert gate.last_fit() == pytest.approx(
        {"pages.auroc": 0.9, "look_alikes.least_clear": 0.8, "look_alikes.least_not_block": 0.98}
    )
