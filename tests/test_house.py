"""The rules of the house, read off the register: a new signal is held to them by itself."""

from __future__ import annotations

import ast
import json
import math
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import darnel.signals
from darnel.article import Article
from darnel.signals import REGISTRY, load_signals
from darnel.text import parse

ROOT = Path(__file__).parent.parent
ROOMS = Path(darnel.signals.__file__).parent

PROSE = (
    "The harbour board met on Tuesday to hear why the new ferry is late. "
    "Its engineers said that the gearbox, ordered in March, had failed two tests. "
    "“We would rather be late than sorry,” said Ines Valdo, who chairs the board. "
    "The ferry was to carry its first passengers in June; the board now hopes for October.\n\n"
    "Passengers on the island have used a hired boat since the old ferry was sold. "
    "It carries forty people and no cars, and in a south wind it does not sail. "
    "The island's doctor said she had missed eleven surgeries since the spring.\n\n"
    "The yard that built the ferry did not answer a letter from the board. "
    "Its contract allows a fine of two thousand a day, but the board has not asked for it yet. "
    "A second test of the gearbox is planned for the first week of September."
)

ODD = {
    "an empty article": Article(),
    "a title alone": Article(title="Ferry late again"),
    "one word": Article(text="Ferry"),
    "no words": Article(text="… — \n\n ***", title="!!!"),
    "one character a paragraph": Article(text="a\n\n" * 300, title="a"),
    "one line, no stop": Article(text="word " * 3000),
    "newlines only": Article(text="\n" * 5000),
    "no spaces": Article(text="x" * 50_000),
    "lone surrogate and NUL": Article(
        text="The board \ud800 met.\x00 It did. " * 40, title="\udc00"
    ),
    "Windows newlines and tabs": Article(text=PROSE.replace("\n", "\r\n").replace(" ", "\t")),
    "decomposed accents, emoji, Hebrew": Article(
        text="Cafe\u0301 👩‍👩‍👧 שלום עולם. " * 60, title="שלום Cafe\u0301"
    ),
    "zero-width characters": Article(text=PROSE.replace("e", "e\u200b"), title="Fer\u200bry late"),
    "deep quotes": Article(text='"' * 5000 + "word" + '"' * 5000),
    "digits": Article(text="12 34 56.7 8,9\n" * 200, title="12 34"),
    "plain prose": Article(text=PROSE, title="New ferry is late after failed tests"),
}


@pytest.mark.parametrize("name", REGISTRY)
def test_a_room_says_what_it_catches_why_and_when_it_is_wrong(name: str) -> None:
    module = import_module(f"darnel.signals.{name}")
    for part in ("Why:", "False alarms:", "Source:"):
        assert part in (module.__doc__ or ""), f"signals/{name}.py does not say {part!r}"
    assert module.SIGNAL.name == name


@pytest.mark.parametrize("name", REGISTRY)
def test_a_room_has_its_test(name: str) -> None:
    assert (ROOT / "tests" / "signals" / f"test_{name}.py").exists()


def test_every_room_is_registered() -> None:
    rooms = {p.stem for p in ROOMS.glob("*.py")} - {"__init__", "base"}
    assert rooms == set(REGISTRY)


@pytest.mark.parametrize("name", REGISTRY)
def test_a_room_imports_no_sister_room(name: str) -> None:
    tree = ast.parse((ROOMS / f"{name}.py").read_text("utf-8"))
    imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    sisters = {f"darnel.signals.{other}" for other in REGISTRY}
    assert not imported & sisters


@pytest.mark.parametrize("signal", load_signals(), ids=lambda signal: signal.name)
def test_the_first_feature_is_the_score_and_names_are_unique(signal) -> None:
    names = [feature.name for feature in signal.features]
    assert names[0] == "score"
    assert len(set(names)) == len(names)
    assert any(feature.evidence for feature in signal.features)


@pytest.mark.parametrize("signal", load_signals(), ids=lambda signal: signal.name)
def test_a_signal_keeps_the_contract_on_odd_articles(signal) -> None:
    articles = list(ODD.values())
    reading = signal.measure(parse(articles))
    assert set(reading.features) == {feature.name for feature in signal.features}
    for name, values in reading.features.items():
        assert values.shape == (len(articles),), name
        assert values.dtype == np.float64, name
        assert not np.isinf(values).any(), name
    score = reading.features["score"]
    assert ((score >= 0) & (score <= 1) | np.isnan(score)).all()
    assert len(reading.findings) == len(articles)
    for article, findings in zip(articles, reading.findings, strict=True):
        for finding in findings:
            assert finding.signal == signal.name
            assert 0 <= finding.start < finding.end
            assert article.field(finding.field)[finding.start : finding.end] == finding.quote
            assert 0 <= finding.score <= 1
            assert finding.message.endswith(".")


@pytest.mark.parametrize("signal", load_signals(), ids=lambda signal: signal.name)
def test_an_article_is_measured_alike_alone_and_in_a_batch(signal) -> None:
    articles = list(ODD.values())
    together = signal.measure(parse(articles))
    for number in (0, 8, len(articles) - 1):
        alone = signal.measure(parse([articles[number]]))
        for name, values in alone.features.items():
            batch = together.features[name][number]
            same = math.isnan(batch) and math.isnan(values[0])
            assert same or batch == pytest.approx(values[0], abs=1e-5), name
        assert [f.quote for f in alone.findings[0]] == [f.quote for f in together.findings[number]]


@pytest.fixture(scope="module")
def some_pages() -> list[Article]:
    lines = [
        line
        for file in sorted((ROOT / "tests/data/genres").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()[:2]
    ]
    return [Article(text=page["text"], title=page["title"]) for page in map(json.loads, lines)]


@pytest.mark.parametrize("signal", load_signals(), ids=lambda signal: signal.name)
def test_no_digit_of_a_page_depends_on_the_pages_beside_it(signal, some_pages) -> None:
    whole = signal.measure(parse(some_pages)).features
    turned = signal.measure(parse(some_pages[::-1])).features
    for feature in signal.features:
        np.testing.assert_allclose(
            turned[feature.name][::-1], whole[feature.name], rtol=1e-12, atol=1e-12
        )


def test_an_empty_batch_is_measured_without_a_word() -> None:
    for signal in load_signals():
        reading = signal.measure(parse([]))
        assert all(len(values) == 0 for values in reading.features.values())
        assert reading.findings == []


def test_the_top_level_is_what_was_agreed() -> None:
    seen = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")}
    assert {"pyproject.toml", "README.md", "src", "tests", "training"} <= seen
    tracked = {"pyproject.toml", "README.md", "src", "tests", "training"}
    left_over = {"dist", "build"}
    assert seen - tracked - left_over == set()
