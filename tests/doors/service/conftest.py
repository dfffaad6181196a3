"""A service with a queue, and scorer whose answers a test can foresee."""

from __future__ import annotations

import os
import socket

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


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens at, below those from which clients are given theirs.

    A client that asks again and again at one of these, while nobody listens, ends up with itself.
    """
    for port in range(20_000 + os.getpid() % 5_000, 32_000):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise AssertionError("no port is free")
