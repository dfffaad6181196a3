"""Scoring never opens a connection, and importing is light."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PAGES = Path(__file__).parent / "data" / "pages"
ARTICLES = Path(__file__).parent / "data" / "articles.csv"

SEALED = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("scoring opened a connection")
class Refused(socket.socket):
    def connect(self, *_):
        refuse()
    connect_ex = connect
socket.socket = Refused
socket.create_connection = socket.getaddrinfo = refuse
sys.argv = ["darnel", *sys.argv[1:]]
from darnel.cli import main
main()
"""

LIGHT = """
import sys, darnel
heavy = {"sklearn", "numba", "pandas", "pyarrow", "textstat", "nltk", "scipy", "tldextract", "pydantic", "fastapi", "starlette", "uvicorn", "prometheus_client", "pyspark", "polars", "datatrove",
         "trafilatura", "lxml", "warcio", "sqlalchemy", "alembic"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""


@pytest.mark.thorough
def test_a_file_is_scored_with_every_socket_shut() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SEALED, "score", str(ARTICLES)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "farm-network" in done.stdout


@pytest.mark.thorough
def test_sources_are_judged_with_every_socket_shut(tmp_path) -> None:
    scored = tmp_path / "scored.csv"
    scored.write_text("url,quality\nhttps://ann.blogspot.com/1,0.9\n", "utf-8")
    command = [sys.executable, "-c", SEALED, "sources", str(scored), "--prior", "cred1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ann.blogspot.com" in done.stdout


@pytest.mark.thorough
def test_pages_are_read_with_every_socket_shut() -> None:
    if not os.environ.get("CI") and not find_spec("trafilatura"):
        pytest.skip("needs pip install 'darnel[html]'")
    command = [sys.executable, "-c", SEALED, "score", str(PAGES / "report.html"), "--format", "csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "New ferry is late" in done.stdout


def test_importing_the_package_pulls_nothing_heavy() -> None:
    subprocess.run([sys.executable, "-c", LIGHT], check=True)
