"""Who sent what came in: Coop's RSA signatures, and the secrets of Standard Webhooks by sender.

Source: roostorg/coop 1c1f54d, docs/development/api-auth.md: `Coop-Signature` is the base64 of
RSASSA-PKCS1-v1_5 with SHA-256 over the body as sent. It holds no time: a message that is sent again looks
like the first, and has to count once by what it says.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from darnel.errors import InputError
from darnel.queue.webhooks import checked_secret, is_genuine

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

INSTALL = "pip install 'darnel[serve]'"

MIN_BITS = 2048
"""A shorter RSA key could be broken, and then anybody signs."""

_PEM = re.compile(
    rb"-----BEGIN (?:RSA )?PUBLIC KEY-----.{1,10000}?-----END (?:RSA )?PUBLIC KEY-----", re.DOTALL
)
_SENDER = re.compile(r"[\w.\-]{1,40}")


def read_keys(path: Path) -> tuple[RSAPublicKey, ...]:
    """Read Coop's public keys from a PEM file: one, or the old and the new while it is replaced.

    Raises InputError if the file can't be read, or holds anything else than RSA keys of MIN_BITS.
    """
    if find_spec("cryptography") is None:
        raise InputError(f"signatures of Coop need cryptography; install with: {INSTALL}")
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    blocks = _PEM.findall(_read(path))
    try:
        found = [load_pem_public_key(block) for block in blocks]
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InputError(f"{path} holds a public key that can't be read") from error
    keys = tuple(key for key in found if isinstance(key, RSAPublicKey) and key.key_size >= MIN_BITS)
    if not keys or len(keys) < len(found):
        raise InputError(
            f"{path} must hold Coop's public key, PEM of RSA with at least {MIN_BITS} bits; "
            "Coop shows it under Settings, API Keys"
        )
    return keys


def is_by_coop(keys: Sequence[RSAPublicKey], signature: str, body: bytes) -> bool:
    """Tell whether one of these keys signed a body; `body` as received, never written anew."""
    try:
        said = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(_signed(key, said, body) for key in keys)


def _signed(key: RSAPublicKey, signature: bytes, body: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key.verify(signature, body, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def read_secrets(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Read who may send Standard Webhooks: lines of a sender's name and its `whsec_` secret.

    A name on two lines has two secrets, the old and the new while it is replaced. What follows `#` is
    left out. Raises InputError, which never repeats a secret, if the file says anything else.
    """
    found: dict[str, tuple[str, ...]] = {}
    text = _read(path).decode("utf-8-sig", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            name, secret = words
            checked_secret(secret)
        except ValueError as error:
            raise InputError(_wrong(path, number)) from error
        if not _SENDER.fullmatch(name):
            raise InputError(_wrong(path, number))
        found[name] = (*found.get(name, ()), secret)
    if not found:
        raise InputError(f"{path} names no sender; write lines of a name and its secret, whsec_…")
    return found


def sender_of(
    senders: Mapping[str, Sequence[str]], headers: Mapping[str, str], body: bytes, now: datetime
) -> str | None:
    """Name who sent a Standard Webhook; None if no sender's secret signed it, or not lately."""
    for name, secrets in senders.items():
        if is_genuine(secrets, headers, body, now):
            return name
    return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _wrong(path: Path, number: int) -> str:
    return (
        f"{path}, line {number}: write a sender's name (letters, digits, . _ -) and its secret, "
        "whsec_ and 24 to 64 bytes in base64"
    )
