"""The page model is fitted, calibrated and measured on made-up tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darnel.model import Model
from training import pages, word_pairs
from training.pages import Measured

pytestmark = pytest.mark.thorough

COLUMNS = ["spliced_content.score", "repetition.score", "disguise.score"]


def table(seed: int, pages_: int = 900) -> Measured:
    """Honest pages with little of anything; each farm recipe is strong in one column."""
    rng = np.random.default_rng(seed)
    names = np.array(["untouched", "briefs", "splice_plain", "repeated", "disguised"])
    recipe = names[rng.choice(5, pages_, p=[0.4, 0.1, 0.2, 0.15, 0.15])]
    X = rng.beta(1, 8, (pages_, 3))
    X[:, 2] = 0.0
    for column, name in enumerate(("splice_plain", "repeated", "disguised")):
        mine = recipe == name
        X[mine, column] = rng.uniform(0.4, 1.0, mine.sum())
    farm = np.isin(recipe, names[2:])
    publisher = np.array([f"site{i}.example" for i in rng.integers(0, 24, pages_)])
    return Measured(X, farm, recipe, publisher, np.where(farm, recipe, ""))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"ROUNDS": 60, "MEMBERS": 3, "FOLDS": 3, "FOLD_MEMBERS": 2}
    for name, value in small.items():
        monkeypatch.setattr(pages, name, value)


def test_a_fit_is_written_banded_and_measured(tmp_path: Path) -> None:
    said = pages.fit_model(table(0), COLUMNS, tmp_path, 0)
    assert 0 < said["bands"]["block"] <= said["bands"]["review"] < 1
    assert said["spread"] in pages.SPREADS
    found = pages.evaluate(table(1), Model.load(tmp_path / "page.npz"))
    assert found["auroc_untouched"] > 0.9
    assert set(found["recipes"]) == {"splice_plain", "repeated", "disguised"}
    assert set(found["honest"]) == {"untouched", "briefs"}
    assert 0 <= found["interval_coverage"]["covered"] <= 1


@pytest.mark.parametrize("count", [40, 45, 179])
def test_no_kind_of_honest_page_is_blocked_more_often_than_its_rate(count: int) -> None:
    some = table(0, 40_000)
    mine = np.flatnonzero(~some.farm & (some.recipe != "untouched"))[:count]
    some.recipe[mine] = "previews"
    quality = np.where(some.farm, 0.01, 0.9)
    quality[mine] = np.round(np.linspace(0.002, 0.4, count), 4)
    bands = pages.thresholds(quality, some)
    assert 0 < (quality[mine] < bands["block"]).mean() <= 0.05


def test_a_handful_of_pages_sets_no_threshold() -> None:
    some = table(0, 9_000)
    mine = np.flatnonzero(~some.farm & (some.recipe != "untouched"))[:4]
    some.recipe[mine] = "rare"
    quality = np.where(some.farm, 0.01, 0.9)
    quality[mine] = 0.0002
    assert pages.thresholds(quality, some)["block"] > 0.5


def test_a_recipe_that_was_left_out_is_still_caught() -> None:
    found = pages.unseen(table(0), table(1), None, COLUMNS)
    assert found["disguised"]["auroc"] > 0.9
    shares = [v["recall_at_1_fpr"] for k, v in found.items() if k != "all"]
    assert found["all"]["signs_1"] == pytest.approx(found["all"]["recall_at_1_fpr"])
    assert min(shares) <= found["all"]["recall_at_1_fpr"] <= max(shares)
    assert "with_leftovers" not in found


def test_pages_of_several_signs_are_counted_apart() -> None:
    test = table(1)
    several = test.farm & (np.arange(len(test.farm)) % 2 == 0)
    signs = np.where(several, np.char.add(test.recipe, "+network stuffed"), test.signs)
    column = {"splice_plain": 0, "repeated": 1, "disguised": 2}
    X = test.X.copy()
    for row in np.flatnonzero(test.farm):
        X[row, column[test.recipe[row]]] = 1.0 if several[row] else 0.05
    found = pages.unseen(table(0), replace(test, X=X, signs=signs), None, COLUMNS)
    assert found["all"]["signs_2"] > found["all"]["recall_at_1_fpr"] > found["all"]["signs_1"]
    assert found["splice_plain"]["alone"] < found["splice_plain"]["recall_at_1_fpr"]


def with_leftovers(share: float) -> tuple[Measured, Measured]:
    """A table without and with leftovers alone, which look as honest pages do; some bear a foreign passage as well."""
    test, left = table(1), table(2, 400)
    left = left[left.recipe == "untouched"]
    spliced = np.arange(len(left.farm)) < share * len(left.farm)
    X = left.X.copy()
    X[spliced, 0] = 1.0
    recipe = np.full(len(spliced), "related_list")
    signs = np.where(spliced, "related_list splice_plain", "related_list recirculation_label")
    farm = np.ones(len(spliced), bool)
    return pages.parted(pages.joined(test, Measured(X, farm, recipe, left.publisher, signs)))


def test_leftovers_are_parted_and_pooled_in_a_figure_of_their_own() -> None:
    test, left = with_leftovers(0.25)
    assert set(left.recipe) == {"related_list"}
    assert set(test.recipe) == set(table(1).recipe)
    found = pages.unseen(table(0), test, left, COLUMNS)
    without = pages.unseen(table(0), test, None, COLUMNS)
    assert found["all"] == without["all"]
    shares = [found[name]["recall_at_1_fpr"] for name in ("all", "related_list")]
    assert shares[1] == pytest.approx(0.25, abs=0.05)
    pooled = np.average(shares, weights=[found["all"]["pages"], len(left.farm)])
    assert found["with_leftovers"]["recall_at_1_fpr"] == pytest.approx(pooled)


def test_a_page_with_leftovers_alone_costs_little(tmp_path: Path) -> None:
    pages.fit_model(table(0), COLUMNS, tmp_path, 0)
    test, left = with_leftovers(0.5)
    found = pages.leftovers(test, left, Model.load(tmp_path / "page.npz"))
    assert set(found) == {"2"}
    assert found["2"]["pages"] < len(left.farm)
    assert found["2"]["not_clear"] < 0.1
    assert found["2"]["recall_at_1_fpr"] < 0.1
    assert found["2"]["median_quality"] > 0.8


def test_the_parts_of_a_recipe_are_left_out_with_their_own() -> None:
    some = table(0)
    signs = np.where(some.recipe == "repeated", "repeated+orphan_quotes stuffed", some.signs)
    some = replace(some, signs=signs)
    for name in ("orphan_quotes", "stuffed", "repeated"):
        assert (pages.bears(some, frozenset({name})) == (some.recipe == "repeated")).all()


def test_most_prior_rows_are_near_one() -> None:
    rows = pages.prior_rows(table(0), COLUMNS, np.random.default_rng(0))
    strong = rows[: pages.PRIOR_ROWS, 0]
    assert strong.min() >= pages.STRONG
    assert np.median(strong) > 0.6 + 0.4 * pages.STRONG


def test_a_common_score_is_no_strong_one() -> None:
    some = table(0)
    clean = np.flatnonzero(some.recipe == "untouched")
    some.X[clean[:20], 0] = 0.97
    rows = pages.prior_rows(some, COLUMNS, np.random.default_rng(0))
    spliced, repeated = (
        rows[: pages.PRIOR_ROWS, 0],
        rows[pages.PRIOR_ROWS : 2 * pages.PRIOR_ROWS, 1],
    )
    assert spliced.min() > 0.97 > repeated.min() > pages.STRONG


def test_without_the_prior_a_left_out_recipe_weighs_nothing(monkeypatch) -> None:
    monkeypatch.setattr(pages, "PRIOR", 1e-9)
    assert pages.unseen(table(0), table(1), None, COLUMNS)["disguised"]["recall_at_1_fpr"] < 0.3


def test_what_was_not_measured_tells_no_page_apart(tmp_path: Path) -> None:
    some = table(0)
    some.X[some.recipe == "repeated", 0] = np.nan
    pages.fit_model(some, COLUMNS, tmp_path, 0)
    model = Model.load(tmp_path / "page.npz")
    row = some.X[some.recipe == "untouched"][:1].copy()
    row[0, 0] = pages.ordinary_of(some)[0]
    unmeasured = row.copy()
    unmeasured[0, 0] = np.nan
    assert model.judge(unmeasured).quality == pytest.approx(model.judge(row).quality)


def test_a_rare_sign_that_is_nearly_proof_is_learned_to_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some = table(0, 3000)
    rare = np.flatnonzero(some.recipe == "disguised")[15:]
    some.X[rare, 2] = 0.0
    raw = {}
    for rounds, rate in ((160, 0.1), (400, 0.3)):
        monkeypatch.setattr(pages, "ROUNDS", rounds)
        monkeypatch.setattr(pages, "RATE", rate)
        model = pages.trained(some, COLUMNS, pages.weights(some), 0)
        found = model.decision_function(np.array([[0.1, 0.1, 0.0], [0.1, 0.1, 0.9]]))
        raw[rounds] = found[1] - found[0]
    assert raw[400] > raw[160] + 0.5


def test_twins_are_left_out_together() -> None:
    assert "patchwork" in pages.family("splice_plain")
    assert pages.family("disguised") == {"disguised"}
    some = table(0)
    kept = some[~pages.bears(some, pages.family("splice_plain"))]
    assert not (kept.recipe == "splice_plain").any()
    assert (kept.recipe == "repeated").any()


def test_every_signal_is_measured_without_and_alone() -> None:
    found = pages.ablation(table(0), table(1), COLUMNS)
    assert set(found) == {"nothing", "spliced_content", "repetition", "disguise"}
    assert found["repetition"]["auroc"] < found["nothing"]["auroc"]


def test_a_wider_interval_covers_no_less_and_holds_the_quality() -> None:
    rng = np.random.default_rng(0)
    centre = rng.normal(0, 2, 200)
    drawn = centre[:, None] + rng.normal(0, 0.3, (200, 6))
    low, high = pages.interval(centre, drawn, 1.0)
    lower, higher = pages.interval(centre, drawn, 3.0)
    quality = 1 / (1 + np.exp(centre))
    assert (lower <= low).all()
    assert (higher >= high).all()
    assert ((low <= quality) & (quality <= high)).all()


@pytest.mark.parametrize("column", pages.PROOFS)
def test_a_proof_has_prior_rows_of_much_of_it_and_of_nothing_else(column: str) -> None:
    some = table(5)
    rows = pages.prior_rows(some, ["clickbait.score", column, "x.y"], np.random.default_rng(0))
    clean = some.X[some.recipe == "untouched"]
    least, most = pages.PROOFS[column]
    assert len(rows) == pages.PRIOR_ROWS
    assert least <= rows[:, 1].min() <= rows[:, 1].max() <= most
    assert len(set(rows[:, 1])) > 1 or least == most
    assert all((clean[:, [0, 2]] == row[[0, 2]]).all(axis=1).any() for row in rows)


def test_prior_rows_raise_one_signal_of_construction_each() -> None:
    some = table(0)
    rows = pages.prior_rows(some, [*COLUMNS[:2], "clickbait.score"], np.random.default_rng(0))
    assert len(rows) == 2 * pages.PRIOR_ROWS
    assert ((rows[:, :2] >= 0.5).sum(axis=1) >= 1).all()


def test_without_a_thesaurus_nothing_is_fitted(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(word_pairs, "WORDNET", tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="apt-get install wordnet-base"):
        pages.simulated(tmp_path, "tune", 0)


def test_halves_of_the_publishers_measure_what_was_seen_and_what_was_not() -> None:
    found = pages.halved(table(0, 1500), COLUMNS)
    assert set(found) == {"seen", "unseen"}
    assert found["seen"]["auroc"] > 0.9
    assert found["unseen"]["recall_at_1_fpr"] <= found["seen"]["recall_at_1_fpr"]
