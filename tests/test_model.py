from __future__ import annotations

import math
import pickle
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from darnel import model as model_module
from darnel.artifacts import FOLDER
from darnel.errors import InputError
from darnel.model import Bands, Model, ModelError
from darnel.stored import load_stored, save_stored


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


@pytest.fixture(scope="module")
def reference() -> np.ndarray:
    return np.asarray(load_stored(FOLDER / "page.npz")["reference"])


def test_contributions_and_bias_sum_to_the_log_odds_of_the_trees(model, reference) -> None:
    stored = load_stored(FOLDER / "page.npz")
    trees = np.asarray(stored["log_odds"])
    judged = model.judge(reference)
    total = judged.bias + np.sum(list(judged.contributions.values()), axis=0)
    assert total == pytest.approx(trees, abs=1e-9)


def test_more_of_any_evidence_never_raises_quality(model, reference) -> None:
    base = model.judge(reference).quality
    for column in range(reference.shape[1]):
        raised = reference.copy()
        raised[:, column] = np.nan_to_num(raised[:, column]) + 1e6
        lower = np.where(np.isnan(reference[:, column]), 2.0, base)
        assert (model.judge(raised).quality <= lower + 1e-12).all(), model.columns[column]


def test_the_interval_holds_the_quality(model, reference) -> None:
    judged = model.judge(reference)
    assert (judged.low <= judged.quality).all()
    assert (judged.quality <= judged.high).all()
    assert (judged.low < judged.high).any()


def test_an_absent_feature_adds_nothing_of_its_own(model) -> None:
    for shape in model.shapes:
        assert (shape.at(np.array([math.nan])) == 0).all()


def test_a_missing_feature_is_named(model) -> None:
    with pytest.raises(ModelError, match=model.columns[0]):
        model.matrix({})


def test_a_feature_of_a_newer_signal_is_left_out(model, reference) -> None:
    named = {c: reference[:, j] for j, c in enumerate(model.columns)}
    named["newer.score"] = np.ones(len(reference))
    assert model.matrix(named).shape == reference.shape


def test_bands_are_cut_at_their_thresholds() -> None:
    bands = Bands("t", review=0.9, block=0.4)
    assert [bands.of(q) for q in (0.0, 0.39, 0.4, 0.89, 0.9, 1.0)] == [
        "block", "block", "review", "review", "clear", "clear",
    ]  # fmt: skip


SHARES = (1e-9, 0.001, 0.02, 0.1, 0.5, 0.98, 1 - 1e-9)


def log_odds(share):
    return np.log(share) - np.log1p(-share)


@pytest.mark.parametrize("share", SHARES)
def test_another_prevalence_moves_the_log_odds_by_that_of_the_shares(
    model, reference, share
) -> None:
    before, after = model.judge(reference), model.at(share).judge(reference)
    wanted = log_odds(share) - log_odds(model.prevalence)
    for name in ("quality", "low", "high"):
        was, now = getattr(before, name), getattr(after, name)
        assert now == pytest.approx(1 / (1 + np.exp(wanted - log_odds(was))), abs=1e-9), name
    assert (after.low <= after.quality).all()
    assert (after.quality <= after.high).all()


@pytest.mark.parametrize("share", SHARES)
def test_no_band_and_no_contribution_depends_on_the_prevalence(model, reference, share) -> None:
    before, after = model.judge(reference), model.at(share).judge(reference)
    assert after.bands == before.bands
    assert {"clear", "block"} <= set(before.bands)
    assert after.bias == before.bias
    for signal, added in before.contributions.items():
        assert (after.contributions[signal] == added).all()


@pytest.mark.parametrize("share", SHARES)
def test_edges_are_where_bands_end_at_the_assumed_prevalence(model, reference, share) -> None:
    moved = model.at(share)
    review, block = moved.edges()
    judged = moved.judge(reference)
    bands = Bands("moved", review, block)
    assert tuple(map(bands.of, judged.quality)) == judged.bands
    assert model.edges() == pytest.approx((model.bands.review, model.bands.block))


def test_bands_are_those_of_the_quality_at_the_stored_prevalence(model, reference) -> None:
    judged = model.judge(reference)
    assert judged.bands == tuple(map(model.bands.of, judged.quality))


def test_there_and_back_again_is_the_same_model(model, reference) -> None:
    again = model.at(0.001).at(model.prevalence).judge(reference)
    assert (again.quality == model.judge(reference).quality).all()


def test_more_farm_pages_assumed_is_lower_quality_in_the_same_order(model, reference) -> None:
    few, many = (model.at(share).judge(reference).quality for share in (0.02, 0.3))
    assert (many < few).all()
    assert (np.diff(few[np.argsort(many, kind="stable")]) >= 0).all()


def test_a_file_without_a_prevalence_was_calibrated_for_one_page_in_ten(tmp_path: Path) -> None:
    stored = load_stored(FOLDER / "page.npz")
    stored.pop("prevalence", None)
    assert Model(stored, "").prevalence == 0.1
    stored["prevalence"] = 0.2
    model = Model(stored, "")
    assert model.prevalence == 0.2
    said = model.judge(np.asarray(stored["reference"])).quality
    assert said == pytest.approx(np.asarray(stored["expected"]), abs=1e-6)


@pytest.mark.parametrize("share", [0, 1, -0.1, 2, math.nan, math.inf])
def test_a_prevalence_that_is_no_share_is_refused(model, share) -> None:
    for ask in (model.at, lambda share: Model.load(prevalence=share)):
        with pytest.raises(InputError, match=r"above 0 and under 1 \(0\.02 is 2 %\)"):
            ask(share)


def test_a_stored_prevalence_that_is_no_share_makes_no_model(tmp_path: Path) -> None:
    stored = load_stored(FOLDER / "page.npz") | {"prevalence": 3.0}
    save_stored(tmp_path / "page.npz", stored)
    with pytest.raises(ModelError, match="no page model"):
        Model.load(tmp_path / "page.npz")


def test_a_model_with_altered_scores_is_refused(tmp_path: Path) -> None:
    stored = load_stored(FOLDER / "page.npz")
    stored["offset"] = np.asarray(stored["offset"]) + 0.01
    path = tmp_path / "page.npz"
    save_stored(path, stored)
    with pytest.raises(ModelError, match="reference scores"):
        Model.load(path)


class Harmful:
    def __reduce__(self):
        return (print, ("this must never run",))


def test_a_pickle_is_refused_and_not_run(tmp_path: Path, capsys) -> None:
    path = tmp_path / "page.npz"
    path.write_bytes(pickle.dumps(Harmful()))
    with pytest.raises(ModelError, match="no model"):
        Model.load(path)
    assert "never run" not in capsys.readouterr().out


def test_a_pickle_inside_an_array_is_refused_and_not_run(tmp_path: Path, capsys) -> None:
    path = tmp_path / "page.npz"
    np.savez(path, about=np.array("{}"), slope=np.array([Harmful()], dtype=object))
    with pytest.raises(ModelError, match="no model"):
        Model.load(path)
    assert "never run" not in capsys.readouterr().out


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.npz"
    with ZipFile(path, "w") as archive:
        archive.writestr("schema.json", "{}")
    with pytest.raises(ModelError, match="no model"):
        Model.load(path)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        Model.load(tmp_path / "none.npz")


def test_quantiles_are_numpys() -> None:
    values = np.random.default_rng(0).normal(size=(5, 12))
    expected = np.quantile(values, model_module.INTERVAL, axis=1)
    np.testing.assert_allclose(model_module._quantiles(values), expected, rtol=1e-12)
    assert (model_module._quantiles(values[:, :1]) == values[:, 0]).all()


@pytest.mark.parametrize("columns", [0, 3, 300])
def test_evidence_of_other_columns_is_refused(model, columns) -> None:
    with pytest.raises(ValueError, match=f"{len(model.columns)} columns"):
        model.judge(np.zeros((2, columns)))
