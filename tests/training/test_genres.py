from __future__ import annotations

import json
from dataclasses import replace

import pytest

from darnel.assessment import Assessment, Contribution, ModelName
from training import genres
from training.genres import Honest

NAME = ModelName("m", "1", "b")
SAID = Assessment(
    "a", 0.9, (0.8, 0.95), "clear", None, "en", "", {},
    (Contribution("brakes", -1.0), Contribution("gears", 2.0)), 0.0, (), NAME,
)  # fmt: skip


def page(genre: str, variety: str, band: str | None, id: str = "a", quality: float = 0.5) -> Honest:
    if band is None:
        said = replace(SAID, id=id, quality=None, band=None, abstained="no_prose")
    else:
        said = replace(SAID, id=id, quality=quality, band=band)
    return Honest(genre, variety, said)


PAGES = [
    *[page("verse", "ie", "clear")] * 6, page("verse", "gh", "review", "verse-7", 0.4),
    *[page("list", "ie", None)] * 2, page("list", "ie", "block", "list-3", 0.1),
    *[page("plain", "ie", "clear")] * 10,
]  # fmt: skip


def test_an_abstained_page_is_neither_an_alarm_nor_clear() -> None:
    found = genres.tables(PAGES)
    assert found["genres"]["list"] == {"pages": 3, "judged": 1, "not_clear": 1.0, "block": 1.0}
    assert found["all"]["pages"] == 20
    assert found["all"]["judged"] == 18
    assert found["all"]["not_clear"] == pytest.approx(2 / 18)


def test_figures_are_larger_where_the_worst_is_better() -> None:
    figures = genres.figures(genres.tables(PAGES))
    assert figures == pytest.approx(
        {
            "genres.judged": 18 / 20, "genres.clear": 16 / 18, "genres.not_block": 17 / 18,
            "genres.least_clear": 0.0, "genres.within_ceiling": 1 / 3,
            "varieties.least_clear": 1 - 1 / 17, "varieties.within_ceiling": 0.0,
        }
    )  # fmt: skip


def test_the_table_shows_the_worst_first_and_marks_what_is_over_the_ceiling() -> None:
    lines = list(genres.table(genres.tables(PAGES)["genres"], alarmed=True))
    assert [line.split()[0] for line in lines[1:]] == ["list", "verse"]
    assert all("over the ceiling" in line for line in lines[1:])
    assert len(list(genres.table(genres.tables(PAGES)["genres"]))) == 4


def test_articles_with_an_alarm_are_named_worst_first() -> None:
    first, second = genres.alarms(PAGES)
    assert first.startswith("list-3 (ie): block, quality 0.10; gears +2.00")
    assert second.startswith("verse-7 (gh): review")


@pytest.fixture(scope="module")
def judged() -> list[Honest]:
    return genres.judged()


def test_every_article_has_a_genre_and_a_variety_and_an_id_of_its_own(judged) -> None:
    assert len({page.said.id for page in judged}) == len(judged) > 300
    for file in genres.files():
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            assert set(row) == {"id", "genre", "variety", "title", "text"}
            assert row["genre"] == file.stem
    assert len({page.variety for page in judged}) > 10


def test_no_honest_genre_is_blocked_and_few_pages_are_sent_to_review(judged) -> None:
    found = genres.figures(genres.tables(judged))
    assert found["genres.not_block"] == 1
    assert found["genres.judged"] >= 0.95
    assert found["genres.clear"] >= 0.97
