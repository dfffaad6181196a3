"""Tests that Node runs: they are skipped with the line that installs it, and fail in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def node(
    *words: object, given: bytes | None = None, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run Node with these words; `env` is added to what it sees."""
    if not shutil.which("node") and not os.environ.get("CI"):
        pytest.skip("needs Node 18 or later: apt-get install nodejs")
    seen = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    command = ["node", *map(str, words)]
    return subprocess.run(
        command, input=given, capture_output=True, env=seen | env, timeout=120, check=False
    )  # fmt: skip


def passes(file: Path, **env: str) -> None:
    """Run a file of `node:test`; fail with what it printed if a test failed, or there was none."""
    done = node("--test", "--test-reporter=spec", file, **env)
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, said
    assert " pass 0" not in said, said
