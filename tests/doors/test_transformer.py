"""darnel's features in the manner of scikit-learn."""

from __future__ import annotations

import json
import pickle
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sklearn
from libraries import polars
from scipy.sparse import csr_array
from sklearn import config_context
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.fixes import parse_version

import darnel
from darnel import Article, InputError, SignalTransformer
from darnel.corpus import Builder
from darnel.signals import REGISTRY

GENRES = Path(__file__).parents[1] / "data" / "genres"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    lines = [
        line
        for file in sorted(GENRES.glob("*.jsonl"))[:12]
        for line in file.read_text("utf-8").splitlines()[:2]
    ]
    pages = [json.loads(line) for line in lines]
    return [Article(text=page["text"], title=page["title"], id=page["id"]) for page in pages]


@pytest.fixture(scope="module")
def frame(articles) -> pd.DataFrame:
    rows = [{"id": a.id, "headline": a.title, "body": a.text} for a in articles]
    return pd.DataFrame(rows, index=[f"row-{at}" for at in range(len(rows))])


@pytest.fixture(scope="module")
def expected(articles) -> np.ndarray:
    return np.array([list(a.signals.values()) for a in darnel.Scorer.load().assess(articles)])


@pytest.fixture(scope="module")
def corpus(articles, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "some.corpus"
    with Builder() as builder:
        builder.add(
            [Article(a.text, a.title, f"copy-{a.id}", source="a.example") for a in articles]
        )
        builder.write(path)
    return path


@parametrize_with_checks([SignalTransformer()])
def test_every_check_of_scikit_learn_holds(estimator, check) -> None:
    check(estimator)  # all of them; that of the array API skips itself without SCIPY_ARRAY_API=1


def test_the_columns_are_those_of_the_scorer_without_those_of_a_corpus(articles, expected) -> None:
    names = list(darnel.Scorer.load().feature_names)
    found = SignalTransformer()
    kept = found.get_feature_names_out().tolist()
    assert kept == [n for n in names if not n.startswith(("copied_passages", "shared_template"))]
    np.testing.assert_array_equal(
        found.transform(articles), expected[:, [names.index(n) for n in kept]]
    )


def _arrow(frame):
    return pa.Table.from_pandas(frame)


def _polars(frame):
    pl = polars()
    return pl.from_pandas(frame)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda f: f.rename(columns={"body": "Text"}), id="pandas"),
        pytest.param(_arrow, id="Arrow"),
        pytest.param(_polars, id="Polars", marks=pytest.mark.polars),
        pytest.param(lambda f: f.to_dict("records"), id="dicts"),
        pytest.param(lambda f: f[["headline", "body"]].to_numpy(object), id="array of two columns"),
        pytest.param(lambda f: f[["headline", "body"]].values.tolist(), id="lists of two cells"),
        pytest.param(
            lambda f: [Article(b, h) for h, b in zip(f["headline"], f["body"], strict=True)],
            id="articles",
        ),
    ],
)
def test_tables_rows_and_articles_are_read_alike(frame, expected, given) -> None:
    found = SignalTransformer(signals=["headline_mismatch", "repetition"])
    names = found.get_feature_names_out().tolist()
    kept = [darnel.Scorer.load().feature_names.index(name) for name in names]
    np.testing.assert_array_equal(found.fit_transform(given(frame)), expected[:, kept])


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(list, id="list"),
        pytest.param(np.array, id="array of strings"),
        pytest.param(lambda t: np.array(t, dtype=object), id="array of objects"),
        pytest.param(lambda t: np.array(t, dtype=object)[:, None], id="array of one column"),
        pytest.param(pd.Series, id="pandas Series"),
        pytest.param(lambda t: pd.Series(t, dtype="category"), id="categories"),
        pytest.param(lambda t: pa.chunked_array([t[:1], t[1:]]), id="Arrow array"),
    ],
)
def test_texts_alone_are_read_alike(articles, given) -> None:
    texts = [article.text for article in articles][:4]
    found = SignalTransformer(signals=["repetition"])
    wanted = found.transform([Article(text) for text in texts])
    np.testing.assert_array_equal(found.fit_transform(given(texts)), wanted)


def test_columns_can_be_named_and_numbered(frame) -> None:
    found = SignalTransformer(signals=["clickbait"]).transform(frame)
    odd = frame.rename(columns={"headline": "Kopf", "body": "Satz"})
    named = SignalTransformer(title="Kopf", text="Satz", signals=["clickbait"])
    np.testing.assert_array_equal(named.transform(odd), found)
    numbered = SignalTransformer(title=1, text=2, signals=["clickbait"])
    np.testing.assert_array_equal(numbered.transform(frame.to_numpy(object)), found)


def test_absent_texts_are_empty_texts() -> None:
    found = SignalTransformer().transform([None, "", float("nan")])
    np.testing.assert_array_equal(found, np.repeat(found[:1], 3, axis=0))
    assert SignalTransformer().transform([]).shape == (0, found.shape[1])


def test_signals_are_measured_in_their_order_whatever_was_asked_first() -> None:
    names = SignalTransformer(signals=["clickbait", "repetition"]).get_feature_names_out()
    assert [name.partition(".")[0] for name in names] == sorted(
        (name.partition(".")[0] for name in names), key=REGISTRY.index
    )


def test_only_what_was_asked_for_is_measured(monkeypatch, articles) -> None:
    seen = []
    from darnel.doors import transformer

    measure = transformer.measure
    monkeypatch.setattr(
        transformer,
        "measure",
        lambda pages, signals: seen.append(signals) or measure(pages, signals),
    )
    SignalTransformer(signals=["clickbait"]).transform(articles)
    assert [[signal.name for signal in signals] for signals in seen] == [["clickbait"]]


def test_pandas_out_keeps_the_index(frame) -> None:
    found = SignalTransformer(signals=["clickbait"]).set_output(transform="pandas")
    keeps_that_of_series = parse_version(sklearn.__version__) >= parse_version("1.7")
    for given in [frame, frame["body"]] if keeps_that_of_series else [frame]:
        out = found.fit_transform(given)
        assert list(out.index) == list(frame.index)
        assert list(out.columns) == list(found.get_feature_names_out())


@pytest.mark.polars
def test_polars_in_and_polars_out(frame) -> None:
    pl = polars()
    given = pl.from_pandas(frame).with_columns(pl.col("headline").cast(pl.Categorical))
    found = SignalTransformer(signals=["clickbait"]).set_output(transform="polars")
    out = found.fit_transform(given)
    assert isinstance(out, pl.DataFrame)
    wanted = SignalTransformer(signals=["clickbait"]).transform(frame)
    np.testing.assert_array_equal(out.to_numpy(), wanted)
    np.testing.assert_array_equal(found.transform(given["body"]).to_numpy().shape, wanted.shape)
    with pytest.raises(TypeError, match="collect it first"):
        found.transform(given.lazy())


def test_it_clones_pickles_and_searches_in_a_pipeline(frame) -> None:
    y = np.arange(len(frame)) % 2
    model = Pipeline(
        [
            ("signals", SignalTransformer(signals=["readability"])),
            ("trees", HistGradientBoostingClassifier(max_iter=5, min_samples_leaf=2)),
        ]
    )
    search = GridSearchCV(
        model, {"signals__signals": [["readability"], ["repetition", "sourcing"]]}, cv=2
    )
    search.fit(frame, y)
    again = pickle.loads(pickle.dumps(search.best_estimator_))
    np.testing.assert_array_equal(again.predict(frame), search.predict(frame))
    assert clone(SignalTransformer(signals=["sourcing"])).signals == ["sourcing"]


def test_it_stands_beside_other_features(frame) -> None:
    union = FeatureUnion(
        [("signals", SignalTransformer()), ("length", FunctionTransformer(_lengths))]
    )
    assert union.fit_transform(frame["body"].tolist()).shape[0] == len(frame)
    columns = ColumnTransformer(
        [
            ("signals", SignalTransformer(signals=["clickbait"]), ["headline", "body"]),
            ("words", CountVectorizer(max_features=5), "headline"),
        ],
        sparse_threshold=0,
    )
    with config_context(transform_output="pandas"):
        out = columns.fit_transform(frame)
    assert list(out.index) == list(frame.index)
    assert "signals__clickbait.score" in out.columns


def _lengths(texts):
    return np.array([[len(text)] for text in texts])


def test_a_saved_corpus_adds_what_stands_elsewhere(articles, corpus) -> None:
    found = clone(SignalTransformer(corpus=corpus)).fit(articles)
    scorer = darnel.Scorer.load(corpus=corpus)
    assert tuple(found.get_feature_names_out()) == scorer.feature_names
    wanted = [list(a.signals.values()) for a in scorer.assess(articles)]
    np.testing.assert_array_equal(found.transform(articles), np.array(wanted))
    only = SignalTransformer(signals=["copied_passages"], corpus=str(corpus))
    assert not np.isnan(only.transform(articles)).all()


@pytest.mark.parametrize(
    ("parameters", "given", "said"),
    [
        pytest.param(
            {"signals": ["spelling"]}, ["A."], "there is no signal 'spelling'", id="signal"
        ),
        pytest.param({"signals": "clickbait"}, ["A."], "a list of names", id="one signal's name"),
        pytest.param({"signals": []}, ["A."], "names none", id="no signal"),
        pytest.param(
            {"signals": ["copied_passages"]}, ["A."], "a saved corpus with corpus=", id="no corpus"
        ),
        pytest.param({}, pd.DataFrame({"a": ["A."]}), "with text=", id="no text column"),
        pytest.param(
            {"text": "b"}, pd.DataFrame({"a": ["A."]}), "no column 'b'", id="no such column"
        ),
        pytest.param({}, "A text.", "X is one text", id="one text"),
        pytest.param({}, ["A.", 3], r"X\[1\] is a int", id="a number among texts"),
        pytest.param({}, [{"text": "A."}, "B."], r"X\[0\] is a dict", id="dicts and texts"),
        pytest.param({}, np.arange(3), "Reshape your data", id="numbers"),
    ],
)
def test_what_cannot_be_used_is_said(parameters, given, said) -> None:
    with pytest.raises(InputError, match=said):
        SignalTransformer(**parameters).fit(given)
    with pytest.raises(InputError, match=said):
        SignalTransformer(**parameters).transform(given)


def test_what_is_sparse_or_missing_is_refused(tmp_path) -> None:
    with pytest.raises(TypeError, match=r"[Ss]parse"):
        SignalTransformer().fit(csr_array(np.eye(2)))
    with pytest.raises(InputError):
        SignalTransformer(corpus=tmp_path / "none.corpus").fit(["A."])


def test_an_article_that_trips_us_is_absent_and_named(monkeypatch, articles) -> None:
    from darnel.doors import transformer

    parse = transformer.parse

    def trip(batch, corpus):
        if any(article is articles[2] for article in batch):
            raise KeyError("word of an article")
        return parse(batch, corpus)

    monkeypatch.setattr(transformer, "parse", trip)
    with pytest.warns(UserWarning, match=r"article 2 \(KeyError\)") as seen:
        found = SignalTransformer(signals=["readability"]).transform(articles[:4])
    assert "word of an article" not in str(seen[0].message)
    assert np.isnan(found).all(axis=1).tolist() == [False, False, True, False]


def test_a_second_fit_forgets_the_first(frame) -> None:
    found = SignalTransformer(signals=["clickbait"]).fit(frame)
    assert found.feature_names_in_.tolist() == list(frame.columns)
    found.fit(["A text."])
    assert not hasattr(found, "n_features_in_")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found.transform(frame[["headline", "body"]])
