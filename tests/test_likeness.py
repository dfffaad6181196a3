"""Likenesses are cosines of summed vectors, the same on a short page and on one too long for a table."""

from __future__ import annotations

import numpy as np
import pytest

from darnel import likeness
from darnel.article import Article
from darnel.likeness import COLUMNS, likenesses
from darnel.passages import headline_like, passages_of
from darnel.text import parse
from darnel.vectors import of_blocks, of_titles

LINE = (
    "The harbour board met on Tuesday to hear why ferry {n} is late, and the engineer said that its "
    "gearbox number {n} had failed two more tests in March."
)
OTHER = (
    "Striker {n} scored twice before half-time as the visitors lost their third cup match in a row."
)


@pytest.fixture
def pages():
    lines = [LINE.format(n=n) if n % 5 else OTHER.format(n=n) for n in range(24)]
    articles = [
        Article(title="Ferry late again", text="\n\n".join(lines)),
        Article(title="", text="\n\n".join(["Two lines that say little.", LINE.format(n=3)])),
        Article(
            title="Zzzx qqqw", text="\n\n".join([LINE.format(n=1), "Albion win the cup", OTHER])
        ),
    ]
    return parse(articles)


def measured(pages) -> dict[str, np.ndarray]:
    found = passages_of(pages)
    return likenesses(
        pages, found.page, found.first, found.last, headline_like(pages), of_blocks(pages),
        of_titles(pages),
    )  # fmt: skip


def test_the_likeness_to_the_rest_is_the_cosine_of_the_sums(pages) -> None:
    found, table, vectors = passages_of(pages), measured(pages), of_blocks(pages).astype(float)
    for at in range(len(found.page)):
        low, high = pages.body.page_blocks[found.page[at] : found.page[at] + 2]
        own = vectors[found.first[at] : found.last[at]].sum(axis=0)
        rest = [b for b in range(low, high) if not found.first[at] - 1 <= b <= found.last[at]]
        if not rest:
            assert np.isnan(table["rest"][at])
            continue
        other = vectors[rest].sum(axis=0)
        cosine = own @ other / np.linalg.norm(own) / np.linalg.norm(other)
        assert table["rest"][at] == pytest.approx(cosine, abs=1e-9)


def test_the_lead_the_trail_and_the_block_above_are_each_compared(pages) -> None:
    found, table, vectors = passages_of(pages), measured(pages), of_blocks(pages).astype(float)
    seen = dict.fromkeys(("lead_own", "lead_rest", "trail_rest", "above_own", "above_rest"), 0)
    for at in range(len(found.page)):
        first, last = found.first[at], found.last[at]
        low, high = pages.body.page_blocks[found.page[at] : found.page[at] + 2]
        runs = {
            "own": range(first, last), "lead": [first], "trail": range(first + 1, last),
            "above": range(max(first - 1, low), first),
            "rest": [b for b in range(low, high) if not first - 1 <= b <= last],
        }  # fmt: skip
        sums = {name: vectors[list(run)].sum(axis=0) for name, run in runs.items()}
        for name in seen:
            one, other = name.split("_")
            two = "trail" if name == "lead_own" else other
            if not len(runs[one]) or not len(runs[two]):
                assert np.isnan(table[name][at]), name
                continue
            lengths = np.linalg.norm(sums[one]) * np.linalg.norm(sums[two])
            assert table[name][at] == pytest.approx(sums[one] @ sums[two] / lengths, abs=1e-9)
            seen[name] += 1
    assert min(seen.values()) > 10, seen


def test_a_page_too_long_for_a_table_gets_the_same(pages, monkeypatch) -> None:
    short = measured(pages)
    monkeypatch.setattr(likeness, "TABLE_BLOCKS", 2)
    monkeypatch.setattr(likeness, "CHUNK", 5)
    long = measured(pages)
    assert set(short) == set(COLUMNS)
    for name in COLUMNS:
        assert long[name] == pytest.approx(short[name], abs=1e-9, nan_ok=True), name


def test_a_thousand_blocks_take_no_table() -> None:
    text = "\n\n".join(LINE.format(n=n) for n in range(likeness.TABLE_BLOCKS + 400))
    table = measured(parse([Article(title="Ferries", text=text)]))
    assert np.isfinite(table["rest"]).all()
    assert (table["nearest"] > 0.7).all()


def test_passages_that_are_equally_like_the_rest_keep_their_order(pages) -> None:
    page = np.zeros(4, np.int32)
    rest = np.array([0.3, 0.1 + 2e-17, 0.1, np.nextafter(0.1, 1)])
    ranks = []
    for noise in (0.0, 1e-16, -1e-16):  # processors round apart
        table = {}
        likeness._rank(page, rest + noise * np.array([0, 1, -1, 1]), table)
        ranks.append(table["rank"].tolist())
    assert ranks == [[1.0, 0.0, 1 / 3, 2 / 3]] * 3
