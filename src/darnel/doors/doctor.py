"""What is installed, and whether it works: asked of the installation itself, not of a list.

Which libraries an extra needs is what the package's metadata say. They are imported in a process of
their own, through the door that needs them: one that crashes takes only its own answer along.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from darnel.doors.doctored import model_checks

State = Literal["works", "installed", "missing", "broken", "note"]

NAME = "darnel"

DOORS: Mapping[str, tuple[str, ...]] = {
    "broker": (
        "darnel.doors.worker", "faststream.redis", "faststream.rabbit", "faststream.nats",
        "faststream.confluent",
    ),
    "datatrove": ("darnel.doors.datatrove", "orjson"),
    "html": ("darnel.doors.html", "trafilatura", "lxml.html.clean", "warcio"),
    "oidc": ("darnel.doors.service.pages.tokens", "joserfc.jwt"),
    "polars": ("polars",),
    "postgres": ("psycopg",),
    "report": ("darnel.doors.report", "jinja2", "vl_convert"),
    "serve": ("darnel.doors.service", "darnel.queue", "standardwebhooks", "cryptography.hazmat"),
    "spark": ("darnel.doors.spark", "pyspark.sql"),
    "threatexchange": ("darnel.queue.adapters.threatexchange", "threatexchange"),
}  # fmt: skip
"""What is imported to see whether an extra works."""

WORKSHOP = ("docs", "fuzz", "mutation", "peers", "test", "training")
"""Extras of who works on darnel itself: that they are there is enough, and torch is slow to import."""

PATIENCE = 120.0
"""Seconds until an import counts as hanging."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what, how it is, and what to know or do."""

    part: str
    name: str
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What the doctor found; `well` if nothing that is installed is broken."""

    checks: tuple[Check, ...]

    @property
    def well(self) -> bool:
        """Tell whether all that is installed works."""
        return all(check.state != "broken" for check in self.checks)


def examined(model: Path | None = None) -> Health:
    """Look at the installation: itself, its libraries, extras, the model and the machine."""
    needed = [Requirement(line) for line in requires(NAME) or []]
    extras = sorted(metadata(NAME).get_all("Provides-Extra") or [])
    with ThreadPoolExecutor(max(1, cores() // 2)) as pool:
        tried = list(pool.map(lambda extra: _extra(extra, needed), extras))
    found = [_itself(), _core(needed), *tried, *_model(model), _cache(), _cores()]
    return Health(tuple(found))


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _itself() -> Check:
    python = f"Python {platform.python_version()}, {platform.platform()}"
    return Check("darnel", f"darnel {version(NAME)}", "works", python)


def _core(needed: Iterable[Requirement]) -> Check:
    faults = [fault for each in needed if _wanted(each, "") for fault in _faults(each)]
    if faults:
        return Check("darnel", "libraries", "broken", f"{'; '.join(faults)}: pip install darnel")
    return Check("darnel", "libraries", "works", "each in a version that darnel can use")


def _extra(extra: str, needed: Iterable[Requirement]) -> Check:
    """Look at one extra; its own line of pip stands with what is not as it should be."""
    pip = f"pip install 'darnel[{extra}]'"
    own = [each for each in needed if _wanted(each, extra) and not _wanted(each, "")]
    libraries = [each for each in own if each.name != NAME]
    missing = [each.name for each in libraries if _installed(each.name) is None]
    if missing:
        return Check("extra", extra, "missing", pip)
    wrong = [fault for each in libraries for fault in _faults(each)]
    if wrong:
        return Check("extra", extra, "broken", f"{'; '.join(wrong)}: {pip}")
    if extra in WORKSHOP:
        return Check("extra", extra, "installed")
    fault = imported(DOORS.get(extra, ()))
    if fault is None and extra == "spark" and not _java():
        fault = "there is no Java: install a JDK of version 17, or set JAVA_HOME"
    if fault is not None:
        return Check("extra", extra, "broken", f"{fault}; to install it anew: {pip}")
    return Check("extra", extra, "works")


def _wanted(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _installed(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _faults(requirement: Requirement) -> list[str]:
    """Say what is wrong with an installed library: that it is not there, or its version."""
    there = _installed(requirement.name)
    if there is None:
        return [f"{requirement.name} is missing"]
    if not requirement.specifier.contains(there, prereleases=True):
        return [f"{requirement.name} {there} is installed, {requirement.specifier} is needed"]
    return []


def imported(modules: Iterable[str]) -> str | None:
    """Import modules in a process of their own; give the last word of what fails, None if all is well."""
    lines = "".join(f"import {module}\n" for module in modules)
    try:
        done = subprocess.run(
            [sys.executable, "-c", lines], capture_output=True, text=True, check=False,
            timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"importing it takes over {PATIENCE:.0f} seconds"
    if done.returncode == 0:
        return None
    said = [line for line in done.stderr.splitlines() if line.strip()]
    return said[-1].strip() if said else f"importing it ended the process ({done.returncode})"


def _java() -> bool:
    return "JAVA_HOME" in os.environ or shutil.which("java") is not None


def _model(model: Path | None) -> list[Check]:
    return [Check("model", name, *said) for name, said in model_checks(NAME, model)]


def _cache() -> Check:
    """Look for the place where compiled loops are kept; without one, each process compiles anew."""
    from darnel.compiled import counts_on_page

    path = getattr(counts_on_page, "stats").cache_path  # noqa: B009 (Numba's; no types)
    if path is None:
        detail = "no place to write it, so each process compiles anew: set NUMBA_CACHE_DIR"
        return Check("machine", "compiled loops", "note", detail)
    if Path(path).exists() and not os.access(path, os.W_OK):
        detail = f"{path} can be read, not written: set NUMBA_CACHE_DIR"
        return Check("machine", "compiled loops", "note", detail)
    return Check("machine", "compiled loops", "works", f"kept in {path}")


def _cores() -> Check:
    count = cores()
    advice = "" if count == 1 else f"; darnel score --workers {count} uses them all"
    return Check("machine", "cores", "works", f"{count}{advice}")
