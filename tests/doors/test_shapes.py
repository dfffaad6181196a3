"""The shapes of the model: readable in a pipe, and true to what the model adds."""

from __future__ import annotations

import re

import numpy as np
import pytest
from typer.testing import CliRunner

from darnel.cli import app
from darnel.doors import shapes
from darnel.model import Model


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


class Two:
    columns = ("gears.score", "gears.share", "brakes.score")

    def __init__(self, brakes: list[float]) -> None:
        self.brakes = np.array(brakes)

    def steps(self, column: str):
        if column == "brakes.score":
            return np.array([1.0, 2.0]), self.brakes
        if column == "gears.share":
            return np.array([]), np.array([0.0])
        return np.linspace(0, 1, 23), np.linspace(-0.5, 2.5, 24)


def drawn(brakes: list[float]) -> str:
    return "\n".join(shapes.lines(Two(brakes)))


def test_a_line_rises_from_the_least_to_the_most_with_its_numbers() -> None:
    (line,) = [line for line in drawn([0.0, 0.1, 0.2]).splitlines() if "0.00 ▁" in line]
    assert line.split() == [
        "score", "0.00", "▁▁▂▂▂▃▃▃▃▄▄▄▅▅▅▆▆▆▆▇▇▇██", "1.00", "-0.50", "to", "+2.50",
    ]  # fmt: skip


def test_the_weightiest_signal_comes_first_and_what_adds_nothing_is_named() -> None:
    text = drawn([0.0, 0.1, 0.2])
    assert text.index("gears") < text.index("brakes")
    assert "adds up to +2.50" in text
    assert "adding under 0.05: share" in text


def test_it_says_that_no_plot_falls_only_if_none_does() -> None:
    assert shapes.MONOTONE.split()[0] in drawn([0.0, 0.1, 0.2])
    text = " ".join(drawn([0.0, 0.3, 0.2]).split())
    assert "more of it can raise quality: brakes.score." in text
    assert "No plot falls" not in text


def test_steps_add_up_to_what_the_model_says_of_a_page(model) -> None:
    rng = np.random.default_rng(0)
    X = rng.random((20, len(model.columns)))
    judged = model.judge(X)
    total = np.zeros(len(X))
    for j, column in enumerate(model.columns):
        edges, added = model.steps(column)
        total += added[np.searchsorted(edges, X[:, j], side="left")]
    assert total == pytest.approx(np.sum(list(judged.contributions.values()), axis=0))


def test_every_feature_of_the_model_is_there_and_fits_80_columns(model) -> None:
    text = "\n".join(shapes.lines(model))
    assert max(map(len, text.splitlines())) <= 79
    assert "No plot falls" in " ".join(text.split())
    for column in model.columns:
        signal, _, name = column.partition(".")
        part = text[text.index(f"\n\n{signal}") :]
        assert re.search(rf"\b{name}\b", part), column


def test_no_plot_of_the_model_falls(model) -> None:
    for line in shapes.lines(model):
        for bar in re.findall(f"[{shapes.BLOCKS}]{{{shapes.CELLS}}}", line):
            heights = [shapes.BLOCKS.index(block) for block in bar]
            assert heights == sorted(heights)
            assert (heights[0], heights[-1]) == (0, len(shapes.BLOCKS) - 1)


def test_the_command_prints_card_and_shapes_or_the_shapes_alone(model) -> None:
    whole = CliRunner().invoke(app, ["model"]).stdout
    alone = CliRunner().invoke(app, ["model", "--shapes"]).stdout
    assert whole == f"{model.card.rstrip()}\n\n{alone}"
    assert alone.startswith("## Shapes\n")


def test_the_command_prints_whatever_the_locale() -> None:
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "darnel.cli", "model", "--shapes"],
        env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=True,
    )  # fmt: skip
    assert "█" in done.stdout.decode()
