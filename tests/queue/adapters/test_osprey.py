from __future__ import annotations

import sys
from enum import Enum
from types import ModuleType, SimpleNamespace
from typing import Generic, TypeVar

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import osprey

A, R = TypeVar("A"), TypeVar("R")


class ArgumentsBase:
    pass


class UDFBase(Generic[A, R]):
    def __init__(self, validation_context, arguments) -> None:
        pass


class BaseOutputSink:
    pass


class ExpectedUdfException(Exception):  # noqa: N818
    pass


class UdfCategories(Enum):
    STRING = "String"


@pytest.fixture
def running(monkeypatch):
    """The shapes of Osprey's own modules, for it can't be installed."""
    shapes = {
        "osprey.worker.adaptor.plugin_manager": {"hookimpl_osprey": lambda function: function},
        "osprey.engine.udf.arguments": {"ArgumentsBase": ArgumentsBase},
        "osprey.engine.udf.base": {"UDFBase": UDFBase},
        "osprey.engine.executor.execution_context": {"ExpectedUdfException": ExpectedUdfException},
        "osprey.engine.stdlib.udfs.categories": {"UdfCategories": UdfCategories},
        "osprey.worker.sinks.sink.output_sink": {"BaseOutputSink": BaseOutputSink},
    }
    for path, names in shapes.items():
        parts = path.split(".")
        for end in range(1, len(parts)):
            name = ".".join(parts[:end])
            monkeypatch.setitem(sys.modules, name, sys.modules.get(name) or ModuleType(name))
        module = ModuleType(path)
        vars(module).update(names)
        monkeypatch.setitem(sys.modules, path, module)
    sys.modules["osprey"].__spec__ = SimpleNamespace()


def test_an_action_goes_out_and_comes_in(article, hand_written) -> None:
    message = osprey.to_action(article, "article_posted", 123, "2026-01-31T10:00:00Z")
    assert message == hand_written("osprey_action")
    id, name, data = osprey.from_action(message)
    assert (id, name, data["text"]) == ("123", "article_posted", article.text)


@pytest.mark.parametrize("message", [None, {}, {"data": {}}, {"data": {"action_id": 1}}])
def test_what_is_no_action_is_refused(message) -> None:
    with pytest.raises(InputError):
        osprey.from_action(message)


def test_the_udf_counts_up_to_harm(running, judged) -> None:
    made = osprey.plugin(lambda articles: [judged], lambda case: None, 0.85)
    (udf,) = made.register_udfs()
    assert udf.__name__ == "ContentFarmProbability"
    assert udf.__orig_bases__[0].__args__[1] is float
    assert udf.category is UdfCategories.STRING
    arguments = udf.__orig_bases__[0].__args__[0]
    assert issubclass(arguments, ArgumentsBase)
    assert arguments.__annotations__ == {"text": str, "title": str}
    assert arguments.title == ""
    asked = SimpleNamespace(text="…", title="")
    assert udf(None, asked).execute(None, asked) == 0.87


def test_a_rule_does_not_run_where_nothing_was_judged(running, abstained) -> None:
    (udf,) = osprey.plugin(lambda _: [abstained], lambda case: None, 0.85).register_udfs()
    with pytest.raises(ExpectedUdfException):
        udf(None, None).execute(None, SimpleNamespace(text="…", title=""))


def test_the_sink_opens_a_case_from_the_threshold_on(running) -> None:
    opened = []
    made = osprey.plugin(lambda _: [], opened.append, 0.85)
    (sink,) = made.register_output_sinks(config=None)
    assert isinstance(sink, BaseOutputSink)
    action = SimpleNamespace(action_id=123, action_name="article_posted")
    features = {"ContentFarmProbability": 0.87, "PostText": "…", "PostUrl": "https://a.example"}
    result = SimpleNamespace(action=action, extracted_features=features)
    assert sink.will_do_work(result)
    sink.push(result)
    sink.stop()
    for low in (0.84, None, float("nan")):
        features = {"ContentFarmProbability": low}
        assert not sink.will_do_work(SimpleNamespace(action=action, extracted_features=features))
    assert opened == [
        {
            "external_id": "osprey:123",
            "origin": "article_posted",
            "text": "…",
            "title": "",
            "url": "https://a.example",
            "probability": 0.87,
        }
    ]


def test_nan_never_leaves() -> None:
    case = osprey.to_case("1", "a", {"ContentFarmProbability": float("nan")})
    assert case["probability"] is None


@pytest.mark.skipif("osprey" in sys.modules, reason="Osprey is here")
def test_without_osprey_the_door_says_where_it_belongs() -> None:
    with pytest.raises(InputError, match="roostorg/osprey"):
        osprey.plugin(lambda _: [], lambda case: None, 0.85)
