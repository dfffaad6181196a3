"""A service with a queue, and scorer whose answers a test can foresee."""

from __future__ import annotations

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "prometheus_client", "httpx", "sqlalchemy", "alembic"):
    pytest.skip(SERVE, allow_module_level=True)

from casework import Hands
from desks import LOCAL, made_up
from fastapi.testclient import TestClient

from darnel.doors.service import create_app


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def settings(tmp_path, clock):
    return made_up(tmp_path, clock)


@pytest.fixture
def client(stand_in, settings):
    """A service on this machine, without keys."""
    with TestClient(create_app(settings, scorer=stand_in), base_url=LOCAL) as made:
        yield made
