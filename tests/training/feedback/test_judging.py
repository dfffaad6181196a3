"""Pages are judged by fits that saw neither their source nor their time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.feedback import judging
from training.feedback.table import split


def test_the_latest_pages_are_held_out(before, pages) -> None:
    seen, held = split(pages(before), 0.3)
    assert len(held) == pytest.approx(900, abs=1)
    assert seen.decided.max() < held.decided.min()


def test_no_fit_sees_a_source_that_it_judges(before, pages) -> None:
    seen, held = split(pages(before), 0.3)
    saw: list[set[str]] = []

    def watching(table):
        saw.append(set(table.source.tolist()))
        return before

    said = judging.blind(watching, seen, held)
    assert said.z == pytest.approx(before.log_odds(held.evidence))
    assert len(saw) == 5
    for fold, sources in zip(np.unique(held.fold).tolist(), saw, strict=True):
        assert not sources & set(held.source[held.fold == fold].tolist())


def test_labels_of_another_law_make_a_better_model(before, pages) -> None:
    seen, held = split(pages(replace(before, slope=0.6, offset=-2.0), 6000), 0.3)
    after = judging.blind(judging.recalibrating(before), seen, held)
    one = judging.said(before, held)
    figures, parts = judging.whole(one, after, held), judging.slices(one, after, held)
    assert figures["log_loss"].change.high < 0
    assert figures["ece"].after.value < figures["ece"].before.value
    assert judging.regressions(figures, parts) == []
    assert {(part.kind, part.name) for part in parts} >= {("language", "de"), ("language", "en")}


def test_what_falls_is_said_by_slice(before, pages) -> None:
    held = pages(before, 4000)
    german = held.language == "de"
    one = judging.said(before, held)
    worse = replace(one, z=np.where(german, one.z + 3, one.z))
    figures, parts = judging.whole(one, worse, held), judging.slices(one, worse, held)
    said = judging.regressions(figures, parts)
    assert any(line.startswith("the log loss of the language de went from") for line in said)
    assert not any("language en" in line for line in said)
