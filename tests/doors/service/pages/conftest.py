"""A service with a review page: one for all tests that set nothing, emptied before each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "prometheus_client", "httpx", "sqlalchemy", "jinja2"):
    pytest.skip(SERVE, allow_module_level=True)

from reviewing import Place, a_place, begin_anew


@pytest.fixture
def open_place(tmp_path, stand_in) -> Iterator[Callable[..., Place]]:
    """Make services with settings of their own, on one database."""
    with ExitStack() as stack:

        def opened(**told) -> Place:
            place = a_place(tmp_path, stand_in, **told)
            stack.enter_context(place.browser().client)
            return place

        yield opened


@pytest.fixture(scope="session")
def shared() -> Iterator[dict]:
    """Hold the one service between tests: its statements are compiled once."""
    with ExitStack() as stack:
        yield {"stack": stack}


@pytest.fixture
def place(shared, tmp_path_factory, stand_in) -> Place:
    if "place" not in shared:
        shared["place"] = a_place(tmp_path_factory.mktemp("review"), stand_in)
        shared["stack"].enter_context(shared["place"].browser().client)
    begin_anew(shared["place"])
    return shared["place"]
