"""A service with a review page, for each test its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "prometheus_client", "httpx", "sqlalchemy", "jinja2"):
    pytest.skip(SERVE, allow_module_level=True)

from reviewing import Place, a_place


@pytest.fixture
def open_place(tmp_path, stand_in) -> Iterator[Callable[..., Place]]:
    with ExitStack() as stack:

        def opened(**told) -> Place:
            place = a_place(tmp_path, stand_in, **told)
            stack.enter_context(place.browser().client)
            return place

        yield opened


@pytest.fixture
def place(open_place) -> Place:
    return open_place()
