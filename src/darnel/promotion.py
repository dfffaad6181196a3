"""Promotion: a candidate becomes the model in use, said in words and kept; the old ones stay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from darnel.artifacts import FOLDER
from darnel.errors import InputError
from darnel.model import Model, ModelError
from darnel.models import (
    PAGE,
    REGISTER,
    Promotion,
    Register,
    checked_version,
    digest,
    kept_file,
    model_file,
    read_register,
    write_register,
)
from darnel.stored import ArtifactError

REPORT = "report.json"
REPORT_SCHEMA = "darnel.feedback/1"

BESIDE = ("card.md", REPORT, "report.md")
"""What is kept with a model, where it came with it."""


def promote(
    candidate: str, models: Path, *, who: str, why: str, now: datetime,
    allow_regression: bool = False,
) -> Promotion:  # fmt: skip
    """Put a candidate in use: a file or folder, or the version of a model that `models` keeps.

    The first promotion makes the folder and keeps the model that came with the package in it. A new
    candidate needs beside it the report of `training.feedback` on this very file, against the model
    in use. Raises InputError if the candidate can't be used, if its report is missing, of another
    file, against another model or says that anything is worse: `allow_regression` lets it pass.
    """
    if not who.strip() or not why.strip():
        raise InputError("a promotion needs a name and a reason: --who and --why")
    try:
        with _alone(models):
            register = _register(models)
            if candidate in register.digests and not Path(candidate).exists():
                Model.load(kept_file(models, register, candidate))
                return _put(models, register, candidate, Promotion(
                    now.isoformat(), who, why, candidate, register.current
                ))  # fmt: skip
            return _new(Path(candidate), models, register, Promotion(
                now.isoformat(), who, why, "", register.current
            ), allow_regression=allow_regression)  # fmt: skip
    except (ModelError, ArtifactError) as error:
        raise InputError(str(error)) from error


def listed(models: Path) -> Register:
    """Read what a folder keeps; raise InputError if it is no folder of models."""
    try:
        return read_register(models)
    except ArtifactError as error:
        raise InputError(str(error)) from error


def _new(
    candidate: Path, models: Path, register: Register, said: Promotion, *, allow_regression: bool
) -> Promotion:
    if not candidate.exists():
        raise InputError(
            f"{candidate} is neither a file nor a version that {models} keeps; "
            "see darnel model list"
        )
    file = model_file(candidate)
    version = checked_version(Model.load(file).version)
    known = register.digests.get(version)
    if known is not None and known != digest(file):
        raise InputError(f"{models} keeps another model of the version {version}; name it anew")
    worse = objections(file, register)
    if worse and not allow_regression:
        raise InputError(
            f"{version} is not promoted: {'; '.join(worse)}. --allow-regression promotes it anyway"
        )
    if known is None:
        _keep(file, models / version)
    grown = replace(register, digests={**register.digests, version: digest(file)})
    return _put(models, grown, version, replace(said, version=version, worse=tuple(worse)))


def objections(file: Path, register: Register) -> list[str]:
    """Say what speaks against a candidate, by the report beside it; nothing if all is well."""
    path = file.with_name(REPORT)
    try:
        report: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if report["schema"] != REPORT_SCHEMA:
            raise ValueError(f"schema is {report['schema']!r}")
        candidate, base = report["candidate"]["sha256"], report["base"]["sha256"]
        worse = [str(each) for each in report["worse"]]
    except FileNotFoundError:
        return [f"there is no {REPORT} beside it, so that nobody knows how it compares"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{path} is no report of training.feedback ({type(error).__name__})"]
    if candidate != digest(file):
        worse.append(f"{REPORT} is about another file")
    if base != register.digests[register.current]:
        worse.append(f"{REPORT} compares it with another model than the one in use")
    return worse


def _put(models: Path, register: Register, version: str, said: Promotion) -> Promotion:
    write_register(models, Register(version, register.digests, (*register.log, said)))
    return said


def _register(models: Path) -> Register:
    """Read the register, or begin one with the model that came with the package."""
    if (models / REGISTER).exists():
        return read_register(models)
    shipped = FOLDER / PAGE
    version = checked_version(Model.load(shipped).version)
    if not (models / version).exists():
        _keep(shipped, models / version)
    return Register(version, {version: digest(models / version / PAGE)})


def _keep(file: Path, folder: Path) -> None:
    """Copy a model and what stands beside it into a new folder, whole or not at all."""
    part = Path(mkdtemp(prefix=".part-", dir=folder.parent))
    try:
        part.chmod(0o755)
        shutil.copyfile(file, part / PAGE)
        for name in BESIDE:
            if file.with_name(name).exists():
                shutil.copyfile(file.with_name(name), part / name)
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Keep other promotions out meanwhile."""
    models.mkdir(parents=True, exist_ok=True)
    lock = models / f"{REGISTER}.lock"
    try:
        lock.open("x").close()
    except FileExistsError as error:
        raise InputError(
            f"another promotion is at work in {models}; if it died, delete {lock}"
        ) from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
