"""Every signal measures what it measured before: a change is meant, and then written down anew."""

from __future__ import annotations

import json

import pytest
from measured import WRITTEN, batch, measured

from darnel.signals import REGISTRY

AS_MEANT = "if the change is meant, write it down: python tests/signals/measured.py {}"


def close(values: list[float | None], before: list[float | None]) -> bool:
    """Tell whether figures agree but for the last digits, which processors may round apart."""
    if [value is None for value in values] != [value is None for value in before]:
        return False
    return [v for v in values if v is not None] == pytest.approx(
        [v for v in before if v is not None], rel=1e-5, abs=1e-9
    )


@pytest.mark.parametrize("name", REGISTRY)
def test_a_signal_measures_what_it_measured(name: str) -> None:
    before = json.loads((WRITTEN / f"{name}.json").read_text("utf-8"))
    now = measured(name)
    assert now.keys() == before.keys()
    assert now.pop("features") == before.pop("features")
    moved = [key for key in now if not close(now[key][0], before[key][0])]
    assert not moved, f"{moved[:5]}: {AS_MEANT.format(name)}"
    pointed = [key for key in now if now[key][1:] != before[key][1:]]
    assert not pointed, f"{pointed[:5]}: {AS_MEANT.format(name)}"


def test_every_signal_finds_something_on_some_of_the_pages_and_nothing_on_others() -> None:
    for name in REGISTRY:
        found = json.loads((WRITTEN / f"{name}.json").read_text("utf-8"))
        scores = {found[page.id][0][0] for page in batch().articles}
        assert len(scores) > 2, name
