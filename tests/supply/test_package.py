"""The package as others get it: built, looked into, installed where nothing else is, and asked.

Runs only with `-m supply`: it makes an environment for the core and one for each extra. SUPPLY_ALL=1 takes the
extras too that bring hundreds of megabytes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.supply

ROOT = Path(__file__).parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]

OPENS = {
    "html": ["darnel.doors.html", "darnel.doors.pages", "darnel.doors.warc"],
    "serve": ["darnel.doors.service", "darnel.queue.store", "darnel.queue.outgoing", "darnel.doors.service.running"],
    "oidc": ["darnel.doors.service.pages.provider", "joserfc"],
    "broker": ["darnel.doors.worker.running", "darnel.doors.worker.brokers.kafka",
               "darnel.doors.worker.brokers.nats", "darnel.doors.worker.brokers.rabbit",
               "darnel.doors.worker.brokers.redis"],
    "postgres": ["psycopg"],
    "report": ["darnel.doors.report"],
    "datatrove": ["darnel.doors.datatrove"],
    "polars": ["darnel.doors.frames", "polars"],
    "threatexchange": ["darnel.queue.adapters.threatexchange", "threatexchange"],
    "spark": ["darnel.doors.spark"],
    "docs": ["darnel.manual", "sphinx", "furo", "myst_parser"],
    "fuzz": ["atheris"],
    "mutation": ["mutmut"],
}  # fmt: skip
"""What each extra is there for."""

LARGE = {"spark", "threatexchange"}
LEFT_OUT = {"test", "training", "peers"}
"""Those of who works on darnel; CI installs `test`, and `peers` and `training` bring torch."""

CONSUMER = """
import darnel

assessment: darnel.Assessment = darnel.score("A ferry.", title="Ferry")
quality: float | None = assessment.quality
quotes: list[str] = [finding.quote for finding in assessment.findings]
wrong: int = assessment.reason
"""


def run(*command: object, **more) -> str:
    done = subprocess.run(
        list(map(str, command)), check=False, capture_output=True, text=True, **more
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A folder with the sdist, and with the wheels of the tree and of the sdist."""
    out = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out / "tree", ROOT)
    run(sys.executable, "-m", "build", "--outdir", out / "sdist", ROOT)
    return out


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    return next((built / "tree").glob("*.whl"))


def held(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_wheel_holds_all_that_the_package_needs_and_nothing_else(wheel) -> None:
    names = set(held(wheel))
    source = ROOT / "src"
    tree = {
        str(path.relative_to(source))
        for path in (source / "darnel").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == tree
    assert "darnel/py.typed" in names
    for part in ("artifacts/page.npz", "artifacts/card.md", "artifacts/lists/NOTICE.md",
                 "artifacts/syllables.LICENSE", "queue/migrations/versions/v0001_cases.py"):  # fmt: skip
        assert f"darnel/{part}" in names
    for suffix in (".html", ".css", ".js"):
        assert any(name.endswith(suffix) for name in names), suffix
    assert not [name for name in names if re.search(r"(^|/)(tests|training|data)/", name)]


def test_the_sdist_builds_the_same_wheel(built, wheel) -> None:
    again = held(next((built / "sdist").glob("*.whl")))
    mine = held(wheel)
    record = {name for name in mine if name.endswith("/RECORD")}
    assert again.keys() == mine.keys()
    assert [n for n in mine if mine[n] != again[n] and n not in record] == []


def test_the_sdist_holds_what_tests_it_and_nothing_that_was_left_lying_about(built) -> None:
    with tarfile.open(next((built / "sdist").glob("*.tar.gz"))) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    known = set(run("git", "-C", ROOT, "ls-files", "-co", "--exclude-standard").splitlines())
    assert {"pyproject.toml", "README.md", "tests/test_cli.py"} <= names
    assert names - known <= {"PKG-INFO"}


def environment(at: Path, wheel: Path, *extras: str, resolution: str = "highest") -> Path:
    """Make an environment with the wheel and what it needs, nothing else; give its Python."""
    uv = shutil.which("uv") or [sys.executable, "-m", "uv"]
    uv = [uv] if isinstance(uv, str) else uv
    run(*uv, "venv", "--quiet", "--python", sys.executable, at)
    python = at / "bin" / "python"
    what = f"{wheel}[{','.join(extras)}]" if extras else wheel
    run(*uv, "pip", "install", "--quiet", "--python", python, "--resolution", resolution, what)
    return python


@pytest.fixture(scope="session")
def core(tmp_path_factory, wheel) -> Path:
    return environment(tmp_path_factory.mktemp("core") / "venv", wheel)


def without_path() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def asks(python: Path, tmp_path: Path) -> None:
    """See that an installation scores, explains, sums up and shows its card."""
    table, out = ROOT / "tests" / "data" / "articles.csv", tmp_path / "o.jsonl"
    darnel = python.with_name("darnel")
    more = {"cwd": tmp_path, "env": without_path()}
    run(darnel, "score", table, "-o", out, **more)
    assert out.read_bytes().count(b'"schema": "darnel.assessment/') == out.read_bytes().count(b"\n")
    run(darnel, "score", table, "-o", tmp_path / "o.parquet", "--workers", "2", **more)
    run(darnel, "sources", out, "-o", tmp_path / "s.csv", **more)
    (tmp_path / "page.txt").write_text("Ferry\n\n" + "The ferry is late, the board said. " * 30)
    assert "quality" in run(darnel, "explain", "page.txt", **more)
    assert run(darnel, "model", **more).startswith("# Model card")
    frame = "import pandas, darnel; print(len(darnel.score_frame(pandas.DataFrame({'text': ['A ferry. '] * 3}))))"
    assert run(python, "-c", frame, **more).strip() == "3"


def test_the_core_alone_scores_explains_and_sums_up(core, tmp_path) -> None:
    asks(core, tmp_path)


def test_the_least_versions_that_we_name_are_enough(tmp_path, wheel) -> None:
    asks(environment(tmp_path / "venv", wheel, resolution="lowest-direct"), tmp_path)


def test_types_ship(core, tmp_path) -> None:
    (tmp_path / "consumer.py").write_text(CONSUMER)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--python-executable={core}",
         "--cache-dir", tmp_path / "cache", "consumer.py"],
        cwd=tmp_path, env=without_path(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    faults = [line for line in done.stdout.splitlines() if "error:" in line]
    assert len(faults) == 1, done.stdout
    assert faults[0].startswith("consumer.py:7: error: Incompatible types in assignment")


@pytest.mark.parametrize("extra", sorted(set(EXTRAS) - LEFT_OUT))
def test_each_extra_alone_opens_its_doors(extra, tmp_path, wheel) -> None:
    if extra in LARGE and not os.environ.get("SUPPLY_ALL"):
        pytest.skip("SUPPLY_ALL=1 takes it too")
    python = environment(tmp_path / "venv", wheel, extra)
    doors = "; ".join(f"import {name}" for name in OPENS[extra])
    run(python, "-c", doors, cwd=tmp_path, env=without_path())
