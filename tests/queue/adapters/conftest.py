"""One article with emoji and Windows newlines, and what darnel says of it, well and badly."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from darnel.article import Article
from darnel.assessment import Assessment, Contribution, Finding, ModelName

GOLDEN = Path(__file__).parents[1] / "golden"

TEXT = "🚒🚒 Harbour news.\r\nThe ferry is late. Albion won 2-0. 👩‍👩‍👧 The end."
TITLE = "Ferry 🚢 late late"

ARTICLE = Article(text=TEXT, title=TITLE, id="a-1", url="https://news.example/ferry")

FINDINGS = (
    Finding("spliced_content", "text", 37, 52, "Albion won 2-0.", 0.93, "It leaves the story."),
    Finding("duplicated_headline", "title", 8, 12, "late", 0.5, "It says this twice."),
)

JUDGED = Assessment(
    "a-1", 0.13, (0.08, 0.21), "review", None, "en", "It leaves the story: “Albion won 2-0.”",
    {"spliced_content.score": 0.93, "sourcing.score": math.nan},
    (Contribution("spliced_content", 0.31),), -1.0, FINDINGS,
    ModelName("darnel", "0.2.0", "default-3", 0.1),
)  # fmt: skip

ABSTAINED = replace(
    JUDGED, quality=None, interval=None, band=None, abstained="too_short", findings=(),
    reason="Not judged: under 60 words of text.",
)  # fmt: skip

FAILED = replace(
    ABSTAINED, abstained=None, reason="", error="row 3: the text could not be read", signals={}
)


def golden(name: str):
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def article() -> Article:
    return ARTICLE


@pytest.fixture
def judged() -> Assessment:
    return JUDGED


@pytest.fixture
def abstained() -> Assessment:
    return ABSTAINED


@pytest.fixture
def failed() -> Assessment:
    return FAILED


@pytest.fixture
def hand_written():
    return golden
