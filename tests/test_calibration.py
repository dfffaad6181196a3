"""The figures that came with the package."""

from __future__ import annotations

import pytest

from darnel.assessment import ModelName
from darnel.calibration import Calibration, shipped


def test_the_shipped_figures_are_read_and_say_whose_they_are() -> None:
    found = shipped()
    assert found is not None
    assert found.of(ModelName(found.name, found.version, found.bands))
    assert not found.of(ModelName(found.name, "another", found.bands))
    assert [b.start for b in found.bins] == sorted(b.start for b in found.bins)


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match=r"reads 'darnel\.calibration/1'"):
        Calibration.from_dict({"schema": "darnel.calibration/2"})
