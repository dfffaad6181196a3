"""A fit becomes a model file that says of every page what the fit says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darnel.model import Model, ModelError
from training.feedback.candidate import write
from training.feedback.fits import recalibrated, retrained
from training.feedback.table import expit

SAID = {"version": "0.2.0+recalibrated.test", "bands": "test", "prevalence": 0.03, "seed": 0}


@pytest.fixture(params=["recalibrated", "retrained"])
def fit(request, before, pages):
    table = pages(replace(before, slope=0.8, offset=-1.0))
    first = recalibrated(table, (before.review, before.block))
    return first if request.param == "recalibrated" else retrained(table, first, before, 0.3)


def test_the_file_judges_as_the_fit_does(
    tmp_path: Path, base, before, reference, pages, fit
) -> None:
    file = write(tmp_path / "out", base, fit, pages(before), **SAID)
    model = Model.load(file)
    judged = model.judge(np.asarray(base.stored["reference"]))
    z = fit.log_odds(reference)
    assert judged.quality == pytest.approx(1 - expit(z), abs=1e-9)
    clear = np.minimum(abs(z - fit.review), abs(z - fit.block)) > 1e-6
    bands = np.where(z > fit.block, "block", np.where(z > fit.review, "review", "clear"))
    assert (np.array(judged.bands)[clear] == bands[clear]).all()
    assert (model.version, model.bands.name, model.prevalence) == (
        "0.2.0+recalibrated.test", "test", 0.03,
    )  # fmt: skip


def test_contributions_sum_exactly_and_no_evidence_raises_quality(
    tmp_path: Path, base, before, pages, fit
) -> None:
    model = Model.load(write(tmp_path, base, fit, pages(before), **SAID))
    X = np.asarray(base.stored["reference"])
    judged = model.judge(X)
    raw = judged.bias + np.sum(list(judged.contributions.values()), axis=0)
    assert raw * model._slope[0] + model._offset[0] == pytest.approx(
        np.log1p(-judged.quality) - np.log(judged.quality), abs=1e-6
    )
    for column in range(X.shape[1]):
        raised = X.copy()
        raised[:, column] = np.nan_to_num(raised[:, column]) + 1e6
        lower = np.where(np.isnan(X[:, column]), 2.0, judged.quality)
        assert (model.judge(raised).quality <= lower + 1e-12).all(), model.columns[column]


def test_an_ordinary_page_earns_nothing_still(tmp_path: Path, base, before, pages, fit) -> None:
    model = Model.load(write(tmp_path, base, fit, pages(before), **SAID))
    ordinary = model.judge(np.asarray(base.stored["ordinary"])[None, :])
    assert all(abs(values[0]) < 1e-9 for values in ordinary.contributions.values())


def test_the_interval_widens_where_labels_are_few(tmp_path: Path, base, before, pages) -> None:
    widths = []
    for count in (300, 20_000):
        table = pages(before, count)
        fit = recalibrated(table, (before.review, before.block))
        model = Model.load(write(tmp_path / str(count), base, fit, table, **SAID))
        judged = model.judge(np.asarray(base.stored["reference"]))
        assert (judged.low <= judged.quality).all()
        assert (judged.quality <= judged.high).all()
        widths.append(float((judged.high - judged.low).mean()))
    assert widths[0] > widths[1]


def test_an_altered_candidate_is_refused(tmp_path: Path, base, before, pages, fit) -> None:
    from darnel.stored import load_stored, save_stored

    file = write(tmp_path, base, fit, pages(before), **SAID)
    stored = load_stored(file)
    save_stored(file, stored | {"offset": np.asarray(stored["offset"]) + 0.01})
    with pytest.raises(ModelError, match="does not reproduce"):
        Model.load(file)
