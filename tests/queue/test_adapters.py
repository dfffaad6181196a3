"""The rules of the house for adapters, read off their register: a new one is held to them by itself."""

from __future__ import annotations

import ast
import json
import math
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import darnel.queue.adapters as adapters
from darnel.article import Article
from darnel.assessment import Assessment, Finding, ModelName
from darnel.queue.adapters import (
    cloudevents,
    coop,
    discourse,
    label_studio,
    openai_moderation,
    ozone,
    perspective,
    threatexchange,
)
from darnel.queue.plain import encoded

ROOMS = Path(adapters.__file__).parent
TESTS = Path(__file__).parent / "adapters"

PARTS = {"label_studio_annotations", "label_studio_config", "label_studio_spans"}
"""Files that are a part of another."""

ALLOWED = {
    "darnel.article", "darnel.assessment", "darnel.errors", "darnel.signals", "darnel.queue.decisions",
    "darnel.queue.harm", "darnel.queue.offsets", "darnel.queue.plain", "darnel.queue.requests",
    "__future__", "collections.abc", "dataclasses", "functools", "hashlib", "importlib",
    "importlib.util", "json", "math", "types", "typing", "urllib.parse", "xml.etree", "xml.sax.saxutils",
}  # fmt: skip
"""What an adapter may import: nothing that reaches a network, a clock or a tool's library."""


@pytest.mark.parametrize("name", adapters.REGISTRY)
def test_an_adapter_says_what_its_contract_was_read_off(name) -> None:
    assert "Source:" in (import_module(f"darnel.queue.adapters.{name}").__doc__ or "")


def test_every_adapter_is_registered_and_has_its_test() -> None:
    rooms = {path.stem for path in ROOMS.glob("*.py")} - {"__init__"}
    assert rooms - PARTS == set(adapters.REGISTRY)
    for name in rooms:
        assert (TESTS / f"test_{name}.py").exists(), name


@pytest.mark.parametrize("path", sorted(ROOMS.glob("*.py")), ids=lambda path: path.stem)
def test_an_adapter_reaches_for_nothing_outside(path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            assert name in ALLOWED or name.startswith("darnel.queue.adapters"), name


TEXT = "🚢 The \ud800 ferry.\r\n\x00 Late‮ </script> “]]>” " + "e\u0301" * 3
FINDING = Finding("repetition", "text", 2, 7, TEXT[2:7], 0.5, "Said \ud800 twice.")
MODEL = ModelName("darnel", "0.2.0", "default-3")

ODD = {
    "no quality": (None, None, ()),
    "a quality that is NaN": (math.nan, None, ()),
    "sure of a farm": (0.0, "block", (FINDING,)),
    "sure of none": (1.0, "clear", ()),
    "a finding whose score is NaN": (0.4, "review", (replace(FINDING, score=math.nan),)),
}


def shapes(article: Article, assessment: Assessment):
    subject = ozone.account("did:plc:abc")
    question = perspective.Question(article, spans=True, token="t")
    yield label_studio.to_task(article, assessment)
    yield coop.to_item(article, assessment, "article")
    yield coop.to_signal(assessment)
    yield ozone.to_event(assessment, subject, "did:plc:l", "as_1")
    yield perspective.to_answer(question, assessment).body
    yield openai_moderation.to_answer([assessment], "1")
    yield threatexchange.classification(assessment)
    yield discourse.recommend({"id": 1}, assessment).note
    if assessment.quality is None or not math.isnan(assessment.quality):
        event = {"id": "1", "type": "a", "timestamp": "t", "payload": assessment.to_dict()}
        yield cloudevents.to_cloudevent(event, "/darnel")


@pytest.mark.parametrize("case", ODD)
def test_whatever_is_said_goes_out_as_valid_json(case) -> None:
    quality, band, findings = ODD[case]
    assessment = Assessment(
        "1", quality, None, band, None, None, "Why \ud800.", {"a.score": math.nan}, (), 0.0, findings,
        MODEL,
    )  # fmt: skip
    for shape in shapes(Article(text=TEXT, title=TEXT, id="1"), assessment):
        line = encoded(shape)
        back = json.loads(line.decode("utf-8"), parse_constant=pytest.fail)
        assert encoded(back) == line
