"""Rating lists: read, matched, and never mistaken for a verdict."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from darnel.artifacts import FOLDER
from darnel.errors import InputError
from darnel.lists import BUNDLED, MOST_ODDS, Entry, load_list


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> str:
        path = tmp_path / "mine.csv"
        path.write_text(text, "utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_list_says_its_licence(name: str) -> None:
    listed = load_list(name)
    assert len(listed.entries) > 1000
    assert "CC BY 4.0" in listed.line() or "MIT" in listed.line()
    assert f"`{name}.csv`" in (FOLDER / "lists" / "NOTICE.md").read_text("utf-8")


def test_bundled_lists_hold_domain_score_and_label_alone() -> None:
    for name in BUNDLED:
        with (FOLDER / "lists" / f"{name}.csv").open(encoding="utf-8") as file:
            assert file.readline().strip() == "domain,score,label"


def test_a_file_is_read_with_its_licence(written) -> None:
    listed = load_list(written("domain,score,licence\nwww.Example.com,0.9,CC0\n"))
    assert listed.entry(["example.com"]) == Entry(0.9, "mine", 0.9)
    assert listed.line() == "mine (CC0): 1 sources"


def test_a_part_of_a_domain_says_nothing_of_the_domain(written) -> None:
    listed = load_list(written("domain,score\nde.example.com,0.1\n"))
    assert listed.entry(["example.com"]) is None


def test_a_host_of_strangers_is_never_matched_but_its_hosts_are(written) -> None:
    listed = load_list(written("domain,score\nwordpress.com,0.1\nann.wordpress.com,0.2\n"))
    assert listed.entry(["wordpress.com"]) is None
    assert listed.entry(["ann.wordpress.com"]) == Entry(0.2, "mine", 0.2)
    assert "1 for domains of strangers left out" in listed.line()


def test_of_two_entries_the_worse_counts(written) -> None:
    listed = load_list(written("domain,score\na.com,0.8\na.com,0.2\nb.com,0.5\n"))
    assert listed.entry(["b.com", "a.com"]) == Entry(0.2, "mine", 0.2)


def test_a_list_moves_the_odds_by_its_score_and_no_further_than_it_may() -> None:
    assert Entry(0.0, "l", 0.0).log_odds == pytest.approx(math.log(MOST_ODDS))
    assert Entry(1.0, "l", 1.0).log_odds == pytest.approx(-math.log(MOST_ODDS))
    assert Entry(None, "l", None).log_odds == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("site,score\na.com,1\n", "no column 'domain'", id="no domain"),
        pytest.param("domain,score\na.com,7\n", "row 1: the score is '7'", id="a score of 7"),
        pytest.param("domain,score\na.com,good\n", "row 1: the score is 'good'", id="a word"),
        pytest.param("", "Columns seen: none", id="an empty file"),
    ],
)
def test_an_error_says_what_to_do(written, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        load_list(written(text))


def test_a_missing_file_names_the_bundled_lists() -> None:
    with pytest.raises(InputError, match="cred1 or towcenter"):
        load_list("nowhere.csv")
