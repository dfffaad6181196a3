"""darnel's features in the manner of scikit-learn: texts, frames or articles in, an array out."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import validate_data

from darnel.article import Article
from darnel.corpus import Corpus
from darnel.doors import frames
from darnel.doors.columns import Columns, find_columns, plain
from darnel.doors.frame import articles_of
from darnel.errors import InputError
from darnel.scorer import batches, measure
from darnel.signals import Signal, load_signals
from darnel.text import parse

Floats = NDArray[np.float64]

TEXT_KINDS = "OUTS"
"""NumPy's kinds of arrays that can hold texts."""


class SignalTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # untyped
    """Measure articles: an array of shape (articles, features), float64, NaN where absent.

    The columns are those of `Scorer.feature_names` and hold what `Assessment.signals` holds.
    `X` is a pandas or Polars DataFrame or an Arrow table, whose columns are found by their usual
    names or named by `title=`, `text=` and so on; a sequence of texts, of `Article` or of dicts;
    or an array, of which the only column is the text, or the first the title and the second the
    text, unless their numbers are given.

    `signals` names those to measure, the others cost nothing; None is all. Those that look
    articles up (`copied_passages`, `shared_template`) need a `corpus`, the file of a saved one,
    and are left out without. Nothing is learnt, so `fit` only checks. Raises `InputError`, a
    ValueError, for columns, signals or a corpus that can't be used.
    """

    def __init__(
        self,
        *,
        title: Hashable = None,
        text: Hashable = None,
        id: Hashable = None,
        url: Hashable = None,
        source: Hashable = None,
        published: Hashable = None,
        author: Hashable = None,
        comments: Hashable = None,
        signals: Sequence[str] | None = None,
        corpus: Path | str | None = None,
    ) -> None:
        self.title = title
        self.text = text
        self.id = id
        self.url = url
        self.source = source
        self.published = published
        self.author = author
        self.comments = comments
        self.signals = signals
        self.corpus = corpus

    def fit(self, X: Any, y: object = None) -> SignalTransformer:  # noqa: ANN401, ARG002
        """Check that articles can be read off X, and the parameters; nothing is learnt."""
        self._chosen()
        self._opened()
        given = self._given(X, reset=True)
        if not isinstance(given, _Table):
            for name in ("n_features_in_", "feature_names_in_"):
                self.__dict__.pop(name, None)  # of an earlier fit to a table
        return self

    def transform(self, X: Any) -> Floats:  # noqa: ANN401
        """Measure the articles of X, in their order."""
        signals, corpus = self._chosen(), self._opened()
        given = self._given(X, reset=False)
        articles = given.articles() if isinstance(given, _Table) else given
        columns = [column for signal in signals for column in signal.columns]
        table = np.full((len(articles), len(columns)), np.nan)
        done = 0
        for batch in batches(articles):
            table[done : done + len(batch)] = _measured(batch, signals, columns, corpus, done)
            done += len(batch)
        return table

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Give the names of the features, `<signal>.<feature>`, in order."""
        columns = chain.from_iterable(signal.columns for signal in self._chosen())
        return np.array(list(columns), dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.dict = True
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        tags.requires_fit = False
        return tags

    def _chosen(self) -> list[Signal]:
        every = {signal.name: signal for signal in load_signals()}
        if self.signals is None:
            return [s for s in every.values() if self.corpus is not None or not s.needs_corpus]
        if isinstance(self.signals, str):
            raise InputError(f"signals= is a list of names, as in [{self.signals!r}]")
        unknown = [name for name in self.signals if name not in every]
        if unknown:
            raise InputError(f"there is no signal {unknown[0]!r}; there are: {', '.join(every)}")
        chosen = [signal for name, signal in every.items() if name in self.signals]
        if not chosen:
            raise InputError("signals= names none; leave it out for all")
        lost = [signal.name for signal in chosen if signal.needs_corpus and self.corpus is None]
        if lost:
            raise InputError(f"{lost[0]!r} looks articles up; name a saved corpus with corpus=")
        return chosen

    def _opened(self) -> Corpus | None:
        return None if self.corpus is None else Corpus.load(Path(self.corpus))

    def _given(self, X: Any, *, reset: bool) -> _Table | list[Article]:  # noqa: ANN401
        """Read a table's header, or a sequence; only tables have features to be checked."""
        frame = frames.opened(X)
        if frame is not None:
            if reset or hasattr(self, "n_features_in_"):  # who was never fitted expects nothing
                validate_data(self, X, skip_check_array=True, reset=reset)
            return _Table(frame, find_columns(frame.header, self._said(), "X", option="{}="))
        if type(X).__name__ == "LazyFrame" or type(X).__module__.startswith("pyspark."):
            raise frames.refused(X, "SignalTransformer")
        values = _values(X)
        if isinstance(values, list):
            if values and all(isinstance(value, Mapping) for value in values):
                rows = _Rows.of(values)
                return _Table(rows, find_columns(rows.header, self._said(), "X", option="{}="))
            return [_article(value, number) for number, value in enumerate(values)]
        array = _Array(
            validate_data(
                self, values, dtype=None, ensure_all_finite=False, reset=reset,
                ensure_min_samples=int(reset),
            )
        )  # fmt: skip
        said = self._said()
        if "text" not in said and "title" not in said:
            fields = ("text",) if len(array.header) == 1 else ("title", "text")
            said |= {field: str(at) for at, field in enumerate(fields)}
        return _Table(array, find_columns(array.header, said, "X", option="{}="))

    def _said(self) -> dict[str, str]:
        said = {
            "title": self.title, "text": self.text, "id": self.id, "url": self.url,
            "source": self.source, "published": self.published, "author": self.author,
            "comments": self.comments,
        }  # fmt: skip
        return {field: str(label) for field, label in said.items() if label is not None}


def _measured(
    articles: Sequence[Article], signals: Sequence[Signal], columns: Sequence[str],
    corpus: Corpus | None, first: int,
) -> Floats:  # fmt: skip
    """Measure a batch, whose first article is number `first`; one that trips us is all NaN."""
    try:
        features, _ = measure(parse(articles, corpus), signals)
    except Exception as error:  # a bug of ours must not lose the articles around it
        if len(articles) > 1:
            alone = (
                _measured([article], signals, columns, corpus, first + at)
                for at, article in enumerate(articles)
            )
            return np.concatenate(list(alone))
        warnings.warn(
            f"darnel failed on article {first} ({type(error).__name__}), whose features are NaN; "
            "report it",
            stacklevel=2,
        )
        return np.full((1, len(columns)), np.nan)
    return np.column_stack([features[column] for column in columns])


# --- what X can be --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    frame: frames.Readable
    columns: Columns

    def articles(self) -> list[Article]:
        return list(chain.from_iterable(articles_of(self.frame, self.columns)))


@dataclass(frozen=True, slots=True)
class _Array:
    """An array of two dimensions, whose columns are called by their numbers."""

    array: NDArray[Any]

    @property
    def header(self) -> list[str]:
        return [str(at) for at in range(self.array.shape[1])]

    def cells(self, at: int) -> list[Any]:
        cells: list[Any] = self.array[:, at].tolist()
        return cells


@dataclass(frozen=True, slots=True)
class _Rows:
    """Dicts, whose keys are the columns."""

    rows: Sequence[Mapping[str, Any]]
    header: list[str]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> _Rows:
        return cls(rows, list(dict.fromkeys(chain.from_iterable(rows))))

    def cells(self, at: int) -> list[Any]:
        return [row.get(self.header[at]) for row in self.rows]


def _values(X: Any) -> Any:  # noqa: ANN401
    """Give a list, of what has one dimension, or what scikit-learn knows how to check."""
    if isinstance(X, str):
        raise InputError("X is one text; give a list of texts")
    if issparse(X):
        return X
    if hasattr(X, "to_frame"):  # a Series of pandas or Polars
        frame = frames.opened(X.to_frame())
        return X if frame is None else frame.cells(0)
    if hasattr(X, "to_pylist"):  # an array of Arrow
        return X.to_pylist()
    if isinstance(X, (list, tuple)):
        nested = bool(X) and all(isinstance(row, (list, tuple, np.ndarray)) for row in X)
        return np.array(X, dtype=object) if nested else list(X)
    array = np.asarray(X)
    if array.ndim != 1:
        return array
    if array.dtype.kind not in TEXT_KINDS:
        raise InputError(
            "X has one dimension and holds no texts. Reshape your data: one row an article"
        )
    return array.tolist()


def _article(value: Any, number: int) -> Article:  # noqa: ANN401
    if isinstance(value, Article):
        return value
    if value is None or isinstance(value, str) or (isinstance(value, float) and isnan(value)):
        return Article(text=plain(value), id=str(number + 1))
    raise InputError(
        f"X[{number}] is a {type(value).__name__}, and no text, Article or dict like all others"
    )
