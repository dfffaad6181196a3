"""ThreatExchange: a `Classifier` for the `threatexchange` library and its hasher-matcher-actioner.

`ContentFarmClassifier` can be imported from here where the library is installed; it loads the model that
came with the package. `classifier` makes one that judges otherwise.

Source: facebook/ThreatExchange baefb4e, python-threatexchange 1.2.17 (threatexchange/classifier).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import make_dataclass
from functools import cache
from importlib import import_module
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.harm import harm

Judge = Callable[[Sequence[Article]], Sequence[Assessment]]
Theirs = Any
"""A class or value of their library, which types nothing where it is not installed."""


LABEL = "content_farm"
INSTALL = "pip install 'darnel[threatexchange]'"


def classification(assessment: Assessment) -> dict[str, tuple[bool, float]]:
    """Say whether an article is a match (its band is `block`) and P(farm); {} if it was not judged."""
    found = harm(assessment.quality)
    return {} if found is None else {LABEL: (assessment.band == "block", found)}


def classifier(judge: Judge) -> Theirs:
    """Make the class `ContentFarmClassifier` of the installed library.

    Its `classify` takes `TextContent` only. Raises InputError if the library is missing or too old to
    have classifiers.
    """
    library = _library()
    info = make_dataclass(
        "ContentFarmInfo",
        [("probability", float, 0.0)],
        bases=(library["ClassificationInfo"],),
        namespace={"weight_str": lambda self: f"{self.probability:.2%}", "__module__": __name__},
    )

    def get_content_types(cls: Theirs) -> list[Any]:  # noqa: ARG001
        return [library["TextContent"]]

    def classify(self: Theirs, content_type: Theirs, content_val: str) -> Theirs:  # noqa: ARG001
        if content_type is not library["TextContent"]:
            raise InputError("content farms are found in text content only")
        found = classification(judge([Article(text=content_val)])[0])
        return library["ClassificationResult"](
            {label: info(match, share) for label, (match, share) in found.items()}
        )

    made = {
        "get_content_types": classmethod(get_content_types),
        "classify": classify,
        "__module__": __name__,
    }
    return type("ContentFarmClassifier", (library["Classifier"],), made)


def __getattr__(name: str) -> Theirs:
    if name == "ContentFarmClassifier":
        return _with_own_model()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _with_own_model() -> Theirs:
    return classifier(lambda articles: _scorer().assess(articles))


@cache
def _scorer() -> Theirs:
    return import_module("darnel.scorer").Scorer.load()


def _library() -> dict[str, Any]:
    try:
        base = import_module("threatexchange.classifier.classifier")
        text = import_module("threatexchange.content_type.text")
    except ImportError as error:
        raise InputError(f"this needs threatexchange 1.2.17 or newer: {INSTALL}") from error
    names = ("Classifier", "ClassificationInfo", "ClassificationResult")
    return {**{name: getattr(base, name) for name in names}, "TextContent": text.TextContent}
