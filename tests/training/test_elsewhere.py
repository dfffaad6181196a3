from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from training import elsewhere
from training.word_pairs import Text

SENTENCE = "The council met on Tuesday and heard from the engineer about the bridge. "


def test_every_group_is_scored_and_an_abstained_page_is_no_alarm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def web(data: Path, *, held_out: bool, kinds: Sequence[str]) -> list[Text]:
        assert held_out
        asked.extend(kinds)
        return [Text("Menu", "", "a.example"), Text(SENTENCE * 12, "", "b.example")]

    def news(data: Path, parts: Sequence[str], publisher: str) -> list[Text]:
        assert parts == ("test",)
        return [Text("Menu", "", publisher)]

    monkeypatch.setattr(elsewhere, "web_pages", web)
    monkeypatch.setattr(elsewhere, "abroad", news)
    found = elsewhere.report(Path())
    assert tuple(asked) == elsewhere.KINDS
    assert len(found) == len(elsewhere.KINDS) + len(elsewhere.NEWS)
    assert {group["pages"] for name, group in found.items() if name.startswith("web")} == {2.0}
    assert {group["judged"] for name, group in found.items() if name.startswith("web")} == {1.0}
    assert found["news_british"] == {"pages": 1.0, "judged": 0.0, "not_clear": 0.0, "block": 0.0}
    assert ("web forum", "1", "0.0%", "0.0%") in elsewhere.rows(found)
