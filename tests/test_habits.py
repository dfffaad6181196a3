"""Habits are counted as a reader would count them, and compared with the rest of the page alone."""

from __future__ import annotations

import numpy as np
import pytest

from darnel.article import Article
from darnel.habits import COLUMNS, LEAST_REST, MOST_ERRORS, habits
from darnel.passages import passages_of
from darnel.text import parse

PLAIN = (
    "The mayor said on Tuesday that Lee had 4 percent of the vote in September, and that Senator Lee "
    "was tired, hungry and cold after the long count in the old town hall by the river."
)
OTHER = (
    "“We’re not done yet,” says Mr. Lee, and you can see that he is glad: 9% of us, 3% of them, and I "
    "don’t know who, in Sept., the U.S. team, Rep. Moss, and others say."
)


def measured(blocks: list[str]) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    pages = parse([Article(title="A long count", text="\n\n".join(blocks))])
    found = passages_of(pages)
    return found.first, found.last, habits(pages, found.page, found.first, found.last)


def of(block: int, blocks: list[str]) -> dict[str, float]:
    """Measure the passage that is one block."""
    first, last, table = measured(blocks)
    at = int(np.flatnonzero((first == block) & (last == block + 1))[0])
    return {name: float(values[at]) for name, values in table.items()}


def test_a_passage_in_another_hand_stands_out() -> None:
    blocks = [PLAIN] * 3 + [OTHER] + [PLAIN] * 3
    odd, own = of(3, blocks), of(0, blocks)
    assert odd["rates_apart"] > own["rates_apart"] + 0.5
    assert odd["clashes"] > own["clashes"] + 0.5
    for name in ("either_honorific", "either_percent", "either_month_short", "either_title_short"):
        assert abs(odd[name]) > 0.1, name
    for name in ("rate_first_person", "rate_contraction", "rate_quote", "rate_comma"):
        assert odd[name] > 1, name
    assert odd["rate_past"] < 0


def test_one_hand_throughout_is_no_difference() -> None:
    same = of(2, [PLAIN] * 6)
    assert same["clashes"] == pytest.approx(0, abs=1e-9)
    assert same["rates_apart"] == pytest.approx(0, abs=1e-9)
    assert same["sentence_words"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("either_said", "she said", "she says"),
        ("either_percent", "of 4 percent", "of 4% now"),
        ("either_us_plain", "the US team", "the U.S. team"),
        ("either_and_after_comma", "red, blue, and green", "red, blue and green"),
        ("either_honorific", "and Mr. Lee", "and then Lee"),
        ("either_month_short", "in Sept. again", "in September again"),
        ("either_title_short", "with Rep. Moss", "with Representative Moss"),
    ],
)
def test_two_ways_to_write_one_thing_clash(column: str, one: str, other: str) -> None:
    filler = "while the long count went on in the old town hall by the river until late at night"
    lines = [f"Then there was {said} {filler}." for said in [one] * 5 + [other]]
    assert of(5, lines)[column] == pytest.approx(-0.5 * 4 / 6)
    assert of(0, lines)[column] == pytest.approx(0.5 * (1 - 3 / 4) * 4 / 6)


def test_numbers_and_capitals_are_counted_within_sentences() -> None:
    filler = "the count went on and on in the old hall by the river and nobody there was glad of it at all then"
    lines = [f"Yes {filler}."] * 5 + [f"Yes {filler} in 1999 with Anna of Bonn in May."]
    odd = of(5, lines)
    assert odd["rate_numeric"] > 1
    assert odd["rate_capital"] > 2
    assert of(0, lines)["rate_capital"] < 0


def test_a_short_rest_has_no_measure() -> None:
    blocks = [PLAIN, OTHER, PLAIN]
    assert len(PLAIN.split()) < LEAST_REST
    odd = of(0, blocks)  # the rest is the last block alone
    assert np.isnan(odd["rate_comma"])
    assert odd["either_percent"] == pytest.approx(0)


def test_everything_is_bounded() -> None:
    blocks = [PLAIN] * 40 + ["I " * 4000] + [PLAIN] * 40
    _, _, table = measured(blocks)
    assert tuple(table) == COLUMNS
    for name in COLUMNS:
        values = table[name][np.isfinite(table[name])]
        limit = 300 if name == "word_letters" else 9
        assert np.abs(values).max(initial=0) <= limit, name
    assert np.nanmax(table["rate_first_person"]) == MOST_ERRORS


def test_nothing_at_all_is_measured_too() -> None:
    pages = parse([Article(text=""), Article(text="One.")])
    found = passages_of(pages)
    table = habits(pages, found.page, found.first, found.last)
    assert {len(values) for values in table.values()} == {0}
