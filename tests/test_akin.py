"""Kinship of a passage is what a plain search for the nearest word gives; foreign words find none."""

from __future__ import annotations

import numpy as np
import pytest

from darnel import akin
from darnel.akin import COLUMNS, kinship
from darnel.article import Article
from darnel.mentions import items_of
from darnel.passages import headline_like, passages_of
from darnel.text import parse
from darnel.vectors import directions, lengths, rarity

OWN = [
    "The harbour board met on Tuesday to hear why the new ferry is late, said its engineer Anna Lind.",
    "Ships of that size need a gearbox which the yard in Rostock has built only twice before now.",
    "Islanders who commute by boat will wait for the vessel until the autumn, the mayor told them.",
    "The old steamer may sail for another winter if the inspectors agree to look at its hull again.",
    "Lind said that the yard would pay for the delay, and that the crossing stays at forty minutes.",
]
FOREIGN = [
    "Striker Okello Scores Twice In The Derby",
    "The visitors lost their third cup match in a row after the goalkeeper was sent off at half-time.",
]


def page(lines: list[str], title: str = "Ferry is late after gearbox trouble") -> Article:
    return Article(title=title, text="\n\n".join(lines))


@pytest.fixture
def pages():
    return parse(
        [page([*OWN, *FOREIGN, *OWN]), page(OWN), page(OWN[:1]), page(["1 2 3 " * 20, *OWN[:2]], "")]
    )  # fmt: skip


def measured(pages) -> dict[str, np.ndarray]:
    found = passages_of(pages)
    return kinship(pages, found.page, found.first, found.last, headline_like(pages))


def plain(pages, at: int) -> dict[str, float]:
    """Search word by word."""
    found, items = passages_of(pages), items_of(pages)
    first, last = int(found.first[at]), int(found.last[at])
    low, high = pages.body.page_blocks[found.page[at] : found.page[at] + 2]
    told, says, rare = directions(pages), lengths(pages), rarity(pages)

    def words(wanted) -> list[int]:
        return [
            int(w) for w, b in zip(items.word, items.block, strict=True)
            if low <= b < high and wanted(b)
        ]  # fmt: skip

    def nearest(word: int, others: list[int]) -> float:
        return max([0.0, *(float(told[word] @ told[other]) for other in others)])

    own = words(lambda b: first <= b < last)
    rest = words(lambda b: not first - 1 <= b <= last)
    if not own or not any(not first - 1 <= b <= last for b in range(low, high)):
        return {"akin_elsewhere": np.nan}
    near = [nearest(word, rest) for word in own]
    told_by = {"akin_elsewhere": says, "akin_rare": rare}
    result = {
        name: float(np.average(near, weights=[by[w] for w in own])) for name, by in told_by.items()
    }
    result["akin_least"] = min(-rare[w] * (1 - n) for w, n in zip(own, near, strict=True))
    for name, block in (("akin_before", first - 1), ("akin_after", last)):
        if low <= block < high:
            beside = words(lambda b, block=block: b == block)
            result[name] = float(
                np.average([nearest(w, beside) for w in own], weights=[says[w] for w in own])
            )
    return result


def test_it_is_what_a_plain_search_gives(pages) -> None:
    table = measured(pages)
    for at in range(len(passages_of(pages).page)):
        for name, value in plain(pages, at).items():
            assert table[name][at] == pytest.approx(value, abs=1e-5, nan_ok=True), (name, at)


def test_a_foreign_passage_is_the_least_akin(pages) -> None:
    found, table = passages_of(pages), measured(pages)
    mine = np.flatnonzero((found.page == 0) & (found.last - found.first <= 2))
    odd = mine[np.nanargmin(table["akin_elsewhere"][mine])]
    assert found.first[odd] in {5, 6}
    assert found.last[odd] == 7
    odd = int(np.flatnonzero((found.first == 5) & (found.last == 7) & (found.page == 0))[0])
    assert table["akin_deficit"][odd] > 0.1
    assert table["akin_headline"][odd] < 0.6
    assert table["akin_title"][odd] < np.nanmean(table["akin_title"][mine])


def test_without_a_title_or_a_rest_nothing_is_said(pages) -> None:
    found, table = passages_of(pages), measured(pages)
    alone = found.page == 2
    assert np.isnan(table["akin_elsewhere"][alone]).all()
    assert np.isnan(table["akin_title"][found.page == 3]).all()


def test_a_page_is_measured_alike_alone_and_among_others(pages) -> None:
    together, alone = measured(pages), measured(parse([pages.articles[0]]))
    mine = passages_of(pages).page == 0
    for name in COLUMNS:
        np.testing.assert_array_equal(together[name][mine], alone[name])


def test_of_a_page_of_many_words_the_first_count(monkeypatch) -> None:
    monkeypatch.setattr(akin, "MOST_WORDS", 5)
    table = measured(parse([page(OWN)]))
    assert np.isfinite(table["akin_elsewhere"][0])
    assert np.isnan(table["akin_elsewhere"][-1])  # none of its words is among the first


def test_all_lies_between_nothing_and_all(pages) -> None:
    table = measured(pages)
    for name in set(COLUMNS) - {"akin_least", "akin_deficit"}:
        assert np.nanmin(table[name]) >= 0
        assert np.nanmax(table[name]) <= 1 + 1e-5
    assert np.nanmax(table["akin_least"]) <= 1e-4
