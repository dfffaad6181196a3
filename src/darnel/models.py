"""Folders of models: which of them is in use, and where each lies.

MODELS/models.json                the model in use, the digest of each, and who promoted it and why
MODELS/0.2.0/page.npz, card.md    one folder a version; none is ever removed
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from darnel.stored import ArtifactError

SCHEMA = "darnel.models/1"
REGISTER, PAGE = "models.json", "page.npz"

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,99}")
"""What may be the name of a folder: a version comes out of a file that anybody may have written."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Say who put which model in use, when (ISO 8601), why, and what it took the place of.

    `worse` is what its report says is worse; with any, somebody said that it may be.
    """

    at: str
    who: str
    why: str
    version: str
    before: str
    worse: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """Hold what `models.json` says: the version in use, SHA-256 by version, promotions in order."""

    current: str
    digests: Mapping[str, str]
    log: tuple[Promotion, ...] = field(default=())


def model_file(path: Path) -> Path:
    """Find the model that is meant: a file, a folder with a page.npz, or a folder of models.

    Of a folder of models it is the one in use. Raises ArtifactError if there is none, or if it was
    changed since it was promoted.
    """
    if not path.is_dir():
        return path
    if not (path / REGISTER).exists():
        if (path / PAGE).exists():
            return path / PAGE
        raise ArtifactError(
            f"{path} holds neither {REGISTER} nor {PAGE}; promote a model into it, or name a file"
        )
    return kept_file(path, read_register(path))


def kept_file(models: Path, register: Register, version: str = "") -> Path:
    """Give the file of a version, the one in use if none is named; raise as `model_file`."""
    version = version or register.current
    if version not in register.digests:
        raise ArtifactError(f"{models} keeps no model {version!r}; see darnel model list")
    file = models / checked_version(version) / PAGE
    if not file.exists():
        raise ArtifactError(f"{file} is missing; promote that model again, or another")
    if digest(file) != register.digests[version]:
        raise ArtifactError(f"{file} was changed since it was promoted; do not use it")
    return file


def read_register(models: Path) -> Register:
    """Read `models.json`; raise ArtifactError if it is none."""
    try:
        said = json.loads((models / REGISTER).read_text("utf-8"))
        if said["schema"] != SCHEMA:
            raise ValueError(f"schema is {said['schema']!r}; this version reads {SCHEMA!r}")
        log = tuple(Promotion(**{**each, "worse": tuple(each["worse"])}) for each in said["log"])
        return Register(str(said["current"]), dict(said["models"]), log)
    except FileNotFoundError as error:
        raise ArtifactError(
            f"{models} keeps no models yet; darnel model promote CANDIDATE --models {models} puts one there"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{models / REGISTER} can't be read: {error}") from error


def write_register(models: Path, register: Register) -> None:
    """Replace `models.json` in one step: who reads it sees all of the old or all of the new."""
    said: dict[str, Any] = {
        "schema": SCHEMA,
        "current": register.current,
        "models": dict(register.digests),
        "log": [asdict(each) for each in register.log],
    }
    part = models / f".{REGISTER}.{os.getpid()}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(models / REGISTER)


def checked_version(version: str) -> str:
    """Give a version back; raise ArtifactError if it can't be the name of a folder."""
    if not _VERSION.fullmatch(version):
        raise ArtifactError(f"{version[:100]!r} can't be the version of a model")
    return version


def digest(file: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
