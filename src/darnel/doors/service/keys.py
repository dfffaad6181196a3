"""API keys: made of 32 random bytes, kept as SHA-256, compared in constant time.

A key is random enough that one fast hash guards it: there is no password to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from darnel.doors.service.scopes import Scope
from darnel.errors import InputError

SCHEMA = "darnel.keys/1"
SCOPES: tuple[Scope, ...] = get_args(Scope)

_NOBODY = "0" * 64
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Key:
    """Hold what is kept of a key: whose it is, how it is known, and what it allows."""

    name: str
    id: str
    sha256: str
    scopes: tuple[Scope, ...]

    def allows(self, *scopes: Scope) -> bool:
        """Tell whether it has one of these scopes; admin has all."""
        return "admin" in self.scopes or bool(set(scopes) & set(self.scopes))


def made(name: str, scopes: Sequence[Scope]) -> tuple[str, Key]:
    """Make a key: the secret to give away, which is kept nowhere, and what is kept of it."""
    id = secrets.token_hex(4)
    secret = f"darnel_{id}_{secrets.token_hex(32)}"
    return secret, Key(name, id, hashlib.sha256(secret.encode()).hexdigest(), tuple(scopes))


def read_keys(path: Path) -> list[Key]:
    """Read a file of keys; raise InputError if it is none."""
    try:
        said = json.loads(path.read_text("utf-8"))
        if said["schema"] != SCHEMA:
            raise ValueError(said["schema"])
        return [_key(entry) for entry in said["keys"]]
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}; darnel serve-key add makes the file"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is no file of keys as darnel serve-key writes it") from error


def _key(entry: Mapping[str, Any]) -> Key:
    key = Key(entry["name"], entry["id"], entry["sha256"], tuple(entry["scopes"]))
    int(key.sha256, 16)
    if len(key.sha256) != len(_NOBODY) or set(key.scopes) - set(SCOPES):
        raise ValueError(key.name)
    return key


def write_keys(path: Path, keys: Sequence[Key]) -> None:
    """Write a file of keys that only its owner reads, whole or not at all."""
    said = {"schema": SCHEMA, "keys": [asdict(key) for key in keys]}
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(json.dumps(said, indent=1) + "\n")
    part.replace(path)


class KeyRing:
    """Know the keys of a file; one that is added or removed counts from the next request on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = _stamp(path)
        self._keys = {key.id: key for key in read_keys(path)}

    def find(self, secret: str) -> Key | None:
        """Give the key that a secret belongs to; None if there is none."""
        self._reread()
        parts = secret.split("_")
        key = self._keys.get(parts[1]) if len(parts) == _PARTS else None
        known = _NOBODY if key is None else key.sha256
        said = hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
        return key if hmac.compare_digest(said, known) else None

    def called(self, id: str) -> Key | None:
        """Give the key of this id, which proves nothing; None if it is there no longer."""
        self._reread()
        return self._keys.get(id)

    def _reread(self) -> None:
        stamp = _stamp(self._path)
        if stamp != self._read:
            self._read = stamp
            try:
                self._keys = {key.id: key for key in read_keys(self._path)}
            except InputError:
                self._keys = {}  # who can't be known can't be let in


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_size, found.st_mtime_ns)
