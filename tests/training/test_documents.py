"""Who measures finds the place of the figures by their marks, on whichever page they stand."""

from __future__ import annotations

import pytest

from training import documents

WRITTEN = (
    "first-visit",
    "figures",
    "sources",
    "copies",
    "corpus_scale",
    "batch_scale",
    "html-pages",
)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_marks_of_what_is_measured_stand_on_one_page(name: str) -> None:
    pages = [path.read_text("utf-8") for path in documents.documents()]
    assert [page.count(f"<!-- {name} -->") for page in pages if f"<!-- {name} -->" in page] == [1]
    assert sum(page.count(f"<!-- /{name} -->") for page in pages) == 1


@pytest.fixture
def manual(tmp_path, monkeypatch):
    (tmp_path / "pages").mkdir()
    (tmp_path / "README.md").write_text("Two lines.\n", "utf-8")
    monkeypatch.setattr(documents, "README", tmp_path / "README.md")
    monkeypatch.setattr(documents, "PAGES", tmp_path / "pages")
    return tmp_path / "pages"


def test_what_stands_between_the_marks_is_replaced_and_nothing_else(manual) -> None:
    page = manual / "ferries.md"
    page.write_text("Above.\n<!-- late -->\nold\n<!-- /late -->\nBelow.\n", "utf-8")
    assert documents.put("late", "| 4 |") == page
    assert page.read_text("utf-8") == "Above.\n<!-- late -->\n| 4 |\n<!-- /late -->\nBelow.\n"


def test_marks_that_no_page_has_are_named(manual) -> None:
    with pytest.raises(ValueError, match="late"):
        documents.put("late", "| 4 |")


def test_marks_that_are_not_closed_are_named_and_nothing_is_lost(manual) -> None:
    page = manual / "ferries.md"
    page.write_text("Above.\n<!-- late -->\nBelow.\n", "utf-8")
    with pytest.raises(ValueError, match=r"ferries\.md.*/late"):
        documents.put("late", "| 4 |")
    assert page.read_text("utf-8").endswith("Below.\n")
