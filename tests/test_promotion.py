"""Which model is in use is said in words, and nothing is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from darnel.artifacts import FOLDER
from darnel.cli import app
from darnel.errors import InputError
from darnel.model import Model, ModelError
from darnel.models import digest
from darnel.promotion import listed, promote
from darnel.scorer import Scorer

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SHIPPED = Model.load().version
SAID = {"who": "ann", "why": "March labels", "now": NOW}


def report(file: Path, base: Path = FOLDER / "page.npz", worse: tuple[str, ...] = ()) -> None:
    said = {
        "schema": "darnel.feedback/1",
        "candidate": {"sha256": digest(file)},
        "base": {"sha256": digest(base)},
        "worse": list(worse),
    }
    file.with_name("report.json").write_text(json.dumps(said))


@pytest.fixture
def candidate(tmp_path: Path, another_model: Callable[..., Path]) -> Path:
    file = another_model(tmp_path / "out", "1+recalibrated.a")
    report(file)
    return file


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def test_a_promoted_model_is_what_the_folder_stands_for(candidate, models, prose) -> None:
    done = promote(str(candidate.parent), models, **SAID)
    assert (done.version, done.before, done.at) == ("1+recalibrated.a", SHIPPED, NOW.isoformat())
    scorer = Scorer.load(model=models)
    assert scorer.model.version == "1+recalibrated.a"
    assert scorer.model.card == "# The card of 1+recalibrated.a\n"
    assert (models / "1+recalibrated.a" / "report.json").exists()


def test_the_old_models_stay_and_can_come_back(candidate, models) -> None:
    promote(str(candidate), models, **SAID)
    shipped = Scorer.load(model=models / SHIPPED).model
    assert shipped.version == SHIPPED
    promote(SHIPPED, models, who="ben", why="worse in practice", now=NOW)
    assert Scorer.load(model=models).model.version == SHIPPED
    register = listed(models)
    assert set(register.digests) == {SHIPPED, "1+recalibrated.a"}
    assert [(each.who, each.version) for each in register.log] == [
        ("ann", "1+recalibrated.a"),
        ("ben", SHIPPED),
    ]


def test_what_is_worse_is_promoted_only_if_somebody_says_so(candidate, models) -> None:
    report(candidate, worse=("recall at review fell",))
    with pytest.raises(InputError, match="not promoted: recall at review fell"):
        promote(str(candidate), models, **SAID)
    assert not (models / "models.json").exists()
    promote(str(candidate), models, **SAID, allow_regression=True)
    assert listed(models).log[0].worse == ("recall at review fell",)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param(lambda file: file.with_name("report.json").unlink(), "no report", id="none"),
        pytest.param(
            lambda file: file.with_name("report.json").write_text("{}"), "is no report", id="empty"
        ),
        pytest.param(lambda file: report(file, base=file), "than the one in use", id="other base"),
    ],
)
def test_a_candidate_that_nobody_measured_is_refused(candidate, models, spoil, fault) -> None:
    spoil(candidate)
    with pytest.raises(InputError, match=fault):
        promote(str(candidate), models, **SAID)


def test_a_report_of_another_file_does_not_count(
    candidate, models, another_model, tmp_path
) -> None:
    other = another_model(tmp_path / "out", "1+recalibrated.a", 0.7)
    with pytest.raises(InputError, match="about another file"):
        promote(str(other), models, **SAID)


def test_a_candidate_against_an_older_model_is_refused(candidate, models, another_model) -> None:
    second = another_model(candidate.parent.with_name("out2"), "2")
    report(second)
    promote(str(candidate), models, **SAID)
    with pytest.raises(InputError, match="another model than the one in use"):
        promote(str(second), models, **SAID)


def test_an_altered_candidate_is_refused_and_nothing_changes(candidate, models) -> None:
    candidate.write_bytes(b"no model")
    with pytest.raises(InputError, match="is no model that darnel wrote"):
        promote(str(candidate), models, **SAID, allow_regression=True)
    assert not (models / "models.json").exists()
    assert not (models / "models.json.lock").exists()


def test_one_version_is_one_model(candidate, models, another_model, tmp_path) -> None:
    promote(str(candidate), models, **SAID)
    other = another_model(tmp_path / "other", "1+recalibrated.a", 0.9)
    with pytest.raises(InputError, match="keeps another model of the version"):
        promote(str(other), models, **SAID, allow_regression=True)


def test_two_promotions_do_not_meet(candidate, models) -> None:
    models.mkdir()
    (models / "models.json.lock").touch()
    with pytest.raises(InputError, match="another promotion is at work"):
        promote(str(candidate), models, **SAID)


def test_what_is_neither_file_nor_version_is_said(models) -> None:
    with pytest.raises(InputError, match="neither a file nor a version"):
        promote("0.9", models, **SAID)
    with pytest.raises(InputError, match="a name and a reason"):
        promote("0.9", models, who="ann", why=" ", now=NOW)


def test_a_model_changed_in_its_folder_is_not_loaded(candidate, models, another_model) -> None:
    promote(str(candidate), models, **SAID)
    another_model(models / "1+recalibrated.a", "1+recalibrated.a", 2.0)
    with pytest.raises(ModelError, match="was changed since it was promoted"):
        Scorer.load(model=models)


# the commands


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_the_command_line_promotes_lists_and_prints(candidate, models) -> None:
    said = run("model", "promote", str(candidate), "--models", str(models), "--why", "March")
    assert said == f"1+recalibrated.a is in use, after {SHIPPED}\n"
    shown = run("model", "list", "--models", str(models)).splitlines()
    assert [line[:20].split("\t")[0] for line in shown[:2]] == [
        f"  {SHIPPED}",
        "* 1+recalibrated.a",
    ]
    assert shown[3].endswith("\tMarch")
    assert run("model", "--model", str(models)).startswith("# The card of 1+recalibrated.a\n")
    assert run("model").startswith("# Model card")


def test_the_command_line_says_why_not(candidate, models) -> None:
    report(candidate, worse=("the log loss rose",))
    words = ["model", "promote", str(candidate), "--models", str(models), "--why", "x"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "the log loss rose" in result.stderr
    assert CliRunner().invoke(app, [*words, "--allow-regression"]).exit_code == 0
    assert "despite: the log loss rose" in run("model", "list", "--models", str(models))


def test_no_card_steers_the_terminal(candidate) -> None:
    candidate.with_name("card.md").write_text("# Card\n\x1b[2J\u202e\n")
    shown = run("model", "--model", str(candidate))
    assert shown.startswith("# Card\n\u241b[2J\ufffd\n")


def test_score_and_explain_take_a_model(candidate, models, prose, tmp_path) -> None:
    promote(str(candidate), models, **SAID)
    (tmp_path / "in.csv").write_text(f'text\n"{prose}"\n', "utf-8")
    (tmp_path / "a.txt").write_text(prose, "utf-8")
    words = ["score", str(tmp_path / "in.csv"), "--format", "jsonl", "--no-corpus"]
    plain = json.loads(run(*words))
    ours = json.loads(run(*words, "--model", str(models)))
    assert plain["model"]["version"] == SHIPPED
    assert ours["model"]["version"] == "1+recalibrated.a"
    assert ours["quality"] < plain["quality"]
    assert json.loads(run(*words, "--model", str(models), "--workers", "2")) == ours
    shown = run("explain", str(tmp_path / "a.txt"), "--no-title", "--model", str(candidate))
    assert f"quality {ours['quality']:.2f}" in shown


def test_a_model_that_is_not_there_is_said_at_once(tmp_path) -> None:
    (tmp_path / "in.csv").write_text("text\nWords.\n")
    for path, fault in ((tmp_path / "no.npz", "no such model"), (tmp_path, "neither models.json")):
        result = CliRunner().invoke(app, ["score", str(tmp_path / "in.csv"), "--model", str(path)])
        assert result.exit_code == 2
        assert fault in result.stderr


def test_a_run_does_not_go_on_with_another_model(candidate, tmp_path, prose) -> None:
    from darnel.doors import Loading
    from darnel.doors.batch import Batch, identity_of

    one = identity_of(Batch([], load=Loading()), [], "csv")
    other = identity_of(Batch([], load=Loading(model=candidate)), [], "csv")
    assert one["the model"] != other["the model"]
