"""Trees walk as scikit-learn's do, and arrays that are no trees are refused."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from darnel.detectors import Detector
from darnel.stored import ArtifactError
from darnel.trees import Trees
from training.store import Bag, flattened, save_detector


def data(classes: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(600, 5))
    X[rng.random(X.shape) < 0.15] = np.nan
    y = np.nan_to_num(X[:, 0] + X[:, 1] * X[:, 2])
    return X, np.digitize(y, np.quantile(y, np.linspace(0, 1, classes + 1)[1:-1]))


@pytest.fixture(params=[2, 4], ids=["two classes", "four classes"])
def fitted(request):
    X, y = data(request.param)
    model = HistGradientBoostingClassifier(max_iter=25, max_leaf_nodes=9, random_state=0)
    return model.fit(X, y)


def test_probabilities_are_scikit_learns_also_of_absent_values(fitted) -> None:
    X, _ = data(len(fitted.classes_), seed=1)
    X[0], X[1] = np.nan, np.inf
    trees = Trees(flattened(fitted), 5)
    assert trees.classes == len(fitted.classes_)
    assert trees.probabilities(X) == pytest.approx(fitted.predict_proba(X), abs=1e-12)


def test_no_rows_are_no_probabilities(fitted) -> None:
    assert Trees(flattened(fitted), 5).probabilities(np.zeros((0, 5))).shape == (
        0,
        len(fitted.classes_),
    )


def test_a_row_means_the_same_alone(fitted) -> None:
    X, _ = data(len(fitted.classes_), seed=2)
    trees = Trees(flattened(fitted), 5)
    alone = np.concatenate([trees.probabilities(X[i : i + 1]) for i in range(20)])
    assert (alone == trees.probabilities(X)[:20]).all()


@pytest.mark.parametrize(
    "thresholds",
    [
        [0.0], [np.inf], [-np.inf, np.inf], [0.5, np.inf], [-1.8e308, 1.7e308], [0.0, 5e-324],
        [-1.7e308, -1.0, -5e-324, 0.0, 5e-324, 1e-9, 1.0, 1.7e308, np.inf],
        np.r_[np.linspace(0, 1e-6, 120), np.geomspace(1e-3, 1e6, 120)],
    ],
)  # fmt: skip
def test_a_value_on_a_threshold_goes_left_however_thresholds_lie(thresholds) -> None:
    at = np.asarray(thresholds, np.float64)
    node = np.arange(3 * len(at))
    stumps = {
        "feature": np.where(node % 3 == 0, 0, -1), "threshold": np.repeat(at, 3),
        "left": np.where(node % 3 == 0, node + 1, 0), "missing_left": np.zeros(len(node), np.bool_),
        "value": np.where(node % 3 == 1, 0.01, 0.0), "roots": np.arange(0, len(node) + 1, 3),
        "baseline": np.zeros(1),
    }  # fmt: skip
    with np.errstate(over="ignore"):
        X = np.r_[at, np.nextafter(at, np.inf), np.nextafter(at, -np.inf), 0, -np.inf, np.inf]
    left = 0.01 * (X[:, None] <= at).sum(axis=1)
    assert Trees(stumps, 1).probabilities(X[:, None])[:, 1] == pytest.approx(
        1 / (1 + np.exp(-left))
    )


@pytest.mark.parametrize(
    ("name", "alter"),
    [
        ("left", lambda a: np.where(a > 0, 0, a)),  # round and round
        ("left", lambda a: np.where(a > 0, a + 10_000, a)),  # out of the arrays
        ("feature", lambda a: np.where(a >= 0, 5, a)),  # a column that is not there
        ("roots", lambda a: a[:-1]),
        ("value", lambda a: a[:-1]),
        ("baseline", lambda a: a[:0]),
    ],
)
def test_arrays_that_would_lead_astray_are_refused(fitted, name, alter) -> None:
    stored = flattened(fitted)
    with pytest.raises(ValueError, match="no trees"):
        Trees(stored | {name: alter(stored[name])}, 5)


def test_a_detector_reads_its_columns_by_name(tmp_path) -> None:
    X, y = data(2)
    model = HistGradientBoostingClassifier(max_iter=10, random_state=0).fit(X, y)
    path = tmp_path / "some.npz"
    save_detector(path, model, ["a", "b", "c", "d", "e"], X[:30])
    detector = Detector(path, ("e", "d", "c", "b", "a", "more"))
    wide = np.column_stack([X[:, ::-1], np.zeros(len(X))])
    assert detector.probabilities(wide) == pytest.approx(model.predict_proba(X))
    with pytest.raises(ArtifactError, match="'e', which is not measured"):
        Detector(path, ("a", "b", "c", "d"))


def test_a_bag_is_stored_as_one_detector_of_its_mean_log_odds(tmp_path) -> None:
    models = []
    for seed, rounds in enumerate((4, 9, 6)):
        X, y = data(4, seed)
        models.append(HistGradientBoostingClassifier(max_iter=rounds, random_state=seed).fit(X, y))
    bag = Bag(tuple(models))
    raw = np.mean([model.decision_function(X) for model in models], axis=0)
    odds = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
    assert bag.predict_proba(X) == pytest.approx(odds)
    path = tmp_path / "bag.npz"
    save_detector(path, bag, list("abcde"), X[:30])
    assert Detector(path, tuple("abcde")).probabilities(X) == pytest.approx(odds)


def test_a_detector_that_does_not_reproduce_its_scores_is_refused(tmp_path) -> None:
    X, y = data(2)
    model = HistGradientBoostingClassifier(max_iter=10, random_state=0).fit(X, y)
    path = tmp_path / "some.npz"
    save_detector(path, model, list("abcde"), X[:30])
    with np.load(path) as file:
        stored = {key: file[key] for key in file.files}
    np.savez(path, **stored | {"value": stored["value"] * 1.1})
    with pytest.raises(ArtifactError, match="reference scores"):
        Detector(path, tuple("abcde"))


def test_trees_of_more_leaves_than_an_integer_has_bits_are_refused() -> None:
    X, y = data(2)
    some = np.random.default_rng(3).integers(0, 2, len(y))
    model = HistGradientBoostingClassifier(max_iter=2, max_leaf_nodes=40, min_samples_leaf=2)
    with pytest.raises(ValueError, match="over 32 leaves"):
        Trees(flattened(model.fit(X, some)), 5)


def test_a_tree_may_have_as_many_leaves_as_an_integer_has_bits() -> None:
    X, _ = data(2)
    some = np.random.default_rng(3).integers(0, 2, len(X))
    model = HistGradientBoostingClassifier(max_iter=5, max_leaf_nodes=32, min_samples_leaf=2)
    trees = Trees(flattened(model.fit(X, some)), 5)
    assert trees.probabilities(X) == pytest.approx(model.predict_proba(X), abs=1e-12)


def test_rows_of_other_columns_are_refused(fitted) -> None:
    with pytest.raises(ValueError, match="for 5 columns"):
        Trees(flattened(fitted), 5).probabilities(np.zeros((3, 4)))
