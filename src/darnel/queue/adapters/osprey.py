"""Osprey: a UDF that rules can compare, and an output sink that opens a case for a person.

Osprey is not to be had from a package index, and pins libraries of its own: `plugin` makes the classes
where Osprey is running, everything else here needs nothing. Its rules count up to harm:
`ContentFarmProbability(text=PostText) > 0.85`.

Source: roostorg/osprey 699ff64 (docs/integration/integrations.md, example_plugins, osprey_worker/src/osprey/
engine/udf, osprey/worker/sinks/sink/output_sink.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace, new_class
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.errors import InputError
from darnel.queue.decisions import mapping, words
from darnel.queue.harm import harm
from darnel.queue.plain import plain

Judge = Callable[[Sequence[Article]], Sequence[Assessment]]
Theirs = Any
"""A class or value of their library, which types nothing where it is not installed."""

OpenCase = Callable[[dict[str, Any]], None]
"""Takes a case as `to_case` gives it; called in Osprey's worker, within its two seconds."""

FEATURE = "ContentFarmProbability"
TEXT_FEATURE, TITLE_FEATURE, URL_FEATURE = "PostText", "PostTitle", "PostUrl"
"""Names of features that hold the article, unless a caller says otherwise."""


def probability(judge: Judge, text: str, title: str = "") -> float | None:
    """Give P(farm) in [0, 1] of one article; None if it was not judged."""
    return harm(judge([Article(text=text, title=title)])[0].quality)


def from_action(message: object) -> tuple[str, str, Mapping[str, Any]]:
    """Read a message of Osprey's input topic: the action's id, its name, and its data."""
    action = mapping(mapping(message, "an Osprey message").get("data"), "the message's data")
    id, name = words(action.get("action_id")), words(action.get("action_name"))
    if not id or not name:
        raise InputError("an Osprey action needs an action_id and an action_name")
    return id, name, mapping(action.get("data") or {}, "the action's data")


def to_action(article: Article, name: str, id: int, time: str) -> dict[str, Any]:
    """Give an article as a message of Osprey's input topic; `time` in ISO 8601."""
    data = {"text": article.text, "title": article.title, "url": article.url, "id": article.id}
    return {"send_time": time, "data": {"action_id": id, "action_name": name, "data": data}}


def to_case(
    action_id: str, action_name: str, features: Mapping[str, Any], *, feature: str = FEATURE
) -> dict[str, Any]:  # fmt: skip
    """Give an action and the features extracted from it as an item for our queue.

    `external_id` is the action's, the key by which a second one is known. `probability` is None where
    the feature failed or is missing.
    """
    value = features.get(feature)
    known = isinstance(value, int | float) and not isinstance(value, bool)
    case: dict[str, Any] = plain(
        {
            "external_id": f"osprey:{action_id}",
            "origin": action_name,
            "text": words(features.get(TEXT_FEATURE)),
            "title": words(features.get(TITLE_FEATURE)),
            "url": words(features.get(URL_FEATURE)),
            "probability": float(value) if known else None,  # type: ignore[arg-type]
        }
    )
    return case


def plugin(judge: Judge, open_case: OpenCase, threshold: float, feature: str = FEATURE) -> Theirs:
    """Make the plugin that Osprey's entry point registers: a UDF and an output sink.

    The sink opens a case for results whose `feature` is at or above `threshold`. A rule that depends on
    an article that was not judged does not run. Raises InputError where Osprey is not installed.
    """
    _check_installed()
    hook = import_module("osprey.worker.adaptor.plugin_manager").hookimpl_osprey
    udf, sink = _udf(judge), _sink(open_case, threshold, feature)

    def register_udfs() -> list[Theirs]:
        return [udf]

    def register_output_sinks(config: Theirs) -> list[Theirs]:  # noqa: ARG001
        return [sink()]

    return SimpleNamespace(
        register_udfs=hook(register_udfs), register_output_sinks=hook(register_output_sinks)
    )


def _udf(judge: Judge) -> Theirs:
    arguments: Any = import_module("osprey.engine.udf.arguments").ArgumentsBase
    base: Any = import_module("osprey.engine.udf.base").UDFBase
    failed: Any = import_module("osprey.engine.executor.execution_context").ExpectedUdfException
    categories = import_module("osprey.engine.stdlib.udfs.categories").UdfCategories
    named = {"__annotations__": {"text": str, "title": str}, "title": "", "__module__": __name__}
    read = type("CredibilityArguments", (arguments,), named)

    def execute(self: Theirs, execution_context: Theirs, arguments: Theirs) -> float:  # noqa: ARG001
        found = probability(judge, arguments.text, arguments.title)
        if found is None:
            raise failed
        return found

    execute.__annotations__ = {"arguments": read, "return": float}
    made = {"category": categories.STRING, "execute": execute, "__module__": __name__}
    return _subclass(FEATURE, base[read, float], made)


def _sink(open_case: OpenCase, threshold: float, feature: str) -> Theirs:
    base: Any = import_module("osprey.worker.sinks.sink.output_sink").BaseOutputSink

    def will_do_work(self: Theirs, result: Theirs) -> bool:  # noqa: ARG001
        value = result.extracted_features.get(feature)
        return isinstance(value, int | float) and value >= threshold

    def push(self: Theirs, result: Theirs) -> None:  # noqa: ARG001
        action = result.action
        features = result.extracted_features
        open_case(to_case(str(action.action_id), action.action_name, features, feature=feature))

    def stop(self: Theirs) -> None:  # noqa: ARG001
        return None

    made = {"will_do_work": will_do_work, "push": push, "stop": stop, "__module__": __name__}
    return _subclass("ReviewCaseSink", base, made)


def _subclass(name: str, base: Theirs, body: dict[str, Any]) -> Theirs:
    return new_class(name, (base,), exec_body=lambda space: space.update(body))


def _check_installed() -> None:
    if find_spec("osprey") is None:
        raise InputError(
            "this runs inside Osprey's worker: install darnel there, from "
            "https://github.com/roostorg/osprey (it is not in a package index)"
        )
