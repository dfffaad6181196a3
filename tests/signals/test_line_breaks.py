"""Whatever character ends a line, it ends it for every signal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from darnel.article import Article
from darnel.scorer import measure
from darnel.text import parse

ROWS = pd.read_csv(Path(__file__).parents[1] / "data" / "articles.csv", dtype=str).fillna("")
SOME = ROWS[ROWS.id.str.startswith("farm")]


@pytest.mark.parametrize(
    "end", ["\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"], ids=lambda end: f"{ord(end[-1]):04x}"
)
def test_every_character_that_ends_a_line_gives_the_same_features(end: str) -> None:
    def features(end: str) -> dict[str, np.ndarray]:
        rows = zip(SOME.text, SOME.title, strict=True)
        found, _ = measure(parse([Article(text.replace("\n", end), title) for text, title in rows]))
        return found

    usual, other = features("\n"), features(end)
    assert len(SOME) > 10
    for name, values in usual.items():
        np.testing.assert_allclose(other[name], values, 0, 1e-12, err_msg=name)
